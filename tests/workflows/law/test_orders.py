"""What stands against an order, scenario by scenario with its source, and when it binds and ends."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.workflows.law.awkward import awkward_days
from tests.workflows.law.calendar_oracle import plain
from workflows.law import orders
from workflows.law.measures import all_measures, measure, measures, read_measures
from workflows.law.order_facts import UNKNOWN, FactsFault, HearingFacts, OrderFacts, read_order
from workflows.law.orders import is_stale, judge
from workflows.law.references import is_reference
from workflows.law.scenarios import Scenario, scenarios
from workflows.store.datafile import DataFault
from workflows.store.text import PARIS

HEARD = HearingFacts(date(2026, 10, 20), 15, None, ("fermeture de 3 mois",))
SOUND = OrderFacts(
    bases=("A2",), facts_on=(date(2026, 10, 1), date(2026, 10, 12)), signed_on=date(2026, 11, 20),
    served_at=datetime(2026, 11, 21, 9, tzinfo=UTC), months=3, repetition=False, warning_on=None, hearing=HEARD,
    delegation=True, remedies=True, linked_to_place=True,
)  # fmt: skip


def codes(**changed: Any) -> list[str]:
    """The codes of what stands against the sound order once these facts are others."""
    return [each.code for each in judge(replace(SOUND, **changed)).refusals]


def heard(**changed: Any) -> HearingFacts:
    return replace(HEARD, **changed)


def test_an_order_with_everything_may_be_signed() -> None:
    verdict = judge(SOUND)
    assert (verdict.allowed, verdict.refusals, verdict.warnings) == (True, (), ())


@pytest.mark.parametrize("told", scenarios(), ids=lambda told: told.key)
def test_each_scenario_is_refused_for_its_reason_and_no_other(told: Scenario) -> None:
    verdict = judge(told.facts)
    assert tuple(each.code for each in verdict.refusals) == told.refused
    assert tuple(each.code for each in verdict.warnings) == told.warned
    cited = {key for each in verdict.refusals for key in each.references}
    assert all(is_reference(key) for key in cited)
    if told.refused:
        assert set(told.rulings) <= cited, "the decision that annulled it stands beside the refusal"
    else:
        assert (verdict.binds_from, verdict.ends_on) == (told.binds, told.ends)


def test_the_table_shows_every_refusal_of_the_law() -> None:
    shown = {code for told in scenarios() for code in (*told.refused, *told.warned)}
    known = set(re.findall(r'Refusal\(\s*"([a-z_]+)"', inspect.getsource(orders)))
    known |= {f"no_{prior}" for prior in ("warning", "formal_notice", "opinion", "proposal", "delegation", "remedies")}
    assert known <= shown


def test_a_basis_that_is_none_or_was_none_on_that_day_is_refused() -> None:
    assert codes(bases=("A99",)) == ["wrong_basis"]
    early = {
        "signed_on": date(2025, 6, 12),
        "facts_on": (date(2025, 6, 1),),
        "hearing": heard(received_on=date(2025, 5, 1)),
    }
    assert codes(bases=("A8",), served_at=None, **early) == ["wrong_basis"], "L333-2 did not exist yet"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bases", "unknown_basis"), ("facts_on", "unknown_facts_on"), ("signed_on", "unknown_signed_on"),
        ("months", "unknown_months"), ("hearing", "unknown_hearing"), ("delegation", "unknown_delegation"),
        ("remedies", "unknown_remedies"), ("linked_to_place", "unknown_linked_to_place"),
    ],
)  # fmt: skip
def test_what_is_unknown_and_needed_is_a_refusal_that_says_so(name: str, code: str) -> None:
    assert codes(**{name: () if name == "bases" else UNKNOWN}) == [code]


def test_what_is_unknown_and_not_needed_refuses_nothing() -> None:
    assert codes(repetition=UNKNOWN, warning_on=UNKNOWN, served_at=UNKNOWN, formal_notice_on=UNKNOWN) == []
    assert codes(months=5, repetition=UNKNOWN) == ["unknown_repetition"], "the length depends on it"
    assert codes(months=5, repetition=True) == []
    assert codes(bases=("A1",), warning_on=UNKNOWN) == ["unknown_warning_on"]
    assert codes(hearing=HearingFacts()) == [
        "unknown_hearing.proposed", "unknown_hearing.received_on", "unknown_hearing.days"
    ]  # fmt: skip


def test_urgency_that_is_argued_in_time_needs_no_hearing() -> None:
    urgent = heard(urgency="Tirs devant l’établissement le 15 novembre.", received_on=None)
    assert codes(facts_on=(date(2026, 11, 15),), hearing=urgent) == []
    assert codes(facts_on=(date(2026, 10, 20),), hearing=urgent) == [], "a month to the day"
    assert codes(facts_on=(date(2026, 10, 19),), hearing=urgent) == ["no_urgency"]
    danger = heard(urgency="Denrées avariées servies ce jour.")
    assert codes(bases=("A12",), months=None, formal_notice_on=None, hearing=danger) == []


def test_what_has_a_length_has_an_end_even_if_it_shuts_nothing() -> None:
    excluded = judge(replace(SOUND, bases=("A10",), months=3))
    assert (excluded.allowed, excluded.ends_on) == (True, date(2027, 2, 21))


@pytest.mark.parametrize("basis", ["A2", "A9", "A6"])
def test_facts_elsewhere_are_refused_on_the_article_of_the_measure_itself(basis: str) -> None:
    found = judge(replace(SOUND, bases=(basis,), linked_to_place=False)).refusals
    assert [(each.code, each.references) for each in found] == [
        ("not_linked_to_place", (measure(basis, date(2026, 11, 20)).reference,))
    ]


@pytest.mark.parametrize(
    ("basis", "who"),
    [
        ("A4", "ministre"), ("A11", "ministre chargé de l’immigration"), ("A15", "maire"), ("A13", "maire ou du préfet"),
        ("A16", "sans arrêté, par le préfet"), ("A2", None),
    ],
)  # fmt: skip
def test_a_measure_that_is_not_the_prefects_alone_is_a_warning_that_names_who_may_take_it(
    basis: str, who: str | None
) -> None:
    found = [
        each.text.render("fr")
        for each in judge(replace(SOUND, bases=(basis,))).warnings
        if each.code in ("other_authority", "no_order")
    ]
    assert [who is not None and who in each for each in found] == ([True] if who else [])


def test_two_grounds_are_a_warning_and_the_lower_cap_counts() -> None:
    both = judge(replace(SOUND, bases=("A2", "A8"), months=3))
    assert (both.allowed, [each.code for each in both.warnings]) == (True, ["several_grounds"])
    assert codes(bases=("A2", "A8"), months=5) == ["too_long"]


@pytest.mark.parametrize(
    ("announced", "refused"),
    [
        ("closure or refusal", True), ("fermeture et/ou avertissement", True), ("Refus OU fermeture", True),
        ("closure 3 months", False), ("fermeture du bar « Où ça ? », 3 mois", False), ("fermeture de l’Oural, 3 mois", False),
    ],
)  # fmt: skip
def test_a_letter_that_leaves_a_choice_announces_several_measures(announced: str, refused: bool) -> None:
    assert codes(hearing=heard(proposed=(announced,))) == (["several_proposed"] if refused else [])


def test_a_short_time_to_answer_and_a_length_beyond_the_announced_one_are_warnings() -> None:
    found = judge(replace(SOUND, hearing=heard(days=2, proposed=("closure 2 months",))))
    assert found.allowed
    assert [each.code for each in found.warnings] == ["short_hearing", "longer_than_announced"]


@pytest.mark.parametrize(
    ("basis", "last_fact", "binds"),
    [
        ("A2", date(2026, 10, 5), "2026-11-23T10:00+01:00"),
        ("A2", date(2026, 10, 6), "2026-11-21T10:00+01:00"),
        ("A3", date(2026, 10, 5), "2026-11-21T10:00+01:00"),
    ],
    ids=["46 days old: H+48", "45 days old: at once", "the rule is not for §3"],
)
def test_stale_facts_delay_an_order_by_48_hours(basis: str, last_fact: date, binds: str) -> None:
    verdict = judge(replace(SOUND, bases=(basis,), facts_on=(date(2026, 9, 1), last_fact)))
    assert verdict.binds_from is not None
    assert verdict.binds_from.astimezone(PARIS).isoformat(timespec="minutes") == binds


days = st.dates(date(2026, 8, 20), date(2040, 12, 1)) | awkward_days(2027, 2036)


@given(days, st.integers(44, 47) | st.integers(0, 120), st.integers(0, 30), st.integers(0, 23), st.integers(1, 3))
def test_the_dates_hold_against_another_count(signed: date, age: int, wait: int, hour: int, length: int) -> None:
    last = signed - timedelta(days=age)
    served_on = signed + timedelta(days=wait)
    served = datetime(served_on.year, served_on.month, served_on.day, hour, 30, tzinfo=PARIS).astimezone(UTC)
    assume(served.astimezone(PARIS).date() == served_on)
    facts = replace(SOUND, facts_on=(last,), signed_on=signed, served_at=served, months=length)
    verdict = judge(facts)
    stale = plain(last, 45) < signed
    assert is_stale(facts) is stale
    seconds = 48 * 3600 if stale else 0
    assert verdict.binds_from is not None
    assert verdict.binds_from.timestamp() == served.timestamp() + seconds
    begins = datetime.fromtimestamp(served.timestamp() + seconds, PARIS).date()
    assert verdict.ends_on == _same_number(begins, length)


def _same_number(day: date, later: int) -> date:
    """Walk day by day to the month that is so many later, then to the same number, or to its last day."""
    wanted = day.year * 12 + day.month - 1 + later
    found = day
    while found.year * 12 + found.month - 1 < wanted or (
        found.day < day.day and (found + timedelta(days=1)).month == found.month
    ):
        found += timedelta(days=1)
    return found


@given(days, st.integers(1, 60), st.integers(-5, 5))
def test_nobody_signs_before_the_last_day_to_answer_has_passed(received: date, length: int, around: int) -> None:
    signed = plain(received, length) + timedelta(days=around)
    assume(signed > received)
    facts = replace(
        SOUND, facts_on=(received,), signed_on=signed, served_at=None, hearing=heard(received_on=received, days=length)
    )  # fmt: skip
    assert ("hearing_running" in [each.code for each in judge(facts).refusals]) is (around <= 0)


# ---------------------------------------------------------------------- the data


def test_every_measure_of_the_table_is_here_and_each_day_has_one_version_at_most() -> None:
    assert {each.key for each in all_measures()} == {f"A{number}" for number in range(1, 17)}
    assert len(measures(date(2026, 11, 20))) == 16
    for day in (date(2026, 8, 19), date(2026, 8, 20)):
        assert len({each.key for each in measures(day)}) == len(measures(day))


@pytest.mark.parametrize(
    ("key", "day", "caps"),
    [
        ("A1", date(2026, 8, 19), (6, None)), ("A1", date(2026, 8, 20), (6, 12)),
        ("A2", date(2026, 8, 19), (2, None)), ("A2", date(2026, 8, 20), (3, 6)),
        ("A3", date(2026, 8, 19), (6, None)), ("A3", date(2026, 8, 20), (6, 12)),
        ("A6", date(2026, 8, 20), (3, None)), ("A8", date(2026, 8, 20), (6, None)), ("A9", date(2026, 8, 20), (3, None)),
        ("A14", date(2023, 7, 17), (3, None)), ("A14", date(2023, 7, 18), (6, None)),
    ],
)  # fmt: skip
def test_the_longest_length_is_that_of_the_day(key: str, day: date, caps: tuple[int, int | None]) -> None:
    found = measure(key, day)
    assert (found.cap, found.cap_repeated) == caps


ROW = """
[[measure]]
key = "A1"
label = {fr = "Fermeture", en = "Closure"}
establishments = {fr = "bars", en = "bars"}
ground = {fr = "trouble", en = "disorder"}
reference = "csi_l332_1"
authority = "prefect"
closes = true
cap = 3
prior = ["hearing"]
hearing = "contradictory_usual"
confidence = ["S26"]
source = ["S26"]
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(ROW.replace("csi_l332_1", "csi_l999"), "no known legal reference", id="reference"),
        pytest.param(ROW.replace("cap = 3", "cap = 3\ncap_repeated = 3"), "on repetition", id="repetition"),
        pytest.param(ROW.replace('hearing = "contradictory_usual"\n', ""), "contradictory", id="hearing without days"),
        pytest.param(ROW.replace("contradictory_usual", "some_days"), "does not exist", id="time limit"),
        pytest.param(ROW + ROW, "does not follow", id="two versions at once"),
        pytest.param(
            ROW.replace('["S26"]\nsource', '["S26", "V"]\nsource'), "to be verified says what", id="to verify"
        ),
        pytest.param(ROW.replace('"prefect"', '"king"'), "does not exist", id="authority"),
        pytest.param(ROW + "color = 3\n", "unknown", id="a key that nobody reads"),
    ],
)
def test_a_file_that_cannot_be_right_is_refused_with_the_place(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "measures.toml"
    path.write_text(text)
    with pytest.raises(DataFault) as fault:
        read_measures(path, ["S26"])
    assert said in fault.value.text.render("en")
    assert "measures.toml" in fault.value.text.render("en")


# ---------------------------------------------------------------------- facts from a file


def test_an_absent_key_is_unknown_and_null_is_known_not_to_be() -> None:
    read = read_order({"basis": "A1", "warning_on": None, "hearing": {"urgency": None}})
    assert (read.bases, read.warning_on, read.months) == (("A1",), None, UNKNOWN)
    assert read.hearing == HearingFacts(urgency=None)
    assert read_order({"hearing": None}).hearing is None
    assert read_order({"served_at": "2026-03-28T10:00"}).served_at == datetime(2026, 3, 28, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], "object"), ({"basys": "A2"}, "basys"), ({"months": 0}, "months"), ({"months": True}, "months"),
        ({"signed_on": "20/11/2026"}, "signed_on"), ({"facts_on": "2026-10-01"}, "facts_on"), ({"delegation": "yes"}, "delegation"),
        ({"hearing": {"day": 3}}, "hearing.day"), ({"hearing": {"days": "15"}}, "hearing.days"), ({"hearing": 3}, "hearing"),
        ({"served_at": 3}, "served_at"), ({"basis": [3]}, "basis"),
    ],
)  # fmt: skip
def test_a_value_of_another_kind_or_a_misspelt_key_is_refused_by_name(data: Any, said: str) -> None:
    with pytest.raises(FactsFault) as fault:
        read_order(data)
    assert said in fault.value.text.render("en")
