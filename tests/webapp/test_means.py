"""The page of means and trainings: counted line by line, late once a day has passed, begun by whoever may begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import hands, open_quarter, rows_of, untold
from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse, past_night
from tests.webapp.people import add_players
from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.means import HELD, TEAM, MeansTelling
from webapp.demonstration.strategy import BEGIN
from webapp.language import say_short_day
from workflows.engine.outbox import drain
from workflows.law.days import paris_day
from workflows.processes import house, means
from workflows.processes.means import Means
from workflows.register.agencies import forget_folder

PILOT, POLICE, TOWN = "prefecture", "police_nationale", "mairie"
ASKING = ["Demander des moyens", "Prévoir une formation"]
BRINGING = ["Proposer des moyens", "Annoncer une formation"]
EMPTY = "Aucun moyen n’est demandé."
HARBOUR = Player("capitainerie", "nour.demo", "Nour Démo", "officière de port")
HARBOUR_FILE = """
key = "capitainerie"
name = { fr = "Capitainerie du port", en = "Harbour master’s office" }
short = { fr = "Capitainerie", en = "Harbour office" }
kind = "local"
desk = "partner"
colour = "#204060"
letterhead = ["Capitainerie du port"]
competences = ["inspect"]
confidence = "W"
"""


@dataclass
class MeansHouse(JointHouse):
    """The application on the told means, and what its page says."""

    story: MeansTelling  # type: ignore[assignment]

    def page(self, agency: str = PILOT) -> str:
        """The page as an agency reads it."""
        return self.read(agency, "/means")

    def row(self, words: str, agency: str = PILOT) -> str:
        """The one row of the page whose head has these words."""
        [found] = [row for row in self.page(agency).split("<tr>") if words in row.split("</th>", maxsplit=1)[0]]
        return found.split("</tr>", maxsplit=1)[0]

    def day(self, days_from_today: int) -> int:
        """A day from today, as the story counts its days."""
        return (today() - self.story.night).days + days_from_today

    def short(self, day: date) -> str:
        """A day as the page writes it."""
        with self.app.test_request_context(f"/{PILOT}/means"):
            return say_short_day(day)

    def ask(self, profile: str, count: int, day: date) -> UUID:
        """The sub-prefecture asks the town hall for means by a day, and gets the line."""
        asked = {"unit": "Brigade", "kind": "equipment", "profile": profile, "source": "Courrier"}
        self._steer("ask_means", 0, count=count, on_day=day, **asked)
        [line] = rows_of(self.story, sa.select(Means.id).where(Means.profile == profile))
        return line  # type: ignore[no-any-return]

    def plan(self, subject: str, day: date) -> None:
        """The sub-prefecture planned a session for the town hall, long before its day."""
        group = {"attending": TOWN, "profile": "ASVP", "count": 6}
        self._steer("plan_training", BEGIN + 10, subject=subject, provider="Centre", starts_on=day, **group)

    def _steer(self, step: str, day: int, **fields: Any) -> None:
        self.story.take(PLAYERS[PILOT], self.story.strategy, step, day, 9, key=str(fields), owner=TOWN, **fields)

    def end(self) -> None:
        """End the strategy today, and everything that ends with it."""
        self.story.take(PLAYERS[PILOT], self.story.strategy, "end", self.day(0), 0)
        self.let_the_house_work()

    def let_the_house_work(self) -> None:
        """Let the application's own hands do what is due by now."""
        while drain(self.story.engine, self.app.extensions["beffroi_house"].handlers, moment=datetime.now(UTC)):
            pass


@pytest.fixture
def told(told_app: ToldApp) -> MeansHouse:
    """The application on the means of the demonstration, all of them asked for in the past."""
    app = told_app("pages-means", lambda engine: _telling(engine).play())
    return MeansHouse(app, _telling(engine_of(app)))


