"""One indicator as its page shows it: every reading with what replaced it, its contests, the records behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from webapp.showing.rows import state_of, with_cases
from webapp.showing.strategy import Gauge, aim_of, gauge_of
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.contest import Contest
from workflows.processes.figures import Figure, figure, visible_cases
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.objective import Objective
from workflows.processes.steering import period_of
from workflows.processes.strategy import Strategy

_MOST_BEHIND: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A reading; ``standing`` is false for one that a later reading has replaced."""

    row: Reading
    standing: bool


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind a counted figure that this viewer sees, each with its state, and how many they do not."""

    cases: Sequence[tuple[Case, State]]
    more: int
    hidden: int


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """An indicator with its objective, readings newest first, contests newest first, and what is behind its figure."""

    gauge: Gauge
    objective: Objective
    strategy: Strategy
    lines: Sequence[Line]
    contests: Sequence[tuple[Contest, Case, State]]
    behind: Behind | None


def sheet_of(session: ViewerSession, row: Indicator, case: Case, *, moment: datetime) -> IndicatorSheet:
    """Return an indicator as it stands at ``moment`` (aware)."""
    objective, strategy = session.get_one(Objective, row.objective_id), session.get_one(Strategy, row.strategy_id)
    rows = list(
        session.scalars(
            sa.select(Reading)
            .where(Reading.indicator_id == row.id)
            .order_by(Reading.on_day.desc(), Reading.received_at.desc())
        )
    )
    replaced = {each.replaces for each in rows}
    lines = [Line(each, each.id not in replaced) for each in rows]
    points = [(line.row.on_day, line.row.value) for line in reversed(lines) if line.standing]
    found = figure(session, row.feed, period_of(strategy, moment)) if row.feed else None
    contests = sorted(
        with_cases(session, Contest, Contest.indicator_id == row.id), key=lambda each: each[1].opened_at, reverse=True
    )
    gauge = gauge_of(
        row, case, aim_of(row, strategy, objective), points, {row.feed: found.value if found else None},
        contested=any(contest.outcome == "" for contest, _case in contests), today=paris_day(moment),
    )  # fmt: skip
    return IndicatorSheet(
        gauge, objective, strategy, lines, [(each, below, state_of(below)) for each, below in contests],
        _behind(session, found) if found else None,
    )  # fmt: skip


def _behind(session: ViewerSession, found: Figure) -> Behind:
    cases, hidden = visible_cases(session, found)
    shown = cases[:_MOST_BEHIND]
    return Behind([(case, state_of(case)) for case in shown], len(cases) - len(shown), hidden)
