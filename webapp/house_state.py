"""In which state the house's database is found: what commands ask before they touch it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.console import Stop
from webapp.settings import Settings, read_settings
from webapp.wiring import tell_engine
from workflows.store.database import make_engine
from workflows.store.migrations import SchemaRefused, current, needs_upgrade
from workflows.store.text import Text


@contextmanager
def ready_database() -> Iterator[tuple[Settings, Engine]]:
    """Give the settings and the database of this process's environment, at the version of this program.

    The processes and agencies are known, so that cases can be read and moved. Refuses with :class:`Stop` otherwise.
    """
    settings = read_settings()
    tell_engine(settings.home)
    engine = open_database(settings)
    try:
        refuse_unready(engine)
        yield settings, engine
    finally:
        engine.dispose()


def open_database(settings: Settings) -> Engine:
    """Return the database of these settings; refuses an address that is none."""
    try:
        # A database in memory would be another one for each thread: it has no file and no pool.
        return make_engine(settings.database_url)
    except (ValueError, TypeError, sa.exc.ArgumentError):
        raise Stop(_NO_ADDRESS) from None


def refuse_unready_database(settings: Settings) -> None:
    """Refuse a database that is not at the version of this program."""
    tell_engine(settings.home)
    engine = open_database(settings)
    try:
        refuse_unready(engine)
    finally:
        engine.dispose()


def refuse_unready(engine: Engine) -> None:
    """Refuse a database that is not at the version of this program: empty, older, or newer."""
    try:
        if not needs_upgrade(engine):
            return
    except SchemaRefused:
        raise Stop(_NEWER) from None
    raise Stop(_EMPTY if current(engine) is None else _OLDER)


_NO_ADDRESS: Final = Text(
    "BEFFROI_DATABASE_URL n’est pas l’adresse d’une base\u00a0: sqlite:///chemin ou postgresql://compte@serveur/base.",
    "BEFFROI_DATABASE_URL is no address of a database: sqlite:///path or postgresql://account@server/base.",
)
_EMPTY: Final = Text(
    "La base est vide. Préparez-la d’abord\u00a0: beffroi db upgrade.",
    "The database is empty. Prepare it first: beffroi db upgrade.",
)
_OLDER: Final = Text(
    "La base est d’une version plus ancienne. Sauvegardez-la (beffroi db backup), puis beffroi db upgrade.",
    "The database is of an older version. Back it up (beffroi db backup), then beffroi db upgrade.",
)
_NEWER: Final = Text(
    "La base est d’une version plus récente que ce programme. Installez la version qui l’a faite.",
    "The database is of a newer version than this program. Install the version that made it.",
)
