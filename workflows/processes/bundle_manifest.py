"""The manifest of a bundle: which pieces it holds, each by name, size and SHA-256; one spelling, so that it has a hash itself.

The pieces lie side by side without a folder. Names are made here of plain letters, and refused if they are anything else:
no path, no name of the bundle's own files, none that a file system would take for another.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.processes.plain import Plain

FORMAT: Final = 1
MANIFEST, SUMS, VERIFIER = "manifest.json", "SHA256SUMS", "verifier.html"
OWN_NAMES: Final = frozenset({MANIFEST, SUMS, VERIFIER})
"""The files of the bundle that are no pieces."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}\.[a-z0-9]{1,5}")
_OF_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)\.", re.IGNORECASE)
_SPELT: Final = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "’": " "})
_LONGEST_TITLE: Final = 60


class BundleRefused(ValueError):
    """The pieces may not go into one bundle; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class BundlePiece(Plain):
    """One piece: its number as people say it (``Lettre``, ``Bordereau``, ``1``), file name, title, class, bytes, hash."""

    number: str
    name: str
    title: str
    secrecy: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest(Plain):
    """What a bundle says of itself; ``slip`` is the number of its transmittal slip."""

    reference: str
    slip: str
    sender: str
    addressee: str
    sent_on: date
    secrecy: int
    copy_number: int
    demonstration: bool
    pieces: tuple[BundlePiece, ...]

    def text(self) -> str:
        """Return the one spelling of the manifest: sorted keys, no space, no ``<``, so that a page may carry it as it is."""
        data = {"document": "bundle", "format": FORMAT, **self.as_data()}
        written = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return written.replace("<", "\\u003c")

    def digest(self) -> str:
        """Return the SHA-256 of that spelling, which is that of the file ``manifest.json``."""
        return hashlib.sha256(self.text().encode()).hexdigest()


def name_of_piece(number: int, title: str, ending: str) -> str:
    """Return the file name of a piece, e.g. ``01-photographie-des-etiquettes.jpg``; ``number`` is 0 for letter and slip."""
    plain = unicodedata.normalize("NFKD", title.translate(_SPELT)).encode("ascii", "ignore").decode()
    words = re.sub(r"[^A-Za-z0-9]+", "-", plain)[:_LONGEST_TITLE].strip("-") or "piece"
    return f"{number:02d}-{words}.{ending}"


def check_pieces(pieces: Sequence[BundlePiece], secrecy: int) -> None:
    """Refuse (``BundleRefused``) names that are unsafe or alike, and a piece of a higher class than the bundle."""
    seen: set[str] = set()
    for piece in pieces:
        if not _NAME.fullmatch(piece.name) or _OF_DEVICES.match(piece.name):
            raise BundleRefused(f"{piece.name!r} is no name for a piece.")
        folded = piece.name.casefold()
        if folded in {own.casefold() for own in OWN_NAMES}:
            raise BundleRefused(f"{piece.name} is a file of the bundle itself.")
        if folded in seen:
            raise BundleRefused(f"Two pieces are called {piece.name}.")
        seen.add(folded)
        if piece.secrecy > secrecy:
            raise BundleRefused(f"{piece.name} is of class K{piece.secrecy}, above the bundle's K{secrecy}.")
