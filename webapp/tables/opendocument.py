"""A table as an OpenDocument spreadsheet: the same bytes for the same table, whoever writes it and when."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from webapp.tables.table import Cell, Table, words_of
from webapp.tables.workbook import sheet_name

TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_SPACES: Final = re.compile(r" {2,}|^ | $")
_NAMES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("meta", "meta"),
    )
) + (
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)  # fmt: skip
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES: Final = (
    '<office:automatic-styles><number:date-style style:name="D" number:automatic-order="false"><number:day'
    ' number:style="long"/><number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>'
    '<number:year number:style="long"/></number:date-style>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="D"/>'
    '<style:style style:name="words" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>'
    "</style:style>"
    '<style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="narrow" style:family="table-column"><style:table-column-properties'
    ' style:column-width="3cm"/></style:style>'
    '<style:style style:name="wide" style:family="table-column"><style:table-column-properties'
    ' style:column-width="8cm"/></style:style></office:automatic-styles>'
)
_MANIFEST: Final = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    f' manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "meta.xml")
    )
    + "</manifest:manifest>"
)
_WIDE_FROM: Final = 20
"""Characters from which a column is a wide one."""


def write_opendocument(table: Table) -> bytes:
    """Return the spreadsheet: the table, then a sheet that states the facts."""
    stated: list[Sequence[Cell]] = [(table.title, None), *table.facts]
    sheets = "".join([*_sheet(table.title, [table.header, *table.rows], head=1), *_sheet(table.about, stated, head=0)])
    content = (
        f'{_HEAD}<office:document-content {_NAMES} office:version="1.3">{_STYLES}<office:body><office:spreadsheet>'
        f"{sheets}</office:spreadsheet></office:body></office:document-content>"
    )
    moment = table.made_at.isoformat(timespec="seconds")
    meta = (
        f'{_HEAD}<office:document-meta {_NAMES} office:version="1.3"><office:meta><meta:generator>Beffroi</meta:generator>'
        f"<dc:title>{escape(words_of(table.title))}</dc:title><meta:creation-date>{moment}</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )
    styles = f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3"/>'
    return _packed({"content.xml": content, "styles.xml": styles, "meta.xml": meta})


def _packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        # First and not packed: so a file says what it is in its first bytes.
        package.writestr(zipfile.ZipInfo("mimetype", _EPOCH), TYPE)
        for name, text in {**parts, "META-INF/manifest.xml": _MANIFEST}.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text.encode())
    return out.getvalue()


def _sheet(title: str, rows: Sequence[Sequence[Cell]], *, head: int) -> Iterator[str]:
    yield f"<table:table table:name={quoteattr(sheet_name(title))}>"
    for column in zip(*rows, strict=True):
        longest = max(len(str(value or "")) for value in column)
        yield f'<table:table-column table:style-name="{"wide" if longest >= _WIDE_FROM else "narrow"}"/>'
    for number, row in enumerate(rows):
        cells = "".join(_cell(value, "head" if number < head else "words") for value in row)
        line = f"<table:table-row>{cells}</table:table-row>"
        yield f"<table:table-header-rows>{line}</table:table-header-rows>" if number < head else line
    yield "</table:table>"


def _cell(value: Cell, style: str) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, str):
        return (
            f'<table:table-cell table:style-name="{style}" office:value-type="string">{"".join(_lines(value))}'
            "</table:table-cell>"
        )
    if isinstance(value, date):
        shown = value.strftime("%d/%m/%Y")
        return (
            f'<table:table-cell table:style-name="day" office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{shown}</text:p></table:table-cell>"
        )
    number = format(value, "f") if isinstance(value, Decimal) else str(value)
    return (
        f'<table:table-cell office:value-type="float" office:value="{number}">'
        f"<text:p>{number.replace('.', ',')}</text:p></table:table-cell>"
    )


def _lines(words: str) -> Iterable[str]:
    for line in words_of(words).split("\n"):
        kept = _SPACES.sub(lambda found: f'<text:s text:c="{len(found[0])}"/>', escape(line))
        yield f"<text:p>{kept.replace(chr(9), '<text:tab/>')}</text:p>"
