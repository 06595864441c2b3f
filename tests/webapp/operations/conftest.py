"""The house of the story at each stage, on SQLite; ``test_databases.py`` reads every page on PostgreSQL too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.fixtures.databases import PreparedDatabase
from tests.webapp.operations.house import JointHouse, next_night, past_night, story_at, tell
from tests.webapp.strict_client import StrictClient
from webapp.app import make_app
from webapp.settings import read_settings

HouseAt = Callable[..., JointHouse]


@pytest.fixture
def database_kind() -> str:
    """One kind is enough for what a page says."""
    return "sqlite"


@pytest.fixture
def house_at(home: Path, prepared_database: PreparedDatabase) -> Iterator[HouseAt]:
    """The house after these acts: ``house_at("propose", "allow")``; a night that is over if it was carried out."""
    opened: list[JointHouse] = []

    def at(*acts: str) -> JointHouse:
        night: date = past_night() if "carry_out" in acts else next_night()
        name = "-".join(("pages", *acts)) if acts else "pages-empty"
        url = prepared_database(name, lambda address: tell(address, night, acts, home))
        app = make_app(read_settings({"BEFFROI_HOME": str(home), "BEFFROI_DATABASE_URL": url}))
        app.testing = True
        app.test_client_class = StrictClient
        story = story_at(url, night, home)
        for act in acts:
            # Answered from the commands already taken: the story finds its cases again.
            getattr(story, act)()
        made = JointHouse(app, story)
        opened.append(made)
        return made

    yield at
    for each in opened:
        each.story.engine.dispose()
        each.app.extensions["beffroi_engine"].dispose()
