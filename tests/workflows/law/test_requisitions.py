"""A requisition is a bounded object: written, for listed offences and places, within a period (CPP 78-2 to 78-2-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.law.references import DATA
from workflows.law.requisitions import (
    RequisitionFacts,
    UnknownRequisitionError,
    covers,
    faults,
    kind_of,
    kinds,
    names_place,
    offence_choices,
    read_kinds,
)
from workflows.store.datafile import DataFault
from workflows.store.text import PARIS

AT = datetime(2026, 11, 27, 21, 30, tzinfo=PARIS)
ADDRESS = "12 bis rue du Four, 62100 Calais"


def paris(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


GOOD = RequisitionFacts(
    basis="cpp_78_2_1",
    offences=("ct_l8221_1", "ct_l8251_1"),
    places=(ADDRESS, "3 place d’Armes, 62100 Calais"),
    starts=paris(11, 23),
    ends=paris(12, 5),
    granted=True,
    signed_on=date(2026, 11, 20),
)


def test_a_good_requisition_covers_the_visit() -> None:
    assert faults(GOOD) == []
    assert covers(GOOD, AT, ADDRESS) is None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        pytest.param(replace(GOOD, offences=()), "requisition_without_offence", id="no offence (CPP 78-2-1)"),
        pytest.param(
            replace(GOOD, offences=("cp_321_1",)),
            "requisition_no_listed_offence",
            id="none of the closed list (CPP 78-2-1)",
        ),
        pytest.param(
            replace(GOOD, offences=("ct_l8221_1", "cp_321_1")),
            "requisition_offence_outside_list",
            id="one offence outside the closed list (CPP 78-2-1)",
        ),
        pytest.param(replace(GOOD, places=()), "requisition_without_place", id="no place (CPP 78-2-1)"),
        pytest.param(replace(GOOD, places=(" ", "—")), "requisition_without_place", id="blank places (CPP 78-2-1)"),
        pytest.param(replace(GOOD, ends=GOOD.starts), "requisition_ends_before_start", id="no period"),
        pytest.param(
            replace(GOOD, ends=paris(12, 23, 0, 1)), "requisition_too_long", id="a month and a minute (CPP 78-2-1)"
        ),
        pytest.param(
            replace(GOOD, basis="cpp_78_2_2", ends=paris(11, 24, 0, 1)),
            "requisition_too_long",
            id="24 hours and a minute (CPP 78-2-2)",
        ),
    ],
)
def test_a_requisition_may_not_be_signed_with(facts: RequisitionFacts, code: str) -> None:
    assert [fault.code for fault in faults(facts)] == [code]
    assert all(fault.references == (facts.basis,) for fault in faults(facts))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(replace(GOOD, ends=paris(12, 23)), id="a month to the hour (CPP 78-2-1)"),
        pytest.param(
            replace(GOOD, starts=paris(1, 31), ends=paris(2, 28)), id="31 January to 28 February (CPP 78-2-1)"
        ),
        pytest.param(replace(GOOD, basis="cpp_78_2_2", ends=paris(11, 24)), id="24 hours (CPP 78-2-2)"),
        pytest.param(
            replace(GOOD, basis="cpp_78_2", ends=paris(12, 30)), id="the magistrate sets the period (CPP 78-2)"
        ),
        pytest.param(replace(GOOD, basis="cpp_78_2", offences=("cp_321_1",)), id="any offence (CPP 78-2)"),
        pytest.param(replace(GOOD, granted=False, signed_on=None), id="a draft waits for its signature"),
    ],
)
def test_a_requisition_may_be_signed_with(facts: RequisitionFacts) -> None:
    assert faults(facts) == []


@pytest.mark.parametrize(
    ("facts", "at", "address", "code"),
    [
        pytest.param(replace(GOOD, granted=False), AT, ADDRESS, "requisition_not_granted", id="not granted"),
        pytest.param(replace(GOOD, signed_on=None), AT, ADDRESS, "requisition_not_signed", id="not signed"),
        pytest.param(
            replace(GOOD, signed_on=date(2026, 11, 28)),
            AT,
            ADDRESS,
            "requisition_signed_later",
            id="signed after the visit",
        ),
        pytest.param(GOOD, paris(11, 22, 23, 59), ADDRESS, "requisition_not_yet", id="a minute too early"),
        pytest.param(GOOD, paris(12, 5, 0, 1), ADDRESS, "requisition_expired", id="a minute too late"),
        pytest.param(GOOD, AT, "14 rue du Four, 62100 Calais", "requisition_other_place", id="the neighbour’s door"),
        pytest.param(GOOD, AT, "", "requisition_other_place", id="an address that nobody gave"),
        pytest.param(replace(GOOD, ends=paris(12, 31)), AT, ADDRESS, "requisition_too_long", id="longer than a month"),
    ],
)
def test_no_entry_with_a_requisition_that_is(facts: RequisitionFacts, at: datetime, address: str, code: str) -> None:
    refusal = covers(facts, at, address)
    assert refusal is not None
    assert refusal.code == code
    assert refusal.references == ("cpp_78_2_1",)
    assert refusal.text.render("fr").endswith(".") or address in refusal.text.render("fr")


@pytest.mark.parametrize("at", [GOOD.starts, GOOD.ends])
def test_first_and_last_minute_are_covered(at: datetime) -> None:
    assert covers(GOOD, at, ADDRESS) is None


def test_one_offence_of_the_list_is_enough_to_enter() -> None:
    assert covers(replace(GOOD, offences=("ct_l8221_1", "cp_321_1")), AT, ADDRESS) is None


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("12 bis, RUE DU FOUR, 62100 CALAIS", "12bis rue du four 62100 Calais"),
        ("12 bis rue du Four", ADDRESS),
        (ADDRESS, "12 bis rue du Four"),
        ("Bar Le Phare — 12 bis rue du Four, 62100 Calais", ADDRESS),
        ("Bar Le Phare\u00a0: 12 bis rue du Four, 62100 Calais", ADDRESS),
        ("3 bd Léon-Gambetta, 62100 Calais", "3 boulevard Leon Gambetta 62100 CALAIS"),
        ("8 place de la Sœur-Agnès", "8 PL DE LA SOEUR AGNES 62100 CALAIS"),
    ],
)
def test_the_same_door_is_known_however_it_is_written(place: str, address: str) -> None:
    assert names_place((place,), address)


@pytest.mark.parametrize(
    ("place", "address"),
    [
        ("12 rue du Four, 62100 Calais", ADDRESS),
        ("12 bis rue du Four", "12 bis rue du Four Neuf, 62100 Calais"),
        ("rue du Four, 62100 Calais", ADDRESS),
        ("12", ADDRESS),
        ("12 bis rue du Four, 62200 Boulogne-sur-Mer", ADDRESS),
        ("112 bis rue du Four, 62100 Calais", ADDRESS),
        ("", ADDRESS),
        ("62100 CALAIS", "62100 CALAIS"),
        ("Bar Le Phare — 62100 Calais", "62100 CALAIS"),
        ("62100 Calais", ADDRESS),
        ("CALAIS", "CALAIS"),
        ("Calais", "62100 Calais"),
    ],
)
def test_another_door_is_another_door(place: str, address: str) -> None:
    assert not names_place((place,), address)


@given(place=st.text(max_size=60), address=st.text(max_size=60))
def test_naming_a_place_is_a_matter_of_the_two_addresses_only(place: str, address: str) -> None:
    assert names_place((place,), address) in {True, False}
    assert names_place((f"12 rue {address}, 62100 Calais",), f"12 rue {address}, 62100 Calais")
    assert not names_place((f"62100 {address}",), f"62100 {address}")


def test_shops_of_which_only_the_town_is_known_do_not_cover_each_other() -> None:
    town = "62100 CALAIS"
    refusal = covers(replace(GOOD, places=(town,)), AT, town)
    assert refusal is not None
    assert refusal.code == "requisition_without_place"
    refusal = covers(replace(GOOD, places=(ADDRESS, town)), AT, town)
    assert refusal is not None
    assert refusal.code == "requisition_place_without_street"
    assert town in refusal.text.render("fr")
    assert covers(replace(GOOD, places=(ADDRESS, town)), AT, ADDRESS) is None


@given(hours=st.integers(0, 24 * 730))
def test_a_month_is_between_28_and_31_days_and_an_hour_of_clock_change(hours: int) -> None:
    start = GOOD.starts.astimezone(UTC) + timedelta(hours=hours)
    latest = kind_of("cpp_78_2_1").latest_end(start)
    assert latest is not None
    assert timedelta(days=28, hours=-1) <= latest - start <= timedelta(days=31, hours=1)


def test_a_form_offers_the_closed_list() -> None:
    choices = offence_choices("cpp_78_2_1", date(2026, 11, 23))
    assert [key for key, _ in choices] == ["ct_l5221_8", "ct_l5221_11", "ct_l8221_1", "ct_l8221_2", "ct_l8251_1"]
    assert choices[2][1].render("fr").startswith("C. trav., art.\u00a0L8221-1\u00a0: ")


def test_three_articles_give_requisitions() -> None:
    assert [kind.key for kind in kinds()] == ["cpp_78_2_1", "cpp_78_2", "cpp_78_2_2"]
    with pytest.raises(UnknownRequisitionError, match="No requisition is known under “cpp_40”"):
        kind_of("cpp_40")


def test_a_period_needs_its_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(GOOD, starts=GOOD.starts.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"ct_l8221_1"', '"ct_l9999_1"', "ct_l9999_1 is no known legal reference"),
        ('unit = "months"', 'unit = "years"', "years"),
        ('key = "cpp_78_2_2"', 'key = "cpp_78_2_1"', "stands already above"),
    ],
)
def test_a_slip_of_the_pen_stops_with_file_and_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "requisitions.toml"
    path.write_text((DATA / "requisitions.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DataFault, match=sentence) as refused:
        read_kinds(path)
    assert "requisitions.toml" in str(refused.value)
