"""A meeting on one screen: its agenda with what was said and decided, who is there, its papers, what the next one will hear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import in_house_order, state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.bodies import Body, body
from workflows.law.days import paris_day
from workflows.processes.action import Action, is_late
from workflows.processes.agenda import Proposal, next_of, open_decisions, proposals
from workflows.processes.meeting_facts import (
    SOURCES,
    AgendaItem,
    Attendance,
    Decision,
    DecisionLog,
    Meeting,
    Opinion,
    presence_of,
    standing_decisions,
)
from workflows.processes.objective import Objective
from workflows.processes.quotes import Quote, quotes_of
from workflows.processes.strategy import Strategy
from workflows.store.text import Text

GROUPS: Final[Mapping[str, tuple[Text, tuple[str, ...]]]] = {
    "all": (Text("Toutes", "All"), ()),
    "coming": (Text("À venir", "To come"), ("convened", "in_session")),
    "to_approve": (Text("À approuver", "To approve"), ("to_approve",)),
    "approved": (Text("Approuvées", "Approved"), ("approved",)),
    "cancelled": (Text("Annulées", "Cancelled"), ("cancelled",)),
}
"""The stages by which the list is filtered: words, and the states of each (none = every state)."""
_FORM: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Listed:
    """One meeting of the list."""

    row: Meeting
    case: Case
    state: State
    body: Body


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that stands, with its action as the viewer sees it, or the code of the objective that it changes."""

    row: Decision
    action: Action | None
    case: Case | None
    state: State | None
    late: bool
    objective: Objective | None


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the agenda by its number on the page; ``about`` is the case that it comes from, if the viewer sees it."""

    number: int
    row: AgendaItem
    source: Text
    about: Case | None
    decisions: tuple[Decided, ...]
    opinions: tuple[Opinion, ...]
    quotes: tuple[Quote, ...]

    @property
    def code(self) -> str:
        """How the steps name it."""
        return str(self.row.position)

    @property
    def settled(self) -> bool:
        """Whether it was decided or noted."""
        return self.row.noted or bool(self.decisions)


@dataclass(frozen=True, slots=True)
class Member:
    """One agency: what the meeting counts of its presence, and what else was written of it, by whom."""

    agency: str
    counted: tuple[Attendance, ...]
    beside: tuple[Attendance, ...]

    @property
    def presence(self) -> str:
        """The presence that counts; nothing as long as nobody has said anything.

        As in the log, who excused itself in writing is excused, whatever was ticked in the room.
        """
        known = {row.presence for row in self.counted}
        if known == {"absent"} and any(row.said_by == self.agency and row.presence == "excused" for row in self.beside):
            return "excused"
        return next((each for each in ("present", "excused", "absent") if each in known), "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A meeting as its page shows it."""

    row: Meeting
    case: Case
    state: State
    body: Body
    strategy: Strategy | None
    items: tuple[Item, ...]
    withdrawn: tuple[AgendaItem, ...]
    members: tuple[Member, ...]
    earlier: tuple[tuple[Decision, Meeting, Action, State, bool], ...]
    logs: tuple[DecisionLog, ...]
    previous: Meeting | None
    following: Meeting | None
    upcoming: tuple[Proposal, ...]

    @property
    def put_off(self) -> tuple[tuple[datetime, str, str], ...]:
        """The dates that were given up, each with its place and the reason."""
        return tuple(
            (datetime.fromisoformat(each["starts_at"]), each["place"], each["reason"]) for each in self.row.earlier
        )

    @property
    def present(self) -> int:
        """How many agencies are there."""
        return sum(member.presence == "present" for member in self.members)

    @property
    def unsettled(self) -> int:
        """How many items are neither decided nor noted."""
        return sum(not item.settled for item in self.items)


def list_meetings(
    session: ViewerSession, group: str, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Listed]:
    """Return the first ``limit`` meetings that the viewer may see after a cursor, the latest first."""
    statement = sa.select(Meeting, Case).join(Case, Case.id == Meeting.id)
    states = GROUPS[group][1]
    if states:
        statement = statement.where(Case.state.in_(states))
    if after is not None:
        held, last = after
        statement = statement.where(
            sa.or_(Meeting.starts_at < held, sa.and_(Meeting.starts_at == held, Meeting.id < last))
        )
    found = session.execute(statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(limit)).all()
    return [Listed(row, case, state_of(case), body(row.body)) for row, case in found]


def cursor_after(line: Listed) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{line.row.starts_at.astimezone(UTC).strftime(_FORM)}-{line.row.id.hex}"


def read_cursor(word: str) -> tuple[datetime, UUID] | None:
    """Return the cursor that an address gives, ``None`` where it is not one."""
    held, _, last = word.partition("-")
    try:
        return datetime.strptime(held, _FORM).replace(tzinfo=UTC), UUID(hex=last)
    except ValueError:
        return None


