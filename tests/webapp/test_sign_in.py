"""Signing in, staying in, being out at once, and finding again what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.fixtures.databases import DATABASES
from tests.webapp.people import PASSWORD
from tests.webapp.strict_client import inputs_in, token_in
from workflows.register.users import User, change_password, close_account
from workflows.store.sessions import WebSession

SignIn = Callable[..., FlaskClient]
OUT = (303, "/prefecture/sign-in")


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Everything here holds on both kinds of database."""
    return str(request.param)


def fill_in(client: FlaskClient, desk: str = "prefecture", **words: str) -> TestResponse:
    page = client.get(f"/{desk}/sign-in").get_data(as_text=True)
    given = {"user_name": "c.durand", "password": PASSWORD, "csrf": token_in(page), **words}
    return client.post(f"/{desk}/sign-in", data=given)


def is_out(client: FlaskClient) -> bool:
    answer = client.get("/prefecture/")
    return (answer.status_code, answer.headers.get("Location")) == OUT


def test_the_right_name_and_password_open_the_desk(client: FlaskClient) -> None:
    answer = fill_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/prefecture/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("beffroi=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Claire Durand" in client.get("/prefecture/").get_data(as_text=True)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: FlaskClient) -> None:
    wrong = fill_in(client, password="x" * 12)
    unknown = fill_in(client, user_name="nobody", password="x" * 12)
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.get_data(as_text=True).replace("c.durand", "nobody") == unknown.get_data(as_text=True)


def test_the_desk_of_another_agency_does_not_open(client: FlaskClient) -> None:
    assert fill_in(client, desk="parquet").status_code == 422
    fill_in(client)
    assert client.get("/parquet/").status_code == 404


def test_the_database_keeps_no_token_and_no_password(app: Flask, client: FlaskClient) -> None:
    token = fill_in(client).headers["Set-Cookie"].split("=", 1)[1].split(";")[0]
    with Session(app.extensions["beffroi_engine"]) as session:
        row = session.scalars(select(WebSession)).one()
        assert token not in (row.token_hash, str(row.id))
        assert session.scalars(select(User.password_hash)).all()[0].startswith("$argon2id$")


def test_signing_in_again_makes_a_new_session_and_ends_the_old_one(app: Flask, client: FlaskClient) -> None:
    first = fill_in(client).headers["Set-Cookie"].split(";")[0]
    second = fill_in(client).headers["Set-Cookie"].split(";")[0]
    assert first != second
    old = app.test_client()
    old.set_cookie("beffroi", first.split("=", 1)[1], domain="localhost")
    assert is_out(old)
    assert not is_out(client)


def test_a_token_made_up_beforehand_is_never_taken_over(client: FlaskClient) -> None:
    client.set_cookie("beffroi", "chosen-by-an-attacker", domain="localhost")
    assert "chosen-by-an-attacker" not in fill_in(client).headers["Set-Cookie"]


def test_signing_out_ends_the_session_everywhere(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("prefecture", "c.durand")
    stolen = app.test_client()
    cookie = browser.get_cookie("beffroi")
    assert cookie is not None
    stolen.set_cookie("beffroi", cookie.value, domain="localhost")
    assert not is_out(stolen)
    token = token_in(browser.get("/prefecture/").get_data(as_text=True))
    answer = browser.post("/prefecture/sign-out", data={"csrf": token})
    assert answer.headers["Location"] == "/prefecture/sign-in?out=1"
    assert is_out(stolen)
    assert is_out(browser)


@pytest.mark.parametrize("what", ["password", "closed"])
def test_a_change_of_the_account_ends_its_sessions_at_once(app: Flask, sign_in: SignIn, what: str) -> None:
    browser = sign_in("prefecture", "c.durand")
    assert not is_out(browser)
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        user = session.scalars(select(User).where(User.user_name == "c.durand")).one()
        if what == "password":
            change_password(user, "une autre phrase de passe", moment=datetime.now(UTC))
        else:
            close_account(user, moment=datetime.now(UTC))
    assert is_out(browser)


@pytest.mark.parametrize(
    ("idle", "out"), [(timedelta(hours=2, minutes=55), False), (timedelta(hours=3, minutes=5), True)]
)
def test_a_session_left_alone_for_three_hours_is_over(sign_in: SignIn, idle: timedelta, out: bool) -> None:
    browser = sign_in("prefecture", "c.durand")
    with time_machine.travel(datetime.now(UTC) + idle, tick=False):
        assert is_out(browser) is out


def test_nobody_stays_signed_in_longer_than_twelve_hours(sign_in: SignIn) -> None:
    browser = sign_in("prefecture", "c.durand")
    began = datetime.now(UTC)
    for hours in (2, 4, 6, 8, 10, 11.5):
        with time_machine.travel(began + timedelta(hours=hours), tick=False):
            assert not is_out(browser)
    with time_machine.travel(began + timedelta(hours=12, minutes=1), tick=False):
        assert is_out(browser)


def test_too_many_failures_make_people_wait_even_with_the_right_password(client: FlaskClient) -> None:
    for _ in range(5):
        assert fill_in(client, password="x" * 12).status_code == 422
    answer = fill_in(client)
    assert answer.status_code == 429
    assert "Recommencez à partir de" in answer.get_data(as_text=True)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2), tick=False):
        assert fill_in(client).status_code == 303


