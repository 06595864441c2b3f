"""A second calendar, written another way (day by day, Easter by hand), to hold against the law's."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, odd = divmod(century, 4)
    shift = (century + 8) // 25
    moon = (19 * golden + century - leaps - (century - shift + 1) // 3 + 15) % 30
    week = (32 + 2 * odd + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def holidays_of(year: int, alsace_moselle: bool = False) -> set[date]:
    """The days off of one year, from their rule."""
    sunday = easter(year)
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    moving = {1, 39, 50}
    if alsace_moselle:
        fixed.add((12, 26))
        moving.add(-2)
    return {date(year, month, day) for month, day in fixed} | {sunday + timedelta(days=n) for n in moving}


def worked(day: date, alsace_moselle: bool = False) -> bool:
    """Whether people work on that day."""
    return day.isoweekday() < 6 and day not in holidays_of(day.year, alsace_moselle)


def plain(start: date, number: int) -> date:
    """The end of a term of plain days: one morning after another."""
    day = start
    for _ in range(number):
        day = date.fromordinal(day.toordinal() + 1)
    return day


def working(start: date, number: int, alsace_moselle: bool = False) -> date:
    """The end of a term of working days: tear leaves off the calendar until enough were worked."""
    day, left = start, number
    while left:
        day = date.fromordinal(day.toordinal() + 1)
        left -= worked(day, alsace_moselle)
    return day


def clear(start: date, number: int) -> date:
    """The last day of a clear term: the first with ``number`` whole days between it and the event."""
    day = start
    while True:
        day = date.fromordinal(day.toordinal() + 1)
        if day.toordinal() - start.toordinal() - 1 == number:
            return day


def months(start: date, number: int) -> date:
    """The end of a term of months: turn the pages one by one, then look for the number of the day."""
    year, month = start.year, start.month
    for _ in range(number):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def rolled(day: date, alsace_moselle: bool = False) -> date:
    """The same day if it is worked, else the next one that is."""
    while not worked(day, alsace_moselle):
        day = date.fromordinal(day.toordinal() + 1)
    return day


def hours(start: datetime, number: int) -> float:
    """The end of a term of hours, as a timestamp: an hourglass does not know the clocks change."""
    return start.timestamp() + 3600 * number
