"""What becomes of a judicial branch: a report to the prosecutor or a PV, every answer, and who is told what of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import codes_refused, refusals, rows_of
from tests.workflows.processes.referral_house import referral_telling
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.referral import AUTHOR, CASE_NUMBER, REPORTED, ReferralTelling
from webapp.demonstration.story import Story
from workflows.engine.cases import Actor, Situation, situation_of
from workflows.engine.refusals import Refused
from workflows.engine.tables import RunningDeadline
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.consequence_elsewhere import open_about
from workflows.processes.referral import WORKFLOW
from workflows.processes.referral_answers import ANSWERS
from workflows.processes.referral_authors import capacities
from workflows.processes.referral_facts import (
    PvTransmission,
    Referral,
    ReferralAnswer,
    ReferralFact,
)
from workflows.register.establishments import Establishment

POLICE, TOWN_POLICE, JUSTICE, MAYOR, PREFECT = (
    "police_nationale", "police_municipale", "parquet", "mairie", "prefecture",
)  # fmt: skip
SECOND = "PN-07"
"""A second judicial branch of the night, of another agency."""
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what asks nothing of a database that the whole story has not asked of both."""
PV = {"reference": "2026/114", "author": "brigadier, service de police", "sheets": 3}
ANSWERED: dict[str, dict[str, Any]] = {
    "register": {"case_number": CASE_NUMBER},
    "order_enquiry": {"enquiry": "preliminary"},
    "close_without_action": {"code": "21", "reason": "Rien ne l’établit."},
    "choose_alternative": {"measure": "regularisation", "standing": "running"},
    "propose_settlement": {"measures": "Une amende.", "standing": "running"},
    "agree_transaction": {"basis": "conso_l523_1", "amount": Decimal(500), "paid": False},
    "prosecute": {"form": "guilty_plea", "court": "Tribunal judiciaire"},
    "open_investigation": {},
    "judge": {"court": "Tribunal judiciaire", "operative_part": "Relaxe."},
    "appeal": {"court": "Cour d’appel"},
}
"""The least that each answer asks."""


@pytest.fixture
def night(told: Story) -> ReferralTelling:
    """The minutes are closed, the judicial branches are due, and the house has a list of offences."""
    return referral_telling(told)


@pytest.fixture
def sent(night: ReferralTelling) -> ReferralTelling:
    """The report is written and sent."""
    night.write(night.branch(REPORTED))
    night.send(night.branch(REPORTED))
    return night


def reported(telling: ReferralTelling) -> UUID:
    return telling.branch(REPORTED)


def act(telling: ReferralTelling, key: str, case: UUID, step: str, day: int, **fields: Any) -> None:
    telling.take(PLAYERS[key], case, step, day, 12, **fields)


def answer(telling: ReferralTelling, step: str, day: int, case: UUID | None = None, **fields: Any) -> None:
    given = {"answered_on": telling.at(day, 9).date(), **ANSWERED[step], **fields}
    act(telling, JUSTICE, case or reported(telling), step, day, **given)


def order(telling: ReferralTelling, step: str, day: int, case: UUID | None = None, **fields: Any) -> UUID:
    """Order an enquiry, or open an investigation, in what the prosecutor's office keeps about a referral; return that."""
    apart = telling.child(case or reported(telling), "enquiry")
    answer(telling, step, day, apart, **fields)
    return apart


def pv_fields(telling: ReferralTelling, day: int, **fields: Any) -> dict[str, Any]:
    return {**PV, "drawn_on": telling.at(day - 1, 9).date(), "sent_on": telling.at(day, 9).date(), **fields}


def sends_pv(telling: ReferralTelling, key: str, case: UUID, day: int, *, public_order: bool = False) -> None:
    act(telling, key, case, "transmit_pv", day, **pv_fields(telling, day, public_order=public_order))


def the(telling: ReferralTelling, row: type[Any], viewer: Viewer = HOUSE_VIEWER) -> list[Any]:
    return rows_of(telling, sa.select(row), viewer)


# ------------------------------------------------------------------ the letter


def test_a_draft_lies_in_the_branch_whose_time_limit_runs_on(night: ReferralTelling) -> None:
    night.write(reported(night))
    assert night.stands(reported(night)) == "due"
    with unit_of_work(night.engine, HOUSE_VIEWER) as session:
        clocks = sa.select(RunningDeadline).where(RunningDeadline.case_id == reported(night))
        assert [running.name for running in session.scalars(clocks)] == ["act"]
    night.let_the_house_work(60, 9)
    assert night.stands(reported(night)) == "overdue"
    night.take(PLAYERS[AUTHOR], reported(night), "add_piece", 60, 10, kind="copy", label="Facture")


