"""The rules of answers from outside: reminders on working days alone, each once, never two on a day, none out of time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.law.outside_answers import outside_rules, read_rules
from workflows.law.references import DATA
from workflows.law.reminders import reminders
from workflows.store.datafile import DataFault

RULES, CALENDAR = outside_rules(), reminders()
DAYS = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def told(since: date, due_on: date, looks: list[date]) -> list[tuple[date, int]]:
    """Return when which reminder leaves, of those who are looked at on these days."""
    found: list[tuple[date, int]] = []
    for day in looks:
        number = RULES.due_reminder(due_on, day, since=since, sent=[each for _day, each in found], calendar=CALENDAR)
        if number is not None:
            found.append((day, number))
    return found


def every_day(since: date, due_on: date) -> list[date]:
    return [since + timedelta(days=gone) for gone in range((due_on - since).days + 4)]


def test_a_reminder_leaves_three_working_days_before_and_on_the_day_itself() -> None:
    monday, friday = date(2026, 3, 2), date(2026, 3, 13)
    assert told(monday, friday, every_day(monday, friday)) == [(date(2026, 3, 10), 3), (friday, 0)]


def test_a_day_that_is_quiet_is_stood_for_by_the_last_working_day_before_it() -> None:
    easter_monday = date(2026, 4, 6)
    since = date(2026, 3, 20)
    assert told(since, easter_monday, every_day(since, easter_monday)) == [
        (date(2026, 3, 31), 3),
        (date(2026, 4, 3), 0),
    ]


def test_a_house_that_was_stopped_catches_up_one_reminder_and_not_two() -> None:
    monday, friday = date(2026, 3, 2), date(2026, 3, 13)
    assert told(monday, friday, [date(2026, 3, 12), friday]) == [(date(2026, 3, 12), 3), (friday, 0)]
    assert told(monday, friday, [friday]) == [(friday, 0)]
    assert told(monday, friday, [date(2026, 3, 14)]) == []


@given(since=DAYS, ahead=st.integers(0, 60), looks=st.sets(st.integers(0, 70)))
def test_never_on_a_quiet_day_nor_on_the_first_nor_too_late_nor_twice(since: date, ahead: int, looks: set[int]) -> None:
    due_on = since + timedelta(days=ahead)
    found = told(since, due_on, [since + timedelta(days=gone) for gone in sorted(looks)])
    assert all(since < day <= due_on and not CALENDAR.is_quiet(day) for day, _number in found)
    numbers = [number for _day, number in found]
    assert numbers == sorted(set(numbers), reverse=True)


@given(since=DAYS, ahead=st.integers(0, 60))
def test_the_next_one_that_is_announced_is_the_next_one_that_leaves(since: date, ahead: int) -> None:
    due_on = since + timedelta(days=ahead)
    left = told(since, due_on, every_day(since, due_on))
    for gone in range(len(left) + 1):
        sent = [number for _day, number in left[:gone]]
        day = left[gone - 1][0] if gone else since
        announced = RULES.next_reminder(due_on, day, since=since, sent=sent, calendar=CALENDAR)
        assert announced == (left[gone][0] if gone < len(left) else None)


@pytest.mark.parametrize("instead", ["[1, 3]", "[3, 3]", "[0]"])
def test_reminders_out_of_order_are_refused(tmp_path: Path, instead: str) -> None:
    words = (DATA / "outside_answers.toml").read_text(encoding="utf-8")
    assert "reminders_before = [3]" in words
    path = tmp_path / "outside_answers.toml"
    path.write_text(words.replace("reminders_before = [3]", f"reminders_before = {instead}"), encoding="utf-8")
    with pytest.raises(DataFault):
        read_rules(path)
