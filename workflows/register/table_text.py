"""Tables in plain text, whatever their encoding and however damaged: looked through once, then read record by record."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Final, TextIO

from workflows.store.text import Text

LONGEST_LINE: Final = 65_536
"""Characters in one physical line; the longest published lines hold about 1,300."""
LONGEST_RECORD: Final = 50
"""Physical lines that one quoted record may span before its opening quotation mark is held to be a mistake."""

_BLOCK: Final = 1 << 20
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_UNREADABLE: Final = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII: Final = re.compile("[^\x00-\x7f\udc80-\udcff]")
_UNPACK: Final = Text("décompressez-le, ou enregistrez-le en CSV (UTF-8)", "unpack it, or save it as CSV (UTF-8)")
_SAVE: Final = Text("enregistrez-le en CSV (UTF-8)", "save it as CSV (UTF-8)")
_ASK: Final = Text("demandez le tableau lui-même, en CSV (UTF-8)", "ask for the table itself, as CSV (UTF-8)")
_UTF16: Final = Text("un texte en UTF-16", "a text in UTF-16")
_NOT_TEXT: Final = {
    b"PK\x03\x04": (Text("une archive ZIP ou un classeur Excel", "a ZIP archive or an Excel workbook"), _UNPACK),
    b"\x1f\x8b": (Text("un fichier compressé (gzip)", "a compressed file (gzip)"), _UNPACK),
    b"%PDF": (Text("un PDF", "a PDF"), _ASK),
    b"\xd0\xcf\x11\xe0": (Text("un ancien classeur Excel", "an old Excel workbook"), _SAVE),
    codecs.BOM_UTF16_LE: (_UTF16, _SAVE),
    codecs.BOM_UTF16_BE: (_UTF16, _SAVE),
}
"""By its first bytes, what a file is that holds no table in text, and the way out."""


class WrongFile(ValueError):
    """The whole file is refused. ``text`` says what was expected, what was found and the way out."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class TableText:
    """A file that holds a table in text. ``length`` counts its physical lines, ``digest`` is its SHA-256.

    ``damaged`` tells whether some bytes are not of the encoding: :func:`is_unreadable` then finds them in a cell.
    """

    path: Path
    digest: str
    encoding: str
    length: int
    damaged: bool

    def first_line(self) -> tuple[int, str]:
        """Return the first line that says something, with its number; ``(0, "")`` where there is none."""
        with self._open() as stream:
            for number, line in _physical_lines(stream):
                # Spreadsheets write the separator in a line of its own, as a hint to themselves.
                if line and line.strip() and not line.strip().lower().strip('"').startswith("sep="):
                    return number, line
        return 0, ""

    def records(self, separator: str, after: int) -> Iterator[tuple[int, int, list[str] | Text]]:
        """Give each record after a physical line: the numbers of its first and last line, and its cells.

        In place of the cells of a record that cannot be read stands the reason. One bad quotation mark costs one line.
        """
        with self._open() as stream:
            lines = _Lines(stream, after)
            while (found := lines.next()) is not None:
                number, line = found
                read = _fault(line) or _read_record(line or "", lines, separator)
                yield number, lines.number, read

    def _open(self) -> TextIO:
        return TextIOWrapper(self.path.open("rb"), encoding=self.encoding, errors="surrogateescape", newline="\n")


def is_unreadable(cell: str) -> bool:
    """Tell whether a cell holds bytes that are not of the encoding of its file."""
    return _UNREADABLE.search(cell) is not None


def clean(cell: str) -> str:
    """Return a cell without the blanks around it; control characters, which no paper can carry, become blanks."""
    cell = cell.strip()
    return cell if cell.isprintable() else _CONTROL.sub(" ", cell).strip()


