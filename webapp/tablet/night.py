"""The visits of an agency as its team has them before it: those of this night in their order, then what else is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.powers import Verdict
from workflows.processes.sheet import Sheet, planned_powers

_THIS_NIGHT: Final = timedelta(hours=14)
"""A visit is of this night from so long before its hour until so long after."""
_MOST_OTHERS: Final = 20


@dataclass(frozen=True, slots=True)
class NightVisit:
    """One visit of the list: where, when (aware UTC), how far the agency's grid is, whether it may enter."""

    sheet_id: UUID
    place: str
    address: str
    planned_at: datetime
    state: State
    verdict: Verdict | None
    unanswered: int
    not_compliant: int

    @property
    def day(self) -> date:
        """The day of the visit, in Paris."""
        return paris_day(self.planned_at)


@dataclass(frozen=True, slots=True)
class Night:
    """The list of a team, in four parts; each in the order of the hours."""

    tonight: tuple[NightVisit, ...]
    coming: tuple[NightVisit, ...]
    left_open: tuple[NightVisit, ...]
    done: tuple[NightVisit, ...]


def night_of(session: ViewerSession, agency: str, *, moment: datetime) -> Night:
    """Return the visits of an agency around ``moment`` (aware), the later ones, and those of earlier nights."""
    begins, ends = moment - _THIS_NIGHT, moment + _THIS_NIGHT
    by_hour = sa.select(Sheet).where(Sheet.agency == agency).order_by(Sheet.planned_at, Sheet.id)
    earlier = by_hour.where(Sheet.planned_at < begins)
    last_first = earlier.where(Sheet.ended).order_by(None).order_by(Sheet.planned_at.desc(), Sheet.id)
    return Night(
        tonight=_visits(session, by_hour.where(Sheet.planned_at.between(begins, ends))),
        coming=_visits(session, by_hour.where(Sheet.planned_at > ends, Sheet.ended.is_(False)).limit(_MOST_OTHERS)),
        left_open=_visits(session, earlier.where(Sheet.ended.is_(False)).limit(_MOST_OTHERS)),
        done=_visits(session, last_first.limit(_MOST_OTHERS)),
    )


def _visits(session: ViewerSession, statement: sa.Select[Any]) -> tuple[NightVisit, ...]:
    sheets = list(session.scalars(statement))
    cases = sa.select(Case).where(Case.id.in_([sheet.id for sheet in sheets]))
    known = {case.id: case for case in session.scalars(cases)} if sheets else {}
    return tuple(_told(session, sheets, known))


def _told(session: ViewerSession, sheets: Iterable[Sheet], cases: dict[UUID, Case]) -> Iterable[NightVisit]:
    for sheet in sheets:
        case = cases[sheet.id]
        yield NightVisit(
            sheet_id=sheet.id,
            place=sheet.place,
            address=sheet.address,
            planned_at=sheet.planned_at,
            state=registry.workflow(case.workflow, case.workflow_version).state(case.state),
            verdict=None if sheet.ended else planned_powers(session, sheet),
            unanswered=0 if sheet.ended else sheet.unanswered,
            not_compliant=sheet.not_compliant,
        )
