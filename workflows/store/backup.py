"""Backups that are proved: taken while everybody works, restored only into an empty place, and checked before use.

A backup is a folder: the database (an SQLite file, or a dump of PostgreSQL), the stored files, and a manifest with the
hash of everything. It is written aside and gets its name last: a folder of that name is whole. The keys are not in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import Connection, Engine

from workflows.store.database import make_engine
from workflows.store.files import FileDamaged, FileStore
from workflows.store.text import Text

FORMAT: Final = "beffroi-backup-1"
MANIFEST: Final = "manifest.json"
_DATABASES: Final = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
_PIECE: Final = 1 << 20

Describe = Callable[[Connection], Mapping[str, Any]]
"""Tells, as plain values, what the journal holds at the moment of the backup; the manifest keeps it."""
Prove = Callable[[Engine], Sequence[Text]]
"""Checks a restored database and returns a sentence for each thing that is wrong."""


class BackupRefused(Exception):
    """The backup was not made, or cannot be used; nothing was left half done."""

    def __init__(self, text: Text, **parameters: Any) -> None:
        """Carry the sentence that says why, with its parameters."""
        self.text = text.with_parameters(**parameters)
        super().__init__(self.text.render("en"))


def backup(engine: Engine, files: FileStore, target: Path, *, moment: datetime, describe: Describe) -> dict[str, Any]:
    """Write a backup of the database and the stored files into the new folder ``target``; return its manifest.

    Refuses with :class:`BackupRefused` a target that exists, a damaged stored file, and a PostgreSQL whose ``pg_dump``
    is missing or too old. Files are kept before the rows that name them: copied afterwards, none can be missing.
    """
    if target.exists():
        raise BackupRefused(_FOLDER_EXISTS, path=str(target))
    making = target.with_name(f".{target.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True, mode=0o700)
    try:
        kind = engine.dialect.name
        copied = making / _DATABASES[kind]
        facts = (
            _copy_sqlite(engine, copied, describe) if kind == "sqlite" else _dump_postgresql(engine, copied, describe)
        )
        manifest = {
            "format": FORMAT,
            "made_at": moment.astimezone(UTC).isoformat(),
            "kind": kind,
            "database": {"sha256": _sha256(copied), "size": copied.stat().st_size},
            **facts,
            "files": _copy_files(files, FileStore(making / "files")),
        }
        _write(making / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True) + "\n")
        making.rename(target)
        _sync(target.parent)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return manifest


def read_manifest(source: Path) -> dict[str, Any]:
    """Return the manifest of a backup; refuses, with :class:`BackupRefused`, a folder that is none."""
    try:
        manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        manifest = None
    known = isinstance(manifest, dict) and manifest.get("format") == FORMAT and manifest.get("kind") in _DATABASES
    if not known or not {"database", "files", "rows"} <= set(manifest):
        raise BackupRefused(_NO_BACKUP, path=str(source), manifest=MANIFEST)
    found: dict[str, Any] = manifest
    return found


def restore(source: Path, *, database_url: str, files: Path, prove: Prove) -> dict[str, Any]:
    """Restore a backup into an empty database and an empty folder of files; return its manifest once it is proved.

    Everything is compared with the manifest, then ``prove`` checks the restored database. Refuses with
    :class:`BackupRefused` a place that is not empty, another kind of database, and whatever is not exactly what was
    saved; the place is empty again then.
    """
    manifest = read_manifest(source)
    address = sa.make_url(database_url)
    if address.get_backend_name() != manifest["kind"]:
        raise BackupRefused(_OTHER_KIND, kind=manifest["kind"])
    database = source / _DATABASES[manifest["kind"]]
    if not database.exists() or _sha256(database) != manifest["database"]["sha256"]:
        raise BackupRefused(_OTHER_FILE, path=str(database))
    if files.exists() and any(files.iterdir()):
        raise BackupRefused(_FOLDER_NOT_EMPTY, path=str(files))
    kept_aside = files.with_name(f".{files.name}.restoring")
    shutil.rmtree(kept_aside, ignore_errors=True)
    filling = _filling_sqlite if manifest["kind"] == "sqlite" else _filling_postgresql
    try:
        copied = _copy_files(FileStore(source / "files"), FileStore(kept_aside))
        if copied != manifest["files"]:
            raise BackupRefused(_OTHER_FILES, path=str(source / "files"))
        with filling(database, address) as engine:
            _compare(engine, manifest)
            faults = prove(engine)
            if faults:
                raise BackupRefused(_NOT_PROVED, faults=_joined(faults[:5]))
        shutil.rmtree(files, ignore_errors=True)
        kept_aside.rename(files)
        _sync(files.parent)
    finally:
        shutil.rmtree(kept_aside, ignore_errors=True)
    return manifest


def _copy_sqlite(engine: Engine, target: Path, describe: Describe) -> dict[str, Any]:
    """Copy an SQLite database through SQLite: the file alone may be torn. What was erased is not copied."""
    with engine.connect().execution_options(beffroi_read_only=True) as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("vacuum into ?", (str(target),))
    _sync(target)
    aside = make_engine(f"sqlite:///{target}")
    try:
        with aside.connect() as connection:
            return _facts(connection, describe)
    finally:
        aside.dispose()


def _dump_postgresql(engine: Engine, target: Path, describe: Describe) -> dict[str, Any]:
    """Dump a PostgreSQL database and read its facts in one and the same snapshot."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection, connection.begin():
        snapshot = connection.exec_driver_sql("select pg_export_snapshot()").scalar_one()
        asked = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
        _run("pg_dump", asked, engine.url)
        _sync(target)
        return _facts(connection, describe)


