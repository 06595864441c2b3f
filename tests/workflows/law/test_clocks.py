"""Each time limit of an inspection, with its article, and the moment at which it has passed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.law import calendar_oracle as oracle
from tests.workflows.law.awkward import awkward_days
from workflows.law.clocks import Clock, UnknownClockError, clock, clocks, read_clocks
from workflows.law.references import is_reference, reference
from workflows.store.datafile import DataFault
from workflows.store.text import PARIS

FRIDAY = datetime(2026, 11, 27, 22, 40, tzinfo=PARIS)
CLOCK = """
[[clock]]
key = "crpm_l205_3"
label = {fr = "Envoi", en = "Sending"}
starts = {fr = "la clôture", en = "the closing"}
count = 8
unit = "calendar"
consequence = "nullity"
says = {fr = "À peine de nullité.", en = "Else void."}
reference = "crpm_l205_3"
confidence = ["S20"]
source = ["S20"]
"""


def paris(year: int, month: int, day: int, hour: int = 23, minute: int = 59, second: int = 59) -> datetime:
    return datetime(year, month, day, hour, minute, second, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("key", "due", "consequence"),
    [
        pytest.param("crpm_l205_3", paris(2026, 12, 5), "nullity", id="CRPM L205-3: 8 days, a Saturday is not moved"),
        pytest.param("cd_63_ter", paris(2026, 12, 2), "legal", id="C. douanes 63 ter: 5 days to the prosecutor"),
        pytest.param("cd_63_ter_copy", paris(2026, 12, 2), "legal", id="C. douanes 63 ter: 5 days to the person"),
        pytest.param("lpf_l80_f", paris(2026, 12, 27), "legal", id="LPF L80 F: 30 days for the final report"),
        pytest.param("lpf_l80_o", paris(2026, 12, 27), "right", id="LPF L80 O: 30 days to justify"),
        pytest.param("css_r243_59", paris(2026, 12, 27), "right", id="CSS R243-59: 30 days to answer URSSAF"),
        pytest.param("ct_r8272_7", paris(2026, 12, 12), "right", id="C. trav. R8272-7: 15 days to answer"),
        pytest.param("ct_l8253_1", paris(2026, 12, 12), "right", id="C. trav. L8253-1: 15 days to answer"),
        pytest.param("conso_r522_2", paris(2026, 12, 27), "right", id="C. conso. R522-2: a month to answer"),
        pytest.param("artisanat_l151_2", paris(2027, 3, 27), "right", id="C. artisanat L151-2: 4 months to justify"),
        pytest.param("cja_r421_1", paris(2027, 1, 27), "right", id="CJA R421-1: two months to go to court"),
        pytest.param("csi_l252_5", paris(2026, 12, 27), "legal", id="CSI L252-5: recordings live a month"),
        pytest.param(
            "csp_l3332_15_enforceable", paris(2026, 11, 29, 22, 40, 0), "legal", id="CSP L3332-15: 48 real hours"
        ),
        pytest.param("minutes_section", paris(2026, 12, 4), "internal", id="5 working days, rule of the partnership"),
        pytest.param(
            "commitment_answer", paris(2026, 12, 18), "internal", id="15 working days, rule of the partnership"
        ),
        pytest.param("reading", paris(2026, 12, 7), "internal", id="10 days, rule of the partnership"),
    ],
)
def test_a_limit_that_starts_on_friday_evening_passes_at(key: str, due: datetime, consequence: str) -> None:
    found = clock(key)
    assert found.due(FRIDAY) == due
    assert found.term.due(FRIDAY) == due
    assert found.consequence == consequence


_UNITS = {"calendar": oracle.plain, "working": oracle.working, "franc": oracle.clear, "months": oracle.months}


@given(day=awkward_days(2026, 2036), found=st.sampled_from([each for each in clocks() if not each.before]))
def test_each_limit_holds_against_another_count_around_awkward_days(day: date, found: Clock) -> None:
    start = datetime(day.year, day.month, day.day, 12, 30, tzinfo=PARIS)
    term = found.term
    if term.unit == "hours":
        assert found.due(start).timestamp() == oracle.hours(start, term.count)
        return
    last = _UNITS[term.unit](day, term.count)
    if term.rolls:
        last = oracle.rolled(last)
    assert found.due(start) == paris(last.year, last.month, last.day)


@pytest.mark.parametrize(("key", "day"), [("invitation_answer", 17), ("operation_order", 24)])
def test_a_limit_before_the_operation_ends_with_its_day(key: str, day: int) -> None:
    assert clock(key).latest(FRIDAY) == paris(2026, 11, day)
    with pytest.raises(ValueError, match="counted backwards"):
        clock(key).due(FRIDAY)


def test_a_limit_after_an_event_is_not_asked_backwards() -> None:
    with pytest.raises(ValueError, match="runs forward"):
        clock("crpm_l205_3").latest(FRIDAY)


@pytest.mark.parametrize("found", clocks(), ids=lambda found: found.key)
def test_every_limit_cites_an_article_in_force_or_is_ours(found: Clock) -> None:
    if found.reference is None:
        assert found.consequence == "internal"
    else:
        assert is_reference(found.reference)
        assert reference(found.reference, FRIDAY.date()).cite("fr")
    assert found.to_verify == ("V" in found.confidence)


def test_an_unknown_limit_is_refused_by_a_sentence() -> None:
    with pytest.raises(UnknownClockError, match="No time limit bears the key “never”"):
        clock("never")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(CLOCK + CLOCK, "stands already above", id="declared twice"),
        pytest.param(
            CLOCK.replace('reference = "crpm_l205_3"', 'reference = "crpm_x"'), "crpm_x", id="unknown article"
        ),
        pytest.param(CLOCK.replace('reference = "crpm_l205_3"', ""), "internal limit", id="a nullity without article"),
        pytest.param(CLOCK.replace('"calendar"', '"weeks"'), "weeks", id="unknown unit"),
        pytest.param(CLOCK.replace("count = 8", "count = 0"), "count", id="no length"),
        pytest.param(CLOCK.replace('"nullity"', '"doom"'), "doom", id="unknown consequence"),
        pytest.param(
            CLOCK.replace('"calendar"', '"hours"') + "rolls = true", "cannot be counted", id="hours that roll"
        ),
        pytest.param(
            CLOCK.replace('"calendar"', '"working"') + "before = true", "plain days", id="backwards in working days"
        ),
        pytest.param(CLOCK.replace('confidence = ["S20"]', ""), "confidence", id="no confidence"),
        pytest.param(CLOCK + "unitt = 3", "unitt", id="a misspelt key"),
    ],
)
def test_a_slip_of_the_pen_stops_with_file_and_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "clocks.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFault, match=sentence) as refused:
        read_clocks(path, {"S20"})
    assert "clocks.toml" in str(refused.value)
