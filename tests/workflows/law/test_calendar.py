"""Terms end when French law says so: held against a calendar written another way, and against the law's own examples."""

from __future__ import annotations

from collections.abc import Callable
from csv import DictReader
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.workflows.law import calendar_oracle as oracle
from workflows.law.calendar import (
    ALSACE_MOSELLE,
    FRANCE,
    Term,
    UncountableError,
    calendar_days,
    clear_days,
    count,
    days_before,
    hours,
    is_working_day,
    months,
    working_days,
)
from workflows.store.text import PARIS

DAYS = st.dates(date(1982, 1, 1), date(2090, 12, 31))
NUMBERS = st.integers(0, 400)
NOWHERE = datetime(2026, 1, 1, 12, tzinfo=PARIS).replace(tzinfo=None)
MOMENTS = st.datetimes(
    NOWHERE.replace(year=1983), NOWHERE.replace(year=2090), timezones=st.just(PARIS), allow_imaginary=False
)


def paris(year: int, month: int, day: int, hour: int = 0, minute: int = 0, *, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS, fold=fold)


def last_second(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), PARIS).astimezone(UTC)


@given(day=DAYS)
@example(day=date(2008, 5, 1))  # Ascension on the first of May
@example(day=date(2024, 2, 29))
def test_a_day_is_worked_or_not_as_the_other_calendar_says(day: date) -> None:
    assert FRANCE.is_working_day(day) == oracle.worked(day)
    assert ALSACE_MOSELLE.is_working_day(day) == oracle.worked(day, alsace_moselle=True)


@pytest.mark.parametrize("year", range(1982, 2101))
def test_every_public_holiday_of_the_year_is_found_and_no_other(year: int) -> None:
    every_day = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    for calendar, alsace in ((FRANCE, False), (ALSACE_MOSELLE, True)):
        found = {day for day in every_day if day.year == year and calendar.holiday(day) is not None}
        assert found == oracle.holidays_of(year, alsace)


def test_the_holidays_of_2018_are_those_that_the_state_published(shared_data: Path) -> None:
    with (shared_data / "calendrier" / "jours_feries_2018.csv").open(encoding="utf-8", newline="") as file:
        rows = list(DictReader(file, delimiter=";"))
    assert len(rows) == 13
    for row in rows:
        day = date.fromisoformat(row["date"])
        assert ALSACE_MOSELLE.holiday(day) is not None
        assert (FRANCE.holiday(day) is not None) == (row["zone"] == "Métropole")


def test_a_holiday_has_its_name_in_both_languages() -> None:
    name = FRANCE.holiday(date(2026, 1, 1))
    assert name is not None
    assert (name.render("fr"), name.render("en")) == ("Jour de l’an", "New Year’s Day")


@given(start=DAYS, number=NUMBERS)
@example(start=date(2026, 4, 3), number=10)
@example(start=date(2025, 12, 31), number=1)
def test_days_end_where_the_other_calendar_ends(start: date, number: int) -> None:
    assert count(start, number, "calendar").due == oracle.plain(start, number)
    assert count(start, number, "franc").due == oracle.clear(start, number)


@given(start=DAYS, number=NUMBERS)
@example(start=date(2026, 4, 3), number=10)
@example(start=date(2026, 12, 24), number=1)
def test_working_days_end_where_the_other_calendar_ends(start: date, number: int) -> None:
    assert count(start, number, "working").due == oracle.working(start, number)
    assert count(start, number, "working", calendar=ALSACE_MOSELLE).due == oracle.working(start, number, True)


@given(start=DAYS, number=st.integers(0, 100))
@example(start=date(2026, 1, 31), number=1)
@example(start=date(2024, 1, 31), number=1)
@example(start=date(2024, 2, 29), number=12)
@example(start=date(2026, 12, 31), number=2)
def test_months_end_on_the_day_of_the_same_number_or_the_last(start: date, number: int) -> None:
    assert count(start, number, "months").due == oracle.months(start, number)


@given(start=DAYS, number=NUMBERS, unit=st.sampled_from(["calendar", "franc"]))
def test_a_term_that_rolls_ends_on_the_first_working_day(start: date, number: int, unit: str) -> None:
    plain = oracle.plain if unit == "calendar" else oracle.clear
    assert count(start, number, unit, rolls=True).due == oracle.rolled(plain(start, number))


