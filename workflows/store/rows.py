"""Rows as plain values, read so that a damaged one is shown as damaged instead of stopping the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from workflows.store.plain import plain
from workflows.store.still import stream

UNREADABLE: Final = "\x00unreadable"
"""What stands for a stored value that is not of its column's kind, or is not written as this house writes it."""


def rows_of(connection: Connection, table: sa.Table) -> Iterator[dict[str, Any]]:
    """Give every row of a table as ``{column: plain value}``, in no order, a few at a time."""
    dialect = connection.dialect
    readers = [(column.name, _reader_of(column.type, dialect)) for column in table.c]
    raw = sa.select(*(sa.type_coerce(column, sa.types.NullType()) for column in table.c))
    for row in stream(connection, raw):
        yield {name: read(value) for (name, read), value in zip(readers, row, strict=True)}


def _reader_of(kind: sa.types.TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any]:
    implementation = kind.dialect_impl(dialect)
    to_python = implementation.result_processor(dialect, None) if dialect.name == "sqlite" else None
    to_stored = implementation.bind_processor(dialect) if dialect.name == "sqlite" else None
    python_type = _python_type(kind)
    # SQLite may give a whole number back as one with a fraction, and the reverse: only the value counts there.
    exact = not isinstance(kind, sa.types.Numeric)

    def read(stored: Any) -> Any:
        if stored is None:
            return None
        try:
            value = to_python(stored) if to_python is not None else stored
            if exact and to_stored is not None and to_stored(value) != stored:
                return UNREADABLE
            if python_type is not None and not isinstance(value, python_type):
                return UNREADABLE
            known = plain(value)
            if isinstance(known, str):
                known.encode()
        except (TypeError, ValueError, AttributeError, LookupError, ArithmeticError):
            return UNREADABLE
        return known

    return read


def _python_type(kind: sa.types.TypeEngine[Any]) -> type | tuple[type, ...] | None:
    if isinstance(kind, sa.types.LargeBinary):
        return (bytes, memoryview)
    if isinstance(kind, (sa.types.JSON, sa.types.Numeric)):
        return None
    # A type of the database without a type in Python says so by an exception of its own.
    with suppress(Exception):
        return kind.python_type
    return None
