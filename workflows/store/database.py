"""The database: one way to open it (SQLite embedded, PostgreSQL as a server), the column types, the base of all rows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_ONLY_READS: Final = "beffroi_only_reads"
"""What a connection to SQLite remembers of its ``query_only``."""
_PATIENCE: Final = 30_000
"""Milliseconds that a transaction waits for SQLite's one writer."""
_HURRY: Final = 20
_WAITS: Final = "beffroi_waits"
"""What a connection to SQLite remembers of its ``busy_timeout``."""
_FIRST_SQLITE_WITHOUT_WAL_BUG: Final = (3, 51, 3)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment: aware and UTC in Python, with its zone on PostgreSQL, plain UTC on SQLite. Refuses naive values."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment needs its time zone: {value!r}.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table of the house."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime(), UUID: sa.Uuid()}  # noqa: RUF012 (SQLAlchemy reads it from the class)


def table_of(model: type[Any]) -> sa.Table:
    """Return the table of a mapped class."""
    table = model.__table__
    assert isinstance(table, sa.Table)
    return table


class Recorded:
    """A business row. It changes only with a journal line of the same transaction, and is seen by its class and owner.

    ``case_id`` is the case whose parties may see it, ``agency`` its owner, ``secrecy`` its class from 0 (public) to
    4 (judicial). A column with ``info={"secret": True}`` enters the journal as a digest only.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agency: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    secrecy: Mapped[int] = mapped_column(sa.SmallInteger, default=2)

    @declared_attr
    def case_id(cls) -> Mapped[UUID | None]:  # noqa: N805 (declared_attr receives the class)
        """The case that the row belongs to; checked at commit, so that a case and its rows are born together."""
        key = sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED")
        return mapped_column(key, index=True, default=None)


def make_engine(url: str, *, pool_size: int = 10) -> Engine:
    """Open the database at ``url``: ``sqlite:///…`` for one server process, ``postgresql+psycopg://…`` for several.

    Refuses any other kind of database with a sentence.
    """
    address = sa.make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    kind = address.get_backend_name()
    if kind == "sqlite":
        engine = sa.create_engine(
            address,
            connect_args={"timeout": 30},
            pool_size=pool_size,
            max_overflow=pool_size,
            hide_parameters=True,  # what people typed has no place in a log
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if kind == "postgresql":
        return sa.create_engine(
            address,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=False,
            hide_parameters=True,
            connect_args={"prepare_threshold": 2},
        )
    raise ValueError(f"The database {address.drivername} is not known here: give a sqlite or a postgresql address.")


def read_only(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read: on SQLite they do not queue behind the writer."""
    return engine.execution_options(beffroi_read_only=True)


def hurried(engine: Engine) -> Engine:
    """Return the same engine for a transaction that can be done later: it hardly waits for SQLite's one writer.

    What was not to be had is raised; :func:`is_busy` knows it.
    """
    return engine.execution_options(**{_WAITS: _HURRY})


def is_busy(fault: sa.exc.OperationalError) -> bool:
    """Tell whether a transaction failed because SQLite's one writer was at work."""
    # The low byte is the kind of fault, the others say more of it.
    return getattr(fault.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # pysqlite would open its transaction only before the first write, after the reads that the write relies on.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
    # What is erased leaves no byte in the file; many systems build SQLite so, not all.
    connection.execute("PRAGMA secure_delete=ON")
    # WAL before 3.51.3 may corrupt the file when two connections write and checkpoint at once.
    if sqlite3.sqlite_version_info < _FIRST_SQLITE_WITHOUT_WAL_BUG:
        connection.execute("PRAGMA journal_mode=TRUNCATE")
    else:
        connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    only_reads = bool(connection.get_execution_options().get("beffroi_read_only"))
    waits = int(connection.get_execution_options().get(_WAITS, _PATIENCE))
    begin = "BEGIN" if only_reads else "BEGIN IMMEDIATE"
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        # Straight to the driver: each transaction passes here, and a step of a case lasts half a millisecond.
        if connection.info.get(_ONLY_READS) is not only_reads:
            driver.execute(f"PRAGMA query_only={'ON' if only_reads else 'OFF'}")
            connection.info[_ONLY_READS] = only_reads
        if connection.info.get(_WAITS, _PATIENCE) != waits:
            driver.execute(f"PRAGMA busy_timeout={waits}")
            connection.info[_WAITS] = waits
        driver.execute(begin)
    except sqlite3.OperationalError as fault:
        raise sa.exc.OperationalError(begin, None, fault) from fault
