"""A house with its places and its people, served for real browsers, its rounds beside it: the stage of the story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.browser.desk import Desk
from tests.fixtures.browser import OpenContext
from tests.fixtures.databases import PreparedDatabase
from tests.webapp.live import served
from tests.webapp.people import PASSWORD, PASSWORD_HASH
from webapp.app import make_app
from webapp.demonstration.cast import PLAYERS
from webapp.serving import begin_rounds
from webapp.settings import read_settings
from webapp.wiring import tell_engine
from workflows.engine.cases import HOUSE_ACTOR, open_case, take
from workflows.engine.outbox import drain
from workflows.engine.sweeper import sweep
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.demonstration import demonstration_rows
from workflows.register.users import User
from workflows.store.database import make_engine
from workflows.store.migrations import upgrade

PATIENCE: Final = 30_000
"""Milliseconds that a page may take on a machine where much else goes on; a page that is well takes a hundredth."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Stage:
    """One house, served: ``desk(agency)`` opens a window of its person's own, signed in."""

    app: Flask
    address: str
    open_context: OpenContext
    faults: list[str] = field(default_factory=list)

    def desk(self, agency: str, *, width: int = 1280, height: int = 900) -> Desk:
        """Sign somebody of an agency in, in a browser window that shares nothing with the others."""
        page = self.open_context(viewport={"width": width, "height": height}).new_page()
        page.set_default_timeout(PATIENCE)
        desk = Desk(page, self.address, agency, self.faults)
        desk.sign_in(PLAYERS[agency].user_name, PASSWORD)
        return desk

    def let_time_pass(self, moment: datetime) -> None:
        """Let the house do everything that is due up to ``moment`` (aware), as its rounds would have done by then."""
        house = self.app.extensions["beffroi_house"]
        while sweep(house.engine, moment=moment) + drain(house.engine, house.handlers, moment=moment):
            pass


@pytest.fixture
def database_kind() -> str:
    """One file of SQLite, as on a machine where nothing else is installed."""
    return "sqlite"


@pytest.fixture
def stage(
    home: Path, prepared_database: PreparedDatabase, monkeypatch: pytest.MonkeyPatch, open_context: OpenContext
) -> Iterator[Stage]:
    """The house, with the demonstration establishments and accounts, before anything was told in it."""
    monkeypatch.setenv("BEFFROI_DATABASE_URL", prepared_database("browser-story", _prepare))
    app = make_app(read_settings())
    rounds = begin_rounds(app)
    with served(app) as address:
        told = Stage(app, address, open_context)
        yield told
    rounds.stop()
    app.extensions["beffroi_engine"].dispose()
    assert not told.faults, "\n".join(told.faults)


def _prepare(url: str) -> None:
    tell_engine(Path(url.removeprefix("sqlite:///")).parent)
    engine = make_engine(url)
    upgrade(engine)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with Session(engine) as session, session.begin():
        for player in PLAYERS.values():
            session.add(
                User(
                    agency=player.agency, user_name=player.user_name, name=player.name, function=player.function,
                    password_hash=PASSWORD_HASH, created_at=yesterday, changed_at=yesterday,
                )
            )  # fmt: skip
    case_id = uuid4()
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=yesterday, title="Établissements de démonstration",
            case_id=case_id, records=list(demonstration_rows(case_id).values()),
        )  # fmt: skip
        take(session, case_id, "finish", actor=HOUSE_ACTOR, moment=yesterday)
    engine.dispose()
