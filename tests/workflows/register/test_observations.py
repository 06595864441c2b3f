"""What several files said is merged so that nothing is lost, in whatever order the files come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows.register.observations import Account, current, observe, superseded

Seen = tuple[dict[str, Any], date, int]

sightings = st.tuples(
    st.dictionaries(
        st.sampled_from(["result", "activities"]), st.sampled_from(["a", "b", None, ["x", "y"]]), max_size=2
    ),
    st.integers(0, 3).map(lambda days: date(2017, 4, 11) + timedelta(days=days)),
    st.integers(0, 1),
)


def merge(seen: list[Seen]) -> Account:
    account: Account = {}
    for values, day, rank in seen:
        account, _ = observe(account, values, day, rank)
    return account


@given(st.lists(sightings, max_size=6).flatmap(lambda seen: st.tuples(st.just(seen), st.permutations(seen))))
def test_the_order_of_the_files_is_nothing(orders: tuple[list[Seen], list[Seen]]) -> None:
    assert merge(orders[0]) == merge(orders[1])


@given(st.lists(sightings, max_size=6))
def test_the_same_file_twice_changes_nothing(seen: list[Seen]) -> None:
    assert merge(seen + seen) == merge(seen)


@given(st.lists(sightings, max_size=6))
def test_every_value_is_kept(seen: list[Seen]) -> None:
    account = merge(seen)
    for values, _, _ in seen:
        for column, value in values.items():
            assert value in [entry[0] for entry in account[column]]


def test_the_newest_file_prevails_and_the_earlier_value_stays() -> None:
    account = merge(
        [({"result": "satisfactory"}, date(2017, 8, 13), 0), ({"result": "very_satisfactory"}, date(2017, 5, 18), 0)]
    )
    assert current(account) == {"result": "satisfactory"}
    (old,) = superseded(account)
    assert (old.column, old.value, old.first_on, old.last_on) == (
        "result",
        "very_satisfactory",
        date(2017, 5, 18),
        date(2017, 5, 18),
    )


def test_an_official_value_prevails_over_a_newer_working_one() -> None:
    account = merge([({"label": "ABUS"}, date(2017, 1, 1), 1), ({"label": "Abus"}, date(2026, 1, 1), 0)])
    assert current(account) == {"label": "ABUS"}
