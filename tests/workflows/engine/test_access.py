"""Who read what, and why: a chain of its own, written one at a time, purged after its time with a signature."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.workflows.engine import tampering
from tests.workflows.engine.small import POLICE, T0, TOWN, open_board
from workflows.engine.evidence.access import append_read, record_read
from workflows.engine.evidence.heads import purge_access, sign_heads
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import journal_key, public_keys
from workflows.engine.tables import Read
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work

SOMEBODY = Viewer(POLICE, "b.officer")


def _read(engine: Engine, *, days: int = 0, reference: str = "inbox") -> None:
    with unit_of_work(engine, SOMEBODY) as session:
        moment = T0 + timedelta(days=days)
        append_read(session, SOMEBODY, kind="list", reference=reference, secrecy=2, reason="duty", moment=moment)


def _found(engine: Engine, keys: Path) -> list[str]:
    return [fault.what for fault in verify(engine, public_keys(keys)).faults if fault.table == "access_journal"]


def test_a_reading_says_who_what_when_and_why(engine: Engine) -> None:
    board = open_board(engine)
    with unit_of_work(engine, SOMEBODY) as session:
        record_read(session, SOMEBODY, case_id=board, secrecy=2, reason="inspection", moment=T0)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        [line] = session.scalars(sa.select(Read))
    assert (line.line, line.at, line.agency, line.user) == (1, T0, POLICE, "b.officer")
    assert (line.kind, line.reference, line.secrecy, line.reason) == ("case", board.hex, 2, "inspection")
    assert verify(engine).ok


def test_readers_do_not_read_the_access_journal(engine: Engine) -> None:
    _read(engine)
    with open_session(engine, Viewer(TOWN)) as session:
        assert session.scalars(sa.select(Read)).all() == []


def test_a_plain_session_may_write_it_too(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        append_read(session, SOMEBODY, kind="paper", reference="a" * 64, secrecy=3, reason="duty", moment=T0)
    assert verify(engine).ok


def test_eight_readers_at_once_make_one_chain(engine: Engine) -> None:
    def work() -> None:
        for _ in range(6):
            _read(engine)

    readers = [threading.Thread(target=work) for _ in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert verify(engine).ok
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*), max(line) from access_journal").one() == (48, 48)


def test_old_lines_are_purged_and_the_rest_still_proves_itself(engine: Engine, keys: Path) -> None:
    key = journal_key(keys)
    for days in range(5):
        _read(engine, days=days)
        sign_heads(engine, key, moment=T0 + timedelta(days=days), at_once=True)
    assert purge_access(engine, key, before=T0 - timedelta(days=1), moment=T0) == 0
    assert purge_access(engine, key, before=T0 + timedelta(days=3), moment=T0 + timedelta(days=5)) == 3
    assert _found(engine, keys) == []
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("select line, kind from access_journal order by line").all()
    assert [tuple(row) for row in rows] == [(4, "list"), (5, "list"), (6, "purge")]
    _read(engine, days=6)
    assert purge_access(engine, key, before=T0 + timedelta(days=9), moment=T0 + timedelta(days=9)) == 7
    _read(engine, days=10)
    assert _found(engine, keys) == []


def test_a_purge_without_the_key_is_found(engine: Engine, keys: Path) -> None:
    key = journal_key(keys)
    for days in range(4):
        _read(engine, days=days)
    sign_heads(engine, key, moment=T0, at_once=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("delete from access_journal where line <= 2")
    assert _found(engine, keys) == ["gap"]


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("delete from access_journal where line = 3", "gap"),
        ("delete from access_journal where line >= 3", "cut"),
        ("delete from access_journal", "cut"),
        ("update access_journal set reason = 'curiosity' where line = 2", "header"),
    ],
)
def test_a_line_changed_dropped_or_cut_is_found(engine: Engine, keys: Path, how: str, what: str) -> None:
    for days in range(4):
        _read(engine, days=days)
    sign_heads(engine, journal_key(keys), moment=T0, at_once=True)
    with tampering.raw_connection(engine) as connection:
        connection.execute(how)
    assert what in _found(engine, keys)
