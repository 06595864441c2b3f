"""The steering page of a strategy: its lists and filters, and that it costs the same however large the strategy is."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from bench import steering
from tests.fixtures.tellings import told_once
from webapp.wiring import tell_engine


@pytest.fixture
def no_home(tmp_path: Path) -> Path:
    """A folder for a house that keeps no file."""
    tmp_path.chmod(0o700)
    return tmp_path


def _statements_of_a_page(folder: Path, objectives: int) -> int:
    """How many statements the whole page takes with so many objectives, once everything is warm."""
    address = f"sqlite:///{folder / str(objectives)}.sqlite"
    tell_engine(folder)
    told_once(address, lambda engine: steering.fill(engine, objectives))
    read, counted = steering.page_of(address, folder), 0
    read()

    def count(*_about: object) -> None:
        nonlocal counted
        counted += 1

    sa.event.listen(sa.engine.Engine, "before_cursor_execute", count)
    try:
        read()
    finally:
        sa.event.remove(sa.engine.Engine, "before_cursor_execute", count)
    return counted


def test_the_page_takes_as_many_statements_with_thirty_objectives_as_with_three(no_home: Path) -> None:
    few, many = (_statements_of_a_page(no_home, objectives) for objectives in (3, 30))
    assert few == many
    assert few < 45
