"""What a team sees on its tablet: its own visits in their order, its own grid, the law one tap away."""

from __future__ import annotations

import json
import re

from flask import Flask
from sqlalchemy import select

from tests.webapp.strict_client import inputs_in
from tests.webapp.tablet.conftest import OpenTablet, TestTablet, body_facts
from tests.webapp.tablet.night import FRAUD, HYGIENE, LEAD, TabletNight
from workflows.engine.tables import Read
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.grids import grid
from workflows.processes.sheet import Sheet


def cards_of(page: str) -> list[str]:
    return re.findall(r'<article class="item" id="([A-Z]{2}-\d\d)"', page)


def test_the_night_lists_the_visits_in_their_order_with_power_and_what_is_left(tablet: TestTablet) -> None:
    page = tablet.get("").get_data(as_text=True)
    assert page.index("La Chouette") < page.index("Le Mirliton")
    assert page.count(" data-prepare>") == 2
    assert "Entrée " in page
    assert "points sans réponse" in page


def test_why_one_reads_is_asked_before_leaving(open_tablet: OpenTablet) -> None:
    answer = open_tablet(reason=None).get("")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/{FRAUD}/reason")


def test_a_grid_shows_the_agencys_own_items_one_a_card_with_four_answers(tablet: TestTablet) -> None:
    page = tablet.page()
    known = {item.code for item in grid("CC").items}
    cards = cards_of(page)
    assert set(cards) <= known
    assert len(cards) >= 15
    assert page.count('name="value" value="not_compliant" aria-pressed="false"') == len(cards)
    assert f"{len(cards)} points sans réponse" in page
    assert "SS-01" not in page
    assert "PN-01" not in page


def test_the_law_is_one_tap_away_marked_where_it_must_be_verified(tablet: TestTablet) -> None:
    card = tablet.page().split('id="CC-05"')[1].split("</article>")[0]
    assert "<summary" in card
    assert "Ce que dit la loi" in card
    assert "Suite habituelle" in card
    assert "Gravité" in card
    assert "art.\u00a0" in card
    assert "à vérifier" in tablet.page()


def test_an_offence_number_that_no_list_holds_is_shown_as_such(open_tablet: OpenTablet) -> None:
    numbers = {str(number) for item in grid("PN").items for number in item.natinf}
    page = open_tablet(LEAD, "s.petit").page()
    shown = [number for number in numbers if f"<strong>{number}</strong>" in page]
    assert shown
    assert page.count("hors liste chargée") >= len(shown)


def test_another_agencys_grid_is_not_there(open_tablet: OpenTablet, night: TabletNight) -> None:
    hygiene = open_tablet(HYGIENE, "d.robert")
    theirs = night.sheet(night.visits[0], FRAUD)
    assert hygiene.get(f"sheets/{theirs}").status_code == 404
    assert hygiene.get(f"sheets/{theirs}/now").status_code == 404
    assert hygiene.client.get(f"/{FRAUD}/tablet/").status_code == 404


