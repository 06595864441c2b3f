"""A SIRET is fourteen digits that agree with their check digit; La Poste's have a rule of their own."""

from __future__ import annotations

import csv

import pytest

from workflows.register.reference_data import EXTRACTS
from workflows.register.siret import NotASiret, is_siret, read_siret

LA_POSTE_SIREN = "356000000"


def test_the_sirets_of_published_files_are_valid() -> None:
    with (EXTRACTS / "sirene_2017097_dep59-62.csv").open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            assert read_siret(row["SIREN"] + row["NIC"]) == row["SIREN"] + row["NIC"]


def test_blanks_between_groups_are_nothing() -> None:
    assert read_siret("302 607 486 00255") == "30260748600255"


def test_la_poste_is_checked_by_the_sum_of_its_digits() -> None:
    office = LA_POSTE_SIREN + "49837"
    assert sum(map(int, office)) % 5 == 0
    assert is_siret(office)
    assert not is_siret(LA_POSTE_SIREN + "49838")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("30260748600256", "sa clé de contrôle est fausse"),
        ("3026074860025", "quatorze chiffres"),
        ("A62060027001", "quatorze chiffres"),
        ("３０２６０７４８６００２５５", "quatorze chiffres"),
        ("", "quatorze chiffres"),
    ],
)
def test_anything_else_is_refused_with_a_sentence(number: str, why: str) -> None:
    with pytest.raises(NotASiret) as refused:
        read_siret(number)
    assert why in refused.value.text.render("fr")
