"""The compiled table says what the machine says, for every state and step."""

import pytest
from hypothesis import given
from transitions import MachineError

from tests.workflows.engine.generated import step, workflow, workflows_of_any_shape
from workflows import processes
from workflows.engine.decision import DecisionTable, Standing, build_machine, decisions
from workflows.engine.definition import Workflow
from workflows.engine.registry import discover


def asked_of_the_machine(table: DecisionTable, state: str, name: str) -> str | None:
    standing = Standing(state)
    try:
        assert table.machine.events[name].trigger(standing) is True
    except MachineError:
        assert standing.state == state
        return None
    return standing.state


def assert_table_is_the_machine(definition: Workflow) -> None:
    table = decisions(definition)
    for state in definition.states:
        for each in definition.steps:
            assert table.target(state.name, each.name) == asked_of_the_machine(table, state.name, each.name)
    assert table.machine.models == []


@given(workflows_of_any_shape())
def test_the_table_is_the_machine_for_any_workflow(definition: Workflow) -> None:
    assert_table_is_the_machine(definition)


@given(workflows_of_any_shape())
def test_the_machine_has_no_other_door_than_the_steps(definition: Workflow) -> None:
    assert set(build_machine(definition).events) == {each.name for each in definition.steps}


def test_the_table_is_the_machine_for_every_registered_workflow() -> None:
    for definition in discover(processes):
        assert_table_is_the_machine(definition)


def test_a_step_leads_to_its_target_and_a_step_in_place_stays() -> None:
    table = decisions(
        workflow(
            ["draft", "sent", "done!"],
            step("send", "draft", "sent"),
            step("remark", ("draft", "sent"), None),
            step("close", "sent", "done"),
            step("resend", "sent", "sent"),
        )
    )
    assert table.target("draft", "send") == "sent"
    assert table.target("draft", "remark") == "draft"
    assert table.target("sent", "remark") == "sent"
    assert table.target("sent", "resend") == "sent"
    assert table.target("done", "remark") is None
    assert table.target("draft", "close") is None
    assert table.target("draft", "unheard_of") is None
    assert table.target("nowhere", "send") is None


def test_one_machine_serves_every_case_of_a_version() -> None:
    first = workflow(["draft", "done!"], step("close", "draft", "done"), version=1)
    second = workflow(["draft", "done!"], step("abandon", "draft", "done"), version=2)
    assert decisions(first) is decisions(first)
    assert decisions(first) is not decisions(second)
    assert decisions(first).target("draft", "abandon") is None


def test_another_definition_under_the_same_name_is_not_answered_from_memory() -> None:
    one = workflow(["draft", "done!"], step("close", "draft", "done"))
    other = workflow(["draft", "done!"], step("abandon", "draft", "done"))
    assert decisions(one).target("draft", "close") == "done"
    assert decisions(other).target("draft", "close") is None


def test_the_word_that_the_machine_keeps_for_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="model attribute"):
        decisions(workflow(["draft", "done!"], step("state", "draft", "done")))


def test_no_step_bears_the_name_of_the_line_that_opens_a_case() -> None:
    """The journal could not be told again: which line opened the case?"""
    with pytest.raises(ValueError, match="the line that opens a case"):
        workflow(["draft", "done!"], step("open", "draft", "done"))
