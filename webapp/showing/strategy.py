"""The objectives of a strategy: each with its weather, its curves, who accepted what, what is done.

Everything is read in a fixed number of statements, however many objectives, partners and readings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.plot import Curve, curve
from webapp.showing.rows import in_house_order, state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.action import Action, is_late
from workflows.processes.axis import Axis
from workflows.processes.commitment import Commitment
from workflows.processes.contest import Contest
from workflows.processes.figures import figure
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.objective import Objective
from workflows.processes.steering import code_order, period_of
from workflows.processes.strategy import Strategy
from workflows.processes.weather import Aim, Trend, Weather, trend_of, weather_of, worst

POINTS: Final = 13
"""How many readings a small curve shows: a year of months, and the one before."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """An indicator as it stands: its standing readings (day, hundredths) oldest first, the value of today, its curve."""

    row: Indicator
    case: Case
    state: State
    points: tuple[tuple[date, int], ...]
    value: int | None
    weather: Weather
    trend: Trend
    contested: bool
    curve: Curve | None


@dataclass(frozen=True, slots=True)
class Share:
    """One partner's commitment: where it stands, whether its answer or its due day has passed."""

    row: Commitment
    case: Case
    state: State
    late: bool


@dataclass(frozen=True, slots=True)
class Task:
    """One action; ``late`` is computed on the day of the page."""

    row: Action
    case: Case
    state: State
    late: bool


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective with all that carries it."""

    row: Objective
    case: Case
    state: State
    shares: tuple[Share, ...]
    gauges: tuple[Gauge, ...]
    tasks: tuple[Task, ...]

    @property
    def weather(self) -> Weather:
        """The worst weather of its indicators."""
        return worst([gauge.weather for gauge in self.gauges])

    @property
    def earlier(self) -> tuple[tuple[str, date], ...]:
        """The targets and due days that decisions have replaced, oldest first."""
        return tuple((each["target"], date.fromisoformat(each["due_on"])) for each in self.row.earlier)

    @property
    def accepted(self) -> int:
        """How many commitments were accepted and still hold, or were kept."""
        return sum(share.case.state in ("accepted", "kept") for share in self.shares)


@dataclass(frozen=True, slots=True)
class Board:
    """A strategy with its axes, objectives, and partners in the house's order."""

    row: Strategy
    case: Case
    state: State
    axes: tuple[tuple[Axis, Case, tuple[Goal, ...]], ...]
    partners: tuple[str, ...]

    @property
    def goals(self) -> tuple[Goal, ...]:
        """Every objective, in the order of the strategy."""
        return tuple(goal for _axis, _case, goals in self.axes for goal in goals)

    def share_of(self, goal: Goal, partner: str) -> Share | None:
        """Return the last commitment that was asked of a partner in an objective."""
        return next((share for share in reversed(goal.shares) if share.row.agency == partner), None)


def strategies(session: ViewerSession) -> list[tuple[Strategy, Case]]:
    """Return the strategies that the viewer may see, the one in force first, then the newest."""
    found = with_cases(session, Strategy)
    order = {"in_force": 0, "draft": 1}
    return sorted(found, key=lambda each: (order.get(each[1].state, 2), -each[1].opened_at.timestamp()))


def chosen_strategy(known: Sequence[tuple[Strategy, Case]], asked: str) -> tuple[Strategy, Case]:
    """Return the strategy whose id is ``asked``, the first one if none bears it; ``known`` is not empty."""
    return next((each for each in known if str(each[0].id) == asked), known[0])


def board_of(session: ViewerSession, row: Strategy, case: Case, *, moment: datetime) -> Board:
    """Return the whole strategy as it stands at ``moment`` (aware): everything is read, as a table of it wants."""
    goals: dict[UUID, list[Goal]] = {}
    for goal in goals_of(session, row, moment=moment):
        goals.setdefault(goal.row.axis_id, []).append(goal)
    axes = tuple(
        (axis, axis_case, tuple(goals.get(axis.id, ())))
        for axis, axis_case in sorted(with_cases(session, Axis, Axis.strategy_id == row.id), key=lambda each: each[0].position)
    )  # fmt: skip
    partners = in_house_order(
        {share.row.agency or "" for each in goals.values() for goal in each for share in goal.shares}
    )
    return Board(row, case, state_of(case), axes, partners)


def goals_of(
    session: ViewerSession, strategy: Strategy, *, moment: datetime, only: Sequence[UUID] | None = None
) -> list[Goal]:
    """Return objectives of a strategy with all that carries them, by their code: every one, or ``only`` those of these ids."""
    late = _past_deadlines(session, moment, _among(Commitment.strategy_id, Commitment.objective_id, strategy.id, only))
    shares = _shares(session, _among(Commitment.strategy_id, Commitment.objective_id, strategy.id, only), late)
    of_commitment = {share.row.id: key for key, each in shares.items() for share in each}
    tasks: dict[UUID, list[Task]] = {}
    for task in _tasks(session, list(of_commitment), paris_day(moment)):
        tasks.setdefault(of_commitment[task.row.commitment_id or strategy.id], []).append(task)
    objectives = with_cases(session, Objective, _among(Objective.strategy_id, Objective.id, strategy.id, only))
    gauges = _gauges(session, strategy, {row.id: row for row, _case in objectives}, moment)
    return sorted(
        (
            Goal(
                row, case, state_of(case), tuple(shares.get(row.id, ())), tuple(gauges.get(row.id, ())),
                tuple(tasks.get(row.id, ())),
            )
            for row, case in objectives
        ),
        key=lambda goal: code_order(goal.row.code),
    )  # fmt: skip


