"""The whole proof in one call, as backups and the command line ask for it: verified, rebuilt, and said in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from workflows.engine.evidence.heads import check_kept_head, head_as_plain
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import PublicKeys
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import JournalLine
from workflows.store.database import table_of
from workflows.store.text import Text


def prove(engine: Engine, keys: PublicKeys | None = None, *, kept: Sequence[Mapping[str, Any]] = ()) -> list[Text]:
    """Verify the journal, rebuild the tables and compare heads ``kept`` elsewhere; return one sentence for each fault."""
    verdict = verify(engine, keys)
    faults = [_FAULT.with_parameters(line=str(fault.line or "–"), why=fault.said) for fault in verdict.faults]
    if verdict.ok:
        differences = rebuild(engine).differences
        faults += [
            _DIFFERENCE.with_parameters(table=each.table, key=str(each.key), column=each.column) for each in differences
        ]
    heads = (check_kept_head(engine, head, keys or {}) for head in kept)
    return faults + [_HEAD.with_parameters(why=fault.said) for fault in heads if fault is not None]


def describe_journal(connection: Connection) -> dict[str, Any]:
    """Return what the journal holds now, for the manifest of a backup: how many lines, and its last signed head."""
    lines = connection.scalar(sa.select(sa.func.count()).select_from(table_of(JournalLine))) or 0
    return {"lines": lines, "head": head_as_plain(connection)}


_FAULT: Final = Text("Ligne {line}\u00a0: {why}.", "Line {line}: {why}.")
_DIFFERENCE: Final = Text(
    "{table} {key}\u00a0: {column} n’est pas ce que dit le journal.",
    "{table} {key}: {column} is not what the journal says.",
)
_HEAD: Final = Text("Tête signée\u00a0: {why}.", "Signed head: {why}.")
