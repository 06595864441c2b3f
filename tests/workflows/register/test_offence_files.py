"""NATINF files: the official list in each of its years, and the working table of an inspection system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workflows.register.layouts import OFFENCE_LAYOUTS
from workflows.register.offence_files import NATURES, OffenceLine, natinf_code, nature_code, read_offences, source_of
from workflows.register.published_files import RefusedLine, open_published
from workflows.register.published_values import UnreadableValue
from workflows.register.reference_data import EXTRACTS


def read(path: Path) -> list[OffenceLine | RefusedLine]:
    return list(read_offences(open_published(path, OFFENCE_LAYOUTS)))


def test_every_offence_of_the_extract_is_read_with_a_known_nature() -> None:
    path = EXTRACTS / "natinf_2026-07_extrait.csv"
    lines = read(path)
    assert len(lines) == 35
    for line in lines:
        assert isinstance(line, OffenceLine)
        assert line.values["nature_code"] in NATURES
        assert line.values["label"].isupper()
    assert source_of(open_published(path, OFFENCE_LAYOUTS)) == "official"


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("Crime", "felony"),
        ("Délit", "misdemeanour"),
        ("Délit douanier de classe 1", "customs_misdemeanour_1"),
        ("Contravention de classe 5", "minor_offence_5"),
        ("Contravention de 5ème classe", "minor_offence_5"),
        ("Contravention de 1ère classe", "minor_offence_1"),
        ("Contravention douanière de classe 2", "customs_minor_offence_2"),
        ("Contravention de classe 9", None),
        ("Autre", None),
    ],
)
def test_the_nature_is_known_in_both_spellings(published: str, code: str | None) -> None:
    assert nature_code(published) == code


def test_a_nature_that_is_new_is_kept_as_published(write_file: Callable[..., Path]) -> None:
    header = "Numéro NATINF;Nature de l'infraction;Qualification de l'infraction"
    (line,) = read(write_file("natinf.csv", f"{header}\n58;Délit nouveau;ABUS\n"))
    assert isinstance(line, OffenceLine)
    assert (line.values["nature"], line.values["nature_code"]) == ("Délit nouveau", None)


def test_a_number_keeps_its_digits_only() -> None:
    assert natinf_code("10409 ") == "10409"
    assert natinf_code("00058") == "58"


@pytest.mark.parametrize("cell", ["XI6010", "23004 V2", "CGV", "14-02WCPFC", "", "0", "٥٨", "1234567"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(UnreadableValue):
        natinf_code(cell)


def test_the_working_table_has_its_own_null_and_its_own_source(write_file: Callable[..., Path]) -> None:
    content = (
        "id\tnatinf_code\tregulation\tinfraction_category\tinfraction\n"
        "1\t10409 \t\\N\tPêche\tDeclaration erronee\n"
        "2\tXI6010\t\\N\tPêche\tDefaut de signalement\n"
        "3\t58\t\\N\tPêche\t\\N\n"
    )
    path = write_file("table.tsv", content)
    first, second, third = read(path)
    assert isinstance(first, OffenceLine)
    assert dict(first.values) == {"label": "Declaration erronee", "defined_by": None, "category": "Pêche"}
    assert isinstance(second, RefusedLine)
    assert "«\u00a0XI6010\u00a0» n’est pas un numéro NATINF" in second.reason.render("fr")
    assert isinstance(third, RefusedLine)
    assert third.reason.render("fr") == "L’infraction 58 n’a pas de libellé."
    assert source_of(open_published(path, OFFENCE_LAYOUTS)) == "inspectors"
