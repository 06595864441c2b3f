"""The life of a measure: one ground, a letter, an order that the law lets pass, service, watch, end; and every way out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import NIGHT, codes_refused, enter_places, hands, no_press, play, refusals, rows_of, untold
from tests.workflows.processes.conftest import ToldDatabase
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.found import demonstration_places
from webapp.demonstration.measure import BINDS, ENDED, FACTS, SERVED, SIGNED, MeasureTelling
from webapp.demonstration.story import Story
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import Party, RunningDeadline, Turn
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.calendar import months_after
from workflows.law.days import paris_day
from workflows.processes import consequence, house
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureFact,
    MeasureLetter,
    MeasureObservation,
    MeasureOrder,
    MeasureRemedy,
    MeasureService,
    MeasureWatch,
)
from workflows.processes.measure_law import tells_a_fact
from workflows.processes.measure_register import may_sign, repeated_by, warning_on

PREFECTURE, POLICE, TOWN_POLICE, TOWN, JUSTICE = (
    "prefecture",
    "police_nationale",
    "police_municipale",
    "mairie",
    "parquet",
)
TOLD = ("delegate", "instruct", "hear", "decide", "serve", "keep", "end")
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what asks nothing of a database that the whole story has not asked of both."""
Tell = Callable[..., MeasureTelling]


@pytest.fixture
def closure_until(told_database: ToldDatabase) -> Tell:
    """Give the closure as it stands after these acts; each stage is told once in the whole run, then copied."""

    def tell(last: str) -> MeasureTelling:
        acts = TOLD[: TOLD.index(last) + 1]

        def from_the_start(engine: Engine) -> None:
            enter_places(engine)
            play(_telling(engine), acts)

        return play(_telling(told_database(f"measure-{last}", from_the_start)), acts)

    return tell


def _telling(engine: Engine) -> MeasureTelling:
    return untold(
        MeasureTelling, engine, hands(house, consequence, press=no_press), NIGHT,
        establishments=demonstration_places(engine),
    )  # fmt: skip


@pytest.fixture
def instructed(closure_until: Tell) -> MeasureTelling:
    """Three facts and one ground; no letter yet."""
    return closure_until("instruct")


@pytest.fixture
def heard(closure_until: Tell) -> MeasureTelling:
    """The operator has answered, the days to answer have passed."""
    return closure_until("hear")


@pytest.fixture
def decided(heard: MeasureTelling) -> MeasureTelling:
    """Everything stands that an order needs; nobody has signed."""
    _answer_all(heard)
    _note(heard)
    return heard


@pytest.fixture
def in_force(closure_until: Tell) -> MeasureTelling:
    """Served, posted, binding."""
    return closure_until("serve")


def _pref(telling: MeasureTelling, step: str, day: int, **fields: Any) -> None:
    telling.take(PLAYERS[PREFECTURE], telling.closure, step, day, 9, **fields)


def _answer_all(telling: MeasureTelling) -> None:
    for row in rows_of(telling, sa.select(MeasureObservation)):
        _pref(
            telling, "answer_observation", -92, key=row.id.hex, observation=row.id.hex, answer="Il en est tenu compte."
        )


def _note(telling: MeasureTelling, day: int = -90, **changed: Any) -> None:
    _pref(telling, "note_decision", day, **(_noted(telling) | changed))


def _noted(telling: MeasureTelling) -> dict[str, Any]:
    return {
        "gravity": "Deux blessés.", "repeated": "Aucune.", "cured": "Un agent.", "jobs": "Trois.", "months": 2,
        "reasons": f"Le {telling.at(max(FACTS), 9):%d/%m/%Y}, une altercation.",
    }  # fmt: skip


def _signing(telling: MeasureTelling, day: int = SIGNED, **changed: Any) -> dict[str, Any]:
    return {
        "number": "n° 1", "signatory": telling.delegation.hex, "signed_on": telling.at(day, 9).date(), "remedies": True,
        "executed_by": [POLICE],
    } | changed  # fmt: skip


def _order(telling: MeasureTelling, measure: UUID | None = None) -> MeasureOrder:
    found = rows_of(telling, sa.select(MeasureOrder).where(MeasureOrder.measure_id == (measure or telling.closure)))
    assert isinstance(found[0], MeasureOrder)
    return found[0]


