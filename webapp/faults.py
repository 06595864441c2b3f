"""What went wrong, in one sentence with the way out; the trace of what nobody foresaw goes to a file."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, ProgrammingError

from webapp.settings import home_folder
from workflows.store.text import Text

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_LONGEST_LOG: Final = 1024 * 1024
_NO_TABLE: Final = ("no such table", "undefinedtable", "does not exist", "no such column", "undefinedcolumn")


def said_of_fault(fault: BaseException) -> Text | None:
    """Return what a failure means to whoever runs the command, or ``None`` if nobody foresaw it."""
    own = getattr(fault, "text", None)
    if isinstance(own, Text):
        return own
    match fault:
        case ArgumentError() | NoSuchModuleError():
            return _NO_DATABASE_ADDRESS
        case DBAPIError():
            return _said_of_database(fault)
        case Exception() if type(fault).__module__.partition(".")[0] == "redis":
            return _NO_REDIS
        case OSError() if fault.errno in _NO_ROOM:
            return _DISK_FULL
        case PermissionError():
            return _NO_PERMISSION.with_parameters(path=fault.filename or "?")
        case FileNotFoundError():
            return _NO_FILE.with_parameters(path=fault.filename or "?")
        case OSError() if fault.filename:
            return _FILE_FAULT.with_parameters(path=fault.filename, why=os.strerror(fault.errno or 0))
    return None


def keep_trace(fault: BaseException) -> Path:
    """Append the trace of a failure to the log of errors and return where that is."""
    text = "".join(traceback.format_exception(fault))
    entry = f"--- {datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n"
    for folder in (home_folder(), Path(tempfile.gettempdir())):
        path = folder / "errors.log"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > _LONGEST_LOG:
                path.replace(path.with_suffix(".log.1"))
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8", errors="backslashreplace") as log:
                log.write(entry)
        except OSError:
            continue
        return path
    return Path(os.devnull)


def _said_of_database(fault: DBAPIError) -> Text:
    said = str(fault.orig).lower()
    state = str(getattr(fault.orig, "sqlstate", "") or "")
    if "disk is full" in said or "no space left" in said or state == "53100":
        return _DISK_FULL
    if isinstance(fault, (ProgrammingError, OperationalError)) and any(each in said for each in _NO_TABLE):
        return _NOT_MIGRATED
    if "locked" in said:
        return _BUSY
    if "not a database" in said or "malformed" in said:
        return _DAMAGED
    return _NO_DATABASE.with_parameters(why=str(fault.orig).strip().split("\n")[0][:200])


_NO_DATABASE_ADDRESS: Final = Text(
    "BEFFROI_DATABASE_URL n’est pas l’adresse d’une base\u00a0: sqlite:///chemin ou postgresql://compte@serveur/base.",
    "BEFFROI_DATABASE_URL is no address of a database: sqlite:///path or postgresql://account@server/base.",
)
_NO_DATABASE: Final = Text(
    "La base de données ne répond pas ({why}). Voir beffroi doctor.",
    "The database does not answer ({why}). See beffroi doctor.",
)
_NOT_MIGRATED: Final = Text(
    "La base n’est pas à la version de ce programme. Lancez beffroi db upgrade.",
    "The database is not at this program’s version. Run beffroi db upgrade.",
)
_BUSY: Final = Text(
    "La base est occupée par un autre programme. Recommencez dans un instant.",
    "Another program keeps the database busy. Try again in a moment.",
)
_DAMAGED: Final = Text(
    "Le fichier de la base est abîmé ou n’en est pas un. Restaurez une sauvegarde\u00a0: beffroi db restore.",
    "The database file is damaged or is none. Restore a backup: beffroi db restore.",
)
_NO_REDIS: Final = Text(
    "Redis ne répond pas à BEFFROI_REDIS_URL. Voir beffroi doctor.",
    "Redis does not answer at BEFFROI_REDIS_URL. See beffroi doctor.",
)
_DISK_FULL: Final = Text(
    "Il n’y a plus de place sur le disque. Rien n’a été enregistré à moitié\u00a0: faites de la place et recommencez.",
    "There is no room left on the disk. Nothing was half saved: make room and try again.",
)
_NO_PERMISSION: Final = Text(
    "Ce compte n’a pas le droit d’ouvrir {path}. Changez de compte, ou les droits du fichier.",
    "This account may not open {path}. Change the account, or the rights of the file.",
)
_NO_FILE: Final = Text("{path} n’existe pas.", "{path} is not there.")
_FILE_FAULT: Final = Text("{path}\u00a0: {why}.", "{path}: {why}.")
