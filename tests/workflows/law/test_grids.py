"""Inspection grids are data: every item of the field, in two languages, with its law, severity and usual branch."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workflows.law import references
from workflows.law.grids import (
    ANSWER_LABELS,
    ANSWERS,
    ROUTES,
    SEVERITIES,
    Grid,
    UnknownGrid,
    establishment_types,
    grid,
    grid_for,
    grids,
    load_grids,
    selection,
)
from workflows.register.agencies import agencies
from workflows.store.datafile import DataFault
from workflows.store.text import Text

COUNTS = {
    "PN": 25,
    "PM": 14,
    "MA": 12,
    "CC": 20,
    "SS": 21,
    "IT": 20,
    "UR": 12,
    "FI": 12,
    "DO": 14,
    "AR": 10,
    "SD": 17,
    "CN": 10,
    "SO": 10,
    "TX": 5,
    "BB": 3,
    "TB": 2,
    "EP": 2,
    "CH": 1,
    "BA": 6,
    "TR": 5,
    "EN": 5,
    "PR": 9,
    "PA": 8,
}

TABLE = """
            PN PM MA CC SS IT UR FI DO AR SD CN SO
bar          ●  ●  ●  ●  ○  ●  ●  ●  ●  ○  ●  ○  ○
bar_tabac    ●  ●  ●  ●  ○  ●  ●  ●  ●  ○  ●  ○  ○
restaurant   ●  ●  ●  ●  ●  ●  ●  ●  ○  ○  ●  -  ○
grocery      ●  ●  ●  ●  ●  ●  ●  ●  ●  ○  ●  -  ○
barber       ●  ●  ○  ●  -  ●  ●  ●  ○  ○  ●  -  ○
phone_shop   ●  ●  ○  ●  -  ●  ●  ●  ●  -  ●  -  ○
shisha_bar   ●  ●  ●  ●  ○  ●  ●  ●  ●  ●  ●  ○  ○
"""

NATINF = {
    "PN-04": (1508,),
    "PN-07": (1508,),
    "PN-09": (28340, 8095),
    "PN-15": (27659,),
    "IT-01": (1508,),
    "IT-10": (1508,),
    "DO-03": (31067, 31675),
    "DO-07": (2347,),
    "BB-02": (1508,),
}

QUAY = """
code = "QZ"
version = 1
kind = "inspection"
agencies = ["capitainerie"]
title = { fr = "Port", en = "Harbour" }
always = ["bar"]
sector = ["restaurant"]

[[items]]
code = "QZ-01"
label = { fr = "Le quai est-il libre\u00a0?", en = "Is the quay clear?" }
finding = { fr = "Le quai n’est pas libre.", en = "The quay is not clear." }
references = ["cpp_78_2_1"]
route = "compliance"
severity = 2
confidence = ["S20"]