def test_what_was_observed_stands_apart_from_what_was_reported_and_says_by_whom(night: ReferralTelling) -> None:
    case, at = reported(night), night.at(0, 23)
    fact = {"at": at, "place": "Comptoir", "words": "Deux bouteilles ouvertes."}
    assert codes_refused(night, AUTHOR, case, "add_fact", 4, side="reported", **fact) == {"by_whom"}
    assert codes_refused(night, AUTHOR, case, "add_fact", 4, side="observed", **fact | {"at": night.at(9, 9)}) == {"fact_to_come"}  # fmt: skip
    act(night, AUTHOR, case, "add_fact", 4, side="observed", **fact)
    act(night, AUTHOR, case, "add_fact", 5, side="reported", told_by="un client", **fact)
    assert [(fact.side, fact.told_by) for fact in the(night, ReferralFact)] == [("observed", ""), ("reported", "un client")]  # fmt: skip


@ON_ONE
@pytest.mark.parametrize("name", ["Démo Camille, né le 3 mai 1980", "Démo Camille 03/05/1980", "Démo, née en 1980"])
def test_no_date_of_birth_enters(night: ReferralTelling, name: str) -> None:
    assert codes_refused(night, AUTHOR, reported(night), "add_person", 4, name=name, role="operator") == {"no_birth_data"}  # fmt: skip


@ON_ONE
def test_a_classification_is_a_number_of_the_list_and_is_named_by_it(night: ReferralTelling) -> None:
    case = reported(night)
    assert codes_refused(night, AUTHOR, case, "add_offence", 4, natinf="99999") == {"not_listed"}
    assert codes_refused(night, AUTHOR, case, "add_offence", 4, natinf="abc") == {"not_listed"}
    act(night, AUTHOR, case, "add_offence", 4, natinf="149")
    assert codes_refused(night, AUTHOR, case, "add_offence", 4, natinf="149") == {"already_proposed"}


@ON_ONE
def test_a_line_that_was_struck_is_no_longer_of_the_letter(night: ReferralTelling) -> None:
    case = reported(night)
    assert "no_line" in codes_refused(night, AUTHOR, case, "strike", 3, line="fact-1")
    night.write(case)
    for rank in (1, 2):
        act(night, AUTHOR, case, "strike", 4 + rank, line=f"fact-{rank}")
    assert "faits" in refusals(night, AUTHOR, case, "send", 7, **signature())["letter_incomplete"]


def signature() -> dict[str, Any]:
    return {"signed_as": "head", "signatory": "Une cheffe", "quality": "cheffe de service", "contact": "Service"}


@ON_ONE
def test_nothing_leaves_while_something_is_missing_and_what_is_missing_is_named(night: ReferralTelling) -> None:
    case = reported(night)
    said = refusals(night, AUTHOR, case, "send", 4, **signature())["letter_incomplete"]
    for words in (
        "les faits, datés et situés", "la qualification proposée", "s’il y a urgence", "si des mineurs",
        "les personnes, ou «\u00a0aucune\u00a0»", "les éléments de preuve, ou", "le préjudice et les victimes, ou", "les démarches",
    ):  # fmt: skip
        assert words in said, words
    night.write(case)
    act(night, AUTHOR, case, "write_letter", 5, is_urgent=True, minors=False, public_order=False, reply_asked=True, learnt_how="Contrôle.", learnt_on=night.at(0, 9).date())  # fmt: skip
    assert "en quoi il y a urgence" in refusals(night, AUTHOR, case, "send", 6, **signature())["letter_incomplete"]


