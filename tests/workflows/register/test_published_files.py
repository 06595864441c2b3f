"""A published file is read whatever its encoding, separator and damage; a wrong one is refused with the way out."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

import pytest

from workflows.register.layouts import (
    ESTABLISHMENT_LAYOUTS,
    HYGIENE_LAYOUTS,
    LAYOUTS,
    NATINF,
    OFFENCE_LAYOUTS,
    fold_name,
)
from workflows.register.published_files import PublishedLine, RefusedLine, open_published
from workflows.register.reference_data import EXTRACTS
from workflows.register.table_text import LONGEST_LINE, WrongFile

HEADER = "Numéro NATINF;Nature de l'infraction;Qualification de l'infraction;Définie par;Réprimée par"
ROW = "16;Délit;AIDE A L'ENTREE;ART.L.823-1;ART.L.823-1 AL.1"
WriteFile = Callable[..., Path]


def lines_of(path: Path) -> list[PublishedLine | RefusedLine]:
    return list(open_published(path, OFFENCE_LAYOUTS).lines())


def labels_of(path: Path) -> list[str]:
    return [line.cells["label"] for line in lines_of(path) if isinstance(line, PublishedLine)]


def refused_in(path: Path) -> list[tuple[int, str]]:
    return [(line.number, line.reason.render("fr")) for line in lines_of(path) if isinstance(line, RefusedLine)]


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "utf-8-sig"),
        ("utf-8-sig", "utf-8-sig"),
        ("latin-1", "iso-8859-1"),
    ],
)
def test_the_encoding_is_found(write_file: WriteFile, encoding: str, said: str) -> None:
    path = write_file("natinf.csv", f"{HEADER}\n58;Délit;ABUS « ÉTÉ »;a;b\n", encoding)
    assert open_published(path, OFFENCE_LAYOUTS).text.encoding == said
    assert labels_of(path) == ["ABUS « ÉTÉ »"]


def test_windows_quotes_and_dashes_are_kept(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f"{HEADER}\r\n58;Délit;L’ABUS – ŒUVRE;a;b\r\n", "cp1252")
    assert open_published(path, OFFENCE_LAYOUTS).text.encoding == "windows-1252"
    assert labels_of(path) == ["L’ABUS – ŒUVRE"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found(write_file: WriteFile, separator: str) -> None:
    path = write_file("natinf.csv", f"{HEADER}\n{ROW}\n".replace(";", separator))
    assert open_published(path, OFFENCE_LAYOUTS).separator == separator
    assert labels_of(path) == ["AIDE A L'ENTREE"]


def test_columns_are_found_by_name_in_any_order_spelling_and_company(write_file: WriteFile) -> None:
    content = (
        "sep=;\n\nINCONNUE;QUALIFICATION DE L’INFRACTION;nature de l'infraction;NUMERO  natinf\nx;VOL;Délit;7151\n"
    )
    (line,) = lines_of(write_file("natinf.csv", content))
    assert isinstance(line, PublishedLine)
    assert line.cells == {"code": "7151", "nature": "Délit", "label": "VOL"}
    assert line.number == 4


def test_of_two_columns_of_one_name_the_first_that_is_not_empty_is_taken(write_file: WriteFile) -> None:
    header = "Numero_inspection,SIRET,APP_Libelle_etablissement,Date_inspection,Synthese_eval_sanit"
    content = f"{header},Libelle_commune,Libelle_commune\n1,x,y,2017-01-01,Satisfaisant,,Calais\n"
    (line,) = open_published(write_file("a.csv", content), HYGIENE_LAYOUTS).lines()
    assert isinstance(line, PublishedLine)
    assert line.cells["commune"] == "Calais"


def test_no_layout_reads_the_same_column_twice() -> None:
    for layout in LAYOUTS:
        names = [fold_name(name) for published in layout.columns.values() for name in published]
        assert len(names) == len(set(names)), layout.name
        assert layout.required <= set(layout.columns), layout.name


def test_a_truncated_row_is_refused_with_its_number_and_the_rest_is_read(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f"{HEADER}\n{ROW}\n58;Délit;ABUS\n{ROW}\n")
    assert refused_in(path) == [
        (
            3,
            "La ligne a 3 cellules au lieu de 5\u00a0: elle est tronquée, ou un séparateur y manque ou y est de trop.",
        )
    ]
    assert len(labels_of(path)) == 2


def test_a_row_with_a_cell_too_many_is_refused_but_not_an_empty_one(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f"{HEADER}\n{ROW};\n{ROW};de trop\n")
    assert [number for number, _ in refused_in(path)] == [3]


def test_a_quote_that_never_closes_costs_one_line_not_the_rest_of_the_file(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f'{HEADER}\n58;Délit;"ABUS;a;b\n' + f"{ROW}\n" * 200)
    assert refused_in(path) == [(2, "Un guillemet ouvert sur cette ligne ne se referme jamais.")]
    assert len(labels_of(path)) == 200


def test_a_misplaced_quote_is_refused_alone(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f'{HEADER}\n58;Délit;"ABUS" DE CONFIANCE;a;b\n{ROW}\n')
    assert [number for number, _ in refused_in(path)] == [2]
    assert len(labels_of(path)) == 1


def test_a_quote_inside_a_plain_cell_is_a_quote(write_file: WriteFile) -> None:
    assert labels_of(write_file("natinf.csv", f'{HEADER}\n58;Délit;LE 5" PIPE;a;b\n')) == ['LE 5" PIPE']


def test_a_cell_may_hold_several_lines_and_a_reading_resumes_after_the_last_of_them(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f'{HEADER}\n58;Délit;"ABUS\nDE\nCONFIANCE";a;b\n{ROW}\n')
    file = open_published(path, OFFENCE_LAYOUTS)
    first, second = file.lines()
    assert isinstance(first, PublishedLine)
    assert (first.number, first.last, first.cells["label"]) == (2, 4, "ABUS DE CONFIANCE")
    assert list(file.lines(after=first.last)) == [second]


def test_a_null_byte_is_refused_where_it_stands(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f"{HEADER}\n58;Délit;AB\0US;a;b\n{ROW}\n")
    assert refused_in(path) == [
        (2, "La ligne contient un octet nul\u00a0: le fichier est abîmé à cet endroit, téléchargez-le de nouveau.")
    ]


def test_a_huge_line_is_refused_without_being_kept(write_file: WriteFile) -> None:
    path = write_file("natinf.csv", f"{HEADER}\n58;Délit;{'A' * (3 * LONGEST_LINE)};a;b\n{ROW}\n")
    assert [number for number, _ in refused_in(path)] == [2]
    assert len(labels_of(path)) == 1


def test_some_broken_bytes_in_utf8_cost_their_lines_and_spoil_no_accent(write_file: WriteFile) -> None:
    rows = "".join(f"{n};Délit;ÉTÉ;a;b\n" for n in range(1, 40)).encode()
    path = write_file(
        "natinf.csv", f"{HEADER}\n".encode() + rows + "58;Délit;ABUS\n".encode("latin-1")[:-1] + b";a;b\n"
    )
    assert [number for number, _ in refused_in(path)] == [41]
    assert set(labels_of(path)) == {"ÉTÉ"}


def test_blank_lines_and_a_header_come_back_are_no_rows(write_file: WriteFile) -> None:
    assert len(lines_of(write_file("natinf.csv", f"{HEADER}\n\n{ROW}\n;;;;\n{HEADER}\n{ROW}"))) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "est vide"),
        (b"\n \n", "est vide"),
        (b"PK\x03\x04xyz", "une archive ZIP ou un classeur Excel"),
        (b"\x1f\x8bxyz", "compressé"),
        (b"%PDF-1.7\n", "un PDF"),
        (
            codecs.BOM_UTF16_LE + HEADER.encode("utf-16-le"),
            "UTF-16, et non un tableau en CSV (UTF-8)\u00a0: enregistrez",
        ),
    ],
)
def test_what_is_no_table_in_text_is_refused_with_the_way_out(write_file: WriteFile, content: bytes, said: str) -> None:
    with pytest.raises(WrongFile) as refused:
        open_published(write_file("fichier.csv", content), OFFENCE_LAYOUTS)
    assert said in refused.value.text.render("fr")
    assert "fichier.csv" in refused.value.text.render("en")


def test_a_file_of_another_kind_says_what_was_expected_found_and_missing(write_file: WriteFile) -> None:
    with pytest.raises(WrongFile) as refused:
        open_published(write_file("communes.csv", "code.commune;libgeo;pop\n62193;Calais;1\n"), (NATINF,))
    said = refused.value.text.render("fr")
    assert said == (
        "communes.csv n’est pas une liste NATINF du ministère de la Justice\u00a0: il manque Numéro NATINF, Nature de "
        "l’infraction, Qualification de l’infraction parmi les colonnes trouvées (code.commune;libgeo;pop). Donnez le "
        "fichier tel que son éditeur le publie, avec sa ligne d’en-tête."
    )


def test_a_file_of_another_register_says_which_command_reads_it() -> None:
    with pytest.raises(WrongFile) as refused:
        open_published(EXTRACTS / "natinf_2026-07_extrait.csv", ESTABLISHMENT_LAYOUTS)
    assert "«\u00a0import offences\u00a0»" in refused.value.text.render("fr")


def test_an_absent_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongFile, match="is not there"):
        open_published(tmp_path / "rien.csv", OFFENCE_LAYOUTS)
    with pytest.raises(WrongFile, match="is a folder"):
        open_published(tmp_path, OFFENCE_LAYOUTS)
