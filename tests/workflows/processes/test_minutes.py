"""The joint minutes: whose part is asked for, and what is cited in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from webapp.demonstration.cast import COMES, PLAYERS, Player
from webapp.demonstration.story import Story
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.minutes_facts import Minutes
from workflows.processes.paper import draw_minutes
from workflows.processes.participation import Participation
from workflows.processes.requisition_facts import Requisition

FORGETFUL = "ddpp_ssa"


@pytest.fixture
def forgetting(ready: Story, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Story]:
    """Tell the night as the story has it, where the teams of these agencies forget to note that they came and left."""
    noted = ready.take

    def told_without(*who: str) -> Story:
        def take(player: Player, case: UUID, step: str, *when: int, **fields: Any) -> None:
            if step not in ("arrive", "depart") or player.agency not in who:
                noted(player, case, step, *when, **fields)

        with monkeypatch.context() as forgetful:
            forgetful.setattr(ready, "take", take)
            ready.carry_out()
        return ready

    return told_without


def test_a_team_that_forgot_to_note_its_arrival_is_asked_for_its_part_and_its_findings_count(
    forgetting: Callable[..., Story],
) -> None:
    story = forgetting(FORGETFUL)
    story.take(PLAYERS["prefecture"], story.operation, "open_report", 3, 9)
    sections = story.children(story.child(story.operation, "minutes"), "section")
    assert len(sections) == len(COMES)
    story.take(PLAYERS[FORGETFUL], story.section(FORGETFUL), "validate", 4, 10, validated_by="Dominique Démo")
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        opened = session.scalars(sa.select(Consequence).where(Consequence.agency == FORGETFUL)).all()
    assert opened


def test_who_handed_in_a_grid_was_there_since_its_first_grid_was_opened(
    forgetting: Callable[..., Story],
) -> None:
    """Otherwise the attendance sheet would say absent of a team whose findings the minutes print."""
    story = forgetting(FORGETFUL)
    assert story.stands(story.participation(FORGETFUL)) == "present"
    cases = [story.participation(key) for key in (FORGETFUL, "urssaf")]
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        arrivals = [session.get_one(Participation, case).arrived_at for case in cases]
    assert arrivals == [story.at(0, 21, 2 + 4), story.at(0, 20, 24)]


def test_minutes_can_be_opened_where_nobody_noted_an_arrival(
    ready: Story, forgetting: Callable[..., Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even before the house has drawn anything from the grids."""
    monkeypatch.setattr(ready, "let_the_house_work", lambda *_when: None)
    story = forgetting(*COMES)
    story.take(PLAYERS["prefecture"], story.operation, "open_report", 3, 9)
    assert len(story.children(story.child(story.operation, "minutes"), "section")) == len(COMES)


def test_a_requisition_revoked_after_its_signature_is_no_basis_of_the_night(tell_until: Callable[..., Story]) -> None:
    """The one signed last is revoked: the minutes cite the other; revoked too, they cite none."""
    story = tell_until("propose", "allow", "prepare", "carry_out")
    story.take(PLAYERS["prefecture"], story.operation, "open_report", 1, 1)
    minutes, asked = story.child(story.operation, "minutes"), [story.requisition(number) for number in (0, 1)]

    def cited() -> str | None:
        with unit_of_work(story.engine, HOUSE_VIEWER) as session:
            drawn = draw_minutes(session, session.get_one(Minutes, minutes), story.at(30, 9))
        return drawn.requisition.number if drawn.requisition else None

    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        numbers = [session.get_one(Requisition, each).number for each in asked]
    assert cited() == numbers[1]
    story.take(PLAYERS["parquet"], asked[1], "revoke", 1, 1, 30, reason="Lieux mal désignés.")
    assert cited() == numbers[0]
    story.take(PLAYERS["parquet"], asked[0], "revoke", 1, 1, 31, reason="Lieux mal désignés.")
    assert cited() is None
