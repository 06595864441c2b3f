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

from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.processes.action import Action
from workflows.processes.commitment import Commitment
from workflows.processes.compliance_facts import FormalNotice
from workflows.processes.consequence import DUE, Consequence
from workflows.processes.finding import Finding
from workflows.processes.house import house_look
from workflows.processes.means import Means, counts_of, movements_of
from workflows.processes.participation import ANSWERING, Participation
from workflows.processes.requisition import DECIDING
from workflows.processes.requisition_facts import Requisition
from workflows.processes.training import HELD as HELD_TRAININGS
from workflows.processes.training import Training, counts_by_training, standing_counts
from workflows.processes.visit import HELD
from workflows.processes.visit_facts import Visit
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
    """The branches whose owner has not acted by the date set, or not since the operator's date has passed."""
    unsent = sa.and_(Consequence.due_at < period.ends, _standing(Consequence.id, *DUE))
    lapsed = sa.select(FormalNotice.id).where(FormalNotice.respond_by < paris_day(period.ends))
    rows = _ids(
        house, sa.or_(unsent, sa.and_(Consequence.id.in_(lapsed), _standing(Consequence.id, "lapsed"))), of=Consequence.id
    )  # fmt: skip
    return Figure(len(rows) * 100, rows)


def _standing(of: Any, *states: str) -> Any:
    return of.in_(sa.select(Case.id).where(Case.is_open, Case.state.in_(states)))


def _share_accepted(house: ViewerSession, period: Period) -> Figure:
    asked = _ids(house, Commitment.asked_at >= period.begins, Commitment.asked_at < period.ends, of=Commitment.id)
    accepted = _ids(
        house, Case.id.in_(asked), Case.workflow == "commitment", Case.state.in_(("accepted", "kept")), of=Case.id
    )
    return Figure(round(len(accepted) * 10_000 / len(asked)) if asked else None, asked)


def _people_there(house: ViewerSession, period: Period) -> Figure:
    """Of the people needed by the end of the period, those who have arrived by then; what was declined is needed no more."""
    ids = _ids(
        house, Means.kind == "people",
        Means.id.in_(sa.select(Case.id).where(Case.workflow == "means", ~Case.state.in_(("declined", "withdrawn")))),
        of=Means.id,
    )  # fmt: skip
    until = paris_day(period.ends)
    moved = movements_of(house, ids)
    due = {each: counts_of(moved[each]).needed for each in ids if counts_of(moved[each]).needed_on < until}
    there = sum(
        counts_of([row for row in moved[each] if row.kind == "need" or row.on_day < until]).arrived for each in due
    )
    needed = sum(due.values())
    return Figure(round(there * 10_000 / needed) if needed else None, list(due))


def _people_trained(house: ViewerSession, period: Period) -> Figure:
    """The people counted at the sessions that began in the period."""
    ids = _ids(
        house, Training.starts_on >= paris_day(period.begins), Training.starts_on < paris_day(period.ends),
        Training.id.in_(sa.select(Case.id).where(Case.workflow == "training", Case.state.in_(HELD_TRAININGS))),
        of=Training.id,
    )  # fmt: skip
    counted = [row for rows in counts_by_training(house, ids).values() for row in standing_counts(rows)]
    return Figure(sum(row.count for row in counted if row.stage == "held") * 100, ids)


def _share(good: int, counted: list[UUID]) -> Figure:
    return Figure(round(good * 10_000 / len(counted)) if counted else None, counted)


def _requests_in_time(house: ViewerSession, period: Period) -> Figure:
    """Invitations and requisitions whose day for an answer lies in the period; the first answer counts, by the journal."""
    invited = house.execute(
        sa.select(Participation.id, Participation.answer_by).where(
            Participation.answer_by >= period.begins, Participation.answer_by < period.ends
        )
    )
    asked = house.execute(
        sa.select(Requisition.id, Requisition.starts_at).where(
            Requisition.starts_at >= period.begins, Requisition.starts_at < period.ends
        )
    )
    due: dict[UUID, datetime] = dict([*((row[0], row[1]) for row in invited), *((row[0], row[1]) for row in asked)])
    answers = house.execute(
        sa.select(JournalLine.case_id, sa.func.min(JournalLine.at))
        .where(
            JournalLine.case_id.in_(due),
            sa.or_(
                sa.and_(JournalLine.workflow == "participation", JournalLine.step.in_(ANSWERING)),
                sa.and_(JournalLine.workflow == "requisition", JournalLine.step.in_(DECIDING)),
            ),
        )
        .group_by(JournalLine.case_id)
    )
    in_time = sum(1 for case_id, at in answers if at <= due[case_id])
    return _share(in_time, sorted(due))


def _commitments_in_time(house: ViewerSession, period: Period) -> Figure:
    """Commitments whose day for an answer lies in the period, asked and not withdrawn before."""
    answer = clock("commitment_answer")
    rows = house.execute(
        sa.select(Commitment.id, Commitment.asked_at, Commitment.answered_at)
        .join(Case, Case.id == Commitment.id)
        .where(
            Commitment.asked_at < period.ends, sa.or_(Case.state != "withdrawn", Commitment.answered_at.is_not(None))
        )
    ).all()
    due = {row.id: answer.due(row.asked_at) for row in rows}
    counted = [row for row in rows if period.begins <= due[row.id] < period.ends]
    in_time = sum(1 for row in counted if row.answered_at is not None and row.answered_at <= due[row.id])
    return _share(in_time, sorted(row.id for row in counted))


def _decisions_done(house: ViewerSession, period: Period) -> Figure:
    """Actions that a meeting decided and whose day lies in the period."""
    rows = house.execute(
        sa.select(Action.id, Case.state)
        .join(Case, Case.id == Action.id)
        .where(
            Action.decision_id.is_not(None), Action.due_on >= paris_day(period.begins),
            Action.due_on < paris_day(period.ends), Case.state != "abandoned",
        )
    ).all()  # fmt: skip
    return _share(sum(1 for row in rows if row.state in ("done", "checked")), [row.id for row in rows])


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
    "commitments_in_time": Feed(
        Text("Engagements répondus dans le délai", "Commitments answered in time"), _PERCENT, _commitments_in_time
    ),
    "requests_in_time": Feed(
        Text("Invitations et réquisitions répondues à temps", "Invitations and requisitions answered in time"), _PERCENT, _requests_in_time
    ),
    "people_there": Feed(
        Text("Personnes arrivées parmi les nécessaires", "People arrived among those needed"), _PERCENT, _people_there
    ),
    "people_trained": Feed(Text("Personnes formées", "People trained"), Text("personnes", "people"), _people_trained),
    "decisions_done": Feed(
        Text("Décisions faites parmi les échues", "Decisions done among those due"), _PERCENT, _decisions_done
    ),
}  # fmt: skip
"""Every feed by its key; an indicator names one."""
