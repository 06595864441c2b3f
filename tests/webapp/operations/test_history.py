"""The history of a case says what happened: which paper, how many answers, how much of a term, and never a bare note."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa

from tests.webapp.operations.house import ALLOWED, CARRIED_OUT, PROPOSED, WRITTEN, JointHouse
from webapp.demonstration.cast import PLAYERS
from webapp.showing.history import Event, in_brief
from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.evidence.erasure import erase_body
from workflows.engine.sweeper import sweep
from workflows.engine.tables import JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.document import keep_document
from workflows.store.text import Text

HouseAt = Callable[..., JointHouse]
BARE = "Note au dossier"


def history(house: JointHouse, agency: str, case_id: UUID) -> str:
    return house.read(agency, f"/cases/{case_id}/history")


def keep_paper(house: JointHouse, case_id: UUID, kind: str, number: str, secrecy: int) -> None:
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        keep_document(
            session, document_id=uuid4(), case_id=case_id, agency="prefecture", secrecy=secrecy, kind=kind,
            number=number, title=f"Papier n° {number}", sha256="0" * 64, snapshot="1" * 64, size=1, pages=1,
            moment=datetime.now(UTC),
        )  # fmt: skip


def test_a_sheet_says_how_many_answers_which_photo_and_what_was_chosen(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    page = history(house, "police_nationale", house.story.sheet("bar_1", "police_nationale"))
    assert "26 réponses gardées dans la grille" in page
    assert "Photo ajoutée au point PN-15" in page
    assert "Suite choisie pour PN-10 (suite administrative\u00a0: mesure du préfet ou du maire)" in page
    assert BARE not in page


def test_a_sealed_paper_is_named_to_those_who_may_read_it_only(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    minutes = house.story.child(house.operation, "minutes")
    keep_paper(house, minutes, "photo_board", "PP-2026-0077", 3)
    keep_paper(house, minutes, "minutes_partner", "CR-2026-0077", 1)
    pilot = history(house, "prefecture", minutes)
    assert "Document scellé\u00a0: Planche photographique, n°\u00a0PP-2026-0077" in pilot
    assert BARE not in pilot
    partner = history(house, "ddpp_ssa", minutes)
    assert "Document scellé\u00a0: Compte rendu, version partenaires, n°\u00a0CR-2026-0077" in partner
    assert "Document scellé, destiné à d’autres services" in partner
    assert "PP-2026-0077" not in partner


def test_a_paper_of_a_kind_that_has_no_word_is_called_by_its_title(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    keep_paper(house, house.operation, "letter_of_tomorrow", "LT-1", 1)
    assert "Document scellé\u00a0: Papier n° LT-1" in history(house, "prefecture", house.operation)


def test_an_alert_says_which_term_and_how_much_of_it_has_gone(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        measure, due = session.execute(
            sa.select(Consequence.id, Consequence.due_at).where(Consequence.kind == "measure")
        ).one()
    sweep(house.story.engine, moment=due - timedelta(days=5))
    page = history(house, "prefecture", measure)
    assert "Rappel\u00a0: 50\u00a0% du délai est passé («\u00a0Donner suite\u00a0»)" in page
    assert BARE not in page


def test_what_the_law_erased_is_not_told_again(house_at: HouseAt) -> None:
    house = house_at(*CARRIED_OUT)
    sheet = house.story.sheet("bar_1", "police_nationale")
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        line = session.scalars(
            sa.select(JournalLine.line).where(JournalLine.case_id == sheet, JournalLine.step == "photo")
        ).one()
        erase_body(session, line, reason="rgpd_17", moment=datetime.now(UTC))
    page = history(house, "police_nationale", sheet)
    assert "Photo ajoutée" not in page
    assert "effacé (rgpd_17)" in page


def test_a_note_that_nobody_gave_words_stays_a_note(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        note(
            session,
            house.operation,
            "unheard_of",
            actor=HOUSE_ACTOR,
            moment=datetime.now(UTC),
            fields={"word": "secret"},
        )
    page = history(house, "prefecture", house.operation)
    assert BARE in page
    assert "secret" not in page


def test_a_target_is_called_by_its_name_once_the_form_offers_it_no_more(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    page = history(house, "prefecture", house.operation)
    assert "Bar de démonstration Le Mirliton" in page
    assert str(house.story.establishments["bar_1"]) not in page


def test_a_line_does_not_say_twice_what_it_reached(house_at: HouseAt) -> None:
    house = house_at(*CARRIED_OUT)
    page = history(house, "prefecture", house.operation)
    assert '<p class="history-what">Débriefing tenu</p>' in page
    assert '<p class="history-what">Opération lancée <span class="badge' in page


def event(seq: int, what: str, **changed: object) -> Event:
    told = {"agency": PLAYERS["prefecture"].agency, "who": "Camille Démo", "at": datetime(2026, 11, 2, tzinfo=UTC)}
    plain = {"seq": seq, "what": Text(what, what), "state": None, "written": (), "erased": None}
    return Event(**{**plain, **told, **changed})  # type: ignore[arg-type]


def test_in_brief_what_says_the_same_at_the_same_moment_is_one_line() -> None:
    later = datetime(2026, 11, 3, tzinfo=UTC)
    told = in_brief([event(5, "Services invités", at=later), event(4, "Services invités"), event(3, "Services invités"),
                     event(2, "Services invités", who="Une autre"), event(1, "Dossier ouvert")])  # fmt: skip
    assert [(line.seq, line.times) for line in told] == [(5, 1), (4, 2), (2, 1), (1, 1)]
    reached = event(2, "Services invités", state=Text("Prête", "Ready"))
    assert len(in_brief([reached, reached])) == 2
