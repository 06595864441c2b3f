"""The rules of what holds what: read strictly, each with its source, each naming what the workflows know."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.workflows.engine.generated import step, workflow
from workflows import processes
from workflows.engine.definition import HOUSE
from workflows.engine.registry import discover, workflows
from workflows.law.holds import Hold, dangling_names, holds, holds_on, read_holds
from workflows.law.references import sources
from workflows.processes.holding import UNTOLD, Held
from workflows.store.datafile import DataFault

RULE = """
[[hold]]
key = "enquiry_holds_sale"
holder = "enquiry"
states = ["open"]
about = "place"
held = ["sale.sell"]
says = {fr = "Une enquête court.", en = "An enquiry runs."}
references = ["cpp_79"]
confidence = ["W"]
"""
ENQUIRY = workflow(["open", "closed!"], step("close", "open", "closed"), name="enquiry")
SALE = workflow(["open", "sold!"], step("sell", "open", "sold"), step("lapse", "open", "sold", HOUSE), name="sale")


def rules_in(text: str, folder: Path) -> Any:
    path = folder / "holds.toml"
    path.write_text(text, encoding="utf-8")
    return read_holds(path, sources())


def faults_of(text: str, folder: Path, facts: dict[str, frozenset[str]] | None = None) -> list[str]:
    return [fault.render("en") for fault in dangling_names(rules_in(text, folder), (ENQUIRY, SALE), facts or {})]


def test_every_rule_of_the_house_says_how_far_it_can_be_trusted() -> None:
    assert len(holds()) == 3
    for rule in holds():
        assert rule.confidence, rule.key
        assert rule.sources or not any(mark.startswith("S") for mark in rule.confidence), rule.key
        for held in rule.held:
            assert rule in holds_on(*held)


def test_no_rule_of_the_house_names_what_no_workflow_knows() -> None:
    discover(processes)
    stated = {"measure": frozenset(fact for rule in holds() for fact in rule.facts)}
    assert [fault.render("en") for fault in dangling_names(holds(), workflows(), stated)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('"sale.sell"', '"sale.give"'), "Rule enquiry_holds_sale: sale has no step give, which is therefore not held."),
        (('"sale.sell"', '"fair.sell"'), "Rule enquiry_holds_sale: no workflow is called fair."),
        (('["open"]', '["open", "running"]'), "Rule enquiry_holds_sale: enquiry has no state running, and so will hold nothing."),
        (('"sale.sell"', '"sale.lapse"'), "Rule enquiry_holds_sale: the step lapse of sale is the house’s: a rule stops no clock."),
        (("about =", 'when = ["hot"]\nabout ='), "Rule enquiry_holds_sale: sale does not state the fact hot, for which the rule asks."),
    ],
)  # fmt: skip
def test_a_name_that_dangles_is_told_in_a_sentence(tmp_path: Path, change: tuple[str, str], fault: str) -> None:
    assert faults_of(RULE, tmp_path) == []
    assert faults_of(RULE.replace(*change), tmp_path) == [fault]


def test_a_rule_about_a_version_to_come_waits_for_it(tmp_path: Path) -> None:
    assert faults_of(RULE.replace('"sale.sell"', '"sale.give"') + "version = 2\n", tmp_path) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("sale.sell", "sell"), "names no step"),
        (('held = ["sale.sell"]', "held = []"), "holds nothing"),
        (('states = ["open"]', ""), "has its states"),
        (('about = "place"', ""), "what it is about"),
        (('holder = "enquiry"\nstates = ["open"]\nabout = "place"', ""), "nothing says what holds"),
        (("cpp_79", "cpp_7979"), "no known legal reference"),
        (('confidence = ["W"]', ""), "confidence is missing"),
        (('["W"]', '["S20"]'), "names its source"),
        (("about =", "abuot ="), "abuot"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    with pytest.raises(DataFault, match=words):
        rules_in(RULE.replace(*change), tmp_path)


def test_a_rule_stands_once(tmp_path: Path) -> None:
    with pytest.raises(DataFault, match="stands already above"):
        rules_in(RULE + RULE, tmp_path)


@pytest.mark.parametrize("rule_", holds(), ids=[each.key for each in holds()])
def test_no_rule_of_the_house_shows_through_where_it_may_not_be_told(rule_: Hold) -> None:
    assert Held(rule_, UUID(int=1), told=False).refusal is UNTOLD
    told = Held(rule_, UUID(int=1), told=True).refusal
    assert (told.code, told.text, told.references) == ("held", rule_.says, rule_.references)
    assert rule_.says.render("fr") not in UNTOLD.text.render("fr")
