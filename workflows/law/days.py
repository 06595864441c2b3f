"""The days of France: Paris time, public holidays and working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final

import holidays

from workflows.store.text import PARIS, Text

FIRST_YEAR: Final = 1982
LAST_YEAR: Final = 2100
"""The years for which today's list of public holidays (8 May back on it since 1981) can be computed."""

_LAST_SECOND: Final = time(23, 59, 59)
_SATURDAY: Final = Text("samedi", "Saturday")
_SUNDAY: Final = Text("dimanche", "Sunday")


class UncountableError(ValueError):
    """A term that cannot be counted; ``text`` is the sentence to show."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of a part of France: ``subdivision`` ``None`` for the country, ``"57"`` for Alsace-Moselle.

    Good Friday and 26 December are days off in Alsace-Moselle only; Good Friday there depends on the town (a
    Protestant or mixed church), so a term that falls on it is worth a second look.
    """

    subdivision: str | None = None

    def holiday(self, day: date) -> Text | None:
        """Return the name of the public holiday on that day, ``None`` if it is none; refuses a year out of reach."""
        return _holidays_of(day.year, self.subdivision).get(day)

    def day_off(self, day: date) -> Text | None:
        """Return why that day is not worked (its holiday, Saturday, Sunday), ``None`` for a working day."""
        holiday = self.holiday(day)
        if holiday is not None:
            return Text("jour férié\u00a0: {name}", "public holiday: {name}", name=holiday)
        return {5: _SATURDAY, 6: _SUNDAY}.get(day.weekday())

    def is_working_day(self, day: date) -> bool:
        """Tell whether the day is *ouvré*: Monday to Friday, no public holiday."""
        return self.day_off(day) is None

    def working_day_from(self, day: date) -> date:
        """Return that day if it is a working day, else the next one that is."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day


FRANCE: Final = Calendar()
ALSACE_MOSELLE: Final = Calendar("57")


def is_working_day(day: date, calendar: Calendar = FRANCE) -> bool:
    """Tell whether the day is *ouvré*: Monday to Friday, no public holiday."""
    return calendar.is_working_day(day)


def paris_day(moment: date | datetime) -> date:
    """Return the day on which an aware moment falls in Paris (a day stays itself); refuses a moment without zone."""
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs its time zone: {moment!r}.")
    return moment.astimezone(PARIS).date()


def start_of_day(day: date) -> datetime:
    """Return midnight in Paris at the start of the day, aware UTC."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the last second of the day in Paris, aware UTC."""
    return datetime.combine(day, _LAST_SECOND, PARIS).astimezone(UTC)


def out_of_reach() -> UncountableError:
    """Return the refusal for a year whose public holidays cannot be computed."""
    return UncountableError(
        Text(
            "Le calendrier des jours fériés se calcule de {first} à {last} seulement.",
            "Public holidays are computed from {first} to {last} only.",
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )
    )


@cache
def _holidays_of(year: int, subdivision: str | None) -> dict[date, Text]:
    """Compute one year at once: the package's own growing table is not safe between threads.

    The package leaves Pentecost Monday out for the years in which many worked on it; it stayed a public holiday for
    time limits all the same (Crim. 10 May 2006, no. 05-86744).
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise out_of_reach()
    fr, en = (
        dict(holidays.country_holidays("FR", subdiv=subdivision, years=year, expand=False, language=language))
        for language in ("fr", "en_US")
    )
    found = {day: Text(fr[day].replace("'", "’"), en[day].replace("'", "’")) for day in fr}
    pentecost = next(day for day, name in fr.items() if "Pâques" in name) + timedelta(days=49)
    found.setdefault(pentecost, Text("Lundi de Pentecôte", "Pentecost Monday"))
    return found
