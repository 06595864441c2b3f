"""A file that somebody brings to show that something was done: proved to be what it says, in a process with limits.

What is not in the list of kinds is refused. A photo is handed out as a view without what its original says of place and
device; any other file is handed out as it came, to be kept and never shown on a page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from wtforms import Form

from forms.fields import Paragraphs
from forms.limited import LimitedReader, ReaderBusy, Unreadable
from forms.photo import PhotoRefused, read_photo
from workflows.store.text import Text

LARGEST_FILE: Final = 12 * 1024 * 1024
"""Bytes."""
SECONDS: Final = 15
MEMORY: Final = 512 * 1024 * 1024
TYPES: Final[Mapping[str, str]] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "csv": "text/csv; charset=utf-8",
}
"""The kinds that are kept, by the ending of their name, with their type."""
_PHOTOS: Final = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_LONGEST_NAME: Final = 80
_READER: Final = LimitedReader("forms.evidence_child")


class FileRefused(Exception):
    """What was brought is no file that can be kept. ``name`` is the file's own, ``text`` is the sentence."""

    def __init__(self, name: str, text: Text) -> None:
        """Carry name and sentence."""
        self.name = name
        self.text = text
        super().__init__(text.render("en"))


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that may be kept: a safe name with the ending of its kind, what came, and what is handed out."""

    name: str
    kind: str
    original: bytes
    handed_out: bytes


class WithdrawForm(Form):
    """Why a file that was attached by mistake is withdrawn."""

    reason = Paragraphs(
        Text("Motif du retrait", "Reason for the withdrawal"),
        name="reason",
        maximum=500,
        hint=Text(
            "Lu par qui lit le dossier\u00a0: n’y recopiez pas ce que la pièce n’aurait pas dû montrer.",
            "Read by whoever reads the case: do not copy here what the file should not have shown.",
        ),
    )


def read_evidence(name: str, content: bytes) -> ReadFile:
    """Return the file if it is of a kind that is kept; refuses with :class:`FileRefused` any other.

    Refused are empty and too large files, unknown kinds, damaged ones, those that a password protects, and those that
    carry a program.
    """
    called = safe_name(name)
    if not content:
        raise FileRefused(called, _REFUSALS["empty"])
    if len(content) > LARGEST_FILE:
        raise FileRefused(called, _REFUSALS["too_heavy"])
    try:
        if content.startswith(_PHOTOS):
            return ReadFile(f"{called}.jpg", "jpg", content, read_photo(content).view)
        said, _ = _READER.ask(content, seconds=SECONDS, memory=MEMORY)
    except PhotoRefused as refused:
        raise FileRefused(called, refused.text) from None
    except Unreadable as refused:
        raise FileRefused(called, _REFUSALS[refused.code]) from None
    except ReaderBusy:
        raise FileRefused(called, _REFUSALS["busy"]) from None
    kind = said["kind"]
    return ReadFile(f"{called}.{kind}", kind, content, content)


def safe_name(name: str) -> str:
    """Return the name of a file without folders, ending, or any sign that an address or a command would take for its own."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rsplit(".", 1)[0] if "." in last.strip(".") else last
    kept = "".join(each if each.isalnum() or each in " .,-_()°’" else " " for each in stem)
    return " ".join(kept.split()).strip(" .")[:_LONGEST_NAME].strip(" .") or "fichier"


_REFUSALS: Final = {
    "empty": Text("Ce fichier est vide.", "This file is empty."),
    "too_heavy": Text("Ce fichier dépasse 12\u00a0Mo.", "This file is larger than 12\u00a0MB."),
    "unknown": Text(
        "Ce fichier n’est pas d’une sorte acceptée\u00a0: PDF, photo (JPEG, PNG, WebP), tableur ou texte (.ods, .xlsx, .odt, .docx, .csv).",
        "This file is of no kind that is accepted: PDF, photo (JPEG, PNG, WebP), spreadsheet or text (.ods, .xlsx, .odt, .docx, .csv).",
    ),
    "heic": Text(
        "Cette photo est au format HEIC. Enregistrez-la en JPEG.", "This photo is in the HEIC format. Save it as JPEG."
    ),
    "broken": Text("Ce fichier est abîmé\u00a0: il ne s’ouvre pas.", "This file is damaged: it does not open."),
    "old_excel": Text(
        "Ce fichier est d’un ancien format, ou protégé par un mot de passe. Enregistrez-le sans mot de passe.",
        "This file is of an old format, or protected by a password. Save it without a password.",
    ),
    "active": Text(
        "Ce fichier contient un programme (macro ou script). Enregistrez-le sans lui, en PDF par exemple.",
        "This file carries a program (macro or script). Save it without, as PDF for instance.",
    ),
    "too_big_inside": Text(
        "Ce fichier contient bien plus que ce qu’il annonce.", "This file holds far more than it seems to."
    ),
    "too_slow": Text(
        "Ce fichier demande trop de mémoire ou de temps pour être lu.",
        "This file takes too much memory or time to read.",
    ),
    "busy": Text(
        "D’autres fichiers sont en cours de lecture. Recommencez dans un instant.",
        "Other files are being read. Try again in a moment.",
    ),
}
