"""A register on each database: empty, or filled with the extracts of the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from tests.fixtures.databases import PreparedDatabase
from workflows.engine import registry
from workflows.engine.situation import HOUSE_ACTOR
from workflows.processes.register_import import WORKFLOW
from workflows.register.reference_data import EXTRACTS, load_reference_data
from workflows.store.database import Base, make_engine

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WriteFile = Callable[..., Path]


@pytest.fixture(autouse=True)
def _imports_have_their_workflow() -> None:
    registry.register(WORKFLOW)


@pytest.fixture
def moment() -> datetime:
    """The moment of the imports."""
    return MOMENT


@pytest.fixture
def empty_register(prepared_database: PreparedDatabase) -> Iterator[Engine]:
    """A register that holds nothing yet."""
    engine = make_engine(prepared_database("register_empty", _make_tables))
    yield engine
    engine.dispose()


@pytest.fixture
def filled_register(prepared_database: PreparedDatabase) -> Iterator[Engine]:
    """A register that holds the extracts of the project."""
    engine = make_engine(prepared_database("register_filled", _fill))
    yield engine
    engine.dispose()


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Write bytes or lines (in an encoding, UTF-8 unless said) to a file of that name; return its path."""

    def write(name: str, content: bytes | str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def extract() -> Callable[[str], Path]:
    """The path of one of the project's extracts."""
    return lambda name: EXTRACTS / name


def _make_tables(url: str) -> None:
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    engine.dispose()


def _fill(url: str) -> None:
    _make_tables(url)
    registry.register(WORKFLOW)
    engine = make_engine(url)
    load_reference_data(engine, actor=HOUSE_ACTOR, moment=MOMENT)
    engine.dispose()
