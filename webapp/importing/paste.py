"""A column pasted on the page of an indicator: its days are proposed where it brings values alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from forms.strategy_lines import READINGS, Line, Lines, pasted_rows
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.indicator import Indicator, end_of_period, readings_of
from workflows.store.waiting import WaitingLines


def lines_pasted(session: ViewerSession, row: Indicator, words: str, *, moment: datetime) -> Lines:
    """Return the pasted lines of an indicator; refuses with ``LinesRefused`` a paste that is empty or too long."""
    rows = pasted_rows(words)
    if not any(day for _number, day, _value, _source in rows):
        latest = readings_of(session, [row.id])[row.id]
        days = proposed_days(
            row.frequency, len(rows), after=latest[-1].on_day if latest else None, today=paris_day(moment)
        )
        rows = [
            (number, f"{day:%d/%m/%Y}", value, source)
            for (number, _, value, source), day in zip(rows, days, strict=True)
        ]
    lines = [
        Line(number, {"indicator": row.label, "on_day": day, "value": value, "source": source, "code": ""})
        for number, day, value, source in rows
    ]
    return Lines(READINGS, lines)


def proposed_days(frequency: str, count: int, *, after: date | None, today: date) -> list[date]:
    """Return the last days of ``count`` periods in a row.

    They follow ``after``, the day of the latest reading, as long as they have ended by ``today``; else the last of them is
    the last period that has ended: whoever pastes the whole column again finds its first values there already.
    """
    ended = _last_ended(frequency, today)
    following = _following(frequency, after, count) if after is not None else []
    if following and following[-1] <= ended:
        return following
    days = [ended]
    while len(days) < count:
        days.insert(0, _last_ended(frequency, days[0]))
    return days


def _following(frequency: str, after: date, count: int) -> list[date]:
    days = [end_of_period(after, frequency)]
    while len(days) <= count:
        days.append(end_of_period(days[-1] + timedelta(days=1), frequency))
    return days[1:]


def _last_ended(frequency: str, day: date) -> date:
    """Return the end of the last period that ended before a day."""
    last = end_of_period(day, frequency)
    found = day - timedelta(days=1)
    while end_of_period(found, frequency) == last:
        found = found.replace(day=1) - timedelta(days=1)
    return end_of_period(found, frequency)


def pasted_again(row: WaitingLines) -> str:
    """Return the lines as they may be corrected and checked again: day, value, source, with tabs between."""
    cells = [[each["given"][name] for name in ("on_day", "value", "source")] for each in row.lines]
    return "\n".join("\t".join(each).rstrip("\t") for each in cells)
