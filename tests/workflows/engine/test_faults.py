"""Killed at any moment, or out of disk: nothing promised is lost, nothing is doubled, nothing is half there."""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine import small, under_fire
from tests.workflows.engine.small import T0, open_board, open_permit
from tests.workflows.engine.under_fire import ACTS, Receiver
from workflows.engine import failpoints
from workflows.engine.evidence.heads import sign_heads
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import journal_key, public_keys
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import Handlers, drain, open_effects
from workflows.engine.sweeper import sweep
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.store.database import make_engine
from workflows.store.files import FileStore

ON_SQLITE_ALONE = {"move.after_case"}
"""On PostgreSQL a step is one statement: there is no such moment."""
LATER = T0 + timedelta(days=30)
Start = Callable[..., ForkServerProcess]


@pytest.fixture(scope="session")
def start() -> Start:
    """Start a function in a process of its own that may be killed, in a few milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.workflows.engine.under_fire"])

    def begin(work: Callable[..., None], *arguments: Any) -> ForkServerProcess:
        process = context.Process(target=work, args=arguments)
        process.start()
        return process

    return begin


def _address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def _after_the_kill(engine: Engine, folder: Path) -> None:
    """Let the survivors finish what was begun, then hold the house to its invariants."""
    moment = LATER
    receiver = Receiver(folder)
    for _ in range(30):
        moment += timedelta(hours=2)
        busy = drain(engine, Handlers({"announce": receiver}), moment=moment) + sweep(engine, moment=moment)
        if not busy:
            break
    sign_heads(engine, journal_key(folder / "keys"), moment=moment, at_once=True)
    verdict = verify(engine, public_keys(folder / "keys"))
    assert verdict.ok, verdict.faults
    rebuilt = rebuild(engine)
    assert rebuilt.ok, rebuilt.differences
    with open_session(engine, HOUSE_VIEWER) as session:
        assert open_effects(session) == (0, 0), "every effect was delivered"
        announced = session.execute(sa.text("select id from outbox where topic = 'announce'")).scalars()
        wanted = sorted(str(each).replace("-", "") for each in announced)
        known = set(session.execute(sa.text("select command from journal where command is not null")).scalars())
        twice = session.execute(
            sa.text("select command from journal group by command having count(*) > 1 and command is not null")
        )
        assert twice.all() == []
    assert receiver.received() == wanted, "each effect arrived, once by its id"
    assert _acknowledged(folder) <= known, "what was promised is there"


def _acknowledged(folder: Path) -> set[str]:
    log = folder / "acknowledged.log"
    return set(log.read_text().split()) if log.exists() else set()


@pytest.mark.parametrize("point", failpoints.POINTS)
def test_killed_at_each_named_point(engine: Engine, point: str, start: Start, tmp_path: Path) -> None:
    if point in ON_SQLITE_ALONE and engine.dialect.name != "sqlite":
        assert (
            point not in Path(failpoints.__file__).with_name("statements.py").read_text().split("def _move_postgres")[1]
        )
        return
    fired = tmp_path / "fired"
    process = start(under_fire.work, _address(engine), str(tmp_path), 1, 3, f"{point}:2")
    process.join(60)
    assert (process.exitcode, fired.exists()) == (-signal.SIGKILL, True), "the point was not passed"
    assert fired.read_text() == point
    _after_the_kill(engine, tmp_path)


def test_killed_at_any_moment_again_and_again(engine: Engine, start: Start, tmp_path: Path) -> None:
    chance = random.Random(20260403)
    kills = 0
    for seed in range(8):
        process = start(under_fire.work, _address(engine), str(tmp_path), seed, 200, None)
        before = len(_acknowledged(tmp_path))
        while len(_acknowledged(tmp_path)) <= before and process.is_alive():
            time.sleep(0.002)
        time.sleep(chance.random() * 0.12)
        process.kill()
        process.join()
        kills += process.exitcode == -signal.SIGKILL
    assert kills == 8
    _after_the_kill(engine, tmp_path)
    assert len(_acknowledged(tmp_path)) >= kills


@pytest.mark.parametrize("what", ACTS)
def test_dying_before_any_statement_leaves_the_old_state_or_the_new(
    what: str, sqlite_url: str, start: Start, tmp_path: Path, small_workflows: None
) -> None:
    small.make_tables(sqlite_url)
    engine = make_engine(sqlite_url)
    board = open_board(engine)
    small.do(engine, open_permit(engine), "submit", small.CLERK)
    engine.dispose()
    original = Path(str(engine.url.database))
    old, deaths, quiet = _told(original), 0, 0
    new = None
    for count in range(1, 80):
        copy = tmp_path / f"{what}-{count}.sqlite"
        shutil.copyfile(original, copy)
        process = start(under_fire.work_until_statement, f"sqlite:///{copy}", what, board.hex, count)
        process.join(60)
        told = _told(copy)
        if process.exitcode == 0:
            new, quiet = told, 1
            break
        assert process.exitcode == -signal.SIGKILL
        deaths += 1
        if told != old:
            new = new or told
        assert told in (old, new) or what in ("sweep", "deliver"), f"{what} left half of its work at statement {count}"
    assert quiet
    assert deaths >= 6
    assert new is not None
    assert new != old


def _told(path: Path) -> tuple[int, ...]:
    """How many rows each table has, in a house that proves itself."""
    engine = make_engine(f"sqlite:///{path}")
    verdict, rebuilt = verify(engine), rebuild(engine)
    assert (verdict.faults, rebuilt.differences) == ([], [])
    with engine.connect() as connection:
        tables = ("case_", "journal", "party", "turn", "deadline", "join_", "command", "outbox", "sticker")
        counts = tuple(connection.exec_driver_sql(f"select count(*) from {name}").scalar_one() for name in tables)
        done = connection.exec_driver_sql("select count(*) from outbox where done_at is not null").scalar_one()
    engine.dispose()
    return (*counts, done)


def test_a_full_disk_is_a_clean_error_and_nothing_promised_is_lost(
    sqlite_url: str, start: Start, tmp_path: Path, small_workflows: None
) -> None:
    small.make_tables(sqlite_url)
    engine = make_engine(sqlite_url)
    open_board(engine)
    database = Path(str(engine.url.database))
    limit = database.stat().st_size + 200_000
    process = start(under_fire.fill_the_disk, sqlite_url, str(tmp_path), limit)
    process.join(60)
    assert process.exitcode == 0
    readable, ended = (tmp_path / "ended.txt").read_text().split("\n", 1)
    assert "disk" in ended, "the driver says what it is"
    acknowledged = _acknowledged(tmp_path)
    assert len(acknowledged) > 50
    with engine.connect() as connection:
        commands = set(connection.exec_driver_sql("select command from journal").scalars()) - {None}
    assert commands == acknowledged, "the last one came after there was room again"
    assert int(readable) == len(acknowledged), "one opened the board, one came after"
    assert database.stat().st_size >= limit - 100_000
    assert verify(engine).ok
    assert rebuild(engine).ok
    engine.dispose()


def test_a_file_that_does_not_fit_leaves_no_trace(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    kept = store.put(b"small")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            store.put(uuid4().bytes * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert [path.name for path in store.folder.glob("*/*")] == [kept]
    assert store.damaged() == []


def test_failpoints_are_nothing_unless_asked_for() -> None:
    for point in failpoints.POINTS:
        failpoints.reach(point)
    with pytest.raises(ValueError, match="no failpoint"):
        failpoints.arm("no.such.point")
    source = "".join(path.read_text() for path in Path(failpoints.__file__).parent.rglob("*.py"))
    assert all(f'reach("{point}")' in source for point in failpoints.POINTS)
