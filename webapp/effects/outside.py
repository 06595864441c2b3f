"""The effect that sends letters to people outside: written from what still stands when it leaves, and kept nowhere."""

from __future__ import annotations

import hmac
import smtplib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from webapp.mail.outside import Asked, compose_outside, first_day
from webapp.mail.post import send
from webapp.settings import Settings
from workflows.engine.outbox import Delivery, Handler
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.processes.outside_answer import OutsideAnswer
from workflows.processes.outside_letter import (
    FIRST,
    POST,
    OutsideContact,
    OutsideLetter,
    letters_about,
    mark_failed,
    mark_left,
)
from workflows.processes.outside_link import hash_token, standing_of, subject_of, token_of


class NotTaken(Exception):
    """The letter did not leave. What the server said is left out, since it repeats the address."""


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return the handler of letters to people outside, for an installation."""
    return {POST: lambda delivery: post_letters(delivery, settings)}


def post_letters(delivery: Delivery, settings: Settings) -> None:
    """Send what is to be said to one person about one link or several, unless it has left or is said no more.

    A link that was answered, revoked or locked meanwhile, or whose reader stopped the reminders, is left out. Raises
    :class:`NotTaken` where the letter does not leave, and the outbox tries again.
    """
    ids = [UUID(hex=each) for each in delivery.body["letters"]]
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        asked, contact = _still_asked(session, ids, settings, delivery.moment)
        if contact is None:
            return
        letter = compose_outside(asked, contact, settings)
    ids, made_at = [each.letter.id for each in asked], asked[0].letter.made_at
    try:
        # No database is held while the server is asked.
        send(settings, letter, name=f"{made_at:%Y%m%d-%H%M}-outside-{ids[0].hex[:12]}")
    except OSError as fault:
        with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
            mark_failed(session, ids, moment=delivery.moment)
        raise NotTaken(_said(fault)) from None
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        mark_left(session, ids, moment=delivery.moment)


def _still_asked(
    session: ViewerSession, ids: Sequence[UUID], settings: Settings, moment: datetime
) -> tuple[list[Asked], OutsideContact | None]:
    statement = (
        sa.select(OutsideLetter, OutsideAnswer, OutsideContact)
        .join(OutsideAnswer, OutsideAnswer.id == OutsideLetter.case_id)
        .join(OutsideContact, OutsideContact.case_id == OutsideLetter.case_id)
        .where(OutsideLetter.id.in_(ids), OutsideLetter.sent_at.is_(None))
        .order_by(OutsideAnswer.due_on, OutsideAnswer.id)
    )
    found = [each for each in session.execute(statement) if standing_of(each[1], moment) == "open"]
    written = letters_about(session, [row.id for _letter, row, _contact in found])
    asked = [
        Asked(letter, row, subject_of(session, row, moment), _token(letter, row, settings), first_day(written[row.id]))
        for letter, row, _contact in found
    ]
    return asked, found[0][2] if found else None


def _token(letter: OutsideLetter, row: OutsideAnswer, settings: Settings) -> str:
    """Return the token of a link, empty if the house has another key since; the first letter cannot do without it."""
    token = token_of(settings.secret_key, row.id)
    if hmac.compare_digest(hash_token(token), row.token_hash):
        return token
    if letter.occasion == FIRST:
        raise NotTaken("The key of the house was renewed before the link left: a new link is needed.")
    return ""


def _said(fault: OSError) -> str:
    """Return what went wrong without a word of the server's."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return f"{type(fault).__name__} {', '.join(str(code) for code, _words in fault.recipients.values())}"
    code = fault.smtp_code if isinstance(fault, smtplib.SMTPResponseException) else fault.errno
    return f"{type(fault).__name__} {code or ''}".strip()