def sheet_of(session: ViewerSession, case: Case, *, moment: datetime, keeps: bool) -> Sheet:
    """Return a meeting as it stands at ``moment`` (aware); who ``keeps`` it also sees what the next one will hear."""
    row = session.get_one(Meeting, case.id)
    rows = list(
        session.scalars(sa.select(AgendaItem).where(AgendaItem.meeting_id == row.id).order_by(AgendaItem.position))
    )
    following = session.scalars(sa.select(Meeting).where(Meeting.previous_id == row.id).order_by(Meeting.starts_at)).first()  # fmt: skip
    over = case.state in ("to_approve", "approved")
    return Sheet(
        row,
        case,
        state_of(case),
        body(row.body),
        session.get(Strategy, row.strategy_id),
        tuple(_items(session, row, [each for each in rows if not each.withdrawn_because], moment)),
        tuple(each for each in rows if each.withdrawn_because),
        tuple(_members(session, row)),
        tuple(_earlier(session, row, moment)),
        tuple(session.scalars(sa.select(DecisionLog).where(DecisionLog.meeting_id == row.id).order_by(DecisionLog.version))),
        session.get(Meeting, row.previous_id) if row.previous_id else None,
        following,
        tuple(proposals(session, next_of(row, moment), moment)) if over and keeps and following is None else (),
    )  # fmt: skip


def _items(session: ViewerSession, meeting: Meeting, rows: Sequence[AgendaItem], moment: datetime) -> Iterable[Item]:
    decisions = _decisions(session, meeting, moment)
    opinions = list(
        session.scalars(
            sa.select(Opinion).where(Opinion.meeting_id == meeting.id).order_by(Opinion.said_at, Opinion.id)
        )
    )
    about = _about(session, rows)
    quotes = quotes_of(session, meeting.id, moment)
    for number, row in enumerate(rows, start=1):
        yield Item(
            number, row, SOURCES[row.source], about.get(row.id),
            tuple(each for each in decisions if each.row.item_id == row.id),
            tuple(each for each in opinions if each.item_id == row.id),
            tuple(each for each in quotes if each.item_id == row.id),
        )  # fmt: skip


def _decisions(session: ViewerSession, meeting: Meeting, moment: datetime) -> list[Decided]:
    rows = standing_decisions(session.scalars(sa.select(Decision).where(Decision.meeting_id == meeting.id)))
    actions = {
        action.id: (action, case)
        for action, case in with_cases(session, Action, Action.id.in_([row.action_id for row in rows if row.action_id]))
    }
    changed = [row.objective_id for row in rows if row.objective_id]
    objectives = {row.id: row for row in session.scalars(sa.select(Objective).where(Objective.id.in_(changed)))}
    found = []
    for row in rows:
        action, case = actions.get(row.action_id, (None, None))
        late = action is not None and case is not None and is_late(action, case.state, paris_day(moment))
        state = state_of(case) if case is not None else None
        found.append(Decided(row, action, case, state, late, objectives.get(row.objective_id)))
    return found


def _about(session: ViewerSession, rows: Sequence[AgendaItem]) -> dict[UUID, Case]:
    """Return, by item, the case that it comes from; an earlier decision leads to its action."""
    sources = {row.id: row.source_id for row in rows if row.source_id is not None}
    led = session.execute(sa.select(Decision.id, Decision.action_id).where(Decision.id.in_(sources.values())))
    actions = {decision: action for decision, action in led if action is not None}
    wanted = {item: actions.get(about, about) for item, about in sources.items()}
    cases = {case.id: case for case in session.scalars(sa.select(Case).where(Case.id.in_(wanted.values())))}
    return {item: cases[about] for item, about in wanted.items() if about in cases}


def _members(session: ViewerSession, meeting: Meeting) -> Iterable[Member]:
    rows = list(
        session.scalars(
            sa.select(Attendance).where(Attendance.meeting_id == meeting.id).order_by(Attendance.said_at, Attendance.id)
        )
    )
    counted = presence_of(rows, meeting.sitting, meeting.agency or "")
    for key in in_house_order({*meeting.members, *counted}):
        kept = counted.get(key, [])
        yield Member(key, tuple(kept), tuple(row for row in rows if row.agency == key and row not in kept))


def _earlier(
    session: ViewerSession, meeting: Meeting, moment: datetime
) -> Iterable[tuple[Decision, Meeting, Action, State, bool]]:
    for decision, earlier, action, case in open_decisions(session, meeting):
        yield decision, earlier, action, state_of(case), is_late(action, case.state, paris_day(moment))
