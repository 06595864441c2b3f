"""Who may tell whom what, gate by gate with its article, and what is refused: whatever no text opens."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from workflows.engine.definition import Refusal
from workflows.law.gates import (
    CONDITIONS,
    KINDS,
    PURPOSES,
    Passage,
    UnknownWordOfGates,
    gates,
    is_known,
    leads,
    may_pass,
    named,
    purposes_of,
)
from workflows.law.gates_data import read_gates
from workflows.law.references import DATA
from workflows.register.agencies import agencies
from workflows.store.datafile import DataFault

DAY = date(2026, 11, 29)
EVERYBODY = [each.key for each in agencies()]
MET = dict.fromkeys(CONDITIONS, True)
PRIVATE = ("bailleur", "transport")

OPEN = [
    ("urssaf", "inspection_travail", "illegal_work", "finding", "ct_l8271_2"),
    ("dgfip", "police_nationale", "illegal_work", "finding", "ct_l8271_2"),
    ("ddpp_ccrf", "urssaf", "illegal_work", "finding", "ct_l8271_2"),
    ("inspection_travail", "urssaf", "contributions", "pv", "ct_l8271_8_1"),
    ("inspection_travail", "prefecture", "prefect_sanction", "pv", "ct_l8271_1_3"),
    ("police_nationale", "ofii", "foreign_workers", "finding", "ct_l8271_17"),
    ("urssaf", "caf", "illegal_work", "finding", "ct_l8271_5"),
    ("cpam", "inspection_travail", "illegal_work", "finding", "ct_l8271_5"),
    ("police_nationale", "douanes", "public_order_activity", "finding", "csi_l214_4"),
    ("dgfip", "police_nationale", "public_order_activity", "finding", "lpf_l135_l"),
    ("ddpp_ccrf", "douanes", "tax_and_trade", "finding", "lpf_l83_a"),
    ("parquet", "dgfip", "tax_fraud", "referral", "lpf_l82_c"),
    ("parquet", "dgfip", "tax_fraud", "referral", "lpf_l101"),
    ("douanes", "urssaf", "social_fraud", "finding", "lpf_l134_c"),
    ("caf", "dgfip", "social_fraud", "finding", "css_l114_16_1"),
    ("parquet", "cpam", "social_fraud", "referral", "css_l114_16"),
    ("caf", "dgfip", "public_aid_fraud", "finding", "crpa_l115_2"),
    ("cnaps", "urssaf", "private_security", "finding", "csi_l634_4"),
    ("inspection_travail", "cnaps", "private_security", "finding", "ct_l8271_6_3"),
    ("mairie", "police_nationale", "local_council", "finding", "csi_l132_5"),
    ("police_nationale", "mairie", "mayor_offences", "finding", "csi_l132_3"),
    ("parquet", "mairie", "mayor_offences", "referral_status", "csi_l132_3"),
    ("parquet", "mairie", "mayor_reported", "referral_status", "csi_l132_3"),
    ("prefecture", "mairie", "mayor_closures", "closure", "csi_l132_3_1"),
    ("police_municipale", "mairie", "town_police_report", "finding", "cpp_21_2"),
    ("education_nationale", "parquet", "referral", "referral", "cpp_40"),
    ("ddpp_ssa", "parquet", "pv_transmission", "pv", "crpm_l205_3"),
    ("ddpp_ccrf", "parquet", "pv_transmission", "pv", "conso_l512_2"),
    ("urssaf", "parquet", "pv_transmission", "pv", "ct_l8271_8"),
    ("urssaf", "prefecture", "joint_minutes", "finding", "decret_2020_872"),
    ("parquet", "police_nationale", "reply_to_author", "referral_status", "cpp_40_2"),
    ("parquet", "bailleur", "reply_to_author", "referral_status", "cpp_40_2"),
    ("parquet", "prefecture", "prefect_status", "referral_status", "cpp_11"),
]
"""Domain §3.3, one line a gate and direction: from, to, what for, what, the article."""


@pytest.mark.parametrize(("from_", "to", "purpose", "kind", "article"), OPEN)
def test_what_the_text_opens_passes_with_its_article(
    from_: str, to: str, purpose: str, kind: str, article: str
) -> None:
    passed = may_pass(from_, to, purpose, kind, on=DAY, facts=MET)
    assert isinstance(passed, Passage)
    assert article in passed.references
    assert passed.clearance == KINDS[kind].secrecy


def test_the_table_above_goes_through_every_gate() -> None:
    through = {
        passed.gate.key
        for from_, to, purpose, kind, _ in OPEN
        if isinstance(passed := may_pass(from_, to, purpose, kind, on=DAY, facts=MET), Passage)
    }
    assert through == {each.key for each in gates()}


CLOSED = [
    ("ddpp_ssa", "urssaf", "illegal_work", "finding", "closed"),
    ("urssaf", "ars", "illegal_work", "finding", "closed"),
    ("sdis", "urssaf", "social_fraud", "finding", "closed"),
    ("police_nationale", "bailleur", "mayor_offences", "finding", "closed"),
    ("parquet", "transport", "tax_fraud", "referral", "closed"),
    ("mairie", "education_nationale", "local_council", "finding", "closed"),
    ("mairie", "residents", "local_council", "finding", "closed"),
    ("police_municipale", "urssaf", "illegal_work", "finding", "no_gate"),
    ("douanes", "urssaf", "illegal_work", "finding", "no_gate"),
    ("police_nationale", "urssaf", "illegal_work", "referral", "no_gate"),
    ("police_nationale", "prefecture", "prefect_status", "referral_status", "no_gate"),
    ("parquet", "prefecture", "reply_to_author", "referral", "no_gate"),
    ("bailleur", "parquet", "referral", "referral", "no_gate"),
    ("urssaf", "urssaf", "illegal_work", "finding", "its_own"),
]


@pytest.mark.parametrize(("from_", "to", "purpose", "kind", "code"), CLOSED)
def test_what_no_text_opens_is_refused_with_a_sentence(from_: str, to: str, purpose: str, kind: str, code: str) -> None:
    refused = may_pass(from_, to, purpose, kind, on=DAY, facts=MET)
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert refused.text.fr.endswith(".")


def test_a_condition_is_met_not_met_or_unknown_and_only_the_first_opens() -> None:
    def asked(fact: bool | None) -> Passage | Refusal:
        return may_pass("caf", "urssaf", "illegal_work", "finding", on=DAY, facts={"written_request": fact})

    assert isinstance(asked(True), Passage)
    for fact, code in ((False, "not_written_request"), (None, "unknown_written_request")):
        refused = asked(fact)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.references) == (code, ("ct_l8271_5",))


def test_a_judicial_investigation_closes_and_its_sentence_says_neither_what_nor_under_which_text() -> None:
    refused = may_pass("urssaf", "dgfip", "illegal_work", "finding", on=DAY, investigation=True)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.references) == ("not_now", ())
    for word in ("instruction", "information", "enquête", "juge", "secret", "pénal"):
        assert word not in refused.text.fr.lower()
    told = may_pass("urssaf", "parquet", "referral", "referral", on=DAY, facts=MET, investigation=True)
    assert isinstance(told, Passage), "whoever learns of a felony tells the prosecutor all the same"


def test_the_law_of_the_day_counts() -> None:
    asked = ("police_nationale", "parquet", "referral", "referral")
    assert isinstance(may_pass(*asked, on=date(2028, 12, 31), facts=MET), Passage)
    refused = may_pass(*asked, on=date(2029, 1, 1), facts=MET)
    assert isinstance(refused, Refusal)
    assert refused.code == "no_longer_law"
    later = may_pass("ddpp_ssa", "parquet", "pv_transmission", "pv", on=date(2029, 1, 1), facts=MET)
    assert isinstance(later, Passage)
    assert "cpp_28" not in later.references, "an article that has ended is no longer cited"


def test_nothing_ever_passes_to_who_has_no_power_but_the_reply_to_its_own_report() -> None:
    for from_, to, purpose, kind in product(EVERYBODY, (*PRIVATE, "education_nationale"), PURPOSES, KINDS):
        if isinstance(may_pass(from_, to, purpose, kind, on=DAY, facts=MET), Passage):
            assert (from_, purpose, kind) == ("parquet", "reply_to_author", "referral_status")


def test_the_gates_agree_with_what_the_register_says_of_each_agency() -> None:
    for one in agencies():
        articles = {key for gate in gates() for key in gate.references if any(
            leads(gate, one.key, other) or leads(gate, other, one.key) for other in (*EVERYBODY, "ofii"))}  # fmt: skip
        told = {key for disclosure in one.disclosures for key in disclosure.references}
        # Whom the law names, and who decides: not ways from one to another.
        assert told - articles <= {"ct_l8271_1_2", "cch_l143_3", "cpp_11"}, one.key


def test_every_name_in_the_file_is_an_agency_a_group_or_a_body() -> None:
    for gate in gates():
        for key in (*gate.from_, *gate.to, *gate.barred):
            assert key == "*" or key in EVERYBODY or named(key) is not None, (gate.key, key)
    assert is_known("ofii")
    assert not is_known("urssaf")


def test_the_purposes_between_two_agencies_are_those_of_their_gates() -> None:
    assert {each.key for each in purposes_of("urssaf", "dgfip", ["finding"], DAY)} == {
        "illegal_work_agents", "tax_and_social", "public_aid_fraud",
    }  # fmt: skip
    assert purposes_of("ddpp_ssa", "urssaf", ["finding"], DAY) == ()


@pytest.mark.parametrize("asked", [("nothing", "finding"), ("illegal_work", "nothing")])
def test_a_word_that_no_gate_knows_is_refused_with_those_that_are_known(asked: tuple[str, str]) -> None:
    with pytest.raises(UnknownWordOfGates, match="nothing"):
        may_pass("urssaf", "dgfip", *asked, on=DAY)


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ('references = ["ct_l8271_8_1"]', 'references = ["ct_l9999"]', "ct_l9999"),
        ('references = ["ct_l8271_8_1"]', "", "rests on a text"),
        ('kinds = ["finding", "pv"]', "kinds = []", "from whom, to whom and what"),
        ('key = "pv_to_prefect"', 'key = "pv_to_collecting_body"', "stands twice"),
        ('purpose = "contributions"', 'purpose = "curiosity"', "curiosity"),
        ("mutual = true\npurpose", "mutal = true\npurpose", "mutal"),
        ('source = ["Codes"]', "", "names its source"),
        ('to_verify = {fr = "Quelles fermetures le texte vise.", en = "Which closures the text is about."}', "", "to be verified"),
    ],
)  # fmt: skip
def test_a_jurist_is_told_what_to_correct(tmp_path: Path, good: str, bad: str, said: str) -> None:
    written = (DATA / "gates.toml").read_text("utf-8")
    assert good in written
    spoilt = tmp_path / "gates.toml"
    spoilt.write_text(written.replace(good, bad, 1), "utf-8")
    with pytest.raises(DataFault, match=said):
        read_gates(spoilt)
