"""The schema goes up and down with the data, and says what the mapped classes say."""

from __future__ import annotations

import importlib
import pkgutil
import re
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine

import workflows
from tests.workflows.engine import small
from tests.workflows.engine.story import tell
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import journal_key, public_keys
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import JournalLine
from workflows.store.database import Base, make_engine
from workflows.store.migrations import (
    FOLDER,
    SchemaRefused,
    current,
    downgrade,
    needs_upgrade,
    newest,
    upgrade,
)


@pytest.fixture
def empty(database_url: str) -> Any:
    """An empty database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def _every_model() -> None:
    for found in pkgutil.walk_packages(workflows.__path__, "workflows."):
        if not found.name.startswith("workflows.store.migrations."):
            importlib.import_module(found.name)


def _models() -> list[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if not table.info.get("only_in_tests")]


def _make_small_tables(engine: Engine) -> None:
    """Make the tables that only tests know, beside those of the revisions."""
    Base.metadata.create_all(engine, tables=[small.Sticker.__table__])  # type: ignore[list-item]


def test_the_revisions_make_what_the_mapped_classes_say(empty: Engine, tmp_path: Path) -> None:
    assert needs_upgrade(empty)
    assert current(empty) is None
    upgrade(empty)
    assert not needs_upgrade(empty)
    assert current(empty) == newest()
    with empty.connect() as connection:
        assert _differences(connection) == [], "Run deploy/new_migration.py."
        migrated = _described(connection)
    other = _made_by_the_models(empty, tmp_path)
    with other.connect() as connection:
        assert migrated == _described(connection)
    other.dispose()


def _differences(connection: Connection) -> list[Any]:
    known = {table.name for table in _models()}
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_object": lambda item, name, kind, reflected, other: kind != "table" or name in known,
        },
    )
    return list(compare_metadata(context, Base.metadata))


def _made_by_the_models(engine: Engine, tmp_path: Path) -> Engine:
    """The same kind of database, made by ``create_all`` without any revision."""
    if engine.dialect.name == "sqlite":
        other = make_engine(f"sqlite:///{tmp_path / 'models.sqlite'}")
    else:
        downgrade(engine, "base")
        with engine.begin() as connection:
            connection.exec_driver_sql("drop table alembic_version")
        other = make_engine(engine.url.render_as_string(hide_password=False))
    Base.metadata.create_all(other, tables=_models())
    return other


_BETWEEN_PARTS = re.compile(r",(?![^()]*\))")
"""A comma outside any parentheses."""


def _described(connection: Connection) -> dict[str, list[str]]:
    """Every table, index, constraint, trigger and function as the database itself describes it."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("select name, sql from sqlite_master where sql is not null").fetchall()
        return {name: _sorted_parts(sql) for name, sql in rows if name != "alembic_version"}
    queries = (
        """select c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' ||
           a.attidentity::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
           from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and
           d.adnum = a.attnum where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and c.relnamespace = 'public'::regnamespace""",
        """select conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
           where connamespace = 'public'::regnamespace""",
        "select indexname, indexdef from pg_indexes where schemaname = 'public'",
        "select tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal",
        "select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace",
    )
    rows = [row for query in queries for row in connection.exec_driver_sql(query).fetchall()]
    return {name: [described] for name, described in rows if "alembic_version" not in name}


def _sorted_parts(sql: str) -> list[str]:
    """The parts of a CREATE statement in a fixed order: columns and constraints may be declared in any, and SQLite writes a
    column that came later at the end of the last line.
    """
    head, _, rest = sql.replace('"', "").partition("(")
    inside, _, tail = rest.rpartition(")")
    return sorted(" ".join(part.split()) for part in (head, tail, *_BETWEEN_PARTS.split(inside)))


def test_up_down_and_up_again_with_a_house_that_lived(empty: Engine, keys: Path, small_workflows: None) -> None:
    upgrade(empty)
    _make_small_tables(empty)
    tell(empty, journal_key(keys))
    before = _rows(empty)
    upgrade(empty)
    assert _rows(empty) == before, "nothing to do is nothing done"
    assert verify(empty, public_keys(keys)).ok
    assert rebuild(empty).ok
    with empty.begin() as connection:
        connection.exec_driver_sql("drop table sticker")
    downgrade(empty, "base")
    assert set(sa.inspect(empty).get_table_names()) <= {"alembic_version"}
    upgrade(empty)
    assert {table.name for table in _models()} <= set(sa.inspect(empty).get_table_names())


def _rows(engine: Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table)))) for table in Base.metadata.sorted_tables
        }


