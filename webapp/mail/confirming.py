"""Confirming an address: one message to it with a link that its owner alone can use, once; the former address is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.engine import Engine

from webapp.mail.writing import begin_day
from webapp.settings import Settings
from webapp.words import WORDS
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.mail_day import write_message
from workflows.register.address_requests import (
    LEVEL,
    AddressRequest,
    ask_for_address,
    confirm_address,
    occasion_of,
    request_of,
)
from workflows.register.correspondence import correspondent
from workflows.register.messages import Message
from workflows.register.users import User
from workflows.store.text import Text, say

_SALT: Final = "beffroi.confirm-address"


def ask(engine: Engine, settings: Settings, user_id: UUID, address: str, *, moment: datetime) -> None:
    """Send a link to an address that a person gives as theirs; refuses as ``ask_for_address`` does."""
    begin_day(engine, paris_day(moment), moment=moment)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        row = ask_for_address(session, user_id, address, moment=moment)
        user = session.get_one(User, user_id)
        link = f"{settings.address}/{user.agency}/messages/address/{_token(settings, row)}"
        words = [
            WORDS["address_mail_asked"],
            WORDS["address_mail_link"].with_parameters(link=link),
            WORDS["address_mail_not_you"],
        ]
        _write(session, user, address, occasion_of(moment), "address_mail_subject", words, moment)


def confirm(engine: Engine, settings: Settings, user_id: UUID, token: str, *, moment: datetime) -> bool:
    """Take the address of a link as the person's own and tell the former one; tell whether the link was still good."""
    begin_day(engine, paris_day(moment), moment=moment)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        row = asked_by(session, settings, user_id, token, moment=moment)
        if row is None:
            return False
        former = confirm_address(session, row, moment=moment)
        if former:
            words = [WORDS["address_mail_changed"], WORDS["address_mail_changed_not_you"]]
            user = session.get_one(User, user_id)
            occasion = f"former_{occasion_of(moment)}"
            _write(session, user, former, occasion, "address_mail_changed_subject", words, moment)
        return True


def asked_by(
    session: ViewerSession, settings: Settings, user_id: UUID, token: str, *, moment: datetime
) -> AddressRequest | None:
    """Return the request that a link confirms: this very person's last one, in time; else ``None``."""
    row = request_of(session, user_id, moment=moment)
    try:
        told = _serializer(settings).loads(token)
    except BadSignature:
        return None
    return row if row is not None and told == _said(row) else None


def _token(settings: Settings, row: AddressRequest) -> str:
    return str(_serializer(settings).dumps(_said(row)))


def _said(row: AddressRequest) -> list[str]:
    return [row.user_id.hex, row.address, row.asked_at.isoformat()]


def _serializer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.secret_key, salt=_SALT)


def _write(
    session: ViewerSession, user: User, address: str, occasion: str, subject: str, words: list[Text], moment: datetime
) -> None:
    language = correspondent(session, user.id, moment=moment).language
    content: dict[str, Any] = {
        "bare": True,
        "language": language,
        "subject": say(WORDS[subject], language),
        "words": [say(each, language) for each in words],
        "why": [],
    }
    message = Message(
        id=uuid4(), user_id=user.id, occasion=occasion, level=LEVEL, address=address, content=content, made_at=moment
    )
    write_message(session, paris_day(moment), message, (), moment=moment)
