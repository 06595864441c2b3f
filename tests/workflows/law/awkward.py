"""Days on which counting goes wrong: around public holidays, month ends, 29 February and both changes of the clock."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.workflows.law.calendar_oracle import holidays_of


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - timedelta(days=last.isoweekday() % 7)


def _awkward_in(year: int) -> list[date]:
    ends = [date(year, month, calendar.monthrange(year, month)[1]) for month in range(1, 13)]
    return sorted({*holidays_of(year), *ends, _last_sunday(year, 3), _last_sunday(year, 10)})


def awkward_days(first: int, last: int) -> st.SearchStrategy[date]:
    """A day of these years that is awkward, or next to one that is, or within two months before one."""
    anchors = [day for year in range(first, last + 1) for day in _awkward_in(year)]
    away = st.integers(-2, 2) | st.integers(-62, 0)
    return st.builds(lambda day, days: day + timedelta(days=days), st.sampled_from(anchors), away)