def test_people_go_on_to_the_page_that_they_were_heading_for(
    client: FlaskClient, open_sample: Callable[..., UUID]
) -> None:
    case_id = open_sample()
    client.get(f"/prefecture/cases/{case_id}")
    assert fill_in(client).headers["Location"] == f"/prefecture/cases/{case_id}"
    reason = client.get(f"/prefecture/cases/{case_id}")
    assert reason.headers["Location"] == "/prefecture/reason"
    token = token_in(client.get("/prefecture/reason").get_data(as_text=True))
    answer = client.post("/prefecture/reason", data={"reason": "follow_up", "csrf": token})
    assert answer.headers["Location"] == f"/prefecture/cases/{case_id}"
    assert client.get(f"/prefecture/cases/{case_id}").status_code == 200


def test_what_was_typed_when_the_session_ended_comes_back_to_the_same_person(
    app: Flask, sign_in: SignIn, open_sample: Callable[..., UUID]
) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    address = f"/prefecture/cases/{case_id}/steps/propose"
    typed = inputs_in(browser.get(address).get_data(as_text=True)) | {
        "f_title": "Trois bars",
        "f_reason": "Bruit & fureur",
    }
    _end_every_session(app)
    over = browser.post(address, data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    page = over.get_data(as_text=True)
    assert over.status_code == 401
    assert "Rien de ce que vous avez saisi n’est perdu" in page
    sent = {**inputs_in(page), "user_name": "c.durand", "password": PASSWORD}
    back = browser.post("/prefecture/sign-in", data=sent)
    assert back.headers["Location"] == address
    browser.post("/prefecture/reason", data={"reason": "follow_up", "csrf": _token(browser)})
    filled = browser.get(address).get_data(as_text=True)
    assert 'value="Trois bars"' in filled
    assert "Bruit &amp; fureur</textarea>" in filled


def test_what_was_typed_never_comes_back_to_somebody_else(
    app: Flask, sign_in: SignIn, open_sample: Callable[..., UUID]
) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    address = f"/prefecture/cases/{case_id}/steps/propose"
    typed = inputs_in(browser.get(address).get_data(as_text=True)) | {"f_title": "Trois bars"}
    _end_every_session(app)
    page = browser.post(address, data=typed, headers={"Sec-Fetch-Site": "same-origin"}).get_data(as_text=True)
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        user = session.scalars(select(User).where(User.user_name == "c.durand")).one()
        session.add(
            User(
                agency="prefecture",
                user_name="other",
                name="Autre",
                function="Agent",
                password_hash=user.password_hash,
                created_at=user.created_at,
                changed_at=user.changed_at,
            )
        )
    back = browser.post("/prefecture/sign-in", data={**inputs_in(page), "user_name": "other", "password": PASSWORD})
    assert back.headers["Location"] == "/prefecture/"
    browser.post("/prefecture/reason", data={"reason": "follow_up", "csrf": _token(browser)})
    assert "Trois bars" not in browser.get(address).get_data(as_text=True)


def test_a_kept_form_that_we_did_not_seal_is_ignored(client: FlaskClient) -> None:
    forged = '{"endpoint":"step.take_step","arguments":{"desk":"prefecture"},"fields":{}}.x'
    assert fill_in(client, kept=forged).headers["Location"] == "/prefecture/"


def _token(browser: FlaskClient) -> str:
    return token_in(browser.get("/prefecture/reason").get_data(as_text=True))


def _end_every_session(app: Flask) -> None:
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        session.execute(update(WebSession).values(ended_at=datetime.now(UTC)))
