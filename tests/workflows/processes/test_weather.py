"""The weather of an objective: better values never make it worse, and the target reached is always sun."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.showing.plot import HEIGHT, WIDTH, curve
from workflows.processes.weather import Aim, expected_on, trend_of, weather_of, worst

BEGINS, ENDS = date(2026, 1, 1), date(2027, 1, 1)
RISES = Aim(0, 10_000, up=True, begins=BEGINS, ends=ENDS)
FALLS = Aim(10_000, 0, up=False, begins=BEGINS, ends=ENDS)
ORDER = {"storm": 0, "cloud": 1, "sun": 2}
DAYS = st.dates(BEGINS - timedelta(days=40), ENDS + timedelta(days=40))
VALUES = st.integers(0, 20_000)


@pytest.mark.parametrize(
    ("aim", "value", "day", "weather"),
    [
        (RISES, None, date(2026, 7, 2), "unknown"),
        (RISES, 5_000, date(2026, 7, 2), "sun"),
        (RISES, 4_100, date(2026, 7, 2), "sun"),
        (RISES, 3_500, date(2026, 7, 2), "cloud"),
        (RISES, 500, date(2026, 7, 2), "storm"),
        (RISES, 0, BEGINS, "sun"),
        (RISES, 9_900, ENDS + timedelta(days=300), "sun"),
        (FALLS, 5_000, date(2026, 7, 2), "sun"),
        (FALLS, 7_000, date(2026, 7, 2), "cloud"),
        (FALLS, 10_000, date(2026, 7, 2), "storm"),
        (FALLS, 12_000, BEGINS, "cloud"),
        (Aim(None, 9_000, up=True, begins=BEGINS, ends=ENDS), 8_999, BEGINS, "cloud"),
        (Aim(None, 9_000, up=True, begins=BEGINS, ends=ENDS), 9_000, BEGINS, "sun"),
        (Aim(9_000, 9_000, up=True, begins=BEGINS, ends=ENDS), 8_000, BEGINS, "cloud"),
    ],
)
def test_where_a_value_stands_beside_the_even_way(aim: Aim, value: int | None, day: date, weather: str) -> None:
    assert weather_of(aim, value, day) == weather


@given(values=st.lists(VALUES, min_size=2), day=DAYS)
def test_a_better_value_never_makes_worse_weather(values: list[int], day: date) -> None:
    for aim, ordered in ((RISES, sorted(values)), (FALLS, sorted(values, reverse=True))):
        marks = [ORDER[weather_of(aim, value, day)] for value in ordered]
        assert marks == sorted(marks)


@given(value=VALUES, day=DAYS)
def test_the_same_way_up_and_down_has_the_same_weather(value: int, day: date) -> None:
    mirrored = 10_000 - value
    assert weather_of(RISES, value, day) == weather_of(FALLS, mirrored, day)


@given(days=st.lists(DAYS, min_size=2))
def test_the_even_way_starts_at_the_baseline_and_ends_at_the_target(days: list[date]) -> None:
    assert expected_on(RISES, BEGINS) == 0
    assert expected_on(RISES, ENDS) == 10_000
    levels = [expected_on(RISES, day) for day in sorted(days)]
    assert all(one <= other for one, other in pairwise(levels))
    assert all(0 <= level <= 10_000 for level in levels)


def test_the_trend_is_that_of_the_last_two_readings() -> None:
    assert trend_of([9, 1], up=False) == trend_of([1, 9], up=True) == "better"
    assert trend_of([1, 9], up=False) == trend_of([9, 1], up=True) == "worse"
    assert trend_of([0, 5, 5], up=True) == "level"
    assert trend_of([5], up=True) == trend_of([], up=False) == "unknown"


def test_the_worst_known_weather_is_that_of_the_objective() -> None:
    assert worst(["sun", "storm", "cloud"]) == "storm"
    assert worst(["unknown", "sun"]) == "sun"
    assert worst(["unknown"]) == worst([]) == "unknown"


@given(readings=st.dictionaries(DAYS, VALUES, min_size=1), target=VALUES)
def test_a_curve_stays_in_its_box_and_ends_at_the_last_reading(readings: dict[date, int], target: int) -> None:
    drawn = curve(sorted(readings.items()), target)
    assert drawn is not None
    points = [tuple(map(float, point.split(","))) for point in drawn.values.split()]
    assert len(points) == len(readings)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)
    assert points[-1] == drawn.last
    assert all(one[0] < other[0] for one, other in pairwise(points)) or len(points) > WIDTH
    higher = {value for value in readings.values() if value > target}
    level = float(drawn.target.split()[0].split(",")[1])
    above = [
        value
        for (_x, y), value in zip(points, (each[1] for each in sorted(readings.items())), strict=True)
        if y < level
    ]
    assert set(above) <= higher


def test_without_a_reading_there_is_no_curve() -> None:
    assert curve([], 10) is None