@pytest.fixture
def harbour(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An agency of this house alone that inspects and is no partner of the strategy."""
    folder = home / "agencies"
    folder.mkdir()
    (folder / "capitainerie.toml").write_text(HARBOUR_FILE, encoding="utf-8")
    monkeypatch.setitem(PLAYERS, HARBOUR.agency, HARBOUR)
    yield HARBOUR.agency
    forget_folder(folder)


def _telling(engine: Engine) -> MeansTelling:
    night = past_night()
    return untold(MeansTelling, engine, hands(house, means), night, strategy=open_quarter(engine, night))


def today(days: int = 0) -> date:
    return paris_day(datetime.now(UTC)) + timedelta(days=days)


def words(piece: str) -> str:
    """What a piece of a page says, its marks left out."""
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]*>", " ", piece)).strip()


def numbers(row: str) -> list[str]:
    """The numbers of a row in their columns, each with the day beside it left out."""
    cells = re.findall(r'<td class="number"[^>]*>(.*?)</td>', row, re.DOTALL)
    return [words(cell.split('<span class="line-more">')[0]) for cell in cells]


def badge(row: str) -> tuple[str, str]:
    """The badge of a row: its kind, and what it says."""
    [(kind, said)] = re.findall(r'<span class="badge( badge-\w+)?">(.*?)</span>', row)
    return kind.strip(), said


def doors(page: str) -> list[str]:
    """What may be begun from the head of the page."""
    head = page.split('class="page-head"')[1].split('class="panel"', maxsplit=1)[0]
    return re.findall(r'<a class="button button-second" href="[^"]*">(.*?)</a>', head)


def test_each_kind_is_a_table_of_its_own_with_what_is_needed_pledged_arrived_and_missing(told: MeansHouse) -> None:
    people, vehicles, _trainings = map(words, told.page().split('<section class="panel"')[1:])
    assert "Personnes 3 nécessaires\u00a0: 19\u00a0; promis\u00a0: 16\u00a0; arrivés\u00a0: 14" in people
    assert "Véhicules 1 nécessaires\u00a0: 2\u00a0; promis\u00a0: 1\u00a0; arrivés\u00a0: 1" in vehicles
    assert "véhicule sérigraphié" not in people, "people and vehicles are never added up"
    assert numbers(told.row("gardien de la paix")) == ["12", "12", "10", "2"]
    assert numbers(told.row("policier municipal")) == ["4", "4", "4", "–"]
    assert numbers(told.row("médiateur")) == ["3", "–", "0", "3"]
    assert numbers(told.row("véhicule sérigraphié")) == ["2", "1", "1", "1"]


def test_a_line_says_whose_it_is_what_moved_last_and_leads_to_where_it_is_moved(told: MeansHouse) -> None:
    row = told.row("gardien de la paix", TOWN)
    assert words(row).startswith(f"{TEAM}, gardien de la paix")
    assert "Police nationale" in words(row)
    assert f"Arrivée, {told.short(told.story.at(BEGIN + 44, 9).date())}\u00a0: Tableau d’effectifs" in words(row)
    [address] = re.findall(r'<a href="/mairie([^"]*)">', row)
    assert "Équipe de quartier" in told.read(TOWN, address)


def test_since_when_is_said_of_what_is_late_alone_and_its_badge_says_so(told: MeansHouse) -> None:
    promised, needed = (told.short(told.story.at(BEGIN + days, 9).date()) for days in (45, 60))
    for profile, state, since in (
        ("gardien de la paix", "En cours d’arrivée", promised),
        ("médiateur", "Demandés", needed),
        ("véhicule sérigraphié", "Incomplets", needed),
    ):
        row = told.row(profile)
        assert badge(row) == ("badge-bad", state), profile
        assert f"{state} depuis le {since}" in words(row), profile
    assert badge(told.row("policier municipal")) == ("badge-good", "Au complet")
    assert "depuis le" not in told.row("policier municipal")


def test_what_is_asked_pledged_or_short_for_a_day_to_come_is_not_late(told: MeansHouse) -> None:
    tablets = told.ask("tablette", 3, today(30))
    assert badge(told.row("tablette")) == ("", "Demandés")
    pledged: dict[str, Any] = {"count": 2, "on_day": today(20), "source": "Tableau"}
    told.story.take(PLAYERS[TOWN], tablets, "pledge", told.day(0), 0, 1, **pledged)
    told.let_the_house_work()
    assert badge(told.row("tablette")) == ("", "Promis")
    told.story.take(PLAYERS[TOWN], tablets, "fall_short", told.day(0), 0, 2, reason="Livraison annulée.")
    told.let_the_house_work()
    row = told.row("tablette")
    assert badge(row) == ("badge-warn", "Incomplets")
    assert "depuis le" not in row
    assert numbers(row) == ["3", "0", "0", "3"]


def test_a_training_shows_each_group_and_says_when_its_day_has_passed_and_nobody_is_counted(told: MeansHouse) -> None:
    told.plan("Accueillir un plaignant", today(20))
    told.plan("Dresser un plan de quartier", told.story.at(BEGIN + 50, 9).date())
    held, coming, missed = map(told.row, (HELD, "Accueillir un plaignant", "Dresser un plan de quartier"))
    assert "Police nationale, gardien de la paix\u00a0: 9 / 10" in words(held)
    assert "Police municipale, policier municipal\u00a0: 4 / 4" in words(held)
    assert numbers(held) == ["14", "13"]
    assert badge(held) == ("badge-quiet", "Tenue, effectifs arrêtés")
    for row in (coming, missed):
        assert "Mairie, ASVP\u00a0: – / 6" in words(row)
        assert numbers(row) == ["6", "0"]
    not_counted = "le jour est passé, personne n’est compté"
    assert (badge(coming), not_counted in coming) == (("", "Prévue"), False)
    assert (badge(missed), not_counted in missed) == (("badge-bad", "Prévue"), True)
    assert not_counted not in held
    assert "formés\u00a0: 13, pour 36 places prévues" in told.page()


def test_who_steers_asks_others_and_a_partner_brings_its_own(told: MeansHouse) -> None:
    assert doors(told.page(PILOT)) == ASKING
    for partner in (TOWN, POLICE, "bailleur"):
        assert doors(told.page(partner)) == BRINGING, partner


def test_a_partner_goes_through_its_form_to_a_line_that_is_pledged(told: MeansHouse) -> None:
    [form] = re.findall(r'href="/mairie([^"]*)">Proposer des moyens<', told.page(TOWN))
    typed = {
        "f_unit": "Mairie", "f_kind": "people", "f_profile": "ASVP", "f_count": "4", "f_on_day": today(-1).isoformat(),
        "f_source": "Délibération du 4 mai",
    }  # fmt: skip
    refused = told.send(TOWN, form, **typed)
    assert refused.status_code == 409
    assert "Délibération du 4 mai" in told.words_of(refused), "nothing that was typed is lost"
    assert told.send(TOWN, form, **{**typed, "f_on_day": today(20).isoformat()}).status_code == 303
    told.let_the_house_work()
    row = told.row("ASVP", POLICE)
    assert badge(row) == ("", "Promis")
    assert words(row).startswith("Mairie, ASVP")
    assert numbers(row) == ["4", "4", "0", "4"]
    assert numbers(told.row("médiateur")) == ["3", "–", "0", "3"], "what was asked for and not pledged waits on"


def test_nothing_is_begun_once_the_strategy_has_ended_and_what_was_held_is_still_read(told: MeansHouse) -> None:
    told.end()
    for desk in (PILOT, TOWN):
        page = told.page(desk)
        assert doors(page) == [], desk
        assert "gardien de la paix" not in page.split('id="trainings"')[0], "what was asked for is withdrawn"
        assert HELD in page


def test_without_a_strategy_the_page_says_so_and_offers_nothing(told_app: ToldApp) -> None:
    app = told_app("pages-nobody-told", lambda _engine: None)
    nothing = MeansHouse(app, untold(MeansTelling, engine_of(app), hands(), past_night(), strategy=uuid4()))
    for desk in (PILOT, TOWN):
        page = nothing.page(desk)
        assert EMPTY in page
        assert doors(page) == []


def test_before_anything_is_asked_the_page_is_empty_and_its_doors_are_open(told_app: ToldApp) -> None:
    told = MeansHouse(app := told_app("pages-quarter", _telling), _telling(engine_of(app)))
    assert EMPTY in told.page()
    assert doors(told.page()) == ASKING
    assert doors(told.page(TOWN)) == BRINGING
    assert "<table" not in told.page()


def test_a_desk_that_is_no_partner_of_the_strategy_begins_nothing(harbour: str, told_app: ToldApp) -> None:
    def tell(engine: Engine) -> None:
        add_players(engine, [HARBOUR])
        _telling(engine).play()

    told = MeansHouse(app := told_app("pages-means-harbour", tell), _telling(engine_of(app)))
    assert doors(told.page(TOWN)) == BRINGING
    assert doors(told.page(harbour)) == []
