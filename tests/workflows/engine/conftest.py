"""A database with the engine's tables, on SQLite and then on PostgreSQL, and the small workflows registered."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

import workflows
from tests.fixtures.databases import PreparedDatabase
from tests.workflows.engine import small
from workflows.engine import registry
from workflows.store.database import make_engine

# Every table of the house is known before the first database is made: which test imports which process changes nothing.
for _found in pkgutil.walk_packages(workflows.__path__, "workflows."):
    if ".migrations." not in _found.name:
        import_module(_found.name)


@pytest.fixture
def small_workflows() -> Iterator[None]:
    """The small workflows, known for the time of one test."""
    small.register_all()
    yield
    for workflow in small.ALL:
        registry.forget(workflow)


@pytest.fixture
def engine(prepared_database: PreparedDatabase, small_workflows: None) -> Iterator[Engine]:
    """A database of one's own with every table of the engine, and the small workflows."""
    engine = make_engine(prepared_database("engine", small.make_tables))
    yield engine
    engine.dispose()


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """A folder for the key of the journal."""
    return tmp_path / "keys"
