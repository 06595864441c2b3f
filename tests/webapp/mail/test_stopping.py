"""One press stops a kind of message, from anywhere; at the desk it is chosen again, with quiet days, leave and substitute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.webapp.application import app_under_test, engine_of
from tests.webapp.mail.conftest import MONDAY, MailHouse, at
from tests.webapp.strict_client import token_in
from webapp.sessions import begin_session, cookie_name
from workflows.law.days import end_of_day, paris_day
from workflows.register.correspondence import Correspondent, readers


@pytest.fixture
def app(house: MailHouse) -> Iterator[Flask]:
    """The application of the house."""
    made = app_under_test(house.settings)
    yield made
    engine_of(made).dispose()


def signed_in(app: Flask, house: MailHouse, user_name: str) -> FlaskClient:
    """Return a browser in which somebody of the town hall is signed in."""
    with Session(house.engine) as session, session.begin():
        token = begin_session(session, house.user(user_name), moment=datetime.now(UTC))
    browser = app.test_client()
    browser.set_cookie(cookie_name(house.settings), token, domain="localhost")
    return browser


def levels(house: MailHouse) -> frozenset[str]:
    """Return what the agent gets."""
    with Session(house.engine) as session:
        return next(each.levels for each in readers(session).all if each.address == "agent@mairie.invalid")


def test_looking_changes_nothing_and_one_press_stops_it_without_signing_in(app: Flask, house: MailHouse) -> None:
    house.ask(end_of_day(MONDAY), moment=at(MONDAY, 7))
    [message] = house.round(at(MONDAY))
    path = str(message["List-Unsubscribe"]).strip("<>").removeprefix(house.settings.address)
    anybody = app.test_client()
    page = unescape(anybody.get(path).get_data(as_text=True))
    assert "Andréa Agent ne recevra plus les messages «\u00a0Aujourd’hui" in page
    assert "today" in levels(house)
    # What a mail program sends by itself: no cookie, no token, from anywhere (RFC 8058).
    answer = app.test_client().post(
        path,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 200
    assert "C’est arrêté." in unescape(answer.get_data(as_text=True))
    assert "today" not in levels(house) and "act_now" in levels(house)
    house.ask(None, moment=at(MONDAY, 9))
    assert house.round(at(MONDAY.replace(day=3))) == []
    assert anybody.get(path[:-2]).status_code == anybody.post(path[:-2]).status_code == 404
    assert anybody.get("/messages/stop/x").status_code == 404


def test_everything_is_chosen_on_one_page_and_a_leave_that_makes_no_sense_is_refused(
    app: Flask, house: MailHouse
) -> None:
    browser, other = signed_in(app, house, "agent"), house.user("other")
    page = browser.get("/mairie/messages").get_data(as_text=True)
    assert "agent@mairie.invalid" in page and "Olive Autre" in page
    today = paris_day(datetime.now(UTC)).isoformat()
    sent = {
        "csrf": token_in(page), "levels": ["today", "digest"], "quiet": ["3"], "language": "fr", "away_from": today,
        "away_to": "", "substitute": other.id.hex,
    }  # fmt: skip
    refused = browser.post("/mairie/messages", data=sent)
    assert refused.status_code == 422
    assert "Un congé a un premier et un dernier jour." in unescape(refused.get_data(as_text=True))
    kept = browser.post("/mairie/messages", data={**sent, "away_to": today}, follow_redirects=True)
    assert "Vos choix sont enregistrés." in kept.get_data(as_text=True)
    assert levels(house) == {"today", "digest"}
    with Session(house.engine) as session:
        row = session.get_one(Correspondent, house.user("agent").id)
        assert (row.quiet_weekdays, row.substitute_id) == ([3], other.id)
    inbox = unescape(signed_in(app, house, "other").get("/mairie/").get_data(as_text=True))
    assert "Vous remplacez Andréa Agent, en congé jusqu’au" in inbox
    stranger = {**sent, "away_to": today, "substitute": house.user("office", "prefecture").id.hex}
    assert browser.post("/mairie/messages", data=stranger).status_code == 422, "nobody of another agency stands in"


def test_the_page_of_a_case_tells_each_reminder(app: Flask, house: MailHouse) -> None:
    case_id = house.ask(end_of_day(MONDAY), moment=at(MONDAY, 7))
    house.round(at(MONDAY.replace(day=3)))
    page = unescape(signed_in(app, house, "agent").get(f"/mairie/cases/{case_id}").get_data(as_text=True))
    assert page.count("Rappel adressé à la personne chargée (Mairie)") == 2, "beside the clocks, and in the history"
