"""The story of the demonstration on a fresh database of each kind, told as far as a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.databases import PreparedDatabase
from tests.fixtures.tellings import NIGHT, enter_places, joint_inspection, play, played, rows_of, told_once
from tests.workflows.processes.measure_house import TOLD, Tell, answer_all, closure_telling, write_note
from webapp.demonstration.measure import MeasureTelling
from webapp.demonstration.story import Story
from webapp.wiring import tell_engine
from workflows.store.database import make_engine

ToldDatabase = Callable[[str, Callable[[Engine], object]], Engine]
Told = Callable[..., Story]


@pytest.fixture
def told_database(prepared_database: PreparedDatabase, tmp_path: Path) -> Iterator[ToldDatabase]:
    """Copies of what a database was told once in the whole run, open while the test runs: ``told_database(name, tell)``."""
    tell_engine(tmp_path)
    with ExitStack() as opened:

        def copied(name: str, tell: Callable[[Engine], object]) -> Engine:
            engine = make_engine(prepared_database(name, lambda address: told_once(address, tell)))
            opened.callback(engine.dispose)
            return engine

        yield copied


@pytest.fixture
def tell_until(told_database: ToldDatabase, tmp_path: Path) -> Told:
    """Give the story as it stands after these acts; each stage is played once in the whole run, then copied."""

    def tell(*acts: str) -> Story:
        def from_the_start(engine: Engine) -> None:
            enter_places(engine)
            play(joint_inspection(engine, NIGHT, tmp_path), acts)

        original = "-".join(("story", *acts))
        return played(joint_inspection(told_database(original, from_the_start), NIGHT, tmp_path), original, *acts)

    return tell


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
    return rows_of


@pytest.fixture
def closure_until(told_database: ToldDatabase) -> Tell:
    """Give the closure as it stands after these acts; each stage is told once in the whole run, then copied."""

    def tell(last: str) -> MeasureTelling:
        acts = TOLD[: TOLD.index(last) + 1]

        def from_the_start(engine: Engine) -> None:
            enter_places(engine)
            play(closure_telling(engine), acts)

        original = f"measure-{last}"
        return played(closure_telling(told_database(original, from_the_start)), original, *acts)

    return tell


@pytest.fixture
def instructed(closure_until: Tell) -> MeasureTelling:
    """Three facts and one ground; no letter yet."""
    return closure_until("instruct")


@pytest.fixture
def heard(closure_until: Tell) -> MeasureTelling:
    """The operator has answered, the days to answer have passed."""
    return closure_until("hear")


@pytest.fixture
def decided(heard: MeasureTelling) -> MeasureTelling:
    """Everything stands that an order needs; nobody has signed."""
    answer_all(heard)
    write_note(heard)
    return heard


@pytest.fixture
def in_force(closure_until: Tell) -> MeasureTelling:
    """Served, posted, binding."""
    return closure_until("serve")
