"""Rows that no journal line describes carry a checksum instead, so that a byte changed behind our back is seen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from workflows.store.plain import canonical, plain

_COLUMN: Final = "checksum"


class Checksummed:
    """A row with a checksum over its columns, renewed at each flush.

    ``__unchecked__`` names the columns that change often and by bulk statements; they are left out. Bulk statements
    must not touch the others.
    """

    __unchecked__: ClassVar[frozenset[str]] = frozenset()
    checksum: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


def checksum_of(model: type[Any], values: Mapping[str, Any]) -> str:
    """Return the checksum (hexadecimal) of a row of ``model`` given as ``{column: plain value}``."""
    left_out = {*model.__unchecked__, _COLUMN}
    kept = {name: value for name, value in values.items() if name not in left_out}
    return hashlib.sha256(canonical([model.__tablename__, kept]).encode("utf-8", "surrogatepass")).hexdigest()


@event.listens_for(Checksummed, "before_insert", propagate=True)
def _sum_new(mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    for attribute in mapper.column_attrs:
        default = attribute.columns[0].default
        # The database layer would fill these in only after the checksum is taken.
        if isinstance(default, sa.ColumnDefault) and getattr(row, attribute.key) is None:
            setattr(row, attribute.key, default.arg(None) if default.is_callable else default.arg)
    _sum(mapper, _connection, row)


@event.listens_for(Checksummed, "before_update", propagate=True)
def _sum(mapper: Mapper[Any], _connection: Connection, row: Any) -> None:
    values = {each.columns[0].name: plain(getattr(row, each.key)) for each in mapper.column_attrs}
    row.checksum = bytes.fromhex(checksum_of(type(row), values))
