"""A small town hall of people, a sample workflow, and a strict browser without a screen."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

import workflows.processes
from tests.fixtures.databases import PreparedDatabase
from tests.webapp import processes
from tests.webapp.people import add_people
from tests.webapp.processes.sample import WORKFLOW
from tests.webapp.strict_client import StrictClient
from webapp.app import make_app
from webapp.sessions import begin_session, cookie_name
from webapp.settings import Settings, read_settings
from workflows.engine import registry
from workflows.engine.cases import Actor, PartyTo, open_case
from workflows.engine.viewer import Viewer, unit_of_work
from workflows.register.users import User, find_user
from workflows.store.database import Base, make_engine
from workflows.store.sessions import WebSession

OpenSample = Callable[..., UUID]


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
    made = make_app(settings, processes)
    made.testing = True
    made.test_client_class = StrictClient
    yield made
    registry.forget(WORKFLOW)
    made.extensions["beffroi_engine"].dispose()


def _prepare(url: str) -> None:
    for info in pkgutil.iter_modules(workflows.processes.__path__):
        import_module(f"workflows.processes.{info.name}")
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    add_people(engine)
    engine.dispose()


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
