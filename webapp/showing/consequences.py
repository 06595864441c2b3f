"""What follows from findings, one branch at a time: its state, with whom it is, since when, until when, what was found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
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
from workflows.engine.statements import NO_DUE
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import ViewerSession
from workflows.law.calendar import end_of_day
from workflows.processes.compliance_facts import FormalNotice
from workflows.processes.consequence import DUE, Consequence
from workflows.processes.finding import Finding
from workflows.processes.operation_facts import Operation
from workflows.processes.section import Section
from workflows.processes.visit_facts import Visit
from workflows.register.establishments import Establishment
from workflows.store.text import Text

LATE_STATES: Final = (*DUE, "lapsed")
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
    due: datetime | None = None
    """By when somebody is expected to act, if a date is set."""
    place: str = ""
    known: Known | None = None

    @property
    def told_as(self) -> Text:
        """How its words are to be read: what it is about, what the law usually makes of such a point, or what an original
        record says.
        """
        if self.row.finding_id is None:
            return WORDS["purpose"]
        return WORDS["usually"] if self.row.clock else WORDS["told_in_record"]


@dataclass(frozen=True, slots=True)
class Owed:
    """How many open consequences one agency owes, how many of them are late, and when the next must have gone out."""

    owner: str
    count: int
    late: int
    due: datetime | None


def owed_for(session: ViewerSession, operation: Operation, *, moment: datetime) -> list[Owed]:
    """Return who owes the open consequences of an operation, as far as the viewer sees them, the nearest date first."""
    gathered: dict[str, list[Branch]] = {}
    for branch in branches_where(session, Consequence.operation_id == operation.id, moment=moment):
        if branch.case.is_open:
            gathered.setdefault(branch.row.owner, []).append(branch)
    return [_owed(owner, branches) for owner, branches in gathered.items()]


def branch_of(session: ViewerSession, case: Case, *, moment: datetime) -> Branch:
    """Return the consequence of a case that the viewer sees, with what was found as far as they may read it."""
    return _with_findings(session, _branches(session, [(session.get_one(Consequence, case.id), case)], moment))[0]


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
    return _with_findings(session, _branches(session, [(row, case) for row, case in rows], moment))


def cursor_after(branch: Branch) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{branch.row.due_at.astimezone(UTC).strftime(_FORM)}-{branch.row.id.hex}"


def branches_where(session: ViewerSession, condition: Any, *, moment: datetime) -> list[Branch]:
    """Return the branches that answer to a condition and that the viewer may see, the first date first."""
    found = _branches(session, with_cases(session, Consequence, condition), moment)
    return sorted(found, key=lambda each: (each.row.due_at, each.row.id.hex))


def _owed(owner: str, branches: list[Branch]) -> Owed:
    waiting = [branch.due for branch in branches if branch.due is not None and branch.case.state in LATE_STATES]
    return Owed(owner, len(branches), sum(branch.late for branch in branches), min(waiting, default=None))


def _branches(session: ViewerSession, pairs: Sequence[tuple[Consequence, Case]], moment: datetime) -> list[Branch]:
    """Say of each consequence where it stands; what is asked of the database is asked once for all of them."""
    ids = [row.id for row, case in pairs if case.is_open]
    dates = {
        notice.id: end_of_day(notice.respond_by)
        for notice in session.scalars(sa.select(FormalNotice).where(FormalNotice.id.in_(ids)))
    }
    for turn in session.scalars(sa.select(Turn).where(Turn.case_id.in_(ids)).order_by(Turn.due.desc())):
        if turn.due != NO_DUE:
            dates[turn.case_id] = turn.due
    return [_branch(row, case, dates.get(row.id), moment) for row, case in pairs]


def _branch(row: Consequence, case: Case, date_set: datetime | None, moment: datetime) -> Branch:
    kind = registry.workflow(case.workflow, case.workflow_version).label
    due = row.due_at if case.state in DUE else date_set
    late = case.state in LATE_STATES and due is not None and due < moment
    return Branch(row, case, state_of(case), kind, late, due)


def _with_findings(session: ViewerSession, branches: list[Branch]) -> list[Branch]:
    """Add to each consequence the place and the finding that it follows from, read once for all of them."""
    rows = [branch.row for branch in branches]
    operations = {row.operation_id for row in rows if row.operation_id is not None}
    known: dict[UUID | None, Known] = {found.id: found for found in findings_of(session, operations)}
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


def findings_of(session: ViewerSession, operations: Collection[UUID]) -> Iterator[Known]:
    """Give the viewer's own agency's findings, then those of validated parts that they read, which say the articles too."""
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
