"""Agencies are dated data: twenty of them, each with its names, its colour, its desk and its competences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from workflows.law import grids as law_grids
from workflows.law import powers, references
from workflows.register.agencies import (
    COMPETENCES,
    SHIPPED,
    AgencyRegister,
    UnknownAgency,
    agencies,
    agency,
    contrast_with_white,
    forget_folder,
    holders,
    load_agencies,
    register_folder,
)
from workflows.store.datafile import DataFault

KEYS = [
    "prefecture",
    "parquet",
    "police_nationale",
    "police_municipale",
    "mairie",
    "ddpp_ccrf",
    "ddpp_ssa",
    "inspection_travail",
    "urssaf",
    "dgfip",
    "douanes",
    "ars",
    "sdis",
    "cnaps",
    "caf",
    "cpam",
    "france_travail",
    "bailleur",
    "transport",
    "education_nationale",
]

HARBOUR = """
key = "capitainerie"
name = { fr = "Capitainerie du port", en = "Harbour master’s office" }
short = { fr = "Capitainerie", en = "Harbour office" }
kind = "local"
desk = "partner"
colour = "#204060"
letterhead = ["Capitainerie du port"]
competences = ["take_part", "inspect", "validate_section", "partnership"]
confidence = "W"
"""


def write_agency(folder: Path, words: str, name: str = "capitainerie") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(words, encoding="utf-8")
    return folder


def refusal(folder: Path, words: str, name: str = "capitainerie") -> str:
    with pytest.raises(DataFault) as caught:
        load_agencies(SHIPPED, write_agency(folder, words, name))
    assert caught.value.text.render("fr") != caught.value.text.render("en")
    return str(caught.value)


@pytest.fixture
def harbour_folder(tmp_path: Path) -> Iterator[Path]:
    folder = write_agency(tmp_path / "agencies", HARBOUR)
    yield folder
    forget_folder(folder)


def test_the_twenty_agencies_are_there_in_the_order_of_their_cards() -> None:
    assert [one.key for one in agencies()] == KEYS


def test_each_agency_is_bilingual_and_has_a_letterhead_without_mark_of_the_state() -> None:
    for one in agencies():
        for text in (one.name, one.short, *(service.name for service in one.services)):
            assert text.render("fr").strip()
            assert text.render("en").strip()
            assert "'" not in text.render("fr")
        assert one.letterhead
        assert one.services
        head = " ".join(one.letterhead).lower()
        assert "marianne" not in head
        assert "liberté" not in head
        assert "république française" not in head


def test_colours_are_readable_under_white_words_and_all_different() -> None:
    assert contrast_with_white("#ffffff") == pytest.approx(1.0)
    assert contrast_with_white("#000000") == pytest.approx(21.0)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)
    assert all(contrast_with_white(one.colour) >= 4.5 for one in agencies())
    assert len({one.colour for one in agencies()}) == len(KEYS)


def test_every_competence_is_held_by_someone() -> None:
    for competence in COMPETENCES:
        assert holders(competence), f"Nobody holds {competence}."
    assert holders("pilot_operation") == ("prefecture",)
    assert holders("grant_requisition") == ("parquet",)
    assert holders("secure_visit") == ("police_nationale", "police_municipale")
    assert set(holders("partnership")) == set(KEYS)
    assert holders("take_part") == holders("inspect") == holders("validate_section")


def test_a_competence_that_does_not_exist_is_refused() -> None:
    with pytest.raises(KeyError):
        holders("fly")


def test_those_without_power_of_inspection_only_share_the_objectives() -> None:
    for key in ("bailleur", "transport", "education_nationale"):
        assert agency(key).competences == {"partnership", "keep_keys"}
        assert not agency(key).inspects
        assert agency(key).bases == ()


@pytest.mark.parametrize(
    ("key", "day", "name"),
    [
        ("police_nationale", date(2022, 6, 1), "Police nationale (DDSP)"),
        ("police_nationale", date(2023, 12, 31), "Police nationale (DDSP)"),
        ("police_nationale", date(2024, 1, 1), "Police nationale"),
        ("inspection_travail", date(2019, 3, 1), "Inspection du travail (DIRECCTE)"),
        ("inspection_travail", date(2026, 11, 27), "Inspection du travail"),
        ("france_travail", date(2018, 2, 8), "Pôle emploi"),
        ("france_travail", date(2026, 11, 27), "France Travail"),
    ],
)
def test_an_agency_bears_the_name_of_the_day(key: str, day: date, name: str) -> None:
    assert agency(key, day).short.render("fr") == name
    assert agency(key, day).valid_on(day)


def test_the_agencies_of_a_past_day_are_the_same_twenty_under_their_names_of_then() -> None:
    then = {one.key: one for one in agencies(date(2018, 2, 8))}
    assert set(then) == set(KEYS)
    assert then["parquet"].letterhead[1] == "Tribunal de grande instance de Boulogne-sur-Mer"
    assert agency("parquet").letterhead[1] == "Tribunal judiciaire de Boulogne-sur-Mer"


def test_an_unknown_agency_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnknownAgency) as caught:
        agency("police_montee")
    assert str(caught.value).startswith("No agency has the key police_montee.")
    assert "police_nationale" in caught.value.text.render("fr")


def test_an_agency_that_did_not_exist_on_that_day_is_refused_with_a_sentence(tmp_path: Path) -> None:
    register = load_agencies(write_agency(tmp_path, HARBOUR + "valid_from = 2025-01-01\n"))
    with pytest.raises(UnknownAgency) as caught:
        register.agency("capitainerie", date(2024, 12, 31))
    assert (
        caught.value.text.render("fr")
        == "Le service «\u00a0Capitainerie\u00a0» n’existait pas le mardi 31 décembre 2024."
    )
    assert register.agencies(date(2024, 12, 31)) == ()
    assert register.agency("capitainerie", date(2025, 1, 1)).inspects


def test_an_agency_added_as_one_file_is_there_at_once_and_can_leave(harbour_folder: Path) -> None:
    register_folder(harbour_folder)
    register_folder(harbour_folder)
    assert agency("capitainerie").desk == "partner"
    assert agencies()[-1].key == "capitainerie"
    assert "capitainerie" in holders("take_part")
    forget_folder(harbour_folder)
    with pytest.raises(UnknownAgency):
        agency("capitainerie")


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    register_folder(tmp_path / "absent")
    assert [one.key for one in agencies()] == KEYS
    forget_folder(tmp_path / "absent")


def test_a_refused_folder_changes_nothing(tmp_path: Path) -> None:
    folder = write_agency(tmp_path, HARBOUR.replace('"partner"', '"nowhere"'))
    with pytest.raises(DataFault):
        register_folder(folder)
    assert [one.key for one in agencies()] == KEYS


def test_an_agency_given_twice_is_refused(tmp_path: Path) -> None:
    words = HARBOUR.replace("capitainerie", "mairie")
    assert "the agency mairie exists already" in refusal(tmp_path, words, "mairie")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ('key = "capitainerie"', 'key = "port"', "must be the name of the file"),
        ('desk = "partner"', 'desk = "nowhere"', "nowhere in desk does not exist"),
        ('"inspect", ', '"inspect_all", ', "inspect_all in competences does not exist"),
        ('"inspect", ', '"take_part", ', "take_part stands twice in competences"),
        ("#204060", "#ffd700", "stay readable"),
        ("#204060", "navy", "must be written #rrggbb"),
        ("#204060", "#1f3a6d", "already that of the agency prefecture"),
        ('letterhead = ["Capitainerie du port"]', "letterhead = []", "at least one line"),
        (', en = "Harbour office"', "", "a text in French (fr) and English (en)"),
        ("Capitainerie du port", "Capitainerie de l'avant-port", "the apostrophe ’"),
        ('confidence = "W"', "", "the key confidence is missing"),
        ('confidence = "W"', 'confidence = "W"\ncolor = "#204060"', "the key color is unknown"),
        (
            'confidence = "W"',
            'confidence = "W"\n[[services]]\ncode = "PMC"\nname = {fr="x", en="x"}',
            "service code PMC",
        ),
        ('confidence = "W"', 'confidence = "W"\nvalid_from = "2024-01-01"', "must be a day"),
        ('desk = "partner"', "desk = ", "cannot be read as TOML"),
    ],
)
def test_what_cannot_be_right_is_refused_with_its_file_and_a_sentence(
    tmp_path: Path, before: str, after: str, sentence: str
) -> None:
    assert before in HARBOUR
    said = refusal(tmp_path, HARBOUR.replace(before, after))
    assert said.startswith("capitainerie.toml")
    assert sentence in said


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "capitainerie.toml").write_bytes(HARBOUR.replace("office", "préfecture").encode("cp1252", "replace"))
    with pytest.raises(DataFault, match="is not UTF-8"):
        load_agencies(tmp_path)


def test_periods_that_overlap_are_refused(tmp_path: Path) -> None:
    former = """
