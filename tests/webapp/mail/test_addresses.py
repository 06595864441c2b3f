"""A person's own address: given on the page, confirmed by a link that serves its person once, told to the former one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.webapp.mail.conftest import MailHouse, words_of
from tests.webapp.mail.test_stopping import signed_in
from tests.webapp.strict_client import StrictClient, token_in
from webapp.app import make_app
from webapp.mail.confirming import asked_by
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import drain
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.address_requests import GOOD_FOR, MOST_A_DAY
from workflows.register.correspondence import Correspondent

OLD, NEW = "agent@mairie.invalid", "andrea@ville.invalid"


@pytest.fixture
def app(house: MailHouse) -> Iterator[Flask]:
    """The application of the house."""
    made = make_app(house.settings)
    made.testing, made.test_client_class = True, StrictClient
    yield made
    made.extensions["beffroi_engine"].dispose()


def send(browser: FlaskClient, path: str, **fields: str) -> str:
    """Send a form of the page of messages and return what came of it, redirects followed."""
    token = token_in(browser.get("/mairie/messages").get_data(as_text=True))
    answer = browser.post(path, data={"csrf": token, **fields}, follow_redirects=True)
    return f"{answer.status_code} {unescape(answer.get_data(as_text=True))}"


def ask(browser: FlaskClient, address: str = NEW) -> str:
    return send(browser, "/mairie/messages/address", address=address)


def arrived(house: MailHouse) -> list[EmailMessage]:
    """Return the messages that came since the last look."""
    drain(house.engine, house.handlers, moment=datetime.now(UTC))
    return house.caught()


def link_in(house: MailHouse, message: EmailMessage) -> str:
    found = re.search(r"https?://\S+/messages/address/\S+", words_of(message))
    assert found
    return found[0].removeprefix(house.settings.address)


def address_of(house: MailHouse) -> str:
    with Session(house.engine) as session:
        return session.get_one(Correspondent, house.user("agent").id).address


def test_an_address_is_given_confirmed_by_its_person_and_the_former_one_is_told(app: Flask, house: MailHouse) -> None:
    browser = signed_in(app, house, "agent")
    said = ask(browser)
    assert said.startswith("200 ") and "Le lien est envoyé." in said
    assert f"En attente de confirmation\u00a0: {NEW}" in said
    [message] = arrived(house)
    assert message["To"] == NEW
    assert "Andréa" not in str(message.items()) + words_of(message), "it may have come to somebody else"
    assert message["List-Unsubscribe"] is None
    link = link_in(house, message)
    page = unescape(browser.get(link).get_data(as_text=True))
    assert NEW in page
    assert address_of(house) == OLD, "looking changes nothing"
    assert "Votre adresse est confirmée." in send(browser, link)
    assert address_of(house) == NEW
    [told] = arrived(house)
    assert told["To"] == OLD
    assert NEW not in str(told.items()) + words_of(told)
    assert send(browser, link).startswith("404 "), "once"
    assert browser.get(link).status_code == 404
    rebuilt = rebuild(house.engine)
    assert rebuilt.ok, rebuilt.differences


def test_a_link_serves_nobody_else_and_the_last_request_alone(app: Flask, house: MailHouse) -> None:
    browser, other = signed_in(app, house, "agent"), signed_in(app, house, "other")
    ask(browser, "andrea@vile.invalid")
    ask(browser)
    first, second = sorted((link_in(house, each) for each in arrived(house)), key=lambda link: NEW not in link)
    by_address = {link: unescape(browser.get(link).get_data(as_text=True)) for link in (first, second)}
    good = next(link for link, page in by_address.items() if NEW in page)
    typing_error = next(link for link in by_address if link != good)
    assert browser.get(typing_error).status_code == 404
    for somebody, link in ((other, good), (other, typing_error), (browser, typing_error), (browser, f"{good}x")):
        assert send(somebody, link).startswith("404 ")
    assert app.test_client().get(good).status_code == 303, "who is signed out is asked to sign in"
    assert address_of(house) == OLD
    assert arrived(house) == []


def test_a_link_is_good_for_a_day(app: Flask, house: MailHouse) -> None:
    ask(signed_in(app, house, "agent"))
    token = link_in(house, arrived(house)[0]).rsplit("/", 1)[-1]
    user, now = house.user("agent").id, datetime.now(UTC)
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        assert asked_by(session, house.settings, user, token, moment=now + GOOD_FOR - timedelta(minutes=5))
        assert asked_by(session, house.settings, user, token, moment=now + GOOD_FOR) is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "Renseignez ce champ."),
        ("andrea", "n’est pas l’adresse électronique d’une personne"),
        ("a@b.fr, c@d.fr", "n’est pas l’adresse électronique d’une personne"),
        (OLD, "Vos messages partent déjà à cette adresse."),
    ],
)
def test_what_is_no_new_address_is_refused_and_stays_typed(app: Flask, house: MailHouse, typed: str, why: str) -> None:
    said = ask(signed_in(app, house, "agent"), typed)
    assert said.startswith("422 ")
    assert why in said
    assert f'value="{typed}"' in said
    assert arrived(house) == []


def test_nobody_writes_to_strangers_all_day_long(app: Flask, house: MailHouse) -> None:
    browser = signed_in(app, house, "agent")
    for number in range(MOST_A_DAY):
        assert ask(browser, f"n{number}@ville.invalid").startswith("200 ")
    refused = ask(browser)
    assert refused.startswith("429 ")
    assert "Réessayez demain." in refused
    assert len(arrived(house)) == MOST_A_DAY


def test_a_list_in_which_nothing_ticked_is_an_answer_does_not_say_that_it_is_optional(
    app: Flask, house: MailHouse
) -> None:
    page = unescape(signed_in(app, house, "agent").get("/mairie/messages").get_data(as_text=True))
    for legend in re.findall(r"<legend>(.*?)</legend>", page):
        assert "facultatif" not in legend, legend
