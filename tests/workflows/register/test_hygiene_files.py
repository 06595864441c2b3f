"""Alim'confiance files: two headers, days written as midnight in UTC, several activities, numbers that are no SIRET."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from workflows.register.hygiene_files import HygieneLine, kind_of_identifier, read_inspections
from workflows.register.layouts import HYGIENE_LAYOUTS
from workflows.register.published_files import RefusedLine, open_published
from workflows.register.reference_data import EXTRACTS

HEADER = "Numero_inspection;SIRET;APP_Libelle_etablissement;Date_inspection;Synthese_eval_sanit"


def read(path: Path) -> list[HygieneLine | RefusedLine]:
    return list(read_inspections(open_published(path, HYGIENE_LAYOUTS)))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("alimconfiance_2017-04-11_dep59-62.csv", 68),
        ("alimconfiance_2017-05-18_dep59-62.csv", 198),
        ("alimconfiance_2017-08-13_dep59-62.csv", 484),
    ],
)
def test_every_row_of_the_extracts_is_read(name: str, count: int) -> None:
    lines = read(EXTRACTS / name)
    assert Counter(type(line) for line in lines) == {HygieneLine: count}


def test_the_header_with_the_same_name_twice_gives_the_commune_and_the_address() -> None:
    lines = [line for line in read(EXTRACTS / "alimconfiance_2017-08-13_dep59-62.csv") if isinstance(line, HygieneLine)]
    calais = [line for line in lines if line.values["commune"] == "Calais"]
    assert calais
    assert all(line.values["postcode"] == "62100" for line in calais)
    assert any(line.values["short_address"] for line in calais)
    assert all("address" not in line.values for line in calais), "that header has no full address"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2017-03-23T01:00:00+01:00", "2017-03-23"),
        ("2017-05-05T02:00:00+02:00", "2017-05-05"),
        ("2017-03-22T23:00:00+00:00", "2017-03-23"),
        ("2017-03-23", "2017-03-23"),
    ],
)
def test_the_day_is_that_of_paris(write_file: Callable[..., Path], written: str, day: str) -> None:
    (line,) = read(write_file("a.csv", f"{HEADER}\n1;x;y;{written};Satisfaisant\n"))
    assert isinstance(line, HygieneLine)
    assert line.values["inspected_on"] == day


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("Très satisfaisant", "very_satisfactory"),
        ("Satisfaisant", "satisfactory"),
        ("A améliorer", "to_improve"),
        ("À améliorer", "to_improve"),
        ("A corriger de manière urgente", "urgent_correction"),
    ],
)
def test_the_four_results(write_file: Callable[..., Path], published: str, code: str) -> None:
    (line,) = read(write_file("a.csv", f"{HEADER}\n1;x;y;2017-03-23;{published}\n"))
    assert isinstance(line, HygieneLine)
    assert line.values["result"] == code


def test_several_activities_are_several(write_file: Callable[..., Path]) -> None:
    header = f"{HEADER};APP_Libelle_activite_etablissement;Code_postal;geores"
    (line,) = read(
        write_file(
            "a.csv", f"{header}\n1;x;y;2017-03-23;Satisfaisant;Boucherie-Charcuterie|Traiteur;Non Renseigné;50.9, 1.8\n"
        )
    )
    assert isinstance(line, HygieneLine)
    assert line.values["activities"] == ["Boucherie-Charcuterie", "Traiteur"]
    assert line.values["postcode"] is None
    assert line.values["coordinates"] == ["50.9", "1.8"]


def test_what_stands_in_the_siret_column_is_told_apart() -> None:
    assert kind_of_identifier("05782126600095") == "siret"
    assert kind_of_identifier("A00132008001") == "approval"
    assert kind_of_identifier("IT10291090016001") == "foreign_vat"
    assert kind_of_identifier("05782126600096") == "other"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("1;x;y;2017-03-23;Moyen", "«\u00a0Moyen\u00a0» n’est pas un résultat connu"),
        ("1;x;y;2017-13-23;Satisfaisant", "n’est pas un jour du calendrier"),
        ("1;x;y;;Satisfaisant", "La colonne Date_inspection est vide."),
        (";x;y;2017-03-23;Satisfaisant", "La colonne Numero_inspection est vide."),
        ("1;;y;2017-03-23;Satisfaisant", "La colonne SIRET est vide."),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(write_file: Callable[..., Path], row: str, why: str) -> None:
    (line,) = read(write_file("a.csv", f"{HEADER}\n{row}\n"))
    assert isinstance(line, RefusedLine)
    assert why in line.reason.render("fr")


def test_a_place_that_is_nowhere_on_earth_is_no_place(write_file: Callable[..., Path]) -> None:
    for place in ("0, 0", "95.1, 2", "nan, 1", "1e5, 3", "50.9"):
        (line,) = read(write_file("a.csv", f"{HEADER};geores\n1;x;y;2017-03-23;Satisfaisant;{place}\n"))
        assert isinstance(line, HygieneLine)
        assert line.values["coordinates"] is None
