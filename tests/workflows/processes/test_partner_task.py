"""What the minutes ask of a partner stands in its inbox by its day, and is answered in words."""

from __future__ import annotations

import pytest

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.refusals import Refused
from workflows.engine.turns import inbox
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.law.days import end_of_day
from workflows.processes.minutes_facts import Minutes
from workflows.processes.partner_task import PartnerTask

LANDLORD = "bailleur"


def test_a_partner_finds_in_its_inbox_what_the_minutes_ask_of_it_by_its_day(told: Story) -> None:
    minutes = told.child(told.operation, "minutes")
    task = told.child(minutes, "partner_task", LANDLORD)
    with open_session(told.engine, Viewer(LANDLORD), only_reads=True) as session:
        [expected] = inbox(session, LANDLORD)
        row = session.get_one(PartnerTask, task)
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        [printed] = session.get_one(Minutes, minutes).partner_tasks
    assert expected.case.id == task
    assert (row.words, row.due_on.isoformat() if row.due_on else None) == (printed["words"], printed["due"])
    assert row.due_on is not None
    assert expected.due == end_of_day(row.due_on)
    assert expected.case.secrecy == row.secrecy == 1


@pytest.mark.parametrize(("step", "state"), [("report", "done"), ("decline", "declined")])
def test_the_partner_alone_answers_and_the_pilot_reads_it(told: Story, step: str, state: str) -> None:
    task = told.child(told.child(told.operation, "minutes"), "partner_task", LANDLORD)
    pilot, landlord, moment = PLAYERS["prefecture"], PLAYERS[LANDLORD], told.at(15, 9)
    said = {"answer": "Parties communes dégagées le matin même."}
    with pytest.raises(Refused), unit_of_work(told.engine, pilot.viewer) as session:
        take(session, task, step, actor=pilot.actor, moment=moment, fields=said)
    with unit_of_work(told.engine, landlord.viewer) as session:
        take(session, task, step, actor=landlord.actor, moment=moment, fields=said)
    assert told.stands(task) == state
    with unit_of_work(told.engine, pilot.viewer) as session:
        assert session.get_one(PartnerTask, task).answer == said["answer"]
    with open_session(told.engine, Viewer(LANDLORD), only_reads=True) as session:
        assert not inbox(session, LANDLORD)


def test_what_is_asked_before_the_minutes_close_is_asked_of_nobody_yet(story: Story) -> None:
    for act in (story.propose, story.allow, story.prepare, story.carry_out):
        act()
    story.take(PLAYERS["prefecture"], story.operation, "open_report", 3, 9)
    minutes = story.child(story.operation, "minutes")
    story.take(PLAYERS["prefecture"], minutes, "ask_partner", 3, 10, agency=LANDLORD, words="Dégager le passage.")
    assert story.children(minutes, "partner_task") == []
