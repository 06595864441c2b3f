"""Who may enter where and when: each row of the matrix of access, with its article beside it."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.words import french_faults
from workflows.law.bases import read_bases
from workflows.law.clocks import clock
from workflows.law.powers import (
    UnknownBasisError,
    Verdict,
    assess,
    bases,
    basis_of,
    default_basis,
    plannable_powers,
    powers_of,
)
from workflows.law.references import DATA, is_reference, sources
from workflows.law.requisitions import RequisitionFacts
from workflows.store.datafile import DataFault
from workflows.store.text import PARIS

ADDRESS = "12 bis rue du Four, 62100 Calais"
KEYS = [basis.key for basis in bases()]


def at(hour: int, minute: int = 0, day: int = 27, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


REQUISITION = RequisitionFacts(
    basis="cpp_78_2_1",
    offences=("ct_l8221_1",),
    places=(ADDRESS,),
    starts=at(0, day=23),
    ends=at(0, day=5, month=12),
    granted=True,
    signed_on=date(2026, 11, 20),
)
TOLD: dict[str, Any] = {"prosecutor_informed": date(2026, 11, 25)}
SERVED: dict[str, Any] = {"requisition": REQUISITION, "address": ADDRESS}


def row(agency: str, basis: str, when: datetime, colour: str, code: str, says: str, **known: Any) -> Any:
    return pytest.param(agency, basis, when, known, colour, code, id=says)


@pytest.mark.parametrize(
    ("agency", "basis", "when", "known", "colour", "code"),
    [
        # CPP 78-2-1: requisition, activity in progress, never a home
        row("police_nationale", "cpp_78_2_1", at(21, 30), "green", "allowed",
            "police may enter with a requisition that names the place while activity goes on (CPP 78-2-1)",
            activity=True, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(3), "green", "allowed",
            "police may enter at night too (CPP 78-2-1)", activity=True, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "amber", "activity_unknown",
            "police may enter only if activity is in progress on entry (Crim. 1 Sept 2020)", **SERVED),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "no_activity",
            "police may not enter a place at rest (Crim. 1 Sept 2020)", activity=False, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "home_never",
            "police may not enter a home (CPP 78-2-1)", activity=True, home=True, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "requisition_missing",
            "police may not enter without requisition (CPP 78-2-1)", activity=True),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "requisition_missing",
            "a requisition under another article does not serve (CPP 78-2-1)", activity=True, address=ADDRESS,
            requisition=replace(REQUISITION, basis="cpp_78_2")),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "requisition_not_granted",
            "police may not enter before the requisition is granted (CPP 78-2-1)", activity=True, address=ADDRESS,
            requisition=replace(REQUISITION, granted=False)),
        row("police_nationale", "cpp_78_2_1", at(0, 1, day=5, month=12), "red", "requisition_expired",
            "police may not enter a minute after the requisition (CPP 78-2-1)", activity=True, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(23, 59, day=22), "red", "requisition_not_yet",
            "police may not enter a minute before the requisition (CPP 78-2-1)", activity=True, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "requisition_other_place",
            "police may not enter next door (CPP 78-2-1)", activity=True, requisition=REQUISITION,
            address="14 rue du Four, 62100 Calais"),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "requisition_no_listed_offence",
            "police may not enter for an offence outside the closed list (CPP 78-2-1)", activity=True, address=ADDRESS,
            requisition=replace(REQUISITION, offences=("cp_321_1",))),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "red", "requisition_too_long",
            "police may not enter with a requisition longer than a month (CPP 78-2-1)", activity=True, address=ADDRESS,
            requisition=replace(REQUISITION, ends=at(0, day=24, month=12))),
        row("police_nationale", "cpp_78_2_1", at(21, 30), "amber", "place_unknown",
            "the address must still be given (CPP 78-2-1)", activity=True, requisition=REQUISITION),
        row("police_municipale", "cpp_78_2_1", at(21, 30), "red", "not_theirs",
            "municipal police may not enter under a requisition (CPP 78-2-1, 21)", activity=True, **SERVED),
        row("police_nationale", "cpp_78_2_1", at(21, 30, day=2, month=1, year=2029), "red", "law_not_in_force",
            "nothing rests on a repealed article (ord. 2025-1091)", activity=True, **SERVED),
        # CPP 78-2, 78-2-2, 53, 75; CESEDA L812-2
        row("police_nationale", "cpp_78_2", at(21, 30), "green", "allowed",
            "identities are checked where the requisition says (CPP 78-2)", address=ADDRESS,
            requisition=replace(REQUISITION, basis="cpp_78_2")),
        row("police_nationale", "cpp_78_2_2", at(21, 30), "red", "requisition_too_long",
            "vehicles are searched for 24 hours at most (CPP 78-2-2)", address=ADDRESS,
            requisition=replace(REQUISITION, basis="cpp_78_2_2")),
        row("police_nationale", "ceseda_l812_2", at(21, 30), "amber", "condition",
            "residence documents: six hours in one place, not systematic (CESEDA L812-2)"),
        row("police_nationale", "cpp_53", at(21, 30), "amber", "condition",
            "flagrance needs an offence caught in the act (CPP 53)"),
        row("police_nationale", "cpp_75", at(21, 30), "amber", "condition",
            "a preliminary search needs written consent or the judge (CPP 76)"),
        # CSI L512-6: municipal police from 6 to 23 unless the agreement says otherwise
        row("police_municipale", "pm_public_parts", at(21, 30), "green", "allowed",
            "municipal police may be in public parts at 21:30 (CSI L512-6)"),
        row("police_municipale", "pm_public_parts", at(6), "green", "allowed", "they start at 6 sharp (CSI L512-6)"),
        row("police_municipale", "pm_public_parts", at(23), "green", "allowed", "they end at 23 sharp (CSI L512-6)"),
        row("police_municipale", "pm_public_parts", at(23, 1), "red", "outside_hours",
            "not a minute past 23 (CSI L512-6)", activity=True),
        row("police_municipale", "pm_public_parts", at(5, 59), "red", "outside_hours", "nor before 6 (CSI L512-6)"),
        row("police_municipale", "pm_public_parts", at(1), "green", "allowed",
            "at 1 in the morning where the agreement says so (CSI L512-4)", convention_hours=(time(6), time(2))),
        row("police_municipale", "pm_public_parts", at(3), "red", "outside_hours",
            "not beyond the agreement (CSI L512-4)", convention_hours=(time(6), time(2))),
        row("police_municipale", "pm_public_parts", at(21, 30), "red", "no_activity",
            "a closed shop has no public part (CPP 21)", activity=False),
        row("police_municipale", "pm_public_parts", at(21, 30), "red", "home_never", "never a home (CPP 21)", home=True),
        # Conso L512-5 and L512-6
        row("ddpp_ccrf", "conso_l512_5", at(8), "green", "allowed", "fraud control from 8 sharp (C. conso. L512-5)"),
        row("ddpp_ccrf", "conso_l512_5", at(20), "green", "allowed", "until 20 sharp (C. conso. L512-5)",
            activity=False),
        row("ddpp_ccrf", "conso_l512_5", at(20, 1), "amber", "outside_hours_activity_unknown",
            "after 20, only if open or active (C. conso. L512-5)"),
        row("ddpp_ccrf", "conso_l512_5", at(21, 30), "green", "allowed", "after 20, while open (C. conso. L512-5)",
            activity=True),
        row("ddpp_ccrf", "conso_l512_5", at(21, 30), "red", "outside_hours", "not after 20 when closed (C. conso. L512-5)",
            activity=False),
        row("ddpp_ccrf", "conso_l512_5", at(15), "amber", "home_judge",
            "a dwelling by day, the judge if opposed (C. conso. L512-6)", home=True),
        row("ddpp_ccrf", "conso_l512_5", at(21, 30), "red", "home_hours", "a dwelling never at night (C. conso. L512-6)",
            home=True, activity=True),
        # CRPM L205-5
        row("ddpp_ssa", "crpm_l205_5", at(21, 30), "green", "allowed",
            "food hygiene at night while active, prosecutor told (CRPM L205-5)", activity=True, **TOLD),
        row("ddpp_ssa", "crpm_l205_5", at(21, 30), "amber", "outside_hours_activity_unknown",
            "food hygiene at night only while active (CRPM L205-5)", **TOLD),
        row("ddpp_ssa", "crpm_l205_5", at(21, 30), "red", "outside_hours",
            "food hygiene not at night in a place at rest (CRPM L205-5)", activity=False, **TOLD),
        row("ddpp_ssa", "crpm_l205_5", at(10), "green", "allowed", "food hygiene by day (CRPM L205-5)", **TOLD),
        row("ddpp_ssa", "crpm_l205_5", at(10), "green", "allowed", "told on the very day (CRPM L205-5)",
            prosecutor_informed=date(2026, 11, 27)),
        row("ddpp_ssa", "crpm_l205_5", at(10), "red", "prosecutor_not_informed",
            "food hygiene not before the prosecutor is told (CRPM L205-5)", activity=True),
        row("ddpp_ssa", "crpm_l205_5", at(10), "red", "prosecutor_told_late",
            "told the day after is too late (CRPM L205-5)", prosecutor_informed=date(2026, 11, 28)),
        row("ddpp_ssa", "crpm_l205_5", at(10), "red", "prosecutor_opposes", "the prosecutor may oppose (CRPM L205-5)",
            prosecutor_opposes=True, **TOLD),
        row("ddpp_ssa", "crpm_l205_5", at(10), "amber", "home_consent",
            "inhabited parts by day with consent (CRPM L205-5 III)", home=True, **TOLD),
        row("ddpp_ssa", "crpm_l205_5", at(21, 30), "red", "home_hours", "inhabited parts never at night (CRPM L205-5 III)",
            home=True, activity=True, **TOLD),
        row("ddpp_ssa", "crpm_l205_5_public", at(21, 30), "green", "allowed",
            "public places are free without telling the prosecutor (CRPM L205-5 I)"),
        # CT L8113-1, CSS L243-7
        row("inspection_travail", "ct_l8113_1", at(2), "green", "allowed",
            "labour inspectors at any hour where people work (C. trav. L8113-1)"),
        row("inspection_travail", "ct_l8113_1", at(2), "amber", "home_consent",
            "inhabited premises with consent (C. trav. L8113-1)", home=True),
        row("inspection_travail", "ct_l8113_1", at(2), "red", "no_activity", "nobody at work (C. trav. L8113-1)",
            activity=False),
        row("urssaf", "css_l243_7", at(21, 30), "green", "allowed", "URSSAF on working premises (CSS L243-7, R243-59)"),
        row("urssaf", "css_l243_7", at(21, 30), "red", "home_never", "URSSAF never in a home (CSS L243-7)", home=True),
        # LPF L80 O, L80 F
        row("dgfip", "lpf_l80_o", at(10), "amber", "notice_on_site", "the notice is handed at the start (LPF L80 O)"),
        row("dgfip", "lpf_l80_o", at(21, 30), "amber", "notice_on_site", "in business hours too (LPF L80 O)", activity=True),
        row("dgfip", "lpf_l80_o", at(21, 30), "red", "outside_hours", "not outside business hours (LPF L80 O)",
            activity=False),
        row("dgfip", "lpf_l80_f", at(10), "amber", "notice_on_site", "the notice of enquiry is handed (LPF L80 F)"),
        row("dgfip", "lpf_l80_f", at(10), "red", "home_never", "no private home (LPF L80 F)", home=True),
        # CD 63 ter, LPF L26-L27
        row("douanes", "cd_63_ter", at(21, 30), "green", "allowed", "customs while open, prosecutor told (CD 63 ter)",
            activity=True, **TOLD),
        row("douanes", "cd_63_ter", at(10), "red", "prosecutor_not_informed",
            "customs not before the prosecutor is told (CD 63 ter)"),
        row("douanes", "cd_63_ter", at(10), "amber", "home_consent", "private parts with express consent (CD 63 ter)",
            home=True, **TOLD),
        row("douanes", "lpf_l26", at(18, month=1), "green", "allowed", "excise until 18 in January (LPF L27)"),
        row("douanes", "lpf_l26", at(18, 1, month=2), "red", "outside_hours", "not after 18 in February (LPF L27)"),
        row("douanes", "lpf_l26", at(6, month=3), "green", "allowed", "excise from 6 in March (LPF L27)"),
        row("douanes", "lpf_l26", at(19, 1, month=10), "red", "outside_hours", "not after 19 in October (LPF L27)"),
        row("douanes", "lpf_l26", at(20, month=8), "green", "allowed", "excise until 20 in August (LPF L27)"),
        row("douanes", "lpf_l26", at(4, 59, month=5), "red", "outside_hours", "not before 5 in May (LPF L27)"),
        # CSI L634-1, L253-3; ERP
        row("cnaps", "csi_l634_1", at(23), "green", "allowed", "CNAPS at work, prosecutor told (CSI L634-1)", **TOLD),
        row("cnaps", "csi_l634_1", at(23), "red", "prosecutor_not_informed", "CNAPS tells the prosecutor (CSI L634-1)"),
        row("prefecture", "csi_l253_3", at(21, 1), "red", "outside_hours", "video commission until 21 (CSI L253-3)", **TOLD),
        row("prefecture", "csi_l253_3", at(20), "amber", "condition", "the operator may oppose (CSI L253-3)", **TOLD),
        row("sdis", "cch_r143_38", at(20), "amber", "condition", "the commission visits as decided (CCH R143-38 s.)"),
    ],
)  # fmt: skip
def test_the_matrix_answers(
    agency: str, basis: str, when: datetime, known: dict[str, Any], colour: str, code: str
) -> None:
    verdict = assess(agency, basis, when, **known)
    assert (verdict.colour, verdict.code) == (colour, code)
    assert set(basis_of(basis).references) <= set(verdict.references)
    assert all(is_reference(key) for key in verdict.references)
    assert list(french_faults(verdict.text.render("fr"))) == []


def test_a_verdict_reads_as_a_sentence_with_its_article() -> None:
    verdict = assess("ddpp_ssa", "crpm_l205_5", at(21, 30), **TOLD)
    assert verdict.text.render("fr") == (
        "Entrée sous condition\u00a0: 21\u00a0h\u00a030 est hors de la plage de 8\u00a0h à 20\u00a0h\u00a0: seulement si une "
        "activité est en cours (article\u00a0L205-5 du code rural et de la pêche maritime)."
    )
    assert verdict.as_json("en") == {
        "colour": "amber",
        "code": "outside_hours_activity_unknown",
        "sentence": "Entry under a condition: 21:30 is outside 8:00 to 20:00: only if activity is in progress "
        "(article\u00a0L205-5 of the Rural and Maritime Fishing Code).",
        "references": ["crpm_l205_5"],
    }


def test_every_reason_to_stay_out_is_told_at_once() -> None:
    verdict = assess("ddpp_ssa", "crpm_l205_5", at(21, 30), activity=False, home=True)
    said = verdict.text.render("fr")
    assert "le procureur n’en a pas été informé" in said
    assert "la partie habitée ne se visite que" in said
    assert "rien n’est ouvert" in said


@pytest.mark.parametrize("when", [at(15), at(21, 30)], ids=["by day", "at night"])
def test_a_dwelling_is_spoken_of_under_the_article_on_dwellings(when: datetime) -> None:
    """The fraud officers’ own article opens professional places; the inhabited part is article L512-6."""
    verdict = assess("ddpp_ccrf", "conso_l512_5", when, home=True)
    assert "article\u00a0L512-6 du code de la consommation" in verdict.text.render("fr")
    assert "L512-6" not in assess("ddpp_ccrf", "conso_l512_5", when).text.render("fr")


def test_the_ruling_is_cited_where_activity_decides() -> None:
    assert "crim_2020_09_01" in assess("police_nationale", "cpp_78_2_1", at(21, 30), **SERVED).references


@pytest.mark.parametrize(
    ("agency", "basis"),
    [
        ("police_nationale", "cpp_78_2_1"),
        ("police_municipale", "pm_public_parts"),
        ("ddpp_ccrf", "conso_l512_5"),
        ("ddpp_ssa", "crpm_l205_5"),
        ("inspection_travail", "ct_l8113_1"),
        ("urssaf", "css_l243_7"),
        ("dgfip", "lpf_l80_o"),
        ("douanes", "cd_63_ter"),
        ("cnaps", "csi_l634_1"),
        ("sdis", "cch_r143_38"),
        ("mairie", "cch_r143_38"),
    ],
)
def test_an_agency_has_its_usual_basis_first(agency: str, basis: str) -> None:
    assert default_basis(agency) == basis_of(basis)
    assert powers_of(agency)[0].key == basis


def test_police_prepares_an_entry_under_78_2_1_alone() -> None:
    """The others are born of what is found on the spot (CPP 53, 75) or serve in public places (CPP 78-2, 78-2-2, CESEDA)."""
    assert [basis.key for basis in plannable_powers("police_nationale")] == ["cpp_78_2_1"]
    assert plannable_powers("urssaf") == powers_of("urssaf")


@pytest.mark.parametrize("agency", ["caf", "bailleur", "transport", "education_nationale", "unknown"])
def test_an_agency_without_power_has_no_basis_and_may_not_enter(agency: str) -> None:
    assert powers_of(agency) == []
    assert default_basis(agency) is None
    assert assess(agency, "ct_l8113_1", at(10)).code == "not_theirs"


def test_an_unknown_basis_is_refused_by_a_sentence() -> None:
    with pytest.raises(UnknownBasisError, match="No basis of entry bears the key “magic”"):
        assess("urssaf", "magic", at(10))


def test_a_moment_needs_its_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        assess("urssaf", "css_l243_7", at(10).replace(tzinfo=None))


def _minute(minutes: int) -> datetime:
    return datetime.fromtimestamp(at(0, day=1, month=1).timestamp() + 60 * minutes, PARIS)


@given(
    key=st.sampled_from(KEYS),
    when=st.integers(0, 60 * 24 * 365).map(_minute),
    activity=st.sampled_from([None, True, False]),
    home=st.booleans(),
    told=st.sampled_from([None, date(2026, 1, 1), date(2027, 6, 1)]),
    served=st.booleans(),
)
def test_knowing_more_never_hides_a_refusal(
    key: str, when: datetime, activity: bool | None, home: bool, told: date | None, served: bool
) -> None:
    agency = basis_of(key).agencies[0]

    def verdict(activity: bool | None) -> Verdict:
        return assess(
            agency, key, when, activity=activity, home=home, prosecutor_informed=told,
            requisition=REQUISITION if served else None, address=ADDRESS,
        )  # fmt: skip

    found = verdict(activity)
    assert found.text.render("fr").endswith(").")
    assert found.text.render("en").endswith(").")
    order = ["red", "amber", "green"]
    assert order.index(verdict(False).colour) <= order.index(verdict(None).colour) <= order.index(verdict(True).colour)


@pytest.mark.parametrize("basis", bases(), ids=lambda basis: basis.key)
def test_every_basis_is_complete(basis: Any) -> None:
    assert all(is_reference(key) for key in (*basis.references, *basis.obstacle, *basis.hours_reference))
    assert basis.clock is None or clock(basis.clock).key == basis.clock
    assert set(basis.sources) <= set(sources())
    for text in (basis.label, basis.where, basis.on_site, basis.output, basis.condition, basis.grade):
        assert text is None or list(french_faults(text.fr)) == []


BASIS = """
[[basis]]
key = "ct_l8113_1"
agencies = ["inspection_travail"]
default_for = ["inspection_travail"]
label = {fr = "Inspection", en = "Inspection"}
where = {fr = "Partout", en = "Anywhere"}
outside = "never"
activity = "free"
formality = "none"
home = "never"
on_site = {fr = "Rien", en = "Nothing"}
output = {fr = "Rien", en = "Nothing"}
references = ["ct_l8113_1"]
confidence = ["S20"]
source = ["S20"]

