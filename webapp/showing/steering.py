"""The steering page of a strategy: what to look at first, what is late, what has changed, and ten objectives at a time.

However many objectives, partners and readings there are, it is read in the same number of statements; the rows that
are read whole are those that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, get_args
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import in_house_order, state_of, with_cases
from webapp.showing.strategy import Goal, goals_of
from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.axis import Axis
from workflows.processes.commitment import Commitment
from workflows.processes.committee import Since, Undone, changed_since, undone
from workflows.processes.objective import Objective
from workflows.processes.steering import Lines, Sky, Tally, late, look_first, skies_of, tallies_of, troubles_of
from workflows.processes.strategy import Strategy
from workflows.processes.weather import Weather

PER_PAGE: Final = 10
MOST: Final = 6
"""How many lines of a list the page shows; the list has a page of its own."""
SHARE_STATES: Final = ("asked", "accepted", "kept", "declined", "not_kept", "withdrawn")


@dataclass(frozen=True, slots=True)
class Filter:
    """What of a strategy is shown: one axis, one weather, and which page of the objectives (from 1)."""

    axis: UUID | None = None
    weather: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class AxisPart:
    """An axis with how many objectives it has in each weather, and those of them that this page shows."""

    row: Axis
    case: Case
    weathers: Mapping[Weather, int]
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class MyShare:
    """One commitment of the desk that looks, still open, with the objective that it belongs to."""

    row: Commitment
    code: str
    title: str
    state: State
    late: bool


@dataclass(frozen=True, slots=True)
class Steering:
    """The page: weathers of the whole strategy, its lists, its axes, who accepted what; ``pages`` of the objectives."""

    row: Strategy
    case: Case
    state: State
    chosen: Filter
    pages: int
    shown: int
    weathers: Mapping[Weather, int]
    mine: tuple[tuple[MyShare, ...], int]
    looks: Lines
    late: Lines
    undone: tuple[tuple[Undone, ...], int]
    since: Since
    axes: tuple[AxisPart, ...]
    tallies: tuple[Tally, ...]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """The objectives that this page shows, in the order of the strategy."""
        return tuple(goal for part in self.axes for goal in part.goals)

    @property
    def total(self) -> int:
        """How many objectives the strategy has."""
        return sum(self.weathers.values())


def steering_of(
    session: ViewerSession, row: Strategy, case: Case, chosen: Filter, *, agency: str, moment: datetime
) -> Steering:
    """Return the steering page for an agency, as it stands at ``moment`` (aware)."""
    skies = skies_of(session, row, moment)
    wanted = [sky for sky in skies if chosen.axis in (None, sky.axis_id) and chosen.weather in ("", sky.weather)]
    begin = (chosen.page - 1) * PER_PAGE
    shown = [sky.id for sky in wanted[begin : begin + PER_PAGE]]
    goals = goals_of(session, row, moment=moment, only=shown)
    troubles = troubles_of(session, row, moment=moment, most=MOST)
    return Steering(
        row,
        case,
        state_of(case),
        chosen,
        -(-len(wanted) // PER_PAGE),
        len(wanted),
        _counted(skies),
        my_shares(session, row.id, agency, moment=moment, most=MOST),
        look_first(troubles, skies, today=paris_day(moment), most=MOST),
        late(troubles, most=MOST),
        undone(session, row.id, moment=moment, most=MOST),
        changed_since(session, row, skies, moment=moment, most=MOST),
        tuple(_axes(session, row.id, skies, goals)),
        tuple(_in_order(tallies_of(session, row.id, moment))),
    )


def share_of(goal: Goal, partner: str) -> Any:
    """Return the last commitment that was asked of a partner in an objective, ``None`` if there is none."""
    return next((share for share in reversed(goal.shares) if share.row.agency == partner), None)


def my_shares(
    session: ViewerSession, strategy_id: UUID, agency: str, *, moment: datetime, most: int
) -> tuple[tuple[MyShare, ...], int]:
    """Return the commitments of an agency that are still open, those due first before, and how many there are."""
    statement = (
        sa.select(
            Commitment, Case.workflow_version, Case.state, Objective.code, Objective.title, RunningDeadline.due,
            sa.func.count().over().label("of"),
        )
        .join(Case, Case.id == Commitment.id)
        .join(Objective, Objective.id == Commitment.objective_id)
        .outerjoin(RunningDeadline, RunningDeadline.case_id == Commitment.id)
        .where(Commitment.strategy_id == strategy_id, Commitment.agency == agency, Commitment.ended.is_(False))
        .order_by(Commitment.due_on, Commitment.id)
        .limit(most)
    )  # fmt: skip
    rows: Sequence[Any] = session.execute(statement).all()
    shares = tuple(
        MyShare(
            row.Commitment, row.code, row.title,
            registry.workflow("commitment", row.workflow_version).state(row.state),
            row.due is not None and row.due < moment,
        )
        for row in rows
    )  # fmt: skip
    return shares, rows[0].of if rows else 0


def _counted(skies: Iterable[Sky]) -> dict[Weather, int]:
    """How many objectives have each weather, the worst first."""
    known = [sky.weather for sky in skies]
    return {weather: known.count(weather) for weather in ("storm", "cloud", "sun", "unknown")}


def _axes(session: ViewerSession, strategy_id: UUID, skies: Sequence[Sky], goals: Sequence[Goal]) -> Iterable[AxisPart]:
    rows = with_cases(session, Axis, Axis.strategy_id == strategy_id)
    for axis, case in sorted(rows, key=lambda each: each[0].position):
        of_axis = [sky for sky in skies if sky.axis_id == axis.id]
        yield AxisPart(axis, case, _counted(of_axis), tuple(goal for goal in goals if goal.row.axis_id == axis.id))


def _in_order(tallies: Iterable[Tally]) -> Iterable[Tally]:
    known = {each.agency: each for each in tallies}
    return (known[key] for key in in_house_order(known))


@dataclass(frozen=True, slots=True)
class Whole:
    """One list in full; what the list does not have is empty."""

    lines: Lines | None = None
    undone: tuple[tuple[Undone, ...], int] | None = None
    since: Since | None = None
    mine: tuple[tuple[MyShare, ...], int] | None = None


def whole_list(session: ViewerSession, name: str, row: Strategy, *, agency: str, moment: datetime) -> Whole:
    """Return one list of the page in full, ``LONGEST`` lines at most; ``name`` is one of ``LISTS``."""
    if name == "mine":
        return Whole(mine=my_shares(session, row.id, agency, moment=moment, most=LONGEST))
    if name == "undone":
        return Whole(undone=undone(session, row.id, moment=moment, most=LONGEST))
    skies = skies_of(session, row, moment)
    if name == "changes":
        return Whole(since=changed_since(session, row, skies, moment=moment, most=LONGEST))
    troubles = troubles_of(session, row, moment=moment, most=LONGEST)
    if name == "late":
        return Whole(lines=late(troubles, most=LONGEST))
    return Whole(lines=look_first(troubles, skies, today=paris_day(moment), most=LONGEST))


WEATHERS_KNOWN: Final[tuple[str, ...]] = get_args(Weather)
LISTS: Final = frozenset({"mine", "look", "late", "undone", "changes"})
LONGEST: Final = 500
"""How many lines of a list its own page shows; beyond, the page says how many there are in all."""
