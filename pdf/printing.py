"""From a snapshot to the file that is kept: printed in a limited process, then sealed here, where the key is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pikepdf

from pdf.child import print_in_child
from pdf.limits import Progress, no_progress
from pdf.seal import SealKey, seal
from workflows.processes.plain import Snapshot


@dataclass(frozen=True, slots=True)
class Printed:
    """A sealed file, its SHA-256, its number of pages, and the SHA-256 of the snapshot that it prints and carries."""

    pdf: bytes
    sha256: str
    pages: int
    snapshot: str


def print_sealed(
    snapshot: Snapshot,
    images: Mapping[str, bytes],
    key: SealKey,
    *,
    moment: datetime,
    progress: Progress = no_progress,
) -> Printed:
    """Return the sealed document of a snapshot; the seal is dated ``moment``. Refuses as ``print_in_child`` does."""
    plain = print_in_child(snapshot, images, progress=progress)
    with pikepdf.open(BytesIO(plain)) as read:
        pages = len(read.pages)
    progress("seal", pages)
    sealed = seal(plain, key, moment=moment)
    return Printed(sealed, hashlib.sha256(sealed).hexdigest(), pages, snapshot.fingerprint())


def attached_snapshot(pdf: bytes) -> str:
    """Return the canonical JSON that a document carries; refuses a file that carries none (``LookupError``)."""
    with pikepdf.open(BytesIO(pdf)) as read:
        for attached in read.attachments.values():
            return attached.get_file().read_bytes().decode()
    raise LookupError("No data is attached to this file.")