valid_from = 2024-01-01
[[formerly]]
name = { fr = "Port", en = "Port" }
short = { fr = "Port", en = "Port" }
valid_to = 2024-06-30
confidence = "W"
"""
    assert "the periods overlap" in refusal(tmp_path, HARBOUR + former)


def test_dangling_names_of_grids_powers_and_references_are_refused() -> None:
    register: AgencyRegister = load_agencies(SHIPPED)
    known = register.agencies()
    grids = {code for one in known for code in one.grids}
    bases = {key for one in known for key in one.bases}
    references = {key for one in known for disclosure in one.disclosures for key in disclosure.references}
    register.check_names(grids=grids, bases=bases, references=references)
    with pytest.raises(DataFault, match=r"cnaps\.toml: CN in grids does not exist"):
        register.check_names(grids=grids - {"CN"}, bases=bases, references=references)
    with pytest.raises(DataFault, match=r"police_nationale\.toml: cpp_78_2_1 in bases does not exist"):
        register.check_names(grids=grids, bases=bases - {"cpp_78_2_1"}, references=references)
    with pytest.raises(DataFault, match="references does not exist"):
        register.check_names(grids=grids, bases=bases, references=references - {"cpp_11"})


def test_the_law_knows_every_grid_power_and_reference_that_the_agencies_name() -> None:
    load_agencies(SHIPPED).check_names(
        grids={one.code for one in law_grids.grids()},
        bases={one.key for one in powers.bases()},
        references={one.key for one in references.all_references()},
    )


def test_agencies_and_the_matrix_of_access_say_the_same_of_who_may_enter() -> None:
    said_by_law = {(key, one.key) for one in powers.bases() for key in one.agencies}
    assert {(one.key, base) for one in agencies() for base in one.bases} == said_by_law