@ON_ONE
def test_that_there_is_none_is_chosen_and_never_beside_what_there_is(night: ReferralTelling) -> None:
    case, learnt = reported(night), night.at(0, 9).date()
    night.write(case)
    rest = {
        "is_urgent": False,
        "minors": False,
        "public_order": False,
        "reply_asked": True,
        "learnt_how": "Contrôle.",
        "learnt_on": learnt,
    }
    none = dict.fromkeys(("persons_said", "evidence_said", "harm_said", "told_said"), "none")
    act(night, AUTHOR, case, "write_letter", 5, **rest, **none)
    said = refusals(night, AUTHOR, case, "send", 6, **signature())["letter_incomplete"]
    assert "«\u00a0aucune\u00a0» est choisi, et il en est nommé" in said
    assert "«\u00a0aucune pièce\u00a0» est choisi, et il y en a" in said
    assert "préjudice" not in said, "none is said, and none is written"
    for day, line in enumerate(("person-1", "piece-1", "piece-2", "annex-1"), 6):
        act(night, AUTHOR, case, "strike", day, line=line)
    act(night, AUTHOR, case, "write_letter", 10, **rest, **none, told="La mairie.")
    assert (
        "démarches\u00a0: «\u00a0aucune"
        in refusals(night, AUTHOR, case, "send", 10, **signature())["letter_incomplete"]
    )
    act(night, AUTHOR, case, "write_letter", 11, **rest, **none)
    act(night, AUTHOR, case, "send", 12, **signature())


@ON_ONE
def test_article_40_is_not_for_minor_offences_nor_the_police_court_for_more(night: ReferralTelling) -> None:
    minor, judicial = night.branch("PM-03"), night.branch(SECOND)
    night.write(reported(night))
    sentence = refusals(night, TOWN_POLICE, minor, "send", 5, **signature())["minor_offence_only"]
    assert "contraventions" in sentence
    assert "minor_offence_only" in codes_refused(night, TOWN_POLICE, minor, "transmit_pv", 5, **pv_fields(night, 5))
    away = pv_fields(night, 5, reason="Contravention.")
    assert codes_refused(night, POLICE, judicial, "transmit_to_police_court", 5, **away) == {"more_than_minor"}
    # What the author classifies says more than the route of the finding.
    act(night, POLICE, judicial, "add_offence", 5, natinf="2897")
    act(night, POLICE, judicial, "transmit_to_police_court", 6, **pv_fields(night, 6, reason="Contravention seule."))
    act(night, TOWN_POLICE, minor, "add_offence", 6, natinf="149")
    assert codes_refused(night, TOWN_POLICE, minor, "transmit_to_police_court", 6, **away) == {"more_than_minor"}


@ON_ONE
@pytest.mark.parametrize("key", ["bailleur", "transport"])
def test_a_body_under_private_law_files_a_complaint_or_a_simple_report(night: ReferralTelling, key: str) -> None:
    with unit_of_work(night.engine, PLAYERS[key].viewer) as session:
        place = session.scalars(sa.select(Establishment)).first()
        private = Actor(key, "quelqu’un", frozenset({"follow_up_judicial"}))
        with pytest.raises(Refused, match="complaint") as refused:
            open_about(session, "referral", place, label="Dégradations", actor=private, moment=night.at(4, 9))
    assert {refusal.references for refusal in refused.value.refusals} == {("cpp_40",)}


def test_an_agency_reports_what_no_joint_inspection_found(night: ReferralTelling) -> None:
    case = opened_by(night, MAYOR)
    assert night.stands(case) == "due"
    assert rows_of(night, sa.select(Consequence).where(Consequence.id == case), PLAYERS[JUSTICE].viewer) == []


def opened_by(telling: ReferralTelling, key: str) -> UUID:
    with unit_of_work(telling.engine, PLAYERS[key].viewer) as session:
        place = session.scalars(sa.select(Establishment)).first()
        return open_about(
            session, "referral", place, label="Faits connus au guichet", actor=PLAYERS[key].actor, moment=telling.at(4, 9)
        ).case_id  # fmt: skip


def _situation(telling: ReferralTelling, key: str, case: UUID) -> Situation:
    with unit_of_work(telling.engine, PLAYERS[key].viewer) as session:
        return situation_of(session, case, "send", actor=PLAYERS[key].actor, moment=telling.at(5, 9))


# ------------------------------------------------------------------ two ways out


def test_a_report_is_its_authors_until_it_is_sent_then_the_prosecutors_too(sent: ReferralTelling) -> None:
    for key in PLAYERS:
        with open_session(sent.engine, PLAYERS[key].viewer, only_reads=True) as session:
            sees = session.get(Referral, reported(sent)) is not None
            assert sees is (key in (AUTHOR, JUSTICE)), key
    row = the(sent, Referral)[0]
    assert (row.kind, row.addressee, row.number[:3]) == ("signalement", "prosecutor", "SJ-")
    assert rows_of(sent, sa.select(Consequence.reference).where(Consequence.id == row.id)) == [row.number]


