"""What the pilot adds to the joint minutes, apart from their workflow: the papers read it too."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, Recorded


class Minutes(Recorded, Base):
    """What the pilot adds to the sections: incidents, proposed decisions, what partners must do themselves."""

    __tablename__ = "minutes"

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    board_number: Mapped[str] = mapped_column(sa.String(40))
    attendance_number: Mapped[str] = mapped_column(sa.String(40))
    incidents: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    decisions: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    partner_tasks: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    signatory: Mapped[str] = mapped_column(sa.String(160), default="")
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
