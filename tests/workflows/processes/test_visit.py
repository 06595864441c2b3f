"""The visit: hours that follow one another, whatever ends it."""

from __future__ import annotations

import pytest

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.refusals import Refused
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.visit_facts import Visit

POLICE = PLAYERS["police_nationale"]


@pytest.fixture
def inside(ready: Story) -> Story:
    """The night has begun, and the police entered the first bar at 21:10."""
    story = ready
    story.take(PLAYERS["prefecture"], story.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    at = story.at(0, 21, 10)
    story.take_at(
        POLICE, story.visits["bar_1"], "enter", at, entered_at=at, entry_note="Porte ouverte.", activity_in_progress=True,
        persons_present=3,
    )  # fmt: skip
    return story


@pytest.mark.parametrize("step", ["meet_refusal", "find_no_activity", "abort"])
def test_no_visit_ends_before_it_began(inside: Story, step: str) -> None:
    story, visit = inside, inside.visits["bar_1"]
    with pytest.raises(Refused) as refused:
        story.take(POLICE, visit, step, 0, 21, 20, at=story.at(0, 21, 5), reason="Le responsable s’y oppose.")
    assert [refusal.code for refusal in refused.value.refusals] == ["left_before_entering"]
    story.take(POLICE, visit, step, 0, 21, 21, at=story.at(0, 21, 10), reason="Le responsable s’y oppose.")
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        row = session.get_one(Visit, visit)
    assert row.left_at == row.entered_at == story.at(0, 21, 10)


def test_who_is_refused_at_the_door_was_not_inside_before(inside: Story) -> None:
    story = inside
    story.take(
        POLICE, story.visits["bar_2"], "meet_refusal", 0, 22, 30, at=story.at(0, 22, 27), reason="Porte refermée."
    )
    assert story.stands(story.visits["bar_2"]) == "access_refused"


def test_the_licence_that_was_shown_is_kept(ready: Story) -> None:
    story, at = ready, ready.at(0, 21, 10)
    story.take(PLAYERS["prefecture"], story.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    licences = {"bar_1": "licence IV, récépissé présenté", "bar_2": ""}
    for place, licence in licences.items():
        story.take_at(
            POLICE, story.visits[place], "enter", at, entered_at=at, entry_note="Porte ouverte.",
            activity_in_progress=True, persons_present=3, licence=licence,
        )  # fmt: skip
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        kept = {place: session.get_one(Visit, story.visits[place]).licence for place in licences}
    assert kept == licences
