"""An agency's readiness for a place: which powers an operation can be planned on, and the door closed before the try."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.cases import OpenStep, open_steps, situation_of, take
from workflows.engine.fields import choices_of
from workflows.engine.refusals import Refused
from workflows.engine.viewer import unit_of_work
from workflows.processes import sheet

POLICE = PLAYERS["police_nationale"]
Told = Callable[..., Story]


def readiness(story: Story, place: str) -> OpenStep:
    """The door by which the police say that they are ready for a place, as the page draws it."""
    case = story.sheet(place, POLICE.agency)
    with unit_of_work(story.engine, POLICE.viewer) as session:
        doors = open_steps(session, case, actor=POLICE.actor, moment=story.at(-12, 9))
    return next(door for door in doors if door.step.name == "declare_ready")


@pytest.mark.parametrize("basis", ["cpp_78_2", "cpp_78_2_2", "ceseda_l812_2", "cpp_53", "cpp_75"])
def test_no_power_born_of_what_is_found_makes_police_ready_for_a_place(tell_until: Told, basis: str) -> None:
    story = tell_until("propose", "allow")
    assert readiness(story, "bar_1").refusals == ()
    case = story.sheet("bar_1", POLICE.agency)
    with unit_of_work(story.engine, POLICE.viewer) as session:
        situation = situation_of(session, case, "declare_ready", actor=POLICE.actor, moment=story.at(-12, 9))
        asked = sheet.WORKFLOW.step("declare_ready").asks[0]
        assert [key for key, _label in choices_of(asked, situation)] == ["cpp_78_2_1"]
        with pytest.raises(Refused) as refused:
            take(
                session, case, "declare_ready", actor=POLICE.actor, moment=story.at(-12, 9), fields={"basis": basis}
            )  # fmt: skip
    assert refused.value.refusals[0].code == "field_basis"


def test_the_door_is_closed_with_the_article_while_the_requisition_is_only_asked_for(story: Story) -> None:
    story.propose()
    pilot = PLAYERS["prefecture"]
    story.take(pilot, story.operation, "invite", -19, 9, agencies=[POLICE.agency])
    story.take(POLICE, story.participation(POLICE.agency), "accept", -18, 9)
    story.take(pilot, story.visits["bar_1"], "assign", -18, 14, agencies=[POLICE.agency])
    missing = readiness(story, "bar_1").refusals
    assert [refusal.code for refusal in missing] == ["requisition_missing"]
    story.take(
        pilot, story.operation, "ask_requisition", -17, 9, offences=["ct_l8221_1"], starts_at=story.at(0, 20),
        ends_at=story.at(1, 2), reason="Signalements concordants.",
    )  # fmt: skip
    asked = readiness(story, "bar_1").refusals
    assert [refusal.code for refusal in asked] == ["requisition_not_granted"]
    for refusal in (*missing, *asked):
        assert "cpp_78_2_1" in refusal.references
        assert "78-2-1" in refusal.text.render("fr")
        assert "78-2-1" in refusal.text.render("en")


def test_the_door_is_closed_once_the_requisition_is_revoked_or_names_another_place(tell_until: Told) -> None:
    story = tell_until("propose", "allow")
    assert readiness(story, "night_grocery").refusals == ()
    story.take(PLAYERS["parquet"], story.requisition(1), "revoke", -13, 9, reason="Éléments retirés.")
    assert [each.code for each in readiness(story, "night_grocery").refusals] == ["requisition_other_place"]
    assert readiness(story, "bar_1").refusals == ()
    story.take(PLAYERS["parquet"], story.requisition(0), "revoke", -13, 9, reason="Éléments retirés.")
    assert [each.code for each in readiness(story, "bar_1").refusals] == ["requisition_not_granted"]


def test_the_door_is_closed_where_the_requisition_ends_before_the_visit(story: Story) -> None:
    story.propose()
    pilot = PLAYERS["prefecture"]
    story.take(pilot, story.operation, "invite", -19, 9, agencies=[POLICE.agency])
    story.take(POLICE, story.participation(POLICE.agency), "accept", -18, 9)
    story.take(pilot, story.visits["bar_1"], "assign", -18, 14, agencies=[POLICE.agency])
    until = story.at(0, 21)
    story.take(
        pilot, story.operation, "ask_requisition", -17, 9, offences=["ct_l8221_1"], starts_at=until - timedelta(hours=2),
        ends_at=until, reason="Signalements concordants.",
    )  # fmt: skip
    story.take(
        PLAYERS["parquet"], story.requisition(0), "grant", -16, 9, offences=["ct_l8221_1"],
        places=[story.visits["bar_1"].hex], starts_at=until - timedelta(hours=2), ends_at=until,
        magistrate="Le substitut de permanence",
    )  # fmt: skip
    assert [each.code for each in readiness(story, "bar_1").refusals] == ["requisition_expired"]
