"""The pages of measures: instructed at the prefecture with the clock of the law beside it, read by patrols on a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import enter_places, hands, no_press, play, played, rows_of, untold
from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse, moment_field, past_night
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.found import demonstration_places
from webapp.demonstration.measure import QUALITY, MeasureTelling
from workflows.engine.tables import Case
from workflows.engine.viewer import unit_of_work
from workflows.law.days import paris_day
from workflows.processes import consequence, house
from workflows.processes.consequence import open_elsewhere
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureOrder,
    MeasureRemedy,
    MeasureWatch,
    SigningDelegation,
)
from workflows.register.establishments import Establishment

PREFECTURE, POLICE, TOWN_POLICE, TOWN, JUSTICE = (
    "prefecture",
    "police_nationale",
    "police_municipale",
    "mairie",
    "parquet",
)
TOLD = ("delegate", "instruct", "hear", "decide", "serve", "keep", "end")


@dataclass
class MeasureHouse(JointHouse):
    """The application on the told measures."""

    story: MeasureTelling  # type: ignore[assignment]

    @property
    def closure(self) -> UUID:
        """The closure."""
        return self.story.closure


HouseAt = Callable[..., MeasureHouse]


@pytest.fixture
def house_at(told_app: ToldApp) -> HouseAt:
    """The application on the measures as they stand after these acts, all of them in the past."""

    def at(*acts: str) -> MeasureHouse:
        def from_the_start(engine: Engine) -> None:
            enter_places(engine)
            play(_telling(engine), acts)

        original = f"pages-measure-{'-'.join(acts)[-40:]}"
        app = told_app(original, from_the_start)
        return MeasureHouse(app, played(_telling(engine_of(app)), original, *acts))

    return at


def _telling(engine: Engine) -> MeasureTelling:
    return untold(
        MeasureTelling, engine, hands(house, consequence, press=no_press), past_night(),
        establishments=demonstration_places(engine),
    )  # fmt: skip


def _panel(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def test_the_whole_closure_stands_on_one_page_for_who_instructs(house_at: HouseAt) -> None:
    measures = house_at(*TOLD)
    page = measures.read(PREFECTURE, f"/measures/{measures.closure}")
    for panel, words in {
        "order": "Noa Démo", "watch": "Rideau baissé", "remedies": "Recours gracieux", "about": "Troubles répétés", "facts": "Rixe entre clients",
        "ground": "Trois atteintes", "hearing": "Procès-verbal de notification n° DÉMO-2026-1",
        "observations": "oralement", "note": "Deux blessés", "clock": "48\u00a0heures après la notification",
    }.items():  # fmt: skip
        assert words in _panel(page, panel), panel
    assert "Sans réponse" not in page


def test_who_serves_or_is_told_reads_the_order_and_not_the_instruction(house_at: HouseAt) -> None:
    measures = house_at(*TOLD)
    for key in (POLICE, TOWN_POLICE, TOWN, JUSTICE):
        page = measures.read(key, f"/measures/{measures.closure}")
        assert "arrêté n° DÉMO-2026-1" in page
        for word in ("Rixe entre clients", "Trois atteintes", "agent de sécurité", "Deux blessés"):
            assert word not in page, f"{key} reads {word}"
        whole = measures.read(key, f"/cases/{measures.closure}/history")
        assert "agent de sécurité" not in whole
    measures.read("transport", f"/measures/{measures.closure}", status=404)


def test_facts_come_first_then_the_ground_in_two_steps(house_at: HouseAt) -> None:
    measures = house_at("delegate")
    pilot = PLAYERS[PREFECTURE]
    with unit_of_work(measures.story.engine, pilot.viewer) as session:
        place = session.get_one(Establishment, measures.story.establishments["bar_1"])
        case = open_elsewhere(
            session, "measure", establishment=place, label="Troubles", actor=pilot.actor, moment=datetime.now(UTC),
            due_at=datetime.now(UTC) + timedelta(days=10), clock_key="", title="Bar – mesure",
        ).case_id  # fmt: skip
    measures.read(PREFECTURE, f"/measures/{case}/basis", status=404)
    page = measures.read(PREFECTURE, f"/measures/{case}")
    assert "Une mesure repose sur des faits datés" in page
    fact = {
        "f_on_day": (paris_day(datetime.now(UTC)) - timedelta(days=3)).isoformat(), "f_words": "Rixe.", "f_source": "Police",
        "f_proof": "Rapport", "f_link": "Clients.",
    }  # fmt: skip
    assert measures.send(PREFECTURE, f"/cases/{case}/steps/add_fact", **fact).status_code == 303
    bases = measures.read(PREFECTURE, f"/measures/{case}/basis")
    assert f"/measures/{case}/basis?basis=A2" in bases
    assert "A11" not in bases, "the ministry’s, not the prefect’s"
    assert "n’a pas été lu" in bases and "basis=A10" not in bases, "what has no paper says so where it would be chosen"
    chosen = measures.read(PREFECTURE, f"/measures/{case}/basis?basis=A2")
    for words in (
        "3 mois au plus",
        "6 mois en cas de réitération",
        "aucun arrêté précédent",
        "Fenêtre de réitération",
        "à vérifier",
    ):
        assert words in chosen, words
    said = {"f_basis": "A2", "f_ground": "Troubles.", "f_months": "7", "f_repeated": "no", "f_second_basis": ""}
    steps = f"/cases/{case}/steps/choose_basis"
    refused = measures.send(PREFECTURE, steps, form_on=f"/measures/{case}/basis?basis=A2", **said)
    assert refused.status_code == 409
    assert "dépassent le plafond" in measures.words_of(refused)
    done = measures.send(PREFECTURE, steps, form_on=f"/measures/{case}/basis?basis=A2", **{**said, "f_months": "2"})
    assert done.status_code == 303
    assert rows_of(measures.story, sa.select(AdministrativeMeasure.months)) == [2]
    measures.read(POLICE, f"/measures/{case}", status=404)


def test_the_clock_says_who_may_sign_and_what_if_it_is_served_then(house_at: HouseAt) -> None:
    measures = house_at("delegate", "instruct", "hear")
    address = f"/measures/{measures.closure}"
    clock = _panel(measures.read(PREFECTURE, address), "clock")
    assert f"Noa Démo</strong>, {QUALITY}" in clock
    assert "Observations jusqu’au" in clock
    assert "jour non compté, puis 15 jours" in clock
    friday = measures.story.at(-60, 10).date()
    stale = _panel(
        measures.read(PREFECTURE, f"{address}?served_at={moment_field(friday, 10)}&signed_on={friday}"), "clock"
    )
    assert "48\u00a0heures après la notification" in stale, "all the facts are old: it waits 48 hours"
    fresh = measures.story.at(-110, 10).date()
    assert "À vérifier\u00a0: délai franc, dernier jour reporté" in stale
    at_once = _panel(
        measures.read(PREFECTURE, f"{address}?served_at={moment_field(fresh, 10)}&signed_on={fresh}"), "clock"
    )
    assert "Dès sa notification" in at_once
    garbled = measures.read(PREFECTURE, f"{address}?served_at=demain")
    assert "Exécutoire à partir du" not in garbled
    measures.story.take(
        PLAYERS[PREFECTURE],
        measures.story.delegation,
        "end",
        0,
        9,
        ended_on=measures.story.at(0, 9).date(),
        reason="Départ.",
    )
    assert "aucune délégation pour cette matière" in measures.read(PREFECTURE, address)


def test_what_stands_against_the_signature_is_said_with_its_source(house_at: HouseAt) -> None:
    measures = house_at("delegate", "instruct", "hear")
    steps = f"/cases/{measures.closure}/steps"
    note = {
        "f_gravity": "Deux blessés.", "f_repeated": "Aucune.", "f_cured": "Un agent.", "f_jobs": "Trois.", "f_months": "2",
    }  # fmt: skip
    stereotyped = measures.send(PREFECTURE, f"{steps}/note_decision", **note, f_reasons="Des troubles répétés.")
    assert stereotyped.status_code == 409
    assert "stéréotypés" in measures.words_of(stereotyped)
    assert "L211-5" in measures.words_of(stereotyped)
    day = measures.story.at(-121, 9)
    told = measures.send(PREFECTURE, f"{steps}/note_decision", **note, f_reasons=f"Le {day:%d/%m/%Y}, une altercation.")
    assert told.status_code == 303
    page = measures.read(PREFECTURE, f"/measures/{measures.closure}")
    assert "2 observation(s) sans réponse" in page
    assert "Faire signer l’arrêté" in page


def test_patrols_read_what_is_in_force_tonight_and_report_from_there(house_at: HouseAt) -> None:
    measures = house_at("delegate", "close_at_once")
    urgent = measures.story.urgent
    for key in (PREFECTURE, POLICE, TOWN_POLICE, TOWN, JUSTICE):
        page = measures.read(key, "/measures")
        assert "La Chouette" in page, key
        assert "Vu ouvert" in page
        assert "Pas affiché" in page
        assert (f"/cases/{urgent}/steps/watch" in page) is (key in (POLICE, TOWN_POLICE))
    assert "La Chouette" not in measures.read("transport", "/measures")
    assert "La Chouette" in measures.read(TOWN, "/measures?state=open")
    seen = {
        "f_watched_at": moment_field(measures.story.at(11, 9).date(), 22), "f_seen": "shut", "f_posted": "yes",
        "f_words": "Rideau baissé.",
    }  # fmt: skip
    assert measures.send(TOWN_POLICE, f"/cases/{urgent}/steps/watch", **seen).status_code == 303
    assert [row.seen for row in rows_of(measures.story, sa.select(MeasureWatch).order_by(MeasureWatch.watched_at))] == [
        "open", "shut",
    ]  # fmt: skip
    assert "La Chouette" not in measures.read(TOWN, "/measures?state=open")
    after = measures.read(TOWN_POLICE, "/measures")
    assert "Vu ouvert" not in after.split('class="panel lines"')[1]
    assert "Pas affiché" not in after


def test_what_is_past_stays_in_the_register(house_at: HouseAt) -> None:
    measures = house_at(*TOLD)
    assert "Le Quinquet" not in measures.read(POLICE, "/measures")
    assert "Le Quinquet" in measures.read(POLICE, "/measures?state=past")
    assert "Aucune mesure ici" in measures.read(POLICE, "/measures?state=unknown")


def test_a_signatory_made_anonymous_is_named_to_who_instructs_alone(house_at: HouseAt) -> None:
    measures = house_at("delegate", "instruct")
    story, pref = measures.story, PLAYERS[PREFECTURE]
    story.take(pref, story.closure, "choose_basis", -114, 9, basis="A8", ground="Trafic.", months=2, repeated="no")
    story.take(pref, story.closure, "argue_urgency", -113, 9, urgency="Danger immédiat.")
    story.take(
        pref, story.closure, "note_decision", -112, 9, gravity="Grave.", repeated="Aucune.", cured="Rien.", jobs="Trois.",
        months=2, reasons=f"Le {story.at(-121, 9):%d/%m/%Y}, une altercation.",
    )  # fmt: skip
    story.take(
        pref, story.closure, "sign", -111, 9, number="n° 1", signatory="prefect", name="Dominique Anonyme",
        signed_on=story.at(-111, 9).date(), remedies=True, anonymised=True, executed_by=[POLICE],
    )  # fmt: skip
    for key, named in ((PREFECTURE, True), (POLICE, False), (TOWN, False)):
        page = measures.read(key, f"/measures/{story.closure}")
        assert "Préfet du Pas-de-Calais" in _panel(page, "order")
        history = measures.read(key, f"/cases/{story.closure}/history")
        assert ("Dominique Anonyme" in page + history) is named, key


def test_a_closure_for_illegal_work_is_to_be_lifted_once_an_acquittal_is_recorded(house_at: HouseAt) -> None:
    measures = house_at("delegate", "instruct")
    story, pref = measures.story, PLAYERS[PREFECTURE]
    story.take(
        pref, story.closure, "choose_basis", -114, 9, basis="A9", ground="Travail illégal.", months=2, repeated="no"
    )
    story.take(pref, story.closure, "argue_urgency", -113, 9, urgency="Danger immédiat.")
    story.take(
        pref, story.closure, "note_decision", -112, 9, gravity="Grave.", repeated="Aucune.", cured="Rien.", jobs="Trois.",
        months=2, reasons=f"Le {story.at(-121, 9):%d/%m/%Y}, une altercation.",
    )  # fmt: skip
    story.take(
        pref, story.closure, "sign", -111, 9, number="n° 1", signatory=story.delegation.hex,
        signed_on=story.at(-111, 9).date(), remedies=True, executed_by=[POLICE],
    )  # fmt: skip
    story.take(
        PLAYERS[POLICE], story.closure, "serve", -110, 12, served_at=story.at(-110, 11), receipt="received",
        served_to="L’exploitant", proof="PV",
    )  # fmt: skip
    address, said = f"/measures/{story.closure}", "Relaxe ou non-lieu\u00a0: lever la mesure"
    assert said not in measures.read(PREFECTURE, address)
    acquitted: dict[str, Any] = {
        "kind": "acquittal",
        "on_day": story.at(-109, 9).date(),
        "words": "Jugement de démonstration",
    }
    story.take(pref, story.closure, "record_prior", -108, 9, **acquitted)
    assert said in measures.read(PREFECTURE, address)
    assert f"/cases/{story.closure}/steps/lift" in measures.read(PREFECTURE, address)
    assert said not in measures.read(POLICE, address)


def test_what_the_judge_suspended_is_neither_past_nor_in_force(house_at: HouseAt) -> None:
    measures = house_at("delegate", "instruct", "hear", "decide", "serve")
    story, day = measures.story, measures.story.at(-60, 9).date()
    taken: dict[str, Any] = {"kind": "suspension", "filed_on": day, "reference": "n° 1"}
    story.take(PLAYERS[PREFECTURE], story.closure, "contest", -60, 9, **taken)
    remedy = rows_of(story, sa.select(MeasureRemedy.id))[0].hex
    story.take(
        PLAYERS[PREFECTURE], story.closure, "suspend", -59, 9, remedy=remedy, decided_on=day, words="Ordonnance."
    )
    for group, there in (("tonight", False), ("past", False), ("suspended", True)):
        assert ("Le Quinquet" in measures.read(POLICE, f"/measures?state={group}")) is there, group


def test_a_delegation_is_entered_as_it_was_published_and_read_by_every_desk(house_at: HouseAt) -> None:
    measures = house_at("delegate")
    fields: dict[str, Any] = {
        "signatory": "Maxence Démo", "quality": "Secrétaire général (démonstration)", "subjects": ["A8"],
        "valid_from": "2026-01-01", "valid_to": "", "order_reference": "arrêté du 1er janvier", "bulletin": "recueil n° 1",
    }  # fmt: skip
    ends_before = measures.send(PREFECTURE, "/delegations/new", **{**fields, "valid_to": "2025-12-31"})
    assert ends_before.status_code == 409
    assert "finit avant de commencer" in measures.words_of(ends_before)
    assert measures.send(PREFECTURE, "/delegations/new", **{**fields, "subjects": []}).status_code == 422
    assert measures.send(PREFECTURE, "/delegations/new", **fields).status_code == 303
    assert rows_of(
        measures.story, sa.select(SigningDelegation.subjects).where(SigningDelegation.bulletin == "recueil n° 1")
    ) == [["A8"]]
    for key in (PREFECTURE, TOWN_POLICE, "transport"):
        page = measures.read(key, "/delegations")
        assert "Maxence Démo" in page
        assert ("Mettre fin" in page) is (key == PREFECTURE)
    measures.read(TOWN_POLICE, "/delegations/new", status=404)


def test_a_warning_shows_no_day_on_which_it_ends(house_at: HouseAt) -> None:
    measures = house_at("delegate", "instruct")
    story = measures.story
    story.take(
        PLAYERS[PREFECTURE],
        story.closure,
        "choose_basis",
        -114,
        9,
        basis="A1",
        ground="Manquement.",
        repeated="register",
    )
    page = measures.read(PREFECTURE, f"/measures/{story.closure}")
    assert "Signer un avertissement" in page
    assert "Aucun avertissement au registre" in page
    story.take(
        PLAYERS[PREFECTURE], story.closure, "sign_warning", -113, 9, number="n° 1", signatory=story.delegation.hex,
        signed_on=story.at(-113, 9).date(), executed_by=[POLICE],
    )  # fmt: skip
    served = {
        "f_served_at": moment_field(story.at(-112, 9).date(), 9), "f_receipt": "received", "f_served_to": "Le gérant",
        "f_proof": "PV n° 1",
    }  # fmt: skip
    assert measures.send(POLICE, f"/cases/{story.closure}/steps/serve_warning", **served).status_code == 303
    assert rows_of(story, sa.select(Case.state).where(Case.id == story.closure)) == ["warned"]
    after = measures.read(POLICE, f"/measures/{story.closure}")
    assert "Dernier jour" not in after
    assert "n’est pas une décision que l’on attaque" in after
    assert rows_of(story, sa.select(MeasureOrder.ends_on)) == [None]
