"""The sheet of a problem: every word of it is printed, figures with both periods, and no closed one without its assessment."""

from __future__ import annotations

from dataclasses import replace

from pdf.documents.problem_sheet import ACTIONS, STATES, VERDICTS, say_change
from tests.pdf.printed import printed, text_of
from tests.pdf.samples_problem import problem_sheet
from workflows.processes import action
from workflows.processes.plain import strings_of
from workflows.processes.problem import WORKFLOW
from workflows.processes.problem_facts import CLOSED, OPEN
from workflows.processes.problem_facts import VERDICTS as KNOWN
from workflows.processes.snapshots import read_snapshot

CODES = ("head.", "state", "verdict")


def test_the_sheet_prints_every_word_that_it_received_and_both_figures() -> None:
    sheet, words = problem_sheet(), text_of(printed("problem_sheet"))
    told = [
        text for path, text in strings_of(sheet) if not path.startswith("head.") and path.split(".")[-1] not in CODES
    ]
    assert not [text for text in told if text not in ("signalements", "bris") and " ".join(text.split()) not in words]
    assert "23 signalements" in words
    assert "6,5 signalements" in words
    assert "−72 %" in words
    assert "clos, résolu, tour 2, après PB-2026-0001" in words


def test_a_change_is_said_only_where_there_is_something_to_change_from() -> None:
    assert [say_change(line) for line in problem_sheet().measures] == ["−72\u00a0%", "–"]


def test_every_state_and_verdict_has_its_word() -> None:
    assert set(STATES) == {*OPEN, *CLOSED}
    assert set(VERDICTS) == set(KNOWN)
    assert set(ACTIONS) == {state.name for state in action.WORKFLOW.states}
    assert set(STATES) <= {state.name for state in WORKFLOW.states}


def test_a_closed_sheet_without_its_analysis_or_assessment_is_not_printed() -> None:
    bare = replace(problem_sheet(), analysis=None, assessment=None)
    assert [text.render("fr") for text in bare.missing()] == ["l’analyse", "l’évaluation"]
    assert replace(bare, state="handed_over").missing() == []
    assert read_snapshot(bare.as_json()) == bare, "the child of the press reads it back as what it is"
