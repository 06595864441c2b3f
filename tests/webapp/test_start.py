"""The first page and the frame: cards of the demonstration, doors of the agencies, language and theme."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from tests.webapp.people import PASSWORD
from tests.webapp.strict_client import token_in
from webapp.settings import Settings
from workflows.register.agencies import agencies
from workflows.register.users import User


def test_every_agency_has_its_door(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    for each in agencies():
        assert f'href="/{each.key}/sign-in"' in page


def test_outside_a_demonstration_no_account_and_no_password_is_shown(app: Flask, client: FlaskClient) -> None:
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        session.execute(update(User).values(demo=True))
    page = client.get("/").get_data(as_text=True)
    assert "Claire Durand" not in page
    assert 'type="hidden" name="password"' not in page


def test_in_a_demonstration_one_press_opens_a_desk(app: Flask, client: FlaskClient, settings: Settings) -> None:
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        session.execute(update(User).values(demo=True))
    app.extensions["beffroi_settings"] = replace(settings, demo_password=PASSWORD)
    page = client.get("/").get_data(as_text=True)
    assert "Entrer comme Claire Durand" in page
    assert "les personnes sont fictifs" in page
    sent = {"csrf": token_in(page), "user_name": "c.durand", "password": PASSWORD}
    assert client.post("/prefecture/sign-in", data=sent).headers["Location"] == "/prefecture/"


@pytest.mark.parametrize(("chosen", "words"), [("en", "Choose your agency"), ("fr", "Choisissez votre service")])
def test_the_language_is_kept_from_page_to_page(client: FlaskClient, chosen: str, words: str) -> None:
    client.get(f"/?lang={chosen}")
    page = client.get("/").get_data(as_text=True)
    assert f'<html lang="{chosen}"' in page
    assert words in page


def test_an_unknown_language_or_theme_changes_nothing(client: FlaskClient) -> None:
    page = client.get("/?lang=xx&theme=javascript:alert(1)").get_data(as_text=True)
    assert '<html lang="fr" data-theme="auto">' in page
    assert "javascript:alert(1)" not in page.replace("theme=javascript%3Aalert%281%29", "")


def test_the_theme_is_kept_and_nothing_else_is_said_of_the_visitor(client: FlaskClient) -> None:
    answer = client.get("/?theme=contrast")
    assert 'data-theme="contrast"' in client.get("/").get_data(as_text=True)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_over_https_the_cookies_are_bound_to_the_host(app: Flask, client: FlaskClient, settings: Settings) -> None:
    app.extensions["beffroi_settings"] = replace(settings, https=True)
    page = client.get("/prefecture/sign-in").get_data(as_text=True)
    sent = {"csrf": token_in(page), "user_name": "c.durand", "password": PASSWORD}
    answer = client.post("/prefecture/sign-in", data=sent)
    assert answer.headers["Set-Cookie"].startswith("__Host-beffroi=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")


def test_a_closed_account_has_no_card(app: Flask, client: FlaskClient, settings: Settings) -> None:
    closed = {"demo": True, "active": False, "changed_at": datetime.now(UTC) - timedelta(hours=1)}
    with Session(app.extensions["beffroi_engine"]) as session, session.begin():
        session.execute(update(User).values(**closed))
    app.extensions["beffroi_settings"] = replace(settings, demo_password=PASSWORD)
    assert "Claire Durand" not in client.get("/").get_data(as_text=True)