def open_text(path: Path) -> TableText:
    """Look through a file once; refuses with :class:`WrongFile` what cannot be opened or is no text."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")("surrogateescape")
    lines = strangers = accents = 0
    bytes_beyond_ascii: set[int] = set()
    head = last = b""
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                head = head or block[:4]
                last = block[-1:]
                digest.update(block)
                lines += block.count(b"\n")
                text = decoder.decode(block)
                strangers += len(_UNREADABLE.findall(text))
                accents += len(_BEYOND_ASCII.findall(text))
                bytes_beyond_ascii.update(block.translate(None, bytes(range(128))))
    except OSError as error:
        raise WrongFile(_cannot_open(path, error)) from None
    strangers += len(decoder.decode(b"", True))
    for mark, kind in _NOT_TEXT.items():
        if head.startswith(mark):
            raise WrongFile(_not_text(path, *kind))
    lines += last not in (b"", b"\n")
    # A file in UTF-8 with a few broken bytes is still UTF-8: reading it as Latin-1 would spoil every accent.
    if strangers == 0 or accents > 10 * strangers:
        return TableText(path, digest.hexdigest(), "utf-8-sig", lines, strangers > 0)
    return TableText(path, digest.hexdigest(), _single_byte_encoding(bytes_beyond_ascii), lines, False)


def _single_byte_encoding(used: set[int]) -> str:
    undefined_in_windows = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
    only_in_windows = set(range(0x80, 0xA0)) - undefined_in_windows
    return "windows-1252" if used & only_in_windows and not used & undefined_in_windows else "iso-8859-1"


class _Lines:
    """The physical lines of a stream: one at a time, and any of them may be put back."""

    def __init__(self, stream: TextIO, after: int = 0) -> None:
        self._lines = ((number, line) for number, line in _physical_lines(stream) if number > after)
        self._waiting: deque[tuple[int, str | None]] = deque()
        self.number = 0
        """The number of the line last given."""

    def next(self) -> tuple[int, str | None] | None:
        found = self._waiting.popleft() if self._waiting else next(self._lines, None)
        if found is not None:
            self.number = found[0]
        return found

    def put_back(self, lines: Sequence[tuple[int, str | None]]) -> None:
        self._waiting.extendleft(reversed(lines))
        if lines:
            self.number = lines[0][0] - 1


def _physical_lines(stream: TextIO) -> Iterator[tuple[int, str | None]]:
    """Give each physical line with its number; ``None`` in place of one that is too long to be a line."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) <= LONGEST_LINE or line.endswith("\n"):
            yield number, line
            continue
        while line and not line.endswith("\n"):
            line = stream.readline(LONGEST_LINE + 1)
        yield number, None


def _fault(line: str | None) -> Text | None:
    if line is None:
        return _too_long()
    return _holds_nul() if "\0" in line else None


def _read_record(line: str, lines: _Lines, separator: str) -> list[str] | Text:
    taken: list[tuple[int, str | None]] = []
    text = [line]
    while True:
        try:
            return next(csv.reader(text, delimiter=separator, strict=True), [])
        except csv.Error as error:
            # CPython says this, and nothing else, of a quoted cell that its lines leave open.
            still_open = "unexpected end of data" in str(error)
        more = lines.next() if still_open and len(text) < LONGEST_RECORD and len("".join(text)) < LONGEST_LINE else None
        if more is not None:
            taken.append(more)
        if more is None or more[1] is None or _fault(more[1]):
            lines.put_back(taken)
            return _never_closed() if still_open else _misplaced_quote()
        text.append(more[1])


def _cannot_open(path: Path, error: OSError) -> Text:
    if isinstance(error, FileNotFoundError):
        return Text("Le fichier {name} est introuvable.", "The file {name} is not there.", name=path.name)
    if isinstance(error, IsADirectoryError):
        return Text(
            "{name} est un dossier\u00a0: donnez le fichier qu’il contient.",
            "{name} is a folder: give the file that is in it.",
            name=path.name,
        )
    return Text(
        "Le fichier {name} ne s’ouvre pas ({why}).",
        "The file {name} cannot be opened ({why}).",
        name=path.name,
        why=error.strerror or type(error).__name__,
    )


def _not_text(path: Path, kind: Text, way_out: Text) -> Text:
    return Text(
        "{name} est {kind}, et non un tableau en CSV (UTF-8)\u00a0: {way_out}.",
        "{name} is {kind}, not a table in CSV (UTF-8): {way_out}.",
        name=path.name,
        kind=kind,
        way_out=way_out,
    )


def _too_long() -> Text:
    return Text(
        "La ligne dépasse {limit} caractères\u00a0: aucune ligne publiée n’est aussi longue.",
        "The line is longer than {limit} characters: no published line is that long.",
        limit=LONGEST_LINE,
    )


def _holds_nul() -> Text:
    return Text(
        "La ligne contient un octet nul\u00a0: le fichier est abîmé à cet endroit, téléchargez-le de nouveau.",
        "The line holds a null byte: the file is damaged there, download it again.",
    )


def _never_closed() -> Text:
    return Text(
        "Un guillemet ouvert sur cette ligne ne se referme jamais.",
        "A quotation mark opened on this line is never closed.",
    )


def _misplaced_quote() -> Text:
    return Text(
        "Un guillemet est mal placé sur cette ligne\u00a0: il devrait être doublé à l’intérieur d’une cellule.",
        "A quotation mark is misplaced on this line: inside a cell it should be doubled.",
    )
