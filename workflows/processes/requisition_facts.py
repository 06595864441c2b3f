"""What a requisition asks and grants, apart from its workflow: the papers read it too."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.viewer import ViewerSession
from workflows.law.requisitions import RequisitionFacts
from workflows.processes.house import look
from workflows.store.database import Base, Recorded
from workflows.store.text import PARIS

BASIS: Final = "cpp_78_2_1"


class Requisition(Recorded, Base):
    """A requisition, as asked and then as granted. ``places`` lists ``[visit id, trade name, address]``."""

    __tablename__ = "requisition"

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    basis: Mapped[str] = mapped_column(sa.String(60), default=BASIS)
    offences: Mapped[list[str]] = mapped_column(sa.JSON)
    places: Mapped[list[list[str]]] = mapped_column(sa.JSON)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    magistrate: Mapped[str] = mapped_column(sa.String(160), default="")
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    granted: Mapped[bool] = mapped_column(default=False)
    answer_reason: Mapped[str] = mapped_column(sa.Text, default="")


def facts_of(row: Requisition) -> RequisitionFacts:
    """Return what the law asks of a requisition, as plain facts."""
    return RequisitionFacts(
        basis=row.basis,
        offences=tuple(row.offences),
        places=tuple(place[2] for place in row.places),
        starts=row.starts_at,
        ends=row.ends_at,
        granted=row.granted,
        signed_on=row.signed_at.astimezone(PARIS).date() if row.signed_at else None,
    )


def requisition_for(session: ViewerSession, operation_id: UUID, at: datetime, address: str) -> RequisitionFacts | None:
    """Return the requisition of an operation that best covers an address at a moment, ``None`` if there is none."""
    table = Requisition.__table__.c
    rows = look(session, Requisition, table.operation_id == operation_id)
    if not rows:
        return None
    known = [facts_of(row) for row in rows]
    return max(
        known, key=lambda each: (each.granted, each.starts <= at <= each.ends, address in each.places, each.ends)
    )
