"""The papers of a measure: each is frozen with the step that issues it, and what the law refuses stops the step."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from pdf.documents import document_for
from tests.fixtures.tellings import refusals, rows_of
from tests.workflows.processes.measure_house import ON_ONE, Tell
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.measure import FACTS, SIGNED, MeasureTelling
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.processes.document import PRESS
from workflows.processes.frozen_paper import FrozenPaper
from workflows.processes.measure_facts import MeasureObservation
from workflows.processes.papers import issued
from workflows.processes.snapshots_execution import PostingSheetSnapshot, ServiceRecordSnapshot, WatchReportSnapshot
from workflows.processes.snapshots_measure import ContradictoryLetterSnapshot, HearingMinutesSnapshot, OrderSnapshot


def paper(telling: MeasureTelling, kind: str, case_id: UUID | None = None, version: int = 1) -> Any:
    """A paper as the press would take it now."""
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        return issued(session, kind, case_id or telling.closure, telling.at(60, 9), version)


def kinds(telling: MeasureTelling, viewer: Viewer = HOUSE_VIEWER) -> set[str]:
    """The papers of the closure that somebody may see, by kind."""
    with unit_of_work(telling.engine, viewer) as session:
        asked = sa.select(FrozenPaper.kind).where(FrozenPaper.case_id == telling.closure)
        return set(session.scalars(asked))


def ordered(telling: MeasureTelling) -> set[str]:
    """What the steps of the closure have sent to the press."""
    sent = rows_of(telling, sa.select(Outbox).where(Outbox.case_id == telling.closure, Outbox.topic == PRESS))
    return {json.loads(row.body)["kind"] for row in sent}


BEFORE = {"admin_report", "contradictory_letter", "hearing_minutes"}
EVERY = {*BEFORE, "order", "service_record", "posting_sheet"}


def test_the_story_of_a_closure_issues_each_paper_and_sends_it_to_the_press(closure_until: Tell) -> None:
    told = closure_until("keep")
    assert kinds(told) == ordered(told) == {*EVERY, "watch_report"}
    told.take(PLAYERS["police_municipale"], told.closure, "print_watch", -53, 9)
    watch = paper(told, "watch_report", version=2)
    assert isinstance(watch, WatchReportSnapshot)
    assert watch.head.letterhead.agency == "police_municipale"
    assert watch.head.signatory == watch.head.letterhead.name
    assert paper(told, "service_record").head.letterhead.agency == "police_nationale"
    assert [(each.state, each.posted) for each in watch.passages] == [("open", True), ("shut", True)]
    for kind in kinds(told):
        issued_paper = paper(told, kind)
        assert issued_paper.missing() == []
        assert document_for(issued_paper).unprintable(issued_paper.printed_states()) == [], kind


@ON_ONE
def test_the_letter_names_one_measure_and_counts_the_days_from_the_hand_over(closure_until: Tell) -> None:
    letter = paper(closure_until("hear"), "contradictory_letter")
    assert isinstance(letter, ContradictoryLetterSnapshot)
    assert [(each.words, each.months) for each in letter.proposed] == [("Fermeture administrative", 2)]
    assert letter.handed
    assert (letter.answer_by - letter.counted_from).days == letter.days == 15
    assert [each.on for each in letter.facts] == sorted(each.on for each in letter.facts)
    assert len(letter.facts) == len(FACTS)


@ON_ONE
def test_only_who_was_heard_gets_minutes_and_they_wait_for_a_signature(closure_until: Tell) -> None:
    told = closure_until("hear")
    minutes = paper(told, "hearing_minutes")
    assert isinstance(minutes, HearingMinutesSnapshot)
    said = [row.words for row in rows_of(told, sa.select(MeasureObservation)) if row.oral]
    assert list(minutes.statements) == said
    assert minutes.place == "Sous-préfecture de Calais, bureau des sécurités"
    assert [each.title for each in minutes.handed_in] == ["Contrats de travail", "Devis d’un limiteur de son"]
    assert minutes.letter.number == paper(told, "contradictory_letter").head.number
    assert minutes.state == "to_sign"


@ON_ONE
def test_nobody_is_heard_at_a_place_that_is_not_said(closure_until: Tell) -> None:
    told = closure_until("hear")
    heard: dict[str, Any] = {
        "on_day": told.at(-98, 9).date(), "by": "L’exploitant", "oral": True, "heard_by": "Bureau des sécurités", "words": "…",
    }  # fmt: skip
    said = refusals(told, "prefecture", told.closure, "observe", -98, **heard)
    assert "le lieu de l’entretien" in said["mentions_missing"]


@ON_ONE
def test_the_order_answers_each_argument_and_waits_two_days_for_old_facts(closure_until: Tell) -> None:
    told = closure_until("decide")
    order = paper(told, "order")
    assert isinstance(order, OrderSnapshot)
    assert order.hearing is not None
    assert order.hearing.number == paper(told, "contradictory_letter").head.number
    assert order.hearing.number.startswith("LC-")
    assert len(order.hearing.arguments) == 2
    assert all(each.answer for each in order.hearing.arguments)
    assert order.waits == 48
    assert order.signatory.delegation is not None
    assert {each.kind for each in order.remedies} == {"gracious", "hierarchical", "court", "suspension", "liberty"}


@ON_ONE
def test_the_service_and_the_sheet_say_the_same_days(closure_until: Tell) -> None:
    told = closure_until("serve")
    record, sheet = paper(told, "service_record"), paper(told, "posting_sheet")
    assert isinstance(record, ServiceRecordSnapshot)
    assert isinstance(sheet, PostingSheetSnapshot)
    assert record.waits == 48
    assert (record.binds_from - record.served_at).total_seconds() == 48 * 3600
    assert sheet.ends_on == record.ends_on
    assert sheet.binds_from == record.binds_from
    assert sheet.head.secrecy == 0


@ON_ONE
def test_a_closure_argued_urgent_says_why_nobody_was_heard_and_the_warning_has_its_paper(
    closure_until: Tell,
) -> None:
    told = closure_until("decide")
    told.close_at_once()
    order = paper(told, "order", told.urgent)
    assert order.hearing is None
    assert [each.key for each in order.urgency.citations] == ["crpa_l121_2"]
    assert "crpa_l122_1" not in {one.key for each in order.visas for one in each.articles}
    assert order.waits is None


@ON_ONE
def test_what_the_press_would_refuse_is_not_signed(closure_until: Tell) -> None:
    told = closure_until("hear")
    for row in rows_of(told, sa.select(MeasureObservation)):
        told.take(
            PLAYERS["prefecture"], told.closure, "answer_observation", -92, 9, key=row.id.hex,
            observation=row.id.hex, answer="Il en est tenu compte.",
        )  # fmt: skip
    told.take(
        PLAYERS["prefecture"], told.closure, "note_decision", -90, 9, gravity="Deux blessés.", repeated="Aucune.",
        cured="Un agent.", jobs="Trois.", months=2, reasons=f"Le {told.at(max(FACTS), 9):%d/%m/%Y}, une altercation.",
    )  # fmt: skip
    signing: dict[str, Any] = {
        "number": "2026-1", "signatory": told.delegation.hex, "signed_on": told.at(SIGNED, 9).date(), "remedies": True,
        "anonymised": True, "executed_by": ["police_nationale"],
    }  # fmt: skip
    said = refusals(told, "prefecture", told.closure, "sign", SIGNED, **signing)
    assert set(said) == {"anonymous"}
    assert "order" not in kinds(told), "nothing of the refused step stays"
    assert told.stands(told.closure) == "decided"


@ON_ONE
def test_the_instruction_stays_with_who_instructs_and_the_sheet_is_for_everybody(closure_until: Tell) -> None:
    told = closure_until("serve")
    assert kinds(told, PLAYERS["prefecture"].viewer) == EVERY
    assert kinds(told, PLAYERS["police_nationale"].viewer) == {"order", "service_record", "posting_sheet"}
    assert kinds(told, PLAYERS["transport"].viewer) == {"posting_sheet"}


@ON_ONE
def test_a_report_tells_the_facts_and_keeps_its_number_when_it_is_issued_again(closure_until: Tell) -> None:
    told = closure_until("instruct")
    told.take(PLAYERS["prefecture"], told.closure, "print_report", -114, 11, key="again")
    first, second = paper(told, "admin_report"), paper(told, "admin_report", version=2)
    assert first.head.number == second.head.number
    assert (first.head.version, second.head.version) == (1, 2)
    assert len(second.facts) == len(FACTS)
    assert any("L3332-15" in each for each in second.grounds)
