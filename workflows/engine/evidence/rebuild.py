"""The live tables worked out again from the journal alone, and compared with what stands there, column by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from workflows.engine.evidence.coverage import JOURNALLED, REBUILT, UNCOMPARED, checksummed, covered_by
from workflows.engine.evidence.faults import Fault
from workflows.engine.evidence.journal import verify_still
from workflows.engine.evidence.replay import PURGED, Replay, replay_cases, replay_records
from workflows.engine.evidence.scratch import Scratch
from workflows.engine.records import column_value
from workflows.engine.tables import Outbox
from workflows.store.checksum import checksum_of
from workflows.store.database import Base, table_of
from workflows.store.plain import canonical
from workflows.store.rows import rows_of
from workflows.store.still import still, tolerate

ROW: Final = "*"
"""The column of a difference that concerns the whole row."""
NEXT_LOOK: Final = ("deadline", "next_at")
"""The sweeper may put its next look off, and that has no line; it never looks earlier, nor forgets to look."""
_ABSENT: Final = "absent"
_PRESENT: Final = "present"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what the journal says. ``key`` is the row's primary key as plain JSON text."""

    table: str
    key: str
    column: str
    journal: Any
    live: Any


@dataclass(frozen=True, slots=True)
class Purged:
    """One value of which the journal was lawfully made to forget, so that there is nothing to compare with."""

    table: str
    key: str
    column: str


@dataclass(slots=True)
class Rebuilt:
    """What the comparison found."""

    lines: int = 0
    differences: list[Difference] = field(default_factory=list)
    purged: list[Purged] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every live value is what the journal says."""
        return not self.differences

    def as_json(self) -> dict[str, Any]:
        """Return ``{ok, lines, first_bad, differences, purged}`` as plain values."""
        return {
            "ok": self.ok,
            "lines": self.lines,
            "first_bad": None,
            "differences": [asdict(difference) for difference in self.differences],
            "purged": [asdict(each) for each in self.purged],
        }


def rebuild(source: Engine | Session) -> Rebuilt:
    """Work out every table that the journal determines, compare it with the live one, and check the others' checksums.

    Streaming, at one still moment; nothing is changed. The workflows that cases refer to must be registered. A journal
    that does not verify proves nothing: its faults are then the only differences.
    """
    found = Rebuilt()
    with still(source) as connection, Scratch() as scratch:
        tolerate(connection)
        verdict = verify_still(connection)
        if not verdict.ok:
            found.lines = verdict.lines
            found.differences.extend(_difference_of(fault) for fault in verdict.faults)
            return found
        replay = Replay(scratch)
        replay_cases(connection, replay)
        replay_records(connection, replay)
        found.lines = replay.lines
        found.differences.extend(
            Difference("journal", key, column, expected, live) for key, column, expected, live in replay.oddities
        )
        for table in sorted(Base.metadata.tables.values(), key=lambda each: each.name):
            if covered_by(table) in (REBUILT, JOURNALLED):
                _compare(connection, table, scratch, found)
        found.differences.extend(_starving_joins(connection, replay.waiting))
        for model in checksummed():
            found.differences.extend(_wrong_checksums(connection, model))
    return found


def _difference_of(fault: Fault) -> Difference:
    key = canonical([fault.case_id, fault.seq] if fault.case_id else [fault.line])
    return Difference(fault.table, key, fault.what, fault.text, None)


def _compare(connection: Connection, table: sa.Table, scratch: Scratch, found: Rebuilt) -> None:
    journalled = covered_by(table) == JOURNALLED
    for row in rows_of(connection, table):
        key = canonical([row[column.name] for column in table.primary_key])
        expected = scratch.take_out(table.name, key)
        if expected is None:
            found.differences.append(Difference(table.name, key, ROW, _ABSENT, _PRESENT))
            continue
        for column in table.c:
            if column.primary_key or (table.name, column.name) in UNCOMPARED:
                continue
            told = expected.get(column.name, _default(column)) if journalled else expected[column.name]
            live = row[column.name]
            if told == PURGED:
                found.purged.append(Purged(table.name, key, column.name))
            elif (table.name, column.name) == NEXT_LOOK:
                if told is not None and (live is None or live < told):
                    found.differences.append(Difference(table.name, key, column.name, told, live))
            elif not _same(column, told, live):
                found.differences.append(Difference(table.name, key, column.name, told, _shown(column, live)))
    for key, optional in scratch.left(table.name):
        if not optional:
            found.differences.append(Difference(table.name, key, ROW, _PRESENT, _ABSENT))


def _same(column: sa.Column[Any], told: Any, live: Any) -> bool:
    if isinstance(column.type, sa.types.Numeric) and told is not None and live is not None:
        try:
            return Decimal(str(told)) == Decimal(str(live))
        except InvalidOperation:
            return False
    return bool(told == _shown(column, live))


def _shown(column: sa.Column[Any], live: Any) -> Any:
    return column_value(column, live)


def _default(column: sa.Column[Any]) -> Any:
    """Return what a column that came with a later version holds in rows that no line has touched since."""
    default = column.default
    return default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None


def _starving_joins(connection: Connection, waiting: list[tuple[str, str]]) -> Iterator[Difference]:
    """Give the joins that are met while their parent still waits and no effect is left to wake it."""
    effect = table_of(Outbox).c
    open_ones = sa.select(effect.case_id, effect.body).where(effect.topic == "join", effect.done_at.is_(None))
    to_come = {(case_id.hex, body) for case_id, body in connection.execute(open_ones)}
    for case_id, body in waiting:
        if (case_id, body) not in to_come:
            yield Difference("outbox", canonical([case_id]), ROW, body, _ABSENT)


def _wrong_checksums(connection: Connection, model: type[Any]) -> Iterator[Difference]:
    table = table_of(model)
    for row in rows_of(connection, table):
        expected = checksum_of(model, row)
        if row["checksum"] != expected:
            key = canonical([row[column.name] for column in table.primary_key])
            yield Difference(table.name, key, "checksum", expected, row["checksum"])
