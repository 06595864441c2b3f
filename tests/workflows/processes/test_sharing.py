"""Sharing as a story: what one agency alone knows goes through a gate, is read, taken back, ended, or refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.workflows.processes.conftest import ToldDatabase
from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.script import NAMES
from webapp.demonstration.sharing import SharingTelling
from webapp.demonstration.story import Story
from workflows.engine.cases import PartyTo, Taken, open_case, take
from workflows.engine.checker.check import check
from workflows.engine.outbox import Delivery
from workflows.engine.refusals import Refused, Ungated, UnknownCase
from workflows.engine.tables import Case, Party
from workflows.engine.turns import expected_in
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.gates import lets_in
from workflows.processes.consequence import Consequence
from workflows.processes.exhibit import seize
from workflows.processes.freeze import INVESTIGATION
from workflows.processes.section import Section
from workflows.processes.sharing import SHARE, WORKFLOW, Sharing, end_about_the_place, share, watch

CCRF, URSSAF, POLICE, JUSTICE = (PLAYERS[key] for key in ("ddpp_ccrf", "urssaf", "police_nationale", "parquet"))
TAX = Player("dgfip", "noa.demo", "Noa Démo", "inspecteur des finances publiques")
SECOND = replace(JUSTICE, user_name="lou.demo", name="Lou Démo")
CCRF_DAY = datetime(2026, 11, 29, 9, tzinfo=UTC)


def shared(story: Story, player: Player, case: UUID, **asked: Any) -> Taken:
    usual = {
        "kind": "finding", "to": URSSAF.agency, "purpose": "illegal_work", "why": "Salariés non déclarés.",
    }  # fmt: skip
    with unit_of_work(story.engine, player.viewer) as session:
        return share(session, case, actor=player.actor, moment=story.at(20, 9), **{**usual, **asked})


def act(story: Story, player: Player, case: UUID, step: str, **fields: Any) -> Taken:
    with unit_of_work(story.engine, player.viewer) as session:
        return take(session, case, step, actor=player.actor, moment=story.at(21, 9), fields=fields)


def read_by(story: Story, player: Player, case: UUID) -> list[Any] | None:
    """What a person of an agency reads of a sharing, ``None`` where they do not see it."""
    with unit_of_work(story.engine, player.viewer) as session:
        row = session.get(Sharing, case)
        return None if row is None else row.content


def code_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [each.code for each in refused.value.refusals]


@pytest.fixture
def referral(told: Story) -> UUID:
    """A referral of the police, sent to the prosecutor's office."""
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        case = session.scalars(
            sa.select(Case).join(Consequence, Consequence.id == Case.id)
            .where(Case.workflow == "referral", Case.agency == POLICE.agency).order_by(Case.title)
        ).first()  # fmt: skip
        assert case is not None
    drawn = told.at(12, 9).date()
    pv = {
        "reference": "Procédure 2026/1",
        "drawn_on": drawn,
        "author": "Officier",
        "sheets": 3,
        "sent_on": drawn,
        "public_order": False,
    }
    act(told, POLICE, case.id, "transmit_pv", **pv)
    return case.id


def test_findings_pass_to_who_fights_illegal_work_and_nobody_else_sees_them(told: Story) -> None:
    given = shared(told, CCRF, told.section(CCRF.agency))
    assert given.state == "given"
    content = read_by(told, URSSAF, given.case_id)
    assert content
    assert {name for name, _ in content} <= {"place_of_it", "found_at", "point_found", "what_was_found", "cited_law"}
    assert read_by(told, POLICE, given.case_id) is None
    with unit_of_work(told.engine, URSSAF.viewer) as session:
        assert session.get(Section, told.section(CCRF.agency)) is None, "the copy is given, not the case"


def test_one_finding_goes_alone(told: Story) -> None:
    section = told.section(CCRF.agency)
    given = shared(told, CCRF, section, item="CC-01")
    points = [value for name, value in read_by(told, URSSAF, given.case_id) or () if name == "point_found"]
    assert len(points) == 1
    assert points[0].startswith("CC-01 – ")
    with pytest.raises(Refused) as refused:
        shared(told, CCRF, section, item="UR-02")
    assert code_of(refused) == ["no_such_finding"]


