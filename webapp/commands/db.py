"""``beffroi db``: the database brought to the version of this program, saved, and restored."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy.engine import Engine

from webapp.command_parts import Group, command
from webapp.command_words import ReadableFolder
from webapp.console import Stop, answer
from webapp.deliveries import now
from webapp.house_state import open_database, ready_database
from webapp.settings import Settings, read_settings
from webapp.wiring import tell_engine
from workflows.engine.evidence.keys import public_keys
from workflows.engine.evidence.proof import describe_journal, prove
from workflows.store.backup import BackupRefused, backup, restore
from workflows.store.files import FileStore
from workflows.store.migrations import SchemaRefused, current, needs_upgrade, newest, upgrade
from workflows.store.text import Text

COMMAND: Final = Group(
    "db",
    says=Text(
        "La base de données\u00a0: version, sauvegarde, restauration.", "The database: version, backup, restore."
    ),
)


@command(
    "upgrade",
    Text(
        "Préparer la base, ou l’amener à la version de ce programme, tout ou rien.",
        "Prepare the database, or bring it to this program’s version, all or nothing.",
    ),
    parent=COMMAND,
)
def upgrade_() -> None:
    """Upgrade the database."""
    settings = read_settings()
    tell_engine(settings.home)
    engine = open_database(settings)
    try:
        before = current(engine)
        upgrade(engine)
    except SchemaRefused as refused:
        raise Stop(_REFUSED.with_parameters(why=_why(refused))) from None
    finally:
        engine.dispose()
    said = _THERE if before == newest() else _DONE
    answer({"from": before, "to": newest(), "changed": before != newest()}, [said.with_parameters(to=newest())])


@command(
    "backup",
    Text(
        "Sauvegarder la base et les fichiers dans un dossier neuf, pendant que tout le monde travaille.\n"
        "Sans DOSSIER, dans backups/ du dossier de Beffroi. Les clés n’y sont pas\u00a0: gardez keys/ à part.",
        "Save the database and the files in a new folder, while everybody works.\n"
        "Without FOLDER, in backups/ of the home. The keys are not in it: keep keys/ apart.",
    ),
    parent=COMMAND,
)
@click.argument("folder", required=False, metavar="[FOLDER]")
def backup_(folder: str | None) -> None:
    """Save the house."""
    moment = now()
    with ready_database() as (settings, engine):
        target = Path(folder) if folder else settings.home / "backups" / moment.strftime("%Y-%m-%dT%H%M%SZ")
        try:
            files = FileStore(settings.home / "files")
            manifest = backup(engine, files, target, moment=moment, describe=describe_journal)
        except BackupRefused as refused:
            raise Stop(_NOT_SAVED.with_parameters(why=_why(refused))) from None
    answer(_as_json(target, manifest), [_SAVED.with_parameters(folder=str(target), **_counts(manifest))])


@command(
    "restore",
    Text(
        "Restaurer une sauvegarde dans une base vide et un dossier sans fichiers, puis la prouver.\n"
        "La base et le dossier sont ceux de BEFFROI_DATABASE_URL et BEFFROI_HOME. Une sauvegarde qui ne se prouve pas est "
        "refusée, et rien ne reste.",
        "Restore a backup into an empty database and a folder without files, then prove it.\n"
        "Database and folder are those of BEFFROI_DATABASE_URL and BEFFROI_HOME. A backup that does not prove itself is "
        "refused, and nothing stays.",
    ),
    parent=COMMAND,
)
@click.argument("folder", type=ReadableFolder())
def restore_(folder: Path) -> None:
    """Restore the house."""
    settings = read_settings()
    tell_engine(settings.home)
    open_database(settings).dispose()
    try:
        manifest = restore(
            folder,
            database_url=settings.database_url,
            files=settings.home / "files",
            prove=lambda engine: _upgraded_and_proved(engine, settings),
        )
    except (BackupRefused, SchemaRefused) as refused:
        raise Stop(_NOT_RESTORED.with_parameters(why=_why(refused))) from None
    answer(_as_json(folder, manifest), [_RESTORED.with_parameters(folder=str(folder), **_counts(manifest))])


def _upgraded_and_proved(engine: Engine, settings: Settings) -> list[Text]:
    # A backup of an earlier version is proved by this one, once it has this one's tables.
    if needs_upgrade(engine):
        upgrade(engine)
    return prove(engine, public_keys(settings.home / "keys") or None)


def _counts(manifest: dict[str, Any]) -> dict[str, int]:
    return {"lines": manifest["journal"]["lines"], "files": manifest["files"]["count"]}


def _as_json(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    return {"folder": str(folder), "made_at": manifest["made_at"], "kind": manifest["kind"], **_counts(manifest)}


def _why(refused: Exception) -> Text | str:
    return getattr(refused, "text", None) or str(refused)


_SAVED: Final = Text(
    "Sauvegardé dans {folder} (lignes de journal\u00a0: {lines}\u00a0; fichiers\u00a0: {files}). Gardez-en une copie ailleurs.",
    "Saved in {folder} (lines of journal: {lines}; files: {files}). Keep a copy elsewhere.",
)
_NOT_SAVED: Final = Text("Rien n’a été sauvegardé\u00a0: {why}", "Nothing was saved: {why}")
_RESTORED: Final = Text(
    "Restauré et prouvé depuis {folder} (lignes de journal\u00a0: {lines}\u00a0; fichiers\u00a0: {files}).",
    "Restored from {folder} and proved (lines of journal: {lines}; files: {files}).",
)
_NOT_RESTORED: Final = Text("Rien n’a été restauré\u00a0: {why}", "Nothing was restored: {why}")
_DONE: Final = Text("La base est à la version {to}.", "The database is at version {to}.")
_THERE: Final = Text("La base était déjà à la version {to}.", "The database was at version {to} already.")
_REFUSED: Final = Text("La base est restée comme elle était\u00a0: {why}", "The database was left as it was: {why}")