def test_a_closure_is_told_to_its_end_and_the_journal_tells_it_again(closure_until: Tell) -> None:
    told = closure_until("end")
    assert told.stands(told.closure) == "ended"
    order = _order(told)
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
    _pref(telling, "add_fact", -115, **fact)
    assert codes_refused(telling, PREFECTURE, telling.closure, "choose_basis", -115, **chosen) == {
        "not_linked_to_place"
    }
    to_come = {**fact, "on_day": telling.at(-110, 9).date()}
    assert codes_refused(telling, PREFECTURE, telling.closure, "add_fact", -115, **to_come) == {"day_to_come"}
    _pref(telling, "add_fact", -115, key="tied", **fact, link="Clients sortant du bar.")
    assert codes_refused(telling, PREFECTURE, telling.closure, "choose_basis", -115, **{**chosen, "months": 7}) == {
        "too_long"
    }
    _pref(telling, "choose_basis", -115, key="chosen", **chosen)
    assert telling.stands(telling.closure) == "instructed"


@ON_ONE
def test_the_cap_is_that_of_the_day_of_the_act(instructed: MeasureTelling) -> None:
    """The law of August 2026: three months for public order from the 20th, two before; never six without repetition."""
    before = (date(2026, 8, 19) - instructed.night).days
    three: dict[str, Any] = {"basis": "A2", "ground": "Motif.", "months": 3, "repeated": "no"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", before, **three) == {"too_long"}
    _pref(instructed, "choose_basis", before + 1, **three)
    assert rows_of(instructed, sa.select(AdministrativeMeasure.months)) == [3]
    six = {**three, "months": 6}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", before + 2, **six) == {"too_long"}
    unknown = refusals(
        instructed, PREFECTURE, instructed.closure, "choose_basis", before + 2, **{**six, "repeated": "register"}
    )
    assert set(unknown) == {"unknown_repetition"}, "the register holds nothing, nobody has looked at older files"


@ON_ONE
def test_two_grounds_pass_up_to_the_lower_cap(instructed: MeasureTelling) -> None:
    after = (date(2026, 8, 25) - instructed.night).days
    two = {"basis": "A3", "second_basis": "A2", "ground": "Motif.", "repeated": "no"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", after, **two, months=6) == {
        "too_long"
    }
    same = {**two, "second_basis": "A3", "months": 2}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "choose_basis", after, **same) == {"same_ground"}
    _pref(instructed, "choose_basis", after, **two, months=3)


@ON_ONE
def test_the_days_to_answer_run_from_the_proven_receipt_and_the_house_ends_them(instructed: MeasureTelling) -> None:
    letter = {
        "proposed": "Fermeture administrative", "reference": "n° 1", "signatory": "Noa Démo", "way": "registered",
        "sent_on": instructed.at(-114, 9).date(), "days": 15,
    }  # fmt: skip
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "send_letter", -114, **{**letter, "days": 0}) == {
        "days"
    }
    _pref(instructed, "send_letter", -114, **letter)
    assert not rows_of(instructed, sa.select(RunningDeadline.name).where(RunningDeadline.case_id == instructed.closure))
    early = {"receipt": "received", "received_on": instructed.at(-116, 9).date(), "proof": "Avis"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "prove_receipt", -110, **early) == {
        "received_before_sending"
    }
    presented = {"receipt": "unclaimed", "received_on": instructed.at(-112, 9).date(), "proof": "Avisé, non réclamé"}
    _pref(instructed, "prove_receipt", -98, **presented)
    due = rows_of(instructed, sa.select(RunningDeadline.due).where(RunningDeadline.name == "hearing_period"))[0]
    assert paris_day(due) == instructed.at(-97, 9).date(), "fifteen days after the presentation"
    instructed.let_the_house_work(-97, 23)
    assert instructed.stands(instructed.closure) == "hearing"
    instructed.let_the_house_work(-96, 1)
    assert instructed.stands(instructed.closure) == "heard"


@ON_ONE
def test_illegal_work_leaves_fifteen_days_by_statute(instructed: MeasureTelling) -> None:
    _pref(instructed, "choose_basis", -114, basis="A9", ground="Travail illégal.", months=2, repeated="no")
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
    _pref(instructed, "argue_urgency", -110, **why)
    assert instructed.stands(instructed.closure) == "heard"


