"""Who is signed in: a random token in a strict cookie, its hash in the database, over at once when it must be."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import current_app, g, request
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from webapp.api.problems import asks_api
from webapp.settings import Settings
from workflows.register.agencies import Agency, UnknownAgency, agency
from workflows.register.users import User, competences_of
from workflows.store.database import read_only
from workflows.store.sessions import WebSession

LONGEST: Final = timedelta(hours=12)
"""A night's operation and its morning; nobody stays signed in longer."""

IDLE: Final = timedelta(hours=3)
"""A tablet may lie unused between two shops; after that the person signs in again, and finds the form as it was."""

_SEEN_EVERY: Final = timedelta(minutes=5)
_MOST_KEPT: Final = 200_000


@dataclass(frozen=True, slots=True)
class Person:
    """The person who is signed in, as plain values."""

    session_id: UUID
    user_id: UUID
    user_name: str
    name: str
    function: str
    agency: Agency
    competences: frozenset[str]
    reason: str | None
    kept: dict[str, Any] | None


def cookie_name(settings: Settings) -> str:
    """Return the name of the session's cookie: bound to this very host over https."""
    return "__Host-beffroi" if settings.https else "beffroi"


def person() -> Person | None:
    """Return who is signed in in this request, or ``None``; without any competence where they see as another agency."""
    found: Person | None = g.get("person")
    return replace(found, competences=frozenset()) if found is not None and "seen_as" in g else found


def begin_session(session: Session, user: User, *, moment: datetime) -> str:
    """Open a session for ``user`` and return the token for the browser; sessions that are long over are forgotten."""
    session.execute(sa.delete(WebSession).where(WebSession.expires_at < moment - LONGEST))
    token = secrets.token_urlsafe(32)
    session.add(
        WebSession(
            token_hash=hash_token(token),
            user_id=user.id,
            agency=user.agency,
            created_at=moment,
            seen_at=moment,
            expires_at=moment + LONGEST,
        )
    )
    session.flush()
    return token


def end_session(session: Session, session_id: UUID, *, moment: datetime) -> None:
    """End a session; its token opens nothing from now on, and what it kept is gone."""
    row = session.get(WebSession, session_id)
    if row is not None and row.ended_at is None:
        row.ended_at, row.kept = moment, None
        session.flush()


def find_person(engine: Engine, token: str, *, moment: datetime) -> Person | None:
    """Return whose session this token opens now.

    Nobody's when it is unknown, ended, too old, unused for too long, or older than the account's last change.
    """
    with Session(read_only(engine)) as session:
        found = session.execute(
            sa.select(WebSession, User)
            .join(User, User.id == WebSession.user_id)
            .where(WebSession.token_hash == hash_token(token))
        ).one_or_none()
        if found is None or not _is_alive(*found, moment=moment):
            return None
        row, user = found
        seen_at = row.seen_at
        someone = _person(row, user)
    if someone is not None and moment - seen_at > _SEEN_EVERY:
        with Session(engine) as session, session.begin():
            session.execute(sa.update(WebSession).where(WebSession.id == someone.session_id).values(seen_at=moment))
    return someone


def owner_of(engine: Engine, token: str) -> UUID | None:
    """Return whose session this token once opened, even if it is over: what was typed comes back to nobody else."""
    with Session(read_only(engine)) as session:
        return session.scalar(sa.select(WebSession.user_id).where(WebSession.token_hash == hash_token(token)))


def keep(session: Session, session_id: UUID, kept: dict[str, Any] | None) -> None:
    """Keep what somebody had typed with their session, or forget it (``None``)."""
    if kept is not None and sum(len(str(value)) for value in kept.values()) > _MOST_KEPT:
        return
    session.execute(sa.update(WebSession).where(WebSession.id == session_id).values(kept=kept))


def give_reason(session: Session, session_id: UUID, reason: str) -> None:
    """Note why this person reads protected cases during this session."""
    session.execute(sa.update(WebSession).where(WebSession.id == session_id).values(reason=reason))


def token_of_request(settings: Settings) -> str | None:
    """Return the token that the browser sent, or ``None``."""
    return request.cookies.get(cookie_name(settings)) or None


def load_person() -> None:
    """Find out who is signed in, at the beginning of a request; for the interface of software, no cookie counts."""
    if asks_api():
        return
    settings: Settings = current_app.extensions["beffroi_settings"]
    token = token_of_request(settings)
    if token is not None:
        g.person = find_person(current_app.extensions["beffroi_engine"], token, moment=g.moment)


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Give the token to the browser. Strict: another site can never make the browser send it."""
    response.set_cookie(cookie_name(settings), token, httponly=True, secure=settings.https, samesite="Strict", path="/")


def clear_cookie(response: Response, settings: Settings) -> None:
    """Take the token back from the browser."""
    response.delete_cookie(cookie_name(settings), httponly=True, secure=settings.https, samesite="Strict", path="/")


def hash_token(token: str) -> str:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _is_alive(row: WebSession, user: User, *, moment: datetime) -> bool:
    return (
        row.ended_at is None
        and moment < row.expires_at
        and moment - row.seen_at <= IDLE
        and user.active
        and user.changed_at <= row.created_at
    )


def _person(row: WebSession, user: User) -> Person | None:
    try:
        at_desk = agency(user.agency)
    except UnknownAgency:
        return None
    return Person(
        session_id=row.id,
        user_id=user.id,
        user_name=user.user_name,
        name=user.name,
        function=user.function,
        agency=at_desk,
        competences=competences_of(user, at_desk),
        reason=row.reason,
        kept=row.kept,
    )
