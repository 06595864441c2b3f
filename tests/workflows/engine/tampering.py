"""Changing stored bytes behind the house's back, with its guards taken off first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa
from psycopg.types.json import Json
from sqlalchemy.engine import Engine

from workflows.store.database import UtcDateTime


def table_names(engine: Engine) -> list[str]:
    """Every table of a database."""
    return sorted(sa.inspect(engine).get_table_names())


@contextmanager
def raw_connection(engine: Engine) -> Iterator[Any]:
    """A driver's own connection on which nothing guards the rows: no trigger, no check, no reference."""
    if engine.dialect.name == "sqlite":
        connection: Any = sqlite3.connect(str(engine.url.database), isolation_level=None)
        connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
        connection.execute("pragma ignore_check_constraints = on")
        connection.execute("pragma synchronous = off")
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
    else:
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = psycopg.connect(address, autocommit=True)
        connection.execute("set session_replication_role = replica")
        checks = connection.execute(
            "select conrelid::regclass, conname from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace"
        ).fetchall()
        for table, name in checks:
            connection.execute(f'alter table {table} drop constraint "{name}"')
    try:
        yield connection
    finally:
        connection.close()


def row_id(engine: Engine) -> str:
    """The hidden column that names a row whatever its key."""
    return "rowid" if engine.dialect.name == "sqlite" else "ctid"


def pick(engine: Engine, connection: Any, table: str, column: str) -> tuple[Any, Any]:
    """A row of a table with a value in this column if there is one, and the value."""
    hidden = row_id(engine)
    return connection.execute(  # type: ignore[no-any-return]
        f'select {hidden}, "{column}" from {table} order by "{column}" is null, {hidden} limit 1'
    ).fetchone()


def write(engine: Engine, connection: Any, table: str, column: str, row: Any, value: Any) -> None:
    """Put a value where it does not belong."""
    mark = "?" if engine.dialect.name == "sqlite" else "%s"
    if isinstance(value, (dict, list)):
        value = Json(value)
    connection.execute(f'update {table} set "{column}" = {mark} where {row_id(engine)} = {mark}', (value, row))


def row_again(engine: Engine, connection: Any, table: sa.Table, column: sa.Column[Any], row: Any, value: Any) -> Any:
    """Where a changed row is now: PostgreSQL moves it, and the hidden name of SQLite is the key itself if that counts."""
    if engine.dialect.name != "sqlite":
        newest = f"select ctid from {table.name} order by age(xmin) limit 1"
        return connection.execute(newest).fetchone()[0]
    counts = isinstance(column.type, sa.types.Integer) and list(table.primary_key) == [column]
    return value if counts else row


def flipped(value: Any, kind: sa.types.TypeEngine[Any]) -> Any:
    """The value with one bit, one sign or one moment changed; something where there was nothing."""
    match value:
        case None:
            return _something(kind)
        case bool():
            return not value
        case int():
            return value ^ 1
        case float() | Decimal():
            return value + 1
        case str():
            middle = len(value) // 2
            return value[:middle] + chr(ord(value[middle]) ^ 1) + value[middle + 1 :] if value else "x"
        case bytes() | memoryview():
            whole = bytearray(value)
            whole[len(whole) // 2] ^= 1
            return bytes(whole)
        case UUID():
            return UUID(int=value.int ^ 1)
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case list():
            return [*value, "x"]
        case dict():
            return {**value, "x": 1}
    raise TypeError(type(value))


def _something(kind: sa.types.TypeEngine[Any]) -> Any:
    match kind:
        case sa.types.LargeBinary():
            return b"x"
        case sa.types.Integer() | sa.types.Numeric() | sa.types.Boolean():
            return 1
        case UtcDateTime() | sa.types.DateTime() | sa.types.Date():
            return "2026-04-03 08:00:00.000000"
        case sa.types.Uuid():
            return "00000000000040008000000000000001"
        case sa.types.JSON():
            return '["x"]'
    return "x"
