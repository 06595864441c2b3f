"""The rules of the mail: quiet days, days of waiting, rungs in their order, the day of the summary."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.law.days import end_of_day
from workflows.law.references import DATA
from workflows.law.reminders import read_reminders, reminders
from workflows.store.datafile import DataFault
from workflows.store.text import PARIS

RULES = reminders()
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "quiet"),
    [
        (date(2026, 3, 7), True),  # Saturday
        (date(2026, 5, 1), True),  # Labour Day, a Friday
        (date(2026, 12, 24), True),  # first day of the period of the partnership
        (date(2027, 1, 1), True),
        (date(2026, 12, 23), False),
        (date(2027, 1, 4), False),
    ],
)
def test_quiet_days_are_weekends_holidays_and_the_periods_of_the_partnership(day: date, quiet: bool) -> None:
    assert RULES.is_quiet(day) is quiet


def test_messages_of_the_day_wait_for_the_morning_in_paris() -> None:
    assert not RULES.is_morning(datetime(2026, 3, 2, 7, 29, tzinfo=PARIS))
    assert RULES.is_morning(datetime(2026, 3, 2, 7, 30, tzinfo=PARIS))


def test_the_summary_leaves_on_the_first_day_of_the_week_that_is_not_quiet() -> None:
    easter_monday = date(2026, 4, 6)
    assert [RULES.is_day_of_summary(easter_monday + timedelta(days=gone)) for gone in range(3)] == [False, True, False]
    assert RULES.is_day_of_summary(date(2026, 4, 8), quiet_weekdays=[2])


@given(due=DAYS, looks=st.lists(st.integers(0, 40), max_size=12))
def test_the_ladder_is_climbed_in_order_never_two_rungs_a_day_nor_sooner_than_its_waits(
    due: date, looks: list[int]
) -> None:
    sent: list[date] = []
    day = due
    for gone in looks:
        day += timedelta(days=gone)
        rung = RULES.next_rung(end_of_day(due), sent, day)
        if rung is not None:
            assert rung == RULES.rungs[len(sent)]
            assert not RULES.is_quiet(day)
            assert day >= RULES.days_after(sent[-1] if sent else due, rung.wait)
            sent.append(day)
            assert RULES.next_rung(end_of_day(due), sent, day) is None
    assert len(sent) <= len(RULES.rungs)


@pytest.mark.parametrize(
    ("said", "instead"),
    [('key = "head"', 'key = "chief"'), ('key = "head"', 'key = "person"'), ('from = "12-24"', 'from = "03-01"'),
     ("soon = 2", "soon = -1"), ('to = "01-01"', 'to = "1 January"')],
)  # fmt: skip
def test_a_ladder_out_of_order_and_an_endless_quiet_are_refused(tmp_path: Path, said: str, instead: str) -> None:
    words = (DATA / "reminders.toml").read_text(encoding="utf-8")
    assert said in words
    path = tmp_path / "reminders.toml"
    path.write_text(words.replace(said, instead), encoding="utf-8")
    with pytest.raises(DataFault):
        read_reminders(path, ())
