"""The pages of problems: proposed by a partner, taken through by the police, read by the group alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import hands, no_press, open_quarter, play, played, rows_of, untold
from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse, past_night
from webapp.demonstration.problem import HALL_TITLE, TITLE, ProblemTelling
from workflows.law.days import paris_day
from workflows.processes import house
from workflows.processes.action import Action
from workflows.processes.problem_facts import Problem

POLICE, OUTSIDER = "police_nationale", "transport"
ACTS = ("notice", "analyse", "act", "assess", "close", "notice_the_hall")


@dataclass
class ProblemHouse(JointHouse):
    """The application on the told problems."""

    story: ProblemTelling  # type: ignore[assignment]


HouseAt = Callable[..., ProblemHouse]


@pytest.fixture
def house_at(told_app: ToldApp) -> HouseAt:
    """The application on the problems as they stand after these acts, all of them in the past."""

    def at(*acts: str) -> ProblemHouse:
        original = f"pages-problem-{len(acts)}"
        app = told_app(original, lambda engine: play(_telling(engine), acts))
        return ProblemHouse(app, played(_telling(engine_of(app)), original, *acts))

    return at


def _telling(engine: Engine) -> ProblemTelling:
    night = past_night()
    return untold(
        ProblemTelling, engine, hands(house, press=no_press), night, strategy=open_quarter(engine, night)
    )  # fmt: skip


def _panel(page: str, name: str) -> str:
    return page.split(f'id="{name}"')[1].split("</section>", maxsplit=1)[0]


def _today(days: int = 0) -> str:
    return (paris_day(datetime.now(UTC)) + timedelta(days=days)).isoformat()


def test_the_list_is_that_of_ones_own_groups_and_is_filtered_by_stage(house_at: HouseAt) -> None:
    made = house_at(*ACTS)
    everything = made.read("mairie", "/problems")
    assert TITLE in everything
    assert HALL_TITLE in everything
    closed = made.read("mairie", "/problems?state=closed")
    assert TITLE in closed
    assert HALL_TITLE not in closed
    assert HALL_TITLE not in made.read("police_municipale", "/problems"), "not a member of that group"
    assert "Aucun problème ici." in made.read(OUTSIDER, "/problems")
    made.read(OUTSIDER, f"/problems/{made.story.garages}", 404)


def test_the_page_tells_the_whole_problem_with_before_and_after_readable_without_colour(house_at: HouseAt) -> None:
    made = house_at(*ACTS)
    page = made.read("bailleur", f"/problems/{made.story.garages}")
    assert "Passage sans éclairage depuis l’été" in _panel(page, "analysis")
    assert "Poser deux chicanes" in _panel(page, "response")
    figures = _panel(page, "before-after")
    assert (
        'aria-label="Signalements au gardien\u00a0: 23\u00a0signalements avant, 6\u00a0signalements après."' in figures
    )
    assert "−74\u00a0%" in figures
    assert "Main courante du bailleur" in figures
    assert "Résolu, ou ramené" in _panel(page, "assessment")
    assert "Rouvrir" not in page, "that is for the police"
    assert "Rouvrir" in made.read(POLICE, f"/problems/{made.story.garages}")


def test_a_partner_proposes_a_problem_which_the_police_find_as_their_next_action(house_at: HouseAt) -> None:
    made = house_at("notice")
    facts = {
        "title": "Dépôts devant l’école", "place": "Rue de l’école", "observed": "Trois dépôts par semaine.",
        "since": _today(-20), "sufferers": "Parents", "times": "Le lundi", "sources": "Gardien", "strategy": str(made.story.strategy),
    }  # fmt: skip
    assert made.send("mairie", "/problems/new", **{**facts, "observed": " "}).status_code == 422
    answer = made.send("mairie", "/problems/new", **{**facts, "since": _today(2)})
    assert answer.status_code == 409
    assert "Trois dépôts par semaine." in made.words_of(answer), "nothing that was typed is lost"
    answer = made.send("mairie", "/problems/new", members=["bailleur"], **facts)
    assert answer.status_code == 303
    [row] = rows_of(made.story, sa.select(Problem).where(Problem.title == facts["title"]))
    page = made.read(POLICE, f"/problems/{row.id}")
    assert "Prendre ce problème, le transmettre ou l’écarter" in page
    assert "Cela revient à\u00a0: Police nationale." in made.read("mairie", f"/problems/{row.id}")
    assert made.send(POLICE, f"/cases/{row.id}/steps/take_up", form_on=f"/problems/{row.id}").status_code == 303
    assert "Écrire l’analyse" in made.read(POLICE, f"/problems/{row.id}")


def test_a_decision_on_the_page_is_one_line_and_an_action(house_at: HouseAt) -> None:
    made = house_at("notice", "analyse")
    address = f"/problems/{made.story.garages}"
    typed = {"f_words": "Tailler la haie.", "f_owner": "mairie", "f_due_on": _today(15)}
    step = f"/cases/{made.story.garages}/steps/decide"
    refused = made.send(POLICE, step, form_on=address, **{**typed, "f_due_on": _today(-3)})
    assert refused.status_code == 409
    assert "Tailler la haie." in made.words_of(refused)
    assert made.send(POLICE, step, form_on=address, **typed).status_code == 303
    [action] = rows_of(made.story, sa.select(Action))
    assert (action.agency, action.problem_id) == ("mairie", made.story.garages)
    assert "Tailler la haie." in _panel(made.read("bailleur", address), "response")
    assert 'name="f_words"' not in made.read("bailleur", address), "decisions are for who leads the group"
    assert "Tailler la haie." in made.read("mairie", "/"), "its owner is expected to act"


def test_what_is_not_counted_after_is_named_as_the_next_thing(house_at: HouseAt) -> None:
    made = house_at("notice", "analyse", "act")
    address = f"/problems/{made.story.garages}"
    made.send(POLICE, f"/cases/{made.story.garages}/steps/assess_now", form_on=address)
    page = made.read("bailleur", address)
    assert "Pas encore compté après\u00a0: Signalements au gardien\u00a0; Interventions sur appel." in page
    assert "pas encore compté" in _panel(page, "before-after")
    closed = made.read(POLICE, address).split("Autres actions")[1]
    assert "L’évaluation n’est pas écrite" in closed, "the closed door says why"


def test_a_reopened_problem_and_the_earlier_turn_lead_to_each_other(house_at: HouseAt) -> None:
    made = house_at(*ACTS)
    address = f"/problems/{made.story.garages}"
    answer = made.send(
        POLICE,
        f"/cases/{made.story.garages}/steps/reopen",
        f_observed="Revenus.",
        f_since=_today(-3),
        f_sources="Gardien",
    )
    assert answer.status_code == 303
    [again] = rows_of(made.story, sa.select(Problem).where(Problem.turn == 2))
    assert f"Rouvert\u00a0: {again.number}" in made.read("bailleur", address)
    page = made.read("bailleur", f"/problems/{again.id}")
    assert "tour 2" in page
    assert "Revient après PB-" in page
    assert "Pas encore d’évaluation" in _panel(page, "assessment")
