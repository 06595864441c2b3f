"""The application on a night of inspection, on each database, and browsers of the people who inspect."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.fixtures.databases import PreparedDatabase
from tests.webapp.application import app_under_test, engine_of
from tests.webapp.tablet.night import FRAUD, TabletNight, prepare_database
from webapp.sessions import begin_session, cookie_name
from webapp.settings import Settings, read_settings
from workflows.register.users import find_user
from workflows.store.sessions import WebSession


@pytest.fixture
def settings(home: Path, prepared_database: PreparedDatabase) -> Settings:
    """The settings of a home whose database holds the night, every team ready."""
    url = prepared_database("tablet-night", prepare_database)
    return read_settings({"BEFFROI_HOME": str(home), "BEFFROI_DATABASE_URL": url})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application."""
    made = app_under_test(settings)
    yield made
    engine_of(made).dispose()


@pytest.fixture
def night(app: Flask) -> TabletNight:
    """The night, the police gone into the grocery, the fraud team's grid open there."""
    found = TabletNight.of(engine_of(app), datetime.now(UTC))
    found.enter()
    found.begin(FRAUD)
    return found


@dataclass
class TestTablet:
    """A browser without a screen in which somebody is signed in, and what its scripts would do."""

    __test__ = False

    client: FlaskClient
    desk: str
    sheet: UUID
    owner: str
    token: str

    def get(self, where: str, **kwargs: Any) -> TestResponse:
        """Ask for something below the desk's tablet."""
        return self.client.get(f"/{self.desk}/tablet/{where}", **kwargs)

    def send(self, *operations: dict[str, Any], owner: str | None = None, **headers: str) -> TestResponse:
        """Send operations as the scripts do."""
        return self.client.post(
            f"/{self.desk}/tablet/sync",
            json={"owner": owner or self.owner, "operations": list(operations)},
            headers={"X-Beffroi-Token": self.token, "Sec-Fetch-Site": "same-origin", **headers},
        )

    def answer(self, item: str, value: str, note: str = "", **more: Any) -> dict[str, Any]:
        """Return an operation as the scripts make it."""
        return {
            "id": str(uuid4()), "kind": "answer", "sheet": str(self.sheet), "item": item, "value": value, "note": note,
            "replaces": [], "device": "tablette-1a2b3c4d", "counter": 1, "at": "2026-11-27T21:41:05.123Z", **more,
        }  # fmt: skip

    def now(self, version: int | None = None) -> dict[str, Any]:
        """Return how the grid stands."""
        query = "" if version is None else f"?version={version}"
        answer = self.get(f"sheets/{self.sheet}/now{query}")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.get_json()
        return found

    def page(self) -> str:
        """Return the page of the grid."""
        answer = self.get(f"sheets/{self.sheet}")
        assert answer.status_code == 200
        return answer.get_data(as_text=True)


OpenTablet = Callable[..., TestTablet]


@pytest.fixture
def open_tablet(app: Flask, settings: Settings, night: TabletNight) -> OpenTablet:
    """Sign somebody in: ``open_tablet("ddpp_ccrf", "a.martin")``."""

    def opened(key: str = FRAUD, user_name: str = "a.martin", *, reason: str | None = "inspection") -> TestTablet:
        with Session(engine_of(app)) as session, session.begin():
            user = find_user(session, key, user_name)
            assert user is not None
            token = begin_session(session, user, moment=datetime.now(UTC))
            session.flush()
            session.execute(update(WebSession).where(WebSession.user_id == user.id).values(reason=reason))
        client = app.test_client()
        client.set_cookie(cookie_name(settings), token, domain="localhost")
        told = client.get(f"/{key}/tablet/key").get_json() or {}
        sheets = night.children(night.visits[0], "sheet", key)
        return TestTablet(client, key, sheets[0] if sheets else uuid4(), told.get("owner", ""), told.get("token", ""))

    return opened


@pytest.fixture
def tablet(open_tablet: OpenTablet) -> TestTablet:
    """Anne Martin's tablet in the grocery, her grid open."""
    return open_tablet()


def body_facts(page: str) -> dict[str, str]:
    """Return what the body of a page carries for the scripts."""
    body = re.search(r"<body ([^>]*)>", page)
    assert body
    return {name: unescape(value) for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', body[1])}
