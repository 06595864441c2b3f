"""The story of the demonstration on a fresh database of each kind, told as far as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fixtures.databases import PreparedDatabase
from webapp.demonstration.found import demonstration_places
from webapp.demonstration.story import PLACES_CASE, Story, night_before
from webapp.wiring import tell_engine
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.outbox import Handlers
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes import house, sheet
from workflows.register.demonstration import demonstration_rows
from workflows.store.database import Base, make_engine
from workflows.store.files import FileStore

TODAY = date(2026, 11, 23)


Told = Callable[..., Story]


@pytest.fixture
def tell_until(prepared_database: PreparedDatabase, tmp_path: Path) -> Iterator[Told]:
    """Give the story as it stands after these acts; each stage is played once in the whole run, then copied."""
    tell_engine(tmp_path)
    engines = []

    def tell(*acts: str) -> Story:
        url = prepared_database("-".join(("story", *acts)), lambda address: _play(address, acts, tmp_path))
        story = _story(url, tmp_path)
        engines.append(story.engine)
        for act in acts:
            # Answered from the commands already taken: the story finds its cases again, and nothing happens twice.
            getattr(story, act)()
        return story

    yield tell
    for engine in engines:
        engine.dispose()


@pytest.fixture
def story(tell_until: Told) -> Story:
    """The story before its first step."""
    return tell_until()


@pytest.fixture
def ready(tell_until: Told) -> Story:
    """The story on the eve: everybody is ready for every place."""
    return tell_until("propose", "allow", "prepare")


@pytest.fixture
def told(tell_until: Told) -> Story:
    """The story told to its end."""
    return tell_until("propose", "allow", "prepare", "carry_out", "write_down")


@pytest.fixture
def rows() -> Callable[[Story, sa.Select], list]:  # type: ignore[type-arg]
    """Ask the house for rows of a story."""

    def ask(story: Story, statement: sa.Select) -> list:  # type: ignore[type-arg]
        with unit_of_work(story.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(statement))

    return ask


def _story(url: str, folder: Path) -> Story:
    engine = make_engine(url)
    handlers = Handlers()
    for topic, handler in {**house.HANDLERS, **sheet.HANDLERS}.items():
        handlers.add(topic, handler)
    handlers.add("press", lambda _delivery: None)
    files = FileStore(folder / "files")
    return Story(
        engine=engine, handlers=handlers, night=night_before(TODAY), tell=lambda _text: None, files=files,
        establishments=demonstration_places(engine),
    )  # fmt: skip


def _play(url: str, acts: tuple[str, ...], folder: Path) -> None:
    _with_places(url)
    story = _story(url, folder)
    for act in acts:
        getattr(story, act)()
    story.engine.dispose()


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
