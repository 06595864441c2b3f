"""A table as an Excel workbook: words stay words, numbers and days are numbers and days."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from webapp.tables.table import Cell, Table, words_of

TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_NAME: Final = 31
"""Characters of the name of a sheet."""
_BOLD: Final = Font(bold=True)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_TOP: Final = Alignment(vertical="top")


def write_workbook(table: Table) -> bytes:
    """Return the workbook: the table with its header fixed and filters on it, then a sheet that states the facts."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.title = "Beffroi", words_of(table.title)
    book.properties.created = table.made_at.replace(tzinfo=None)
    sheet = book.create_sheet(sheet_name(table.title))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.header))}{len(table.rows) + 1}"
    _set_widths(sheet, [table.header, *table.rows])
    _add(sheet, table.header, font=_BOLD)
    for row in table.rows:
        _add(sheet, row)
    about = book.create_sheet(sheet_name(table.about))
    lines: list[Sequence[Cell]] = [(table.title, None), *table.facts]
    _set_widths(about, lines)
    for line in lines:
        _add(about, line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_name(title: str) -> str:
    """Return a title as the name of a sheet, which bears neither every sign nor more than 31 of them."""
    kept = "".join(" " if sign in "[]:*?/\\'" else sign for sign in words_of(title))
    return " ".join(kept.split())[:_LONGEST_NAME].strip() or "1"


def _add(sheet: Any, row: Iterable[Cell], font: Font | None = None) -> None:
    sheet.append([_cell(sheet, value, font) for value in row])


def _cell(sheet: Any, value: Cell, font: Font | None) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.value = words_of(value) if isinstance(value, str) else value
    if isinstance(value, str):
        # After the value, which would make a formula of words that begin like one.
        cell.data_type = "s"
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    cell.alignment = _WRAP if isinstance(value, str) else _TOP
    if font is not None:
        cell.font = font
    return cell


def _set_widths(sheet: Any, rows: Sequence[Sequence[Cell]]) -> None:
    for number, column in enumerate(zip(*rows, strict=True), start=1):
        longest = max(len(line) for value in column for line in (str(value or "").split("\n") or [""]))
        sheet.column_dimensions[get_column_letter(number)].width = min(60, max(10, longest + 2))
