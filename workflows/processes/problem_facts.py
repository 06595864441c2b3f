"""The records of a problem: what was noticed, each analysis, what is counted before and after, each assessment.

Nothing that was written is changed: a second analysis, a corrected count and a further assessment are rows beside the
earlier ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.tables import Party
from workflows.engine.viewer import ViewerSession
from workflows.processes.house import look
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

AMONG_MEMBERS: Final = 2
"""The class of a problem and of its actions: what a group deliberates stays between its members."""
LEAD: Final = "lead_problems"
"""The competence of whoever leads the problem-solving groups."""
FOLLOW: Final = "follow_problem"
"""For what the members of a group are named in its actions: to read them."""
SIDES: Final = {"before": Text("Avant", "Before"), "after": Text("Après", "After")}
VERDICTS: Final = {
    "solved": Text(
        "Résolu, ou ramené à un niveau que les riverains acceptent",
        "Solved, or brought down to a level that residents accept",
    ),
    "reduced": Text("Réduit, pas résolu", "Reduced, not solved"),
    "unchanged": Text("Inchangé", "Unchanged"),
    "worse": Text("Aggravé", "Worse"),
}
OPEN: Final = ("opened", "analysed", "acting", "assessing")
CLOSED: Final = ("closed_solved", "closed_unsolved", "handed_over")


class Problem(Recorded, Base):
    """One problem in one place, in one turn. ``agency`` proposed it; ``turn`` counts from 1, and a problem that comes back
    is a new one that names its ``previous_id``. ``earlier`` keeps each ``{assess_on, reason, at}`` that was given up;
    ``round`` counts how often the group has come to assess.
    """

    __tablename__ = "problem"
    __table_args__ = (sa.CheckConstraint("(turn = 1) = (previous_id is null)", name="later_turns_follow"),)

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[str] = mapped_column(sa.String(200))
    observed: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[date]
    sufferers: Mapped[str] = mapped_column(sa.String(300))
    times: Mapped[str] = mapped_column(sa.String(200))
    sources: Mapped[str] = mapped_column(sa.String(300))
    turn: Mapped[int] = mapped_column(default=1)
    previous_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("problem.id"), unique=True, default=None)
    assess_on: Mapped[date | None] = mapped_column(default=None)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    round: Mapped[int] = mapped_column(default=0)
    handed_to: Mapped[str] = mapped_column(sa.String(200), default="")
    ended_because: Mapped[str] = mapped_column(sa.Text, default="")
    demonstration: Mapped[bool] = mapped_column(default=False)


class Analysis(Recorded, Base):
    """What makes the problem possible: the offenders, the targets, the place; what was tried; what is supposed."""

    __tablename__ = "problem_analysis"

    problem_id: Mapped[UUID] = mapped_column(sa.ForeignKey("problem.id"), index=True)
    offenders: Mapped[str] = mapped_column(sa.Text)
    targets: Mapped[str] = mapped_column(sa.Text)
    setting: Mapped[str] = mapped_column(sa.Text)
    tried: Mapped[str] = mapped_column(sa.Text)
    supposed: Mapped[str] = mapped_column(sa.Text)
    sources: Mapped[str] = mapped_column(sa.String(300))
    written_at: Mapped[datetime]


class ProblemMeasure(Recorded, Base):
    """What is counted of a problem, over so many whole ``weeks`` before and as many after."""

    __tablename__ = "problem_measure"
    __table_args__ = (sa.UniqueConstraint("problem_id", "rank"),)

    problem_id: Mapped[UUID] = mapped_column(sa.ForeignKey("problem.id"), index=True)
    rank: Mapped[int]
    label: Mapped[str] = mapped_column(sa.String(200))
    unit: Mapped[str] = mapped_column(sa.String(40))
    weeks: Mapped[int]


class ProblemCount(Recorded, Base):
    """One value (hundredths) of a measure over its weeks from ``starts_on``, on one side of what was done, from a source.

    A later one of the same side stands in its place; both are kept.
    """

    __tablename__ = "problem_count"

    measure_id: Mapped[UUID] = mapped_column(sa.ForeignKey("problem_measure.id"), index=True)
    side: Mapped[str] = mapped_column(sa.String(10))
    starts_on: Mapped[date]
    value: Mapped[int] = mapped_column(sa.BigInteger)
    source: Mapped[str] = mapped_column(sa.String(200))
    counted_at: Mapped[datetime]


class Assessment(Recorded, Base):
    """What came of it: the verdict, whether the problem moved elsewhere, what residents say, what shows it."""

    __tablename__ = "problem_assessment"

    problem_id: Mapped[UUID] = mapped_column(sa.ForeignKey("problem.id"), index=True)
    round: Mapped[int]
    verdict: Mapped[str] = mapped_column(sa.String(20))
    moved: Mapped[str] = mapped_column(sa.Text)
    residents: Mapped[str] = mapped_column(sa.Text)
    shown_by: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure with the count that stands on each side (``None`` where there is none), and those that a later one has
    taken the place of.
    """

    measure: Any
    before: Any
    after: Any
    replaced: tuple[Any, ...]


def end_of_count(starts_on: date, weeks: int) -> date:
    """Return the last day (included) of so many whole weeks from a day."""
    return starts_on + timedelta(weeks=weeks) - timedelta(days=1)


def compare(measures: Iterable[Any], counts: Sequence[Any]) -> list[Compared]:
    """Set the counts of each measure side by side, in the order of the measures; the last count of a side stands."""
    found = []
    for measure in sorted(measures, key=lambda row: row.rank):
        own = sorted(
            (row for row in counts if row.measure_id == measure.id), key=lambda row: (row.counted_at, row.id.hex)
        )
        standing = {row.side: row for row in own}
        replaced = tuple(row for row in own if standing[row.side] is not row)
        found.append(Compared(measure, standing.get("before"), standing.get("after"), replaced))
    return found


def compared_of(session: ViewerSession, problem_id: UUID) -> list[Compared]:
    """Return what was counted of a problem; for the house's reasoning."""
    measures = look(session, ProblemMeasure, ProblemMeasure.__table__.c.problem_id == problem_id)
    table = ProblemCount.__table__.c
    return compare(measures, look(session, ProblemCount, table.measure_id.in_([row.id for row in measures])))


def members_of(session: ViewerSession, problem_id: UUID) -> list[str]:
    """Return the agencies named in the case of a problem; for the house's reasoning."""
    parties = Party.__table__.c
    found = session.connection().scalars(sa.select(parties.agency).where(parties.case_id == problem_id).distinct())
    return sorted(found)
