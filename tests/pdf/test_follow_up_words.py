"""What the minutes say of each state of each branch: nothing pending as settled, and of what is not known, nothing at all."""

from __future__ import annotations

import pytest

from pdf.documents.minutes import _state_words
from pdf.stopped import PressStopped
from pdf.words import ENDED, FOLLOW_UP
from workflows import processes
from workflows.engine.registry import discover, workflows
from workflows.processes.consequence import OWNER
from workflows.processes.snapshot_parts import RESERVED, ConsequenceLine


def line(kind: str, state: str) -> ConsequenceLine:
    return ConsequenceLine(kind, "suite", state, "Service")


@pytest.mark.parametrize("kind", [("measure", "administrative"), ("compliance", "compliance")])
def test_every_state_that_such_a_branch_may_stand_in_has_its_words(kind: tuple[str, str]) -> None:
    discover(processes)
    for each in workflows():
        if each.name == kind[0]:
            for state in each.states:
                assert _state_words(line(kind[1], state.name)), f"{each.name} v{each.version}: {state.name}"
                assert state.final == (state.name in ENDED), state.name


def test_of_a_referral_the_minutes_say_no_state_but_that_it_is_reserved() -> None:
    assert _state_words(line("judicial", RESERVED)) == "état réservé à son auteur et au parquet"
    assert RESERVED not in ENDED
    for state in ("registered", "no_action", "prosecution", "judicial_investigation", "judgment"):
        with pytest.raises(PressStopped):
            _state_words(line("judicial", state))


@pytest.mark.parametrize("kind", ["judicial", "administrative", "compliance", "none", "unheard_of"])
def test_a_state_that_nobody_knows_stops_the_press(kind: str) -> None:
    with pytest.raises(PressStopped):
        _state_words(line(kind, "guessed"))


def test_what_is_pending_is_never_worded_as_settled() -> None:
    assert FOLLOW_UP.keys() == OWNER.keys()
    for table in FOLLOW_UP.values():
        for state, words in table.items():
            settled = words.split(",")[0] in ("close", "sans objet") or "constatée" in words
            assert not settled or state in ENDED, state
