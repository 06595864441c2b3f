"""The alarms of statutory limits: at half, at four fifths and at the end of the time that a text gives, until the act is done.

They follow from the clocks alone, never from what was said before: a house that stood still finds them again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import Clock, clock, clocks
from workflows.processes import video
from workflows.processes.consequence import Consequence
from workflows.processes.legal_limit import LegalLimit
from workflows.processes.video import Video

LEVELS: Final = (50, 80, 100)
"""Hundredths of the time that has passed."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One case in which a statutory limit has come to a level: ``due`` is aware; at 100 it has passed."""

    case: Case
    clock: Clock
    level: int
    due: datetime

    @property
    def occasion(self) -> str:
        """What tells this alarm from every other, of the same limit set anew too."""
        return f"alarm:{self.case.id.hex}:{self.due:%Y%m%d%H%M%S}:{self.level}"


@dataclass(frozen=True, slots=True)
class _Watched:
    """Rows whose cases have a clock: which limit it is, when it passes, what it is called, where a case waits past it."""

    row: Any
    key: Any
    due: Any
    deadline: str
    passed: str


_WATCHED: Final = (
    _Watched(Consequence, Consequence.clock, Consequence.due_at, "act", "overdue"),
    _Watched(LegalLimit, LegalLimit.clock, LegalLimit.due_at, "limit", "passed"),
    _Watched(Video, sa.literal(video.CLOCK), Video.erased_from, "erasure", "lapsed"),
)


def alarms(session: ViewerSession, moment: datetime, cases: Collection[UUID] | None = None) -> list[Alarm]:
    """Return the alarm of each case that the viewer sees (of these cases, if given) at ``moment`` (aware), nearest first.

    A case has one alarm, of the highest level that it has come to; none before half the time.
    """
    found = [each for watched in _WATCHED for each in _alarms_of(session, watched, moment, cases)]
    return sorted(found, key=lambda each: (each.due, each.case.id.hex))


def level_of(started_at: datetime, due: datetime, moment: datetime) -> int:
    """Return the highest level that a limit has come to at a moment, 0 before the first; all three are aware."""
    passed = (moment - started_at) * 100
    return max((level for level in LEVELS if passed >= (due - started_at) * level), default=0)


def _alarms_of(
    session: ViewerSession, watched: _Watched, moment: datetime, cases: Collection[UUID] | None
) -> Iterator[Alarm]:
    running = sa.and_(RunningDeadline.case_id == Case.id, RunningDeadline.name == watched.deadline)
    statement = (
        sa.select(Case, watched.key, watched.due, RunningDeadline.started_at, RunningDeadline.due)
        .join(watched.row, watched.row.id == Case.id)
        .outerjoin(RunningDeadline, running)
        .where(Case.is_open, sa.or_(RunningDeadline.name.is_not(None), Case.state == watched.passed))
        .where(watched.key.in_([each.key for each in clocks() if each.is_statutory]))
    )
    if cases is not None:
        statement = statement.where(Case.id.in_(list(cases)))
    for case, key, due, started_at, runs_until in session.execute(statement):
        level = 100 if started_at is None else level_of(started_at, runs_until, moment)
        if level:
            yield Alarm(case, clock(key), level, runs_until or due)