@ON_ONE
def test_reasons_without_a_fact_of_this_place_are_refused(heard: MeasureTelling) -> None:
    stereotyped = {**_noted(heard), "reasons": "Des troubles répétés à l’ordre public imposent la fermeture."}
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
    _note(heard)
    assert codes_refused(heard, PREFECTURE, heard.closure, "sign", SIGNED, **_signing(heard)) == {
        "observations_unanswered"
    }
    _answer_all(heard)
    last = rows_of(heard, sa.select(MeasureFact).order_by(MeasureFact.on_day.desc()))[0]
    _pref(heard, "drop_fact", -80, fact=last.id.hex, reason="Fait contesté, preuve retirée.")
    assert codes_refused(heard, PREFECTURE, heard.closure, "sign", SIGNED, **_signing(heard)) == {"stereotyped_reasons"}


@ON_ONE
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"remedies": False}, "no_remedies"),
        ({"signatory": "prefect"}, "signatory_unnamed"),
        ({"signed_on": NIGHT + timedelta(days=SIGNED + 3)}, "day_to_come"),
        ({"signed_on": NIGHT - timedelta(days=97)}, "hearing_running"),
        ({"signed_on": NIGHT - timedelta(days=201)}, "no_delegation"),
    ],
)
def test_each_common_annulment_keeps_the_order_from_being_signed(
    decided: MeasureTelling, changed: dict[str, Any], code: str
) -> None:
    said = refusals(decided, PREFECTURE, decided.closure, "sign", SIGNED, **_signing(decided, **changed))
    assert code in said


@ON_ONE
def test_who_has_no_delegation_for_the_subject_on_that_day_does_not_sign(decided: MeasureTelling) -> None:
    decided.take(
        PLAYERS[PREFECTURE], decided.delegation, "end", -80, 9, ended_on=decided.at(-80, 9).date(), reason="Départ."
    )
    with unit_of_work(decided.engine, HOUSE_VIEWER) as session:
        assert may_sign(session, ["A2"], on=decided.at(-81, 9).date())
        assert not may_sign(session, ["A2"], on=decided.at(-80, 9).date())
        assert not may_sign(session, ["A2", "A8"], on=decided.at(-81, 9).date()), "A8 was never delegated"
    said = refusals(decided, PREFECTURE, decided.closure, "sign", SIGNED, **_signing(decided))
    assert set(said) == {"no_delegation"}
    own = _signing(decided, signatory="prefect", name="Dominique Préfet")
    _pref(decided, "sign", SIGNED, **own)
    assert (_order(decided).delegation_id, _order(decided).signatory) == (None, "Dominique Préfet")


@ON_ONE
def test_the_signature_names_who_serves_and_who_is_told(decided: MeasureTelling) -> None:
    _pref(decided, "sign", SIGNED, **_signing(decided))
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


