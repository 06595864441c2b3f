"""The house rules hold in every file, and each rule is able to find a breach."""

from __future__ import annotations

import configparser
import re

import pytest

from tests.house.pages import PAGE_RULES
from tests.house.python import PYTHON_RULES
from tests.house.rule import ROOMS, ROOT, Rule, our_files
from tests.house.words import WORD_RULES, french_faults

RULES = PYTHON_RULES | WORD_RULES | PAGE_RULES
_NO_THOUGHT = re.compile(r"(^|/)(utils?|helpers?|common|misc|tools?|stuff)(\.py|/)")
_MACHINE = re.compile("|".join(("/" + "work/", "/" + "root/", "/" + "home/[a-z]")))
_WORDS = (".py", ".toml", ".md", ".html", ".css", ".js", ".sh", ".cfg", ".in", ".txt", "Makefile", "run")


@pytest.fixture(params=RULES, ids=str)
def rule(request: pytest.FixtureRequest) -> Rule:
    return RULES[request.param]


def test_the_rule_holds(rule: Rule) -> None:
    breaches = rule.breaches()
    assert not breaches, "\n".join([rule.sentence, *breaches])


def test_the_rule_finds_a_breach(rule: Rule) -> None:
    assert list(rule.find(rule.bad))


def test_the_rule_leaves_good_work_alone(rule: Rule) -> None:
    assert list(rule.find(rule.good)) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "L'agence a répondu",
        "Attention : la réquisition manque",
        "Motif: aucun",
        "« à vérifier\u00a0»",
        "«à vérifier»",
        "Quelle heure ?",
    ],
)
def test_a_typographer_marks(sentence: str) -> None:
    assert list(french_faults(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "L’agence a répondu",
        "Motif\u00a0: aucun\u202f; «\u00a0à vérifier\u00a0»",
        "à 21:30",
        "{heure}:00",
        "art. L. 123-1",
    ],
)
def test_a_typographer_accepts(sentence: str) -> None:
    assert list(french_faults(sentence)) == []


def test_no_file_is_named_after_nothing() -> None:
    assert _NO_THOUGHT.search("webapp/utils.py")
    assert [path for path in our_files() if _NO_THOUGHT.search(path)] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert _MACHINE.search("see /" + "work/main")
    found = [
        f"{path}: {match.group()}"
        for path in our_files()
        if path.endswith(_WORDS) and (match := _MACHINE.search((ROOT / path).read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_room_is_under_the_import_contract() -> None:
    contract = configparser.ConfigParser()
    contract.read(ROOT / "setup.cfg", encoding="utf-8")
    assert set(contract["importlinter"]["root_packages"].split()) == set(ROOMS)
    packages = {path.split("/")[0] for path in our_files() if path.endswith(".py") and "/" in path}
    assert packages - {*ROOMS, "tests", "bench", "docs", "deploy"} == set()


def test_what_a_page_of_the_project_links_to_is_there() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    missing = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if not link.startswith(("http:", "https:")) and not (page.parent / link).exists()
    ]
    assert not missing, "\n".join(missing)
    assert any("docs/images" in link for link in re.findall(r"\]\(([^)]+)\)", pages[0].read_text(encoding="utf-8")))
