"""What is a table and what is not: read in a limited process, word by word, refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from forms.spreadsheet import LARGEST_FILE, MOST_LINES, SpreadsheetRefused, read_spreadsheet
from webapp.tables.csv_text import write_csv
from webapp.tables.opendocument import TYPE, write_opendocument
from webapp.tables.table import Table
from webapp.tables.workbook import write_workbook

TABLE = Table(
    "Relevés",
    "À propos",
    (("Filtres", "aucun"),),
    ("Jour", "Valeur", "Source"),
    (
        (date(2026, 10, 31), Decimal("12.50"), "=1+1"),
        (None, None, None),
        (date(2026, 11, 30), 1234, "deux\nlignes à l’étage"),
    ),
    datetime(2026, 11, 29, tzinfo=UTC),
)


def cells_of(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in read_spreadsheet(content)[0]]


def book(*rows: tuple[object, ...], shape: str = "General") -> bytes:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for row in rows:
        sheet.append(list(row))
    sheet["A1"].number_format = shape
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return out.getvalue()


def opendocument(rows: str, head: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f"{head}<office:d {names}><table:table>{rows}</table:table></office:d>"
    return package(mimetype=TYPE.encode(), content_xml=body.encode())


def refusal_of(content: bytes, **limits: float) -> str:
    with pytest.raises(SpreadsheetRefused) as refused:
        read_spreadsheet(content, **limits)  # type: ignore[arg-type]
    return refused.value.code


@pytest.mark.parametrize("write", [write_workbook, write_opendocument])
def test_what_the_house_wrote_comes_back_with_the_numbers_of_its_lines(write: object) -> None:
    assert cells_of(write(TABLE)) == [  # type: ignore[operator]
        (1, ("Jour", "Valeur", "Source")),
        (2, ("2026-10-31", "12.5", "=1+1")),
        (4, ("2026-11-30", "1234", "deux\nlignes à l’étage")),
    ]


def test_a_csv_of_the_house_comes_back_freed_from_its_apostrophes() -> None:
    found = cells_of(write_csv(TABLE))
    assert found[1] == (2, ("2026-10-31", "12,50", "=1+1", "aucun"))
    assert found[3][1][2] == "deux\nlignes à l’étage"


@pytest.mark.parametrize(
    "content",
    [
        "Jour;Valeur\r\n31/10/2026;12,5\r\n".encode("cp1252"),
        "\ufeffJour;Valeur\n31/10/2026;12,5".encode(),
        b"sep=;\nJour;Valeur\n31/10/2026;12,5",
        "Jour\tValeur\r\n31/10/2026\t12,5\r\n".encode("utf-16"),
        b'Jour,Valeur\n31/10/2026,"12,5"\n',
    ],
)
def test_a_csv_is_read_whatever_wrote_it(content: bytes) -> None:
    found = cells_of(content)
    assert [cells for _number, cells in found] == [("Jour", "Valeur"), ("31/10/2026", "12,5")]


def test_an_accent_of_an_old_windows_is_one() -> None:
    assert cells_of("Échéance;Cible\n".encode("cp1252"))[0][1] == ("Échéance", "Cible")


def test_a_percentage_is_what_people_see_and_a_fraction_has_no_noise() -> None:
    assert cells_of(book((0.45,), shape="0 %"))[0][1] == ("45",)
    assert cells_of(book((0.1 + 0.2, 3.0, "x")))[0][1] == ("0.3", "3", "x")
    cell = '<table:table-cell office:value-type="percentage" office:value="0.45"/>'
    assert cells_of(opendocument(f"<table:table-row>{cell}</table:table-row>"))[0][1] == ("45",)


def test_a_comment_in_a_cell_and_a_million_empty_lines_say_nothing() -> None:
    note = "<office:annotation><text:p>à revoir</text:p></office:annotation>"
    cell = f'<table:table-cell>{note}<text:p>a<text:s text:c="2"/>b</text:p></table:table-cell>'
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert cells_of(opendocument(f"{empty}<table:table-row>{cell}</table:table-row>")) == [(1048001, ("a  b",))]


def test_what_is_no_table_is_told_what_is() -> None:
    assert refusal_of(b"  \n ") == "empty"
    assert refusal_of(b"x" * (LARGEST_FILE + 1)) == "too_heavy"
    assert refusal_of(b"%PDF-1.7 ...") == "no_table"
    assert refusal_of(b"\xd0\xcf\x11\xe0\xa1\xb1") == "old_excel"
    assert refusal_of(package(word__document_xml=b"<a/>")) == "no_table"
    assert refusal_of(book(("a",))[:900]) == "broken"
    assert refusal_of(b"a\x00b;c") == "no_table"
    assert refusal_of("\n".join("a;b" for _ in range(MOST_LINES + 1)).encode()) == "too_many_lines"


def test_a_workbook_that_unpacks_to_far_more_than_it_weighs_is_left_packed() -> None:
    bomb = package(xl__workbook_xml=b"<a/>", xl__worksheets__sheet1_xml=b"<row/>" * 5_000_000)
    assert len(bomb) < 100_000
    assert refusal_of(bomb) == "too_big_inside"


def test_entities_that_multiply_and_lines_without_end_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    row = "<table:table-row><table:table-cell><text:p>&b;</text:p></table:table-cell></table:table-row>"
    assert refusal_of(opendocument(row, laughs)) == "broken"
    endless = '<table:table-row table:number-rows-repeated="99999999"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>'
    assert refusal_of(opendocument(endless)) == "too_many_lines"


def test_a_file_that_takes_too_much_ends_with_its_process() -> None:
    # Far more than any memory that the start of the process may have left free.
    heavy = b"\n".join(b"jour;" + b"x" * 9_000 for _ in range(MOST_LINES - 1))
    assert refusal_of(heavy, memory=1024 * 1024) in ("too_slow", "broken"), "whichever allocation failed"
    assert refusal_of(book(("a",)), seconds=0.01) == "too_slow"