@given(start=MOMENTS, number=st.integers(0, 5000))
@example(start=paris(2026, 3, 28, 12), number=24)
@example(start=paris(2026, 10, 25, 2, 30, fold=0), number=1)
@example(start=paris(2026, 10, 25, 2, 30, fold=1), number=1)
def test_hours_are_hours_that_pass(start: datetime, number: int) -> None:
    due = count(start, number, "hours").due
    assert isinstance(due, datetime)
    assert due.utcoffset() == timedelta(0)
    assert due.timestamp() == pytest.approx(oracle.hours(start, number), rel=0, abs=1e-4)


@given(start=MOMENTS, number=st.integers(0, 120))
def test_a_term_in_days_ends_with_its_last_second_in_paris(start: datetime, number: int) -> None:
    day = start.astimezone(PARIS).date()
    assert calendar_days(number).due(start.astimezone(UTC)) == last_second(oracle.plain(day, number))
    assert clear_days(number).due(start) == last_second(oracle.clear(day, number))
    assert working_days(number).due(start) == last_second(oracle.working(day, number))


@given(start=DAYS, number=NUMBERS, unit=st.sampled_from(["calendar", "working", "franc"]), rolls=st.booleans())
def test_the_steps_tell_every_day_once_and_count_as_many_as_asked(
    start: date, number: int, unit: str, rolls: bool
) -> None:
    counted = count(start, number, unit)
    days = [step.day for step in counted.steps]
    assert days == [start + timedelta(days=n) for n in range((days[-1] - start).days + 1)]
    assert sum(step.counted for step in counted.steps) == number
    assert all(step.why.render("fr") and step.why.render("en") for step in counted.steps)
    assert count(start, number, unit, rolls=rolls).steps[: len(days)] == counted.steps


@pytest.mark.parametrize(
    ("start", "term", "due"),
    [
        pytest.param(
            paris(2026, 4, 3), calendar_days(10), date(2026, 4, 13), id="the day of the event is out (CPC 641)"
        ),
        pytest.param(
            paris(2026, 4, 3), clear_days(10), date(2026, 4, 14), id="a clear term leaves its last day out too"
        ),
        pytest.param(paris(2026, 4, 3), working_days(1), date(2026, 4, 7), id="Easter Monday is not worked"),
        pytest.param(paris(2026, 1, 31), months(1), date(2026, 2, 28), id="no 31 February: its last day (CPC 641)"),
        pytest.param(paris(2024, 1, 31), months(1), date(2024, 2, 29), id="leap year: the 29th (CPC 641)"),
        pytest.param(paris(2026, 2, 28), months(1), date(2026, 3, 28), id="from the 28th to the 28th, not the 31st"),
        pytest.param(
            paris(2026, 11, 20), calendar_days(8, rolls=True), date(2026, 11, 30), id="a Saturday rolls (CPP 801)"
        ),
        pytest.param(
            paris(2026, 11, 20), calendar_days(8), date(2026, 11, 28), id="a Saturday stays where no text rolls"
        ),
        pytest.param(
            paris(2026, 11, 27, 23, 59), calendar_days(1), date(2026, 11, 28), id="a minute to midnight is today"
        ),
        pytest.param(paris(2026, 11, 28, 0, 0), calendar_days(1), date(2026, 11, 29), id="midnight is tomorrow"),
        pytest.param(paris(2026, 3, 28, 12), calendar_days(1), date(2026, 3, 29), id="a day of 23 hours is a day"),
        pytest.param(paris(2026, 10, 24, 12), calendar_days(1), date(2026, 10, 25), id="a day of 25 hours is a day"),
    ],
)
def test_a_term_ends_on(start: datetime, term: Term, due: date) -> None:
    assert term.due(start) == last_second(due)


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        pytest.param(paris(2026, 3, 28, 12), 24, paris(2026, 3, 29, 13), id="the night that loses an hour"),
        pytest.param(paris(2026, 10, 24, 12), 24, paris(2026, 10, 25, 11), id="the night that gains an hour"),
        pytest.param(paris(2026, 3, 27, 18), 48, paris(2026, 3, 29, 19), id="48 hours of CSP L3332-15 over March"),
        pytest.param(paris(2026, 11, 27, 21, 30), 48, paris(2026, 11, 29, 21, 30), id="48 hours of a plain week"),
    ],
)
def test_hours_end_at(start: datetime, number: int, due: datetime) -> None:
    counted = count(start, number, "hours")
    assert counted.due == due
    assert hours(number).due(start) == due
    assert any("heure légale" in step.why.render("fr") for step in counted.steps) == (
        start.utcoffset() != due.utcoffset()
    )


