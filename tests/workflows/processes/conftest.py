"""The story of the demonstration on a fresh database of each kind, told as far as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fixtures.databases import PreparedDatabase
from webapp.demonstration.story import PLACES_CASE, Story, demonstration_places, night_before
from webapp.wiring import tell_engine
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.outbox import Handlers
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes import house, sheet
from workflows.register.demonstration import demonstration_rows
from workflows.store.database import Base, make_engine
from workflows.store.files import FileStore

TODAY = date(2026, 11, 23)


@pytest.fixture
def pressed() -> list[str]:
    """The kinds of documents that were sent to the press."""
    return []


@pytest.fixture
def story(prepared_database: PreparedDatabase, tmp_path: Path, pressed: list[str]) -> Iterator[Story]:
    """The story before its first step."""
    tell_engine(tmp_path)
    engine = make_engine(prepared_database("places", _with_places))
    handlers = Handlers()
    for topic, handler in {**house.HANDLERS, **sheet.HANDLERS}.items():
        handlers.add(topic, handler)
    handlers.add("press", lambda delivery: pressed.append(delivery.body["kind"]))
    files = FileStore(tmp_path / "files")
    yield Story(engine, files, handlers, night_before(TODAY), demonstration_places(engine), lambda _text: None)
    engine.dispose()


@pytest.fixture
def told(story: Story) -> Story:
    """The story told to its end."""
    story.play()
    return story


@pytest.fixture
def rows(story: Story) -> Callable[[sa.Select], list]:  # type: ignore[type-arg]
    """Ask the house for rows."""

    def ask(statement: sa.Select) -> list:  # type: ignore[type-arg]
        with unit_of_work(story.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(statement))

    return ask


def _with_places(url: str) -> None:
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(
            session,
            "register_import",
            actor=HOUSE_ACTOR,
            moment=datetime(2026, 1, 1, tzinfo=UTC),
            title="Établissements de démonstration",
            case_id=PLACES_CASE,
            records=list(demonstration_rows(PLACES_CASE).values()),
        )
    engine.dispose()
