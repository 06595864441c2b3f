"""The limits that texts set after an inspection, held against a calendar written another way, wherever time is awkward."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.workflows.law import calendar_oracle as oracle
from workflows.law.clocks import clock, clocks
from workflows.processes.alarm import level_of
from workflows.processes.video import CLOCK, erasure_of
from workflows.register.agencies import agencies
from workflows.store.text import PARIS

DAYS = {
    "crpm_l205_3": 8,
    "cd_63_ter": 5,
    "cd_63_ter_copy": 5,
    "lpf_l80_f": 30,
    "lpf_l80_f_answer": 30,
    "lpf_l80_o": 30,
    "css_r243_59": 30,
}
"""Days of each limit of an agency's own act, by hand from domain §0, §1.2 and §2 row 14."""
AWKWARD = (
    datetime(2026, 12, 24, 23, 59, 59, tzinfo=PARIS),  # the eve of a holiday, and the turn of the year
    datetime(2027, 1, 31, 0, 0, tzinfo=PARIS),  # the end of a month, before a short one
    datetime(2028, 1, 29, 12, 0, tzinfo=PARIS),  # to 29 February
    datetime(2028, 2, 29, 8, 30, tzinfo=PARIS),  # from 29 February
    datetime(2027, 3, 20, 2, 30, tzinfo=PARIS),  # to the night of the lost hour
    datetime(2027, 3, 28, 1, 59, tzinfo=PARIS),  # from that night
    datetime(2026, 10, 17, 2, 30, tzinfo=PARIS),  # to the night of the hour that comes twice
    datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=1),  # from that night
    datetime(2027, 5, 1, 22, 0, tzinfo=PARIS),  # May and its holidays
)
moments = st.one_of(
    st.sampled_from(AWKWARD),
    st.integers(1_767_222_000, 1_956_520_800).map(lambda second: datetime.fromtimestamp(second, PARIS)),
)


def midnight_after(day: date) -> datetime:
    """The first moment of the next day in Paris."""
    return datetime.combine(date.fromordinal(day.toordinal() + 1), time(0), PARIS).astimezone(UTC)


def test_every_limit_of_an_agency_is_known_here_by_its_days() -> None:
    ours = {each.key: each.term.count for each in clocks() if each.agencies}
    assert ours == DAYS
    assert {key for each in clocks() for key in each.agencies} <= {each.key for each in agencies()}
    assert {each.key for each in clocks() if each.voids} == {"crpm_l205_3"}


@pytest.mark.parametrize("key", sorted(DAYS))
@given(start=moments)
def test_a_limit_in_days_ends_at_midnight_of_its_last_day(key: str, start: datetime) -> None:
    last = oracle.plain(start.astimezone(PARIS).date(), DAYS[key])
    due = clock(key).due(start)
    assert due.astimezone(PARIS).date() == last
    assert timedelta(0) < midnight_after(last) - due.astimezone(UTC) <= timedelta(seconds=1), "not one minute is lost"


@given(start=moments, asked=st.integers(0, 40_000))
def test_its_alarm_is_at_half_four_fifths_and_the_end_of_the_seconds_that_really_pass(
    start: datetime, asked: int
) -> None:
    due = clock("cd_63_ter").due(start)
    length = due.timestamp() - start.timestamp()
    moment = start.astimezone(UTC) + timedelta(seconds=length * asked / 20_000)
    passed = moment.timestamp() - start.timestamp()
    level = level_of(start.astimezone(UTC), due, moment)
    for reached in (50, 80, 100):
        if abs(passed - length * reached / 100) > 1:
            assert (level >= reached) == (passed > length * reached / 100)


def test_each_limit_alerts_at_the_very_moment_and_not_one_before() -> None:
    for key in DAYS:
        for start in (each.astimezone(UTC) for each in AWKWARD):
            due, before = clock(key).due(start), 0
            for reached in (50, 80, 100):
                # Rounded up: half of an odd number of microseconds has not passed before the next one has.
                at = due - (due - start) * (100 - reached) // 100
                assert level_of(start, due, at - timedelta(microseconds=1)) == before, (key, start, reached)
                assert level_of(start, due, at) == reached, (key, start, reached)
                before = reached


@given(start=moments, days=st.one_of(st.none(), st.integers(0, 60)))
@example(start=datetime(2027, 1, 31, 22, 0, tzinfo=PARIS), days=None)
@example(start=datetime(2027, 2, 28, 2, 30, tzinfo=PARIS), days=None)
@example(start=datetime(2026, 9, 25, 2, 30, tzinfo=PARIS), days=30)
def test_a_video_is_erased_from_its_first_image_on_and_never_later_than_the_law(
    start: datetime, days: int | None
) -> None:
    local = start.astimezone(PARIS)
    longest = oracle.months(local.date(), 1)
    said = longest if days is None else min(longest, oracle.plain(local.date(), days))
    erased = erasure_of(start, days).astimezone(PARIS)
    skipped = (erased.hour, erased.minute) != (local.hour, local.minute)
    assert erased.date() == said
    assert not skipped or erased.hour == local.hour + 1 == 3, "only the hour that spring skips is another one"
    assert erasure_of(start, days) <= clock(CLOCK).due(start)
