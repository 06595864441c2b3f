"""An agency's part in an operation: from its arrival to its departure, both on the attendance sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.story import Story
from workflows.engine.cases import open_steps
from workflows.engine.refusals import Refused
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.minutes_facts import Minutes
from workflows.processes.paper import draw_attendance

POLICE = PLAYERS["police_nationale"]


@pytest.fixture
def there(ready: Story) -> Story:
    """The police noted that they arrived at 20:20."""
    at = ready.at(0, 20, 50)
    ready.take_at(PLAYERS["prefecture"], ready.operation, "start", at, briefing_at=ready.at(0, 20, 30))
    ready.take_at(POLICE, ready.participation(POLICE.agency), "arrive", at, arrived_at=ready.at(0, 20, 20))
    return ready


@pytest.mark.parametrize(
    ("hour", "minute", "code"), [(20, 19, "left_before_arriving"), (23, 31, "in_the_future")], ids=str
)
def test_a_team_leaves_after_it_arrived_and_not_in_the_future(there: Story, hour: int, minute: int, code: str) -> None:
    part = there.participation(POLICE.agency)
    with pytest.raises(Refused) as refused:
        there.take(POLICE, part, "depart", 0, 23, 30, left_at=there.at(0, hour, minute))
    assert [each.code for each in refused.value.refusals] == [code]


def test_a_team_leaves_once(there: Story) -> None:
    part = there.participation(POLICE.agency)
    there.take(POLICE, part, "depart", 0, 23, 30, left_at=there.at(0, 23, 30))
    assert there.stands(part) == "present"
    with unit_of_work(there.engine, POLICE.viewer) as session:
        (door,) = open_steps(session, part, actor=POLICE.actor, moment=there.at(0, 23, 40))
    assert [each.code for each in door.refusals] == ["already_left"]


def departures(story: Story) -> dict[str, datetime | None]:
    minutes = story.child(story.operation, "minutes")
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        drawn = draw_attendance(session, session.get_one(Minutes, minutes), story.at(30, 9))
    return {line.agency_name: line.left_at for line in drawn.lines}


def test_the_attendance_sheet_says_when_each_team_left(tell_until: Callable[..., Story]) -> None:
    story = tell_until("propose", "allow", "prepare", "carry_out", "write_down")
    left = departures(story)
    assert sorted(moment for moment in left.values() if moment) == [story.at(1, 0, minute) for minute in range(5, 10)]
    assert left["Inspection du travail"] is None


def test_no_step_waits_for_a_departure(ready: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story, taken = ready, ready.take

    def take(player: Player, case: UUID, step: str, *when: int, **fields: Any) -> None:
        if step != "depart":
            taken(player, case, step, *when, **fields)

    monkeypatch.setattr(story, "take", take)
    story.carry_out()
    story.write_down()
    assert story.stands(story.operation) == "closed"
    assert set(departures(story).values()) == {None}
