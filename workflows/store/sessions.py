"""Who is signed in, kept in the database: a session is a row that can be ended at once, never a cookie to believe."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.checksum import Checksummed
from workflows.store.database import Base


class WebSession(Checksummed, Base):
    """One sign-in of one person at one desk.

    ``token_hash`` is the SHA-256 of the random token that only the browser keeps. ``reason`` is the code of why the
    person reads records of class K2 and above, ``None`` until it was asked. ``kept`` is what somebody had typed when an
    earlier session ended; it goes with this row.
    """

    __tablename__ = "web_session"
    __unchecked__ = frozenset({"reason", "seen_at", "ended_at", "kept"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    agency: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str | None] = mapped_column(sa.String(60), default=None)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    kept: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)


class SignInThrottle(Checksummed, Base):
    """How often signing in failed lately, for one account or one address (``key`` is a digest, never the name)."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None] = mapped_column(default=None)
