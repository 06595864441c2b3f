"""How the house writes to people: when, how often, and how a reminder climbs when nothing is done. Rules of the partnership."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from workflows.law.days import FRANCE, paris_day
from workflows.law.references import CONFIDENCES, DATA, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import PARIS, Text

RUNGS: Final = ("person", "head", "director", "office")
"""Whom a rung may address, from the nearest to the farthest."""
_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LONGEST_QUIET: Final = 60


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: whom it addresses, and how many days that are not quiet it waits for the one before."""

    key: str
    label: Text
    wait: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """A period of each year without messages, both days included, as ``MM-DD``; it may run over New Year."""

    label: Text
    first: str
    last: str

    def holds(self, day: date) -> bool:
        """Tell whether the day is in the period."""
        said = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= said <= self.last
        return said >= self.first or said <= self.last


@dataclass(frozen=True, slots=True)
class Outcome:
    """A state that is said at once to those who hold a competence in the case or in the one above it."""

    workflow: str
    state: str
    tells: str
    says: Text


@dataclass(frozen=True, slots=True)
class Reminders:
    """The rules. ``summary_day`` is 1 for Monday; ``at_once`` is in hours, ``soon`` in working days."""

    morning: time
    soon: int
    at_once: int
    summary_day: int
    most_things: int
    meeting_minutes: int
    spared_desks: frozenset[str]
    rungs: tuple[Rung, ...]
    quiet: tuple[Quiet, ...]
    outcomes: tuple[Outcome, ...]
    confidence: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether the partnership has still to settle them."""
        return "V" in self.confidence

    def is_quiet(self, day: date) -> bool:
        """Tell whether nothing leaves on that day but what is urgent."""
        return not FRANCE.is_working_day(day) or any(period.holds(day) for period in self.quiet)

    def is_morning(self, moment: datetime) -> bool:
        """Tell whether the messages of the day may leave at an aware moment: not quiet, and not too early in Paris."""
        return moment.astimezone(PARIS).time() >= self.morning and not self.is_quiet(paris_day(moment))

    def days_after(self, day: date, number: int) -> date:
        """Return the day that comes ``number`` days after another, quiet days not counted."""
        while number:
            day += timedelta(days=1)
            number -= not self.is_quiet(day)
        return day

    def day_before(self, day: date, number: int) -> date:
        """Return the last day until another that is not quiet, and from there ``number`` such days back."""
        while self.is_quiet(day):
            day -= timedelta(days=1)
        while number:
            day -= timedelta(days=1)
            number -= not self.is_quiet(day)
        return day

    def next_rung(self, due: datetime, sent: Sequence[date], day: date) -> Rung | None:
        """Return the rung that is climbed on a day, of something due at ``due`` (aware) and reminded on the days ``sent``.

        ``None`` on a quiet day, too early for the next rung, and at the top of the ladder: never two rungs on one day.
        """
        if self.is_quiet(day) or len(sent) >= len(self.rungs):
            return None
        rung = self.rungs[len(sent)]
        return rung if day >= self.days_after(sent[-1] if sent else paris_day(due), rung.wait) else None

    def is_soon(self, due: datetime, day: date) -> bool:
        """Tell whether what is due at ``due`` (aware) is near on that day."""
        return paris_day(due) <= self.days_after(day, self.soon)

    def is_day_of_summary(self, day: date, quiet_weekdays: Collection[int] = ()) -> bool:
        """Tell whether the summary leaves on that day: its day of the week, or the first after it that is not quiet.

        ``quiet_weekdays`` (1 = Monday) are also quiet for the person who gets it.
        """
        wanted = day - timedelta(days=(day.isoweekday() - self.summary_day) % 7)
        days = [wanted + timedelta(days=gone) for gone in range((day - wanted).days + 1)]
        quiet = [self.is_quiet(each) or each.isoweekday() in quiet_weekdays for each in days]
        return not quiet[-1] and all(quiet[:-1])


@cache
def reminders() -> Reminders:
    """Return the rules of this house."""
    return read_reminders(DATA / "reminders.toml", sources())


def read_reminders(path: Path, known_sources: Iterable[str]) -> Reminders:
    """Read the file of the rules; refuses, naming the key, a ladder out of order and a period that never ends."""
    file = read_row(path)
    rules = Reminders(
        morning=file.hour("morning"),
        soon=file.number("soon", 0, 20),
        at_once=file.number("at_once", 1, 168),
        summary_day=file.number("summary_day", 1, 7),
        most_things=file.number("most_things", 1, 100),
        meeting_minutes=file.number("meeting_minutes", 15, 720),
        spared_desks=frozenset(file.words("spared_desks")),
        rungs=tuple(_rung(row) for row in file.rows("rung")),
        quiet=tuple(_quiet(row) for row in file.rows("quiet")),
        outcomes=tuple(_outcome(row) for row in file.rows("outcome")),
        confidence=file.words("confidence", CONFIDENCES),
    )
    file.words("source", frozenset(known_sources))
    file.finish()
    keys = [rung.key for rung in rules.rungs]
    if keys != [key for key in RUNGS if key in keys]:
        raise file.fault(
            "les échelons vont de la personne à la sous-préfecture, chacun une fois.",
            "the rungs go from the person to the sub-prefecture, each of them once.",
        )
    return rules


def _rung(row: Row) -> Rung:
    rung = Rung(key=row.one_of("key", RUNGS), label=row.text("label"), wait=row.number("wait", 1, 60))
    row.finish()
    return rung


def _quiet(row: Row) -> Quiet:
    period = Quiet(row.text("label"), _month_and_day(row, "from"), _month_and_day(row, "to"))
    row.finish()
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    if sum(period.holds(day) for day in days) > _LONGEST_QUIET:
        raise row.fault("une période calme dure 60 jours au plus.", "a quiet period lasts 60 days at most.")
    return period


def _month_and_day(row: Row, key: str) -> str:
    said = row.line(key)
    if not _DAY.fullmatch(said):
        raise row.fault("«\u00a0{key}\u00a0» s’écrit MM-JJ.", "{key} is written MM-DD.", key=key)
    return said


def _outcome(row: Row) -> Outcome:
    outcome = Outcome(row.line("workflow"), row.line("state"), row.line("tells"), row.text("says"))
    row.finish()
    return outcome