def test_a_day_given_for_hours_begins_at_midnight_in_paris() -> None:
    assert count(date(2026, 7, 1), 2, "hours").due == paris(2026, 7, 1, 2)


def test_each_skipped_day_says_why() -> None:
    steps = count(date(2026, 4, 3), 1, "working").as_json()["steps"]
    assert [(step["day"], step["counted"], step["why"]) for step in steps] == [
        ("2026-04-03", False, "jour de l’événement, non compté"),
        ("2026-04-04", False, "samedi"),
        ("2026-04-05", False, "dimanche"),
        ("2026-04-06", False, "jour férié\u00a0: Lundi de Pâques"),
        ("2026-04-07", True, "jour\u00a01"),
    ]


def test_plain_values_carry_days_as_days_and_moments_with_their_offset() -> None:
    assert count(date(2026, 4, 3), 10, "franc").as_json("en")["due"] == "2026-04-14"
    assert count(paris(2026, 10, 24, 12), 24, "hours").as_json()["due"] == "2026-10-25T11:00:00+01:00"


@pytest.mark.parametrize(
    ("term", "fr", "en"),
    [
        (working_days(5), "5\u00a0jours ouvrés", "5 working days"),
        (working_days(1), "1\u00a0jour ouvré", "1 working day"),
        (clear_days(2), "2\u00a0jours francs", "2 clear days"),
        (months(3), "3\u00a0mois", "3 months"),
        (hours(48), "48\u00a0heures", "48 hours"),
    ],
)
def test_a_term_says_its_rule(term: Term, fr: str, en: str) -> None:
    assert (term.describe().render("fr"), term.describe().render("en")) == (fr, en)


def test_a_term_that_rolls_says_so() -> None:
    assert "premier jour ouvré suivant" in calendar_days(8, rolls=True).describe().render("fr")


def test_ten_days_before_the_day_of_the_operation() -> None:
    assert days_before(paris(2026, 11, 27, 0, 30), 10) == date(2026, 11, 17)


def test_the_fourteenth_of_july_is_not_worked() -> None:
    assert not is_working_day(date(2026, 7, 14))


@pytest.mark.parametrize(
    "counting",
    [
        pytest.param(lambda: count(date(2026, 1, 1), 1, "weeks"), id="an unknown unit"),
        pytest.param(lambda: count(date(2026, 1, 1), -1, "calendar"), id="a negative number"),
        pytest.param(lambda: count(date(2026, 1, 1), 10**9, "working"), id="an endless number"),
        pytest.param(
            lambda: count(date(2099, 12, 1), 400, "calendar", rolls=True), id="an end beyond the computed years"
        ),
        pytest.param(lambda: count(date(1900, 1, 1), 1, "working"), id="a start before the computed years"),
        pytest.param(lambda: count(date(2100, 12, 30), 30, "working"), id="working days past the last year"),
        pytest.param(lambda: count(NOWHERE, 1, "calendar"), id="a moment without zone"),
        pytest.param(lambda: count(date(9999, 12, 31), 48, "hours"), id="hours that no calendar has"),
        pytest.param(lambda: count(date(9999, 12, 1), 1200, "months"), id="a year that no calendar has"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_a_sentence(counting: Callable[[], object]) -> None:
    with pytest.raises(UncountableError) as refused:
        counting()
    assert refused.value.text.render("fr").endswith(".")
    assert refused.value.text.render("en").endswith(".")


def test_hours_do_not_roll() -> None:
    with pytest.raises(ValueError, match="hours"):
        Term(48, "hours", rolls=True)


def test_a_count_without_holidays_goes_past_the_years_for_which_they_are_computed() -> None:
    assert count(date(2100, 12, 30), 30, "calendar").due == date(2101, 1, 29)
    assert count(date(2100, 12, 31), 48, "hours").due.year == 2101
    assert count(date(2100, 12, 30), 2, "months").due == date(2101, 2, 28)
    with pytest.raises(UncountableError):
        count(date(2100, 12, 30), 30, "calendar", rolls=True)
