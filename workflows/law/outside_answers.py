"""The rules of the partnership for an answer given from outside, read from data: tries, days, reminders by mail."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from workflows.law.references import DATA
from workflows.law.reminders import Reminders
from workflows.store.datafile import read_row


@dataclass(frozen=True, slots=True)
class OutsideRules:
    """How many wrong codes a link bears, how many days ahead it may last, and how many are usual.

    ``reminders`` are the working days before the answer is expected on which it is asked for again, the farthest first;
    0 is that day itself.
    """

    attempts: int
    longest_days: int
    usual_days: int
    reminders: tuple[int, ...]

    def due_reminder(
        self, due_on: date, day: date, *, since: date, sent: Collection[int], calendar: Reminders
    ) -> int | None:
        """Return which reminder leaves on ``day``, as working days before ``due_on``; ``None`` if none does.

        ``since`` is the day of the first message, ``sent`` the reminders that were written. Of those that a stopped house
        missed, the last one alone is caught up.
        """
        if calendar.is_quiet(day) or day > due_on:
            return None
        passed = [number for number, on in self._ahead(due_on, since, calendar) if on <= day]
        return passed[-1] if passed and passed[-1] not in sent else None

    def next_reminder(
        self, due_on: date, day: date, *, since: date, sent: Collection[int], calendar: Reminders
    ) -> date | None:
        """Return the day from ``day`` on at which the next reminder leaves, ``None`` if there is none any more."""
        return next(
            (on for number, on in self._ahead(due_on, since, calendar) if on >= day and number not in sent), None
        )

    def _ahead(self, due_on: date, since: date, calendar: Reminders) -> Iterator[tuple[int, date]]:
        for number in self.reminders:
            on = calendar.day_before(due_on, number)
            if on > since:
                yield number, on


def read_rules(path: Path) -> OutsideRules:
    """Read the file of the rules; refuses, naming file and key, what should be corrected first."""
    file = read_row(path)
    rules = OutsideRules(
        attempts=file.number("attempts", 1, 10),
        longest_days=file.number("longest_days", 1, 366),
        usual_days=file.number("usual_days", 1, 366),
        reminders=(*file.numbers("reminders_before"), *((0,) if file.yes_no("reminder_on_the_day", True) else ())),
    )
    if rules.usual_days > rules.longest_days:
        raise file.fault("les jours usuels dépassent le maximum.", "the usual days are more than the most.")
    if list(rules.reminders) != sorted(set(rules.reminders), reverse=True):
        raise file.fault(
            "les rappels vont du plus lointain au plus proche, chacun une fois.",
            "the reminders go from the farthest to the nearest, each of them once.",
        )
    file.finish()
    return rules


@cache
def outside_rules() -> OutsideRules:
    """Return the rules in force."""
    return read_rules(DATA / "outside_answers.toml")
