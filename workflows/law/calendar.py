"""How French law counts time: public holidays, working days, clear days, months and hours, in Paris time.

Rules, and where each comes from:

- The day of the event does not count; a term in days ends on its last day at midnight, and a term in months ends on
  the day of the same number, or on the last day of a month that has no such number (CPC 641 and 642).
- A clear term (*jours francs*) leaves out its last day too: n clear days from day D may be used until the end of
  day D + n + 1 (same rule in L1322-3 of the new code of criminal procedure).
- A term is moved to the next working day only where its own text says so (CPC 642, CPP 801): ``rolls``.
- Hours are hours that really pass: a night of clock change has 23 or 25 hours in its day.

A term in days or months is over after its last second: 23:59:59 in Paris on its last day, given as aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, Literal, get_args

from workflows.law.days import (
    ALSACE_MOSELLE,
    FIRST_YEAR,
    FRANCE,
    LAST_YEAR,
    Calendar,
    UncountableError,
    end_of_day,
    is_working_day,
    out_of_reach,
    paris_day,
    start_of_day,
)
from workflows.store.text import PARIS, Text

__all__ = [
    "ALSACE_MOSELLE",
    "FRANCE",
    "UNITS",
    "Calendar",
    "Count",
    "StepOfCount",
    "Term",
    "UncountableError",
    "Unit",
    "calendar_days",
    "clear_days",
    "count",
    "days_before",
    "end_of_day",
    "hours",
    "is_working_day",
    "months",
    "months_after",
    "paris_day",
    "start_of_day",
    "working_days",
]

Unit = Literal["calendar", "working", "franc", "months", "hours"]

UNITS: Final[frozenset[str]] = frozenset(get_args(Unit))
LONGEST: Final = {"calendar": 36_525, "working": 25_000, "franc": 36_525, "months": 1_200, "hours": 876_600}
"""About a century in each unit: more is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class StepOfCount:
    """One day of a count: whether it counts, and why (its number, or the reason for leaving it out)."""

    day: date
    counted: bool
    why: Text


