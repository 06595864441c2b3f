"""Sending a table as the file that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from flask import Response

from webapp.security import FILE_POLICY
from webapp.tables import csv_text, opendocument, workbook
from webapp.tables.table import Table

FORMATS: Final[Mapping[str, tuple[str, Callable[[Table], bytes]]]] = {
    "ods": (opendocument.TYPE, opendocument.write_opendocument),
    "xlsx": (workbook.TYPE, workbook.write_workbook),
    "csv": (csv_text.TYPE, csv_text.write_csv),
}
"""By the end of an address: the type of the file, and who writes it."""


def send_table(table: Table, kind: str, name: str) -> Response:
    """Return the table as a file to keep, called ``name`` (plain letters, no ending); refuses an unknown kind."""
    content_type, write = FORMATS[kind]
    return send_file(write(table), f"{name}.{kind}", content_type)


def send_file(content: bytes, name: str, content_type: str) -> Response:
    """Return bytes as a file to keep, which nothing opens on the page."""
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response
