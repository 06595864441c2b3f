"""The file store: photos, papers and files named by the SHA-256 of their content, in a folder that may be shared."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_LOCK: Final = 5_417_029


class FileDamaged(Exception):
    """A stored file is missing or no longer matches its name."""


class FileStore:
    """Keeps bytes under their own SHA-256; the same bytes are kept once, and nothing is ever overwritten."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, made if absent."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, digest: str) -> Path:
        """Return where the file of that digest (64 lower-case hex digits) stands; refuses anything else."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"Not a SHA-256 in hexadecimal: {digest[:80]!r}.")
        return self.folder / digest[:2] / digest

    def put(self, content: bytes) -> str:
        """Keep ``content`` and return its digest, once it is on the disk and has been read back.

        Written aside, synced, renamed: a file of that name is whole or absent, whatever happens meanwhile.
        """
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        target.parent.mkdir(exist_ok=True)
        aside = target.parent / f".{digest}.{uuid4().hex}"
        try:
            with aside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if hashlib.sha256(aside.read_bytes()).hexdigest() != digest:
                raise FileDamaged(f"The disk did not give back what was written for {digest}.")
            aside.rename(target)
        finally:
            aside.unlink(missing_ok=True)
        _sync_folder(target.parent)
        _sync_folder(self.folder)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes of that digest; refuses a file that is missing or damaged with :class:`FileDamaged`."""
        try:
            content = self.path(digest).read_bytes()
        except FileNotFoundError:
            raise FileDamaged(f"The file {digest} is missing from the store.") from None
        if hashlib.sha256(content).hexdigest() != digest:
            raise FileDamaged(f"The file {digest} was altered on the disk.")
        return content

    def erase(self, digest: str) -> None:
        """Remove the file of that digest for good; one that is gone already stays gone.

        Only for a caller that holds the store alone (:func:`hold_store`) and has seen that nothing names the file.
        """
        path = self.path(digest)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            _sync_folder(path.parent)

    def damaged(self) -> list[str]:
        """Return the names of all stored files whose content no longer matches."""
        found = []
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
                found.append(path.name)
        return found


def hold_store(connection: Connection, *, alone: bool = False) -> None:
    """Keep every stored file where it is until the end of this transaction; ``alone``, be the one that may erase.

    Bytes that are there already are not written again: whoever keeps some holds the store before ``put`` and until the row
    that names them is committed, so that nothing erases them in between. A transaction that writes to SQLite is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        lock = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
        connection.execute(sa.select(lock(_LOCK)))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
