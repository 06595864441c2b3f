"""The night as it goes: who has arrived, where each visit stands, how many points each agency found not compliant."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import in_house_order, state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.operation_facts import Operation
from workflows.processes.participation import Participation
from workflows.processes.sheet import Sheet
from workflows.processes.visit_facts import Visit


@dataclass(frozen=True, slots=True)
class Arrival:
    """One agency that is expected: when it came (``None``: not yet), with how many."""

    agency: str
    state: State
    arrived_at: datetime | None
    headcount: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Where one agency's grid stands in one visit, in counts alone."""

    agency: str
    state: State
    answered: int
    total: int
    breaches: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One visit of the night: where it stands, since when, and the agencies in it."""

    visit: Visit
    case: Case
    state: State
    tallies: tuple[Tally, ...]

    @property
    def breaches(self) -> int:
        """How many points were found not compliant by all agencies together."""
        return sum(tally.breaches for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class Night:
    """The night of an operation. ``mark`` changes whenever anything in it does."""

    arrivals: tuple[Arrival, ...]
    passages: tuple[Passage, ...]
    mark: str

    @property
    def ended(self) -> int:
        """How many visits are over."""
        return sum(not passage.case.is_open for passage in self.passages)

    @property
    def arrived(self) -> int:
        """How many agencies are there."""
        return sum(arrival.arrived_at is not None for arrival in self.arrivals)

    @property
    def breaches(self) -> int:
        """How many points were found not compliant in the whole night."""
        return sum(passage.breaches for passage in self.passages)

    def by_agency(self) -> list[tuple[str, int]]:
        """Return how many points each agency found not compliant, in the house's order."""
        counted: dict[str, int] = {}
        for passage in self.passages:
            for tally in passage.tallies:
                counted[tally.agency] = counted.get(tally.agency, 0) + tally.breaches
        return [(key, counted[key]) for key in in_house_order(counted)]


_EXPECTED = frozenset({"accepted", "reserved", "ready", "present", "absent"})


def night_of(session: ViewerSession, operation: Operation) -> Night:
    """Return the night of an operation, as far as the viewer sees its parts."""
    return Night(_arrivals(session, operation), _passages(session, operation), mark_of(session, operation.id))


def mark_of(session: ViewerSession, operation_id: UUID) -> str:
    """Return a word that stays the same as long as no case of the operation moves; nothing can be read from it."""
    children = sa.select(Case.id).where(Case.parent_id == operation_id)
    versions = session.execute(
        sa.select(Case.id, Case.version)
        .where(sa.or_(Case.id == operation_id, Case.parent_id == operation_id, Case.parent_id.in_(children)))
        .order_by(Case.id)
    )
    said = ",".join(f"{case_id.hex}:{version}" for case_id, version in versions)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _arrivals(session: ViewerSession, operation: Operation) -> tuple[Arrival, ...]:
    found = {
        part.agency or "": (part, case)
        for part, case in with_cases(session, Participation, Participation.operation_id == operation.id)
        if case.state in _EXPECTED
    }
    return tuple(
        Arrival(key, state_of(found[key][1]), found[key][0].arrived_at, found[key][0].headcount)
        for key in in_house_order(found)
    )


def _passages(session: ViewerSession, operation: Operation) -> tuple[Passage, ...]:
    visits = with_cases(session, Visit, Visit.operation_id == operation.id)
    visits.sort(key=lambda pair: (pair[0].entered_at or pair[0].planned_at, pair[0].id.hex))
    sheets = with_cases(session, Sheet, Sheet.operation_id == operation.id)
    return tuple(
        Passage(visit, case, state_of(case), _tallies([pair for pair in sheets if pair[0].visit_id == visit.id]))
        for visit, case in visits
    )


def _tallies(sheets: list[tuple[Sheet, Case]]) -> tuple[Tally, ...]:
    found = {sheet.agency or "": (sheet, case) for sheet, case in sheets}
    return tuple(_tally(key, *found[key]) for key in in_house_order(found))


def _tally(agency: str, sheet: Sheet, case: Case) -> Tally:
    return Tally(agency, state_of(case), sheet.items_total - sheet.unanswered, sheet.items_total, sheet.not_compliant)
