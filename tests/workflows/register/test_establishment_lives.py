"""The life of an establishment is told from its published events, and does not depend on the order of the files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from workflows.register.establishment_files import EstablishmentLine
from workflows.register.establishment_lives import Event, event_of, tell

SIRET = "30260748600255"
START = datetime(2017, 4, 7, 8, 0, tzinfo=UTC)


def an_event(kind: str, hours: int = 0, **values: Any) -> Event:
    line = EstablishmentLine(
        number=2,
        last=2,
        siret=SIRET,
        kind=kind,
        event_code="",
        happened_on=(START + timedelta(hours=hours)).date(),
        processed_at=START + timedelta(hours=hours),
        values=values,
    )
    return event_of(line)


names = st.sampled_from(["LE PHARE", "LA BOUEE", None])
events = st.builds(
    lambda kind, hours, told: an_event(kind, hours, **told),
    st.sampled_from(["created", "exited", "before", "after", "entered", "left", "seen"]),
    st.integers(0, 3),
    st.fixed_dictionaries(
        {},
        optional={
            "trade_name": names,
            "name": names,
            "opened_on": st.sampled_from([None, "2010-01-01", "2012-02-02"]),
            "closed_on": st.sampled_from([None, "2017-04-30"]),
            "open": st.booleans(),
            "hidden": st.booleans(),
            "activity_code": st.sampled_from(["5630Z", "4711B"]),
        },
    ),
)


@given(st.lists(events, min_size=1, max_size=6).flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_of_the_files_is_nothing(orders: tuple[list[Event], list[Event]]) -> None:
    assert tell(orders[0]) == tell(orders[1])


@given(st.lists(events, min_size=1, max_size=6))
def test_the_same_line_twice_is_the_same_event(told: list[Event]) -> None:
    once = {event.fingerprint: event for event in told}
    assert tell(told) == tell(once.values())


@given(st.lists(events, max_size=6))
def test_a_departure_from_diffusion_always_hides_in_the_end(told: list[Event]) -> None:
    assert tell([*told, an_event("left", 9)])["hidden"] is True


def test_a_closed_establishment_that_begins_again_is_open() -> None:
    life = [an_event("created", 0), an_event("exited", 1, closed_on="2017-04-30")]
    assert (tell(life)["state"], tell(life)["closed_on"]) == ("closed", date(2017, 4, 30))
    life.append(an_event("created", 2))
    assert (tell(life)["state"], tell(life)["closed_on"]) == ("open", None)


def test_only_an_entry_into_diffusion_shows_again() -> None:
    life = [an_event("created", 0), an_event("left", 1), an_event("after", 2, trade_name="LE PHARE")]
    assert tell(life)["hidden"] is True
    assert tell([*life, an_event("entered", 3)])["hidden"] is False


def test_after_wins_over_before_of_the_same_moment() -> None:
    life = [an_event("after", 0, trade_name="LA BOUEE"), an_event("before", 0, trade_name="LE PHARE")]
    assert tell(life)["trade_name"] == "LA BOUEE"


def test_a_column_that_a_file_lacks_keeps_what_was_known_and_an_empty_one_empties_it() -> None:
    life = [an_event("created", 0, name="PERSONNE 0001", trade_name="LE PHARE", opened_on="2010-01-01")]
    told = tell([*life, an_event("seen", 1, trade_name=None, opened_on=None, open=True)])
    assert (told["name"], told["trade_name"]) == ("PERSONNE 0001", None)
    assert told["opened_on"] == date(2010, 1, 1)


def test_the_kind_of_place_and_the_words_follow() -> None:
    told = tell(
        [an_event("created", 0, trade_name="Café de l'Œuf", activity_code="5630Z", activity_nomenclature="NAFRev2")]
    )
    assert told["kind"] == "bar"
    assert "cafe de l oeuf" in told["search_text"]
    assert SIRET in told["search_text"]
