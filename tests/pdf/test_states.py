"""What a paper says of where a case stands: each document declares the states that it may print, and prints no other."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import pytest

import workflows.processes
from pdf.documents import document_for, documents
from pdf.press import render
from pdf.stopped import PressStopped
from tests.pdf import samples
from tests.pdf.printed import NAMES, snapshot
from workflows.engine import registry
from workflows.law.referrals import told_of
from workflows.processes.plain import Plain, names_of, records_of
from workflows.processes.referral_answers import ANSWERS
from workflows.processes.snapshot_parts import NOT_RECEIVED, RESERVED

registry.discover(workflows.processes)
SETTLED = re.compile(
    r"(?<!non )(?<!pas )\b(clos|close|closes|résolue?|faite?|vérifiée?|levée?|régularisée?|exécutée?|terminée?|jugée?|annulée?)\b"
)
NOT_OF_A_CASE = {
    "SkyLine": "the label of the state itself, as the case says it",
    "WatchLine": "what a patrol saw: shut or open",
    "ServiceRecordSnapshot": "what became of the letter: received, refused, not collected",
    "HearingMinutesSnapshot": "whether the person signed",
}
"""Records whose ``state`` is none of a case's, and what it is."""


def told() -> Iterator[tuple[str, str, str]]:
    """Every document with every state of every version of each workflow that it tells something of."""
    for name, document in documents().items():
        for workflow in registry.workflows():
            if workflow.name in document.prints:
                for state in workflow.states:
                    yield name, workflow.name, state.name


@pytest.mark.parametrize("name", NAMES)
def test_every_state_that_a_sample_tells_is_declared(name: str) -> None:
    document = document_for(snapshot(name))
    assert document.unprintable(snapshot(name).printed_states()) == []


@pytest.mark.parametrize(("name", "workflow", "state"), sorted(set(told())))
def test_what_is_pending_is_never_worded_as_settled(name: str, workflow: str, state: str) -> None:
    words = documents()[name].prints[workflow].get(state)
    if words is None:
        assert documents()[name].unprintable([(workflow, state)])
        return
    final = all(each.state(state).final for each in _versions_with(workflow, state))
    if not final and (workflow, state) not in SAID_OF_SOMETHING_ELSE:
        assert not SETTLED.search(words.lower()), f"“{words}” would read as the end of it"


SAID_OF_SOMETHING_ELSE = {("action", "done")}
"""Done, though the prefect's office may still check it: the word says no more than that."""


@pytest.mark.parametrize("name", sorted(documents()))
def test_a_document_declares_only_states_that_exist(name: str) -> None:
    for workflow, states in documents()[name].prints.items():
        known = {state.name for each in registry.workflows() if each.name == workflow for state in each.states}
        assert known, f"no workflow is called {workflow}"
        assert set(states) - {NOT_RECEIVED, RESERVED} <= known


@pytest.mark.parametrize("name", NAMES)
def test_every_record_that_has_a_state_tells_it(name: str) -> None:
    told = {state for _workflow, state in snapshot(name).printed_states()} | {NOT_RECEIVED}
    for record in records_of(snapshot(name)):
        if "state" in names_of(type(record)) and type(record).__name__ not in NOT_OF_A_CASE:
            assert record.state in told or getattr(record, "kind", "") == "none"  # type: ignore[attr-defined]


def test_the_steps_that_issue_the_papers_of_a_transmission_lead_to_states_that_these_print() -> None:
    issuing = [
        (each.name, step.target)
        for each in registry.workflows()
        if each.name in ("referral", "pv_transmission") and "sent" in {state.name for state in each.states}
        for step in each.steps
        if step.target == "sent"
    ]
    assert {name for name, _target in issuing} == {"referral", "pv_transmission"}
    assert documents()["transmittal"].unprintable(issuing) == []
    assert documents()["referral"].unprintable([each for each in issuing if each[0] == "referral"]) == []


def test_every_answer_of_the_prosecutor_that_is_told_has_its_words() -> None:
    told = [each.state for each in ANSWERS if told_of(each.state, to="author") is not None]
    assert told
    assert documents()["reply_40_2"].unprintable([("referral", each) for each in told]) == []


def test_the_press_stops_at_a_state_that_the_document_does_not_print() -> None:
    minutes = samples.minutes()
    visit = dataclasses.replace(minutes.visits[0], state="sealed")
    changed = dataclasses.replace(minutes, visits=(visit, *minutes.visits[1:]))
    with pytest.raises(PressStopped, match="a word for the state sealed"):
        render(document_for(changed), changed, samples.pictures())


def test_the_check_itself_sees_a_settled_word() -> None:
    assert SETTLED.search("suite close")
    assert not SETTLED.search("réponse reçue, suite non close")


def _versions_with(name: str, state: str) -> list[Any]:
    found = [each for each in registry.workflows() if each.name == name]
    return [each for each in found if state in {known.name for known in each.states}]


def test_records_are_walked_to_the_last() -> None:
    assert {type(each).__name__ for each in records_of(samples.minutes())} >= {"MinutesSnapshot", "VisitPart", "Head"}
    assert all(isinstance(each, Plain) for each in records_of(samples.minutes()))
