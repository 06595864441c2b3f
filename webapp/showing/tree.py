"""The tree of consequences: of an operation, a visit or an establishment, from each finding to what follows from it.

What is open, with whom, since when, until when; what is joined to what, what holds what; what ended, and how. Each viewer
sees what is theirs; of the rest, the number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.consequences import Branch, Known, branches_where, findings_of
from webapp.showing.rows import in_house_order
from webapp.words import WORDS
from workflows.engine.cases import Actor, situation_of
from workflows.engine.definition import COMMAND_LINE, HOUSE, Refusal
from workflows.engine.registry import workflow
from workflows.engine.tables import Case, JournalLine, Turn
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.compliance_facts import CURED, FormalNotice, PointAnswer
from workflows.processes.consequence import Consequence, about_establishment
from workflows.processes.holding import holds_in_force
from workflows.processes.house import house_look
from workflows.processes.operation_facts import Operation
from workflows.processes.visit_facts import Visit
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Related:
    """Another branch of the tree, as a link to it."""

    case_id: UUID
    title: str


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What holds a step of a branch: the step, why as far as it may be said, and the branch that holds if it may be seen."""

    step: Text
    refusal: Refusal
    holder: Related | None


@dataclass(frozen=True, slots=True)
class Node:
    """One branch in the tree. ``with_`` are the agencies from which something is expected, ``since`` when it came to its
    state. ``came_from`` is the compliance branch that passed it on, ``went_to`` the administrative one that took over.
    """

    branch: Branch
    with_: tuple[str, ...]
    since: datetime
    lead: Related | None = None
    joined: tuple[Related, ...] = ()
    holds: tuple[Hindrance, ...] = ()
    seen: PointAnswer | None = None
    came_from: Related | None = None
    went_to: Related | None = None

    @property
    def cured(self) -> bool | None:
        """Whether the point was last seen put right, ``None`` where nobody has looked again."""
        return None if self.seen is None else self.seen.outcome == CURED


@dataclass(frozen=True, slots=True)
class Found:
    """One finding with what follows from it."""

    known: Known
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found on one visit; or, without a visit, what no joint inspection gave rise to (``alone``)."""

    name: Text | str
    more: str
    visit_id: UUID | None
    found: tuple[Found, ...]
    alone: tuple[Node, ...] = ()

    @property
    def count(self) -> int:
        """How many findings, or branches without one."""
        return len(self.found) + len(self.alone)


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything that follows from an operation, a visit or about an establishment and that the viewer may see, and how
    much is not for them.
    """

    groups: tuple[Group, ...]
    unseen: int

    @property
    def nodes(self) -> list[Node]:
        """Every branch of the tree."""
        return [
            node
            for group in self.groups
            for nodes in (group.alone, *(found.nodes for found in group.found))
            for node in nodes
        ]

    @property
    def findings(self) -> list[Known]:
        """Every finding of the tree."""
        return [found.known for group in self.groups for found in group.found]

    @property
    def open(self) -> int:
        """How many consequences are still open."""
        return sum(node.branch.case.is_open for node in self.nodes)

    @property
    def late(self) -> int:
        """How many are late."""
        return sum(node.branch.late for node in self.nodes)


def tree_of_operation(session: ViewerSession, operation: Operation, *, actor: Actor, moment: datetime) -> Tree:
    """Return what followed from an operation, place by place in the order of the night."""
    condition = Consequence.operation_id == operation.id
    visits = list(session.scalars(sa.select(Visit).where(Visit.operation_id == operation.id)))
    names: dict[UUID, tuple[Text | str, str]] = {visit.id: (visit.trade_name, "") for visit in visits}
    return _tree(session, condition, visits, names, actor, moment, findings_of(session, [operation.id]))


def tree_of_visit(session: ViewerSession, visit: Visit, *, actor: Actor, moment: datetime) -> Tree:
    """Return what followed from a visit."""
    condition = Consequence.visit_id == visit.id
    found = (known for known in findings_of(session, [visit.operation_id]) if known.visit_id == visit.id)
    return _tree(session, condition, [visit], {visit.id: (visit.trade_name, "")}, actor, moment, found)


def tree_of_establishment(session: ViewerSession, establishment_id: UUID, *, actor: Actor, moment: datetime) -> Tree:
    """Return what follows about an establishment, visit by visit, the latest first, then what no visit gave rise to."""
    condition = about_establishment(establishment_id)
    visits = list(session.scalars(sa.select(Visit).where(Visit.establishment_id == establishment_id)))
    visits.sort(key=lambda visit: visit.planned_at, reverse=True)
    titles = dict(
        session.execute(
            sa.select(Operation.id, Operation.title).where(Operation.id.in_({visit.operation_id for visit in visits}))
        ).all()
    )
    names = {
        visit.id: (
            WORDS["visit_of_day"].with_parameters(day=paris_day(visit.planned_at)),
            titles.get(visit.operation_id, ""),
        )
        for visit in visits
    }
    known = findings_of(session, {visit.operation_id for visit in visits})
    return _tree(
        session, condition, visits, names, actor, moment, (each for each in known if each.visit_id in names)
    )  # fmt: skip


