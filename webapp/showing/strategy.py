"""The strategy on one page: each objective with its weather, who accepted what, and what to look at first.

Everything is read in a fixed number of statements, however many objectives, partners and readings there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
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
from workflows.processes.figures import Period, figure
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.objective import Objective
from workflows.processes.strategy import Strategy
from workflows.processes.weather import Aim, Trend, Weather, trend_of, weather_of, worst
from workflows.store.text import PARIS, Text

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
class Look:
    """Something to look at first: what, why, who can act, since when; most urgent first by ``rank``."""

    rank: int
    what: str
    why: Text
    who: str
    case: Case
    since: date


@dataclass(frozen=True, slots=True)
class Board:
    """A strategy with its axes, objectives, partners in the house's order, and what to look at first."""

    row: Strategy
    case: Case
    state: State
    axes: tuple[tuple[Axis, Case, tuple[Goal, ...]], ...]
    partners: tuple[str, ...]
    looks: tuple[Look, ...]

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
    """Return the whole strategy as it stands at ``moment`` (aware)."""
    today = paris_day(moment)
    late = _past_deadlines(session, moment)
    shares = _shares(session, row.id, late)
    tasks = _tasks(session, row.id, today)
    gauges = _gauges(session, row, moment)
    by_commitment = {share.row.id: share.row.objective_id for each in shares.values() for share in each}
    goals: dict[UUID, list[Goal]] = {}
    for objective, objective_case in with_cases(session, Objective, Objective.strategy_id == row.id):
        below = tuple(task for task in tasks if by_commitment.get(task.row.commitment_id or row.id) == objective.id)
        goals.setdefault(objective.axis_id, []).append(
            Goal(
                objective, objective_case, state_of(objective_case), tuple(shares.get(objective.id, ())),
                tuple(gauges.get(objective.id, ())), below,
            )
        )  # fmt: skip
    axes = tuple(
        (axis, axis_case, tuple(sorted(goals.get(axis.id, ()), key=lambda goal: _code(goal.row.code))))
        for axis, axis_case in sorted(with_cases(session, Axis, Axis.strategy_id == row.id), key=lambda each: each[0].position)
    )  # fmt: skip
    every = [goal for _axis, _case, each in axes for goal in each]
    partners = in_house_order({share.row.agency or "" for goal in every for share in goal.shares})
    looks = tuple(sorted(_looks(every, tasks, today), key=lambda look: (look.rank, look.since, look.what)))
    return Board(row, case, state_of(case), axes, partners, looks)


def aim_of(indicator: Indicator, strategy: Strategy, objective: Objective) -> Aim:
    """Return where an indicator goes, over the life of its objective."""
    return Aim(indicator.baseline, indicator.target, indicator.direction == "up", strategy.starts_on, objective.due_on)


def period_of(strategy: Strategy, moment: datetime) -> Period:
    """Return the time over which the house counts for a strategy: from its first day to ``moment`` (aware)."""
    return Period(datetime.combine(strategy.starts_on, time(), PARIS).astimezone(UTC), moment)


def _code(code: str) -> tuple[int, ...]:
    return tuple(int(part) for part in code.split("."))


def _past_deadlines(session: ViewerSession, moment: datetime) -> set[UUID]:
    statement = (
        sa.select(RunningDeadline.case_id)
        .join(Commitment, Commitment.id == RunningDeadline.case_id)
        .where(RunningDeadline.due < moment)
    )
    return set(session.scalars(statement))


def _shares(session: ViewerSession, strategy_id: UUID, late: set[UUID]) -> dict[UUID, list[Share]]:
    found: dict[UUID, list[Share]] = {}
    rows = with_cases(session, Commitment, Commitment.strategy_id == strategy_id)
    for row, case in sorted(rows, key=lambda each: (in_house_order([each[0].agency or ""]), each[1].opened_at)):
        found.setdefault(row.objective_id, []).append(Share(row, case, state_of(case), row.id in late))
    order = {key: number for number, key in enumerate(in_house_order({row.agency or "" for row, _case in rows}))}
    for each in found.values():
        each.sort(key=lambda share: (order[share.row.agency or ""], share.case.opened_at))
    return found


