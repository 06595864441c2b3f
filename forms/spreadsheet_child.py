"""Reading one spreadsheet from standard input, within limits; runs in a child process that ``spreadsheet.py`` starts."""

from __future__ import annotations

import codecs
import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any, Final

from defusedxml.ElementTree import fromstring
from openpyxl import load_workbook

from forms.limited import Unreadable, answer
from forms.packed import open_package, package_type

Lines = Iterable[tuple[int, list[str]]]
_MOST_CELLS: Final = 60
_LONGEST_CELL: Final = 8000
_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_NOT_TEXT: Final = (
    b"%PDF",
    b"\x1f\x8b",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"Rar!",
    b"7z\xbc\xaf",
    b"<!DOCTYPE",
    b"<html",
    b"<?xml",
)
_SEPARATORS: Final = ";\t,|"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def sheets_of(content: bytes, most_lines: int) -> list[list[tuple[int, list[str]]]]:
    """Return the visible sheets of a file as lines of words; refuses with :class:`Unreadable`."""
    if content.startswith(_OLD_EXCEL):
        raise Unreadable("old_excel")
    if content.startswith(b"PK\x03\x04"):
        found = _packed(content)
    elif content.startswith(_NOT_TEXT):
        raise Unreadable("no_table")
    else:
        found = [_text_lines(content)]
    kept, left = [], most_lines
    for lines in found:
        sheet = list(_filled(lines, left))
        left -= len(sheet)
        kept.append(sheet)
    return kept


def _filled(lines: Lines, most: int) -> Iterator[tuple[int, list[str]]]:
    for number, cells in lines:
        short = [_freed(cell[:_LONGEST_CELL].strip()) for cell in cells[:_MOST_CELLS]]
        while short and not short[-1]:
            short.pop()
        if not short:
            continue
        if most == 0:
            raise Unreadable("too_many_lines")
        most -= 1
        yield number, short


def _freed(cell: str) -> str:
    """Take back the apostrophe by which a table to take away keeps words from becoming a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in set("=+-@\t\r＝＋－＠") else cell


def _text_lines(content: bytes) -> Lines:
    text = _decoded(content)
    if "\x00" in text:
        raise Unreadable("no_table")
    first = next((line for line in text.splitlines() if line.strip()), "")
    skipped = first.lower().strip('"').startswith("sep=")
    separator = first[4:5] if skipped and first[4:5] in _SEPARATORS else max(_SEPARATORS, key=_counted(text))
    csv.field_size_limit(4 * _LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    for cells in reader:
        number, start = start, reader.line_num + 1
        if not (skipped and number == 1):
            yield number, cells


def _counted(text: str) -> Callable[[str], int]:
    head = text[:4000]
    return lambda sign: head.count(sign) if sign != "," else head.count(sign) // 2  # of decimals there are commas too


def _decoded(content: bytes) -> str:
    for sign, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(sign):
            return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        # What French spreadsheets write when nobody asks them for UTF-8.
        return content.decode("cp1252", errors="replace")


def _packed(content: bytes) -> list[Lines]:
    with open_package(content) as package:
        names = set(package.namelist())
        if "xl/workbook.xml" in names:
            return _workbook(content)
        if package_type(package) == _ODS and "content.xml" in names:
            return _opendocument(package.read("content.xml"))
    raise Unreadable("no_table")


def _workbook(content: bytes) -> list[Lines]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    return [_workbook_lines(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _workbook_lines(sheet: Any) -> Lines:
    sheet.reset_dimensions()  # what it says of its own size need not be so
    for number, row in enumerate(sheet.iter_rows(max_col=_MOST_CELLS), start=1):
        yield number, [_said(cell.value, getattr(cell, "number_format", "")) for cell in row]


def _said(value: Any, shape: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return number_said(value * 100 if "%" in (shape or "") else value)
    return str(value)


def number_said(value: float) -> str:
    """Return a number as its sheet shows it: without the noise of binary fractions, nor needless zeros."""
    if isinstance(value, int) or (abs(value) < 1e15 and value == int(value)):
        return str(int(value))
    return format(value, ".9f").rstrip("0").rstrip(".")


def _opendocument(content: bytes) -> list[Lines]:
    root = fromstring(content, forbid_dtd=True)
    hidden = {
        style.get("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}name")
        for style in root.iter("{urn:oasis:names:tc:opendocument:xmlns:style:1.0}style")
        if any(each.get(f"{_TABLE}display") == "false" for each in style)
    }
    return [
        _opendocument_lines(table)
        for table in root.iter(f"{_TABLE}table")
        if table.get(f"{_TABLE}style-name") not in hidden or not hidden
    ]


def _opendocument_lines(table: Any) -> Lines:
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        cells = list(_opendocument_cells(row))
        times = _repeated(row, "rows")
        if any(cells):
            for again in range(times):
                yield number + again, cells
        number += times


def _opendocument_cells(row: Any) -> Iterator[str]:
    count = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        words = _opendocument_words(cell)
        for _ in range(min(_repeated(cell, "columns"), _MOST_CELLS - count)):
            yield words
            count += 1


def _repeated(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _opendocument_words(cell: Any) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind == "date":
        return str(cell.get(f"{_OFFICE}date-value", ""))[:10]
    if kind in ("float", "currency", "percentage"):
        value = float(cell.get(f"{_OFFICE}value", "nan"))
        return number_said(value * 100 if kind == "percentage" else value) if abs(value) < 1e15 else ""
    return "\n".join(_paragraph(each) for each in cell if each.tag == f"{_TEXT}p")


def _paragraph(paragraph: Any) -> str:
    said = [paragraph.text or ""]
    for part in paragraph.iter():
        if part is paragraph:
            continue
        if part.tag == f"{_TEXT}s":
            said.append(" " * min(int(part.get(f"{_TEXT}c", "1")), 100))
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            said.append(" ")
        said.extend((part.text or "", part.tail or ""))
    return "".join(said)


def main() -> int:
    """Read one file from standard input and write its sheets, or why it has none, to standard output."""
    return answer(lambda content: ({"sheets": sheets_of(content, int(sys.argv[3]))}, b""))


if __name__ == "__main__":
    sys.exit(main())
