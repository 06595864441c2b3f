"""The house of the story at each stage, on SQLite; ``test_databases.py`` reads every page on PostgreSQL too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.tellings import joint_inspection, played
from tests.webapp.application import engine_of
from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse, next_night, past_night, tell

HouseAt = Callable[..., JointHouse]


@pytest.fixture
def database_kind() -> str:
    """One kind is enough for what a page says."""
    return "sqlite"


@pytest.fixture
def house_at(home: Path, told_app: ToldApp) -> HouseAt:
    """The house after these acts: ``house_at("propose", "allow")``; a night that is over if it was carried out."""

    def at(*acts: str) -> JointHouse:
        night = past_night() if "carry_out" in acts else next_night()
        name = "-".join(("pages", *acts)) if acts else "pages-empty"
        app = told_app(name, lambda engine: tell(engine, night, acts, home))
        return JointHouse(app, played(joint_inspection(engine_of(app), night, home), name, *acts))

    return at
