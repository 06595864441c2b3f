"""Changes of business rows, caught at the flush: no recorded row changes without a line of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from workflows.engine.viewer import WRITTEN_BY_THE_ENGINE, ViewerSession
from workflows.store.database import Recorded
from workflows.store.plain import plain

_CHANGES: Final = "beffroi_changes"
_BEFORE: Final = "beffroi_changes_before_savepoints"
Change = list[Any]
"""``[table, id, {column: plain value}]`` for a new or changed row, ``[table, id, None]`` for a removed one."""


class Unjournalled(RuntimeError):
    """Recorded rows were about to be committed without a journal line: a fault of the code, never of the user."""


def column_value(column: sa.Column[Any], value: Any) -> Any:
    """Return what the journal keeps of a column: its plain value, or its digest where the column is secret."""
    kept = plain(value)
    if column.info.get("secret") and kept is not None:
        return "sha256:" + hashlib.sha256(str(kept).encode()).hexdigest()
    return kept


def take_changes(session: Session) -> list[Change]:
    """Return the changes caught since the last journal line of this session, and forget them."""
    changes: list[Change] = session.info.pop(_CHANGES, [])
    return changes


def put_back(session: Session, changes: list[Change]) -> None:
    """Put changes back for the next journal line of this session."""
    if changes:
        session.info.setdefault(_CHANGES, []).extend(changes)


def insert_many(session: Session, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> int:
    """Insert many recorded rows at once, each given whole with its id; return how many. For imports."""
    table = model.__table__
    rows = [_with_defaults(table, row) for row in rows]
    if rows:
        session.connection().execute(sa.insert(table), rows)
        put_back(session, [_whole(table, row) for row in rows])
    return len(rows)


def update_many(session: Session, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> int:
    """Change many recorded rows at once, each given as its id and the columns to change; return how many."""
    rows = list(rows)
    table = model.__table__
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        session.connection().execute(sa.update(table).where(table.c.id == row["id"]).values(**values))
    put_back(session, [_whole(table, row) for row in rows])
    return len(rows)


def _with_defaults(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(row)
    for column in table.c:
        if column.name not in whole:
            default = column.default
            whole[column.name] = default.arg if isinstance(default, sa.ColumnDefault) and default.is_scalar else None
    return whole


def _whole(table: sa.Table, row: Mapping[str, Any]) -> Change:
    values = {name: column_value(table.c[name], value) for name, value in row.items() if name != "id"}
    return [table.name, plain(row["id"]), values]


@event.listens_for(ViewerSession, "before_flush")
def _refuse_rows_of_the_engine(session: Session, _context: Any, _instances: Any) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, WRITTEN_BY_THE_ENGINE) and (row not in session.dirty or session.is_modified(row)):
            raise RuntimeError(f"Rows of {type(row).__name__} are written by open_case, take and note alone.")


@event.listens_for(ViewerSession, "after_flush")
def _catch_changes(session: Session, _context: Any) -> None:
    changes: list[Change] = []
    for row in session.new:
        if isinstance(row, Recorded):
            changes.append(_change_of(row, only_changed=False))
    for row in session.dirty:
        if isinstance(row, Recorded):
            change = _change_of(row, only_changed=True)
            if change[2]:
                changes.append(change)
    changes.extend([row.__tablename__, row.id.hex, None] for row in session.deleted if isinstance(row, Recorded))  # type: ignore[attr-defined]
    put_back(session, changes)


def _change_of(row: Any, *, only_changed: bool) -> Change:
    state = sa.inspect(row)
    values = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        if column.name == "id" or (only_changed and not state.attrs[attribute.key].history.has_changes()):
            continue
        values[column.name] = column_value(column, getattr(row, attribute.key))
    return [row.__tablename__, row.id.hex, values]


@event.listens_for(ViewerSession, "before_commit")
def _refuse_unjournalled(session: Session) -> None:
    if session.in_nested_transaction():
        return  # the line may come before the commit that counts
    session.flush()
    changes = session.info.get(_CHANGES)
    if changes:
        tables = sorted({change[0] for change in changes})
        raise Unjournalled(
            f"Rows of {', '.join(tables)} changed without a journal line: call take(), note() or open_case() before "
            "the commit."
        )


@event.listens_for(ViewerSession, "after_transaction_create")
def _remember(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_BEFORE, {})[id(transaction)] = list(session.info.get(_CHANGES, ()))


@event.listens_for(ViewerSession, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """Forget what was rolled back: all of it, or what came since the savepoint."""
    if transaction.nested:
        session.info[_CHANGES] = session.info.get(_BEFORE, {}).pop(id(transaction), [])
    elif transaction.parent is None:
        session.info.pop(_CHANGES, None)


@event.listens_for(ViewerSession, "after_transaction_end")
def _forget_marks(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_BEFORE, None)
