"""The plan of the night, visit by visit and agency by agency: may it enter there at that hour, under which article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid4

from webapp.showing.rows import in_house_order, state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.powers import Verdict
from workflows.processes.operation_facts import Operation
from workflows.processes.participation import Participation
from workflows.processes.sheet import Sheet, planned_powers
from workflows.processes.visit_facts import Visit

COMES: Final = frozenset({"accepted", "reserved", "ready", "present"})
"""States of a participation in which the agency may be assigned to visits."""
MAY_COME: Final = COMES | {"invited", "silent"}
_BEFORE_THE_DOOR: Final = frozenset({"assigned", "ready"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One agency at one visit. ``verdict`` is what the law says of the planned hour; ``None`` once the visit is past,
    when only the colour declared remains. ``sheet`` is ``None`` while the agency is not assigned.
    """

    agency: str
    colour: str
    verdict: Verdict | None
    sheet: Sheet | None = None
    state: State | None = None
    assignable: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One visit with its cells, in the order of the agencies."""

    visit: Visit
    case: Case
    state: State
    cells: tuple[Cell, ...]

    @property
    def assignable(self) -> tuple[Cell, ...]:
        """The agencies that may still be given this visit."""
        return tuple(cell for cell in self.cells if cell.assignable)

    @property
    def assigned(self) -> int:
        """How many agencies have this visit."""
        return sum(cell.sheet is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole plan: the agencies of its columns and the visits of its rows."""

    agencies: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def unassigned(self) -> int:
        """How many planned visits no agency has."""
        return sum(row.case.state == "planned" and not row.assigned for row in self.rows)

    def count(self, colour: str) -> int:
        """Return how many assigned cells have this colour."""
        return sum(cell.colour == colour and cell.sheet is not None for row in self.rows for cell in row.cells)


def plan_of(session: ViewerSession, operation: Operation) -> Plan:
    """Return the plan of an operation as far as the viewer sees its visits, participations and sheets."""
    visits = with_cases(session, Visit, Visit.operation_id == operation.id)
    visits.sort(key=lambda pair: (pair[0].planned_at, pair[0].id.hex))
    coming = {
        part.agency or "": case.state
        for part, case in with_cases(session, Participation, Participation.operation_id == operation.id)
    }
    sheets = with_cases(session, Sheet, Sheet.operation_id == operation.id)
    known = {(sheet.visit_id, sheet.agency or ""): (sheet, case) for sheet, case in sheets}
    invited = {key for key, state in coming.items() if state in MAY_COME}
    columns = in_house_order(invited | {sheet.agency for sheet, _ in sheets if sheet.agency})
    return Plan(columns, tuple(_row(session, visit, case, columns, coming, known) for visit, case in visits))


def _row(
    session: ViewerSession,
    visit: Visit,
    case: Case,
    columns: Sequence[str],
    coming: Mapping[str, str],
    known: Mapping[tuple[UUID, str], tuple[Sheet, Case]],
) -> Row:
    cells = tuple(_cell(session, visit, case, key, coming.get(key), known.get((visit.id, key))) for key in columns)
    return Row(visit, case, state_of(case), cells)


def _cell(
    session: ViewerSession,
    visit: Visit,
    case: Case,
    agency: str,
    answer: str | None,
    found: tuple[Sheet, Case] | None,
) -> Cell:
    if found is None:
        verdict = planned_powers(session, _imagined(visit, agency)) if case.state == "planned" else None
        assignable = case.state == "planned" and answer in COMES
        return Cell(agency, verdict.colour if verdict else "", verdict, assignable=assignable)
    sheet, of_sheet = found
    if of_sheet.state in _BEFORE_THE_DOOR and case.state == "planned":
        verdict = planned_powers(session, sheet)
        return Cell(agency, verdict.colour, verdict, sheet, state_of(of_sheet))
    return Cell(agency, sheet.ready_colour, None, sheet, state_of(of_sheet))


def _imagined(visit: Visit, agency: str) -> Sheet:
    """The sheet that the agency would have: what the law says of it is asked before anybody is assigned."""
    return Sheet(
        id=uuid4(), agency=agency, operation_id=visit.operation_id, visit_id=visit.id, address=visit.address,
        planned_at=visit.planned_at, basis="",
    )  # fmt: skip
