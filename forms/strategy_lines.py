"""The lines of a strategy in a spreadsheet, or pasted from one: which columns they have, before any of it means anything."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forms.spreadsheet import Row, Sheets
from workflows.store.text import Text

_HEADER_WITHIN: Final = 20
"""Among so many first lines a header is looked for: titles and notes may stand above it."""
MOST_PASTED: Final = 200
"""Lines of one paste: a weekly figure over four years."""


class LinesRefused(Exception):
    """No line can be made of it. ``text`` says what is missing."""

    def __init__(self, text: Text) -> None:
        """Carry the sentence."""
        self.text = text
        super().__init__(text.render("en"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the name of what it gives; ``called`` are further names under which it is known."""

    name: str
    label: Text
    called: tuple[str, ...] = ()
    required: bool = True

    def is_called(self, heading: str) -> bool:
        """Tell whether a heading names this column, in either language, whatever its accents and capitals."""
        return heading in {likened(each) for each in (self.label.fr, self.label.en, *self.called)}


@dataclass(frozen=True, slots=True)
class Kind:
    """What the lines of a table are: the columns by which it is known. ``says`` are those of which one must be filled in
    for a line to say anything.
    """

    name: str
    label: Text
    columns: tuple[Column, ...]
    says: frozenset[str]

    def column(self, heading: str) -> Column | None:
        """Return the column that a heading names."""
        return next((each for each in self.columns if each.is_called(heading)), None)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number in the file and what it gives, by the name of the column; nothing is the empty word."""

    number: int
    given: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a table, and the headings that are not used."""

    kind: Kind
    lines: Sequence[Line]
    unused: Sequence[str] = ()


_CODE: Final = Text("Code", "Code")
_DUE: Final = Column("due_on", Text("Échéance", "Due on"), ("Date", "Pour le", "Due date", "By"))
READINGS: Final = Kind(
    "readings",
    Text("Relevés d’indicateurs", "Readings of indicators"),
    (
        Column("indicator", Text("Indicateur", "Indicator")),
        Column("on_day", Text("Jour", "Day"), ("Date", "Relevé du", "Reading of")),
        Column("value", Text("Valeur", "Value")),
        Column("source", Text("Source", "Source"), required=False),
        Column("code", _CODE, required=False),
    ),
    frozenset({"value"}),
)
ACTIONS: Final = Kind(
    "actions",
    Text("Actions de votre service", "Actions of your agency"),
    (
        Column("code", _CODE, ("Objectif", "Objective", "Code de l’objectif")),
        Column("title", Text("Action", "Action")),
        _DUE,
        Column("partner", Text("Partenaire", "Partner"), ("Service", "Agency"), required=False),
    ),
    frozenset({"title"}),
)
OBJECTIVES: Final = Kind(
    "objectives",
    Text("Objectifs de la stratégie", "Objectives of the strategy"),
    (
        Column("axis", Text("Axe", "Axis")),
        Column("title", Text("Objectif", "Objective")),
        Column("target", Text("Cible", "Target")),
        _DUE,
        Column("aim", Text("Pourquoi", "Why"), required=False),
    ),
    frozenset({"title", "target"}),
)
KINDS: Final[Mapping[str, Kind]] = {each.name: each for each in (READINGS, ACTIONS, OBJECTIVES)}


def likened(words: str) -> str:
    """Return words as two of them are compared: no accents, capitals, signs, nor more than one blank between words."""
    bare = "".join(each for each in unicodedata.normalize("NFKD", words) if not unicodedata.combining(each))
    return " ".join(re.findall(r"[a-z0-9]+", bare.casefold()))


def lines_in(sheets: Sheets) -> Lines:
    """Return the lines under the first header that is known; refuses with :class:`LinesRefused` where there is none."""
    best: tuple[int, Kind, list[Column]] | None = None
    for rows in sheets:
        for place, row in enumerate(rows[:_HEADER_WITHIN]):
            for kind in KINDS.values():
                known = _columns_of(kind, row)
                named = [each for each in known if each is not None]
                missing = [each for each in kind.columns if each.required and each not in named]
                if not missing:
                    return _lines_under(kind, known, row, rows[place + 1 :])
                if len(named) > 1 and (best is None or len(named) > best[0]):
                    best = len(named), kind, missing
    if best is not None:
        raise LinesRefused(_missing(best[1], best[2]))
    raise LinesRefused(_NO_HEADER)


def _columns_of(kind: Kind, row: Row) -> list[Column | None]:
    """Return the column that each cell of a header names; of two cells that name the same one, the first does."""
    found: list[Column | None] = []
    for cell in row.cells:
        column = kind.column(likened(cell))
        found.append(None if column in found else column)
    return found


def _lines_under(kind: Kind, known: Sequence[Column | None], header: Row, rows: Iterable[Row]) -> Lines:
    lines = []
    for row in rows:
        cells = dict(zip([each.name for each in known if each], _kept(known, row.cells), strict=True))
        given = {each.name: cells.get(each.name, "") for each in kind.columns}
        if any(given.values()):
            lines.append(Line(row.number, given))
    if not lines:
        raise LinesRefused(_NO_LINES)
    unused = [cell for cell, column in zip(header.cells, known, strict=True) if column is None and cell]
    return Lines(kind, lines, unused)


def _kept(known: Sequence[Column | None], cells: Sequence[str]) -> list[str]:
    return [cells[place] if place < len(cells) else "" for place, column in enumerate(known) if column is not None]


def pasted_rows(words: str) -> list[tuple[int, str, str, str]]:
    """Return (number, day, value, source) of each pasted line that says something; a day or a source may be empty.

    Cells stand apart by tabs or semicolons. A line of one cell is a value. Refuses more than :data:`MOST_PASTED` lines.
    """
    found = []
    for number, line in enumerate(words.splitlines(), start=1):
        cells = [cell.strip() for cell in re.split(r"[\t;]", line)]
        if not any(cells):
            continue
        if len(cells) == 1:
            cells = ["", *cells]
        day, value, source = (*cells, "", "")[:3]
        if not _is_heading(day, value):
            found.append((number, day, value, source))
    if len(found) > MOST_PASTED:
        raise LinesRefused(
            Text(
                "{count} lignes sont collées, {most} au plus sont possibles.",
                "{count} lines are pasted, {most} at most are possible.",
                count=len(found),
                most=MOST_PASTED,
            )
        )
    if not found:
        raise LinesRefused(_NOTHING_PASTED)
    return found


def _is_heading(day: str, value: str) -> bool:
    columns = {each.name: each for each in READINGS.columns}
    return columns["value"].is_called(likened(value)) and (not day or columns["on_day"].is_called(likened(day)))


def _missing(kind: Kind, columns: Iterable[Column]) -> Text:
    labels = [each.label for each in columns]
    return Text(
        "Ce tableau ressemble à «\u00a0{kind}\u00a0», mais il y manque\u00a0: {columns}.",
        "This table looks like “{kind}”, but it lacks: {columns}.",
        kind=kind.label,
        columns=Text(", ".join(each.fr for each in labels), ", ".join(each.en for each in labels)),
    )


_NO_HEADER: Final = Text(
    "Aucune ligne d’en-tête n’est reconnue. Reprenez un des modèles ci-dessous\u00a0: l’ordre des colonnes est libre, leurs noms"
    " comptent.",
    "No header line is known. Take one of the templates below: the order of the columns is free, their names count.",
)
_NO_LINES: Final = Text("Il n’y a rien sous la ligne d’en-tête.", "There is nothing under the header line.")
_NOTHING_PASTED: Final = Text("Rien n’est collé.", "Nothing is pasted.")
