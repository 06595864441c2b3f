"""The means of a strategy against what is needed, and its trainings against what was planned: counts, never names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.showing.rows import state_of, with_cases
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.means import KINDS, Counts, Means, counts_of, movements_of, standing_movements
from workflows.processes.strategy import Strategy
from workflows.processes.training import (
    Training,
    counts_by_training,
    group_of,
    is_late,
    standing_counts,
)
from workflows.store.text import Text

WIDTH = 100
"""Of a bar, in its own units: the whole is what is needed, or what has arrived if that is more."""
_ENDED = frozenset({"declined", "withdrawn"})


@dataclass(frozen=True, slots=True)
class MeansLine:
    """One line of means: its counts, where it stands, since when something is late, its last movement."""

    row: Means
    case: Case
    state: State
    counts: Counts
    late_since: date | None
    last: Any

    @property
    def bar(self) -> tuple[int, int, int]:
        """What is needed, pledged and there, as parts of ``WIDTH``."""
        return bar_of(self.counts.needed, self.counts.pledged or 0, self.counts.arrived)


@dataclass(frozen=True, slots=True)
class MeansTable:
    """The lines of one kind, which are added up; two kinds never are."""

    kind: Text
    lines: tuple[MeansLine, ...]
    needed: int
    pledged: int
    arrived: int


@dataclass(frozen=True, slots=True)
class Group:
    """How many of one agency and profile were expected, and how many came (``None`` before they are counted)."""

    agency: str
    profile: str
    planned: int
    held: int | None


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """One session with its groups."""

    row: Training
    case: Case
    state: State
    late: bool
    groups: tuple[Group, ...]

    @property
    def planned(self) -> int:
        """How many places were planned."""
        return sum(each.planned for each in self.groups)

    @property
    def held(self) -> int:
        """How many came."""
        return sum(each.held or 0 for each in self.groups)

    @property
    def bar(self) -> tuple[int, int, int]:
        """What was planned and who came, as parts of ``WIDTH``."""
        return bar_of(self.planned, 0, self.held)


def bar_of(whole: int, middle: int, part: int) -> tuple[int, int, int]:
    """Return three counts as parts of ``WIDTH``, the largest of them being the whole; nothing at all for none."""
    most = max(whole, middle, part)
    return (0, 0, 0) if most == 0 else (WIDTH * whole // most, WIDTH * middle // most, WIDTH * part // most)


def means_of(session: ViewerSession, strategy: Strategy, *, moment: datetime) -> list[MeansTable]:
    """Return the means of a strategy as they stand at ``moment`` (aware), by kind; what was declined is not counted."""
    pairs = [
        pair for pair in with_cases(session, Means, Means.strategy_id == strategy.id) if pair[1].state not in _ENDED
    ]
    moved = movements_of(session, [row.id for row, _case in pairs])
    lines = [_line(row, case, moved[row.id], paris_day(moment)) for row, case in pairs]
    tables = ((label, [each for each in lines if each.row.kind == kind]) for kind, label in KINDS.items())
    return [_table(label, found) for label, found in tables if found]


def trainings_of(session: ViewerSession, strategy: Strategy, *, moment: datetime) -> list[TrainingLine]:
    """Return the sessions of a strategy as they stand at ``moment`` (aware), the next to come or the latest held last."""
    pairs = with_cases(session, Training, Training.strategy_id == strategy.id)
    counted = counts_by_training(session, [row.id for row, _case in pairs])
    lines = [
        TrainingLine(
            row, case, state_of(case), is_late(row, case.state, paris_day(moment)), tuple(_groups(counted[row.id]))
        )
        for row, case in pairs
    ]
    return sorted(lines, key=lambda line: (line.row.starts_on, line.row.id.hex))


def _line(row: Means, case: Case, movements: Sequence[Any], today: date) -> MeansLine:
    counts = counts_of(movements)
    late = None if case.state in ("complete", *_ENDED) else counts.late_since(today)
    return MeansLine(row, case, state_of(case), counts, late, standing_movements(movements)[-1])


def _table(label: Text, lines: list[MeansLine]) -> MeansTable:
    ordered = sorted(lines, key=lambda line: (line.row.unit.casefold(), line.row.profile.casefold(), line.row.id.hex))
    return MeansTable(
        label,
        tuple(ordered),
        sum(each.counts.needed for each in lines),
        sum(each.counts.pledged or 0 for each in lines),
        sum(each.counts.arrived for each in lines),
    )


def _groups(rows: Iterable[Any]) -> Iterable[Group]:
    standing = standing_counts(rows)
    held = {group_of(row): row.count for row in standing if row.stage == "held"}
    for row in standing:
        if row.stage == "planned":
            yield Group(row.attending, row.profile, row.count, held.get(group_of(row)))