def test_a_pv_is_a_reference_with_its_days_and_each_agency_sends_its_own(night: ReferralTelling) -> None:
    case = night.branch(SECOND)
    early = pv_fields(night, 5, public_order=False, drawn_on=night.at(5, 9).date(), sent_on=night.at(4, 9).date())
    assert codes_refused(night, POLICE, case, "transmit_pv", 5, **early) == {"days_of_pv"}
    sends_pv(night, POLICE, case, 5)
    act(night, POLICE, case, "add_pv", 6, **pv_fields(night, 6, reference="2026/115"))
    act(night, TOWN_POLICE, night.branch("PM-03"), "transmit_to_police_court", 6, **pv_fields(night, 6, reference="31", reason="Contravention."))  # fmt: skip
    assert sorted((row.agency, row.reference) for row in the(night, PvTransmission)) == [
        (TOWN_POLICE, "31"), (POLICE, "2026/114"), (POLICE, "2026/115"),
    ]  # fmt: skip
    seen = {key: {row.reference for row in the(night, PvTransmission, PLAYERS[key].viewer)} for key in PLAYERS}
    assert {key: found for key, found in seen.items() if found} == {
        POLICE: {"2026/114", "2026/115"}, JUSTICE: {"2026/114", "2026/115"}, TOWN_POLICE: {"31"},
    }  # fmt: skip
    assert not {"text", "words", "content", "body"} & set(PvTransmission.__table__.columns.keys())


def test_an_agency_that_draws_no_pv_writes_to_the_prosecutor_instead(night: ReferralTelling) -> None:
    case = opened_by(night, PREFECT)
    assert codes_refused(night, PREFECT, case, "transmit_pv", 5, **pv_fields(night, 5, public_order=False)) == {
        "draws_no_pv"
    }
    act(night, PREFECT, case, "write_letter", 5, learnt_how="Au guichet.")


def test_nobody_signs_for_the_mayor_or_the_prefect_at_another_desk(night: ReferralTelling) -> None:
    signs = {
        key: {code for code, _label in capacities(_situation(night, key, opened_by(night, key)))}
        for key in (PREFECT, MAYOR, TOWN_POLICE)
    }
    assert signs == {
        PREFECT: {"agent", "head", "prefect"}, MAYOR: {"agent", "head", "mayor"},
        TOWN_POLICE: {"agent", "head"},
    }  # fmt: skip


@ON_ONE
def test_a_pv_that_comes_back_is_sent_again_and_received(night: ReferralTelling) -> None:
    case = night.branch(SECOND)
    sends_pv(night, POLICE, case, 5)
    pv = night.child(case, "pv_transmission")
    act(night, JUSTICE, pv, "send_back", 6, reason="Il manque le relevé.")
    act(night, POLICE, pv, "send_again", 7, sent_on=night.at(7, 9).date())
    act(night, JUSTICE, pv, "receive", 8, received_on=night.at(8, 9).date())
    row = the(night, PvTransmission)[0]
    assert (night.stands(pv), row.earlier[0]["reason"]) == ("received", "Il manque le relevé.")


@ON_ONE
def test_who_has_no_desk_here_is_not_awaited_and_its_answer_comes_on_paper(night: ReferralTelling) -> None:
    case = night.branch("PM-03")
    act(night, TOWN_POLICE, case, "transmit_to_police_court", 6, **pv_fields(night, 6, reason="Contravention."))
    assert rows_of(night, sa.select(Referral).where(Referral.id == case), PLAYERS[JUSTICE].viewer) == []
    act(
        night, TOWN_POLICE, case, "note_close_without_action", 8, source="Lettre du 3", answered_on=night.at(8, 9).date(),
        **ANSWERED["close_without_action"],
    )  # fmt: skip
    kept = rows_of(night, sa.select(ReferralAnswer).where(ReferralAnswer.referral_id == case))[0]
    assert (kept.way, kept.source, kept.author_told) == ("paper", "Lettre du 3", [])
    act(night, TOWN_POLICE, case, "close", 9, reason="Suite connue.")
    assert night.stands(case) == "closed"


# ------------------------------------------------------------------ the answers


def test_every_answer_is_a_state_with_its_data_and_the_earlier_ones_stay(sent: ReferralTelling) -> None:
    way = (
        "register", "close_without_action", "choose_alternative", "propose_settlement",
        "close_without_action", "agree_transaction", "prosecute", "judge", "appeal",
    )  # fmt: skip
    for day, step in enumerate(way, 6):
        answer(sent, step, day)
    rows = sorted(the(sent, ReferralAnswer), key=lambda row: row.rank)
    assert [row.answer for row in rows] == [
        "registered", "no_action", "alternative", "penal_settlement", "no_action", "transaction", "prosecution", "judgment",
        "appeal",
    ]  # fmt: skip
    assert rows[1].facts == {"code": "21", "reason": "Rien ne l’établit."}
    assert rows[5].facts["amount"] == "500"
    assert sent.stands(reported(sent)) == "appeal"