def _tasks(session: ViewerSession, strategy_id: UUID, today: date) -> list[Task]:
    return [
        Task(row, case, state_of(case), is_late(row, case.state, today))
        for row, case in sorted(
            with_cases(session, Action, Action.strategy_id == strategy_id), key=lambda each: (each[0].due_on, each[0].title)
        )
    ]  # fmt: skip


def _gauges(session: ViewerSession, strategy: Strategy, moment: datetime) -> dict[UUID, list[Gauge]]:
    rows = with_cases(session, Indicator, Indicator.strategy_id == strategy.id)
    ends = {
        objective.id: objective
        for objective in session.scalars(sa.select(Objective).where(Objective.strategy_id == strategy.id))
    }
    points = latest_readings(session, strategy.id)
    contested = set(session.scalars(sa.select(Contest.indicator_id).where(Contest.outcome == "")))
    counted = {
        feed: figure(session, feed, period_of(strategy, moment)).value
        for feed in {row.feed for row, _case in rows} - {""}
    }
    found: dict[UUID, list[Gauge]] = {}
    for row, case in sorted(rows, key=lambda each: each[1].opened_at):
        gauge = gauge_of(
            row, case, aim_of(row, strategy, ends[row.objective_id]), points.get(row.id, ()), counted,
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


def latest_readings(session: ViewerSession, strategy_id: UUID) -> dict[UUID, tuple[tuple[date, int], ...]]:
    """Return, by indicator, the last readings that stand, oldest first, ``POINTS`` of each at most."""
    later = sa.orm.aliased(Reading)
    place = sa.func.row_number().over(
        partition_by=Reading.indicator_id, order_by=(Reading.on_day.desc(), Reading.received_at.desc())
    )
    standing = (
        sa.select(Reading.indicator_id, Reading.on_day, Reading.value, place.label("place"))
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .where(Indicator.strategy_id == strategy_id, ~sa.exists().where(later.replaces == Reading.id))
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


def _looks(goals: Sequence[Goal], tasks: Sequence[Task], today: date) -> Iterable[Look]:
    for goal in goals:
        yield from _looks_of(goal, today)
    for task in tasks:
        if task.case.state == "blocked":
            late = Text(
                "En retard et bloquée\u00a0: {reason}", "Late and blocked: {reason}", reason=task.row.blocked_by
            )
            why = Text("Bloquée\u00a0: {reason}", "Blocked: {reason}", reason=task.row.blocked_by)
            since = paris_day(task.case.moved_at)
            yield Look(1, task.row.title, late if task.late else why, task.row.agency or "", task.case, since)
        elif task.late:
            why = Text("Action en retard.", "Action late.")
            yield Look(2, task.row.title, why, task.row.agency or "", task.case, task.row.due_on)
        elif task.case.state == "done":
            why = Text("Déclarée faite\u00a0: à vérifier.", "Reported as done: to be checked.")
            yield Look(4, task.row.title, why, task.case.agency or "", task.case, paris_day(task.case.moved_at))


def _looks_of(goal: Goal, today: date) -> Iterable[Look]:
    steering = goal.case.agency or ""
    title = f"{goal.row.code} {goal.row.title}"
    if goal.weather == "storm" and not goal.state.final:
        why = Text("Un indicateur est loin de sa cible.", "An indicator is far from its target.")
        yield Look(0, title, why, steering, goal.case, today)
    if goal.case.state == "answered":
        why = Text("Chacun a répondu\u00a0: l’objectif est à arrêter.", "Everyone has answered: the objective is to be settled.")  # fmt: skip
        yield Look(1, title, why, steering, goal.case, paris_day(goal.case.moved_at))
    for share in goal.shares:
        if share.late and share.case.state == "asked":
            why = Text("Engagement demandé, sans réponse.", "Commitment asked, no answer.")
            yield Look(1, title, why, share.row.agency or "", share.case, paris_day(share.row.asked_at))
    for gauge in goal.gauges:
        if gauge.contested:
            why = Text("Relevé contesté\u00a0: deux valeurs à départager.", "Contested reading: two values to settle.")
            yield Look(1, gauge.row.label, why, steering, gauge.case, paris_day(gauge.case.moved_at))
        if gauge.case.state == "awaited":
            why = Text("Le relevé de la période n’est pas arrivé.", "The reading of the period has not come.")
            yield Look(3, gauge.row.label, why, gauge.row.agency or "", gauge.case, paris_day(gauge.case.moved_at))
