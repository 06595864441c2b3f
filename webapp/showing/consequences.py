"""What follows from findings: from the place to the finding to each branch, with its state, its owner and its date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import state_of, with_cases
from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.house import house_look
from workflows.processes.operation_facts import Operation
from workflows.processes.section import Section
from workflows.processes.visit import Visit
from workflows.store.text import Text

LATE_STATES: Final = ("due", "overdue")
"""Only who must act is ever late: the prosecutor's office, which answers, never is."""
_FORM: Final = "%Y%m%dT%H%M%S%f"

Known = tuple[UUID, UUID, str, str, str, int, str]
"""A finding: its id, its visit, its agency, the item, the label, the severity, the route."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One consequence: where it stands, whose it is, by when."""

    row: Consequence
    case: Case
    state: State
    kind: Text
    late: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with what follows from it."""

    agency: str
    item: str
    label: str
    severity: int
    route: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One place with its findings."""

    name: str
    visit_id: UUID
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything that followed from an operation and that the viewer may see, and how much is not for them."""

    places: tuple[Place, ...]
    unseen: int

    @property
    def branches(self) -> list[Branch]:
        """Every branch of the tree."""
        return [branch for place in self.places for found in place.found for branch in found.branches]

    @property
    def open(self) -> int:
        """How many consequences are still open."""
        return sum(branch.case.is_open for branch in self.branches)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(branch.late for branch in self.branches)


def tree_of(session: ViewerSession, operation: Operation, *, moment: datetime) -> Tree:
    """Return what followed from an operation, place by place in the order of the night."""
    branches = _branches(session, operation, moment)
    findings = {found[0]: found for found in _findings(session, operation)}
    for branch in branches:
        key = branch.row.finding_id
        findings.setdefault(key, (key, branch.row.visit_id, branch.row.agency or "", "", branch.row.label, 0, ""))
    names = {
        visit.id: (visit.planned_at, visit.trade_name)
        for visit in session.scalars(sa.select(Visit).where(Visit.operation_id == operation.id))
    }
    places: dict[UUID, list[Found]] = {}
    for key, visit_id, agency, item, label, severity, route in sorted(
        findings.values(), key=lambda each: (each[2], each[3])
    ):
        below = tuple(branch for branch in branches if branch.row.finding_id == key)
        places.setdefault(visit_id, []).append(Found(agency, item, label, severity, route, below))
    ordered = sorted(places, key=lambda visit_id: (names.get(visit_id, (moment, ""))[0], visit_id.hex))
    total = _count_all(session, operation.id)
    return Tree(
        tuple(Place(names.get(visit_id, (moment, ""))[1], visit_id, tuple(places[visit_id])) for visit_id in ordered),
        total - len(branches),
    )


def count_open(session: ViewerSession, operation_id: UUID, *, moment: datetime) -> tuple[int, int]:
    """Return how many consequences that the viewer sees are open, and how many of them are late."""
    found = with_cases(session, Consequence, Consequence.operation_id == operation_id)
    return (
        sum(case.is_open for _, case in found),
        sum(_is_late(row, case, moment) for row, case in found),
    )


def list_consequences(
    session: ViewerSession, agency: str | None, *, moment: datetime, after: tuple[datetime, UUID] | None, limit: int
) -> list[Branch]:
    """Return the open consequences that the viewer may see (those of one owner, if given), the nearest date first."""
    statement = sa.select(Consequence, Case).join(Case, Case.id == Consequence.id).where(Case.is_open)
    if agency is not None:
        statement = statement.where(Consequence.owner == agency)
    if after is not None:
        due, last = after
        statement = statement.where(
            sa.or_(Consequence.due_at > due, sa.and_(Consequence.due_at == due, Consequence.id > last))
        )
    rows = session.execute(statement.order_by(Consequence.due_at, Consequence.id).limit(limit))
    return [_branch(row, case, moment) for row, case in rows]


def cursor_after(branch: Branch) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{branch.row.due_at.astimezone(UTC).strftime(_FORM)}-{branch.row.id.hex}"


def _branches(session: ViewerSession, operation: Operation, moment: datetime) -> list[Branch]:
    found = with_cases(session, Consequence, Consequence.operation_id == operation.id)
    return sorted(
        (_branch(row, case, moment) for row, case in found), key=lambda each: (each.row.due_at, each.row.id.hex)
    )


def _branch(row: Consequence, case: Case, moment: datetime) -> Branch:
    kind = registry.workflow(case.workflow, case.workflow_version).label
    return Branch(row, case, state_of(case), kind, _is_late(row, case, moment))


def _is_late(row: Consequence, case: Case, moment: datetime) -> bool:
    return case.state in LATE_STATES and row.due_at < moment


def _findings(session: ViewerSession, operation: Operation) -> Iterator[Known]:
    """Findings from validated parts that the viewer reads, and the viewer's own agency's."""
    for section in session.scalars(sa.select(Section).where(Section.operation_id == operation.id)):
        for part in section.content:
            for found in part["findings"]:
                yield _from_part(section.agency or "", UUID(hex=part["visit"]), found)
    for row in session.scalars(sa.select(Finding).where(Finding.operation_id == operation.id, Finding.confirmed)):
        yield row.id, row.visit_id, row.agency or "", row.item, row.label, row.severity, row.route


def _from_part(agency: str, visit_id: UUID, found: dict[str, Any]) -> Known:
    return UUID(hex=found["id"]), visit_id, agency, found["item"], found["label"], found["severity"], found["route"]


def _count_all(session: ViewerSession, operation_id: UUID) -> int:
    with house_look(session) as house:
        counted = house.scalar(
            sa.select(sa.func.count()).select_from(Consequence).where(Consequence.operation_id == operation_id)
        )
    return counted or 0
