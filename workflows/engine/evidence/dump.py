"""The journal as a file of plain lines, for whoever checks it with tools of their own."""

from __future__ import annotations

import json
from typing import Any, Final, TextIO
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from workflows.engine.chain import stored_moment_text
from workflows.engine.tables import Case, JournalLine, Read, SignedHead
from workflows.store.database import table_of
from workflows.store.still import still, stream, tolerate

FORMAT: Final = "beffroi-journal-dump-1"
_CASE_COLUMNS: Final = ("id", "workflow", "state", "version", "head")


def dump_journal(source: Engine | Session, file: TextIO) -> int:
    """Write cases' heads, journal, signed heads and access journal as JSON lines; return how many lines of journal.

    Bytes are written ``{"hex": …}``, moments as the chain writes them. ``deploy/verify_journal.py`` reads the file.
    The bodies are in it: it is as secret as the database.
    """
    file.write(json.dumps({"format": FORMAT}) + "\n")
    lines = 0
    case, journal, head, read = (table_of(model) for model in (Case, JournalLine, SignedHead, Read))
    with still(source) as connection:
        tolerate(connection)
        for table, columns, order in (
            (case, [case.c[name] for name in _CASE_COLUMNS], (case.c.id,)),
            (journal, list(journal.c), (journal.c.case_id, journal.c.seq)),
            (head, list(head.c), (head.c.number,)),
            (read, list(read.c), (read.c.line,)),
        ):
            raw = sa.select(*(sa.type_coerce(column, sa.types.NullType()) for column in columns)).order_by(*order)
            for row in stream(connection, raw):
                values = {column.name: _plain(column, value) for column, value in zip(columns, row, strict=True)}
                file.write(json.dumps({"table": table.name, **values}) + "\n")
                lines += table is journal
    return lines


def _plain(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if value is not None and column.name in ("at", "erased_at"):
        try:
            return stored_moment_text(value)
        except (TypeError, ValueError):
            return repr(value)
    return value
