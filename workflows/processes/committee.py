"""What a committee finds again: the decisions that nobody has carried out, and what has changed since its last meeting."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from babel.numbers import format_decimal

from workflows.engine import registry
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.action import AT_WORK, Action
from workflows.processes.commitment import Commitment
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.meeting_facts import Decision, Meeting
from workflows.processes.objective import Objective
from workflows.processes.steering import Sky, period_of, weathers_of
from workflows.processes.strategy import Strategy
from workflows.processes.weather import WEATHERS, worst
from workflows.store.text import Text

STEERING: Final = "steering_committee"
_A_QUARTER: Final = timedelta(days=92)
HIGHEST: Final = 4
"""Every class: what the viewer may see of it is the session's affair."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A decision that stands and whose action nobody has reported as done; ``age`` is in days since the meeting."""

    words: str
    who: str
    due_on: date
    late: bool
    age: int
    meeting_id: UUID
    number: str
    held_on: date
    action_id: UUID


@dataclass(frozen=True, slots=True)
class Change:
    """Something that has changed: what, how, on which day, and the case to open."""

    what: str
    how: Text
    on: date
    case_id: UUID


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since ``at`` (aware UTC): the closing of the last committee; without one, a quarter of the year,
    or less if the strategy is younger.
    """

    at: datetime
    number: str
    meeting_id: UUID | None
    changes: tuple[Change, ...]
    total: int


def undone(
    session: ViewerSession, strategy_id: UUID, *, moment: datetime, most: int, highest: int = HIGHEST
) -> tuple[tuple[Undone, ...], int]:
    """Return the decisions of every meeting of a strategy that are not done, the longest overdue first, and their number.

    ``highest`` bounds their class, for a page that goes to more readers than the session's viewer.
    """
    later = sa.orm.aliased(Decision)
    statement = (
        sa.select(
            Decision.words, Decision.id, Meeting.id.label("meeting_id"), Meeting.number, Meeting.starts_at,
            Action.id.label("action_id"), Action.agency, Action.due_on, sa.func.count().over().label("of"),
        )
        .join(Meeting, Meeting.id == Decision.meeting_id)
        .join(Action, Action.id == Decision.action_id)
        .join(Case, Case.id == Action.id)
        .where(
            Action.strategy_id == strategy_id, Action.decision_id.is_not(None), Case.state.in_(AT_WORK),
            Decision.secrecy <= highest, Action.secrecy <= highest, ~sa.exists().where(later.replaces == Decision.id),
        )
        .order_by(Action.due_on, Meeting.number, Decision.rank)
        .limit(most)
    )  # fmt: skip
    rows, today = session.execute(statement).all(), paris_day(moment)
    found = tuple(
        Undone(
            row.words, row.agency or "", row.due_on, row.due_on < today, (today - paris_day(row.starts_at)).days,
            row.meeting_id, row.number, paris_day(row.starts_at), row.action_id,
        )
        for row in rows
    )  # fmt: skip
    return found, rows[0].of if rows else 0


def changed_since(
    session: ViewerSession, strategy: Strategy, skies: list[Sky], *, moment: datetime, most: int, highest: int = HIGHEST
) -> Since:
    """Return what has changed since the last steering committee that was closed: moves, readings, weathers, newest first.

    The weather of then is told by the readings of then; what the house counts itself has none.
    """
    last = session.execute(
        sa.select(Meeting.id, Meeting.number, Meeting.closed_at)
        .where(
            Meeting.strategy_id == strategy.id, Meeting.body == STEERING, Meeting.closed_at.is_not(None),
            Meeting.closed_at <= moment,
        )
        .order_by(Meeting.closed_at.desc())
        .limit(1)
    ).first()  # fmt: skip
    since = last.closed_at if last else max(period_of(strategy, moment).begins, moment - _A_QUARTER)
    found = list(_weathers(session, strategy, skies, since, moment))
    total = len(found)
    for changes, count in (
        *(_moves(session, table, strategy.id, since, most, highest) for table in (Objective, Commitment, Action)),
        _readings(session, strategy.id, since, most),
    ):
        found += changes
        total += count
    found.sort(key=lambda change: (-change.on.toordinal(), change.what))
    return Since(since, last.number if last else "", last.id if last else None, tuple(found[:most]), total)


def _moves(
    session: ViewerSession, table: Any, strategy_id: UUID, since: datetime, most: int, highest: int
) -> tuple[list[Change], int]:
    """The cases of one kind that have moved, each as it stands now."""
    statement = (
        sa.select(
            Case.id, Case.title, Case.workflow, Case.workflow_version, Case.state, Case.moved_at,
            sa.func.count().over().label("of"),
        )
        .join(table, table.id == Case.id)
        .where(table.strategy_id == strategy_id, table.secrecy <= highest, Case.moved_at > since)
        .order_by(Case.moved_at.desc(), Case.id)
        .limit(most)
    )  # fmt: skip
    rows = session.execute(statement).all()
    changes = [Change(row.title, _state(row), paris_day(row.moved_at), row.id) for row in rows]
    return changes, rows[0].of if rows else 0


def _state(row: Any) -> Text:
    workflow = registry.workflow(row.workflow, row.workflow_version)
    return Text("{kind}\u00a0: {state}", "{kind}: {state}", kind=workflow.label, state=workflow.state(row.state).label)


def _readings(session: ViewerSession, strategy_id: UUID, since: datetime, most: int) -> tuple[list[Change], int]:
    statement = (
        sa.select(
            Indicator.id, Indicator.label, Indicator.unit, Reading.value, Reading.on_day, Reading.received_at,
            sa.func.count().over().label("of"),
        )
        .join(Indicator, Indicator.id == Reading.indicator_id)
        .where(Indicator.strategy_id == strategy_id, Reading.received_at > since)
        .order_by(Reading.received_at.desc(), Reading.id)
        .limit(most)
    )  # fmt: skip
    rows = session.execute(statement).all()
    return [Change(row.label, _reading(row), paris_day(row.received_at), row.id) for row in rows], rows[
        0
    ].of if rows else 0


def _reading(row: Any) -> Text:
    value = Text(*(format_decimal(Decimal(row.value) / 100, locale=locale) for locale in ("fr_FR", "en_GB")))
    return Text(
        "Relevé du {day}\u00a0: {value}\u00a0{unit}", "Reading of {day}: {value} {unit}", day=f"{row.on_day:%d/%m/%Y}",
        value=value, unit=row.unit,
    )  # fmt: skip


def _weathers(
    session: ViewerSession, strategy: Strategy, skies: list[Sky], since: datetime, moment: datetime
) -> Iterator[Change]:
    """The objectives whose weather is no longer that of then."""
    then = weathers_of(session, strategy, {sky.id: sky.due_on for sky in skies}, moment, known_at=since)
    for sky in skies:
        before = worst([weather for weather, _ours in then.get(sky.id, ())])
        if before != sky.read:
            how = Text(
                "Météo\u00a0: {before}, puis {after}", "Weather: {before}, then {after}", before=WEATHERS[before],
                after=WEATHERS[sky.read],
            )  # fmt: skip
            yield Change(f"{sky.code} {sky.title}", how, paris_day(moment), sky.id)
