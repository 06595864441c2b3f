"""Lines that somebody brought and has not confirmed yet: theirs alone, for a day, and no record of any case."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.checksum import Checksummed
from workflows.store.database import Base


class WaitingLines(Checksummed, Base):
    """What one person brought at one desk: its lines as they were read, and what each would do (``fates``).

    ``about`` is the strategy or the indicator that it is for. ``done_at`` and ``taken`` say when it was confirmed and how many
    lines were written then.
    """

    __tablename__ = "waiting_lines"
    __unchecked__ = frozenset({"fates", "done_at", "taken"})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    about: Mapped[UUID]
    kind: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(200))
    lines: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    unused: Mapped[list[str]] = mapped_column(sa.JSON)
    fates: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    taken: Mapped[int] = mapped_column(default=0)
