"""Figures that the house counts from its own records, each with the records behind it (product, promise 14).

A figure is a count or a share over a period. The count is the whole one, the same for everybody; the records are those
that the viewer may see, and the page says how many it does not show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.commitment import Commitment
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.house import house_look
from workflows.processes.participation import Participation
from workflows.processes.visit import HELD, Visit
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Period:
    """From ``begins`` (included) to ``ends`` (not included), both aware UTC."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in hundredths, and the ids of the cases that it was counted from; ``None`` where there is nothing to count."""

    value: int | None
    cases: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Feed:
    """One way of counting: its label, its unit, and the count itself."""

    label: Text
    unit: Text
    count: Callable[[ViewerSession, Period], Figure]


def figure(session: ViewerSession, feed: str, period: Period) -> Figure:
    """Count a feed over a period from all that the house holds; refuses an unknown feed with ``KeyError``."""
    with house_look(session) as house:
        return FEEDS[feed].count(house, period)


def visible_cases(session: ViewerSession, figure_: Figure) -> tuple[list[Case], int]:
    """Return the cases behind a figure that the viewer may see, newest first, and how many they may not."""
    found = list(session.scalars(sa.select(Case).where(Case.id.in_(figure_.cases)).order_by(Case.opened_at.desc())))
    return found, len(set(figure_.cases)) - len(found)


def _ids(house: ViewerSession, *conditions: Any, of: Any) -> list[UUID]:
    return list(house.scalars(sa.select(of).where(*conditions)))


def _visits(house: ViewerSession, period: Period) -> list[UUID]:
    return _ids(
        house, Visit.planned_at >= period.begins, Visit.planned_at < period.ends,
        Visit.id.in_(sa.select(Case.id).where(Case.workflow == "visit", Case.state.in_(HELD))), of=Visit.id,
    )  # fmt: skip


def _count_visits(house: ViewerSession, period: Period) -> Figure:
    visits = _visits(house, period)
    return Figure(len(visits) * 100, visits)


def _agencies_present(house: ViewerSession, period: Period) -> Figure:
    rows = house.execute(
        sa.select(Participation.id, Participation.operation_id).where(
            Participation.arrived_at >= period.begins, Participation.arrived_at < period.ends
        )
    ).all()
    operations = {operation_id for _id, operation_id in rows}
    value = round(len(rows) * 100 / len(operations)) if operations else None
    return Figure(value, sorted(operations))


def _share_with_findings(house: ViewerSession, period: Period) -> Figure:
    visits = _visits(house, period)
    with_findings = set(house.scalars(sa.select(Finding.visit_id).where(Finding.visit_id.in_(visits))))
    return Figure(round(len(with_findings) * 10_000 / len(visits)) if visits else None, visits)


def _overdue(house: ViewerSession, period: Period) -> Figure:
    rows = _ids(
        house, Consequence.due_at < period.ends,
        Consequence.id.in_(sa.select(Case.id).where(Case.is_open, Case.state.in_(("due", "overdue")))),
        of=Consequence.id,
    )  # fmt: skip
    return Figure(len(rows) * 100, rows)


def _share_accepted(house: ViewerSession, period: Period) -> Figure:
    asked = _ids(house, Commitment.asked_at >= period.begins, Commitment.asked_at < period.ends, of=Commitment.id)
    accepted = _ids(
        house, Case.id.in_(asked), Case.workflow == "commitment", Case.state.in_(("accepted", "kept")), of=Case.id
    )
    return Figure(round(len(accepted) * 10_000 / len(asked)) if asked else None, asked)


_PLACES: Final = Text("établissements", "places")
_PERCENT: Final = Text("%", "%")

FEEDS: Final = {
    "visits_held": Feed(Text("Établissements contrôlés ensemble", "Places inspected together"), _PLACES, _count_visits),
    "agencies_per_operation": Feed(
        Text("Services présents par opération", "Agencies present per operation"), Text("services", "agencies"), _agencies_present
    ),
    "share_with_findings": Feed(
        Text("Part des visites avec constat", "Share of visits with findings"), _PERCENT, _share_with_findings
    ),
    "consequences_overdue": Feed(
        Text("Suites en retard", "Consequences overdue"), Text("suites", "consequences"), _overdue
    ),
    "commitments_accepted": Feed(
        Text("Engagements acceptés parmi les demandés", "Commitments accepted among those asked"), _PERCENT, _share_accepted
    ),
}  # fmt: skip
"""Every feed by its key; an indicator names one."""
