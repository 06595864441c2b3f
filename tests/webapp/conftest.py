"""A small town hall of people, a sample workflow, and a strict browser without a screen."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

import workflows.processes
from tests.fixtures.databases import PreparedDatabase
from tests.fixtures.tellings import told_once
from tests.webapp import processes
from tests.webapp.application import app_on, app_under_test, engine_of
from tests.webapp.people import add_people, add_players
from tests.webapp.processes.sample import WORKFLOW
from webapp.sessions import begin_session, cookie_name
from webapp.settings import Settings, read_settings
from webapp.wiring import tell_engine
from workflows.engine import registry
from workflows.engine.cases import Actor, PartyTo, open_case
from workflows.engine.viewer import Viewer, unit_of_work
from workflows.register.users import User, find_user
from workflows.store.sessions import WebSession

OpenSample = Callable[..., UUID]
ToldApp = Callable[..., Flask]


@pytest.fixture
def database_kind() -> str:
    """SQLite, unless a module of tests asks for both kinds."""
    return "sqlite"


@pytest.fixture
def settings(home: Path, prepared_database: PreparedDatabase) -> Settings:
    """The settings of a home with three people in its database, on plain http at 127.0.0.1."""
    url = prepared_database("web-people", _prepare)
    return read_settings({"BEFFROI_HOME": str(home), "BEFFROI_DATABASE_URL": url})


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application with the sample workflow."""
    made = app_under_test(settings, processes)
    yield made
    registry.forget(WORKFLOW)
    engine_of(made).dispose()


@pytest.fixture
def told_app(home: Path, prepared_database: PreparedDatabase) -> Iterator[ToldApp]:
    """The application on copies of what a database was told once, with the people who play: ``told_app(name, tell)``."""
    tell_engine(home)
    with ExitStack() as opened:

        def on(name: str, tell: Callable[[Engine], object], **more: str) -> Flask:
            def with_players(engine: Engine) -> None:
                add_players(engine)
                tell(engine)

            app = app_on(home, prepared_database(name, lambda address: told_once(address, with_players)), **more)
            opened.callback(engine_of(app).dispose)
            return app

        yield on


def _prepare(url: str) -> None:
    for info in pkgutil.iter_modules(workflows.processes.__path__):
        import_module(f"workflows.processes.{info.name}")
    told_once(url, add_people)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody has signed in with."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, settings: Settings) -> Callable[..., FlaskClient]:
    """A browser in which somebody is signed in: ``sign_in("prefecture", "c.durand", reason="follow_up")``."""

    def signed_in(agency: str, user_name: str, *, reason: str | None = "follow_up") -> FlaskClient:
        engine = app.extensions["beffroi_engine"]
        with Session(engine) as session, session.begin():
            user = find_user(session, agency, user_name)
            assert isinstance(user, User)
            token = begin_session(session, user, moment=datetime.now(UTC))
            if reason is not None:
                session.flush()
                session.execute(update(WebSession).where(WebSession.user_id == user.id).values(reason=reason))
        browser = app.test_client()
        browser.set_cookie(cookie_name(settings), token, domain="localhost")
        return browser

    return signed_in


@pytest.fixture
def open_sample(app: Flask) -> OpenSample:
    """Open a sample case at the prefecture: ``open_sample(title, secrecy=2)``, and return its id."""

    def opened(title: str = "Bar du Beffroi", *, secrecy: int = 2, prosecutor: bool = True) -> UUID:
        engine = app.extensions["beffroi_engine"]
        case_id = uuid4()
        parties = [PartyTo("approve_operation", "parquet", 4)] if prosecutor else []
        with unit_of_work(engine, Viewer("prefecture", "c.durand")) as session:
            open_case(
                session,
                "sample",
                actor=Actor("prefecture", "c.durand", frozenset({"pilot_operation"})),
                moment=datetime.now(UTC),
                title=title,
                case_id=case_id,
                agency="prefecture",
                secrecy=secrecy,
                parties=[PartyTo("pilot_operation", "prefecture", 4), *parties],
            )
        return case_id

    return opened
