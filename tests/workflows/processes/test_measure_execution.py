"""What becomes of a signed measure: service, watch, remedies, end, repetition, warnings, measures without a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import NIGHT, codes_refused, refusals, rows_of
from tests.workflows.processes.measure_house import (
    ON_ONE,
    POLICE,
    PREFECTURE,
    TOWN,
    Tell,
    answer_all,
    closure_telling,
    noted,
    order_of,
    pref,
    signing,
    write_note,
)
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.measure import BINDS, ENDED, FACTS, SERVED, SIGNED, WARNED, MeasureTelling
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.refusals import Refused
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.calendar import months_after
from workflows.processes.frozen_paper import FrozenPaper
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureFact,
    MeasureOrder,
    MeasurePrior,
    MeasureRemedy,
    MeasureService,
)
from workflows.processes.measure_register import repeated_by, warning_on
from workflows.processes.snapshots_execution import InspectionReportSnapshot, ServiceRecordSnapshot


@ON_ONE
def test_a_fresh_order_binds_at_once_and_is_watched_until_its_last_day(decided: MeasureTelling) -> None:
    fresh = {
        "on_day": decided.at(-80, 9).date(),
        "words": "Rixe.",
        "source": "Police",
        "proof": "Rapport",
        "link": "Clients.",
    }
    pref(decided, "add_fact", -79, **fresh)
    assert codes_refused(decided, PREFECTURE, decided.closure, "sign", SIGNED, **signing(decided)) == {
        "fact_after_letter"
    }, "the operator was never told of it"
    again = {
        "proposed": "Fermeture administrative", "days": 15, "reference": "n° 2", "signatory": "Noa Démo",
        "sent_on": decided.at(SIGNED, 9).date(), "way": "by_hand",
    }  # fmt: skip
    pref(decided, "send_letter", SIGNED, **again)
    received = {"receipt": "received", "received_on": decided.at(SIGNED, 9).date(), "proof": "PV"}
    pref(decided, "prove_receipt", SIGNED, **received)
    decided.let_the_house_work(SIGNED + 16, 1)
    write_note(decided, SIGNED + 17)
    signed_on, served_on = SIGNED + 18, SIGNED + 20
    pref(decided, "sign", signed_on, **signing(decided, signed_on))
    served: dict[str, Any] = {"receipt": "received", "served_to": "L’exploitant", "proof": "PV"}
    early = {**served, "served_at": decided.at(signed_on - 1, 11)}
    assert codes_refused(decided, POLICE, decided.closure, "serve", served_on, **early) == {"served_before_signature"}
    to_come = {**served, "served_at": decided.at(served_on, 23)}
    assert codes_refused(decided, POLICE, decided.closure, "serve", served_on, **to_come) == {"served_to_come"}
    decided.take(
        PLAYERS[POLICE], decided.closure, "serve", served_on, 12, served_at=decided.at(served_on, 11), **served
    )
    decided.let_the_house_work(served_on, 12, 5)
    assert decided.stands(decided.closure) == "in_force"
    order = order_of(decided)
    assert order.binds_from == decided.at(served_on, 11)
    last = (order.ends_on - decided.night).days  # type: ignore[operator]
    decided.let_the_house_work(last, 23)
    assert decided.stands(decided.closure) == "in_force", "the last day is a day of closure"
    decided.let_the_house_work(last + 1, 1)
    assert decided.stands(decided.closure) == "ended"


@ON_ONE
def test_nobody_reports_a_watch_of_an_order_that_did_not_bind(in_force: MeasureTelling) -> None:
    seen = {"seen": "open", "posted": True, "words": "Clients."}
    before = in_force.at(BINDS, 10)
    assert codes_refused(in_force, POLICE, in_force.closure, "watch", -60, watched_at=before, **seen) == {
        "not_binding_then"
    }
    assert codes_refused(in_force, POLICE, in_force.closure, "watch", -60, watched_at=in_force.at(-59, 9), **seen) == {
        "moment_to_come"
    }
    assert "competence" in codes_refused(
        in_force, TOWN, in_force.closure, "watch", -60, watched_at=in_force.at(-61, 9), **seen
    )


@ON_ONE
def test_the_judge_suspends_resumes_and_annuls(in_force: MeasureTelling) -> None:
    ruled = {"decided_on": in_force.at(-60, 9).date(), "words": "Ordonnance de démonstration."}
    assert "nothing_pending" in codes_refused(
        in_force, PREFECTURE, in_force.closure, "suspend", -60, remedy=in_force.closure.hex, **ruled
    )
    for kind, day in (("suspension", -66), ("contentieux", -65)):
        pref(in_force, "contest", day, key=kind, kind=kind, filed_on=in_force.at(day, 9).date(), reference="n° 1")
    suspension, action = rows_of(in_force, sa.select(MeasureRemedy).order_by(MeasureRemedy.filed_on))
    for remedy, outcome, code in (
        (suspension, "granted", "judge_granted"),
        (action, "granted", "judge_granted"),
        (action, "silent", "judge_silent"),
    ):
        settled = {**ruled, "remedy": remedy.id.hex, "outcome": outcome}
        assert codes_refused(in_force, PREFECTURE, in_force.closure, "decide_remedy", -60, **settled) == {code}
    for step, other in (("suspend", action), ("annul", suspension)):
        assert codes_refused(in_force, PREFECTURE, in_force.closure, step, -60, remedy=other.id.hex, **ruled) == {
            "field_remedy"
        }
    early = {**ruled, "decided_on": in_force.at(-67, 9).date()}
    assert codes_refused(in_force, PREFECTURE, in_force.closure, "suspend", -60, remedy=suspension.id.hex, **early) == {
        "decided_before_filing"
    }
    pref(in_force, "suspend", -60, remedy=suspension.id.hex, **ruled)
    assert in_force.stands(in_force.closure) == "suspended"
    assert "state" in codes_refused(
        in_force, POLICE, in_force.closure, "watch", -59, watched_at=in_force.at(-59, 8), seen="open"
    )
    pref(in_force, "resume", -50, decided_on=in_force.at(-51, 9).date(), words="Suspension levée en appel.")
    pref(in_force, "annul", -40, remedy=action.id.hex, decided_on=in_force.at(-41, 9).date(), words="Annulation.")
    assert in_force.stands(in_force.closure) == "annulled"
    with unit_of_work(in_force.engine, HOUSE_VIEWER) as session:
        place = in_force.establishments["bar_3"]
        assert repeated_by(session, place, "A2", latest=NIGHT, on=NIGHT, besides=in_force.delegation) is None, (
            "annulled: it never was"
        )


@ON_ONE
def test_a_measure_is_lifted_early_or_given_up(in_force: MeasureTelling, decided: MeasureTelling) -> None:
    pref(in_force, "lift", -40, lifted_on=in_force.at(-40, 9).date(), reason="Travaux faits, agent recruté.")
    assert (in_force.stands(in_force.closure), order_of(in_force).lifted_on) == ("lifted", in_force.at(-40, 9).date())
    pref(decided, "abandon", -80, reason="L’établissement a changé d’exploitant.")
    assert decided.stands(decided.closure) == "abandoned"


@ON_ONE
def test_an_order_is_repeated_within_the_window_and_only_on_the_same_ground(closure_until: Tell) -> None:
    told = closure_until("end")
    place, served = told.establishments["bar_3"], told.at(SERVED, 11).date()
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:

        def found(
            basis: str, on: date, where: str = "bar_3", besides: UUID = told.delegation, latest: date | None = None
        ) -> bool:
            given: dict[str, Any] = {"latest": latest or NIGHT, "on": on, "besides": besides}
            return repeated_by(session, told.establishments[where], basis, **given) is not None

        assert found("A2", NIGHT)
        assert not found("A2", NIGHT, besides=told.closure), "not of itself"
        assert not found("A3", NIGHT)
        assert not found("A2", NIGHT, where="bar_1")
        assert found("A2", months_after(served, 60))
        assert not found("A2", months_after(served, 60) + timedelta(days=1))
        assert not found("A2", served - timedelta(days=1))
        assert found("A2", NIGHT, latest=served + timedelta(days=1))
        assert not found("A2", NIGHT, latest=served), "what was done before the order was served does not repeat it"
        assert warning_on(session, place, told.closure, before=NIGHT) is None
    told.closure = told._open("bar_3", "again", 1, "De nouveau")
    fact = {
        "on_day": told.at(0, 9).date(),
        "words": "Rixe.",
        "source": "Police",
        "proof": "Rapport",
        "link": "Clients.",
    }
    pref(told, "add_fact", 1, **fact)
    pref(told, "choose_basis", 1, key="six", basis="A2", ground="Réitération.", months=6, repeated="no")
    row = rows_of(told, sa.select(AdministrativeMeasure).where(AdministrativeMeasure.id == told.closure))[0]
    assert (row.repetition, row.repetition_of) == (True, order_of(told, row.repetition_of).measure_id)
    pref(told, "argue_urgency", 1, urgency="Danger immédiat.")
    write_note(told, 1, months=6, reasons=f"Le {told.at(0, 9):%d/%m/%Y}, une rixe.")
    first = row.repetition_of
    told.take(
        PLAYERS[PREFECTURE],
        first,
        "contest",
        1,
        10,
        kind="contentieux",
        filed_on=told.at(1, 9).date(),
        reference="n° 1",
    )
    remedy = rows_of(told, sa.select(MeasureRemedy).where(MeasureRemedy.kind == "contentieux"))[0]
    told.take(
        PLAYERS[PREFECTURE], first, "decide_remedy", 2, 9, remedy=remedy.id.hex, outcome="granted",
        decided_on=told.at(2, 8).date(), words="Annulation.",
    )  # fmt: skip
    said = refusals(told, PREFECTURE, told.closure, "sign", 2, **signing(told, 2))
    assert "unknown_repetition" in said, "the order that it repeated never was"


@ON_ONE
def test_a_second_ground_of_an_order_is_repeated_too(instructed: MeasureTelling) -> None:
    pref(instructed, "choose_basis", -114, basis="A3", second_basis="A2", ground="Délits.", months=2, repeated="no")
    pref(instructed, "argue_urgency", -113, urgency="Danger immédiat.")
    write_note(instructed, -112)
    pref(instructed, "sign", -111, **signing(instructed, -111))
    served: dict[str, Any] = {"receipt": "received", "served_to": "L’exploitant", "proof": "PV"}
    instructed.take(PLAYERS[POLICE], instructed.closure, "serve", -110, 12, served_at=instructed.at(-110, 11), **served)
    with unit_of_work(instructed.engine, HOUSE_VIEWER) as session:
        place = instructed.establishments["bar_3"]
        given: dict[str, Any] = {"on": NIGHT, "besides": instructed.delegation}
        for basis, repeats in (("A3", True), ("A2", True), ("A1", False)):
            assert (repeated_by(session, place, basis, latest=NIGHT, **given) is not None) is repeats, basis


def test_a_warning_is_what_the_closure_on_that_ground_needs(told: Story) -> None:
    telling = closure_telling(told.engine)
    telling.delegate()
    finding, branch = telling._administrative_finding()
    pilot = replace(PLAYERS[PREFECTURE].actor, competences=frozenset({"inspect"}))
    with unit_of_work(telling.engine, PLAYERS[PREFECTURE].viewer) as session, pytest.raises(Refused) as stopped:
        take(session, branch, "report_inspection", actor=pilot, moment=telling.at(WARNED - 1, 9))
    assert [each.code for each in stopped.value.refusals] == ["nothing_found"], "only who found something reports it"
    telling.take(PLAYERS[POLICE], branch, "report_inspection", WARNED - 1, 9)
    asked = sa.select(FrozenPaper).where(FrozenPaper.kind == "inspection_report")
    report = InspectionReportSnapshot.from_json(rows_of(telling, asked, PLAYERS[POLICE].viewer)[0].content)
    assert (report.head.letterhead.agency, report.addressed_to) == (POLICE, "Le préfet du Pas-de-Calais")
    assert [each.proof for each in report.facts] == [f"grille de contrôle, point {finding.item}"]
    telling.warn()
    assert rows_of(telling, asked, PLAYERS[PREFECTURE].viewer), "who instructs reads what was reported to the prefect"
    assert not rows_of(telling, asked, PLAYERS[TOWN].viewer)
    assert telling.stands(telling.warning) == "warned"
    papers = rows_of(telling, sa.select(FrozenPaper).where(FrozenPaper.case_id == telling.warning))
    assert {each.kind for each in papers} == {"inspection_report", "warning", "service_record"}, (
        "its service has a paper like that of an order"
    )
    served = ServiceRecordSnapshot.from_json(next(each.content for each in papers if each.kind == "service_record"))
    assert (served.act, served.remedies, served.ends_on, served.missing()) == ("warning", (), None, [])
    assert rows_of(telling, sa.select(MeasureFact.finding_id))[0] is not None
    place = telling.establishments["bar_1"]
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        assert (
            warning_on(session, place, telling.delegation, before=telling.at(13, 9).date()) == telling.at(11, 9).date()
        )
        assert warning_on(session, place, telling.delegation, before=telling.at(11, 9).date()) is None
        assert not repeated_by(
            session, place, "A1", latest=NIGHT, on=telling.at(30, 9).date(), besides=telling.delegation
        ), "a warning is not a closure: it repeats nothing"
    # Another breach, at another bar: nobody was warned there.
    for name, bar, refused in (("bar_1", "bar_1", False), ("bar_2", "bar_2", True)):
        telling.closure = telling._open(bar, f"after {name}", 13, "Manquement")
        fact = {"on_day": telling.at(12, 9).date(), "words": "Permis absent.", "source": "Police", "proof": "Rapport"}
        pref(telling, "add_fact", 13, **fact, link="Exploitation sans permis.")
        pref(telling, "choose_basis", 13, key="a1", basis="A1", ground="Manquement.", months=1, repeated="no")
        pref(telling, "argue_urgency", 14, urgency="Danger immédiat.")
        write_note(telling, 14, months=1, reasons=f"Le {telling.at(12, 9):%d/%m/%Y}, permis absent.")
        given = signing(telling, 15)
        if refused:
            said = refusals(telling, PREFECTURE, telling.closure, "sign", 15, **given)
            assert set(said) == {"no_warning"}
        else:
            pref(telling, "sign", 15, **given)
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        assert rebuild(session).differences == []


@ON_ONE
def test_a_warning_answers_the_first_ground_alone_and_a_softer_measure_needs_no_order(
    instructed: MeasureTelling,
) -> None:
    warning = {name: value for name, value in signing(instructed, -110).items() if name != "remedies"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "sign_warning", -110, **warning) == {
        "no_warning_asked"
    }
    pref(instructed, "choose_basis", -109, key="a1", basis="A1", ground="Manquement.", months=1, repeated="no")
    early = {**warning, "signed_on": instructed.at(max(FACTS) - 1, 9).date()}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "sign_warning", -109, **early) == {
        "fact_after_signature"
    }
    pref(instructed, "take_softer", -109, softer="reminder", words="Rappel des horaires.")
    assert instructed.stands(instructed.closure) == "softened"
    assert not rows_of(instructed, sa.select(MeasureOrder))


@ON_ONE
def test_food_needs_a_formal_notice_and_no_letter_and_ends_when_it_is_lifted(instructed: MeasureTelling) -> None:
    """CRPM L233-1: a formal notice, no length, until it is cured."""
    telling = instructed
    pref(telling, "choose_basis", -115, key="food", basis="A12", ground="Danger pour la santé.", repeated="no")
    pref(telling, "go_without_letter", -115)
    words = {name: value for name, value in noted(telling).items() if name != "months"}
    pref(telling, "note_decision", -114, **words)
    own = signing(telling, -113, signatory="prefect", name="Dominique Préfet")
    said = refusals(telling, PREFECTURE, telling.closure, "sign", -113, **own)
    assert set(said) == {"unknown_formal_notice_on"}
    notice = {"kind": "formal_notice", "on_day": telling.at(-120, 9).date(), "words": "Mise en demeure n° 1"}
    for wrong in ({}, {"until": notice["on_day"]}, {"kind": "opinion", "until": telling.at(-113, 9).date()}):
        given = notice | wrong
        assert codes_refused(telling, PREFECTURE, telling.closure, "record_prior", -114, **given) == {"notice_deadline"}
    pref(telling, "record_prior", -114, **notice, until=telling.at(-113, 9).date())
    said = refusals(telling, PREFECTURE, telling.closure, "sign", -113, **own)
    assert set(said) == {"notice_running"}, "the time that it left is not over"
    own = signing(telling, -112, signatory="prefect", name="Dominique Préfet")
    pref(telling, "sign", -112, **own)
    telling.take(
        PLAYERS[PREFECTURE], telling.closure, "serve_by_post", -110, 9, way="registered", receipt="unclaimed",
        served_at=telling.at(-111, 10), served_to="L’exploitant", proof="Avis de réception",
    )  # fmt: skip
    telling.let_the_house_work(-110, 10)
    assert (telling.stands(telling.closure), order_of(telling).ends_on) == ("in_force", None)
    assert rows_of(telling, sa.select(MeasureService.way)) == ["registered"]
    telling.let_the_house_work(ENDED, 9)
    assert telling.stands(telling.closure) == "in_force"
    pref(telling, "lift", -4, lifted_on=telling.at(-4, 9).date(), reason="Mise en conformité constatée.")
    assert telling.stands(telling.closure) == "lifted"


@ON_ONE
def test_food_that_is_a_danger_now_is_shut_without_a_formal_notice(instructed: MeasureTelling) -> None:
    """CRPM L233-1: at once where it is urgent. The opinion of the safety commission is never left out so."""
    urgent = {"urgency": "Denrées avariées servies ce jour."}
    pref(instructed, "choose_basis", -115, key="fire", basis="A13", ground="Issues fermées.", repeated="no")
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "argue_urgency", -115, **urgent) == {
        "no_hearing_asked"
    }
    pref(instructed, "choose_basis", -115, key="food", basis="A12", ground="Danger pour la santé.", repeated="no")
    pref(instructed, "argue_urgency", -115, **urgent)
    words = {name: value for name, value in noted(instructed).items() if name != "months"}
    pref(instructed, "note_decision", -114, **words)
    pref(instructed, "sign", -114, **signing(instructed, -114, signatory="prefect", name="Dominique Préfet"))
    assert instructed.stands(instructed.closure) == "signed"


@ON_ONE
def test_an_acquittal_is_recorded_while_the_order_is_in_force(in_force: MeasureTelling) -> None:
    given = {"on_day": in_force.at(-61, 9).date(), "words": "Jugement de démonstration"}
    for kind in ("warning", "opinion"):
        assert codes_refused(in_force, PREFECTURE, in_force.closure, "record_prior", -60, kind=kind, **given) == {
            "prior_too_late"
        }
    pref(in_force, "record_prior", -60, kind="acquittal", **given)
    assert rows_of(in_force, sa.select(MeasurePrior.kind)) == ["acquittal"]


@ON_ONE
def test_a_delegation_says_for_what_and_ends_at_its_term(closure_until: Tell) -> None:
    telling = closure_until("delegate")
    assert codes_refused(
        telling, PREFECTURE, telling.delegation, "end", -100, ended_on=telling.at(-99, 9).date(), reason="Départ."
    ) == {"day_to_come"}
    assert codes_refused(
        telling, PREFECTURE, telling.delegation, "end", -100, ended_on=telling.at(-201, 9).date(), reason="Erreur."
    ) == {"ends_before"}


@ON_ONE
def test_a_criminal_file_founds_an_order_with_the_prosecutors_agreement_only(instructed: MeasureTelling) -> None:
    fact = {
        "on_day": instructed.at(-120, 9).date(),
        "words": "Rixe.",
        "source": "Police",
        "proof": "PV",
        "link": "Clients.",
    }
    pref(instructed, "add_fact", -115, **fact, judicial=True)
    instructed.hear()
    answer_all(instructed)
    write_note(instructed)
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "sign", SIGNED, **signing(instructed)) == {"held"}
    pref(instructed, "record_prior", -78, kind="prosecutor", on_day=instructed.at(-79, 9).date(), words="Accord écrit")
    pref(instructed, "sign", SIGNED, **signing(instructed))
    assert instructed.stands(instructed.closure) == "signed"
