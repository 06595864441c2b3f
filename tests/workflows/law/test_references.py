"""Legal references are dated records: found by key, cited in both languages, refused out of their time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.house.words import french_faults
from workflows.law.references import (
    CONFIDENCES,
    DATA,
    Reference,
    UnknownReferenceError,
    all_references,
    is_reference,
    key_of,
    read_references,
    reference,
    references,
    sources,
)
from workflows.law.scenarios import USAGE
from workflows.store.datafile import DataFault

TODAY = date(2026, 11, 23)
GRIDS = DATA.parent / "grids" / "data"

HEAD = """
[[code]]
key = "cpp"
of = {fr = "du code de procédure pénale", en = "of the Code of Criminal Procedure"}
short = {fr = "CPP", en = "CPP"}
"""
ARTICLE = """
[[reference]]
key = "cpp_11"
article = "11"
says = {fr = "Secret.", en = "Secrecy."}
confidence = ["S20"]
source = ["S20"]
"""


@pytest.fixture(params=all_references(), ids=lambda record: f"{record.key} from {record.valid_from}")
def record(request: pytest.FixtureRequest) -> Reference:
    found = request.param
    assert isinstance(found, Reference)
    return found


def test_every_record_is_complete_and_well_set(record: Reference) -> None:
    assert set(record.confidence) <= CONFIDENCES
    assert record.confidence
    assert set(record.sources) <= set(sources())
    for words in (record.says.fr, record.cite("fr"), record.short("fr")):
        assert list(french_faults(words)) == []
    assert record.says.fr.endswith(".")
    assert record.says.en.endswith(".")
    assert record.cite("fr") != record.cite("en") or record.title is not None


@pytest.mark.parametrize(
    ("key", "fr", "en", "short_fr", "short_en"),
    [
        (
            "cpp_78_2_1",
            "article\u00a078-2-1 du code de procédure pénale",
            "article\u00a078-2-1 of the Code of Criminal Procedure",
            "CPP, art.\u00a078-2-1",
            "CPP, art.\u00a078-2-1",
        ),
        (
            "csp_r1336_1",
            "articles\u00a0R1336-1 et suivants du code de la santé publique",
            "articles\u00a0R1336-1 and following of the Public Health Code",
            "CSP, art.\u00a0R1336-1\u00a0et\u00a0s.",
            "Public Health Code, art.\u00a0R1336-1\u00a0ff.",
        ),
        (
            "csp_l3332_15_2",
            "article\u00a0L3332-15\u00a0§\u00a02 du code de la santé publique",
            "article\u00a0L3332-15\u00a0§\u00a02 of the Public Health Code",
            "CSP, art.\u00a0L3332-15\u00a0§\u00a02",
            "Public Health Code, art.\u00a0L3332-15\u00a0§\u00a02",
        ),
        (
            "eu_852_2004_annex_2_9",
            "annexe II, chapitre IX, du règlement (CE) n°\u00a0852/2004",
            "Annex II, chapter IX, of Regulation (EC) No 852/2004",
            "Règl. 852/2004, annexe II, ch. IX",
            "Reg. 852/2004, Annex II, ch. IX",
        ),
    ],
)
def test_a_reference_is_cited_in_full_and_in_short(key: str, fr: str, en: str, short_fr: str, short_en: str) -> None:
    found = reference(key, TODAY)
    assert (found.cite("fr"), found.cite("en")) == (fr, en)
    assert (found.short("fr"), found.short("en")) == (short_fr, short_en)


@pytest.mark.parametrize(
    ("code", "article", "key"),
    [
        ("cpp", "78-2-1", "cpp_78_2_1"),
        ("csp", "L3332-15 §2", "csp_l3332_15_2"),
        ("lpf", "L16-0 BA", "lpf_l16_0_ba"),
        ("cd", "63 ter", "cd_63_ter"),
        ("erp", "PE 11", "erp_pe_11"),
        ("eu_178_2002", "18", "eu_178_2002_18"),
    ],
)
def test_a_key_follows_from_code_and_article(code: str, article: str, key: str) -> None:
    assert key_of(code, article) == key
    assert is_reference(key)


@pytest.mark.parametrize(
    ("on", "months"),
    [
        pytest.param(date(2026, 8, 19), "deux mois", id="two months until 19 August 2026 (CSP L3332-15 §2)"),
        pytest.param(date(2026, 8, 20), "trois mois", id="three months from 20 August 2026 (Act 2026-798)"),
    ],
)
def test_a_closure_has_the_length_of_its_day(on: date, months: str) -> None:
    assert months in reference("csp_l3332_15_2", on).says.render("fr")


def test_the_code_of_criminal_procedure_ends_with_2028() -> None:
    assert reference("cpp_40", date(2028, 12, 31)).valid_to == date(2028, 12, 31)
    with pytest.raises(UnknownReferenceError, match=r"CPP, art\.\u00a040 \(cpp_40\) is not in force on 2029-01-01\."):
        reference("cpp_40", date(2029, 1, 1))


def test_an_unknown_key_is_refused_by_a_sentence() -> None:
    with pytest.raises(UnknownReferenceError, match="No legal reference bears the key “cpp_999”"):
        references(["cpp_11", "cpp_999"], TODAY)
    assert not is_reference("cpp_999")


def test_what_must_be_verified_says_so() -> None:
    assert reference("ct_l8114_1", TODAY).to_verify
    assert not reference("cpp_78_2_1", TODAY).to_verify


def test_every_key_of_the_grids_is_a_reference_in_force() -> None:
    keys = {key for path in sorted(GRIDS.rglob("*.toml")) for key in _references_in(tomllib.loads(path.read_text()))}
    assert len(keys) > 150
    assert [version.key for version in references(sorted(keys), TODAY)] == sorted(keys)


def _references_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from inner if name == "references" else _references_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references_in(inner)


def test_no_source_is_declared_for_nothing() -> None:
    files = [path for path in DATA.parent.rglob("*.toml") if path.name != "sources.toml"]
    cited = {
        mark
        for path in files
        for line in re.findall(r"^sources? = \[(.*)\]$", path.read_text(), re.MULTILINE)
        for mark in re.findall(r'"([^"]+)"', line)
    }
    assert cited - {USAGE} == set(sources())


def read(folder: Path, *files: str) -> dict[str, tuple[Reference, ...]]:
    for number, text in enumerate(files):
        (folder / f"file{number}.toml").write_text(text, encoding="utf-8")
    return read_references(folder, {"S20"})


def test_versions_of_one_article_follow_each_other(tmp_path: Path) -> None:
    before = ARTICLE + "valid_to = 2020-12-31\n"
    after = ARTICLE + "valid_from = 2021-01-01\n"
    found = read(tmp_path, HEAD + after + before)["cpp_11"]
    assert [version.valid_from for version in found] == [None, date(2021, 1, 1)]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        pytest.param(
            [HEAD + ARTICLE.replace("cpp_11", "cpp_12")],
            "cpp_12: the key of this article must be cpp_11",
            id="wrong key",
        ),
        pytest.param([HEAD + ARTICLE.replace("cpp_11", "CPP-11")], "lower-case letters", id="key in capitals"),
        pytest.param([HEAD + ARTICLE + ARTICLE], "in force on the same day", id="two versions at once"),
        pytest.param([HEAD + ARTICLE, HEAD + ARTICLE], "already in file0.toml", id="the same key in two files"),
        pytest.param([HEAD + ARTICLE.replace('"S20"', '"S99"', 1)], "S99", id="unknown confidence"),
        pytest.param([HEAD + ARTICLE.replace('source = ["S20"]', 'source = ["X"]')], "X", id="unknown source"),
        pytest.param([HEAD + ARTICLE.replace('source = ["S20"]', "")], "names its source", id="no source"),
        pytest.param([HEAD + ARTICLE.replace('confidence = ["S20"]', "")], "confidence", id="no confidence"),
        pytest.param([HEAD + ARTICLE + "valid_until = 2020-01-01\n"], "valid_until", id="a misspelt key"),
        pytest.param(
            [HEAD + ARTICLE + "valid_from = 2021-01-01\nvalid_to = 2020-01-01\n"], "before it begins", id="ends before"
        ),
        pytest.param(
            [HEAD + ARTICLE.replace('article = "11"', "")],
            "article, or the title|an article or the title",
            id="no article",
        ),
        pytest.param([HEAD + ARTICLE.replace(', en = "Secrecy."', "")], "English", id="one language"),
        pytest.param([ARTICLE], "no \\[\\[code\\]\\]", id="no code"),
        pytest.param(["[[reference"], "cannot be read as TOML", id="not TOML"),
    ],
)
def test_a_slip_of_the_pen_stops_with_file_and_sentence(tmp_path: Path, files: list[str], sentence: str) -> None:
    with pytest.raises(DataFault, match=sentence) as refused:
        read(tmp_path, *files)
    assert f"file{len(files) - 1}.toml" in str(refused.value)


def test_a_folder_without_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="no file there"):
        read_references(tmp_path, {"S20"})