def _facts(connection: Connection, describe: Describe) -> dict[str, Any]:
    names = sorted(sa.inspect(connection).get_table_names())
    count = sa.select(sa.func.count())
    rows = {name: connection.execute(count.select_from(sa.table(name))).scalar_one() for name in names}
    return {"rows": rows, "journal": dict(describe(connection))}


def _compare(engine: Engine, manifest: Mapping[str, Any]) -> None:
    with engine.connect() as connection:
        rows = _facts(connection, lambda _connection: {})["rows"]
        if engine.dialect.name == "sqlite":
            sound = connection.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"
            orphans = connection.exec_driver_sql("pragma foreign_key_check").fetchall()
            if not sound or orphans:
                raise BackupRefused(_DATABASE_DAMAGED)
    if rows != manifest["rows"]:
        raise BackupRefused(_OTHER_COUNT)


@contextmanager
def _filling_sqlite(database: Path, address: sa.URL) -> Iterator[Engine]:
    """Put the database in its place once the block ends well."""
    target = Path(str(address.database))
    beside = [target.with_name(target.name + ending) for ending in ("", "-journal", "-wal", "-shm")]
    if any(path.exists() for path in beside):
        raise BackupRefused(_DATABASE_EXISTS, path=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.restoring")
    shutil.copyfile(database, aside)
    engine = make_engine(f"sqlite:///{aside}")
    try:
        yield engine
        engine.dispose()
        _sync(aside)
        aside.rename(target)
        _sync(target.parent)
    finally:
        engine.dispose()
        aside.unlink(missing_ok=True)


@contextmanager
def _filling_postgresql(database: Path, address: sa.URL) -> Iterator[Engine]:
    """Fill an empty database, and empty it again if the block fails."""
    engine = make_engine(address.render_as_string(hide_password=False))
    try:
        if sa.inspect(engine).get_table_names():
            raise BackupRefused(_DATABASE_NOT_EMPTY, name=str(address.database))
        _run("pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(database)]
             , address)  # fmt: skip
        try:
            yield engine
        except BaseException:
            with engine.begin() as connection:
                connection.exec_driver_sql("drop schema public cascade")
                connection.exec_driver_sql("create schema public")
            raise
    finally:
        engine.dispose()


def _run(program: str, asked: Sequence[str], address: sa.URL) -> None:
    """Run a program of PostgreSQL on the database at ``address``; the password goes by the environment, unseen."""
    found = shutil.which(program)
    if found is None:
        raise BackupRefused(_PROGRAM_MISSING, program=program)
    place = {"host": address.host, "port": address.port, "user": address.username, "dbname": address.database}
    named = make_conninfo("", **{name: str(value) for name, value in {**place, **address.query}.items() if value})
    environment = {**os.environ, **({"PGPASSWORD": str(address.password)} if address.password else {})}
    done = subprocess.run(
        [found, *asked, f"--dbname={named}"], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["–"])[-1]
        raise BackupRefused(_PROGRAM_REFUSED, program=program, said=said)


def _copy_files(source: FileStore, target: FileStore) -> dict[str, Any]:
    """Copy every stored file, read whole and compared with its name; return how many and the digest of the names."""
    names = sorted(path.name for path in source.folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*"))
    for name in names:
        try:
            target.put(source.get(name))
        except (FileDamaged, ValueError) as error:
            raise BackupRefused(_FILE_DAMAGED, name=name) from error
    return {"count": len(names), "digest": hashlib.sha256("\n".join(names).encode()).hexdigest()}


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _write(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _joined(sentences: Sequence[Text]) -> Text:
    named = {f"n{number}": sentence for number, sentence in enumerate(sentences)}
    form = " ".join(f"{{{name}}}" for name in named)
    return Text(form, form, **named)


_FOLDER_EXISTS: Final = Text(
    "{path} existe déjà\u00a0: donnez un dossier neuf.", "{path} exists already: give a new folder."
)
_NO_BACKUP: Final = Text(
    "{path} n’est pas une sauvegarde de cette maison\u00a0: aucun {manifest} ne s’y lit.",
    "{path} is not a backup of this house: it has no {manifest} that can be read.",
)
_OTHER_KIND: Final = Text(
    "c’est une sauvegarde de {kind}\u00a0: donnez l’adresse d’une base vide de cette sorte.",
    "this is a backup of {kind}: give the address of an empty database of that kind.",
)
_OTHER_FILE: Final = Text("{path} n’est pas le fichier qui a été sauvegardé.", "{path} is not the file that was saved.")
_FOLDER_NOT_EMPTY: Final = Text(
    "{path} n’est pas vide\u00a0: restaurez dans un dossier neuf.", "{path} is not empty: restore into a new place."
)
_OTHER_FILES: Final = Text(
    "{path} ne contient pas les fichiers qui ont été sauvegardés.",
    "{path} does not hold the files that were saved.",
)
_NOT_PROVED: Final = Text(
    "la sauvegarde ne se prouve pas\u00a0: {faults}", "the backup does not prove itself: {faults}"
)
_DATABASE_DAMAGED: Final = Text("la base restaurée est abîmée.", "the restored database is damaged.")
_OTHER_COUNT: Final = Text(
    "la base restaurée n’a pas autant de lignes qu’il en a été sauvegardé.",
    "the restored database has not as many rows as were saved.",
)
_DATABASE_EXISTS: Final = Text(
    "{path} existe déjà\u00a0: restaurez dans un dossier neuf.", "{path} exists already: restore into a new place."
)
_DATABASE_NOT_EMPTY: Final = Text(
    "la base {name} n’est pas vide\u00a0: restaurez dans une base neuve.",
    "the database {name} is not empty: restore into a new one.",
)
_PROGRAM_MISSING: Final = Text(
    "{program} manque sur cette machine\u00a0: installez le paquet postgresql-client.",
    "{program} is missing on this machine: install the package postgresql-client.",
)
_PROGRAM_REFUSED: Final = Text("{program} a refusé\u00a0: {said}", "{program} refused: {said}")
_FILE_DAMAGED: Final = Text(
    "le fichier déposé {name} manque ou est abîmé.", "the stored file {name} is missing or damaged."
)
