"""The joint minutes as people read them before they are printed: who has validated, what the pilot adds, what will be said.

Before an agency validates its part, nothing of what it found is shown to anybody else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import in_house_order, state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case, Party, RunningDeadline
from workflows.engine.viewer import ViewerSession
from workflows.processes.house import house_look
from workflows.processes.minutes_facts import Minutes
from workflows.processes.paper import draw_minutes
from workflows.processes.section import Section
from workflows.processes.snapshots import MinutesSnapshot
from workflows.store.text import Text

FULL: Final = 3
"""The class (K3) of the full version."""

_TO_COME: Final = "–"


@dataclass(frozen=True, slots=True)
class Part:
    """One agency's part: its state and, once it is validated, its row. ``due`` is when silence will be recorded."""

    agency: str
    case: Case
    state: State
    row: Section | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Glance:
    """The minutes of an operation with the parts that they are made of."""

    row: Minutes
    case: Case
    state: State
    parts: tuple[Part, ...]

    @property
    def waiting(self) -> tuple[Part, ...]:
        """The parts still to come."""
        return tuple(part for part in self.parts if part.case.is_open)

    @property
    def due(self) -> datetime | None:
        """When the last of them will be recorded as silent."""
        return max((part.due for part in self.waiting if part.due is not None), default=None)

    def part_of(self, agency: str) -> Part | None:
        """Return one agency's part, ``None`` if it has none or the viewer does not see it."""
        return next((part for part in self.parts if part.agency == agency), None)


def glance_of(session: ViewerSession, operation_id: UUID) -> Glance | None:
    """Return the minutes of an operation, ``None`` if there are none or the viewer does not see them."""
    found = with_cases(session, Minutes, Minutes.operation_id == operation_id)
    return _glance(session, *found[-1]) if found else None


def glance_at(session: ViewerSession, case: Case) -> Glance:
    """Return the minutes of a case that the viewer sees."""
    return _glance(session, session.get_one(Minutes, case.id), case)


def reads_in_full(session: ViewerSession, case: Case, agency: str) -> bool:
    """Tell whether an agency gets the full version of the minutes: it leads them, or is named in them for class K3."""
    clearance = session.scalar(
        sa.select(sa.func.max(Party.clearance)).where(Party.case_id == case.id, Party.agency == agency)
    )
    return case.agency == agency or (clearance or 0) >= FULL


def as_it_would_print(session: ViewerSession, minutes_id: UUID, moment: datetime) -> MinutesSnapshot:
    """Return the full minutes as they stand, drawn by the house: of a part that is not validated, nothing is in them.

    For the pilot and the prosecutor's office, who get the full version; everybody else is shown ``for_partner()``.
    """
    with house_look(session) as house:
        return draw_minutes(house, house.get_one(Minutes, minutes_id), moment)


def missing_before_closing(printed: MinutesSnapshot) -> list[Text]:
    """Return the mentions that would stop the press, but for the signatory, whom closing itself asks for."""
    return replace(printed, head=replace(printed.head, signatory=printed.head.signatory or _TO_COME)).missing()


def _glance(session: ViewerSession, row: Minutes, case: Case) -> Glance:
    cases = {
        each.agency or "": each
        for each in session.scalars(sa.select(Case).where(Case.parent_id == case.id, Case.workflow == "section"))
    }
    rows = {each.id: each for each in session.scalars(sa.select(Section).where(Section.minutes_id == case.id))}
    clocks = session.scalars(
        sa.select(RunningDeadline).where(RunningDeadline.case_id.in_([each.id for each in cases.values()]))
    )
    dues = {clock.case_id: clock.due for clock in clocks}
    parts = tuple(
        Part(key, cases[key], state_of(cases[key]), rows.get(cases[key].id), dues.get(cases[key].id))
        for key in in_house_order(cases)
    )
    return Glance(row, case, state_of(case), parts)
