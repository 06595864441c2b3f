"""An operation as the people who lead it read it: where it stands, its places, agencies, requisitions, night, minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.planning import Plan
from webapp.showing.rows import in_house_order, state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.operation_facts import Operation
from workflows.processes.participation import Participation
from workflows.processes.requisition_facts import Requisition
from workflows.processes.visit_facts import Visit
from workflows.register.hygiene import HygieneInspection
from workflows.store.text import PARIS, Text

_STAGES: Final = (
    (Text("Cibles", "Targets"), ("draft",)),
    (Text("Accord du parquet", "Prosecutor’s consent"), ("proposed",)),
    (Text("Services et réquisition", "Agencies and requisition"), ("approved", "requisition_pending")),
    (Text("Préparation", "Preparation"), ("planned", "ready")),
    (Text("Nuit du contrôle", "Inspection"), ("in_progress",)),
    (Text("Débriefing", "Debriefing"), ("debriefed",)),
    (Text("Compte rendu", "Minutes"), ("report_in_validation",)),
    (Text("Close", "Closed"), ("closed",)),
)
_COMING: Final = frozenset({"accepted", "reserved"})


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way: ``status`` is done, here or ahead."""

    label: Text
    status: str


@dataclass(frozen=True, slots=True)
class Target:
    """One place of the night, with the last time that somebody inspected it, as far as the viewer may know."""

    visit: Visit
    case: Case
    state: State
    hygiene: HygieneInspection | None
    last_visit: date | None


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why an agency is not ready for some places: the sentence of the law, or none where it has only to say so."""

    text: Text | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Invited:
    """One agency's part in the operation, and what still keeps it from being ready."""

    part: Participation
    case: Case
    state: State
    hindrances: tuple[Hindrance, ...]
    places: int


@dataclass(frozen=True, slots=True)
class Asked:
    """One requisition with the places of the operation that it does not name."""

    row: Requisition
    case: Case
    state: State
    unnamed: tuple[str, ...]


def stages_of(case: Case) -> list[Stage]:
    """Return the stages of an operation up to its closing; none for one that was set aside."""
    at = next((number for number, (_, states) in enumerate(_STAGES) if case.state in states), None)
    if at is None:
        return []
    end = len(_STAGES) - 1
    return [
        Stage(label, "done" if number < at or at == end else "here" if number == at else "ahead")
        for number, (label, _) in enumerate(_STAGES)
    ]


def targets_of(session: ViewerSession, operation: Operation) -> list[Target]:
    """Return the places of an operation in the order of the night, with the last inspections known of each."""
    found = with_cases(session, Visit, Visit.operation_id == operation.id)
    found.sort(key=lambda pair: (pair[0].planned_at, pair[0].id.hex))
    hygiene = _last_hygiene(session, {visit.siret for visit, _ in found if visit.siret})
    before = _last_visits(session, operation, {visit.establishment_id for visit, _ in found})
    return [
        Target(visit, case, state_of(case), hygiene.get(visit.siret), before.get(visit.establishment_id))
        for visit, case in found
    ]


def invited_of(session: ViewerSession, operation: Operation, plan: Plan) -> list[Invited]:
    """Return the agencies of an operation in the house's order, each with what keeps it from being ready."""
    found = {
        part.agency or "": (part, case)
        for part, case in with_cases(session, Participation, Participation.operation_id == operation.id)
    }
    return [_invited(*found[key], plan) for key in in_house_order(found)]


def requisitions_of(session: ViewerSession, operation: Operation, targets: list[Target]) -> list[Asked]:
    """Return the requisitions of an operation, the latest first: every version is kept."""
    found = with_cases(session, Requisition, Requisition.operation_id == operation.id)
    found.sort(key=lambda pair: (pair[1].opened_at, pair[0].number), reverse=True)
    standing = [target for target in targets if target.case.state != "cancelled"]
    return [
        Asked(
            row,
            case,
            state_of(case),
            tuple(
                target.visit.trade_name
                for target in standing
                if target.visit.id.hex not in {place[0] for place in row.places}
            ),
        )
        for row, case in found
    ]


def _invited(part: Participation, case: Case, plan: Plan) -> Invited:
    cells = [
        (row.visit.trade_name, cell)
        for row in plan.rows
        for cell in row.cells
        if cell.agency == part.agency and cell.sheet is not None
    ]
    waiting: dict[Text | None, list[str]] = {}
    for place, cell in cells:
        if case.state in _COMING and cell.verdict is not None and cell.sheet is not None and not cell.sheet.ready_at:
            why = cell.verdict.text if cell.verdict.colour == "red" else None
            waiting.setdefault(why, []).append(place)
    hindrances = tuple(Hindrance(why, tuple(places)) for why, places in waiting.items())
    return Invited(part, case, state_of(case), hindrances, len(cells))


def _last_hygiene(session: ViewerSession, sirets: set[str]) -> dict[str, HygieneInspection]:
    rows = session.scalars(
        sa.select(HygieneInspection)
        .where(HygieneInspection.siret.in_(sirets))
        .order_by(HygieneInspection.inspected_on, HygieneInspection.number)
    )
    return {row.siret: row for row in rows if row.siret}


def _last_visits(session: ViewerSession, operation: Operation, establishments: set[UUID]) -> dict[UUID, date]:
    rows = session.execute(
        sa.select(Visit.establishment_id, sa.func.max(Visit.entered_at))
        .where(
            Visit.establishment_id.in_(establishments),
            Visit.operation_id != operation.id,
            Visit.entered_at.is_not(None),
        )
        .group_by(Visit.establishment_id)
    )
    return {found: _day(entered) for found, entered in rows if entered}


def _day(moment: datetime) -> date:
    return moment.astimezone(PARIS).date()