@ON_ONE
def test_the_number_of_the_prosecutors_office_is_kept_as_it_is_written(sent: ReferralTelling) -> None:
    answer(sent, "register", 7, case_number="IDJ 62-A/7")
    answer(sent, "register", 8, case_number="26327000124")
    assert the(sent, Referral)[0].case_number == "26327000124"
    assert {row.facts["case_number"] for row in the(sent, ReferralAnswer)} == {"IDJ 62-A/7", "26327000124"}


@ON_ONE
def test_an_answer_is_not_of_a_day_to_come(sent: ReferralTelling) -> None:
    fields = {**ANSWERED["register"], "answered_on": sent.at(9, 9).date()}
    assert codes_refused(sent, JUSTICE, reported(sent), "register", 7, **fields) == {"day_to_come"}


@ON_ONE
def test_no_clock_ever_runs_against_the_prosecutor(sent: ReferralTelling) -> None:
    answer(sent, "register", 7)
    apart = order(sent, "order_enquiry", 8, deadline=sent.at(20, 9).date())
    sent.let_the_house_work(400, 9)
    assert (sent.stands(reported(sent)), sent.stands(apart)) == ("registered", "enquiry")
    clocks = rows_of(sent, sa.select(RunningDeadline).where(RunningDeadline.case_id.in_([reported(sent), apart])))
    assert clocks == []
    answer_states = {each.state for each in ANSWERS} | {"sent", "challenged"}
    assert not [deadline for deadline in WORKFLOW.deadlines if answer_states & set(deadline.states)]


@ON_ONE
def test_the_author_challenges_a_closing_and_a_new_answer_follows(sent: ReferralTelling) -> None:
    answer(sent, "close_without_action", 7)
    act(sent, AUTHOR, reported(sent), "challenge", 8, words="Lettre du 8, réf. 12")
    apart = order(sent, "order_enquiry", 9)
    assert [row.answer for row in the(sent, ReferralAnswer)] == ["no_action", "enquiry"]
    assert (sent.stands(reported(sent)), sent.stands(apart)) == ("challenged", "enquiry")
    assert the(sent, Referral)[0].challenge == "Lettre du 8, réf. 12"


# ------------------------------------------------------------------ one case, several reports


def test_two_reports_of_one_case_get_the_same_answers_and_neither_author_reads_the_other(sent: ReferralTelling) -> None:
    second = sent.branch(SECOND)
    sends_pv(sent, POLICE, second, 6)
    lead = rows_of(sent, sa.select(Referral.number).where(Referral.id == reported(sent)))[0]
    assert codes_refused(sent, JUSTICE, second, "group", 7, lead=lead) == {"no_such_referral"}, (
        "it is not registered yet"
    )
    answer(sent, "register", 7)
    assert codes_refused(sent, JUSTICE, second, "group", 8, lead="SJ-2020-0001") == {"no_such_referral"}
    act(sent, JUSTICE, second, "group", 8, lead=lead.lower())
    answer(sent, "close_without_action", 9)
    assert (sent.stands(reported(sent)), sent.stands(second)) == ("no_action", "no_action")
    numbers = rows_of(sent, sa.select(Referral.case_number))
    assert numbers == [CASE_NUMBER, CASE_NUMBER]
    assert {row.referral_id for row in the(sent, ReferralAnswer, PLAYERS[POLICE].viewer)} == {second}
    assert {row.referral_id for row in the(sent, ReferralAnswer, PLAYERS[AUTHOR].viewer)} == {reported(sent)}


@ON_ONE
def test_what_is_parted_again_gets_its_own_answers(sent: ReferralTelling) -> None:
    second = sent.branch(SECOND)
    sends_pv(sent, POLICE, second, 6)
    answer(sent, "register", 7)
    lead = rows_of(sent, sa.select(Referral.number).where(Referral.id == reported(sent)))[0]
    act(sent, JUSTICE, second, "group", 8, lead=lead)
    act(sent, JUSTICE, second, "ungroup", 9)
    answer(sent, "prosecute", 10)
    assert (sent.stands(reported(sent)), sent.stands(second)) == ("prosecution", "registered")