@pytest.mark.parametrize(
    ("to", "purpose", "code"),
    [("bailleur", "illegal_work", "closed"), ("police_municipale", "illegal_work", "no_gate"), ("urssaf", "social_fraud", "no_gate")],
)  # fmt: skip
def test_what_passes_no_gate_is_refused_and_leaves_nothing(told: Story, to: str, purpose: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        shared(told, CCRF, told.section(CCRF.agency), to=to, purpose=purpose)
    assert code_of(refused) == [code]
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        assert session.scalars(sa.select(Sharing)).all() == []


def test_nobody_shares_what_is_another_agencys_or_not_yet_validated(told: Story) -> None:
    for player, key in ((PLAYERS["prefecture"], CCRF.agency), (URSSAF, URSSAF.agency), (POLICE, CCRF.agency)):
        with pytest.raises(UnknownCase):
            shared(told, player, told.section(key))


def test_the_recipient_has_it_in_the_inbox_until_they_say_that_they_have_read(told: Story) -> None:
    given = shared(told, CCRF, told.section(CCRF.agency)).case_id
    with unit_of_work(told.engine, URSSAF.viewer) as session:
        assert expected_in(session, given) == [("read_shared", URSSAF.agency, None)]
    with pytest.raises(UnknownCase):
        act(told, POLICE, given, "note")
    with pytest.raises(Refused) as refused:
        act(told, CCRF, given, "note")
    assert code_of(refused) == ["competence"]
    assert act(told, URSSAF, given, "note").state == "noted"
    with unit_of_work(told.engine, URSSAF.viewer) as session:
        assert expected_in(session, given) == []
    assert read_by(told, URSSAF, given)
    assert act(told, CCRF, given, "withdraw", reason="Erreur.").state == "withdrawn"
    assert read_by(told, URSSAF, given) is None


def test_a_recipient_reads_that_withdrawing_is_for_who_shared(told: Story) -> None:
    given = shared(told, CCRF, told.section(CCRF.agency)).case_id
    with pytest.raises(Refused) as refused:
        act(told, URSSAF, given, "withdraw", reason="Non.")
    assert "Partager ce que son service sait seul" in refused.value.text.render("fr")


def test_what_was_read_ends_at_its_end_too(told: Story) -> None:
    given = shared(told, CCRF, told.section(CCRF.agency), ends_at=told.at(22, 12)).case_id
    act(told, URSSAF, given, "note")
    told.let_the_house_work(23, 9)
    assert told.stands(given) == "ended"
    assert read_by(told, URSSAF, given) is None


def test_the_demonstration_opens_one_finding_of_illegal_work_and_told_again_opens_no_second(told: Story) -> None:
    telling = SharingTelling(engine=told.engine, handlers=told.handlers, night=told.night, tell=told.tell)
    sharing = telling.play()
    assert telling.play() == sharing
    points = [value for name, value in read_by(told, URSSAF, sharing) or () if name == "point_found"]
    assert [each.split(" – ")[0] for each in points] == ["PN-07"]
    assert read_by(told, CCRF, sharing) is None


def test_what_was_seized_is_shared_as_what_was_found(told: Story) -> None:
    facts = {
        "nature": "Fiches d’heures manuscrites", "quantity": Decimal("2.50"), "unit": "kilogram", "seal": "D-1",
        "found_at": told.at(0, 21, 20), "place": "Bureau", "basis": "flagrancy", "present": "employee",
        "kept_at": "Salle des scellés", "item": "",
    }  # fmt: skip
    with unit_of_work(told.engine, POLICE.viewer) as session:
        exhibit = seize(
            session, told.visits["bar_1"], actor=POLICE.actor, moment=told.at(1, 9), facts=facts
        ).case_id  # fmt: skip
    with pytest.raises(UnknownCase):
        shared(told, CCRF, exhibit)
    given = shared(told, POLICE, exhibit).case_id
    assert dict(read_by(told, URSSAF, given) or ()) == {
        "place_of_it": NAMES["bar_1"],
        "exhibit_found_on": told.at(0, 21, 20).astimezone(UTC).isoformat(),
        "exhibit_nature": "Fiches d’heures manuscrites",
        "exhibit_seized": "2,5 kg",
        "exhibit_basis": "Enquête de flagrance",
    }, "neither where it is kept nor under which seal"


def test_what_was_given_is_taken_back_with_a_reason(told: Story) -> None:
    given = shared(told, CCRF, told.section(CCRF.agency)).case_id
    assert act(told, CCRF, given, "withdraw", reason="Erreur de destinataire.").state == "withdrawn"
    assert read_by(told, URSSAF, given) is None
    assert read_by(told, CCRF, given)


def test_a_sharing_with_an_end_is_ended_by_the_house(told: Story) -> None:
    with pytest.raises(Refused) as refused:
        shared(told, CCRF, told.section(CCRF.agency), ends_at=told.at(19, 9))
    assert code_of(refused) == ["ends_before"]
    given = shared(told, CCRF, told.section(CCRF.agency), ends_at=told.at(21, 12)).case_id
    assert read_by(told, URSSAF, given)
    told.let_the_house_work(22, 9)
    assert read_by(told, URSSAF, given) is None


def test_class_k4_needs_a_second_person_of_the_same_agency(told: Story, referral: UUID) -> None:
    asked: dict[str, Any] = {"kind": "referral", "to": TAX.agency, "purpose": "tax_fraud"}
    prepared = shared(told, JUSTICE, referral, **asked)
    assert prepared.state == "to_confirm"
    assert read_by(told, TAX, prepared.case_id) is None
    with pytest.raises(Refused) as refused:
        act(told, JUSTICE, prepared.case_id, "give")
    assert code_of(refused) == ["four_eyes"]
    with pytest.raises(UnknownCase):
        act(told, POLICE, prepared.case_id, "give")
    assert act(told, SECOND, prepared.case_id, "give").state == "given"
    assert ["sent_under", "Procédure 2026/1"] in (read_by(told, TAX, prepared.case_id) or [])


def test_what_was_prepared_may_be_dropped(told: Story, referral: UUID) -> None:
    prepared = shared(told, JUSTICE, referral, kind="referral", to=TAX.agency, purpose="tax_fraud").case_id
    assert act(told, JUSTICE, prepared, "drop", reason="Inutile.").state == "dropped"


def test_the_state_alone_goes_where_the_content_may_not(told: Story, referral: UUID) -> None:
    town = PLAYERS["mairie"]
    asked: dict[str, Any] = {"kind": "referral_status", "to": town.agency, "purpose": "mayor_offences"}
    with pytest.raises(Refused) as refused:
        shared(told, JUSTICE, referral, **asked)
    assert code_of(refused) == ["unknown_disturbs_public_order"]
    prepared = shared(told, JUSTICE, referral, **asked, met=["disturbs_public_order"]).case_id
    act(told, SECOND, prepared, "give")
    assert {name for name, _ in read_by(told, town, prepared) or ()} == {"referral_number", "case_state"}
    with pytest.raises(Refused):
        shared(told, JUSTICE, referral, kind="referral", to=town.agency, purpose="mayor_offences")


@pytest.fixture
def investigated(told: Story, referral: UUID) -> Callable[[], None]:
    """Put that referral into the hands of an investigating judge."""

    def put() -> None:
        day = told.at(12, 9).date()
        act(told, JUSTICE, told.child(referral, "enquiry"), "open_investigation", answered_on=day)

    return put


def test_an_investigation_stops_sharing_about_the_place_without_a_word_of_it(
    told: Story, referral: UUID, investigated: Callable[[], None]
) -> None:
    section, before = told.section(CCRF.agency), shared(told, CCRF, told.section(CCRF.agency)).case_id
    assert read_by(told, URSSAF, before)
    investigated()
    with pytest.raises(Refused) as refused:
        shared(told, CCRF, section)
    assert code_of(refused) == ["not_now"]
    assert refused.value.refusals[0].references == ()
    end_about_the_place(_delivery(told, told.child(referral, "enquiry")))
    assert read_by(told, URSSAF, before) is None, "what had been given is ended too"


def _delivery(told: Story, case: UUID) -> Delivery:
    return Delivery(
        engine=told.engine,
        effect_id=UUID(int=7),
        case_id=case,
        topic="freeze_sharings",
        body={},
        moment=told.at(22, 9),
    )


@pytest.mark.parametrize(("workflow", "state"), [("referral", "sent"), ("enquiry", "resting")])
def test_the_step_that_opens_the_investigation_ends_what_is_shared(workflow: str, state: str) -> None:
    moving = SimpleNamespace(case=SimpleNamespace(workflow=workflow, state=state))
    assert [each.topic for each in watch(moving, INVESTIGATION, ())] == ["freeze_sharings"]  # type: ignore[arg-type]
    assert list(watch(moving, "answered", ())) == []  # type: ignore[arg-type]


def test_the_workflow_is_sound() -> None:
    assert check(WORKFLOW, {WORKFLOW.name: WORKFLOW}, lambda _competence: ("prefecture",)).sound


def test_a_new_place_that_lets_somebody_in_without_a_gate_is_an_error_at_once(told_database: ToldDatabase) -> None:
    engine = told_database("ungated", lambda _engine: None)

    def opened(agency: str, clearance: int) -> Taken:
        with unit_of_work(engine, CCRF.viewer) as session:
            return open_case(
                session, "sharing", actor=CCRF.actor, moment=CCRF_DAY, title="Essai", agency=CCRF.agency, secrecy=3,
                parties=[PartyTo(SHARE, CCRF.agency, 3), PartyTo("anything", agency, clearance)],
            )  # fmt: skip

    for agency, clearance in (("bailleur", 3), ("mairie", 3), ("urssaf", 4)):
        with pytest.raises(Ungated, match=agency):
            opened(agency, clearance)
    assert opened("bailleur", 2).state == "to_confirm", "below class K3 the partnership's own rules hold"
    assert opened("urssaf", 3).state == "to_confirm"
    assert opened(CCRF.agency, 4).state == "to_confirm", "an agency's own is its own"


def test_everybody_who_was_let_in_while_the_story_was_told_came_through_a_gate(told: Story, referral: UUID) -> None:
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        asked = sa.select(Party.agency, Party.clearance, Case.agency, Case.workflow).join(
            Case, Case.id == Party.case_id
        )
        found = session.execute(asked.where(Party.clearance >= 3)).all()
    others = [row for row in found if row[0] != row[2]]
    assert {row[3] for row in others} >= {"section", "minutes", "operation", "referral"}
    assert all(lets_in([owner], agency, clearance, told.at(30, 9)) for agency, clearance, owner, _ in others)
