"""One still moment of the database: what is checked while everybody goes on writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from workflows.store.database import read_only

_copy: ContextVar[sqlite3.Connection] = ContextVar("_copy")
_ASIDE: Final = sa.create_engine("sqlite://", creator=_copy.get, poolclass=sa.pool.NullPool)
"""One engine for every copy: what it learned about a statement (a tenth of a second for all tables) it need not learn again."""


@contextmanager
def still(source: Engine | Session) -> Iterator[Connection]:
    """Give a connection that sees the database as it stands now, whatever is committed meanwhile.

    On PostgreSQL one transaction sees one snapshot. On SQLite a long reader would keep writers from committing, so
    the file is copied first into a nameless temporary one. Nothing can be changed through it.
    """
    engine = source if isinstance(source, Engine) else source.get_bind().engine
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**options) as connection, connection.begin():
            yield connection
        return
    with closing(sqlite3.connect("", check_same_thread=False)) as copy:
        with read_only(engine).connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.backup(copy)
        _copy.set(copy)
        with _ASIDE.connect() as connection:
            yield connection


def stream(connection: Connection, statement: Any, *, at_once: int = 1000) -> Generator[Any, None, None]:
    """Give the rows of a statement, ``at_once`` of them in memory; close it, or read it to its end."""
    with connection.execute(statement, execution_options={"yield_per": at_once}) as result:
        yield from result


def tolerate(connection: Connection) -> None:
    """From now on show damaged text to whoever checks it, instead of stopping; it costs a third of the speed."""
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.text_factory = _readable


def _readable(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")
