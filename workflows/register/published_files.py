"""Files of public registers, opened as they are published: encoding, separator and layout found, lines read one by one.

Nothing here knows what a line means. A file that cannot be the right one is refused whole with :class:`WrongFile`; a
line that cannot be read is given as a :class:`RefusedLine`, and the reading goes on after it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workflows.register.layouts import LAYOUTS, Layout, fold_name
from workflows.register.table_text import TableText, WrongFile, clean, is_unreadable, open_text
from workflows.store.text import Text

SEPARATORS: Final = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not taken: its number in the file as an editor shows it (the header is line 1), and why.

    ``last`` is the number of its last physical line: a reading that resumes begins after it.
    """

    number: int
    last: int
    reason: Text


@dataclass(frozen=True, slots=True)
class PublishedLine:
    """A line of the file: its number, that of its last physical line (a cell may hold several), and its cells under our
    own names; a column that the file lacks is absent.
    """

    number: int
    last: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A table whose separator and layout are known."""

    text: TableText
    separator: str
    layout: Layout
    header: tuple[str, ...]
    header_line: int

    def lines(self, after: int = 0) -> Iterator[PublishedLine | RefusedLine]:
        """Give every line that begins after the physical line ``after``, in order."""
        places = _places(self.layout, self.header)
        for number, last, cells in self.text.records(self.separator, max(after, self.header_line)):
            if isinstance(cells, Text):
                yield RefusedLine(number, last, cells)
            elif any(cells) and tuple(cells) != self.header:
                yield self._line(number, last, cells, places)

    def _line(
        self, number: int, last: int, cells: list[str], places: dict[str, tuple[int, ...]]
    ) -> PublishedLine | RefusedLine:
        missing = len(self.header) - len(cells)
        if missing > 0 or any(cells[len(self.header) :]):
            return RefusedLine(number, last, _wrong_width(len(self.header), len(cells)))
        if self.text.damaged and any(is_unreadable(cell) for cell in cells):
            return RefusedLine(
                number,
                last,
                Text(
                    "La ligne contient des octets illisibles\u00a0: elle n’est pas en {encoding} comme le reste du fichier.",
                    "The line holds bytes that cannot be read: it is not in {encoding} like the rest of the file.",
                    encoding=self.text.encoding,
                ),
            )
        null = self.layout.null
        read = {}
        for name, indexes in places.items():
            read[name] = next((cell for cell in (clean(cells[i]) for i in indexes) if cell and cell != null), "")
        return PublishedLine(number, last, read)


def open_published(path: Path, wanted: Sequence[Layout]) -> PublishedFile:
    """Look through the file once and say what it is; refuses with :class:`WrongFile` what is none of ``wanted``."""
    text = open_text(path)
    header_line, line = text.first_line()
    if not line:
        raise WrongFile(Text("Le fichier {name} est vide.", "The file {name} is empty.", name=path.name))
    separator, header = max(
        ((separator, _split(line, separator)) for separator in SEPARATORS),
        key=lambda found: max(_matched(layout, found[1]) for layout in (*LAYOUTS, *wanted)),
    )
    fitting = [layout for layout in wanted if not _missing(layout, header)]
    if not fitting:
        raise WrongFile(_explain(path, wanted, header))
    layout = max(fitting, key=lambda fit: _matched(fit, header))
    return PublishedFile(text, separator, layout, header, header_line)


def _split(line: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=separator), []))
    except csv.Error:
        return (line,)


def _places(layout: Layout, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    folded = [fold_name(name) for name in header]
    places = {}
    for ours, published in layout.columns.items():
        found = [i for name in published for i, seen in enumerate(folded) if seen == fold_name(name)]
        if found:
            places[ours] = tuple(found)
    return places


def _missing(layout: Layout, header: Sequence[str]) -> list[str]:
    present = _places(layout, header)
    return [layout.published_name(name) for name in layout.columns if name in layout.required and name not in present]


def _matched(layout: Layout, header: Sequence[str]) -> int:
    return len(_places(layout, header))


def _explain(path: Path, wanted: Sequence[Layout], header: Sequence[str]) -> Text:
    for layout in LAYOUTS:
        if layout not in wanted and not _missing(layout, header):
            return Text(
                "{name} est {label}, ce que cette commande ne lit pas\u00a0: utilisez «\u00a0import {command}\u00a0».",
                "{name} is {label}, which this command does not read: use “import {command}”.",
                name=path.name,
                label=layout.label,
                command=layout.command,
            )
    nearest = max(wanted, key=lambda layout: _matched(layout, header))
    return Text(
        "{name} n’est pas {label}\u00a0: il manque {missing} parmi les colonnes trouvées ({found}). "
        "Donnez le fichier tel que son éditeur le publie, avec sa ligne d’en-tête.",
        "{name} is not {label}: {missing} missing from the columns found ({found}). "
        "Give the file as its publisher publishes it, with its header line.",
        name=path.name,
        label=nearest.label,
        missing=", ".join(_missing(nearest, header)).replace("'", "’"),
        found=_shorten(header),
    )


def _shorten(header: Sequence[str]) -> str:
    shown = [clean(name.encode("utf-8", "replace").decode())[:40] for name in header[:6]]
    return ", ".join(shown).replace("'", "’") + (", …" if len(header) > len(shown) else "")


def _wrong_width(expected: int, found: int) -> Text:
    return Text(
        "La ligne a {found} cellules au lieu de {expected}\u00a0: elle est tronquée, ou un séparateur y manque ou y est de trop.",
        "The line has {found} cells instead of {expected}: it is cut short, or a separator is missing or one too many.",
        found=found,
        expected=expected,
    )
