"""Two committees: what the records bring, who was there, what was decided, which version says it, and what nobody may see."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import NIGHT, hands, play, refusals, rows_of, untold
from tests.workflows.processes.conftest import ToldDatabase
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.committee import (
    CALENDAR,
    CHAIR,
    FIRST,
    HALL,
    HALL_DECISION,
    LAMPS,
    MEMBERS,
    SECOND,
    CommitteeTelling,
)
from webapp.demonstration.strategy import BEGIN
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import Delivery
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case
from workflows.engine.turns import inbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.bodies import bodies, body
from workflows.processes import house
from workflows.processes.action import Action
from workflows.processes.agenda import Upcoming, proposals
from workflows.processes.meeting import convene_meeting
from workflows.processes.meeting_facts import Attendance, Decision, DecisionLog, Meeting, Opinion, presence_of
from workflows.processes.objective import Objective
from workflows.processes.paper_meeting import issued

HELD = ("propose", "answer", "sit_first", "act", "measure")
CONVENED = (*HELD, "convene_second")
SAT = (*CONVENED, "sit_second")
ENDED = (*SAT, "close_second")
PILOT = PLAYERS["prefecture"]
Tell = Callable[..., CommitteeTelling]
SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])  # the story itself is told on both
PRESSED: list[tuple[UUID, str, int]] = []


@pytest.fixture
def tell_until(told_database: ToldDatabase) -> Tell:
    """Give the committees as they stand after these acts; two stages are told once in the whole run, then copied."""
    PRESSED.clear()

    def tell(*acts: str) -> CommitteeTelling:
        base = SAT if acts[: len(SAT)] == SAT else HELD
        telling = _telling(told_database(f"committee-{base[-1]}", lambda fresh: play(_telling(fresh), base)))
        _find(telling)
        return play(telling, acts[len(base) :])

    return tell


def _telling(engine: Engine) -> CommitteeTelling:
    return untold(CommitteeTelling, engine, hands(house, press=_pressed), NIGHT)


def _pressed(delivery: Delivery) -> None:
    assert delivery.case_id is not None
    PRESSED.append((delivery.case_id, delivery.body["kind"], delivery.body["version"]))


def _find(telling: CommitteeTelling) -> None:
    """Find the cases of a story that was told elsewhere."""
    meetings = rows_of(telling, sa.select(Meeting).order_by(Meeting.number))
    telling.strategy = meetings[0].strategy_id
    for name, row in zip(("first", "second"), meetings, strict=False):
        setattr(telling, name, row.id)


def _refused(telling: CommitteeTelling, key: str, case: UUID, step: str, day: int, **fields: Any) -> dict[str, str]:
    return refusals(telling, key, case, step, day, 12, **fields)


def _convene(telling: CommitteeTelling, body_key: str, day: int, command: str | None = None, **facts: Any) -> UUID:
    given = {"members": MEMBERS, "quorum": None, "starts_at": telling.at(day + 10, 10), **facts}
    with unit_of_work(telling.engine, PILOT.viewer) as session:
        return convene_meeting(
            session, actor=PILOT.actor, moment=telling.at(day, 9), strategy_id=telling.strategy, body_key=body_key,
            title=f"Réunion {body_key}", place="Mairie", chair="Le maire", command=command, **given,
        ).case_id  # fmt: skip


def _brought(telling: CommitteeTelling, body_key: str, day: int) -> list[tuple[str, int, str]]:
    upcoming = Upcoming(UUID(int=0), telling.strategy, body_key, telling.at(day, 9))
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        return [
            (each.source, each.secrecy, each.title) for each in proposals(session, upcoming, telling.at(day, 9))
        ]  # fmt: skip


def _log(telling: CommitteeTelling, meeting: UUID, version: int, kind: str = "decisions") -> Any:
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        return issued(session, kind, meeting, version)


def test_the_next_agenda_brings_what_is_not_done_and_nothing_else(tell_until: Tell) -> None:
    told = tell_until(*CONVENED)
    first = [(row.source, row.secrecy) for row in told.items(told.first)]
    assert first == [("silent_commitment", 1), ("declined_commitment", 1), ("typed", 0), ("typed", 2)]
    second = [(row.source, row.secrecy, row.title) for row in told.items(told.second)]
    assert second[:2] == [("open_decision", 0, LAMPS), ("open_decision", 2, HALL_DECISION)]
    assert [source for source, _secrecy, _title in second[2:]] == [
        "late_action", "late_action", "silent_commitment", "typed"
    ]  # fmt: skip
    assert "Transmettre chaque mois" not in json.dumps(second), "what is done and checked does not come back"
    [row] = rows_of(told, sa.select(Meeting).where(Meeting.id == told.second))
    assert row.previous_id == told.first


def test_a_decision_without_proof_comes_back_until_it_is_done(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    lamps = told.action_of(told.first, LAMPS)
    assert ("open_decision", 0, LAMPS) in _brought(told, "steering_committee", FIRST + 30)
    told.take(PLAYERS["mairie"], lamps, "report", FIRST + 31, 9, evidence="Procès-verbal de réception.")
    assert LAMPS not in json.dumps(_brought(told, "steering_committee", FIRST + 32))
    told.take(PILOT, lamps, "send_back", FIRST + 33, 9, reason="Deux lampadaires seulement.")
    assert ("open_decision", 0, LAMPS) in _brought(told, "steering_committee", FIRST + 34)


@SQLITE
def test_no_agenda_is_above_the_class_of_its_body(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    for each in bodies():
        found = _brought(told, each.key, 2)
        assert all(secrecy <= each.highest_class for _source, secrecy, _title in found), each.key
        if each.key != "steering_committee":
            assert HALL_DECISION not in json.dumps(found), (
                "a confidential decision comes back before its own body alone"
            )
    assert _brought(told, "neighbourhood_meeting", 2) == []
    assert {source for source, _secrecy, _title in _brought(told, "clspd_plenary", 2)} >= {"late_action"}


@SQLITE
def test_an_indicator_that_is_awaited_and_an_objective_far_from_its_target_are_brought(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    indicator = told.titled("indicator", "Signalements du bailleur, chaque mois")
    told.take(PLAYERS["bailleur"], indicator, "read", 3, 9, value=Decimal(90), on_day=NIGHT)
    found = _brought(told, "steering_committee", 4)
    assert [title for source, _class, title in found if source == "red_objective"] == [
        "Objectif 3.1\u00a0: Rendre paisibles les halls et les abords des résidences"
    ]
    told.let_the_house_work(80, 9)
    awaited = {
        title for source, _class, title in _brought(told, "steering_committee", 80) if source == "reading_awaited"
    }
    assert awaited == {"Signalements du bailleur, chaque mois", "Heures de présence à pied, chaque mois"}


@SQLITE
def test_the_agenda_is_completed_once_and_withdrawn_items_stay_withdrawn(tell_until: Tell) -> None:
    told = tell_until(*CONVENED)
    assert _refused(told, "prefecture", told.second, "propose_agenda", 3).keys() == {"nothing_to_propose"}
    told.take(PILOT, told.second, "withdraw_item", 3, 10, item=told.item(told.second, LAMPS), reason="Fait hier.")
    assert _refused(told, "prefecture", told.second, "propose_agenda", 3).keys() == {"nothing_to_propose"}
    [kept] = [row for row in told.items(told.second) if row.title == LAMPS]
    assert kept.withdrawn_because == "Fait hier."
    assert LAMPS not in [item.title for item in _draft(told, told.second).items]


def _draft(telling: CommitteeTelling, meeting: UUID) -> Any:
    """Hold a meeting to its end with everything noted and return its first version."""
    telling._sit(meeting, SECOND, absent=())
    telling._end(meeting, SECOND, SECOND + 30)
    return _log(telling, meeting, 1)


@SQLITE
def test_a_class_above_the_body_is_refused_with_its_article(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    plenary = _convene(told, "clspd_plenary", 3)
    said = _refused(told, "prefecture", plenary, "add_item", 4, title="Un nom", secrecy="2")
    assert said == {
        "above_the_body": "Conseil local de sécurité (CLSPD), formation plénière\u00a0: rien au-dessus de la classe "
        "«\u00a0Partenaires\u00a0» ne va à son ordre du jour."
    }
    [row] = rows_of(told, sa.select(Case).where(Case.id == plenary))
    assert row.secrecy == 1, "the case has the class of its body"


def test_no_tick_erases_what_another_wrote(tell_until: Tell) -> None:
    told = tell_until(*SAT)
    rows = rows_of(told, sa.select(Attendance).where(Attendance.meeting_id == told.second))
    school = sorted(
        (row.said_by, row.presence, row.reason) for row in rows if row.agency == "education_nationale"
    )  # fmt: skip
    assert school == [
        ("education_nationale", "excused", "Conseil de discipline le même jour."),
        ("prefecture", "absent", ""),
    ]
    told._end(told.second, SECOND, SECOND + 30)
    [line] = [line for line in _log(told, told.second, 1).presences if line.agency_name == "Éducation nationale"]
    assert (line.presence, line.reason, line.beside) == (
        "excused", "Conseil de discipline le même jour.", "noté absent en séance"
    )  # fmt: skip
    assert _refused(told, "bailleur", told.second, "approve", SECOND, approved_by="Moi").keys() == {"competence"}


@SQLITE
def test_the_keeper_counts_persons_and_corrects_only_its_own_word(tell_until: Tell) -> None:
    told = tell_until(*CONVENED)
    told.take(PILOT, told.second, "start", SECOND, 10)
    for minute, (who, presence) in enumerate(
        (("", "absent"), ("capitaine", "present"), ("capitaine", "absent"), ("déléguée", "present"))
    ):
        told.take(
            PILOT, told.second, "record_presence", SECOND, 10, minute, agency="police_nationale", who=who, presence=presence
        )  # fmt: skip
    rows = rows_of(told, sa.select(Attendance).where(Attendance.agency == "police_nationale", Attendance.meeting_id == told.second))  # fmt: skip
    assert len(rows) == 4, "nothing is overwritten"
    counted = presence_of(rows, 1, "prefecture")["police_nationale"]
    assert [(row.who, row.presence) for row in counted] == [("capitaine", "absent"), ("déléguée", "present")]
    refused = _refused(told, "bailleur", told.second, "record_presence", SECOND, agency="bailleur", presence="present")
    assert refused.keys() == {"competence"}


def test_without_quorum_nothing_is_decided_and_no_opinion_is_lost(tell_until: Tell) -> None:
    told = tell_until(*CONVENED)
    told.take(PILOT, told.second, "start", SECOND, 10)
    for minute, key in enumerate(("prefecture", "mairie", "bailleur")):
        told.take(PILOT, told.second, "record_presence", SECOND, 10, minute, key=key, agency=key, presence="present")
    item = told.item(told.second, LAMPS)
    told.take(PLAYERS["bailleur"], told.second, "give_opinion", SECOND, 10, 30, item=item, words="Nous tenons à la date.")  # fmt: skip
    decision = {"item": item, "words": "Faire.", "owner": "mairie", "due_on": told.at(SECOND + 9, 9).date()}
    said = _refused(told, "prefecture", told.second, "decide", SECOND, **decision)
    assert said["no_quorum"].startswith(
        "Le quorum n’est pas atteint\u00a0: services présents, 3\u00a0; nécessaires, 5."
    )
    assert "no_quorum" in _refused(told, "prefecture", told.second, "close_session", SECOND)
    assert _refused(told, "prefecture", told.second, "put_off", SECOND, starts_at=told.at(SECOND - 1, 9), reason="x").keys() == {"day_passed"}  # fmt: skip
    told.take(PILOT, told.second, "put_off", SECOND, 11, starts_at=told.at(SECOND + 7, 10), reason="Pas de quorum.")
    [row] = rows_of(told, sa.select(Meeting).where(Meeting.id == told.second))
    assert (told.stands(told.second), row.sitting) == ("convened", 2)
    assert [(each["starts_at"], each["reason"]) for each in row.earlier] == [
        (told.at(SECOND, 10).astimezone(row.starts_at.tzinfo).isoformat(), "Pas de quorum.")
    ]
    assert [each.words for each in rows_of(told, sa.select(Opinion))] == ["Nous tenons à la date."]
    told.take(PILOT, told.second, "start", SECOND + 7, 10)
    said = _refused(told, "prefecture", told.second, "decide", SECOND + 7, **decision)
    assert "services présents, 0\u00a0;" in said["no_quorum"], "the presences of the first sitting do not count twice"


def test_a_decision_is_an_action_with_its_owner_and_its_day(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    [decision] = rows_of(told, sa.select(Decision).where(Decision.words == LAMPS))
    [action] = rows_of(told, sa.select(Action).where(Action.id == decision.action_id))
    assert (action.decision_id, action.agency, action.due_on) == (decision.id, "mairie", decision.due_on)
    [case] = rows_of(told, sa.select(Case).where(Case.id == action.id))
    assert (case.parent_id, case.secrecy) == (told.first, 1)
    with unit_of_work(told.engine, PLAYERS["mairie"].viewer) as session:
        assert action.id in {line.case.id for line in inbox(session, "mairie")}


def test_what_is_decided_between_members_is_seen_by_nobody_else(tell_until: Tell) -> None:
    told = tell_until(*ENDED)
    hidden = told.action_of(told.first, HALL_DECISION)
    for key, sees in (("police_nationale", True), ("prefecture", True), ("urssaf", False)):
        viewer = PLAYERS[key].viewer
        assert bool(rows_of(told, sa.select(Case).where(Case.id == hidden), viewer)) == sees, key
        words = {row.words for row in rows_of(told, sa.select(Decision), viewer)}
        assert (HALL_DECISION in words) == sees, key
        assert LAMPS in words, "a public decision is everybody’s"
        assert bool(rows_of(told, sa.select(DecisionLog), viewer)) == sees, key
        assert bool(rows_of(told, sa.select(Meeting), viewer)) == sees, key


@SQLITE
def test_a_decision_is_refused_with_a_reason_each(tell_until: Tell) -> None:
    told = tell_until(*SAT)
    hall = told.item(told.second, HALL_DECISION)
    good = {"item": hall, "words": "Faire.", "owner": "mairie", "due_on": told.at(SECOND + 9, 9).date()}
    for change, code in (
        ({"due_on": told.at(SECOND - 1, 9).date()}, "due_passed"),
        ({"secrecy": "0"}, "below_its_item"),
        ({"owner": "nobody"}, "field_owner"),
        ({"words": "x" * 201}, "field_words"),
        ({"item": "99"}, "field_item"),
    ):
        assert _refused(told, "prefecture", told.second, "decide", SECOND, **{**good, **change}).keys() == {code}
    assert _refused(told, "bailleur", told.second, "decide", SECOND, **good).keys() == {"competence"}


def test_a_decision_changes_an_objective_and_the_earlier_date_stays(tell_until: Tell) -> None:
    told = tell_until(*SAT)
    [objective] = rows_of(told, sa.select(Objective).where(Objective.code == "2.1"))
    [decision] = rows_of(told, sa.select(Decision).where(Decision.objective_id == objective.id))
    before, after = told.at(BEGIN + 365, 9).date(), told.at(BEGIN + 400, 9).date()
    assert objective.due_on == after
    [earlier] = objective.earlier
    assert (earlier["due_on"], earlier["target"], earlier["decision"], earlier["decided"]) == (
        before.isoformat(), objective.target, decision.id.hex, "RD-2026-0002, décision 4"
    )  # fmt: skip
    assert decision.action_id is None
    again = {"item": told.item(told.second, CALENDAR), "words": "Encore.", "objective": "2.1"}
    for change, code in (
        ({"due_on": after}, "nothing_changes"),
        ({}, "nothing_changes"),
        ({"due_on": told.at(SECOND - 1, 9).date()}, "due_passed"),
        ({"objective": "9.9"}, "field_objective"),
    ):
        assert _refused(told, "prefecture", told.second, "amend_objective", SECOND, **{**again, **change}).keys() == {
            code
        }
    [same] = rows_of(told, sa.select(Objective).where(Objective.code == "2.1"))
    assert same.earlier == objective.earlier, "a refused change changes nothing"


def test_a_sitting_ends_when_every_item_is_decided_or_noted(tell_until: Tell) -> None:
    told = tell_until(*SAT)
    said = _refused(told, "prefecture", told.second, "close_session", SECOND)
    assert said == {
        "items_open": "Sans décision ni «\u00a0pris acte\u00a0»\u00a0: 3. Changer le contrôle d’accès, résidence B\u00a0; "
        "4. Enlever les dépôts derrière les garages."
    }
    told.take(PILOT, told.second, "take_note", SECOND, 10, 55, item="3")
    said = _refused(told, "prefecture", told.second, "close_session", SECOND)
    assert said["items_open"].endswith("\u00a0: 4. Enlever les dépôts derrière les garages.")
    told._end(told.second, SECOND, SECOND + 91)
    assert told.stands(told.second) == "to_approve"
    assert sorted(PRESSED[-2:]) == sorted([(told.second, "decisions", 1), (told.second, "decisions_public", 1)])


@SQLITE
def test_a_restricted_body_has_no_public_version(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    group = _convene(told, "gpo", 3)
    told.take(PILOT, group, "add_item", 4, 9, title="Un hall", secrecy="2")
    told.take(PILOT, group, "start", 13, 10)
    assert _refused(told, "prefecture", group, "close_session", 13)["items_open"].startswith("Sans décision")
    told.take(PILOT, group, "take_note", 13, 10, 5)
    said = _refused(told, "prefecture", group, "close_session", 13)
    assert said == {"mentions_missing": "Il manque au relevé\u00a0: les présences."}
    told.take(PILOT, group, "record_presence", 13, 10, 6, agency="mairie", presence="present")
    told.take(PILOT, group, "close_session", 13, 11)
    told.let_the_house_work(13, 12)
    assert [(kind, version) for case, kind, version in PRESSED if case == group] == [("decisions", 1)]
    assert not body("gpo").published


def test_a_correction_is_a_new_version_and_the_earlier_one_stays(tell_until: Tell) -> None:
    told = tell_until(*ENDED)
    first, second = _log(told, told.second, 1), _log(told, told.second, 2)
    assert first.head.version == 1
    assert "Répondre à la demande d’engagement." in first.as_json()
    assert "Répondre à la demande d’engagement." not in json.dumps([line.as_data() for line in second.items])
    [_closed, corrected] = second.versions
    assert (corrected.about, corrected.why) == (
        "Décision 3",
        "La réponse attendue est écrite, et peut être un refus motivé.",
    )
    assert corrected.before.startswith("Répondre à la demande d’engagement. (Transporteur, pour le ")
    rows = rows_of(told, sa.select(Decision).where(Decision.meeting_id == told.second, Decision.rank == 3))
    old, new = sorted(rows, key=lambda row: row.replaces is not None)
    assert new.replaces == old.id
    assert (told.stands(old.action_id), told.stands(new.action_id)) == ("abandoned", "to_start")
    told.take(
        PILOT, told.second, "correct", SECOND + 2, 9, about=f"item:{told.item(told.second, CALENDAR)}",
        words="L’inspection du travail n’est pas disponible avant mars.", why="Le mois est connu.",
    )  # fmt: skip
    assert _log(told, told.second, 1) == first
    assert _log(told, told.second, 2) == second
    assert [line.kind for line in _log(told, told.second, 3).versions] == ["closed", "corrected", "corrected"]


@SQLITE
def test_a_correction_that_does_not_fit_is_refused(tell_until: Tell) -> None:
    told = tell_until(*ENDED)
    action = told.action_of(told.second, "Tenir le groupe sur la résidence B avant le prochain comité.")
    told.take(PLAYERS["police_nationale"], action, "start", SECOND + 1, 11)
    good: dict[str, Any] = {"about": "decision:2", "words": "Tenir le groupe.", "why": "Trop long."}
    for change, code in (
        ({"owner": "mairie"}, "action_begun"),
        ({"about": "decision:4", "due_on": told.at(SECOND + 20, 9).date()}, "action_begun"),
        ({"about": "item:1", "owner": "mairie"}, "only_for_decisions"),
        ({"words": "x" * 201}, "one_line"),
        ({"about": "decision:1", "due_on": told.at(SECOND - 3, 9).date()}, "due_passed"),
        ({"about": "decision:9"}, "field_about"),
    ):
        assert _refused(told, "prefecture", told.second, "correct", SECOND + 2, **{**good, **change}).keys() == {code}
    told.take(PILOT, told.second, "correct", SECOND + 2, 13, **good)
    rows = rows_of(told, sa.select(Decision).where(Decision.meeting_id == told.second, Decision.rank == 2))
    assert {row.action_id for row in rows} == {action}, "an action that has begun goes on under the corrected words"
    assert told.stands(action) == "going_on"


@SQLITE
def test_the_chair_approves_and_nothing_changes_any_more(tell_until: Tell) -> None:
    told = tell_until(*ENDED)
    told.take(PILOT, told.second, "approve", SECOND + 3, 9, approved_by=CHAIR)
    last = _log(told, told.second, 3)
    assert (last.approved_by, last.approved_at, last.versions[-1].kind) == (CHAIR, told.at(SECOND + 3, 9), "approved")
    late = {"about": "item:1", "words": "Autre.", "why": "Trop tard."}
    assert _refused(told, "prefecture", told.second, "correct", SECOND + 4, **late).keys() == {"state"}


@SQLITE
def test_the_public_version_of_the_story_holds_nothing_of_the_members(tell_until: Tell) -> None:
    told = tell_until(*ENDED)
    for meeting, version in ((told.first, 2), (told.second, 2)):
        public, full = (
            _log(told, meeting, version, "decisions_public").as_json(),
            _log(told, meeting, version).as_json(),
        )
        for secret in (HALL, HALL_DECISION, "Occupation du hall", "groupe sur la résidence B"):
            assert secret not in public
        assert HALL_DECISION in full
        assert LAMPS in public
        assert PLAYERS["mairie"].function not in public
    assert "accès pompiers" not in _log(told, told.second, 2, "decisions_public").as_json(), (
        "an opinion is its agency’s"
    )


def test_a_meeting_is_convened_once_and_refused_with_each_reason(tell_until: Tell) -> None:
    told = tell_until(*HELD)
    assert _convene(told, "gpo", 3, command="again") == _convene(told, "gpo", 3, command="again")
    numbers = [row.number for row in rows_of(told, sa.select(Meeting).order_by(Meeting.number))]
    assert numbers == ["RD-2026-0001", "RD-2026-0002"]
    with pytest.raises(Refused) as refused:
        _convene(told, "gpo", 3, quorum=40, starts_at=told.at(1, 9))
    assert {each.code for each in refused.value.refusals} == {"day_passed", "quorum_out_of_reach"}
    for axis in told.children(told.strategy, "axis"):
        for objective in told.children(axis, "objective"):
            told.take(PILOT, objective, "abandon", 4, 9, outcome="Fin.")
        told.take(PILOT, axis, "end", 4, 10)
    told.take(PILOT, told.strategy, "end", 4, 11)
    with pytest.raises(Refused) as refused:
        _convene(told, "gpo", 5)
    assert {each.code for each in refused.value.refusals} == {"strategy_ended"}


@SQLITE
def test_a_meeting_is_cancelled_with_its_reason_until_something_was_decided(tell_until: Tell) -> None:
    told = tell_until(*SAT)
    assert _refused(told, "prefecture", told.second, "cancel", SECOND, reason="Grève.").keys() == {"decisions_taken"}
    group = _convene(told, "gpo", 3)
    told.take(PILOT, group, "cancel", 4, 9, reason="Traité au comité.")
    [row] = rows_of(told, sa.select(Meeting).where(Meeting.id == group))
    assert (told.stands(group), row.ended_because, row.number) == ("cancelled", "Traité au comité.", "RD-2026-0003")


def test_everything_that_was_written_is_in_the_journal(tell_until: Tell) -> None:
    told = tell_until(*ENDED)
    verdict = verify(told.engine)
    assert verdict.ok, verdict
    found = rebuild(told.engine)
    assert found.ok, found.differences[:3]
