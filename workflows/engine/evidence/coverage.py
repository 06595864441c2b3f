"""What answers for each table, in one place: the journal, a rebuilt copy, a chain of its own, a checksum, or a reason."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from workflows.engine.tables import (
    Case,
    Command,
    JoinCounter,
    JournalLine,
    Outbox,
    Party,
    Read,
    RunningDeadline,
    SignedHead,
    Turn,
)
from workflows.store.checksum import Checksummed
from workflows.store.database import Base, Recorded

CHAINED: Final = "chained"
"""Each line carries the hash of the one before it; ``verify`` follows them."""
REBUILT: Final = "rebuilt"
"""The journal's lines alone say what must stand there; ``rebuild`` compares."""
JOURNALLED: Final = "journalled"
"""Each change of a business row travels in a line of the journal; ``rebuild`` compares."""
CHECKSUMMED: Final = "checksummed"
"""Each row carries a checksum over its columns; ``rebuild`` works it out again."""
EXEMPT: Final = "exempt"

_CHAINED: Final = frozenset(model.__tablename__ for model in (JournalLine, Read, SignedHead))
_REBUILT: Final = frozenset(
    model.__tablename__ for model in (Case, Party, Turn, RunningDeadline, JoinCounter, Command, Outbox)
)
REASONS: Final[dict[str, str]] = {}
"""Why a table needs no proof at all, by its name."""
UNCOMPARED: Final[dict[tuple[str, str], str]] = {
    ("outbox", "due_at"): "when a worker may next take the effect; each try moves it",
    ("outbox", "attempts"): "how often delivery was tried",
    ("outbox", "done_at"): "when a handler said that it was done; what it did has lines of its own",
    ("outbox", "dead"): "whether it was given up, which `doctor` reports",
    ("outbox", "error"): "what the last try said",
}
"""Why a column of a rebuilt table is not compared, by table and column."""


def covered_by(table: sa.Table) -> str | None:
    """Return what answers for a table, ``None`` when nothing does (which a test refuses)."""
    if table.name in _CHAINED:
        return CHAINED
    if table.name in _REBUILT:
        return REBUILT
    if table.name in REASONS:
        return EXEMPT
    model = model_of(table)
    if model is not None and issubclass(model, Recorded):
        return JOURNALLED
    if model is not None and issubclass(model, Checksummed):
        return CHECKSUMMED
    return None


def model_of(table: sa.Table) -> type[Any] | None:
    """Return the mapped class of a table."""
    return next((mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table), None)


def checksummed() -> list[type[Any]]:
    """Return the mapped classes whose rows carry a checksum, by table name."""
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Checksummed)]
    return sorted(models, key=lambda model: str(model.__tablename__))
