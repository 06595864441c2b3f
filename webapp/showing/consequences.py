"""What follows from findings: from the place to the finding to each branch, with its state, its owner and its date."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import state_of, with_cases
from webapp.showing.section import Cited, cited_in
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.house import house_look
from workflows.processes.operation_facts import Operation
from workflows.processes.section import Section
from workflows.processes.visit_facts import Visit
from workflows.register.establishments import Establishment
from workflows.store.text import Text

LATE_STATES: Final = ("due", "overdue")
"""Only who must act is ever late: the prosecutor's office, which answers, never is."""
_FORM: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as far as the viewer may read it. ``case_id`` and ``secrecy`` say which reading of it is noted."""

    id: UUID
    visit_id: UUID
    agency: str
    item: str
    label: str
    severity: int
    route: str
    note: str
    case_id: UUID | None
    secrecy: int
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """One consequence: where it stands, whose it is, by when, where; ``known`` is what was found, if they may read it."""

    row: Consequence
    case: Case
    state: State
    kind: Text
    late: bool
    place: str = ""
    known: Known | None = None

    @property
    def told_as(self) -> Text:
        """How its words are to be read: as what the law usually makes of such a point, or as an original record says."""
        return WORDS["usually"] if self.row.clock else WORDS["told_in_record"]


@dataclass(frozen=True, slots=True)
class Owed:
    """How many open consequences one agency owes, how many of them are late, and when the next must have gone out."""

    owner: str
    count: int
    late: int
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with what follows from it."""

    known: Known
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
    def findings(self) -> list[Known]:
        """Every finding of the tree."""
        return [found.known for place in self.places for found in place.found]

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
    findings = {found.id: found for found in _findings(session, [operation.id])}
    for branch in branches:
        unread = _unread(branch.row)
        findings.setdefault(unread.id, unread)
    names = {
        visit.id: (visit.planned_at, visit.trade_name)
        for visit in session.scalars(sa.select(Visit).where(Visit.operation_id == operation.id))
    }
    places: dict[UUID, list[Found]] = {}
    for known in sorted(findings.values(), key=lambda each: (each.agency, each.item)):
        below = tuple(branch for branch in branches if branch.row.finding_id == known.id)
        places.setdefault(known.visit_id, []).append(Found(known, below))
    ordered = sorted(places, key=lambda visit_id: (names.get(visit_id, (moment, ""))[0], visit_id.hex))
    total = _count_all(session, operation.id)
    return Tree(
        tuple(Place(names.get(visit_id, (moment, ""))[1], visit_id, tuple(places[visit_id])) for visit_id in ordered),
        total - len(branches),
    )


def owed_for(session: ViewerSession, operation: Operation, *, moment: datetime) -> list[Owed]:
    """Return who owes the open consequences of an operation, as far as the viewer sees them, the nearest date first."""
    gathered: dict[str, list[Branch]] = {}
    for branch in _branches(session, operation, moment):
        if branch.case.is_open:
            gathered.setdefault(branch.row.owner, []).append(branch)
    return [_owed(owner, branches) for owner, branches in gathered.items()]


def branch_of(session: ViewerSession, case: Case, *, moment: datetime) -> Branch:
    """Return the consequence of a case that the viewer sees, with what was found as far as they may read it."""
    return _with_findings(session, [_branch(session.get_one(Consequence, case.id), case, moment)])[0]


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
    return _with_findings(session, [_branch(row, case, moment) for row, case in rows])


def cursor_after(branch: Branch) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{branch.row.due_at.astimezone(UTC).strftime(_FORM)}-{branch.row.id.hex}"


def _branches(session: ViewerSession, operation: Operation, moment: datetime) -> list[Branch]:
    found = with_cases(session, Consequence, Consequence.operation_id == operation.id)
    return sorted(
        (_branch(row, case, moment) for row, case in found), key=lambda each: (each.row.due_at, each.row.id.hex)
    )


def _owed(owner: str, branches: list[Branch]) -> Owed:
    waiting = [branch.row.due_at for branch in branches if branch.case.state in LATE_STATES]
    return Owed(owner, len(branches), sum(branch.late for branch in branches), min(waiting, default=None))


def _branch(row: Consequence, case: Case, moment: datetime) -> Branch:
    kind = registry.workflow(case.workflow, case.workflow_version).label
    return Branch(row, case, state_of(case), kind, _is_late(row, case, moment))


def _is_late(row: Consequence, case: Case, moment: datetime) -> bool:
    return case.state in LATE_STATES and row.due_at < moment


def _with_findings(session: ViewerSession, branches: list[Branch]) -> list[Branch]:
    """Add to each consequence the place and the finding that it follows from, read once for all of them."""
    rows = [branch.row for branch in branches]
    operations = {row.operation_id for row in rows if row.operation_id is not None}
    known: dict[UUID | None, Known] = {found.id: found for found in _findings(session, operations)}
    visits = sa.select(Visit.id, Visit.trade_name).where(Visit.id.in_({row.visit_id for row in rows}))
    alone = sa.select(Establishment.id, sa.func.coalesce(Establishment.trade_name, Establishment.name)).where(
        Establishment.id.in_({row.establishment_id for row in rows})
    )
    places: dict[UUID | None, str] = dict([*session.execute(visits).all(), *session.execute(alone).all()])
    return [
        replace(
            branch,
            place=places.get(branch.row.visit_id or branch.row.establishment_id, ""),
            known=known.get(branch.row.finding_id),
        )
        for branch in branches
    ]


def _findings(session: ViewerSession, operations: Collection[UUID]) -> Iterator[Known]:
    """The viewer's own agency's findings, then those of validated parts that they read, which say the articles too."""
    for row in session.scalars(sa.select(Finding).where(Finding.operation_id.in_(operations), Finding.confirmed)):
        yield Known(
            row.id, row.visit_id, row.agency or "", row.item, row.label, row.severity, row.route, row.note,
            row.case_id, row.secrecy,
        )  # fmt: skip
    for section in session.scalars(sa.select(Section).where(Section.operation_id.in_(operations))):
        for part in section.content:
            for found in part["findings"]:
                yield _from_part(section, UUID(hex=part["visit"]), found)


def _from_part(section: Section, visit_id: UUID, found: dict[str, Any]) -> Known:
    return Known(
        UUID(hex=found["id"]), visit_id, section.agency or "", found["item"], found["label"], found["severity"],
        found["route"], found["note"], section.case_id, section.secrecy, cited_in(found),
    )  # fmt: skip


def _unread(row: Consequence) -> Known:
    """Stand for a finding that the viewer may not read, though they may see what follows from it."""
    assert row.finding_id is not None, "Only what follows from a finding is in the tree."
    assert row.visit_id is not None, "A finding was made on a visit."
    return Known(row.finding_id, row.visit_id, row.agency or "", "", row.label, 0, "", "", None, 0)


def _count_all(session: ViewerSession, operation_id: UUID) -> int:
    with house_look(session) as house:
        counted = house.scalar(
            sa.select(sa.func.count()).select_from(Consequence).where(Consequence.operation_id == operation_id)
        )
    return counted or 0