def _tree(
    session: ViewerSession,
    condition: Any,
    visits: list[Visit],
    names: Mapping[UUID, tuple[Text | str, str]],
    actor: Actor,
    moment: datetime,
    findings: Iterable[Known],
) -> Tree:
    branches = branches_where(session, condition, moment=moment)
    known = {found.id: found for found in findings}
    for branch in branches:
        if branch.row.finding_id is not None:
            known.setdefault(branch.row.finding_id, _unread(branch.row))
    nodes = _nodes(session, branches, actor, moment)
    gathered: dict[UUID, list[Found]] = {}
    for found in sorted(known.values(), key=lambda each: (each.agency, each.item)):
        below = tuple(node for node in nodes if node.branch.row.finding_id == found.id)
        gathered.setdefault(found.visit_id, []).append(Found(found, below))
    order = {visit.id: number for number, visit in enumerate(visits)}
    groups = [
        Group(*names.get(visit_id, ("", "")), visit_id, tuple(gathered[visit_id]))
        for visit_id in sorted(gathered, key=lambda each: (order.get(each, len(order)), each.hex))
    ]
    alone = tuple(node for node in nodes if node.branch.row.finding_id is None)
    if alone:
        groups.append(Group("", "", None, (), alone))
    return Tree(tuple(groups), _count_all(session, condition) - len(branches))


def _nodes(session: ViewerSession, branches: list[Branch], actor: Actor, moment: datetime) -> list[Node]:
    ids = [branch.case.id for branch in branches]
    expected, since, seen = _expected(session, ids), _since(session, ids), _last_seen(session, ids)
    leads = {branch.case.id: branch.row.joined_to for branch in branches if branch.row.joined_to is not None}
    joined = _joined_to(session, ids)
    passed = _passed_on(session, ids)
    came = {to: origin for origin, to in passed.items()}
    titles = _titles(
        session, [*leads.values(), *passed.values(), *came.values(), *(each for row in joined.values() for each in row)]
    )

    def named(case_id: UUID | None) -> Related | None:
        return None if case_id is None else titles.get(case_id)

    return [
        Node(
            branch,
            in_house_order(expected.get(branch.case.id, ())),
            since.get(branch.case.id, branch.case.moved_at),
            lead=named(leads.get(branch.case.id)),
            joined=tuple(titles[each] for each in joined.get(branch.case.id, ()) if each in titles),
            holds=tuple(_hindrances(session, branch, actor, moment)),
            seen=seen.get(branch.case.id),
            came_from=named(came.get(branch.case.id)),
            went_to=named(passed.get(branch.case.id)),
        )
        for branch in branches
    ]


def _titles(session: ViewerSession, ids: Iterable[UUID]) -> dict[UUID, Related]:
    """Return the branches of these ids that the viewer may see, as links."""
    found = session.scalars(sa.select(Case).where(Case.id.in_(set(ids))))
    return {case.id: Related(case.id, case.title) for case in found}


def _joined_to(session: ViewerSession, ids: list[UUID]) -> dict[UUID, list[UUID]]:
    joined: dict[UUID, list[UUID]] = {}
    rows = session.scalars(sa.select(Consequence).where(Consequence.joined_to.in_(ids)).order_by(Consequence.id))
    for row in rows:
        if row.joined_to is not None:
            joined.setdefault(row.joined_to, []).append(row.id)
    return joined


def _passed_on(session: ViewerSession, ids: list[UUID]) -> dict[UUID, UUID]:
    """Return which administrative branch took over from which compliance branch, as far as one of both is among these."""
    rows = session.scalars(
        sa.select(FormalNotice).where(sa.or_(FormalNotice.id.in_(ids), FormalNotice.passed_to.in_(ids)))
    )
    return {row.id: row.passed_to for row in rows if row.passed_to is not None}


def _expected(session: ViewerSession, ids: list[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    for turn in session.scalars(sa.select(Turn).where(Turn.case_id.in_(ids))):
        found.setdefault(turn.case_id, set()).add(turn.agency)
    return found


def _since(session: ViewerSession, ids: list[UUID]) -> dict[UUID, datetime]:
    """Return when each case came to the state in which it stands: what was noted there since does not count."""
    line = JournalLine
    moved = sa.select(line.case_id, sa.func.max(line.at)).where(line.case_id.in_(ids), line.source != line.target)
    return dict(session.execute(moved.group_by(line.case_id)).all())


def _last_seen(session: ViewerSession, ids: list[UUID]) -> dict[UUID, PointAnswer]:
    rows = session.scalars(
        sa.select(PointAnswer)
        .where(PointAnswer.point_id.in_(ids))
        .order_by(PointAnswer.seen_on, PointAnswer.given_at, PointAnswer.id)
    )
    return {row.point_id: row for row in rows}


def _hindrances(session: ViewerSession, branch: Branch, actor: Actor, moment: datetime) -> Iterable[Hindrance]:
    """Give what holds the steps that people may take from here, said as at the door: to whoever could take them, once each."""
    case = branch.case
    if not case.is_open:
        return
    situation = situation_of(session, case.id, "", actor=actor, moment=moment)
    for step in workflow(case.workflow, case.workflow_version).steps_from(case.state):
        if step.competence in (HOUSE, COMMAND_LINE) or not _could_take(step.competence, situation.case.parties, actor):
            continue
        held = holds_in_force(situation, step.name)
        if held:
            first = min(held, key=lambda each: not each.told)
            holder = first.holder if first.told else None
            yield Hindrance(step.label, first.refusal, _titles(session, [holder]).get(holder) if holder else None)


def _could_take(competence: str, parties: Iterable[tuple[str, str, int]], actor: Actor) -> bool:
    named = {agency for name, agency, _clearance in parties if name == competence}
    return competence in actor.competences and (not named or actor.agency in named)


def _unread(row: Consequence) -> Known:
    """Stand for a finding that the viewer may not read, though they may see what follows from it."""
    assert row.finding_id is not None, "Only what follows from a finding has one."
    assert row.visit_id is not None, "A finding was made on a visit."
    return Known(row.finding_id, row.visit_id, row.agency or "", "", row.label, 0, "", "", None, 0)


def _count_all(session: ViewerSession, condition: Any) -> int:
    with house_look(session) as house:
        counted = house.scalar(sa.select(sa.func.count()).select_from(Consequence).where(condition))
    return counted or 0
