"""Gapless numbers by service and year: reserved with the case they number; a cancelled number keeps its reason."""

from __future__ import annotations

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.viewer import ViewerSession
from workflows.store.database import Base, Recorded


class Number(Recorded, Base):
    """One reserved number of a series and year, and the case that it was reserved for."""

    __tablename__ = "number_"
    __table_args__ = (sa.UniqueConstraint("series", "year", "number"),)

    series: Mapped[str] = mapped_column(sa.String(40))
    year: Mapped[int]
    number: Mapped[int]
    cancelled_reason: Mapped[str | None] = mapped_column(sa.String(300), default=None)


def reserve_number(session: ViewerSession, series: str, year: int, case_id: UUID, *, secrecy: int = 1) -> str:
    """Reserve the next number of ``series`` in ``year`` for a case and return it, e.g. ``OP-2026-0007``.

    The row travels in the caller's next journal line. Two callers never get the same number, and none is skipped: the
    second waits for the first to commit.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("select pg_advisory_xact_lock(hashtext(:series))"), {"series": f"{series}/{year}"})
    table = Number.__table__.c
    last = connection.execute(
        sa.select(sa.func.max(table.number)).where(table.series == series, table.year == year)
    ).scalar()
    number = (last or 0) + 1
    session.add(Number(id=uuid4(), case_id=case_id, secrecy=secrecy, series=series, year=year, number=number))
    session.flush()
    return f"{series}-{year}-{number:04d}"