@ON_ONE
def test_a_fresh_order_binds_at_once_and_is_watched_until_its_last_day(decided: MeasureTelling) -> None:
    fresh = {
        "on_day": decided.at(-80, 9).date(),
        "words": "Rixe.",
        "source": "Police",
        "proof": "Rapport",
        "link": "Clients.",
    }
    _pref(decided, "add_fact", -79, **fresh)
    _pref(decided, "sign", SIGNED, **_signing(decided))
    served: dict[str, Any] = {"receipt": "received", "served_to": "L’exploitant", "proof": "PV"}
    early = {**served, "served_at": decided.at(SIGNED - 1, 11)}
    assert codes_refused(decided, POLICE, decided.closure, "serve", SERVED, **early) == {"served_before_signature"}
    to_come = {**served, "served_at": decided.at(SERVED, 23)}
    assert codes_refused(decided, POLICE, decided.closure, "serve", SERVED, **to_come) == {"served_to_come"}
    decided.take(PLAYERS[POLICE], decided.closure, "serve", SERVED, 12, served_at=decided.at(SERVED, 11), **served)
    decided.let_the_house_work(SERVED, 12, 5)
    assert decided.stands(decided.closure) == "in_force"
    order = _order(decided)
    assert order.binds_from == decided.at(SERVED, 11)
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
        _pref(in_force, "contest", day, key=kind, kind=kind, filed_on=in_force.at(day, 9).date(), reference="n° 1")
    suspension, action = rows_of(in_force, sa.select(MeasureRemedy).order_by(MeasureRemedy.filed_on))
    early = {**ruled, "decided_on": in_force.at(-67, 9).date()}
    assert codes_refused(in_force, PREFECTURE, in_force.closure, "suspend", -60, remedy=suspension.id.hex, **early) == {
        "decided_before_filing"
    }
    _pref(in_force, "suspend", -60, remedy=suspension.id.hex, **ruled)
    assert in_force.stands(in_force.closure) == "suspended"
    assert "state" in codes_refused(
        in_force, POLICE, in_force.closure, "watch", -59, watched_at=in_force.at(-59, 8), seen="open"
    )
    _pref(in_force, "resume", -50, decided_on=in_force.at(-51, 9).date(), words="Suspension levée en appel.")
    _pref(in_force, "annul", -40, remedy=action.id.hex, decided_on=in_force.at(-41, 9).date(), words="Annulation.")
    assert in_force.stands(in_force.closure) == "annulled"
    with unit_of_work(in_force.engine, HOUSE_VIEWER) as session:
        place = in_force.establishments["bar_3"]
        assert repeated_by(session, place, "A2", on=NIGHT, besides=in_force.delegation) is None, (
            "annulled: it never was"
        )


@ON_ONE
def test_a_measure_is_lifted_early_or_given_up(in_force: MeasureTelling, decided: MeasureTelling) -> None:
    _pref(in_force, "lift", -40, lifted_on=in_force.at(-40, 9).date(), reason="Travaux faits, agent recruté.")
    assert (in_force.stands(in_force.closure), _order(in_force).lifted_on) == ("lifted", in_force.at(-40, 9).date())
    _pref(decided, "abandon", -80, reason="L’établissement a changé d’exploitant.")
    assert decided.stands(decided.closure) == "abandoned"


@ON_ONE
def test_an_order_is_repeated_within_the_window_and_only_on_the_same_ground(closure_until: Tell) -> None:
    told = closure_until("end")
    place, served = told.establishments["bar_3"], told.at(SERVED, 11).date()
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:

        def found(basis: str, on: date, where: str = "bar_3", besides: UUID = told.delegation) -> bool:
            return repeated_by(session, told.establishments[where], basis, on=on, besides=besides) is not None

        assert found("A2", NIGHT)
        assert not found("A2", NIGHT, besides=told.closure), "not of itself"
        assert not found("A3", NIGHT)
        assert not found("A2", NIGHT, where="bar_1")
        assert found("A2", months_after(served, 60))
        assert not found("A2", months_after(served, 60) + timedelta(days=1))
        assert not found("A2", served - timedelta(days=1))
        assert warning_on(session, place, told.closure, before=NIGHT) is None
    told.closure = told._open("bar_3", "again", 1, "De nouveau")
    fact = {
        "on_day": told.at(0, 9).date(),
        "words": "Rixe.",
        "source": "Police",
        "proof": "Rapport",
        "link": "Clients.",
    }
    _pref(told, "add_fact", 1, **fact)
    _pref(told, "choose_basis", 1, key="six", basis="A2", ground="Réitération.", months=6, repeated="no")
    row = rows_of(told, sa.select(AdministrativeMeasure).where(AdministrativeMeasure.id == told.closure))[0]
    assert (row.repetition, row.repetition_of) == (True, _order(told, row.repetition_of).measure_id)


