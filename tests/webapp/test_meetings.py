"""The pages of meetings: convened with an agenda already written, written line by line, closed, corrected, followed by the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.engine import Engine

from pdf.documents import document_for
from pdf.press import render
from tests.fixtures.page_faults import SIZES, faults_of
from tests.fixtures.tellings import hands, no_press, play, rows_of, untold
from tests.pdf.printed import text_of
from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.live import served
from tests.webapp.operations.house import JointHouse, moment_field, past_night
from webapp.demonstration.committee import CALENDAR, HALL_DECISION, LAMPS, SECOND, CommitteeTelling
from webapp.effects.press import press_document
from webapp.settings import read_settings
from workflows.engine.outbox import Delivery
from workflows.law.days import paris_day
from workflows.processes import house
from workflows.processes.action import Action
from workflows.processes.document import Document
from workflows.processes.meeting_facts import Attendance, Decision, Meeting

HELD = ("propose", "answer", "sit_first", "act", "measure")
CONVENED = (*HELD, "convene_second")
SAT = (*CONVENED, "sit_second")
ENDED = (*SAT, "close_second")
OUTSIDER = "urssaf"
"""An agency of the partnership that nobody convened."""
OpenContext = Callable[..., BrowserContext]


@dataclass
class CommitteeHouse(JointHouse):
    """The application on the told committees."""

    story: CommitteeTelling  # type: ignore[assignment]


MeetingHouse = Callable[..., CommitteeHouse]


@pytest.fixture
def house_at(told_app: ToldApp) -> MeetingHouse:
    """The application on the committees as they stand after these acts, all of them in the past."""

    def at(*acts: str) -> CommitteeHouse:
        app = told_app("pages-committee", lambda engine: play(_telling(engine), HELD))
        telling = _telling(engine_of(app))
        [first] = rows_of(telling, sa.select(Meeting))
        telling.strategy, telling.first = first.strategy_id, first.id
        return CommitteeHouse(app, play(telling, acts[len(HELD) :]))

    return at


def _telling(engine: Engine) -> CommitteeTelling:
    return untold(CommitteeTelling, engine, hands(house, press=no_press), past_night())


def second_of(made: CommitteeHouse) -> str:
    return f"/meetings/{made.story.second}"


def panel_of(page: str, words: str) -> str:
    """The item of the agenda with these words in its title."""
    return next(part for part in page.split('<li class="point"')[1:] if words in part.split("</h3>")[0])


def tomorrow(days: int = 20) -> str:
    return (paris_day(datetime.now(UTC)) + timedelta(days=days)).isoformat()


def convening(made: CommitteeHouse, days: int = 20, **facts: Any) -> Mapping[str, Any]:
    day = paris_day(datetime.now(UTC)) + timedelta(days=days)
    return {
        "body": "steering_committee", "strategy": str(made.story.strategy), "starts_at": moment_field(day, 10),
        "place": "Sous-préfecture", "chair": "Le sous-préfet de Calais", "members": ["mairie", "bailleur"], **facts,
    }  # fmt: skip


def test_a_meeting_is_convened_and_its_agenda_is_already_written(house_at: MeetingHouse) -> None:
    made = house_at(*HELD)
    page = made.read("prefecture", "/meetings/new")
    assert "Rien au-dessus de la classe «\u00a0Public\u00a0» à son ordre du jour." in page
    answer = made.send("prefecture", "/meetings/new", **convening(made))
    assert answer.status_code == 303
    page = made.read("prefecture", answer.location.split("localhost")[-1].removeprefix("/prefecture"))
    assert "décision antérieure, non faite" in panel_of(page, LAMPS)
    assert "action en retard" in panel_of(page, "Enlever les dépôts")
    assert "Comité de pilotage du quartier, " in page, "without a title, the body and the date"
    assert "Ouvrir la séance" in page
    listed = made.read("mairie", "/meetings?state=coming")
    assert "RD-" in listed


def test_what_cannot_be_convened_comes_back_as_it_was_typed(house_at: MeetingHouse) -> None:
    made = house_at(*HELD)
    for facts, status, said in (
        ({"place": ""}, 422, "Renseignez ce champ."),
        ({"quorum": "0"}, 422, "Un quorum va de un au nombre des services."),
        ({"quorum": "9"}, 409, "Le quorum va de un au nombre des services convoqués (3)."),
        ({"days": -3}, 409, "Ce jour est déjà passé."),
        ({"body": "nobody"}, 422, "Cette réponse n’est pas, ou n’est plus, proposée."),
    ):
        answer = made.send("prefecture", "/meetings/new", **convening(made, **facts))
        assert (answer.status_code, said in made.words_of(answer)) == (status, True), facts
        assert "Le sous-préfet de Calais" in made.words_of(answer), "nothing typed is lost"
    assert len(rows_of(made.story, sa.select(Meeting))) == 1
    assert made.desk("mairie").get("/mairie/meetings/new").status_code == 404


def test_who_was_not_convened_finds_nothing_there(house_at: MeetingHouse) -> None:
    made = house_at(*SAT)
    assert "Suite de RD-" in made.read("bailleur", second_of(made))
    assert "Aucune réunion." in made.read(OUTSIDER, "/meetings")
    for path in (second_of(made), f"{second_of(made)}/give_opinion"):
        assert made.desk(OUTSIDER).get(f"/{OUTSIDER}{path}").status_code == 404
    data = {"f_item": "1", "f_words": "x"}
    posted = made.send(OUTSIDER, f"{second_of(made)}/give_opinion", form_on="/meetings", **data)
    assert posted.status_code == 404
    assert made.desk("mairie").get(f"/mairie{second_of(made)}/nothing").status_code == 404


def test_a_decision_is_written_in_one_line_and_becomes_an_action(house_at: MeetingHouse) -> None:
    made = house_at(*SAT)
    path, item = f"{second_of(made)}/decide", made.story.item(made.story.second, "Enlever les dépôts")
    line = {"f_item": item, "f_words": "Louer une benne.", "f_owner": "mairie", "f_due_on": tomorrow()}
    answer = made.send("prefecture", path, form_on=second_of(made), **line)
    assert answer.status_code == 303
    assert answer.location.endswith(f"#item-{item}"), "back to the line that was written"
    page = made.read("prefecture", second_of(made))
    point = panel_of(page, "Enlever les dépôts")
    assert "5. Louer une benne." in point
    [action] = rows_of(made.story, sa.select(Action).where(Action.title == "Louer une benne."))
    assert str(action.id) in point
    assert "Louer une benne." in made.read("mairie", "/"), "its owner finds it in its inbox"


def test_a_refused_line_comes_back_in_its_own_place(house_at: MeetingHouse) -> None:
    made = house_at(*SAT)
    path, item = f"{second_of(made)}/decide", made.story.item(made.story.second, "Enlever les dépôts")
    line = {"f_item": item, "f_words": "Louer une benne.", "f_owner": "mairie"}
    for due, status, said in (
        ("", 422, "Renseignez ce champ."),
        ("2020-01-01", 409, "Cette échéance est déjà passée."),
    ):
        answer = made.send("prefecture", path, form_on=second_of(made), **line, f_due_on=due)
        words = made.words_of(answer)
        assert (answer.status_code, said in words) == (status, True)
        assert 'value="Louer une benne."' in panel_of(words, "Enlever les dépôts")
        assert words.count('value="Louer une benne."') == 1
        assert 'value="mairie" selected' in panel_of(words, "Enlever les dépôts")
    assert rows_of(made.story, sa.select(Decision).where(Decision.words == "Louer une benne.")) == []


def test_a_member_says_its_opinion_and_decides_nothing(house_at: MeetingHouse) -> None:
    made = house_at(*SAT)
    item = made.story.item(made.story.second, CALENDAR)
    page = made.read("mairie", second_of(made))
    assert f'action="/mairie{second_of(made)}/decide"' not in page
    assert "record_presence" not in page
    said = made.send("mairie", f"{second_of(made)}/give_opinion", form_on=second_of(made), f_item=item, f_words="La ville est prête.")  # fmt: skip
    assert said.status_code == 303
    assert "La ville est prête." in panel_of(made.read("bailleur", second_of(made)), CALENDAR)
    line = {"f_item": item, "f_words": "Oui.", "f_owner": "mairie", "f_due_on": tomorrow()}
    refused = made.send("mairie", f"{second_of(made)}/decide", form_on=second_of(made), **line)
    assert refused.status_code == 409
    assert "Cette étape demande ce rôle\u00a0: «\u00a0Piloter la stratégie locale\u00a0»." in made.words_of(refused)


def test_presences_are_one_press_each_and_both_words_stand(house_at: MeetingHouse) -> None:
    made = house_at(*CONVENED)
    excused = made.send("transport", f"{second_of(made)}/excuse", form_on=second_of(made), f_reason="Grève.")
    assert excused.status_code == 303
    made.send("prefecture", f"{second_of(made)}/start", form_on=second_of(made))
    path = f"{second_of(made)}/record_presence"
    answer = made.send("prefecture", path, form_on=second_of(made), f_agency="transport", f_who="", f_presence="absent")
    assert answer.location.endswith("#member-transport")
    page = made.read("prefecture", second_of(made))
    member = page.split('id="member-transport"')[1].split("</li>")[0]
    assert ">excusé</span>" in member, "who excused itself in writing is excused"
    assert "excusé, écrit par Transporteur\u00a0: Grève." in member
    assert "Quorum\u00a0: 0 sur 5" in page
    kept = rows_of(made.story, sa.select(Attendance.said_by).where(Attendance.agency == "transport", Attendance.meeting_id == made.story.second))  # fmt: skip
    assert sorted(kept) == ["prefecture", "transport"]


def test_the_sitting_is_closed_once_the_page_names_nothing_any_more(house_at: MeetingHouse) -> None:
    made = house_at(*SAT)
    page = made.read("prefecture", second_of(made))
    assert "3. Changer le contrôle d’accès, résidence B\u00a0; 4. Enlever les dépôts derrière les garages." in page
    assert f'{second_of(made)}/close_session"' not in page
    made.send("prefecture", f"{second_of(made)}/take_note", form_on=second_of(made))
    assert "Chaque point a sa décision ou son «\u00a0pris acte\u00a0»." in made.read("prefecture", second_of(made))
    closed = made.send("prefecture", f"{second_of(made)}/close_session", form_on=second_of(made), f_next_at="")
    assert closed.status_code == 303
    assert "Faire approuver le relevé" in made.read("prefecture", second_of(made))


def test_the_log_is_corrected_approved_and_the_next_agenda_is_there(house_at: MeetingHouse) -> None:
    made = house_at(*ENDED)
    page = made.read("prefecture", second_of(made))
    assert "Avant\u00a0: Répondre à la demande d’engagement. (Transporteur" in page
    upcoming = page.split('id="upcoming"')[1].split("</section>")[0]
    assert LAMPS in upcoming
    assert 'id="upcoming"' not in made.read("bailleur", second_of(made)), "the next agenda is of who keeps it"
    approved = made.send("prefecture", f"{second_of(made)}/approve", form_on=second_of(made), f_approved_by="Le sous-préfet")  # fmt: skip
    assert approved.status_code == 303
    page = made.read("prefecture", second_of(made))
    assert f'/prefecture/meetings/new?after={made.story.second}"' in page
    filled = made.read("prefecture", f"/meetings/new?after={made.story.second}")
    assert "Sous-préfecture de Calais, salle Opale" in filled
    assert filled.count("checked") >= 9


def test_each_version_stays_and_the_public_one_is_everybodys(house_at: MeetingHouse, home: Path) -> None:
    made = house_at(*ENDED)
    pressed = [(kind, version) for version in (1, 2) for kind in ("decisions", "decisions_public")]
    with (
        patch("webapp.effects.press.print_in_child", lambda snapshot, _pictures, **_: render(document_for(snapshot), snapshot, {})),
        patch("webapp.effects.press.seal", lambda printed, _key, **_: printed),
    ):  # fmt: skip
        for number, (kind, version) in enumerate([*pressed, pressed[0]]):
            press_document(_delivery(made, number, kind, version), read_settings({"BEFFROI_HOME": str(home)}))
    kept = rows_of(made.story, sa.select(Document).order_by(Document.version, Document.kind))
    assert [(row.kind, row.version, row.secrecy) for row in kept] == [
        ("decisions", 1, 2), ("decisions_public", 1, 0), ("decisions", 2, 2), ("decisions_public", 2, 0)
    ]  # fmt: skip
    full, public = kept[2:]
    read = made.desk(OUTSIDER).get(f"/{OUTSIDER}/documents/{public.id}")
    assert read.status_code == 200
    assert read.headers["Content-Disposition"].endswith('-decisions-public-v2.pdf"')
    assert LAMPS in text_of(read.get_data())
    assert HALL_DECISION not in text_of(read.get_data())
    assert made.desk(OUTSIDER).get(f"/{OUTSIDER}/documents/{full.id}").status_code == 404
    assert HALL_DECISION in text_of(made.desk("mairie").get(f"/mairie/documents/{full.id}").get_data())
    first = text_of(made.desk("mairie").get(f"/mairie/documents/{kept[0].id}").get_data())
    assert "Répondre à la demande d’engagement." in first, "the earlier version is as it was"
    page = made.read("mairie", second_of(made))
    assert "version 2, " in page.split(str(full.id))[0]
    assert page.index(str(full.id)) < page.index(str(kept[0].id)), "the last version first"


def _delivery(made: CommitteeHouse, number: int, kind: str, version: int) -> Delivery:
    return Delivery(
        engine=made.story.engine, effect_id=UUID(int=number + 1), case_id=made.story.second, topic="press",
        body={"kind": kind, "version": version}, moment=made.story.at(SECOND + 1, 10),
    )  # fmt: skip


def test_the_screen_fits_a_phone_and_a_decision_needs_no_mouse(
    house_at: MeetingHouse, open_context: OpenContext
) -> None:
    made = house_at(*SAT)
    width, height = SIZES["phone"]
    with served(made.app) as address:
        context = open_context(viewport={"width": width, "height": height})
        for cookie in (made.desk("prefecture")._cookies or {}).values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
        page: Page = context.new_page()
        page.goto(f"{address}/prefecture{second_of(made)}")
        assert faults_of(page) == []
        item = made.story.item(made.story.second, "Enlever les dépôts")
        page.locator(f"#decide-{item}-f_words").focus()
        page.keyboard.type("Louer une benne.")
        page.keyboard.press("Tab")
        page.keyboard.type("Mairie")
        page.keyboard.press("Tab")
        page.locator(f"#decide-{item}-f_due_on").fill(tomorrow())
        page.keyboard.press("Enter")
        expect(page.locator(f"#item-{item}")).to_contain_text("5. Louer une benne.")
        assert page.url.endswith(f"#item-{item}")
