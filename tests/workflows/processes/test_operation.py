"""The operation itself: a new date moves all that hangs on the old one, and nothing starts before its hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from webapp.demonstration.cast import COMES, PLAYERS
from webapp.demonstration.script import PLACES, TARGETS, assigned_to
from webapp.demonstration.story import Story
from workflows.engine.cases import open_steps
from workflows.engine.refusals import Refused
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.participation import Participation
from workflows.processes.sheet import Sheet, planned_powers
from workflows.processes.visit_facts import Visit

PILOT, POLICE, PROSECUTOR = PLAYERS["prefecture"], PLAYERS["police_nationale"], PLAYERS["parquet"]
Rows = Callable[[Story, sa.Select], list]  # type: ignore[type-arg]
Told = Callable[..., Story]
LATER = 28


def postpone(story: Story) -> None:
    story.take(PILOT, story.operation, "postpone", -3, 17, reason="Grand événement le même soir.")


def resume(story: Story, **changed: Any) -> None:
    """Set the night four weeks later, half an hour later too."""
    typed = {"starts_at": story.at(LATER, 20, 30), "ends_at": story.at(LATER + 1, 2, 30), **changed}
    story.take(PILOT, story.operation, "resume", -2, 9, **typed)


@pytest.fixture
def moved(ready: Story) -> Story:
    """The story on the eve, then postponed and set again."""
    postpone(ready)
    ready.let_the_house_work(-3, 18)
    resume(ready)
    ready.let_the_house_work(-2, 10)
    return ready


def test_a_new_date_moves_visits_and_sheets_by_as_much(moved: Story, rows: Rows) -> None:
    planned = {
        place: moved.at(LATER, hour, minute) + timedelta(minutes=30) for place, (_why, hour, minute) in TARGETS.items()
    }
    visits = {row.id: row.planned_at for row in rows(moved, sa.select(Visit))}
    assert {place: visits[moved.visits[place]] for place in PLACES} == planned
    sheets = rows(moved, sa.select(Sheet))
    assert len(sheets) == 4 * 5 - 1
    for each in sheets:
        assert each.planned_at == visits[each.visit_id]


def test_nobody_stays_ready_for_a_night_that_is_over(moved: Story, rows: Rows) -> None:
    for place in PLACES:
        for key in assigned_to(place):
            assert moved.stands(moved.sheet(place, key)) == "assigned"
    for each in rows(moved, sa.select(Sheet)):
        assert (each.ready_at, each.ready_colour, each.basis, each.prosecutor_informed_on) == (None, "", "", None)
    assert {moved.stands(moved.participation(key)) for key in COMES} == {"invited"}
    assert moved.stands(moved.participation("inspection_travail")) == "declined"
    for each in rows(moved, sa.select(Participation).where(Participation.agency.in_(COMES))):
        assert moved.at(-2, 9) < each.answer_by < moved.at(LATER, 20)


def test_the_new_night_is_prepared_and_carried_out_like_the_first(moved: Story) -> None:
    story = moved
    for key in COMES:
        story.take(PLAYERS[key], story.participation(key), "accept", -1, 9, key="again")
    ask(story)
    assert story.stands(story.operation) == "requisition_pending"
    grant(story)
    assert story.stands(story.operation) == "planned"
    sheet = story.sheet("bar_1", POLICE.agency)
    story.take(POLICE, sheet, "declare_ready", 2, 9, basis="cpp_78_2_1")
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        assert planned_powers(session, session.get_one(Sheet, sheet)).colour == "amber"


def ask(story: Story) -> None:
    story.take(
        PILOT, story.operation, "ask_requisition", 0, 9, offences=["ct_l8221_1"], starts_at=story.at(LATER, 20),
        ends_at=story.at(LATER + 1, 3), reason="Signalements concordants.",
    )  # fmt: skip
    story.let_the_house_work(0, 10)


def grant(story: Story) -> None:
    story.take(
        PROSECUTOR, story.children(story.operation, "requisition")[-1], "grant", 1, 9, offences=["ct_l8221_1"],
        places=[story.visits[place].hex for place in PLACES], starts_at=story.at(LATER, 20),
        ends_at=story.at(LATER + 1, 3), magistrate="Le substitut de permanence",
    )  # fmt: skip
    story.let_the_house_work(1, 10)


def test_the_requisitions_of_the_old_date_are_withdrawn_before_a_new_one_is_set(tell_until: Told) -> None:
    story = tell_until("propose", "allow", "prepare")
    postpone(story)
    with pytest.raises(Refused) as refused:
        resume(story)
    assert [each.code for each in refused.value.refusals] == ["requisitions_standing"]
    story.let_the_house_work(-3, 18)
    assert {story.stands(each) for each in story.children(story.operation, "requisition")} == {"withdrawn"}
    resume(story)
    assert story.stands(story.operation) == "approved"


def test_an_agency_that_fell_silent_meanwhile_is_asked_again(story: Story) -> None:
    story.propose()
    story.take(PILOT, story.operation, "invite", -19, 9, agencies=["douanes"])
    story.take(PILOT, story.operation, "postpone", -18, 9, reason="Grand événement le même soir.")
    story.let_the_house_work(-5, 9)
    assert story.stands(story.participation("douanes")) == "silent"
    resume(story)
    story.let_the_house_work(-2, 10)
    assert story.stands(story.participation("douanes")) == "invited"
    story.let_the_house_work(LATER - 5, 9)
    assert story.stands(story.participation("douanes")) == "silent"


def test_a_new_night_that_is_too_short_for_its_visits_is_refused(ready: Story) -> None:
    postpone(ready)
    ready.let_the_house_work(-3, 18)
    with pytest.raises(Refused) as refused:
        resume(ready, ends_at=ready.at(LATER, 23))
    assert [each.code for each in refused.value.refusals] == ["outside_operation"]
    assert "23" in refused.value.text.render("fr")


def test_no_operation_starts_before_its_hour(ready: Story) -> None:
    with pytest.raises(Refused) as refused:
        ready.take(PILOT, ready.operation, "start", 0, 19, 59, briefing_at=ready.at(0, 19, 30))
    assert [each.code for each in refused.value.refusals] == ["too_early"]
    assert "20" in refused.value.text.render("fr")
    with unit_of_work(ready.engine, PILOT.viewer) as session:
        doors = open_steps(session, ready.operation, actor=PILOT.actor, moment=ready.at(0, 19, 59))
    assert [each.code for door in doors if door.step.name == "start" for each in door.refusals] == ["too_early"]
    ready.take(PILOT, ready.operation, "start", 0, 20, briefing_at=ready.at(0, 19, 30))
    assert ready.stands(ready.operation) == "in_progress"


def test_no_briefing_is_told_before_it_was_held(ready: Story) -> None:
    with pytest.raises(Refused) as refused:
        ready.take(PILOT, ready.operation, "start", 0, 20, 10, briefing_at=ready.at(0, 20, 11))
    assert [each.code for each in refused.value.refusals] == ["in_the_future"]
    assert ready.stands(ready.operation) == "ready"
