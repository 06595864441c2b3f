"""The schema and its history: each revision goes up and down with the data, whole or not at all.

``upgrade`` brings a database to the newest revision in one transaction, on PostgreSQL and on SQLite alike: a process
killed in the middle leaves the old schema. On SQLite a changed table is copied: foreign keys are off meanwhile, so that
nothing cascades, and checked before the commit; triggers that the copy lost are made again, or the upgrade fails.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

FOLDER: Final = Path(__file__).parent
_LOCK: Final = 5_417_028
Guards = dict[str, tuple[str, str]]
"""(table, how it is made) of each trigger, by name."""


class SchemaRefused(Exception):
    """The schema of this database cannot be brought where it was asked to go; it is as it was before."""


def upgrade(engine: Engine, to: str = "head", *, folder: Path = FOLDER) -> None:
    """Bring the database to a revision, the newest unless one is given; nothing happens when it is there already.

    Refuses with :class:`SchemaRefused` a database made by a later version of the house, and a revision that would lose
    a trigger or leave a reference to a row that is not there.
    """
    _migrate(engine, folder, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str, *, folder: Path = FOLDER) -> None:
    """Bring the database back to an earlier revision, ``base`` for an empty one; refuses as ``upgrade`` does."""
    _migrate(engine, folder, lambda config: command.downgrade(config, to))


def current(engine: Engine) -> str | None:
    """Return the revision of the database, ``None`` when it has no schema yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest(folder: Path = FOLDER) -> str:
    """Return the newest revision that this version of the house knows."""
    head = _script(folder).get_current_head()
    assert head is not None
    return head


def needs_upgrade(engine: Engine, *, folder: Path = FOLDER) -> bool:
    """Tell whether the schema is older than the program; refuses one that is newer with :class:`SchemaRefused`."""
    found = current(engine)
    _refuse_unknown(found, folder)
    return found != newest(folder)


def config_for(connection: Connection, folder: Path = FOLDER, **settings: Any) -> Config:
    """Return what Alembic's commands need to run on a connection; its transaction stays the caller's."""
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(connection=connection, **settings)
    return config


def _migrate(engine: Engine, folder: Path, run: Any) -> None:
    with _alone(engine) as connection:
        _refuse_unknown(MigrationContext.configure(connection).get_current_revision(), folder)
        guards = _guards(connection)
        try:
            run(config_for(connection, folder))
        except CommandError as error:
            raise SchemaRefused(str(error)) from error
        _put_guards_back(connection, guards, folder)
        _refuse_orphans(connection)


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else migrates beside; on SQLite without foreign keys, which is set before it begins."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            yield connection
        return
    aside = sa.create_engine(engine.url, poolclass=sa.pool.NullPool)
    event.listen(aside, "connect", _prepare_sqlite)
    event.listen(aside, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with aside.begin() as connection:
        yield connection


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=30000")


def _refuse_unknown(revision: str | None, folder: Path) -> None:
    if revision is not None and revision not in {known.revision for known in _script(folder).walk_revisions()}:
        raise SchemaRefused(
            f"This database is at revision {revision}, which this version of the house does not know: "
            "install the version that made it, or a later one."
        )


def _script(folder: Path) -> ScriptDirectory:
    return ScriptDirectory(str(folder))


def _guards(connection: Connection) -> Guards:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("select name, tbl_name, sql from sqlite_master where type = 'trigger'")
    else:
        rows = connection.exec_driver_sql(
            "select tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal"
        )
    return {name: (table, how) for name, table, how in rows}


def _put_guards_back(connection: Connection, before: Guards, folder: Path) -> None:
    """Make the triggers again that a copied table lost, save those that a revision drops on purpose."""
    dropped = {name for each in _script(folder).walk_revisions() for name in getattr(each.module, "drops_triggers", ())}
    tables, present = set(sa.inspect(connection).get_table_names()), _guards(connection)
    for name, (table, how) in before.items():
        if table in tables and name not in present and name not in dropped:
            connection.exec_driver_sql(how.replace("%", "%%") if connection.dialect.name == "postgresql" else how)


def _refuse_orphans(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            tables = ", ".join(sorted({row[0] for row in orphans}))
            raise SchemaRefused(f"Rows of {tables} would refer to rows that are not there: nothing was changed.")
