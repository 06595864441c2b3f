"""What the papers of an operation say, drawn from the story as it was told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS, SILENT
from webapp.demonstration.story import Story
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.grids import grid
from workflows.processes.finding import Finding
from workflows.processes.minutes_facts import Minutes
from workflows.processes.paper import draw, draw_minutes, draw_requisition
from workflows.processes.requisition_facts import Requisition
from workflows.processes.section import Section
from workflows.processes.sheet import Sheet
from workflows.processes.snapshot_parts import FindingLine, SheetCount
from workflows.processes.snapshots import MinutesSnapshot, RequisitionSnapshot
from workflows.register.agencies import agency
from workflows.register.users import add_user

Told = Callable[..., Story]
WRITTEN = ("propose", "allow", "prepare", "carry_out", "write_down")


@pytest.fixture
def drawn(told: Story) -> Callable[..., Any]:
    """Draw a document of the story’s minutes; the same moment gives the same document."""
    minutes = told.child(told.operation, "minutes")

    def draw_one(kind: str = "minutes") -> Any:
        with unit_of_work(told.engine, HOUSE_VIEWER) as session:
            return draw(session, kind, minutes, told.at(11, 9, 30))

    return draw_one


def findings_of(minutes: MinutesSnapshot) -> list[FindingLine]:
    return [line for visit in minutes.visits for line in visit.findings]


def sheets_of(minutes: MinutesSnapshot, key: str) -> list[SheetCount]:
    name = agency(key).short.render("fr")
    return [line for visit in minutes.visits for line in visit.sheets if line.agency_name == name]


def test_a_finding_is_printed_as_what_was_not_compliant_and_never_as_the_question(drawn: Callable[..., Any]) -> None:
    found = findings_of(drawn())
    assert len(found) >= 9
    for line in found:
        item = grid(line.item.partition("-")[0]).item(line.item)
        assert line.label == item.finding.render("fr")
        assert "?" not in line.label


def test_the_finding_keeps_its_words_where_the_journal_and_the_section_have_them(told: Story) -> None:
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        kept = {row.id.hex: row.label for row in session.scalars(sa.select(Finding))}
        sections = session.scalars(sa.select(Section).where(Section.section_hash != "")).all()
        frozen = {each["id"]: each["label"] for row in sections for part in row.content for each in part["findings"]}
    assert frozen
    assert all(kept[key] == label for key, label in frozen.items())


def test_words_that_were_kept_before_are_printed_as_they_were_kept(told: Story) -> None:
    before = "La réquisition a-t-elle été présentée au responsable\u00a0?"
    part, minutes_id = told.section("police_nationale"), told.child(told.operation, "minutes")
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        section = session.get_one(Section, part)
        content = [dict(part) for part in section.content]
        content[0]["findings"] = [dict(content[0]["findings"][0], label=before), *content[0]["findings"][1:]]
        # Seen by this transaction only: what an older house froze, without a journal line of its own here.
        session.connection().execute(sa.update(Section).where(Section.id == section.id).values(content=content))
        session.expire_all()
        minutes = session.get_one(Minutes, minutes_id)
        labels = [line.label for line in findings_of(draw_minutes(session, minutes, told.at(11, 9, 30)))]
        session.rollback()
    assert before in labels


def test_a_silent_agency_has_no_count_in_either_version(told: Story, drawn: Callable[..., Any]) -> None:
    minutes = drawn()
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        answered = session.scalars(sa.select(Sheet.compliant).where(Sheet.agency == SILENT)).all()
    assert sum(answered) > 0
    assert {line.state for line in sheets_of(minutes, SILENT)} == {"not_received", "not_carried_out"}
    for line in sheets_of(minutes, SILENT):
        assert (line.conform, line.breach, line.not_checked, line.not_applicable) == (0, 0, 0, 0)
    heard = [line for key in PLAYERS if key != SILENT for line in sheets_of(minutes, key)]
    assert drawn("minutes_partner").points_checked == sum(line.conform + line.breach for line in heard) > 0
    assert sum(line.breach for visit in minutes.visits for line in visit.sheets) == len(findings_of(minutes))


def test_whoever_must_act_receives_the_partner_version_once(drawn: Callable[..., Any]) -> None:
    minutes = drawn()
    landlord = agency("bailleur").name.render("fr")
    assert [line.agency for line in minutes.partner_tasks] == ["bailleur"]
    mine = [line for line in minutes.distribution if line.name == landlord]
    assert [(line.edition, line.secrecy, line.gate) for line in mine] == [("partner", 1, "action attendue")]
    assert landlord in drawn("minutes_partner").recipients
    names = [line.name for line in minutes.distribution]
    assert len(names) == len(set(names))


def test_the_annexes_are_the_papers_that_say_the_same_hash_then_the_validated_parts(drawn: Callable[..., Any]) -> None:
    annexes = drawn().annexes
    sheet, board = drawn("attendance"), drawn("photo_board")
    assert [(line.title, line.secrecy, line.sha256) for line in annexes[:2]] == [
        (f"Feuille d’émargement n°\u00a0{sheet.head.number}", 2, sheet.fingerprint()),
        (f"Planche photographique n°\u00a0{board.head.number}", 3, board.fingerprint()),
    ]
    assert [line.number for line in annexes] == list(range(1, len(annexes) + 1))
    assert len(annexes) == 2 + 4
    assert not any(agency(SILENT).short.render("fr") in line.title for line in annexes)


def test_a_photo_names_who_took_it_by_name_and_function(told: Story, drawn: Callable[..., Any]) -> None:
    assert {line.author for line in drawn("photo_board").pictures if line.item == "PN-15"} == {"alix.demo"}
    police = PLAYERS["police_nationale"]
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        add_user(
            session, agency(police.agency), user_name=police.user_name, name=police.name, function=police.function,
            password="a long enough password", moment=told.at(-30, 9),
        )  # fmt: skip
    assert {line.author for line in drawn("photo_board").pictures if line.item == "PN-15"} == {
        "Alix Démo, capitaine de police"
    }


def test_each_code_that_is_cited_in_short_is_named_once(drawn: Callable[..., Any]) -> None:
    minutes = drawn()
    named = {line.short: line.name for line in minutes.abbreviations}
    assert named["CPP"] == "code de procédure pénale"
    assert named["C. trav."] == "code du travail"
    assert list(named) == sorted(named, key=str.casefold)
    said = {word for line in findings_of(minutes) for citation in line.citations for word in [citation.words]}
    assert all(any(word.startswith(f"{short}, art.") for word in _all_cited(minutes, said)) for short in named)


def _all_cited(minutes: MinutesSnapshot, said: Iterable[str]) -> list[str]:
    return [*said, *(entry.basis.words for visit in minutes.visits for entry in visit.entries)]


def test_who_was_met_is_said_only_where_somebody_was(drawn: Callable[..., Any]) -> None:
    met = {visit.state: visit.establishment.operator_quality for visit in drawn().visits}
    assert met == {"done": "préposé", "closed_on_arrival": ""}


def test_the_draft_of_a_requisition_is_under_the_letterhead_of_who_signs_and_cites_in_full(told: Story) -> None:
    first = told.requisition(0)
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        row = session.get_one(Requisition, first)
        draft: RequisitionSnapshot = draw_requisition(session, row, told.at(-17, 9))
    assert draft.head.letterhead.lines == tuple(agency("parquet").letterhead)
    assert draft.head.letterhead.place == "Boulogne-sur-Mer"
    assert draft.requested_by == "Sous-préfecture de Calais"
    assert draft.article.words == "article\u00a078-2-1 du code de procédure pénale"
    assert [line.citation.words for line in draft.offences] == [
        f"article\u00a0{article} du code du travail" for article in ("L8221-1", "L8221-2", "L8251-1")
    ]


def test_the_minutes_say_the_offences_of_the_requisition_in_one_breath(drawn: Callable[..., Any]) -> None:
    cited = drawn().requisition
    assert cited.article.words == "article\u00a078-2-1 du code de procédure pénale"
    assert cited.offences == ("articles\u00a0L8221-1, L8221-2 et\u00a0L8251-1 du code du travail",)
