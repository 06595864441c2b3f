"""A parent moves when its children are settled: all, any, a number of them; whoever comes last, it moves once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import (
    CLERK,
    OFFICER,
    T0,
    do,
    open_opinion,
    open_permit,
    permit,
    says,
)
from tests.workflows.engine.story import QUIET
from workflows.engine import registry
from workflows.engine.cases import HOUSE_ACTOR
from workflows.engine.definition import HOUSE, Join, Refusal, Settled, State, Step, Workflow
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import drain
from workflows.engine.refusals import Refused
from workflows.engine.statements import load_case
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work

Known = Callable[[Workflow], str]


@pytest.fixture
def known() -> Iterator[Known]:
    """Make a workflow known for the time of one test; returns its name."""
    added: list[Workflow] = []

    def add(workflow: Workflow) -> str:
        added.append(registry.register(workflow))
        return workflow.name

    yield add
    for workflow in added:
        registry.forget(workflow)


def _state(engine: Engine, case_id: UUID) -> str:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return session.get_one(Case, case_id).state


def _after_draining(engine: Engine, case_id: UUID) -> str:
    while drain(engine, QUIET, moment=T0 + timedelta(hours=1)):
        pass
    return _state(engine, case_id)


@pytest.mark.parametrize(("need", "moves_at"), [("all", 3), ("any", 1), (2, 2), ("none_open", 3)])
def test_the_parent_moves_with_the_child_that_settles_its_need(
    engine: Engine, known: Known, need: Any, moves_at: int
) -> None:
    parent = open_permit(engine, workflow=known(permit(need, name="wanted")))
    children = [open_opinion(engine, parent) for _ in range(3)]
    do(engine, parent, "submit", CLERK)
    for count, child in enumerate(children, start=1):
        assert _after_draining(engine, parent) == ("waiting" if count <= moves_at else "decided")
        do(engine, child, "give", OFFICER)
    assert _after_draining(engine, parent) == "decided"
    assert rebuild(engine).ok


@pytest.mark.parametrize(("need", "settled_before"), [("all", 3), ("any", 1), (2, 2), ("none_open", 3)])
def test_a_parent_that_arrives_late_finds_its_children_settled(
    engine: Engine, known: Known, need: Any, settled_before: int
) -> None:
    parent = open_permit(engine, workflow=known(permit(need, name="wanted")))
    children = [open_opinion(engine, parent) for _ in range(3)]
    for child in children[:settled_before]:
        do(engine, child, "give", OFFICER)
    assert _after_draining(engine, parent) == "draft"
    do(engine, parent, "submit", CLERK)
    assert _after_draining(engine, parent) == "decided"


@pytest.mark.parametrize(("need", "state"), [("all", "waiting"), ("any", "waiting"), ("none_open", "decided")])
def test_a_parent_without_children(engine: Engine, known: Known, need: Any, state: str) -> None:
    parent = open_permit(engine, workflow=known(permit(need, name="wanted")))
    do(engine, parent, "submit", CLERK)
    assert _after_draining(engine, parent) == state


def test_a_child_opened_before_the_house_comes_holds_the_parent_back(engine: Engine) -> None:
    parent = open_permit(engine)
    first = open_opinion(engine, parent)
    do(engine, parent, "submit", CLERK)
    do(engine, first, "give", OFFICER)
    second = open_opinion(engine, parent)
    assert _after_draining(engine, parent) == "waiting"
    do(engine, second, "give", OFFICER)
    assert _after_draining(engine, parent) == "decided"
    assert rebuild(engine).ok


def _doubts(need: int) -> Workflow:
    """A parent that waits for doubts, a state that children leave again."""
    return Workflow(
        name="doubts",
        version=1,
        label=says("Doubts"),
        states=(State("waiting", says("Waiting")), State("alarmed", says("Alarmed"), final=True)),
        steps=(Step("alarm", ("waiting",), "alarmed", says("Alarm"), HOUSE, opens=("opinion",)),),
        joins=(Join("doubts_in", Settled("opinion", frozenset({"doubtful"}), need), "alarm"),),
    )


def test_a_child_that_goes_back_does_not_count_any_more(engine: Engine, known: Known) -> None:
    parent = open_permit(engine, workflow=known(_doubts(2)))
    first, second, third = (open_opinion(engine, parent) for _ in range(3))
    do(engine, first, "doubt", OFFICER)
    do(engine, first, "give", OFFICER)
    do(engine, second, "doubt", OFFICER)
    assert _after_draining(engine, parent) == "waiting", "one doubt at a time is never two"
    do(engine, third, "doubt", OFFICER)
    assert _after_draining(engine, parent) == "alarmed"
    assert rebuild(engine).ok


def test_the_step_of_a_join_is_journalled_as_the_house_and_taken_once(engine: Engine) -> None:
    parent = open_permit(engine)
    children = [open_opinion(engine, parent) for _ in range(2)]
    do(engine, parent, "submit", CLERK)
    for child in children:
        do(engine, child, "give", OFFICER)
    _after_draining(engine, parent)
    with engine.begin() as connection:
        connection.exec_driver_sql("update outbox set done_at = null, due_at = created_at")
    assert _after_draining(engine, parent) == "decided", "delivered once more, it does nothing"
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        lines = session.scalars(
            sa.select(JournalLine).where(JournalLine.case_id == parent, JournalLine.step == "decide")
        )
        assert [(line.agency, line.user) for line in lines] == [(HOUSE, HOUSE)]


def test_a_parent_that_left_otherwise_is_left_alone(engine: Engine) -> None:
    parent = open_permit(engine)
    child = open_opinion(engine, parent)
    do(engine, parent, "submit", CLERK)
    do(engine, child, "give", OFFICER)
    do(engine, parent, "expire", HOUSE_ACTOR)
    assert _after_draining(engine, parent) == "expired"


def test_a_step_that_awaits_children_is_a_closed_door_until_they_settle(engine: Engine, known: Known) -> None:
    waits = Refusal("opinions", says("Opinions are missing."))
    workflow = Workflow(
        name="patient",
        version=1,
        label=says("Patient"),
        states=(State("open", says("Open"), turn="apply"), State("closed", says("Closed"), final=True)),
        steps=(
            Step(
                "close",
                ("open",),
                "closed",
                says("Close"),
                "apply",
                opens=("opinion",),
                awaits=((Settled("opinion", frozenset({"given", "silent"}), "none_open"), waits),),
            ),
        ),
    )
    parent = open_permit(engine, workflow=known(workflow))
    child = open_opinion(engine, parent)
    with pytest.raises(Refused) as refused:
        do(engine, parent, "close", CLERK)
    assert [refusal.code for refusal in refused.value.refusals] == ["opinions"]
    do(engine, child, "give", OFFICER)
    assert do(engine, parent, "close", CLERK).state == "closed"


def test_a_parent_of_parents_moves_in_its_turn(engine: Engine, known: Known) -> None:
    year = Workflow(
        name="year",
        version=1,
        label=says("Year"),
        states=(State("running", says("Running")), State("over", says("Over"), final=True)),
        steps=(Step("end", ("running",), "over", says("End"), HOUSE, opens=("permit",)),),
        joins=(Join("permits_in", Settled("permit", frozenset({"decided"}), "all"), "end"),),
    )
    grandparent = open_permit(engine, workflow=known(year))
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        loaded = load_case(session, grandparent)
    parents = [open_permit(engine, parent=loaded) for _ in range(2)]
    for parent in parents:
        child = open_opinion(engine, parent)
        do(engine, parent, "submit", CLERK)
        do(engine, child, "give", OFFICER)
    assert _after_draining(engine, grandparent) == "over"
    assert rebuild(engine).ok
