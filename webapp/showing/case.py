"""A case as its page shows it: where it stands, who is expected to act, which doors are open and why others are not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import Actor, OpenStep, open_steps
from workflows.engine.definition import Refusal, State, Step, Workflow
from workflows.engine.tables import Case, Party, RunningDeadline
from workflows.engine.turns import expected_in
from workflows.engine.viewer import ViewerSession
from workflows.store.text import Text

_NOT_YOURS: Final = "competence"
_MOST_CHILDREN: Final = 200


@dataclass(frozen=True, slots=True)
class Door:
    """A step as the page shows it: open, or closed with its reasons."""

    step: Step
    refusals: tuple[Refusal, ...]

    @property
    def is_open(self) -> bool:
        """Whether the person may take it now."""
        return not self.refusals

    @property
    def at_once(self) -> bool:
        """Whether one press is enough: nothing is asked, and it can be undone."""
        return not self.step.asks and not self.step.grave


@dataclass(frozen=True, slots=True)
class Doors:
    """The steps of a state: open to the person, theirs but closed for now, and those of others."""

    open: tuple[Door, ...]
    closed: tuple[Door, ...]
    of_others: tuple[Door, ...]
    turn: str | None
    """The competence from which the state expects something."""
    first: Door | None
    """The first step of the state that goes on with what it expects and is the person's own, be it open or closed."""

    @property
    def main(self) -> Door | None:
        """The first door, if it is open and walking through it is what is expected now."""
        first = self.first
        return first if first is not None and first.is_open and first.step.competence == self.turn else None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit that runs: what for, until when, how much of it has passed (0 to 100)."""

    label: Text
    due: datetime
    share: int
    late: bool
    source: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """An agency named in the case, and for what."""

    agency: str
    competences: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A case above or below this one; ``short`` is its title without that of the case above it."""

    id: UUID
    title: str
    short: str
    kind: Text
    state: State


@dataclass(frozen=True, slots=True)
class Children:
    """The cases of one kind that a case opened."""

    kind: Text
    cases: tuple[Related, ...]


def doors_of(session: ViewerSession, case: Case, *, actor: Actor, moment: datetime) -> Doors:
    """Return every step that people may take from the present state, sorted by who may, with the reasons."""
    found = [_door(each) for each in open_steps(session, case.id, actor=actor, moment=moment)]
    others = tuple(door for door in found if any(refusal.code == _NOT_YOURS for refusal in door.refusals))
    return Doors(
        open=tuple(door for door in found if door.is_open),
        closed=tuple(door for door in found if not door.is_open and door not in others),
        of_others=others,
        turn=registry.workflow(case.workflow, case.workflow_version).state(case.state).turn,
        first=next((door for door in found if door not in others and not door.step.aside), None),
    )


def alike(doors: Iterable[Door]) -> list[tuple[Door, ...]]:
    """Return closed doors by what closes them, so that a page says each reason once."""
    found: dict[tuple[tuple[str, str], ...], list[Door]] = {}
    for door in doors:
        why = tuple((refusal.code, refusal.text.render("fr")) for refusal in door.refusals)
        found.setdefault(why, []).append(door)
    return [tuple(each) for each in found.values()]


def clocks_of(session: ViewerSession, case: Case, workflow: Workflow, *, moment: datetime) -> list[Clock]:
    """Return the time limits that run in a case, the nearest first."""
    rows = session.scalars(
        sa.select(RunningDeadline).where(RunningDeadline.case_id == case.id).order_by(RunningDeadline.due)
    )
    return [_clock(row, workflow, moment) for row in rows]


def named_in(session: ViewerSession, case: Case) -> list[Named]:
    """Return the agencies named in a case, each with the competences for which it is; not who was let in and no longer is."""
    gathered: dict[str, list[Text]] = {}
    for party in session.scalars(
        sa.select(Party).where(Party.case_id == case.id, Party.clearance > 0).order_by(Party.competence)
    ):
        gathered.setdefault(party.agency, []).append(_label_of(party.competence))
    return [Named(agency, tuple(competences)) for agency, competences in sorted(gathered.items())]


def children_of(session: ViewerSession, case: Case) -> list[Children]:
    """Return the cases that this one opened and that the person may see, by kind, each kind in the order of opening."""
    statement = (
        sa.select(Case)
        .where(Case.parent_id == case.id)
        .order_by(Case.opened_at, Case.title, Case.id)
        .limit(_MOST_CHILDREN)
    )
    gathered: dict[str, list[Related]] = {}
    for child in session.scalars(statement):
        gathered.setdefault(child.workflow, []).append(_related(child, case))
    return [Children(cases[0].kind, tuple(cases)) for _, cases in sorted(gathered.items())]


def parent_of(session: ViewerSession, case: Case) -> Related | None:
    """Return the case that this one is part of, if the person may see it."""
    if case.parent_id is None:
        return None
    parent = session.scalar(sa.select(Case).where(Case.id == case.parent_id))
    return None if parent is None else _related(parent)


def expected_by_agency(session: ViewerSession, case: Case) -> list[tuple[str, datetime | None]]:
    """Return from which agencies something is expected in a case, and by when."""
    return [(agency, due) for _competence, agency, due in expected_in(session, case.id)]


def _door(each: OpenStep) -> Door:
    return Door(each.step, each.refusals)


def _clock(row: RunningDeadline, workflow: Workflow, moment: datetime) -> Clock:
    deadline = next((each for each in workflow.deadlines if each.name == row.name), None)
    length = (row.due - row.started_at).total_seconds()
    gone = (moment - row.started_at).total_seconds() / length if length > 0 else 1.0
    return Clock(
        label=deadline.label if deadline else Text(row.name, row.name),
        due=row.due,
        share=max(0, min(100, round(100 * gone))),
        late=row.due < moment,
        source=deadline.source if deadline else None,
    )


def _related(case: Case, above: Case | None = None) -> Related:
    workflow = registry.workflow(case.workflow, case.workflow_version)
    short = case.title.removeprefix(above.title).removeprefix(" – ") if above else case.title
    return Related(case.id, case.title, short or case.title, workflow.label, workflow.state(case.state))


def _label_of(competence: str) -> Text:
    try:
        return registry.label_of(competence)
    except KeyError:
        # Some parties are named to read only; no step asks for that, so no agency's data holds it.
        return WORDS["reader"]
