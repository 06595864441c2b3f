"""The facts of an operation, apart from its workflow: papers and children read them too."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, Recorded


class Operation(Recorded, Base):
    """The facts of an operation. ``starts_at`` and ``ends_at`` bound it (aware UTC)."""

    __tablename__ = "operation"

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    zone: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    purpose: Mapped[str] = mapped_column(sa.Text, default="")
    briefing_at: Mapped[datetime | None] = mapped_column(default=None)
    without_requisition: Mapped[str] = mapped_column(sa.Text, default="")
    demonstration: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(sa.String(200), default="")
