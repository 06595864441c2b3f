"""A plain table with typed cells, and what is said about it: when it was made, for whom, with which filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

Cell = str | int | Decimal | date | None
"""What a cell holds: words, a number, a day, nothing."""

LONGEST_CELL: Final = 32_000
"""Characters of one cell: a spreadsheet keeps 32,767."""
_UNSHOWN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Table:
    """``header`` and every row are of one length, all words already in one language.

    ``facts`` are (label, words) pairs that the file states beside the table: day, agency, filters. ``made_at`` is aware.
    """

    title: str
    about: str
    facts: Sequence[tuple[str, str]]
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    made_at: datetime

    def __post_init__(self) -> None:
        """Refuse rows of another length than the header."""
        if any(len(row) != len(self.header) for row in self.rows):
            raise ValueError("Each row of a table has as many cells as its header.")


def words_of(cell: str) -> str:
    """Return words that every spreadsheet can keep: no invisible sign, plain line ends, not too long."""
    words = _UNSHOWN.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
    return words if len(words) <= LONGEST_CELL else words[:LONGEST_CELL] + "…"


def begins_a_formula(words: str) -> bool:
    """Tell whether a spreadsheet may take words for a formula or a command, blanks before it or not."""
    return bool(words) and (words[0] in _FORMULA or words.lstrip(" \u00a0\u200b\ufeff")[:1] in _FORMULA)
