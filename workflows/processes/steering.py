"""What whoever steers a strategy looks at: the weather of every objective, what comes first, what is late.

Everything is read in a fixed number of statements: of each kind so many lines as the page shows, and how many there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.action import AT_WORK, Action
from workflows.processes.axis import Axis
from workflows.processes.commitment import Commitment
from workflows.processes.contest import Contest
from workflows.processes.figures import Period, figure
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.objective import ENDED, Objective
from workflows.processes.strategy import Strategy
from workflows.processes.weather import Aim, Weather, weather_of, worst
from workflows.store.text import PARIS, Text


@dataclass(frozen=True, slots=True)
class Sky:
    """One objective with its weather (the worst of its indicators, unknown without any) and the state of its case.

    ``read`` is its weather as readings alone tell it, without what the house counts itself.
    """

    id: UUID
    axis_id: UUID
    code: str
    title: str
    state: str
    agency: str
    due_on: date
    moved_on: date
    weather: Weather
    read: Weather


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: what, why, which agency can act, the case to open, since which day. Most urgent: lowest rank."""

    what: str
    why: Text
    who: str
    case_id: UUID
    since: date
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Lines:
    """The first lines of a list, and how many it has in all."""

    entries: tuple[Entry, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Tally:
    """One partner over the whole strategy: its commitments by state, and how many of them are late."""

    agency: str
    states: Mapping[str, int]
    late: int


def period_of(strategy: Strategy, moment: datetime) -> Period:
    """Return the time over which the house counts for a strategy: from its first day to ``moment`` (aware)."""
    return Period(datetime.combine(strategy.starts_on, time(), PARIS).astimezone(UTC), moment)


def skies_of(session: ViewerSession, strategy: Strategy, moment: datetime) -> list[Sky]:
    """Return every objective of a strategy, axis by axis, with its weather at ``moment`` (aware)."""
    rows = session.execute(
        sa.select(
            Objective.id, Objective.axis_id, Objective.code, Objective.title, Objective.due_on, Case.state,
            Case.agency, Case.moved_at, Axis.position,
        )
        .join(Case, Case.id == Objective.id)
        .join(Axis, Axis.id == Objective.axis_id)
        .where(Objective.strategy_id == strategy.id)
    ).all()  # fmt: skip
    weathers = weathers_of(session, strategy, {row.id: row.due_on for row in rows}, moment)
    read, counted = (
        {key: [weather for weather, by_us in each if by_us is ours] for key, each in weathers.items()}
        for ours in (False, True)
    )
    skies = [
        (row.position, code_order(row.code), Sky(
            row.id, row.axis_id, row.code, row.title, row.state, row.agency or "", row.due_on, paris_day(row.moved_at),
            worst(read.get(row.id, []) + counted.get(row.id, [])), worst(read.get(row.id, [])),
        ))
        for row in rows
    ]  # fmt: skip
    return [sky for _position, _code, sky in sorted(skies, key=lambda each: each[:2])]


def weathers_of(
    session: ViewerSession,
    strategy: Strategy,
    ends: dict[UUID, date],
    moment: datetime,
    *,
    known_at: datetime | None = None,
) -> dict[UUID, list[tuple[Weather, bool]]]:
    """Return, by objective, the weather of each of its indicators at ``moment`` (aware), and whether the house counts it.

    ``ends`` holds the due day of each objective. With ``known_at`` (aware), it is the weather of that moment as far as
    readings tell it: what the house counts itself is left out.
    """
    today = paris_day(known_at or moment)
    statement = sa.select(
        Indicator.objective_id, Indicator.baseline, Indicator.target, Indicator.direction, Indicator.feed,
        _last_value(known_at).label("value"),
    ).where(Indicator.strategy_id == strategy.id)  # fmt: skip
    if known_at is not None:
        statement = statement.where(Indicator.feed == "")
    rows = session.execute(statement).all()
    counted = {
        feed: figure(session, feed, period_of(strategy, moment)).value for feed in {row.feed for row in rows} - {""}
    }
    found: dict[UUID, list[tuple[Weather, bool]]] = {}
    for row in rows:
        if row.objective_id in ends:
            aim = Aim(row.baseline, row.target, row.direction == "up", strategy.starts_on, ends[row.objective_id])
            value = counted[row.feed] if row.feed else row.value
            found.setdefault(row.objective_id, []).append((weather_of(aim, value, today), bool(row.feed)))
    return found


def _last_value(known_at: datetime | None) -> Any:
    """The last reading of an indicator that stands: one row by the index, however long it has been read."""
    later = sa.orm.aliased(Reading)
    replaced = sa.exists().where(later.replaces == Reading.id)
    statement = sa.select(Reading.value).where(Reading.indicator_id == Indicator.id)
    if known_at is not None:
        replaced = replaced.where(later.received_at <= known_at)
        statement = statement.where(Reading.received_at <= known_at)
    return (
        statement.where(~replaced)
        .order_by(Reading.on_day.desc(), Reading.received_at.desc())
        .limit(1)
        .correlate(Indicator)
        .scalar_subquery()
    )


def code_order(code: str) -> tuple[int, ...]:
    """Return the code of an objective (1.10) as what sorts it after 1.9."""
    return tuple(int(part) for part in code.split("."))


def tallies_of(session: ViewerSession, strategy_id: UUID, moment: datetime) -> list[Tally]:
    """Return, for each partner of a strategy, its commitments by state and how many are late at ``moment`` (aware)."""
    past = sa.func.sum(sa.case((RunningDeadline.due < moment, 1), else_=0)).label("late")
    statement = (
        sa.select(Commitment.agency, Case.state, sa.func.count().label("number"), past)
        .join(Case, Case.id == Commitment.id)
        .outerjoin(RunningDeadline, RunningDeadline.case_id == Commitment.id)
        .where(Commitment.strategy_id == strategy_id)
        .group_by(Commitment.agency, Case.state)
    )
    found: dict[str, dict[str, int]] = {}
    behind: dict[str, int] = {}
    for row in session.execute(statement):
        key = row.agency or ""
        found.setdefault(key, {})[row.state] = row.number
        behind[key] = behind.get(key, 0) + row.late
    return [Tally(key, states, behind[key]) for key, states in found.items()]


# ---------------------------------------------------------------------- what to look at first, what is late

_Found = tuple[Sequence[Any], int]


@dataclass(frozen=True, slots=True)
class Troubles:
    """What keeps a strategy from going as it was agreed, read once: the first lines of each kind, and how many there are."""

    silent: Lines
    unkept: Lines
    late: Lines
    late_at_work: Lines
    blocked: Lines
    to_check: Lines
    contested: Lines
    awaited: Lines


def troubles_of(
    session: ViewerSession, strategy: Strategy, *, moment: datetime, most: int, highest: int = 4
) -> Troubles:
    """Return what is late, blocked, contested or to be checked at ``moment`` (aware), ``most`` lines of each kind.

    ``highest`` bounds the class of actions, for a page that goes to more readers than the session's viewer.
    """
    strategy_id, today = strategy.id, paris_day(moment)
    past = _past_commitments(session, strategy_id, moment, most)
    shown = Action.secrecy <= highest
    late_at_work = (shown, Case.state.in_([state for state in AT_WORK if state != "blocked"]), Action.due_on < today)
    return Troubles(
        _of_commitments(past["answer"], _SILENT),
        _of_commitments(past["keep"], _UNKEPT),
        _actions(
            session,
            strategy_id,
            most,
            _late_action,
            shown,
            Case.state.in_(AT_WORK),
            Action.due_on < today,
            by=Action.due_on,
        ),
        _actions(session, strategy_id, most, _late_action, *late_at_work, by=Action.due_on),
        _actions(session, strategy_id, most, _blocked_on(today), shown, Case.state == "blocked", by=Case.moved_at),
        _actions(
            session,
            strategy_id,
            most,
            _checked_by(strategy.agency or ""),
            shown,
            Case.state == "done",
            by=Case.moved_at,
        ),
        _contested(session, strategy_id, most),
        _awaited(session, strategy_id, most),
    )


def look_first(troubles: Troubles, skies: Iterable[Sky], *, today: date, most: int) -> Lines:
    """Return what to look at first, each with its reason and who can act, most urgent first."""
    kinds = (
        _skies(skies, today), troubles.silent, troubles.late_at_work, troubles.blocked, troubles.to_check,
        troubles.contested, troubles.awaited,
    )  # fmt: skip
    return _merged(kinds, most, lambda entry: (entry.rank, entry.since, entry.what))


def late(troubles: Troubles, *, most: int) -> Lines:
    """Return what is late, by whom and since when, the longest first."""
    kinds = (troubles.silent, troubles.unkept, troubles.late, troubles.awaited)
    return _merged(kinds, most, lambda entry: (entry.since, entry.what))


def _merged(found: Iterable[Lines], most: int, order: Callable[[Entry], Any]) -> Lines:
    known = list(found)
    entries = sorted((entry for lines in known for entry in lines.entries), key=order)
    return Lines(tuple(entries[:most]), sum(lines.total for lines in known))


def _first(session: ViewerSession, statement: Any, most: int) -> _Found:
    """Return the first rows of a statement and how many there are in all."""
    rows = session.execute(statement.add_columns(sa.func.count().over().label("of")).limit(most)).all()
    return rows, rows[0].of if rows else 0


def _skies(skies: Iterable[Sky], today: date) -> Lines:
    entries = tuple(_sky_entries(skies, today))
    return Lines(entries, len(entries))


def _sky_entries(skies: Iterable[Sky], today: date) -> Iterator[Entry]:
    for sky in skies:
        title = f"{sky.code} {sky.title}"
        if sky.weather == "storm" and sky.state not in ENDED:
            yield Entry(title, _STORM, sky.agency, sky.id, today)
        if sky.state == "answered":
            yield Entry(title, _TO_SETTLE, sky.agency, sky.id, sky.moved_on, 1)


def _past_commitments(
    session: ViewerSession, strategy_id: UUID, moment: datetime, most: int
) -> dict[str, tuple[list[Any], int]]:
    """Return, by clock (``answer``, ``keep``), the commitments whose day has passed: read once for both clocks."""
    by_clock: Any = {"partition_by": RunningDeadline.name}
    found = (
        sa.select(
            RunningDeadline.name, RunningDeadline.due, Commitment.id, Commitment.agency, Objective.code, Objective.title,
            sa.func.row_number().over(**by_clock, order_by=(RunningDeadline.due, Commitment.id)).label("place"),
            sa.func.count().over(**by_clock).label("of"),
        )
        .join(Objective, Objective.id == Commitment.objective_id)
        .join(RunningDeadline, RunningDeadline.case_id == Commitment.id)
        .where(Commitment.strategy_id == strategy_id, RunningDeadline.due < moment)
        .subquery()
    )  # fmt: skip
    by: dict[str, tuple[list[Any], int]] = {"answer": ([], 0), "keep": ([], 0)}
    for row in session.execute(sa.select(*found.c).where(found.c.place <= most).order_by(found.c.place)):
        by[row.name] = ([*by[row.name][0], row], row.of)
    return by


def _of_commitments(found: _Found, why: Text) -> Lines:
    rows, total = found
    return Lines(
        tuple(Entry(f"{row.code} {row.title}", why, row.agency or "", row.id, paris_day(row.due), 1) for row in rows), total
    )  # fmt: skip


def _actions(
    session: ViewerSession, strategy_id: UUID, most: int, told: Callable[[Any], Entry], *conditions: Any, by: Any
) -> Lines:
    statement = (
        sa.select(
            Action.id, Action.title, Action.agency, Action.due_on, Action.blocked_by, Case.state, Case.moved_at,
        )
        .join(Case, Case.id == Action.id)
        .where(Action.strategy_id == strategy_id, *conditions)
        .order_by(by, Action.id)
    )  # fmt: skip
    rows, total = _first(session, statement, most)
    return Lines(tuple(told(row) for row in rows), total)


def _late_action(row: Any) -> Entry:
    return Entry(row.title, _why_late(row), row.agency or "", row.id, row.due_on, 2)


def _blocked_on(today: date) -> Callable[[Any], Entry]:
    def told(row: Any) -> Entry:
        why = _why_late(row) if row.due_on < today else Text("Bloquée\u00a0: {reason}", "Blocked: {reason}", reason=row.blocked_by)  # fmt: skip
        return Entry(row.title, why, row.agency or "", row.id, paris_day(row.moved_at), 1)

    return told


def _checked_by(steering: str) -> Callable[[Any], Entry]:
    return lambda row: Entry(row.title, _TO_CHECK, steering, row.id, paris_day(row.moved_at), 4)


def _why_late(row: Any) -> Text:
    if row.state != "blocked":
        return _LATE
    return Text("En retard et bloquée\u00a0: {reason}", "Late and blocked: {reason}", reason=row.blocked_by)


def _contested(session: ViewerSession, strategy_id: UUID, most: int) -> Lines:
    statement = (
        sa.select(Indicator.id, Indicator.label, Case.opened_at, Objective.agency)
        .join(Contest, Contest.indicator_id == Indicator.id)
        .join(Case, Case.id == Contest.id)
        .join(Objective, Objective.id == Indicator.objective_id)
        .where(Indicator.strategy_id == strategy_id, Contest.outcome == "")
        .order_by(Case.opened_at, Contest.id)
    )
    rows, total = _first(session, statement, most)
    return Lines(
        tuple(Entry(row.label, _CONTESTED, row.agency or "", row.id, paris_day(row.opened_at), 1) for row in rows), total
    )  # fmt: skip


def _awaited(session: ViewerSession, strategy_id: UUID, most: int) -> Lines:
    statement = (
        sa.select(Indicator.id, Indicator.label, Indicator.agency, Case.moved_at)
        .join(Case, Case.id == Indicator.id)
        .where(Indicator.strategy_id == strategy_id, Case.state == "awaited")
        .order_by(Case.moved_at, Indicator.id)
    )
    rows, total = _first(session, statement, most)
    return Lines(
        tuple(Entry(row.label, _AWAITED, row.agency or "", row.id, paris_day(row.moved_at), 3) for row in rows), total
    )  # fmt: skip


_STORM: Final = Text("Un indicateur est loin de sa cible.", "An indicator is far from its target.")
_TO_SETTLE: Final = Text("Chacun a répondu\u00a0: l’objectif est à arrêter.", "Everyone has answered: the objective is to be settled.")  # fmt: skip
_SILENT: Final = Text("Engagement demandé, sans réponse.", "Commitment asked, no answer.")
_UNKEPT: Final = Text("Engagement accepté, échéance passée.", "Commitment accepted, its day has passed.")
_LATE: Final = Text("Action en retard.", "Action late.")
_TO_CHECK: Final = Text("Déclarée faite\u00a0: à vérifier.", "Reported as done: to be checked.")
_CONTESTED: Final = Text(
    "Relevé contesté\u00a0: deux valeurs à départager.", "Contested reading: two values to settle."
)
_AWAITED: Final = Text("Le relevé de la période n’est pas arrivé.", "The reading of the period has not come.")
