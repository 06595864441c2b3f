"""A spreadsheet that somebody brings (CSV, OpenDocument or Excel): read in a process of its own with little memory and time.

Nothing in it is computed, followed or run. What comes back is words, cell by cell, each line with the number that the
spreadsheet shows beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from forms.limited import LimitedReader, ReaderBusy, Unreadable
from workflows.store.text import Text

LARGEST_FILE: Final = 5 * 1024 * 1024
"""Bytes, as the file comes."""
MOST_LINES: Final = 500
"""Lines that say something, on all the sheets of a file."""
SECONDS: Final = 15
MEMORY: Final = 512 * 1024 * 1024
"""Bytes of address space for one file, libraries included."""
_READER: Final = LimitedReader("forms.spreadsheet_child")


class SpreadsheetRefused(Exception):
    """What was brought cannot be read as a table. ``code`` is stable, ``text`` is the sentence."""

    def __init__(self, code: str) -> None:
        """Carry the sentence of that code; one that is not known is a file that is broken."""
        self.code = code if code in _REFUSALS else "broken"
        self.text = _REFUSALS[self.code]
        super().__init__(self.text.render("en"))


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number, counted from 1 as spreadsheets do, and its cells as words, none of them ``None``."""

    number: int
    cells: tuple[str, ...]


Sheets = Sequence[Sequence[Row]]
"""The visible sheets of a file, each with its lines that say something."""


def read_spreadsheet(content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> Sheets:
    """Read a file in a limited child process and return its sheets.

    A number is written with a point and without needless zeros, a day as 2026-10-31, a percentage as it is shown
    (45 for 45 %). Refuses with :class:`SpreadsheetRefused` what is empty, too large (packed or unpacked), protected, of
    another kind, broken, longer than :data:`MOST_LINES`, or needs more time or memory than a table does.
    """
    if not content.strip():
        raise SpreadsheetRefused("empty")
    if len(content) > LARGEST_FILE:
        raise SpreadsheetRefused("too_heavy")
    try:
        said, _ = _READER.ask(content, str(MOST_LINES), seconds=seconds, memory=memory)
    except Unreadable as refused:
        raise SpreadsheetRefused(refused.code) from None
    except ReaderBusy:
        raise SpreadsheetRefused("busy") from None
    return [[Row(number, tuple(cells)) for number, cells in rows] for rows in said["sheets"]]


_REFUSALS: Final = {
    "empty": Text("Ce fichier est vide.", "This file is empty."),
    "too_heavy": Text(
        "Ce fichier dépasse 5\u00a0Mo. Ne gardez que les lignes à importer.",
        "This file is larger than 5\u00a0MB. Keep only the lines to import.",
    ),
    "too_big_inside": Text(
        "Ce classeur contient bien plus que ce qu’il annonce. Copiez les lignes à importer dans un classeur neuf.",
        "This workbook holds far more than it seems to. Copy the lines to import to a new workbook.",
    ),
    "no_table": Text(
        "Ce fichier n’est pas un tableau lisible. Les formats acceptés sont OpenDocument (.ods), Excel (.xlsx) et CSV.",
        "This file is not a table that can be read. OpenDocument (.ods), Excel (.xlsx) and CSV are accepted.",
    ),
    "old_excel": Text(
        "Ce classeur est d’un ancien format, ou protégé par un mot de passe. Enregistrez-le en .xlsx ou .ods, sans mot"
        " de passe.",
        "This workbook is of an old format, or protected by a password. Save it as .xlsx or .ods, without a password.",
    ),
    "broken": Text(
        "Ce fichier est abîmé\u00a0: il ne s’ouvre pas. Enregistrez-le de nouveau depuis votre tableur.",
        "This file is damaged: it does not open. Save it again from your spreadsheet.",
    ),
    "too_many_lines": Text(
        "Ce fichier compte plus de 500 lignes remplies. Importez-le en plusieurs fois.",
        "This file has more than 500 lines filled in. Import it in several parts.",
    ),
    "too_slow": Text(
        "Ce fichier demande trop de mémoire ou de temps pour être lu. Ne gardez que les lignes à importer.",
        "This file takes too much memory or time to read. Keep only the lines to import.",
    ),
    "busy": Text(
        "D’autres fichiers sont en cours de lecture. Recommencez dans un instant.",
        "Other files are being read. Try again in a moment.",
    ),
}
