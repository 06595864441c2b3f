"""The pages of the strategy: what to look at first, one's own share, who accepted what, and figures one may open."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import joint_inspection, played
from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.operations.conftest import HouseAt
from tests.webapp.operations.house import JointHouse, strategy_in, tell_strategy
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.strategy import StrategyTelling
from webapp.language import say_short_day
from workflows.engine.cases import HOUSE_ACTOR, take
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.law.reminders import reminders
from workflows.processes.action import Action
from workflows.processes.contest import Contest
from workflows.processes.figures import Period, figure, visible_cases
from workflows.processes.indicator import Indicator, Reading
from workflows.processes.objective import Objective
from workflows.processes.papers import issued
from workflows.processes.reminder import climb
from workflows.processes.snapshots_steering import SteeringNoteSnapshot
from workflows.processes.steering_note import SteeringNote, draw_note
from workflows.processes.strategy import Strategy
from workflows.register.correspondence import Readers

Told = tuple[JointHouse, StrategyTelling]
HALLS = "Rendre paisibles les halls et les abords des résidences"
REPORTS = "Signalements du bailleur, chaque mois"


@pytest.fixture
def told(home: Path, told_app: ToldApp) -> Told:
    """The house after the joint inspection and a quarter of the strategy."""
    return told_strategy(home, told_app)


def told_strategy(home: Path, told_app: ToldApp) -> Told:
    """Return the house after the joint inspection and a quarter of the strategy."""
    app = told_app("pages-strategy", lambda engine: tell_strategy(engine, home))
    telling = played(strategy_in(engine_of(app)), "pages-strategy", "play")
    return JointHouse(app, joint_inspection(telling.engine, telling.night, home)), telling


@pytest.fixture
def nothing(house_at: HouseAt) -> JointHouse:
    """The house before any strategy."""
    return house_at()


def _panel(page: str, name: str) -> str:
    """The part of a page under the heading of that id."""
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def test_what_to_look_at_first_says_why_and_who_can_act(told: Told) -> None:
    house, _telling = told
    look = _panel(house.read("prefecture", "/objectives"), "look")
    assert "Engagement demandé, sans réponse." in look
    assert "Peut agir\u00a0: Transporteur" in look
    assert "Relevé contesté" in look
    assert "bloquée\u00a0: Pièces attendues du fabricant" in look
    assert look.index("Relevé contesté") < look.index("Action en retard.")


def test_a_partner_sees_its_own_share_first_and_answers_it(told: Told) -> None:
    house, telling = told
    page = house.read("transport", "/objectives")
    assert page.index('id="mine"') < page.index('id="look"')
    assert "Signaler chaque semaine les arrêts" in _panel(page, "mine")
    objective = telling.titled("objective", "Des équipes fidélisées, présentes aux heures des demandes")
    share = telling.child(objective, "commitment", "transport")
    assert (
        house.send("transport", f"/cases/{share}/steps/accept", f_words="Chaque lundi, par le réseau.").status_code
        == 303
    )
    assert telling.stands(share) == "accepted"
    assert "Chaque lundi, par le réseau." in _panel(house.read("transport", "/objectives"), "mine")


def test_who_declines_without_a_reason_is_asked_for_it_and_nothing_typed_is_lost(told: Told) -> None:
    house, telling = told
    objective = telling.titled("objective", "Des équipes fidélisées, présentes aux heures des demandes")
    share = telling.child(objective, "commitment", "transport")
    assert house.send("transport", f"/cases/{share}/steps/decline", f_reason=" ").status_code == 422
    assert telling.stands(share) == "asked"


def test_the_objective_shows_each_partners_words_and_each_action_with_its_delay(told: Told) -> None:
    house, telling = told
    page = house.read("mairie", f"/objectives/{telling.titled('objective', HALLS)}")
    assert "Réparer éclairage et contrôle d’accès" in _panel(page, "shares")
    actions = _panel(page, "actions")
    assert "En retard depuis le" in actions
    assert "Intervention du prestataire" in actions


def test_the_page_of_a_share_says_what_is_asked_and_that_of_an_action_its_milestones(told: Told) -> None:
    house, telling = told
    share = telling.child(telling.titled("objective", HALLS), "commitment", "mairie")
    page = house.read("mairie", f"/cases/{share}")
    for words in ("Ce qui est attendu", "Pour le", HALLS):
        assert words in page, words
    action = telling.child(share, "action")
    telling.take(
        PLAYERS["mairie"], action, "postpone", 3, 8, due_on=telling.at(40, 9).date(), reason="Marché à passer."
    )
    due = telling.at(5, 9).date()
    telling.take(PLAYERS["mairie"], action, "add_milestone", 3, 9, name="Devis reçu", due_on=due)
    telling.take(PLAYERS["mairie"], action, "add_milestone", 3, 10, name="Benne louée", due_on=telling.at(30, 9).date())
    telling.take(PLAYERS["mairie"], action, "reach_milestone", 3, 11, name="Benne louée")
    page = house.read("mairie", f"/cases/{action}")
    assert "Marché à passer." in page
    assert "Devis reçu, en retard depuis le" in page
    assert "Benne louée, franchi le" in page


def test_a_day_that_a_decision_has_replaced_stays_in_sight(told: Told) -> None:
    house, telling = told
    objective = telling.titled("objective", HALLS)
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        row = session.get_one(Objective, objective)
        target, before = row.target, row.due_on
        fields = {
            "target": None,
            "due_on": before + timedelta(days=60),
            "decision": "0" * 32,
            "decided": "RD-2026-0001, n° 1",
        }
        take(session, objective, "amend", actor=HOUSE_ACTOR, moment=telling.at(3, 9), fields=fields)
    page = house.read("bailleur", f"/objectives/{objective}")
    with house.app.test_request_context():
        told_as = f"{target}, pour le {say_short_day(before)}"
    assert told_as in page
    assert before.isoformat() not in page


def test_a_figure_of_the_house_opens_the_records_behind_it_and_counts_those_one_may_not_see(told: Told) -> None:
    house, telling = told
    address = f"/indicators/{telling.titled('indicator', 'Établissements contrôlés ensemble')}"
    pilot, landlord = house.read("prefecture", address), house.read("bailleur", address)
    assert _panel(pilot, "gauge").count("4\u00a0établissements") == 1
    assert "Le Mirliton" in _panel(pilot, "behind")
    assert "ne sont pas montrés" not in _panel(pilot, "behind")
    assert _panel(landlord, "gauge").count("4\u00a0établissements") == 1, "the figure is the same for everybody"
    assert "Le Mirliton" not in landlord
    assert "4 dossiers comptés ne sont pas montrés" in _panel(landlord, "behind")


def test_requests_answered_in_time_are_counted_from_the_first_answer_in_the_journal(told: Told) -> None:
    _house, telling = told
    period = Period(telling.at(-200, 9), telling.at(200, 9))
    with open_session(telling.engine, Viewer("bailleur"), only_reads=True) as session:
        found = figure(session, "requests_in_time", period)
        shown, hidden = visible_cases(session, found)
    with open_session(telling.engine, Viewer("prefecture"), only_reads=True) as session:
        seen, _hidden = visible_cases(session, found)
    assert {case.workflow for case in seen} == {"participation", "requisition"}
    assert len(seen) == len(found.cases)
    assert found.value == 10_000, "in the story everybody answers before the day"
    assert (shown, hidden) == ([], len(found.cases))


def test_what_is_late_says_whose_it_is_and_has_a_page_of_its_own(told: Told) -> None:
    house, _telling = told
    late = _panel(house.read("prefecture", "/objectives"), "late")
    assert "Enlever les dépôts derrière les garages" in late
    assert "Mairie" in late
    assert "Enlever les dépôts derrière les garages" in _panel(house.read("mairie", "/objectives/list?of=late"), "late")
    assert "Signaler chaque semaine" in _panel(house.read("transport", "/objectives/list?of=mine"), "mine")
    assert house.desk("mairie").get("/mairie/objectives/list?of=other").status_code == 404


def test_what_is_late_says_which_reminder_was_the_last(told: Told) -> None:
    house, telling = told
    for days in (10, 11, 12, 13, 14):
        climb(telling.engine, reminders(), Readers(()), moment=telling.at(days, 12))
    late = _panel(house.read("prefecture", "/objectives"), "late")
    assert late.count("Rappel à") >= 1
    assert "Rappel à" in _panel(house.read("mairie", "/objectives/list?of=late"), "late")


def test_a_weather_narrows_the_objectives_and_says_so(told: Told) -> None:
    house, _telling = told
    page = house.read("prefecture", "/objectives?weather=storm")
    assert page.count('class="card goal"') < house.read("prefecture", "/objectives").count('class="card goal"')
    assert "Objectifs choisis" in page


def test_a_table_holds_what_the_page_has_narrowed_and_says_so(told: Told) -> None:
    house, _telling = told
    whole, narrowed = (house.read("prefecture", f"/objectives.csv{asked}") for asked in ("", "?weather=cloud"))
    assert "Chaque partenaire prend sa part" in narrowed
    assert HALLS in whole
    assert HALLS not in narrowed
    assert "aucun\u00a0: toute la stratégie" in whole
    assert "En retrait" in narrowed
    assert "toute la stratégie" not in narrowed


def test_a_desk_sees_on_the_plan_the_inspections_and_requisitions_that_it_has_access_to(told: Told) -> None:
    house, _telling = told
    pilot, landlord = (house.read(key, "/objectives/places?period=all") for key in ("prefecture", "bailleur"))
    assert "Le Mirliton" in _panel(pilot, "held")
    assert "Fermé à l’arrivée" in _panel(pilot, "held")
    requisition = _panel(pilot, "asked")
    assert "REQ-" in requisition
    assert "Le Mirliton" in requisition
    assert "Délivrée" in requisition or "Expirée" in requisition
    assert "Rien à montrer" in landlord
    assert "REQ-" not in landlord
    assert "Mirliton" not in landlord


def test_the_history_of_an_indicator_says_its_numbers_as_people_write_them(told: Told) -> None:
    house, telling = told
    with open_session(telling.engine, HOUSE_VIEWER, only_reads=True) as session:
        presence = session.scalars(
            sa.select(Indicator.id).where(Indicator.label.startswith("Heures de présence"))
        ).one()
    page = house.read("prefecture", f"/indicators/{presence}")
    history = _panel(page, "history")
    assert "44,5" in history
    assert "44.5" not in page
    assert "Ne plus suivre" in page
    assert 'class="button button-wide"' not in page, "nothing is expected of anybody: no door is the main one"


def test_a_note_keeps_how_the_strategy_stood_when_it_was_issued(told: Told) -> None:
    house, telling = told
    answer = house.send("prefecture", "/objectives/note", form_on="/objectives")
    assert answer.status_code == 303
    assert "NP-" in house.read("mairie", answer.headers["Location"].removeprefix("/prefecture"))
    assert house.desk("mairie").post("/mairie/objectives/note").status_code in (400, 403, 404)
    with open_session(telling.engine, Viewer("mairie"), only_reads=True) as session:
        [row] = session.scalars(sa.select(SteeringNote))
        case_id = row.id
    telling.take(PLAYERS["mairie"], _late_task(telling), "report", 3, 9, key="after-note", evidence="Bon de passage.")
    with open_session(telling.engine, HOUSE_VIEWER, only_reads=True) as session:
        note = issued(session, "steering_note", case_id, telling.at(4, 9), 1)
        fresh = draw_note(session, session.get_one(Strategy, telling.strategy), number="x", moment=telling.at(4, 9))
    assert isinstance(note, SteeringNoteSnapshot)
    assert "Enlever les dépôts derrière les garages" in [line.what for line in note.late]
    assert "Enlever les dépôts derrière les garages" not in [line.what for line in fresh.late]
    assert note.missing() == []


def _late_task(telling: StrategyTelling) -> UUID:
    with open_session(telling.engine, HOUSE_VIEWER, only_reads=True) as session:
        found: UUID = session.scalars(
            sa.select(Action.id).where(Action.title == "Enlever les dépôts derrière les garages")
        ).one()
        return found


def test_a_reading_is_contested_from_its_line_and_both_values_stand(told: Told) -> None:
    house, telling = told
    indicator = telling.titled("indicator", REPORTS)
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        reading = session.scalars(
            sa.select(Reading).where(Reading.indicator_id == indicator).order_by(Reading.on_day)
        ).first()
        assert reading is not None
    address = f"/readings/{reading.id}/contest"
    assert house.send("mairie", address, value="40,5").status_code == 422, "a reason is asked"
    answer = house.send("mairie", address, value="40,5", reason="Trois viennent d’une autre rue.")
    assert answer.status_code == 303
    page = house.read("mairie", f"/indicators/{indicator}")
    assert "Contesté par Mairie, valeur proposée\u00a0: 40,5\u00a0signalements" in page
    assert "44\u00a0signalements" in _panel(page, "readings")
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Contest)) == 2


def test_a_press_sent_twice_contests_once(told: Told) -> None:
    house, telling = told
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        reading = session.scalars(sa.select(Reading.id)).first()
    once = {"reason": "Compté deux fois.", "command": "7d9b7c2e3f5a4c0e9a5d1b2c3d4e5f60"}
    for _ in range(2):
        assert house.send("mairie", f"/readings/{reading}/contest", **once).status_code == 303
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).where(Contest.reason == "Compté deux fois.")) == 1


def test_the_table_has_a_line_for_each_commitment_and_no_formula_in_any_format(told: Told) -> None:
    house, telling = told
    objective = telling.titled("objective", "Des équipes fidélisées, présentes aux heures des demandes")
    share = telling.child(objective, "commitment", "transport")
    house.send("transport", f"/cases/{share}/steps/accept", f_words="=HYPERLINK(1)")
    browser = house.desk("prefecture")
    answers = {kind: browser.get(f"/prefecture/objectives.{kind}") for kind in ("csv", "ods", "xlsx")}
    assert all(each.headers["Content-Disposition"].startswith("attachment") for each in answers.values())
    rows = list(csv.DictReader(io.StringIO(answers["csv"].get_data().decode("utf-8-sig")), delimiter=";"))
    shares = [row for row in rows if row["Partenaire"]]
    assert len(shares) == 15
    assert [row["Mots ou motif"] for row in shares if "HYPERLINK" in row["Mots ou motif"]] == ["'=HYPERLINK(1)"]
    assert {row["Pour"] for row in rows} == {"Sous-préfecture de Calais"}
    assert {row["Filtres"] for row in rows} == {"aucun\u00a0: toute la stratégie"}
    book = openpyxl.load_workbook(io.BytesIO(answers["xlsx"].get_data()))
    table, about = book.worksheets
    cells = [cell for row in table.iter_rows() for cell in row]
    assert [cell.value for cell in cells if "HYPERLINK" in str(cell.value)] == ["=HYPERLINK(1)"]
    assert {cell.data_type for cell in cells} <= {"s", "d", "n"}, "words, days, nothing: no formula"
    assert [row[0].value for row in about.iter_rows()] == ["Objectifs", "Stratégie", "Extrait le", "Pour", "Filtres"]
    with zipfile.ZipFile(io.BytesIO(answers["ods"].get_data())) as package:
        content = package.read("content.xml").decode()
    assert "<text:p>=HYPERLINK(1)</text:p>" in content
    assert "table:formula" not in content


def test_actions_and_readings_are_taken_away_too(told: Told) -> None:
    house, telling = told
    browser = house.desk("bailleur")
    actions = browser.get("/bailleur/actions.csv").get_data().decode("utf-8-sig")
    assert "Intervention du prestataire" in actions
    indicator = telling.titled("indicator", REPORTS)
    answer = browser.get(f"/bailleur/indicators/{indicator}/readings.xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.get_data())).worksheets[0].iter_rows(values_only=True))
    assert rows[0][2:4] == ("Jour", "Valeur")
    assert all(isinstance(row[2], datetime) and isinstance(row[3], int) for row in rows[1:])


def test_a_strategy_is_opened_by_whoever_runs_it_and_nobody_else(nothing: JointHouse) -> None:
    assert "Aucune stratégie n’est ouverte." in nothing.read("bailleur", "/objectives")
    assert nothing.desk("bailleur").get("/bailleur/objectives/new").status_code == 404
    assert nothing.desk("bailleur").get("/bailleur/objectives.csv").status_code == 404
    typed = {
        "title": "Stratégie d’essai",
        "quarter": "beau_marais_centre_ville",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-01",
    }
    assert nothing.send("prefecture", "/objectives/new", **typed).status_code == 422
    answer = nothing.send("prefecture", "/objectives/new", **{**typed, "ends_on": "2029-12-01"})
    assert answer.status_code == 303
    with unit_of_work(nothing.story.engine, HOUSE_VIEWER) as session:
        [row] = session.scalars(sa.select(Strategy))
    assert (row.title, row.demonstration) == ("Stratégie d’essai", False)