def test_the_pilot_has_no_tablet_and_sees_the_page_of_every_case(open_tablet: OpenTablet, night: TabletNight) -> None:
    pilot = open_tablet("prefecture", "c.durand")
    assert pilot.get("").status_code == 404
    sheet = night.sheet(night.visits[0], FRAUD)
    answer = pilot.client.get(f"/prefecture/cases/{sheet}", follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == f"/prefecture/cases/{sheet}"


def test_the_inbox_leads_a_team_to_its_grid_on_the_tablet(tablet: TestTablet) -> None:
    answer = tablet.client.get(f"/{FRAUD}/cases/{tablet.sheet}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/{FRAUD}/tablet/sheets/{tablet.sheet}")


def test_reading_a_grid_leaves_a_line_and_asking_for_news_that_are_none_does_not(
    app: Flask, tablet: TestTablet
) -> None:
    def lines() -> int:
        with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
            read = select(Read).where(Read.reference == tablet.sheet.hex, Read.secrecy == 3)
            return len(list(session.scalars(read)))

    tablet.page()
    assert lines() == 1
    version = json.loads(body_facts(tablet.page())["state"])["version"]
    before = lines()
    assert tablet.now(version)["unchanged"]
    assert lines() == before
    assert "standing" in tablet.now(version - 1)
    assert lines() == before + 1


def test_without_scripts_a_plain_form_answers_and_the_note_stays(tablet: TestTablet, app: Flask) -> None:
    page = tablet.page()
    form = page.split('id="CC-05"')[1].split("data-answer")[1]
    hidden = inputs_in(form.split("<fieldset")[0])
    answer = tablet.client.post(
        f"/{FRAUD}/tablet/sheets/{tablet.sheet}/answers",
        data={**hidden, "value": "not_compliant", "note": "Sept produits\r\npérimés"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/{FRAUD}/tablet/sheets/{tablet.sheet}#CC-05")
    card = tablet.page().split('id="CC-05"')[1].split("</article>")[0]
    assert 'value="not_compliant" aria-pressed="true"' in card
    assert "Sept produits\npérimés</textarea>" in card
    assert "Anne Martin, " in card
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        assert session.get_one(Sheet, tablet.sheet).not_compliant == 1


def test_a_plain_form_that_cannot_be_read_changes_nothing(tablet: TestTablet) -> None:
    hidden = inputs_in(tablet.page())
    for wrong in ({"id": "nothing"}, {"replaces": "x,y"}, {"note": "x" * 5000}, {"note": "\x00"}, {"item": "x" * 30}):
        answer = tablet.client.post(
            f"/{FRAUD}/tablet/sheets/{tablet.sheet}/answers", data={**hidden, "value": "compliant", **wrong}
        )
        assert answer.status_code == 400, wrong
    assert not any(tablet.now()["standing"].values())


def test_the_team_opens_its_grid_on_the_spot_and_hands_it_in(open_tablet: OpenTablet, night: TabletNight) -> None:
    hygiene = open_tablet(HYGIENE, "d.robert")
    page = hygiene.page()
    assert "data-begin" in page
    assert "fieldset" in page
    begin = f"/{HYGIENE}/tablet/cases/{hygiene.sheet}/steps/begin"
    answer = hygiene.client.post(begin, data=inputs_in(page))
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/{HYGIENE}/tablet/sheets/{hygiene.sheet}?done=begin",
    )
    assert "C’est fait" in hygiene.client.get(answer.headers["Location"]).get_data(as_text=True)
    hand_in = f"/{HYGIENE}/tablet/cases/{hygiene.sheet}/steps/hand_in"
    form = hygiene.client.get(hand_in).get_data(as_text=True)
    assert "Mesures prises sur place" in form
    answer = hygiene.client.post(hand_in, data={**inputs_in(form), "f_measures": "Denrées retirées."})
    assert answer.status_code == 303
    assert "Denrées retirées." in hygiene.page()
    assert night.state(hygiene.sheet) == "handed_in"


def test_a_closed_door_says_why(open_tablet: OpenTablet, night: TabletNight) -> None:
    fraud = open_tablet()
    bar = night.sheet(night.visits[1], FRAUD)
    page = fraud.get(f"sheets/{bar}").get_data(as_text=True)
    assert "La visite n’est pas ouverte" in page
    assert "disabled" in page
    step = fraud.get(f"cases/{bar}/steps/begin").get_data(as_text=True)
    assert "La visite n’est pas ouverte" in step


def test_the_agency_that_leads_opens_and_closes_the_visit_from_its_grid(
    open_tablet: OpenTablet, night: TabletNight
) -> None:
    police = open_tablet(LEAD, "s.petit")
    bar = night.sheet(night.visits[1], LEAD)
    page = police.get(f"sheets/{bar}").get_data(as_text=True)
    enter = f"/{LEAD}/tablet/cases/{night.visits[1]}/steps/enter"
    assert f'href="{enter}"' in page
    form = police.client.get(enter).get_data(as_text=True)
    assert "Heure d’entrée" in form
    fraud = open_tablet()
    assert f"cases/{night.visits[1]}/steps/enter" not in fraud.get(
        f"sheets/{night.sheet(night.visits[1], FRAUD)}"
    ).get_data(as_text=True)


def test_steps_of_other_cases_are_not_taken_here(tablet: TestTablet, night: TabletNight) -> None:
    for case_id in (night.operation, night.sheet(night.visits[0], HYGIENE)):
        assert tablet.get(f"cases/{case_id}/steps/begin").status_code == 404
    assert tablet.get(f"cases/{tablet.sheet}/steps/nothing").status_code == 404
    assert tablet.get(f"cases/{tablet.sheet}/steps/fall").status_code == 404


def test_the_pages_are_english_too(tablet: TestTablet) -> None:
    page = tablet.get(f"sheets/{tablet.sheet}?lang=en").get_data(as_text=True)
    for words in ("not compliant", "What the law says", "Take a photo", "items without an answer", "Hand in the grid"):
        assert words in page, words
    assert "My visits" in tablet.get("").get_data(as_text=True)
