"""One joint inspection, from target to minutes: what each step allows, refuses, and leaves open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from webapp.demonstration.cast import COMES, INVITED, PLAYERS, SILENT
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.tables import Case, JournalLine, Outbox, Turn
from workflows.engine.turns import inbox
from workflows.engine.viewer import Viewer, open_session, unit_of_work
from workflows.processes.answer import Answer
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.section import Section
from workflows.processes.sheet import Sheet, planned_powers

Rows = Callable[[Story, sa.Select], list]  # type: ignore[type-arg]


def test_the_operation_closes_with_its_consequences_still_open(told: Story, rows: Rows) -> None:
    assert told.stands(told.operation) == "closed"
    follow_ups = rows(told, sa.select(Case).where(Case.workflow.in_(("referral", "measure", "compliance"))))
    assert len(follow_ups) >= 8
    assert {case.state for case in follow_ups} == {"due"}
    for consequence in rows(told, sa.select(Consequence)):
        assert consequence.owner
        assert consequence.due_at > told.at(0, 23)


def test_one_place_is_closed_one_has_nothing_against_it_two_have_findings(told: Story, rows: Rows) -> None:
    states = {place: told.stands(visit) for place, visit in told.visits.items()}
    assert states == {"bar_1": "done", "bar_2": "done", "bar_3": "closed_on_arrival", "night_grocery": "done"}
    found = Counter(finding.visit_id for finding in rows(told, sa.select(Finding)))
    assert found[told.visits["bar_1"]] >= 5
    assert found[told.visits["night_grocery"]] >= 4
    assert found[told.visits["bar_2"]] == 0


def test_the_silent_agency_is_recorded_as_silent_and_its_findings_are_nobodys_consequence(
    told: Story, rows: Rows
) -> None:
    assert told.stands(told.section(SILENT)) == "silent"
    assert {told.stands(told.section(key)) for key in COMES if key != SILENT} == {"validated"}
    silent = rows(told, sa.select(Finding).where(Finding.agency == SILENT))
    assert silent
    assert not any(finding.confirmed for finding in silent)
    assert not rows(told, sa.select(Consequence).where(Consequence.agency == SILENT))


def test_who_did_not_come_declined_with_a_reason(told: Story) -> None:
    assert told.stands(told.participation("inspection_travail")) == "declined"
    assert all(told.stands(told.participation(key)) == "present" for key in COMES)
    assert set(INVITED) - set(COMES) == {"inspection_travail"}


def test_told_twice_nothing_happens_twice(told: Story, rows: Rows) -> None:
    before = len(rows(told, sa.select(JournalLine.line)))
    told.play()
    assert len(rows(told, sa.select(JournalLine.line))) == before


def test_the_closed_minutes_send_their_papers_to_the_press_once(told: Story, rows: Rows) -> None:
    pressed = rows(told, sa.select(Outbox.body).where(Outbox.topic == "press"))
    assert Counter(json.loads(body)["kind"] for body in pressed) == {
        "requisition": 2, "minutes": 1, "minutes_partner": 1, "attendance": 1, "photo_board": 1,
    }  # fmt: skip


def test_police_is_not_ready_for_a_place_that_no_requisition_names(story: Story) -> None:
    """Article 78-2-1 CPP: missing first, then granted for three places out of four."""
    story.propose()
    heard: list[str] = []
    story.tell = lambda text: heard.append(text.render("fr").replace("\u00a0", " "))
    story.allow()
    refusals = [sentence for sentence in heard if "Entrée impossible" in sentence]
    assert "il n’y a pas de réquisition" in refusals[0]
    assert "ne désigne pas cette adresse" in refusals[1]
    assert all("article 78-2-1 du code de procédure pénale" in sentence for sentence in refusals)


def test_an_expired_requisition_stops_police_at_the_door(ready: Story) -> None:
    story = ready
    story.take(PLAYERS["prefecture"], story.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    late = story.at(1, 2, 1)
    story.take_at(
        PLAYERS["police_nationale"], story.visits["bar_2"], "enter", late, entered_at=late, entry_note="Porte ouverte.",
        activity_in_progress=True, persons_present=3,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        story.take_at(PLAYERS["police_nationale"], story.sheet("bar_2", "police_nationale"), "begin", late)
    assert "réquisition" in refused.value.text.render("fr")
    # The others act under their own powers: labour and social security have no hours.
    story.take_at(PLAYERS["urssaf"], story.sheet("bar_2", "urssaf"), "begin", late)


def test_an_agency_reads_its_own_answers_and_nobody_elses(told: Story) -> None:
    for key in COMES:
        with open_session(told.engine, PLAYERS[key].viewer, only_reads=True) as session:
            assert {answer.agency for answer in session.scalars(sa.select(Answer))} == {key}
            assert {finding.agency for finding in session.scalars(sa.select(Finding))} <= {key}


def test_the_pilot_reads_the_parts_that_were_validated_and_no_other(told: Story) -> None:
    with open_session(told.engine, PLAYERS["prefecture"].viewer, only_reads=True) as session:
        assert {part.agency for part in session.scalars(sa.select(Section))} == set(COMES) - {SILENT}
        assert not list(session.scalars(sa.select(Finding)))
        # It follows every sheet by its counts, not by its answers.
        assert sum(sheet.not_compliant for sheet in session.scalars(sa.select(Sheet))) >= 10


def test_a_landlord_sees_nothing_of_the_operation_but_what_is_asked_of_it(told: Story) -> None:
    with open_session(told.engine, Viewer("bailleur"), only_reads=True) as session:
        seen = session.scalars(sa.select(Case.workflow).where(Case.workflow != "register_import"))
        assert list(seen) == ["partner_task"]
    with unit_of_work(told.engine, PLAYERS["bailleur"].viewer) as session, pytest.raises(UnknownCase):
        take(session, told.operation, "cancel", actor=PLAYERS["bailleur"].actor, moment=told.at(20, 9))


def test_a_judicial_consequence_is_its_authors_until_it_is_sent(told: Story, rows: Rows) -> None:
    referral = rows(
        told, sa.select(Consequence).where(Consequence.kind == "referral", Consequence.agency == "police_nationale")
    )[0]
    for key, sees in {"police_nationale": True, "prefecture": False, "parquet": False, "ddpp_ccrf": False}.items():
        with open_session(told.engine, PLAYERS[key].viewer, only_reads=True) as session:
            assert (session.get(Consequence, referral.id) is not None) is sees
    last = 15
    closed_on = told.at(4, 9).date()
    told.take(
        PLAYERS["police_nationale"], referral.id, "transmit_pv", last, 9, reference="PV 2026/114", drawn_on=closed_on,
        author="brigadier", sent_on=told.at(last, 9).date(), public_order=False,
    )  # fmt: skip
    with open_session(told.engine, PLAYERS["parquet"].viewer, only_reads=True) as session:
        assert session.get(Consequence, referral.id) is not None
    told.take(
        PLAYERS["parquet"], referral.id, "close_without_action", last, 10, answered_on=told.at(last, 9).date(), code="48",
        reason="Préjudice peu important.",
    )  # fmt: skip
    told.take(PLAYERS["police_nationale"], referral.id, "close", last, 11, reason="Suite connue.")
    assert told.stands(referral.id) == "closed"


def test_a_consequence_that_nobody_sends_is_overdue_on_its_date(told: Story, rows: Rows) -> None:
    hygiene = rows(told, sa.select(Consequence).where(Consequence.agency == "ddpp_ssa"))
    told.let_the_house_work(60, 9)
    assert {told.stands(each.id) for each in hygiene} <= {"overdue"}
    with open_session(told.engine, PLAYERS["ddpp_ssa"].viewer, only_reads=True) as session:
        assert {line.case.id for line in inbox(session, "ddpp_ssa")} >= {
            each.id for each in hygiene if each.owner == "ddpp_ssa"
        }


def test_the_planning_shows_a_colour_and_an_article_for_each_agency_and_visit(told: Story) -> None:
    with open_session(told.engine, PLAYERS["prefecture"].viewer, only_reads=True) as session:
        sheets = list(session.scalars(sa.select(Sheet)))
        verdicts = [planned_powers(session, sheet) for sheet in sheets]
    assert len(verdicts) == 4 * 5 - 1
    assert {verdict.colour for verdict in verdicts} == {"green", "amber"}
    assert [verdict.text.render("fr") for verdict in verdicts if not verdict.references] == []
    assert all("rticle" in verdict.text.render("fr") for verdict in verdicts)


def test_cancelling_lets_everything_underneath_fall(story: Story) -> None:
    story.propose()
    story.allow()
    story.take(PLAYERS["prefecture"], story.operation, "cancel", -2, 9, reason="Mobilisation ailleurs.")
    story.let_the_house_work(-2, 10)
    assert {story.stands(visit) for visit in story.visits.values()} == {"cancelled"}
    assert {story.stands(story.participation(key)) for key in COMES} == {"released"}
    assert {story.stands(each) for each in story.children(story.operation, "requisition")} == {"withdrawn"}
    assert {story.stands(story.sheet(place, "ddpp_ssa")) for place in story.visits} == {"not_carried_out"}
    with open_session(story.engine, PLAYERS["ddpp_ssa"].viewer, only_reads=True) as session:
        assert not list(session.scalars(sa.select(Turn).where(Turn.agency == "ddpp_ssa")))


def test_an_agency_that_never_answers_is_silent_then_absent_at_the_start(story: Story) -> None:
    story.propose()
    story.take(PLAYERS["prefecture"], story.operation, "invite", -19, 9, key="douanes", agencies=["douanes"], role="")
    story.let_the_house_work(-5, 9)
    assert story.stands(story.participation("douanes")) == "silent"
    story.allow()
    story.prepare()
    story.take(PLAYERS["prefecture"], story.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    story.let_the_house_work(0, 20, 55)
    assert story.stands(story.participation("douanes")) == "absent"


def test_a_postponed_operation_asks_again_for_what_its_new_date_needs(story: Story) -> None:
    story.propose()
    story.allow()
    pilot = PLAYERS["prefecture"]
    story.take(pilot, story.operation, "postpone", -10, 9, reason="Grand événement le même soir.")
    # The requisitions granted for the first date end with it.
    story.let_the_house_work(-10, 10)
    assert {story.stands(each) for each in story.children(story.operation, "requisition")} == {"withdrawn"}
    story.take(pilot, story.operation, "resume", -9, 9, starts_at=story.at(28, 20), ends_at=story.at(29, 2))
    assert story.stands(story.operation) == "approved"


@pytest.mark.parametrize(
    ("step", "state", "fields"),
    [
        ("meet_refusal", "access_refused", {"reason": "Le responsable refuse l’entrée."}),
        ("find_closed", "closed_on_arrival", {"reason": "Rideau baissé."}),
    ],
)
def test_a_visit_that_fails_at_the_door_ends_its_sheets(
    story: Story, step: str, state: str, fields: dict[str, str]
) -> None:
    story.propose()
    story.allow()
    story.prepare()
    story.take(PLAYERS["prefecture"], story.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    story.take(PLAYERS["police_nationale"], story.visits["bar_1"], step, 0, 21, 5, at=story.at(0, 21, 2), **fields)
    story.let_the_house_work(0, 21, 6)
    assert story.stands(story.visits["bar_1"]) == state
    assert {story.stands(story.sheet("bar_1", key)) for key in COMES} == {"not_carried_out"}


def test_no_activity_stops_what_article_78_2_1_allows(ready: Story) -> None:
    """Crim. 1 September 2020: without activity in progress on entry, police may not act under 78-2-1."""
    story = ready
    story.take(PLAYERS["prefecture"], story.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    at = story.at(0, 21, 2)
    story.take_at(
        PLAYERS["police_nationale"], story.visits["bar_1"], "enter", at, entered_at=at, entry_note="Porte ouverte.",
        activity_in_progress=False, persons_present=1,
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        story.take_at(PLAYERS["police_nationale"], story.sheet("bar_1", "police_nationale"), "begin", at)
    assert refused.value.refusals[0].code == "no_activity"
    story.take_at(
        PLAYERS["police_nationale"], story.visits["bar_1"], "find_no_activity", at, at=at, reason="Personne au travail."
    )
    assert story.stands(story.visits["bar_1"]) == "no_activity"