[[items]]
code = "QZ-02"
label = { fr = "Les bouées sont-elles là\u00a0?", en = "Are the buoys there?" }
finding = { fr = "Une bouée manque.", en = "A buoy is missing." }
basis = { fr = "Règlement du port", en = "Harbour rules" }
route = "none"
severity = 1
confidence = ["W"]
agencies = ["capitainerie"]
"""


def write_grid(folder: Path, words: str, name: str = "qz") -> Path:
    (folder / f"{name}.toml").write_text(words, encoding="utf-8")
    return folder


@pytest.mark.parametrize("code", COUNTS)
def test_each_grid_is_whole(code: str) -> None:
    found = grid(code)
    assert len(found.items) == COUNTS[code]
    assert [item.code for item in found.items] == [f"{code}-{number:02}" for number in range(1, COUNTS[code] + 1)]


def test_there_is_no_other_grid() -> None:
    assert {one.code for one in grids()} == set(COUNTS)


@pytest.mark.parametrize("one", grids(), ids=lambda one: one.code)
def test_each_item_is_bilingual_weighed_and_founded(one: Grid) -> None:
    for item in one.items:
        for text in (item.label, item.finding, item.looks_at, item.consequence, item.basis):
            if text is not None:
                assert text.render("fr").strip()
                assert text.render("en").strip()
                assert text.render("fr") != text.render("en") or len(text.render("fr").split()) < 3
        assert item.severity in SEVERITIES
        assert item.route in ROUTES
        assert item.references or item.basis
        assert all(references.is_reference(key) for key in item.references), item.code
        assert set(item.confidence) <= references.CONFIDENCES
        assert item.to_verify == ("V" in item.confidence)


@pytest.mark.parametrize("one", [one for one in grids() if one.kind != "contribution"], ids=lambda one: one.code)
def test_labels_are_short_and_compliant_answers_them_with_yes(one: Grid) -> None:
    for item in one.items:
        assert len(item.label.render("fr")) <= 100, item.code
        assert not re.match(r"(Y a-t-il|Existe-t-il|Faut-il)", item.label.render("fr")), item.code
        assert item.looks_at is not None


@pytest.mark.parametrize("one", grids(), ids=lambda one: one.code)
def test_each_item_says_in_a_sentence_what_was_not_compliant(one: Grid) -> None:
    for item in one.items:
        for said in (item.finding.render("fr"), item.finding.render("en")):
            assert said.endswith("."), item.code
            assert said.count(".") == 1, item.code
            assert said[0].isupper(), item.code
            assert not set("?'\"") & set(said.replace("’", "")), item.code
        assert len(item.finding.render("fr")) <= 130, item.code
        assert not re.search(r" [:;!?»]|« |\d (dB|°C|€|000)", item.finding.render("fr")), item.code
        assert item.finding.render("fr") != item.label.render("fr").rstrip("\u00a0?") + "."


@pytest.mark.parametrize("one", grids(), ids=lambda one: one.code)
def test_a_finding_names_no_offence_and_no_guilt_that_its_item_does_not_ask_about(one: Grid) -> None:
    graver = re.compile(
        r"délit|crime|infraction|contravention|dissimul|illégal|illicite|fraud|blanchi|contrefa|trafic|exploité|"
        r"obstacle|faux|fictif|fictive|coupable|responsab|proxén|escroc|récidiv|offence|guilt|illegal|fraud|launder",
        re.IGNORECASE,
    )
    for item in one.items:
        for language in ("fr", "en"):
            asked = {word.lower()[:6] for word in graver.findall(item.label.render(language))}
            said = {word.lower()[:6] for word in graver.findall(item.finding.render(language))}
            assert said <= asked, item.code


def test_one_french_finding_has_one_english_one() -> None:
    pairs = {(item.finding.render("fr"), item.finding.render("en")) for one in grids() for item in one.items}
    assert len({french for french, _ in pairs}) == len(pairs)


def test_articles_stand_in_references_and_not_in_words() -> None:
    written = re.compile(r"\b[LRD]\.? ?\d{3,4}-\d")
    for item in (item for one in grids() for item in one.items):
        for text in (item.label, item.finding, item.looks_at, item.consequence, item.basis):
            assert text is None or not written.search(text.render("fr")), item.code


def test_offence_numbers_are_those_that_were_found_and_no_other() -> None:
    carried = {item.code: item.natinf for one in grids() for item in one.items if item.natinf}
    assert carried == NATINF


def test_the_table_of_grids_by_establishment_is_the_one_of_the_field() -> None:
    header, *rows = [line.split() for line in TABLE.strip().splitlines()]
    for kind, *marks in rows:
        for code, mark in zip(header, marks, strict=True):
            found = grid(code)
            said = "●" if kind in found.always else "○" if kind in found.sector else "-"
            assert said == mark, f"{code} in {kind}"
    assert [row[0] for row in rows] == [kind for kind in establishment_types() if kind != "other"]


def test_agencies_and_grids_name_each_other() -> None:
    said_by_grids = {(agency, one.code) for one in grids() for agency in one.agencies}
    said_by_agencies = {(agency.key, code) for agency in agencies() for code in agency.grids}
    assert said_by_grids == said_by_agencies


def test_each_inspecting_agency_has_something_to_look_at() -> None:
    for agency in (agency for agency in agencies() if agency.inspects):
        offered = [kind for kind in establishment_types() if grid_for(agency.key, kind, agency.grids)]
        assert offered, agency.key
        for kind in ("bar", "grocery"):
            chosen = grid_for(agency.key, kind, agency.grids)
            assert len({item.code for item in chosen.items}) == len(chosen.items)


def test_the_police_in_a_night_grocery_also_ask_for_the_night_permit() -> None:
    chosen = grid_for("police_nationale", "grocery")
    assert [part.grid.code for part in chosen.parts] == ["PN", "EP"]
    assert all(part.always for part in chosen.parts)
    codes = {item.code for item in chosen.items}
    assert {"PN-01", "PN-10", "EP-01", "EP-02"} <= codes
    assert "PN-11" not in codes


def test_drinking_place_items_are_not_asked_of_a_barber() -> None:
    codes = {item.code for item in grid_for("police_nationale", "barber").items}
    assert not codes & {"PN-09", "PN-10", "PN-11", "PN-12", "PN-13", "PN-14", "PN-15", "PN-16"}
    assert {"PN-01", "PN-07", "PN-25"} <= codes


def test_hygiene_opens_in_a_bar_only_where_food_is_made() -> None:
    (part,) = grid_for("ddpp_ssa", "bar").parts
    assert not part.always
    assert grid_for("ddpp_ssa", "restaurant").parts[0].always
    assert not grid_for("ddpp_ssa", "barber")


def test_a_pack_gives_each_agency_its_own_items() -> None:
    assert [item.code for item in grid_for("urssaf", "barber").items if item.code.startswith("BB")] == ["BB-02"]
    assert [item.code for item in grid_for("ddpp_ccrf", "barber").items if item.code.startswith("BB")] == [
        "BB-01",
        "BB-03",
    ]
    assert [item.code for item in grid_for("cpam", "bar").items if item.agencies] == ["SO-05", "SO-08"]


def test_contributions_are_no_part_of_a_visit() -> None:
    assert not grid_for("bailleur", "bar")
    assert grid("BA").kind == "contribution"


def test_an_agency_added_as_data_answers_the_grids_that_its_file_names() -> None:
    chosen = grid_for("capitainerie", "bar_tabac", ["PM", "TB"])
    assert [item.code for item in chosen.items if item.code.startswith("TB")] == ["TB-01", "TB-02"]
    assert not grid_for("capitainerie", "bar_tabac")


def test_a_sheet_finds_again_the_versions_that_it_began_with() -> None:
    chosen = grid_for("police_nationale", "grocery")
    assert chosen.stamp == "PN@1+EP@1"
    assert selection(chosen.stamp, "police_nationale", "grocery") == chosen
    assert chosen.item("EP-01").severity == 3
    with pytest.raises(KeyError):
        chosen.item("PN-11")


def test_a_new_version_is_a_new_file_and_the_old_one_stays(tmp_path: Path) -> None:
    write_grid(tmp_path, QUAY)
    newer = QUAY.replace("version = 1", "version = 2").replace("Is the quay clear?", "Is the whole quay clear?")
    write_grid(tmp_path, newer, "qz_2")
    read = load_grids(tmp_path)
    assert set(read) == {("QZ", 1), ("QZ", 2)}
    assert read["QZ", 1].item("QZ-01").label.render("en") == "Is the quay clear?"
    assert read["QZ", 2].item("QZ-01").label.render("en") == "Is the whole quay clear?"


@pytest.mark.parametrize(("code", "version"), [("ZZ", None), ("PN", 99)])
def test_an_unknown_grid_is_refused_with_a_sentence(code: str, version: int | None) -> None:
    with pytest.raises(UnknownGrid) as caught:
        grid(code, version)
    assert "does not exist" in str(caught.value)
    assert "n’existe pas" in caught.value.text.render("fr")


def test_an_unknown_kind_of_establishment_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownGrid, match="The kind of establishment casino does not exist"):
        grid_for("police_nationale", "casino")


def test_the_four_answers_are_in_words() -> None:
    assert ANSWERS == ("compliant", "not_compliant", "not_checked", "not_applicable")
    assert [ANSWER_LABELS[answer].render("fr") for answer in ANSWERS] == [
        "conforme",
        "non conforme",
        "non vérifié",
        "sans objet",
    ]


def test_hygiene_ends_with_one_of_the_four_public_levels() -> None:
    levels = grid("SS").levels
    assert [level.published for level in levels] == [
        "Très satisfaisant",
        "Satisfaisant",
        "A améliorer",
        "A corriger de manière urgente",
    ]
    assert [level.route for level in levels] == ["none", "compliance", "compliance", "administrative"]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("severity = 2", "severity = 5", "QZ-01: severity must be a whole number from 1 to 4"),
        ("cpp_78_2_1", "cpp_99_9", "QZ-01: no legal reference bears the key cpp_99_9"),
        ('route = "compliance"', 'route = "sideways"', "QZ-01: sideways in route does not exist"),
        ('confidence = ["S20"]', 'confidence = ["S"]', "QZ-01: a source must be named"),
        ('confidence = ["S20"]', "confidence = []", "QZ-01: confidence is empty"),
        ('confidence = ["S20"]', 'confidence = ["S20"]\nnatinf = ["1508"]', "natinf must be a list of whole numbers"),
        ('confidence = ["S20"]', 'confidence = ["S20"]\ntypes = ["casino"]', "casino in types does not exist"),
        ('confidence = ["S20"]', 'confidence = ["S20"]\nsources = ["Nobody"]', "Nobody in sources does not exist"),
        ('confidence = ["S20"]', 'confidence = ["S20"]\nsevrity = 3', "QZ-01: the key sevrity is unknown"),
        ('references = ["cpp_78_2_1"]', "", "QZ-01: give a reference or a basis"),
        (
            'finding = { fr = "Une bouée manque.", en = "A buoy is missing." }\n',
            "",
            "QZ-02: the key finding is missing",
        ),
        ("Une bouée manque.", "Une bouée manque-t-elle\u00a0?", "QZ-02: finding states"),
        ("A buoy is missing.", "Are the buoys missing?", "QZ-02: finding states"),
        ("Une bouée manque.", "Une bouée manque", "QZ-02: finding states"),
        (', en = "Is the quay clear?"', "", "label must be a text in French (fr) and English (en)"),
        ('"QZ-02"', '"QZ-01"', "QZ-01 stands where QZ-02 should"),
        ('"QZ-02"', '"QZ-03"', "QZ-03 stands where QZ-02 should"),
        ('sector = ["restaurant"]', 'sector = ["bar"]', "both in always and in sector"),
        ('agencies = ["capitainerie"]\ntitle', "agencies = []\ntitle", "QZ-02 names an agency that the grid does not"),
        ('code = "QZ"', 'code = "QY"', "the code QY must be two capitals"),
        ("version = 1", "", "the key version is missing"),
    ],
)
def test_what_does_not_stand_is_refused_with_its_file_and_item(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    assert before in QUAY
    with pytest.raises(DataFault) as caught:
        load_grids(write_grid(tmp_path, QUAY.replace(before, after, 1)))
    assert str(caught.value).startswith("qz.toml")
    assert sentence in str(caught.value)
    assert isinstance(caught.value.text, Text)


def test_a_grid_given_twice_is_refused(tmp_path: Path) -> None:
    write_grid(tmp_path, QUAY)
    write_grid(tmp_path, QUAY, "qz_2")
    with pytest.raises(DataFault, match="the grid QZ, version 1, exists already"):
        load_grids(tmp_path)


@pytest.mark.parametrize("code", ["PM", "PN"])
def test_what_is_a_contravention_and_nothing_else_goes_to_the_police_court(code: str) -> None:
    """Domain §2 row 15, §3.1: the officer of the police court, not the prosecutor, whoever may close the place besides."""
    judged = {
        item.code: item.route
        for item in grid(code).items
        if item.consequence is not None and item.consequence.fr.startswith("Contravention")
    }
    crimes = {item.code for item in grid(code).items if item.consequence and "délit" in item.consequence.fr.lower()}
    assert {judged[name] for name in judged.keys() - crimes} == {"contravention"}
    assert {judged[name] for name in judged.keys() & crimes} <= {"judicial"}