[[basis.window]]
starts = 08:00:00
ends = 20:00:00
"""


def test_the_sample_stands(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(BASIS, encoding="utf-8")
    assert list(read_bases(tmp_path, {"S20"})) == ["ct_l8113_1"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(BASIS + BASIS, "stands already elsewhere", id="declared twice"),
        pytest.param(
            BASIS + BASIS.replace('key = "ct_l8113_1"', 'key = "x"'), "already acts by default", id="two defaults"
        ),
        pytest.param(
            BASIS.replace('default_for = ["inspection_travail"]', 'default_for = ["caf"]'), "default_for", id="stranger"
        ),
        pytest.param(
            BASIS.replace('home = "never"', 'home = "never"\nplannable = false'),
            "a usual basis can be planned",
            id="usual but not planned",
        ),
        pytest.param(BASIS.replace('outside = "never"', ""), "what holds outside them", id="hours without outside"),
        pytest.param(BASIS.replace('"never"\nactivity', '"sometimes"\nactivity'), "sometimes", id="unknown outside"),
        pytest.param(BASIS.replace('home = "never"', 'home = "always"'), "always", id="unknown home rule"),
        pytest.param(
            BASIS.replace('references = ["ct_l8113_1"]', 'references = ["ct_x"]'), "ct_x", id="unknown article"
        ),
        pytest.param(BASIS.replace('references = ["ct_l8113_1"]', ""), "name at least one", id="no article"),
        pytest.param(
            BASIS.replace('formality = "none"', 'formality = "requisition"'), "no requisition", id="no such requisition"
        ),
        pytest.param(
            BASIS.replace("confidence", 'clock = "never"\nconfidence'), "no known time limit", id="unknown clock"
        ),
        pytest.param(BASIS + "months = [1, 2]\n", "exactly once", id="months without hours"),
        pytest.param(BASIS.replace("08:00:00", '"8 h"'), "time of day", id="hours in words"),
        pytest.param(
            BASIS.replace('formality = "none"', 'formality = "none"\nformalities = 1'), "formalities", id="misspelt"
        ),
    ],
)
def test_a_slip_of_the_pen_stops_with_file_and_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "agency.toml").write_text(text, encoding="utf-8")
    with pytest.raises(DataFault, match=sentence) as refused:
        read_bases(tmp_path, {"S20"})
    assert "agency.toml" in str(refused.value)


AGENCIES = DATA.parents[1] / "register" / "data" / "agencies"


@pytest.mark.parametrize("path", sorted(AGENCIES.glob("*.toml")), ids=lambda path: path.stem)
def test_the_register_gives_each_agency_the_bases_of_the_matrix(path: Path) -> None:
    known = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {basis.key for basis in powers_of(path.stem)} == set(known.get("bases", []))


def test_every_agency_of_the_matrix_is_in_the_register() -> None:
    named = {agency for basis in bases() for agency in basis.agencies}
    assert named <= {path.stem for path in AGENCIES.glob("*.toml")}


def test_a_basis_is_listed_as_plain_values() -> None:
    listed = basis_of("lpf_l26").as_json()
    assert listed["hours"][0] == {"months": [1, 2, 11, 12], "starts": "07:00", "ends": "18:00"}
    assert listed["outside"] == "special"
    assert json.loads(json.dumps(listed)) == listed
    assert basis_of("ct_l8113_1").as_json("en")["outside"] is None


def test_each_file_of_the_matrix_explains_itself() -> None:
    for path in sorted((DATA / "powers").glob("*.toml")):
        assert path.read_text(encoding="utf-8").startswith("# Who may enter where")
