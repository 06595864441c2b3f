"""The rows of a visit: what was planned at one establishment and how it went."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, Recorded


class Visit(Recorded, Base):
    """What was planned at one establishment and how it went; the identity is that of the day it was chosen.

    Moments are UTC. Persons are counted, never named.
    """

    __tablename__ = "visit"
    __table_args__ = (
        sa.CheckConstraint("left_at is null or entered_at is not null", name="left_after_entering"),
        sa.CheckConstraint("persons_present is null or persons_present >= 0", name="persons_counted"),
    )

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    establishment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("establishment.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    planned_at: Mapped[datetime]
    trade_name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300))
    siret: Mapped[str] = mapped_column(sa.String(14), default="")
    activity: Mapped[str] = mapped_column(sa.String(200), default="")
    kind: Mapped[str] = mapped_column(sa.String(40), default="other")
    demonstration: Mapped[bool] = mapped_column(default=False)
    operator: Mapped[str] = mapped_column(sa.String(160), default="")
    operator_quality: Mapped[str] = mapped_column(sa.String(60), default="")
    licence: Mapped[str] = mapped_column(sa.String(120), default="")
    entered_at: Mapped[datetime | None] = mapped_column(default=None)
    entry_note: Mapped[str] = mapped_column(sa.Text, default="")
    activity_in_progress: Mapped[bool | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)
    outcome_reason: Mapped[str] = mapped_column(sa.Text, default="")
    persons_present: Mapped[int | None] = mapped_column(default=None)
    persons_working: Mapped[int | None] = mapped_column(default=None)
    documents_handed: Mapped[str] = mapped_column(sa.Text, default="")
    remarks: Mapped[str] = mapped_column(sa.Text, default="")
    ended: Mapped[bool] = mapped_column(default=False)

    @property
    def was_entered(self) -> bool:
        """Whether somebody went in: of a door that stayed closed, the hour at which they stood there is kept too."""
        return self.activity_in_progress is not None