LATER = '''"""A later revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision: str = "9999"
down_revision: str | None = "{before}"
drops_triggers: tuple[str, ...] = ()


def upgrade() -> None:
    with op.batch_alter_table("journal"{recreate}) as batch:
        batch.add_column(sa.Column("device", sa.String(40)))
    with op.batch_alter_table("case_"{recreate}) as batch:
        batch.alter_column("title", type_=sa.String(400), existing_type=sa.String(300), existing_nullable=False)
    {more}


def downgrade() -> None:
    with op.batch_alter_table("case_"{recreate}) as batch:
        batch.alter_column("title", type_=sa.String(300), existing_type=sa.String(400), existing_nullable=False)
    with op.batch_alter_table("journal"{recreate}) as batch:
        batch.drop_column("device")
'''


def _with_a_later_revision(tmp_path: Path, engine: Engine, more: str = "") -> Path:
    """The revisions of the house and one more, which copies the two tables that everything hangs on."""
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    recreate = ', recreate="always"' if engine.dialect.name == "sqlite" else ""
    text = LATER.format(before=newest(), recreate=recreate, more=more)
    (folder / "versions" / "9999_later.py").write_text(text)
    return folder


def test_a_changed_table_keeps_its_rows_children_checks_and_triggers(
    empty: Engine, keys: Path, tmp_path: Path, small_workflows: None
) -> None:
    folder = _with_a_later_revision(tmp_path, empty)
    upgrade(empty)
    _make_small_tables(empty)
    tell(empty, journal_key(keys))
    before = _rows(empty)
    with empty.connect() as connection:
        described = _described(connection)
    assert needs_upgrade(empty, folder=folder)
    upgrade(empty, folder=folder)
    assert _rows(empty) == before
    assert verify(empty, public_keys(keys)).ok
    with empty.connect() as connection:
        assert set(_described(connection)) >= set(described), "triggers and checks are still there"
    for statement in ("delete from journal", "update journal set step = 'x'"):
        with empty.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.exec_driver_sql(statement)
    with pytest.raises(sa.exc.IntegrityError), empty.begin() as connection:
        connection.exec_driver_sql("update case_ set secrecy = 9")
    downgrade(empty, newest(), folder=folder)
    assert _rows(empty) == before
    with empty.connect() as connection:
        assert _described(connection) == described
    assert verify(empty, public_keys(keys)).ok


def test_a_revision_that_would_orphan_rows_changes_nothing(
    sqlite_url: str, keys: Path, tmp_path: Path, small_workflows: None
) -> None:
    engine = make_engine(sqlite_url)
    folder = _with_a_later_revision(tmp_path, engine, "op.execute(\"delete from case_ where workflow = 'board'\")")
    upgrade(engine)
    _make_small_tables(engine)
    tell(engine, journal_key(keys))
    before = _rows(engine)
    with pytest.raises(SchemaRefused, match="journal"):
        upgrade(engine, folder=folder)
    assert (current(engine), _rows(engine)) == (newest(), before)
    engine.dispose()


def test_a_revision_that_breaks_in_the_middle_leaves_the_old_schema(empty: Engine, tmp_path: Path) -> None:
    folder = _with_a_later_revision(tmp_path, empty, 'op.execute("delete from no_such_table")')
    upgrade(empty)
    with empty.connect() as connection:
        described = _described(connection)
    with pytest.raises(sa.exc.DBAPIError):
        upgrade(empty, folder=folder)
    assert current(empty) == newest()
    with empty.connect() as connection:
        assert _described(connection) == described


def test_a_database_from_a_later_house_is_refused(empty: Engine, tmp_path: Path) -> None:
    upgrade(empty, folder=_with_a_later_revision(tmp_path, empty))
    for ask in (needs_upgrade, upgrade):
        with pytest.raises(SchemaRefused, match="9999"):
            ask(empty)


def test_two_processes_that_start_together_upgrade_once(empty: Engine) -> None:
    refused: list[Exception] = []

    def start() -> None:
        try:
            upgrade(empty)
        except Exception as error:  # noqa: BLE001 (whatever it is, the test shows it)
            refused.append(error)

    starting = [threading.Thread(target=start) for _ in range(3)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    assert refused == []
    assert current(empty) == newest()


def test_the_triggers_of_the_models_and_of_the_first_revision_are_the_same_words() -> None:
    first = importlib.import_module("workflows.store.migrations.versions.0001_the_first_schema")
    tables = importlib.import_module("workflows.engine.tables")
    assert (first.GUARDS_SQLITE, first.GUARDS_POSTGRESQL) == (
        tables.JOURNAL_GUARDS_SQLITE,
        tables.JOURNAL_GUARDS_POSTGRESQL,
    )
    assert JournalLine.__tablename__ in str(first.GUARDS_SQLITE)


def test_sqlite_keeps_foreign_keys_on_outside_of_migrations(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("pragma foreign_keys").scalar() == 1
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.exec_driver_sql("insert into turn values ('00', 1, 'x', 'y', '2026-04-03 08:00:00.000000')")
    engine.dispose()
