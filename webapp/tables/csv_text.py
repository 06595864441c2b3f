"""A table as CSV: for a program that reads it and for a spreadsheet that opens it, with nothing that could run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Final

from webapp.tables.table import Cell, Table, begins_a_formula, words_of

TYPE: Final = "text/csv; charset=utf-8"


def write_csv(table: Table) -> bytes:
    """Return the table as UTF-8 with its sign, semicolons, everything quoted, decimal commas, days as 2026-11-27.

    The first line is the header and every line has its length: what the other formats state on a sheet of its own stands
    here in last columns, the same in every row. Words that begin like a formula come after an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([*(_safe(word) for word in table.header), *(_safe(label) for label, _words in table.facts)])
    stated = [_safe(words) for _label, words in table.facts]
    for row in table.rows:
        writer.writerow([*(_written(cell) for cell in row), *stated])
    return ("\ufeff" + out.getvalue()).encode()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _safe(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f").replace(".", ",") if isinstance(cell, Decimal) else str(cell)


def _safe(words: str) -> str:
    kept = words_of(words)
    return f"'{kept}" if begins_a_formula(kept) else kept
