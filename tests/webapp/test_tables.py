"""Tables to take away: the same lines in three formats, and nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.tables.csv_text import write_csv
from webapp.tables.opendocument import TYPE, write_opendocument
from webapp.tables.table import Cell, Table
from webapp.tables.workbook import sheet_name, write_workbook

MADE = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
DANGERS = ("=1+1", "+33 3 21", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", " =1", "'=1")
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def _table(*rows: tuple[Cell, ...]) -> Table:
    return Table(
        "Relevés", "À propos", (("Extrait le", "29/11/2026"), ("Filtres", "aucun")), ("A", "B", "C"), rows, MADE
    )


def _cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_csv_begins_with_its_header_and_states_day_and_filters_in_every_line() -> None:
    content = write_csv(_table(("mots", Decimal("12.50"), date(2026, 10, 31)), (None, -3, "l’été")))
    assert content.startswith(b"\xef\xbb\xbf")
    assert _cells(content) == [
        ["A", "B", "C", "Extrait le", "Filtres"],
        ["mots", "12,50", "2026-10-31", "29/11/2026", "aucun"],
        ["", "-3", "l’été", "29/11/2026", "aucun"],
    ]


def test_what_begins_like_a_formula_stays_words_in_every_format() -> None:
    table = _table(*((danger, None, None) for danger in DANGERS))
    assert [row[0][0] for row in _cells(write_csv(table))[1:]] == ["'"] * len(DANGERS)
    sheet = openpyxl.load_workbook(io.BytesIO(write_workbook(table))).worksheets[0]
    assert {cell.data_type for [cell] in sheet.iter_rows(min_row=2, max_col=1)} == {"s"}
    with zipfile.ZipFile(io.BytesIO(write_opendocument(table))) as package:
        content = package.read("content.xml")
    assert b"formula" not in content
    kinds = {cell.get(f"{OFFICE}value-type") for cell in ElementTree.fromstring(content).iter(f"{TABLE}table-cell")}
    assert kinds == {"string", None}


def test_an_opendocument_file_says_what_it_is_in_its_first_bytes_and_is_the_same_each_time() -> None:
    table = _table(("a  b\nc", Decimal("0.1"), date(2026, 10, 31)))
    written = write_opendocument(table)
    assert written == write_opendocument(table)
    assert written[30:].startswith(b"mimetype" + TYPE.encode())
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        manifest = ElementTree.fromstring(package.read("META-INF/manifest.xml"))
        named = {each.attrib["{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"] for each in manifest}
        assert named == {"/", *package.namelist()} - {"mimetype", "META-INF/manifest.xml"}
        root = ElementTree.fromstring(package.read("content.xml"))
    words, number, day = list(root.iter(f"{TABLE}table-row"))[1]
    assert [each.text for each in words.iter(f"{TEXT}p")] == ["a", "c"]
    assert number.get(f"{OFFICE}value") == "0.1"
    assert day.get(f"{OFFICE}date-value") == "2026-10-31"
    assert [sheet.get(f"{TABLE}name") for sheet in root.iter(f"{TABLE}table")] == ["Relevés", "À propos"]


@settings(max_examples=8, deadline=None)
@given(st.text(max_size=40))
def test_any_words_come_back_as_words(words: str) -> None:
    table = _table((words, None, None))
    _header, row = _cells(write_csv(table))
    assert not row[0] or row[0][0] not in "=+-@\t\r\n"
    cell = openpyxl.load_workbook(io.BytesIO(write_workbook(table))).worksheets[0]["A2"]
    assert cell.data_type == "s" or cell.value is None
    with zipfile.ZipFile(io.BytesIO(write_opendocument(table))) as package:
        ElementTree.fromstring(package.read("content.xml"))


def test_a_sheet_has_a_name_that_spreadsheets_accept() -> None:
    assert sheet_name("État: 1/2 [brouillon]?") == "État 1 2 brouillon"
    assert len(sheet_name("x" * 80)) == 31
    assert sheet_name("''") == "1"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        _table(("a",))