def aim_of(indicator: Indicator, strategy: Strategy, objective: Objective) -> Aim:
    """Return where an indicator goes, over the life of its objective."""
    return Aim(indicator.baseline, indicator.target, indicator.direction == "up", strategy.starts_on, objective.due_on)


def _among(
    above: sa.orm.InstrumentedAttribute[UUID],
    own: sa.orm.InstrumentedAttribute[UUID],
    strategy_id: UUID,
    only: Sequence[UUID] | None,
) -> sa.ColumnElement[bool]:
    return above == strategy_id if only is None else own.in_(only)


def _past_deadlines(session: ViewerSession, moment: datetime, among: sa.ColumnElement[bool]) -> set[UUID]:
    statement = (
        sa.select(RunningDeadline.case_id)
        .join(Commitment, Commitment.id == RunningDeadline.case_id)
        .where(RunningDeadline.due < moment, among)
    )
    return set(session.scalars(statement))


def _shares(session: ViewerSession, among: sa.ColumnElement[bool], late: set[UUID]) -> dict[UUID, list[Share]]:
    found: dict[UUID, list[Share]] = {}
    rows = with_cases(session, Commitment, among)
    for row, case in rows:
        found.setdefault(row.objective_id, []).append(Share(row, case, state_of(case), row.id in late))
    order = {key: number for number, key in enumerate(in_house_order({row.agency or "" for row, _case in rows}))}
    for each in found.values():
        each.sort(key=lambda share: (order[share.row.agency or ""], share.case.opened_at))
    return found


def _tasks(session: ViewerSession, commitments: Sequence[UUID], today: date) -> list[Task]:
    rows = with_cases(session, Action, Action.commitment_id.in_(commitments))
    return [
        Task(row, case, state_of(case), is_late(row, case.state, today))
        for row, case in sorted(rows, key=lambda each: (each[0].due_on, each[0].title))
    ]


def _gauges(
    session: ViewerSession, strategy: Strategy, objectives: Mapping[UUID, Objective], moment: datetime
) -> dict[UUID, list[Gauge]]:
    rows = with_cases(session, Indicator, Indicator.objective_id.in_(objectives))
    ids = [row.id for row, _case in rows]
    points = latest_readings(session, ids)
    contested = set(
        session.scalars(sa.select(Contest.indicator_id).where(Contest.outcome == "", Contest.indicator_id.in_(ids)))
    )
    counted = {
        feed: figure(session, feed, period_of(strategy, moment)).value
        for feed in {row.feed for row, _case in rows} - {""}
    }
    found: dict[UUID, list[Gauge]] = {}
    for row, case in sorted(rows, key=lambda each: each[1].opened_at):
        gauge = gauge_of(
            row, case, aim_of(row, strategy, objectives[row.objective_id]), points.get(row.id, ()), counted,
            contested=row.id in contested, today=paris_day(moment),
        )  # fmt: skip
        found.setdefault(row.objective_id, []).append(gauge)
    return found


def gauge_of(
    row: Indicator,
    case: Case,
    aim: Aim,
    points: Sequence[tuple[date, int]],
    counted: Mapping[str, int | None],
    *,
    contested: bool,
    today: date,
) -> Gauge:
    """Return an indicator as it stands on a day; ``counted`` holds the figures of the house by feed."""
    value = counted.get(row.feed) if row.feed else points[-1][1] if points else None
    return Gauge(
        row, case, state_of(case), tuple(points), value, weather_of(aim, value, today),
        trend_of([each for _day, each in points], up=aim.up), contested, curve(points, row.target),
    )  # fmt: skip


def latest_readings(session: ViewerSession, indicators: Sequence[UUID]) -> dict[UUID, tuple[tuple[date, int], ...]]:
    """Return, by indicator of these, the last readings that stand, oldest first, ``POINTS`` of each at most."""
    later = sa.orm.aliased(Reading)
    place = sa.func.row_number().over(
        partition_by=Reading.indicator_id, order_by=(Reading.on_day.desc(), Reading.received_at.desc())
    )
    standing = (
        sa.select(Reading.indicator_id, Reading.on_day, Reading.value, place.label("place"))
        .where(Reading.indicator_id.in_(indicators), ~sa.exists().where(later.replaces == Reading.id))
        .subquery()
    )
    found: dict[UUID, list[tuple[date, int]]] = {}
    rows: Iterable[Any] = session.execute(
        sa.select(standing.c.indicator_id, standing.c.on_day, standing.c.value)
        .where(standing.c.place <= POINTS)
        .order_by(standing.c.on_day)
    )
    for indicator_id, day, value in rows:
        found.setdefault(indicator_id, []).append((day, value))
    return {key: tuple(each) for key, each in found.items()}
