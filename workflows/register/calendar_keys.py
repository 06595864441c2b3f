"""The private address of somebody's calendar: a random token that only they know, ended at once when they say so."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.users import User
from workflows.store.checksum import Checksummed
from workflows.store.database import Base


class CalendarKey(Checksummed, Base):
    """One private address of one person. ``token_hash`` is the SHA-256 of the token that stands in it."""

    __tablename__ = "calendar_key"
    __unchecked__ = frozenset({"ended_at"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


def make_key(session: Session, user_id: UUID, *, moment: datetime) -> str:
    """Give a person a new private address at ``moment`` (aware), end those they had, and return its token.

    The token is never kept: whoever loses it makes another. The caller commits.
    """
    end_keys(session, user_id, moment=moment)
    token = secrets.token_urlsafe(32)
    session.add(CalendarKey(id=uuid4(), token_hash=_hash(token), user_id=user_id, created_at=moment))
    return token


def end_keys(session: Session, user_id: UUID, *, moment: datetime) -> None:
    """End every private address of a person at ``moment`` (aware); the caller commits."""
    session.connection().execute(
        sa.update(CalendarKey).where(*_running(user_id)).values(ended_at=moment)
    )  # fmt: skip


def key_since(session: Session, user_id: UUID) -> datetime | None:
    """Return since when a person has a private address (aware UTC), ``None`` if they have none."""
    return session.connection().execute(sa.select(CalendarKey.created_at).where(*_running(user_id))).scalar()


def owner_of(session: Session, token: str) -> User | None:
    """Return whose address this token is, ``None`` if it was ended, never was, or its person may no longer sign in."""
    return session.scalar(
        sa.select(User)
        .join(CalendarKey, CalendarKey.user_id == User.id)
        .where(CalendarKey.token_hash == _hash(token), CalendarKey.ended_at.is_(None), User.active)
    )


def _running(user_id: UUID) -> tuple[Any, ...]:
    return CalendarKey.user_id == user_id, CalendarKey.ended_at.is_(None)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