def test_a_warning_is_what_the_closure_on_that_ground_needs(told: Story) -> None:
    telling = _telling(told.engine)
    telling.delegate()
    telling.warn()
    assert telling.stands(telling.warning) == "warned"
    assert rows_of(telling, sa.select(MeasureFact.finding_id))[0] is not None
    place = telling.establishments["bar_1"]
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        assert (
            warning_on(session, place, telling.delegation, before=telling.at(13, 9).date()) == telling.at(11, 9).date()
        )
        assert warning_on(session, place, telling.delegation, before=telling.at(11, 9).date()) is None
        assert not repeated_by(session, place, "A1", on=telling.at(30, 9).date(), besides=telling.delegation), (
            "a warning is not a closure: it repeats nothing"
        )
    # Another breach, at another bar: nobody was warned there.
    for name, bar, refused in (("bar_1", "bar_1", False), ("bar_2", "bar_2", True)):
        telling.closure = telling._open(bar, f"after {name}", 13, "Manquement")
        fact = {"on_day": telling.at(12, 9).date(), "words": "Permis absent.", "source": "Police", "proof": "Rapport"}
        _pref(telling, "add_fact", 13, **fact, link="Exploitation sans permis.")
        _pref(telling, "choose_basis", 13, key="a1", basis="A1", ground="Manquement.", months=1, repeated="no")
        _pref(telling, "argue_urgency", 14, urgency="Danger immédiat.")
        _note(telling, 14, months=1, reasons=f"Le {telling.at(12, 9):%d/%m/%Y}, permis absent.")
        signing = _signing(telling, 15)
        if refused:
            said = refusals(telling, PREFECTURE, telling.closure, "sign", 15, **signing)
            assert set(said) == {"no_warning"}
        else:
            _pref(telling, "sign", 15, **signing)
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        assert rebuild(session).differences == []


@ON_ONE
def test_a_warning_answers_the_first_ground_alone_and_a_softer_measure_needs_no_order(
    instructed: MeasureTelling,
) -> None:
    signing = {name: value for name, value in _signing(instructed, -110).items() if name != "remedies"}
    assert codes_refused(instructed, PREFECTURE, instructed.closure, "sign_warning", -110, **signing) == {
        "no_warning_asked"
    }
    _pref(instructed, "take_softer", -109, softer="reminder", words="Rappel des horaires.")
    assert instructed.stands(instructed.closure) == "softened"
    assert not rows_of(instructed, sa.select(MeasureOrder))


@ON_ONE
def test_food_needs_a_formal_notice_and_no_letter_and_ends_when_it_is_lifted(instructed: MeasureTelling) -> None:
    """CRPM L233-1: a formal notice, no length, until it is cured."""
    telling = instructed
    _pref(telling, "choose_basis", -115, key="food", basis="A12", ground="Danger pour la santé.", repeated="no")
    assert "no_hearing_asked" in codes_refused(
        telling, PREFECTURE, telling.closure, "argue_urgency", -115, urgency="Vite."
    )
    _pref(telling, "go_without_letter", -115)
    noted = {name: value for name, value in _noted(telling).items() if name != "months"}
    _pref(telling, "note_decision", -114, **noted)
    own = _signing(telling, -113, signatory="prefect", name="Dominique Préfet")
    said = refusals(telling, PREFECTURE, telling.closure, "sign", -113, **own)
    assert set(said) == {"unknown_formal_notice_on"}
    notice = {"kind": "formal_notice", "on_day": telling.at(-120, 9).date(), "words": "Mise en demeure n° 1"}
    _pref(telling, "record_prior", -113, **notice)
    _pref(telling, "sign", -113, **own)
    telling.take(
        PLAYERS[PREFECTURE], telling.closure, "serve_by_post", -110, 9, way="registered", receipt="unclaimed",
        served_at=telling.at(-111, 10), served_to="L’exploitant", proof="Avis de réception",
    )  # fmt: skip
    telling.let_the_house_work(-110, 10)
    assert (telling.stands(telling.closure), _order(telling).ends_on) == ("in_force", None)
    assert rows_of(telling, sa.select(MeasureService.way)) == ["registered"]
    telling.let_the_house_work(ENDED, 9)
    assert telling.stands(telling.closure) == "in_force"
    _pref(telling, "lift", -4, lifted_on=telling.at(-4, 9).date(), reason="Mise en conformité constatée.")
    assert telling.stands(telling.closure) == "lifted"


@ON_ONE
def test_a_delegation_says_for_what_and_ends_at_its_term(closure_until: Tell) -> None:
    telling = closure_until("delegate")
    assert codes_refused(
        telling, PREFECTURE, telling.delegation, "end", -100, ended_on=telling.at(-99, 9).date(), reason="Départ."
    ) == {"day_to_come"}
    assert codes_refused(
        telling, PREFECTURE, telling.delegation, "end", -100, ended_on=telling.at(-201, 9).date(), reason="Erreur."
    ) == {"ends_before"}
