"""The life of a measure: one ground, a letter, an order that the law lets pass, service, watch, end; and every way out."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import NIGHT, codes_refused, refusals, rows_of
from tests.workflows.processes.measure_house import (
    JUSTICE,
    ON_ONE,
    POLICE,
    PREFECTURE,
    TOWN,
    TOWN_POLICE,
    Tell,
    answer_all,
    noted,
    order_of,
    pref,
    signing,
    write_note,
)
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.measure import SERVED, SIGNED, MeasureTelling
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import Party, RunningDeadline, Turn
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.calendar import months_after
from workflows.law.days import paris_day
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureFact,
    MeasureLetter,
    MeasureOrder,
    MeasureWatch,
)
from workflows.processes.measure_law import bases_on, softer_on, tells_a_fact, unprinted_on
from workflows.processes.measure_register import may_sign


def test_a_closure_is_told_to_its_end_and_the_journal_tells_it_again(closure_until: Tell) -> None:
    told = closure_until("end")
    assert told.stands(told.closure) == "ended"
    order = order_of(told)
    assert (order.basis, order.months, order.kind) == ("A2", 2, "order")
    assert order.binds_from == told.at(SERVED, 11) + timedelta(hours=48), "the facts were stale at the signature"
    assert order.ends_on == months_after(paris_day(order.binds_from), 2)
    assert [row.seen for row in rows_of(told, sa.select(MeasureWatch).order_by(MeasureWatch.watched_at))] == [
        "open",
        "shut",
    ]
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        assert rebuild(session).differences == []


@ON_ONE
def test_no_ground_is_chosen_without_a_dated_fact_tied_to_the_place(closure_until: Tell) -> None:
    telling = closure_until("delegate")
    telling.closure = telling._open("bar_2", "bare", -116, "Sans fait")
    chosen = {"basis": "A2", "ground": "Motif.", "months": 2, "repeated": "register"}
    assert codes_refused(telling, PREFECTURE, telling.closure, "choose_basis", -115, **chosen) == {"no_dated_fact"}
    fact = {"on_day": telling.at(-120, 9).date(), "words": "Bruit.", "source": "Police", "proof": "Rapport"}
    pref(telling, "add_fact", -115, **fact)
    assert codes_refused(telling, PREFECTURE, telling.closure, "choose_basis", -115, **chosen) == {
        "not_linked_to_place"
    }
    to_come = {**fact, "on_day": telling.at(-110, 9).date()}
    assert codes_refused(telling, PREFECTURE, telling.closure, "add_fact", -115, **to_come) == {"day_to_come"}
    pref(telling, "add_fact", -115, key="tied", **fact, link="Clients sortant du bar.")
    assert codes_refused(telling, PREFECTURE, telling.closure, "choose_basis", -115, **{**chosen, "months": 7}) == {
        "too_long"
    }
    pref(telling, "choose_basis", -115, key="chosen", **chosen)
    assert telling.stands(telling.closure) == "instructed"


@ON_ONE
def test_the_cap_is_that_of_the_day_of_the_act(instructed: MeasureTelling) -> None:
    """The law of August 2026: three months for public order from the 20th, two before; never six without repetition."""
    before = (date(2026, 8, 19) - instructed.night).days
    three: dict[str, Any] = {"basis": "A2", "ground": "Motif.", "months": 3, "repeated": "no"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", before, **three) == {"too_long"}
    pref(instructed, "choose_basis", before + 1, **three)
    assert rows_of(instructed, sa.select(AdministrativeMeasure.months)) == [3]
    six = {**three, "months": 6}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", before + 2, **six) == {"too_long"}
    unknown = refusals(
        instructed, PREFECTURE, instructed.closure, "choose_basis", before + 2, **{**six, "repeated": "register"}
    )
    assert set(unknown) == {"unknown_repetition"}, "the register holds nothing, nobody has looked at older files"


@ON_ONE
def test_a_ground_is_for_places_of_its_kind_and_what_the_register_does_not_know_is_asked_once(
    closure_until: Tell,
) -> None:
    telling = closure_until("delegate")
    chosen: dict[str, Any] = {"ground": "Motif.", "months": 2, "repeated": "no"}
    for name, refused in (
        ("night_grocery", {"A2": "not_this_kind"}),
        ("bar_2", {"A6": "unknown_kind", "A7": "unknown_kind"}),
    ):
        telling.closure = telling._open(name, f"kind {name}", -116, "Lieu")
        fact = {"on_day": telling.at(-120, 9).date(), "words": "Bruit.", "source": "Police", "proof": "Rapport"}
        pref(telling, "add_fact", -115, key=name, **fact, link="Clients.")
        for basis, code in refused.items():
            said = refusals(telling, PREFECTURE, telling.closure, "choose_basis", -115, basis=basis, **chosen)
            assert set(said) == {code}
    assert "vente à emporter" in said["unknown_kind"] or "musique" in said["unknown_kind"]
    pref(telling, "choose_basis", -115, key="said", basis="A7", place_kinds=["music"], **chosen)
    pref(telling, "choose_basis", -114, key="again", basis="A7", **chosen)
    both = {**chosen, "basis": "A7", "second_basis": "A6"}
    assert codes_refused(telling, PREFECTURE, telling.closure, "choose_basis", -113, **both) == {"unknown_kind"}


@ON_ONE
def test_two_grounds_pass_up_to_the_lower_cap(instructed: MeasureTelling) -> None:
    after = (date(2026, 8, 25) - instructed.night).days
    two = {"basis": "A3", "second_basis": "A2", "ground": "Motif.", "repeated": "no"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", after, **two, months=6) == {
        "too_long"
    }
    same = {**two, "second_basis": "A3", "months": 2}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", after, **same) == {"same_ground"}
    pref(instructed, "choose_basis", after, **two, months=3)
    letter = {
        "proposed": "Fermeture", "reference": "n° 1", "signatory": "Noa Démo", "way": "registered",
        "sent_on": instructed.at(after, 9).date(), "days": 15,
    }  # fmt: skip
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "send_letter", after, **letter) == {
        "second_ground_untold"
    }, "the letter tells one ground"


@ON_ONE
def test_the_days_to_answer_run_from_the_proven_receipt_and_the_house_ends_them(instructed: MeasureTelling) -> None:
    letter = {
        "proposed": "Fermeture administrative", "reference": "n° 1", "signatory": "Noa Démo", "way": "registered",
        "sent_on": instructed.at(-114, 9).date(), "days": 15,
    }  # fmt: skip
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "send_letter", -114, **{**letter, "days": 0}) == {
        "days"
    }
    either = {**letter, "proposed": "Un refus d’autorisation ou une fermeture"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "send_letter", -114, **either) == {
        "several_proposed"
    }
    pref(instructed, "send_letter", -114, **letter)
    assert not rows_of(instructed, sa.select(RunningDeadline.name).where(RunningDeadline.case_id == instructed.closure))
    early = {"receipt": "received", "received_on": instructed.at(-116, 9).date(), "proof": "Avis"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "prove_receipt", -110, **early) == {
        "received_before_sending"
    }
    presented = {"receipt": "unclaimed", "received_on": instructed.at(-112, 9).date(), "proof": "Avisé, non réclamé"}
    pref(instructed, "prove_receipt", -98, **presented)
    due = rows_of(instructed, sa.select(RunningDeadline.due).where(RunningDeadline.name == "hearing_period"))[0]
    assert paris_day(due) == instructed.at(-97, 9).date(), "fifteen days after the presentation"
    instructed.let_the_house_work(-97, 23)
    assert instructed.stands(instructed.closure) == "hearing"
    instructed.let_the_house_work(-96, 1)
    assert instructed.stands(instructed.closure) == "heard"


@ON_ONE
def test_illegal_work_leaves_fifteen_days_by_statute(instructed: MeasureTelling) -> None:
    pref(instructed, "choose_basis", -114, basis="A9", ground="Travail illégal.", months=2, repeated="no")
    letter = {
        "proposed": "Fermeture", "reference": "n° 1", "signatory": "Noa Démo", "way": "registered",
        "sent_on": instructed.at(-114, 9).date(), "days": 14,
    }  # fmt: skip
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "send_letter", -113, **letter) == {
        "hearing_too_short"
    }


@ON_ONE
def test_urgency_is_argued_and_not_of_old_facts(instructed: MeasureTelling) -> None:
    """CAA Douai 30/03/2021: more than a month after the facts there is no urgency."""
    why = {"urgency": "Menaces chaque nuit."}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "argue_urgency", -88, **why) == {"no_urgency"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "go_without_letter", -110) == {"hearing_asked"}
    pref(instructed, "argue_urgency", -110, **why)
    assert instructed.stands(instructed.closure) == "heard"


@ON_ONE
def test_reasons_without_a_fact_of_this_place_are_refused(heard: MeasureTelling) -> None:
    stereotyped = {**noted(heard), "reasons": "Des troubles répétés à l’ordre public imposent la fermeture."}
    assert codes_refused(heard, PREFECTURE, heard.closure, "note_decision", -90, **stereotyped) == {
        "stereotyped_reasons"
    }
    assert tells_a_fact("Le 1er juin 2026, une rixe.", [date(2026, 6, 1)])
    assert tells_a_fact("le 12\u00a0OCTOBRE 2026", [date(2026, 10, 12)])
    assert not tells_a_fact("Le 2 juin 2026, une rixe.", [date(2026, 6, 12)])
    assert not tells_a_fact("Le 12 juin 2026, une rixe.", [date(2026, 6, 2)])


@ON_ONE
def test_the_order_waits_for_an_answer_to_each_observation_and_for_a_fact_that_still_stands(
    heard: MeasureTelling,
) -> None:
    write_note(heard)
    assert codes_refused(heard, PREFECTURE, heard.closure, "sign", SIGNED, **signing(heard)) == {
        "observations_unanswered"
    }
    answer_all(heard)
    last = rows_of(heard, sa.select(MeasureFact).order_by(MeasureFact.on_day.desc()))[0]
    pref(heard, "drop_fact", -80, fact=last.id.hex, reason="Fait contesté, preuve retirée.")
    assert codes_refused(heard, PREFECTURE, heard.closure, "sign", SIGNED, **signing(heard)) == {"stereotyped_reasons"}


@ON_ONE
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"remedies": False}, "no_remedies"),
        ({"signatory": "prefect"}, "signatory_unnamed"),
        ({"signatory": "prefect", "name": "Préfet"}, "signatory_unnamed"),
        ({"signatory": "prefect", "name": "noa démo"}, "delegate_named"),
        ({"anonymised": True}, "anonymous"),
        ({"signed_on": NIGHT + timedelta(days=SIGNED + 3)}, "day_to_come"),
        ({"signed_on": NIGHT - timedelta(days=101)}, "hearing_running"),
        ({"signed_on": NIGHT - timedelta(days=91)}, "signed_before_note"),
        ({"signed_on": NIGHT - timedelta(days=201)}, "no_delegation"),
    ],
)
def test_each_common_annulment_keeps_the_order_from_being_signed(
    decided: MeasureTelling, changed: dict[str, Any], code: str
) -> None:
    said = refusals(decided, PREFECTURE, decided.closure, "sign", SIGNED, **signing(decided, **changed))
    assert code in said


@ON_ONE
def test_an_order_lasts_no_longer_than_the_letter_announced(instructed: MeasureTelling) -> None:
    two = {"basis": "A3", "ground": "Délits.", "months": 2, "repeated": "no"}
    pref(instructed, "choose_basis", -114, **two)
    instructed.hear()
    answer_all(instructed)
    write_note(instructed, months=3)
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "sign", SIGNED, **signing(instructed)) == {
        "longer_than_announced"
    }
    write_note(instructed, -89, key="two", months=2)
    pref(instructed, "sign", SIGNED, **signing(instructed))


def test_no_ground_is_offered_that_no_paper_here_says() -> None:
    day = date(2026, 11, 20)
    assert not {"A10", "A11", "A15", "A16"} & {each.key for each in bases_on(day)}
    assert [each.key for each in unprinted_on(day)] == ["A10"], "where it would be chosen, it says why it is not"
    assert softer_on(day).key == "A16"


@ON_ONE
def test_who_has_no_delegation_for_the_subject_on_that_day_does_not_sign(decided: MeasureTelling) -> None:
    decided.take(
        PLAYERS[PREFECTURE], decided.delegation, "end", -80, 9, ended_on=decided.at(-80, 9).date(), reason="Départ."
    )
    with unit_of_work(decided.engine, HOUSE_VIEWER) as session:
        assert may_sign(session, ["A2"], on=decided.at(-81, 9).date())
        assert not may_sign(session, ["A2"], on=decided.at(-80, 9).date())
        assert not may_sign(session, ["A2", "A8"], on=decided.at(-81, 9).date()), "A8 was never delegated"
    said = refusals(decided, PREFECTURE, decided.closure, "sign", SIGNED, **signing(decided))
    assert set(said) == {"no_delegation"}
    own = signing(decided, signatory="prefect", name="Dominique Préfet")
    pref(decided, "sign", SIGNED, **own)
    assert (order_of(decided).delegation_id, order_of(decided).signatory) == (None, "Dominique Préfet")


@ON_ONE
def test_the_signature_names_who_serves_and_who_is_told(decided: MeasureTelling) -> None:
    pref(decided, "sign", SIGNED, **signing(decided))
    parties = rows_of(decided, sa.select(Party).where(Party.case_id == decided.closure))
    assert {(each.competence, each.agency, each.clearance) for each in parties} == {
        ("follow_up_administrative", PREFECTURE, 3), ("watch_measure", POLICE, 2),
        ("hear_of_measure", TOWN, 2), ("hear_of_measure", JUSTICE, 2),
    }  # fmt: skip
    assert rows_of(decided, sa.select(Turn.agency).where(Turn.case_id == decided.closure)) == [POLICE]
    for key, sees in ((POLICE, True), (TOWN, True), (JUSTICE, True), (TOWN_POLICE, False), ("urssaf", False)):
        viewer = PLAYERS[key].viewer
        assert bool(rows_of(decided, sa.select(MeasureOrder), viewer)) is sees, key
        assert not rows_of(decided, sa.select(MeasureFact), viewer), f"{key} does not read the instruction"
        assert not rows_of(decided, sa.select(MeasureLetter), viewer)
    assert rows_of(decided, sa.select(MeasureFact), PLAYERS[PREFECTURE].viewer)