@dataclass(frozen=True, slots=True)
class Count:
    """A term counted day by day: ``due`` is its last day, or for hours the exact moment (aware UTC)."""

    start: date | datetime
    count: int
    unit: Unit
    due: date | datetime
    steps: tuple[StepOfCount, ...]

    @property
    def ends_at(self) -> datetime:
        """The last moment of the term, aware UTC."""
        return self.due if isinstance(self.due, datetime) else end_of_day(self.due)

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """Return the count as plain values: days as ``2026-04-13``, moments in Paris time with their offset."""
        return {
            "start": _iso(self.start),
            "count": self.count,
            "unit": self.unit,
            "due": _iso(self.due),
            "steps": [
                {"day": step.day.isoformat(), "counted": step.counted, "why": step.why.render(language)}
                for step in self.steps
            ],
        }


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time with its rule, as deadlines want it: ``rolls`` moves the end to the next working day."""

    count: int
    unit: Unit
    rolls: bool = False
    calendar: Calendar = FRANCE

    def __post_init__(self) -> None:
        _check(self.count, self.unit)
        if self.rolls and self.unit == "hours":
            raise ValueError("A term in hours ends at its minute: it does not move to a working day.")

    def counted(self, start: date | datetime) -> Count:
        """Return the whole count from ``start``, each day with its reason."""
        return count(start, self.count, self.unit, rolls=self.rolls, calendar=self.calendar)

    def due(self, start: datetime) -> datetime:
        """Return the last moment (aware UTC) of a term whose event happens at ``start`` (aware)."""
        if self.unit == "hours" or start.tzinfo is None:
            return self.counted(start).ends_at
        return _end_of(self, paris_day(start))

    def describe(self) -> Text:
        """Return the rule as people read it, e.g. ``5 jours ouvrés``."""
        words = _UNIT_WORDS[self.unit]
        fr, en = words.one if self.count == 1 else words.many
        length = Text("{n}\u00a0{unit}", "{n} {unit}", n=self.count, unit=Text(fr, en))
        if not self.rolls:
            return length
        return Text(
            "{length}, reporté au premier jour ouvré suivant si le terme tombe un samedi, un dimanche ou un jour férié",
            "{length}, moved to the next working day if it ends on a Saturday, a Sunday or a public holiday",
            length=length,
        )


@lru_cache(maxsize=4096)
def _end_of(term: Term, day: date) -> datetime:
    """Return the end of a term in days or months: it depends on its first day alone, and many cases ask on the same day."""
    return term.counted(day).ends_at


@dataclass(frozen=True, slots=True)
class _Words:
    one: tuple[str, str]
    many: tuple[str, str]


_UNIT_WORDS: Final = {
    "calendar": _Words(("jour", "day"), ("jours", "days")),
    "working": _Words(("jour ouvré", "working day"), ("jours ouvrés", "working days")),
    "franc": _Words(("jour franc", "clear day"), ("jours francs", "clear days")),
    "months": _Words(("mois", "month"), ("mois", "months")),
    "hours": _Words(("heure", "hour"), ("heures", "hours")),
}


def calendar_days(number: int, *, rolls: bool = False) -> Term:
    """Return a term of plain days."""
    return Term(number, "calendar", rolls)


def working_days(number: int, calendar: Calendar = FRANCE) -> Term:
    """Return a term of working days (*jours ouvrés*)."""
    return Term(number, "working", calendar=calendar)


def clear_days(number: int, *, rolls: bool = False) -> Term:
    """Return a term of clear days (*jours francs*)."""
    return Term(number, "franc", rolls)


def months(number: int, *, rolls: bool = False) -> Term:
    """Return a term of months, from a day to the day of the same number."""
    return Term(number, "months", rolls)


def hours(number: int) -> Term:
    """Return a term of hours that really pass."""
    return Term(number, "hours")


def days_before(event: date | datetime, number: int) -> date:
    """Return the day that many plain days before the event (D-10): a term of the partnership, counted backwards."""
    return paris_day(event) - timedelta(days=number)


def months_after(day: date, number: int) -> date:
    """Return the day of the same number that many months later, or the last day of a month too short for it."""
    years, month = divmod(day.month - 1 + number, 12)
    return date(day.year + years, month + 1, min(day.day, _days_in(day.year + years, month + 1)))


def count(start: date | datetime, number: int, unit: str, *, rolls: bool = False, calendar: Calendar = FRANCE) -> Count:
    """Count a term from the day or moment of its event and say why each day counts or not.

    A day given for a count of hours means its first moment in Paris. Refuses with ``UncountableError`` an unknown unit, a
    negative or endless number, a moment without zone and, where public holidays count, a year for which they are not computed.
    """
    known = _check(number, unit)
    if isinstance(start, datetime) and start.tzinfo is None:
        raise UncountableError(
            Text("Le point de départ doit porter son fuseau horaire.", "The start needs its time zone.")
        )
    if known == "hours":
        return _count_hours(start, number)
    first = paris_day(start)
    needs_holidays = known == "working" or rolls
    if needs_holidays:
        _reach(first)
    try:
        due, steps = _COUNTERS[known](first, number, calendar)
    except (OverflowError, ValueError) as error:
        raise error if isinstance(error, UncountableError) else _beyond_calendars() from error
    if needs_holidays:
        _reach(due)
    moved = list(_rolled(due, calendar)) if rolls else []
    return Count(start, number, known, moved[-1].day if moved else due, (*steps, *moved))


def _count_days(first: date, number: int, _: Calendar) -> tuple[date, list[StepOfCount]]:
    days = [first + timedelta(days=n) for n in range(1, number + 1)]
    steps = [_not_counted(first), *(_counted(day, n) for n, day in enumerate(days, start=1))]
    return first + timedelta(days=number), steps


def _count_clear_days(first: date, number: int, calendar: Calendar) -> tuple[date, list[StepOfCount]]:
    last, steps = _count_days(first, number, calendar)
    due = last + timedelta(days=1)
    why = Text(
        "dernier jour, non compté\u00a0: l’acte peut encore être accompli jusqu’à minuit",
        "last day, not counted: the act may still be done until midnight",
    )
    return due, [*steps, StepOfCount(due, False, why)]


def _count_working_days(first: date, number: int, calendar: Calendar) -> tuple[date, list[StepOfCount]]:
    steps, day, done = [_not_counted(first)], first, 0
    while done < number:
        day += timedelta(days=1)
        off = calendar.day_off(day)
        done += off is None
        steps.append(_counted(day, done) if off is None else StepOfCount(day, False, off))
    return day, steps


def _count_months(first: date, number: int, _: Calendar) -> tuple[date, list[StepOfCount]]:
    due = months_after(first, number)
    if due.day == first.day:
        why = Text("même quantième, {n}\u00a0mois après", "same day number, {n} months later", n=number)
    else:
        why = Text("dernier jour d’un mois qui n’a pas de {n}", "last day of a month that has no day {n}", n=first.day)
    return due, [_not_counted(first), StepOfCount(due, True, why)]


_COUNTERS: Final = {
    "calendar": _count_days,
    "franc": _count_clear_days,
    "working": _count_working_days,
    "months": _count_months,
}


def _count_hours(start: date | datetime, number: int) -> Count:
    why = Text("point de départ, à la minute", "start, to the minute")
    try:
        begins = start.astimezone(UTC) if isinstance(start, datetime) else start_of_day(start)
        due = begins + timedelta(hours=number)
        steps = [StepOfCount(paris_day(begins), True, why)]
        paris_day(due)
    except OverflowError as error:
        raise _beyond_calendars() from error
    change = _clock_change(begins, due)
    if change:
        steps.append(StepOfCount(paris_day(due), True, change))
    return Count(start, number, "hours", due, tuple(steps))


def _clock_change(begins: datetime, ends: datetime) -> Text | None:
    if ends.astimezone(PARIS).utcoffset() == begins.astimezone(PARIS).utcoffset():
        return None
    return Text(
        "l’heure légale a changé entre-temps\u00a0: ce sont les heures réellement écoulées qui comptent",
        "the clocks changed in between: hours that really pass are what counts",
    )


def _rolled(due: date, calendar: Calendar) -> Iterator[StepOfCount]:
    day, off = due, calendar.day_off(due)
    while off is not None:
        yield StepOfCount(day, False, Text("terme reporté\u00a0: {off}", "end moved on: {off}", off=off))
        day += timedelta(days=1)
        off = calendar.day_off(day)
    if day != due:
        yield StepOfCount(day, True, Text("premier jour ouvré suivant", "next working day"))


def _not_counted(day: date) -> StepOfCount:
    return StepOfCount(day, False, Text("jour de l’événement, non compté", "day of the event, not counted"))


def _counted(day: date, number: int) -> StepOfCount:
    return StepOfCount(day, True, Text("jour\u00a0{n}", "day {n}", n=number))


def _check(number: int, unit: str) -> Unit:
    if unit not in UNITS:
        said = ", ".join(sorted(UNITS))
        raise UncountableError(
            Text(
                "Unité inconnue\u00a0: {unit} (possibles\u00a0: {all}).",
                "Unknown unit: {unit} (possible: {all}).",
                unit=unit,
                all=said,
            )
        )
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LONGEST[unit]:
        raise UncountableError(
            Text(
                "Le nombre doit être entier, entre 0 et {most}.",
                "The number must be whole, from 0 to {most}.",
                most=LONGEST[unit],
            )
        )
    return next(known for known in get_args(Unit) if known == unit)


def _beyond_calendars() -> UncountableError:
    return UncountableError(
        Text("Le compte sort des années 1 à 9999.", "The count leaves the years 1 to 9999."),
    )


def _reach(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise out_of_reach()


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _iso(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(PARIS).isoformat()
    return value.isoformat()
