"""The page of a case says what it is about: what was found and where, as far as the reader may know it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from tests.webapp.operations.house import ALLOWED, PREPARED, WRITTEN, JointHouse
from webapp.demonstration.cast import PLAYERS
from workflows.engine import registry
from workflows.engine.definition import COMMAND_LINE
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.document import keep_document
from workflows.processes.finding import Finding

HouseAt = Callable[..., JointHouse]


def consequence(house: JointHouse, item: str) -> UUID:
    """The consequence of the finding at one point of a grid."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        found = session.scalar(
            sa.select(Consequence.id).join(Finding, Finding.id == Consequence.finding_id).where(Finding.item == item)
        )
    assert found is not None
    return found


def said_of(house: JointHouse, item: str) -> str:
    """What the grid says of a point that is not compliant."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        said = session.scalar(sa.select(Finding.label).where(Finding.item == item))
    assert said
    return said


def test_who_must_act_reads_what_was_found_where_and_under_which_law(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    page = house.read("prefecture", f"/cases/{consequence(house, 'PN-10')}")
    for words in (
        "Bar de démonstration Le Mirliton",
        said_of(house, "PN-10"),
        "Permis d’exploitation non présenté.",
        "CSP, art.\u00a0L3332-1-1",
        "<dt>Suite usuelle</dt>",
        "<dt>Confiée à</dt>",
    ):
        assert words in page, words
    assert "Service responsable" not in page


def test_the_prosecutor_goes_from_a_referral_to_the_minutes_that_it_comes_from(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    referral = consequence(house, "PN-07")
    day = house.story.at(12, 9).date()
    house.story.take(
        PLAYERS["police_nationale"], referral, "transmit_pv", 12, 9, reference="PV 2026/77", drawn_on=day, author="brigadier",
        sent_on=day, public_order=False,
    )  # fmt: skip
    page = house.read("parquet", f"/cases/{referral}")
    assert "PV 2026/77" in page
    assert f"/parquet/minutes/{house.story.child(house.operation, 'minutes')}" in page


def test_reading_what_another_agency_found_leaves_a_line_of_its_class(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    part = house.story.section("police_nationale")
    assert ("prefecture", "preparation", 3) not in house.readings(part)
    house.read("prefecture", f"/cases/{consequence(house, 'PN-10')}")
    assert ("prefecture", "preparation", 3) in house.readings(part)


def test_the_tree_and_the_list_note_the_findings_that_they_show(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    part = house.story.section("ddpp_ssa")
    house.read("prefecture", "/consequences?of=all")
    assert ("prefecture", "preparation", 3) in house.readings(part)
    before = len(house.readings(part))
    house.read("prefecture", f"/operations/{house.operation}/consequences")
    assert len(house.readings(part)) == before + 1


def test_a_consequence_is_listed_by_what_it_is_and_where_never_as_a_fine_already_given(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    page = house.read("prefecture", "/consequences")
    assert '<span class="line-title">Suite administrative\u00a0: Bar de démonstration Le Mirliton</span>' in page
    assert "Suite usuelle\u00a0: Délit" in page
    assert '<span class="line-title">Délit' not in page


def test_a_visit_says_its_address_its_reason_and_its_hour(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    page = house.read("prefecture", f"/cases/{house.story.visits['bar_1']}")
    assert "<dt>Adresse</dt>" in page
    assert "Onze appels pour bruit depuis septembre" in page
    assert f"/prefecture/establishments/{house.story.establishments['bar_1']}" in page


def test_on_the_spot_the_way_on_is_not_to_be_refused_entry(house_at: HouseAt) -> None:
    house = house_at(*PREPARED)
    story, police = house.story, PLAYERS["police_nationale"]
    story.take(PLAYERS["prefecture"], house.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    visit = f"/cases/{story.visits['bar_1']}"
    planned = house.read("police_nationale", visit)
    assert '<a class="button button-wide" href' in planned.split("Entrer</a>")[0].rsplit("<li>", 1)[1]
    story.take_at(
        police, story.visits["bar_1"], "enter", story.at(0, 21, 2), entered_at=story.at(0, 21, 2), entry_note="Montrée.",
        activity_in_progress=True, persons_present=2, operator_quality="person_in_charge",
    )  # fmt: skip
    inside = house.read("police_nationale", visit)
    assert "Clore la visite" in inside
    assert '<a class="button button-wide" href' not in inside


def test_a_closed_operation_says_who_owes_what_and_by_when(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    page = house.read("prefecture", f"/operations/{house.operation}")
    panel = page.split('aria-labelledby="follow"')[1].split("</section>")[0]
    assert "DDPP – consommation (CCRF)" in panel
    assert "2 suites ouvertes." in panel
    assert "pour le" in panel
    assert panel.count("owed-line") == 3


def test_a_step_that_does_not_leave_from_here_says_so_and_offers_no_form(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    page = house.read("prefecture", f"/cases/{house.operation}/steps/debrief")
    assert "Elle ne se fait pas tant que le dossier est à l’état «\u00a0" in page
    assert 'name="command"' not in page
    assert "Revenir au dossier" in page


def test_a_paper_says_its_number_once_and_its_kind_in_the_language_of_the_page(house_at: HouseAt) -> None:
    house = house_at(*PREPARED)
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        keep_document(
            session, document_id=uuid4(), case_id=house.operation, agency="prefecture", secrecy=1, kind="requisition",
            number="REQ-2026-0042", title="Projet de réquisition n° REQ-2026-0042", sha256="0" * 64, snapshot="1" * 64,
            size=1, pages=1, moment=datetime.now(UTC),
        )  # fmt: skip
    french = house.read("prefecture", "/documents")
    assert "Projet de réquisition n° REQ-2026-0042" in french
    assert french.split('class="line-link"')[1].split("</span></span>")[0].count("REQ-2026-0042") == 1
    english = house.read("prefecture", "/documents?lang=en")
    assert "Requisition draft, no. REQ-2026-0042" in english
    assert "Projet" not in english


def test_english_pages_say_points_agencies_and_titles_in_english(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    minutes = house.story.child(house.operation, "minutes")
    page = house.read("prefecture", f"/minutes/{minutes}?lang=en")
    assert "Usual consequence: " in page
    for words in ("Police nationale", "Délit", "Contravention", said_of(house, "PN-10"), "hygiène (SSA)"):
        assert words not in page, words
    case = house.read("prefecture", f"/cases/{consequence(house, 'PN-10')}")
    assert "PN-10 – administrative follow-up" in case
    assert "suite administrative" not in case


def test_a_partner_reads_what_is_asked_of_it_by_when_and_answers(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    task = house.story.child(house.story.child(house.operation, "minutes"), "partner_task", "bailleur")
    assert "Dégager les parties communes" in house.read("bailleur", "/")
    page = house.read("bailleur", f"/cases/{task}")
    for said in ("Ce qui est attendu", "Dégager les parties communes", "Pour le", "Déclarer faite", "Décliner"):
        assert said in page, said
    house.send("bailleur", f"/cases/{task}/steps/report", f_answer="Dégagées le matin même.")
    assert "Dégagées le matin même." in house.read("prefecture", f"/cases/{task}")


def test_a_step_of_the_command_line_has_no_page_for_people(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    story = house.story
    desks = {
        "operation": story.operation,
        "minutes": story.child(story.operation, "minutes"),
        "visit": story.visits["bar_1"],
    }
    for kind, case in desks.items():
        for step in _of_the_command_line(kind):
            house.read("prefecture", f"/cases/{case}/steps/{step}", 404)
    for kind, case in {"visit": story.visits["bar_1"], "sheet": story.sheet("bar_1", "police_nationale")}.items():
        for step in _of_the_command_line(kind):
            house.read("police_nationale", f"/tablet/cases/{case}/steps/{step}", 404)


def _of_the_command_line(kind: str) -> list[str]:
    found = [step.name for step in registry.workflow(kind).steps if step.competence == COMMAND_LINE]
    assert found, f"{kind} has no such step: it shows nothing here"
    return found


def test_a_contravention_is_not_sent_to_the_prosecutor(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    for desk, item in (("police_municipale", "PM-03"), ("police_nationale", "PN-15")):
        page = house.read(desk, f"/cases/{consequence(house, item)}")
        assert "transmission à l’officier du ministère public" in page, item
        assert "au parquet" not in page, item
    assert "transmission au parquet" in house.read("police_nationale", f"/cases/{consequence(house, 'PN-07')}")
