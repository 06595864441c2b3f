"""The inbox: what is expected of me, nearest deadline first, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import (
    CLERK,
    COURT,
    JUDGE,
    OFFICER,
    POLICE,
    T0,
    TOWN,
    do,
    open_board,
    open_opinion,
    open_permit,
    says,
)
from workflows.engine import registry
from workflows.engine.cases import HOUSE_ACTOR, PartyTo, Situation
from workflows.engine.definition import State, Step, Workflow
from workflows.engine.tables import Case
from workflows.engine.turns import count_expected, expected_in, inbox
from workflows.engine.viewer import Viewer, open_session


@pytest.fixture
def everybody_gives_opinions() -> Iterator[None]:
    """The court and the police hold the competence where a case names nobody."""
    registry.set_holders(lambda competence: (POLICE, COURT) if competence == "give_opinion" else ())
    yield
    registry.set_holders(lambda _competence: ())


@pytest.fixture
def discreet() -> Iterator[str]:
    """A workflow whose first state waits for an agency to be named; returns its name."""
    workflow = Workflow(
        name="discreet",
        version=1,
        label=says("Discreet"),
        states=(
            State("kept", says("Kept"), turn="give_opinion", once_named=True),
            State("given", says("Given"), final=True),
        ),
        steps=(
            Step("name", ("kept",), None, says("Name"), "apply", writes=_name_the_court),
            Step("give", ("kept",), "given", says("Give"), "give_opinion"),
        ),
    )
    registry.register(workflow)
    yield workflow.name
    registry.forget(workflow)


def _name_the_court(situation: Situation) -> None:
    situation.name_party("give_opinion", COURT, 2)


def _inbox(engine: Engine, agency: str, **rest: object) -> list[UUID]:
    with open_session(engine, Viewer(agency), only_reads=True) as session:
        return [expected.case.id for expected in inbox(session, agency, **rest)]  # type: ignore[arg-type]


def test_the_nearest_deadline_comes_first_and_what_has_none_comes_last(engine: Engine) -> None:
    undated = [open_permit(engine) for _ in range(2)]
    parent = open_permit(engine)
    hours = (3, 1, 2)
    dated = {hour: open_opinion(engine, parent, agency=TOWN, moment=T0 + timedelta(hours=hour)) for hour in hours}
    assert _inbox(engine, TOWN) == [dated[1], dated[2], dated[3], *sorted([*undated, parent])]
    with open_session(engine, Viewer(TOWN)) as session:
        first, *_, last = inbox(session, TOWN)
        assert (first.due, first.competence, first.state.name) == (T0 + timedelta(hours=5), "give_opinion", "asked")
        assert (last.due, last.workflow.name) == (None, "permit")
        assert count_expected(session, TOWN) == 6
        assert count_expected(session, TOWN, before=T0 + timedelta(hours=6, minutes=30)) == 2


def test_pages_show_everything_once_although_many_are_due_at_the_same_moment(engine: Engine) -> None:
    parent = open_permit(engine)
    expected = {open_opinion(engine, parent) for _ in range(7)} | {open_board(engine) for _ in range(2)}
    seen: list[UUID] = []
    cursor = None
    with open_session(engine, Viewer(POLICE)) as session:
        while page := inbox(session, POLICE, after=cursor, limit=3):
            assert len(page) <= 3
            seen.extend(each.case.id for each in page)
            cursor = page[-1].cursor
    assert len(seen) == len(set(seen)) == 7
    assert set(seen) <= expected


def test_a_move_ends_the_turn_of_one_and_begins_that_of_another(engine: Engine) -> None:
    permit = open_permit(engine)
    assert _inbox(engine, TOWN) == [permit]
    do(engine, permit, "submit", CLERK)
    assert _inbox(engine, TOWN) == [], "nothing is expected of anybody while the opinions come in"
    do(engine, permit, "decide", HOUSE_ACTOR)
    assert _inbox(engine, TOWN) == [permit]
    do(engine, permit, "close", CLERK)
    assert _inbox(engine, TOWN) == []


def test_whoever_holds_the_competence_is_expected_and_sees_the_case(
    engine: Engine, everybody_gives_opinions: None
) -> None:
    parent = open_permit(engine)
    named = open_opinion(engine, parent, agency=POLICE)
    assert _inbox(engine, COURT) == []
    nobody = open_board(engine)
    with open_session(engine, Viewer(COURT)) as session:
        assert expected_in(session, named) == []
        assert expected_in(session, nobody) == []
    do(engine, named, "give", OFFICER)
    opened = _open_unnamed_opinion(engine)
    assert _inbox(engine, COURT) == [opened]
    assert _inbox(engine, POLICE) == [opened]
    with open_session(engine, Viewer(COURT)) as session:
        due = T0 + timedelta(hours=4)
        assert expected_in(session, opened) == [("give_opinion", COURT, due), ("give_opinion", POLICE, due)]
    do(engine, opened, "give", JUDGE)
    assert _inbox(engine, POLICE) == []


def test_where_a_state_waits_for_a_name_nobody_is_expected_or_sees_the_case_before(
    engine: Engine, discreet: str, everybody_gives_opinions: None
) -> None:
    kept = open_permit(engine, workflow=discreet, parties=(PartyTo("apply", TOWN, 3),))
    for agency in (COURT, POLICE):
        assert _inbox(engine, agency) == []
        with open_session(engine, Viewer(agency), only_reads=True) as session:
            assert session.get(Case, kept) is None
    do(engine, kept, "name", CLERK)
    assert _inbox(engine, COURT) == [kept]
    assert _inbox(engine, POLICE) == []
    do(engine, kept, "give", JUDGE)


def _open_unnamed_opinion(engine: Engine) -> UUID:
    return open_permit(engine, workflow="opinion", parties=())
