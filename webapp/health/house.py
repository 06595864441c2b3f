"""The house itself: its settings, database, outbox, journal, stored files, accounts and Redis."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from sqlalchemy.engine import Connection, Engine

from webapp.bell import Bell
from webapp.deliveries import now
from webapp.health.finding import ASK, Findings
from webapp.health.mail import examine_mail
from webapp.house_state import open_database, refuse_unready
from webapp.settings import Settings
from workflows.engine.evidence.heads import EVERY
from workflows.engine.tables import JournalLine, Outbox, SignedHead
from workflows.processes.stored_files import named_files
from workflows.register.import_runs import unfinished_imports
from workflows.register.users import User
from workflows.store.database import read_only
from workflows.store.files import FileStore
from workflows.store.text import Text

STALE: Final = timedelta(minutes=15)
"""After this long, somebody should have done what is due."""
_SKEW: Final = timedelta(seconds=2)
_OLDEST_POSTGRESQL: Final = 130_000


def examine_house(findings: Findings, settings: Settings) -> None:
    """Look at everything that the settings lead to; changes nothing."""
    with findings.looking_at("database"):
        engine = open_database(settings)
        try:
            _examine_database(findings, engine, settings)
        finally:
            engine.dispose()
    if settings.redis_url is not None:
        with findings.looking_at("redis"):
            _redis(findings, settings.redis_url)


def _examine_database(findings: Findings, engine: Engine, settings: Settings) -> None:
    is_file = engine.dialect.name == "sqlite"
    # To look into a file that is not there would make it.
    if is_file and not Path(engine.url.database or "").exists():
        findings.bad("database", Text("La base n’existe pas encore.", "There is no database yet."), _UPGRADE)
        return
    with read_only(engine).connect() as connection:
        if is_file:
            _sqlite(findings, connection)
        else:
            _postgresql(findings, connection)
    with findings.looking_at("schema"):
        refuse_unready(engine)
        findings.ok(
            "schema", Text("La base est à la version de ce programme.", "The database is at this program’s version.")
        )
        with read_only(engine).connect() as connection:
            _accounts(findings, connection)
            _outbox(findings, connection, with_redis=settings.redis_url is not None)
            _heads(findings, connection)
            _imports(findings, connection)
            examine_mail(findings, connection, settings)
            with findings.looking_at("files"):
                _files(findings, connection, FileStore(settings.home / "files"))


def _sqlite(findings: Findings, connection: Connection) -> None:
    mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    whole = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    version = sqlite3.sqlite_version
    if whole != "ok":
        findings.bad("database", Text("Le fichier de la base est abîmé.", "The database file is damaged."), _RESTORE)
        return
    says = Text("SQLite {version}, journal {mode}.", "SQLite {version}, journal {mode}.", version=version, mode=mode)
    if mode.lower() == "wal" and sqlite3.sqlite_version_info < (3, 51, 3):
        findings.bad("database", says, _NO_WAL)
    else:
        findings.ok("database", says)


def _postgresql(findings: Findings, connection: Connection) -> None:
    version, encoding, there = connection.execute(
        sa.text(
            "select current_setting('server_version_num')::int, current_setting('server_encoding'), clock_timestamp()"
        )
    ).one()
    says = Text("PostgreSQL {version}, {encoding}.", "PostgreSQL {version}, {encoding}.")
    says = says.with_parameters(version=str(version // 10_000), encoding=encoding)
    if version < _OLDEST_POSTGRESQL or encoding != "UTF8":
        findings.bad("database", says, _OTHER_POSTGRESQL)
    else:
        findings.ok("database", says)
    if shutil.which("pg_dump") is None:
        findings.warn("backup", Text("Aucune sauvegarde possible d’ici.", "No backup can be made from here."), _PG_DUMP)
    apart = abs(now() - there.astimezone(UTC))
    if apart > _SKEW:
        seconds = Text(
            "{n}\u00a0s entre les deux horloges.", "{n} s between the two clocks.", n=int(apart.total_seconds())
        )
        findings.warn("clocks", seconds, _SYNCHRONISE)


def _accounts(findings: Findings, connection: Connection) -> None:
    open_ones = connection.scalar(sa.select(sa.func.count()).select_from(User).where(User.active)) or 0
    if open_ones:
        findings.ok("accounts", Text("Comptes ouverts\u00a0: {n}.", "Open accounts: {n}.", n=open_ones))
    else:
        findings.warn("accounts", Text("Personne ne peut encore se connecter.", "Nobody can sign in yet."), _ADD_USER)


def _outbox(findings: Findings, connection: Connection, *, with_redis: bool) -> None:
    open_effect = (Outbox.done_at.is_(None), ~Outbox.dead)
    late = connection.scalar(
        sa.select(sa.func.count()).select_from(Outbox).where(*open_effect, Outbox.due_at < now() - STALE)
    )
    given_up = connection.execute(
        sa.select(Outbox.topic, Outbox.error).where(Outbox.dead).order_by(Outbox.created_at.desc())
    ).all()
    if late:
        way_out = _START_WORKER if with_redis else _START_SERVER
        findings.bad(
            "effects",
            Text("Effets qui attendent en vain\u00a0: {n}.", "Effects that wait in vain: {n}.", n=late),
            way_out,
        )
    else:
        findings.ok("effects", Text("Aucun effet n’attend en vain.", "No effect waits in vain."))
    if given_up:
        topic, error = given_up[0]
        says = _GIVEN_UP.with_parameters(n=len(given_up), topic=topic, error=(error or "?").split("\n")[0][:160])
        findings.bad("given_up", says, ASK)


def _heads(findings: Findings, connection: Connection) -> None:
    signed = connection.scalar(sa.select(sa.func.max(SignedHead.up_to_line))) or 0
    oldest = connection.scalar(sa.select(sa.func.min(JournalLine.at)).where(JournalLine.line > signed))
    if oldest is not None and oldest < now() - EVERY - STALE:
        says = Text("Des lignes du journal attendent leur signature depuis {at}.", "Lines of the journal wait for their signature since {at}.", at=oldest)  # fmt: skip
        findings.warn("signatures", says, _START_SERVER)
    else:
        findings.ok("signatures", Text("Le journal est signé.", "The journal is signed."))


def _imports(findings: Findings, connection: Connection) -> None:
    halfway = unfinished_imports(connection)
    for each in halfway:
        says = _HALFWAY.with_parameters(file=each.file_name, done=each.position, lines=each.length)
        findings.warn("imports", says, _IMPORT_AGAIN.with_parameters(kind=each.kind, file=each.file_name))
    if not halfway:
        findings.ok("imports", Text("Aucun import n’est à moitié fait.", "No import is half done."))


def _files(findings: Findings, connection: Connection, store: FileStore) -> None:
    damaged = store.damaged()
    missing = [each for each in named_files(connection) if not store.path(each).exists()]
    for name, found, says in (("files", damaged, _DAMAGED), ("files", missing, _MISSING)):
        if found:
            findings.bad(name, says.with_parameters(n=len(found), first=found[0][:16]), _RESTORE)
    if not damaged and not missing:
        findings.ok("files", Text("Les fichiers déposés sont intacts.", "The stored files are whole."))


def _redis(findings: Findings, url: str) -> None:
    bell = Bell(url)
    try:
        redis: Any = bell.connection
        try:
            redis.ping()
        except RedisError:
            findings.bad("redis", Text("Redis ne répond pas.", "Redis does not answer."), _START_REDIS)
            return
        _eviction(findings, redis)
        workers = Worker.count(connection=redis)
        if workers:
            findings.ok("workers", Text("Ouvriers au travail\u00a0: {n}.", "Workers at work: {n}.", n=workers))
        else:
            findings.warn("workers", Text("Aucun ouvrier n’est là.", "No worker is there."), _START_WORKER)
    finally:
        bell.connection.close()


def _eviction(findings: Findings, redis: Redis) -> None:
    memory: Any = redis.info("memory")
    policy, limit = str(memory.get("maxmemory_policy", "noeviction")), int(memory.get("maxmemory", 0))
    says = Text("Redis répond ({policy}).", "Redis answers ({policy}).", policy=policy)
    if limit and policy != "noeviction":
        findings.warn("redis", says, _NO_EVICTION)
    else:
        findings.ok("redis", says)


_UPGRADE: Final = Text("beffroi db upgrade", "beffroi db upgrade")
_RESTORE: Final = Text(
    "Restaurez la dernière sauvegarde\u00a0: beffroi db restore.", "Restore the last backup: beffroi db restore."
)
_NO_WAL: Final = Text(
    "Fermez tout, puis relancez\u00a0: Beffroi remet le journal TRUNCATE, sûr avec ce SQLite.",
    "Close everything and start again: Beffroi sets the journal back to TRUNCATE, which is safe with this SQLite.",
)
_OTHER_POSTGRESQL: Final = Text(
    "PostgreSQL 13 ou plus récent, base créée en UTF8.", "PostgreSQL 13 or newer, with a database created in UTF8."
)
_PG_DUMP: Final = Text("apt-get install postgresql-client", "apt-get install postgresql-client")
_SYNCHRONISE: Final = Text(
    "Mettez les deux machines à l’heure (timedatectl set-ntp true).",
    "Set the clocks of both machines (timedatectl set-ntp true).",
)
_ADD_USER: Final = Text("beffroi user add --help", "beffroi user add --help")
_START_WORKER: Final = Text("Lancez un ouvrier\u00a0: beffroi worker.", "Start a worker: beffroi worker.")
_START_SERVER: Final = Text(
    "Lancez beffroi serve, ou beffroi worker\u00a0: ils s’en chargent.",
    "Start beffroi serve or beffroi worker: they see to it.",
)
_START_REDIS: Final = Text(
    "Démarrez Redis ou corrigez BEFFROI_REDIS_URL\u00a0; en attendant, les ouvriers regardent la base eux-mêmes.",
    "Start Redis or correct BEFFROI_REDIS_URL; until then the workers look into the database themselves.",
)
_NO_EVICTION: Final = Text("CONFIG SET maxmemory-policy noeviction", "CONFIG SET maxmemory-policy noeviction")
_GIVEN_UP: Final = Text(
    "Effets abandonnés après douze essais\u00a0: {n}\u00a0; le dernier ({topic})\u00a0: {error}.",
    "Effects given up after twelve tries: {n}; the last one ({topic}): {error}.",
)
_HALFWAY: Final = Text(
    "Import en cours ou interrompu : {file}, {done} lignes sur {lines}.",
    "Import under way or stopped: {file}, {done} lines of {lines}.",
)
_IMPORT_AGAIN: Final = Text(
    "S’il est interrompu, il reprend où il en était : beffroi import {kind} {file}.",
    "If it was stopped, it goes on where it was: beffroi import {kind} {file}.",
)
_DAMAGED: Final = Text(
    "Fichiers déposés abîmés\u00a0: {n}, dont {first}….", "Damaged stored files: {n}, {first}… among them."
)
_MISSING: Final = Text(
    "Fichiers déposés manquants\u00a0: {n}, dont {first}….", "Missing stored files: {n}, {first}… among them."
)
