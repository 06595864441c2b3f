"""The checker refuses what can go wrong, by name and by the shortest way; it lets pass what can always end."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from tests.workflows.engine import unsound
from tests.workflows.engine.family_oracle import families, faults_by_brute_force, replay
from tests.workflows.engine.generated import deadline, step, workflow
from tests.workflows.engine.unsound import OPINION, OPINION_OR_REFUSAL, Unsound, answered
from workflows import processes
from workflows.engine.checker.check import check, check_all
from workflows.engine.checker.result import Fault, Result, TooManyStates
from workflows.engine.definition import COMMAND_LINE, HOUSE, Join, Settled, Step, Workflow
from workflows.engine.registry import discover
from workflows.register.agencies import holders


def anybody(_competence: str) -> Sequence[str]:
    return ("prefecture",)


def proved(parent: Workflow, *children: Workflow) -> Result:
    return check(parent, {each.name: each for each in (parent, *children)}, anybody)


@pytest.mark.parametrize("sample", unsound.ALL.values(), ids=unsound.ALL.keys())
def test_each_kind_of_fault_is_named_with_the_shortest_way_to_it(sample: Unsound) -> None:
    known = {each.name: each for each in (sample.workflow, *sample.children)}
    result = check(sample.workflow, known, lambda competence: sorted(sample.held & {competence}))
    assert result.faults == sample.faults
    assert not result.sound


def test_every_kind_of_fault_has_a_sample_and_a_sentence_in_both_languages() -> None:
    kinds = {fault.kind for sample in unsound.ALL.values() for fault in sample.faults}
    assert kinds == {
        "dead_end",
        "dead_join",
        "dead_step",
        "idle_deadline",
        "missing_competence",
        "starving_join",
        "unknown_child",
        "unknown_state",
        "unreachable_state",
        "wait_without_exit",
    }
    for sample in unsound.ALL.values():
        for fault in sample.faults:
            assert fault.where in fault.text.render("fr")
            assert fault.where in fault.text.render("en")


@pytest.mark.parametrize("need", ["all", "any", "none_open", 2, 5])
def test_a_join_that_a_time_out_can_replace_does_not_starve(need: str | int) -> None:
    result = proved(
        workflow(
            ["draft", "asking", "closed!", "lapsed!"],
            step("ask", "draft", "asking", opens=("opinion",)),
            step("close", "asking", "closed", HOUSE),
            step("lapse", "asking", "lapsed", HOUSE),
            joins=[Join("answers_in", answered(need), "close")],
            deadlines=[deadline("patience", "asking", "lapse")],
        ),
        OPINION_OR_REFUSAL,
    )
    assert result.faults == ()
    assert result.sound


@pytest.mark.parametrize("settled", [("given", "refused"), ("asked", "given", "refused")])
def test_a_join_over_every_way_a_child_can_end_is_sound_even_without_children(settled: tuple[str, ...]) -> None:
    result = proved(
        workflow(
            ["draft", "asking", "closed!"],
            step("ask", "draft", "asking", opens=("opinion",)),
            step("close", "asking", "closed", HOUSE),
            joins=[Join("all_answered", answered("none_open", *settled), "close")],
        ),
        OPINION_OR_REFUSAL,
    )
    assert result.faults == ()


@pytest.mark.parametrize("need", ["all", "any", 3, 6])
def test_a_join_that_somebody_can_still_feed_does_not_starve(need: str | int) -> None:
    result = proved(
        workflow(
            ["asking", "closed!"],
            step("ask_one_more", "asking", None, opens=("opinion",)),
            step("close", "asking", "closed", HOUSE),
            joins=[Join("answers_in", answered(need), "close")],
        ),
        OPINION,
    )
    assert result.faults == ()


def test_loops_and_deadlines_that_come_to_an_end_are_sound() -> None:
    result = proved(
        workflow(
            ["draft", "sent", "late", "closed!"],
            step("send", "draft", "sent"),
            step("send_back", "sent", "draft"),
            step("remind", "late", None),
            step("send_again", "late", "sent"),
            step("answer", ("sent", "late"), "closed"),
            step("note_lateness", "sent", "late", HOUSE),
            deadlines=[deadline("patience", "sent", "note_lateness"), deadline("alarm", ("draft", "late"), None)],
        )
    )
    assert result == Result("letter", 1, True, 4, ())


def test_a_handler_is_counted_on_only_where_an_effect_was_queued() -> None:
    def minutes(effects: bool) -> Workflow:
        return workflow(
            ["writing", "printing", "closed!"],
            step("send_to_press", "writing", "printing", effects=effects),
            step("printed", "printing", "closed", HOUSE),
        )

    assert proved(minutes(effects=True)).sound
    assert proved(minutes(effects=False)).faults == (Fault("wait_without_exit", "printing", ("letter.send_to_press",)),)


def test_what_another_case_may_do_is_examined_but_not_counted_on() -> None:
    def visit(*more: Step) -> Workflow:
        return workflow(
            ["planned", "mislaid", "cancelled!"],
            step("cancel", "planned", "cancelled", HOUSE),
            step("mislay", "planned", "mislaid", HOUSE),
            *more,
            name="visit",
        )

    assert proved(visit(step("find", "mislaid", "planned"))).faults == (Fault("wait_without_exit", "planned"),)
    assert proved(visit(step("give_up", ("planned", "mislaid"), "cancelled"))).faults == ()
    assert proved(visit(step("give_up", "planned", "cancelled"))).faults == (
        Fault("dead_end", "mislaid", ("visit.mislay",)),
    )


def test_children_of_a_parent_that_has_ended_live_on() -> None:
    result = proved(
        workflow(
            ["open", "closed!"],
            step("refer", "open", None, opens=("opinion",)),
            step("close", "open", "closed"),
            step("remark", "closed", None, awaits=[answered("all")]),
        ),
        OPINION,
    )
    assert result.faults == ()


def test_a_child_is_not_blamed_on_its_parent_and_is_blamed_itself() -> None:
    parent = workflow(
        ["open", "closed!"], step("refer", "open", None, opens=("opinion",)), step("close", "open", "closed")
    )
    child = workflow(
        ["asked", "lost", "given!"], step("give", "asked", "given"), step("lose", "asked", "lost"), name="opinion"
    )
    results = {result.name: result for result in check_all([parent, child], anybody)}
    assert results["letter"].sound
    assert results["opinion"].faults == (Fault("dead_end", "lost", ("opinion.lose",)),)


def test_a_case_may_open_cases_of_its_own_kind() -> None:
    result = proved(
        workflow(
            ["open", "closed!"],
            step("split", "open", None, opens=("letter",)),
            step("close", "open", "closed", awaits=[Settled("letter", frozenset({"closed"}), "none_open")]),
        )
    )
    assert result.faults == ()


def test_every_registered_workflow_can_always_end_and_every_competence_is_held() -> None:
    results = check_all(discover(processes), holders)
    assert {result.name: result.faults for result in results if not result.sound} == {}
    assert {"operation", "participation", "visit", "requisition", "minutes"} <= {result.name for result in results}


def test_no_agency_needs_to_hold_what_the_command_line_does() -> None:
    by_command = workflow(["running", "finished!"], step("finish", "running", "finished", COMMAND_LINE))
    assert check(by_command, {}, lambda _competence: ()).faults == ()


def test_every_version_is_proved() -> None:
    first = workflow(["draft", "closed!"], step("close", "draft", "closed"), version=1)
    second = workflow(["draft", "closed!"], step("wait", "draft", None), version=2)
    results = check_all([second, first], anybody)
    assert [(result.version, result.sound) for result in results] == [(1, True), (2, False)]


def test_the_verdict_is_plain_data() -> None:
    known = {"letter": unsound.DEAD_END.workflow}
    assert check(unsound.DEAD_END.workflow, known, anybody).as_json() == {
        "name": "letter",
        "sound": False,
        "states": 4,
        "faults": [{"kind": "dead_end", "where": "lost", "path": ["letter.send", "letter.lose"]}],
    }


def test_a_quorum_that_is_too_large_to_prove_is_said_so() -> None:
    with pytest.raises(TooManyStates, match="too many"):
        proved(
            workflow(
                ["asking", "closed!"],
                step("ask", "asking", None, opens=("opinion",)),
                step("close", "asking", "closed", awaits=[answered(400)]),
            ),
            OPINION_OR_REFUSAL,
        )


def test_four_kinds_of_children_with_many_states_are_proved_in_seconds() -> None:
    """Spelt out with children interchangeable, this is a product of some 10^11 configurations."""
    children = [
        workflow(
            [f"state_{number}" for number in range(10)] + ["ended!", "cut_short!"],
            *(step(f"go_{number}", f"state_{number}", f"state_{number + 1}") for number in range(9)),
            *(step(f"cut_{number}", f"state_{number}", "cut_short") for number in range(9)),
            step("end", "state_9", "ended"),
            step("back", ("state_4", "state_7"), "state_1"),
            name=kind,
        )
        for kind in ("visit", "participation", "requisition", "minutes")
    ]
    ended = frozenset({"ended", "cut_short"})
    opens = tuple(child.name for child in children)
    stages = [f"stage_{number}" for number in range(11)]
    parent = workflow(
        [*stages, "closed!"],
        *(
            step(f"go_{number}", stage, stages[number + 1], opens=opens[number // 3 : number // 3 + 1])
            for number, stage in enumerate(stages[:-1])
        ),
        step("close", "stage_10", "closed", HOUSE),
        step("skip", "stage_3", "stage_6", awaits=[Settled("visit", frozenset({"state_5"}), "any")]),
        step("jump", "stage_4", "stage_7", awaits=[Settled("participation", frozenset({"state_9", "ended"}), 2)]),
        step("stop", "stage_10", "closed", awaits=[Settled(name, ended, "none_open") for name in opens]),
        joins=[Join("visits_over", Settled("visit", ended, "all"), "close")],
    )
    began = time.monotonic()
    assert proved(parent, *children).faults == ()
    assert time.monotonic() - began < 10


@given(families())
@settings(deadline=None, max_examples=40)
def test_brute_force_finds_the_same_faults_as_near_and_every_way_to_them_can_be_walked(
    family: tuple[Workflow, ...],
) -> None:
    parent, *children = family
    known = {each.name: each for each in family}
    faults = proved(parent, *children).faults
    assert {(fault.kind, fault.where): len(fault.path) for fault in faults} == faults_by_brute_force(parent, known)
    for fault in faults:
        replay(parent, known, fault.path)
