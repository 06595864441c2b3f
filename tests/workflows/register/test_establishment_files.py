"""SIRENE files: the daily layout of 2017 and the present stock, each line an event with its moment and its values."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from workflows.register.establishment_files import EstablishmentLine, read_establishments
from workflows.register.layouts import ESTABLISHMENT_LAYOUTS, SIRENE_STOCK
from workflows.register.published_files import RefusedLine, open_published
from workflows.register.reference_data import EXTRACTS

DAILY = EXTRACTS / "sirene_2017097_dep59-62.csv"
SIRET = "30260748600255"
"""A real one, of the first row of the daily extract."""


def read(path: Path) -> list[EstablishmentLine | RefusedLine]:
    return list(read_establishments(open_published(path, ESTABLISHMENT_LAYOUTS)))


def changed_row(write_file: Callable[..., Path], **cells: str) -> EstablishmentLine | RefusedLine:
    """The first row of the daily extract with some cells changed, read again."""
    with DAILY.open(encoding="latin-1", newline="") as file:
        row = next(csv.DictReader(file, delimiter=";")) | cells
    text = io.StringIO()
    writer = csv.DictWriter(text, row, delimiter=";")
    writer.writeheader()
    writer.writerow(row)
    (line,) = read(write_file("sirene.csv", text.getvalue(), "latin-1"))
    return line


def stock_row(write_file: Callable[..., Path], **cells: str) -> EstablishmentLine | RefusedLine:
    names = [
        SIRENE_STOCK.published_name(name) for name in SIRENE_STOCK.columns if name not in ("name", "legal_form_code")
    ]
    row = dict.fromkeys(names, "") | {
        "siret": SIRET,
        "statutDiffusionEtablissement": "O",
        "etatAdministratifEtablissement": "A",
        "codeCommuneEtablissement": "62193",
        "activitePrincipaleEtablissement": "56.30Z",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "dateDebut": "2019-01-01",
        "dateDernierTraitementEtablissement": "2024-05-06T07:08:09",
    }
    row |= cells
    (line,) = read(
        write_file("stock.csv", ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n")
    )
    return line


def values(line: EstablishmentLine | RefusedLine) -> dict[str, Any]:
    assert isinstance(line, EstablishmentLine), line
    return dict(line.values)


def test_every_row_of_the_extracts_is_read() -> None:
    kinds = Counter(line.kind if isinstance(line, EstablishmentLine) else "refused" for line in read(DAILY))
    assert kinds == {"created": 225, "exited": 176, "before": 73, "after": 73, "left": 3}


def test_a_closure_has_its_day_and_its_moment() -> None:
    line = read(DAILY)[0]
    assert isinstance(line, EstablishmentLine)
    assert (line.number, line.siret, line.kind, line.event_code) == (2, SIRET, "exited", "SE")
    assert line.happened_on == date(2016, 12, 15)
    assert line.processed_at == datetime(2017, 4, 7, 8, 19, 11, tzinfo=UTC), "the file is in Paris time"
    assert line.values["closed_on"] == "2016-12-15"
    assert line.values["commune_code"] == "59523"
    assert line.values["address"] == "AVENUE HARRISON"
    assert line.values["declared_address"] == "RUE HARRISON"
    assert line.values["activity_code"] == "7120B"
    assert line.values["legal_form"].startswith("Société par actions simplifiée")


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (
            {"VMAJ": "X"},
            "«\u00a0X\u00a0» n’est pas un type de mise à jour connu (VMAJ)\u00a0: on attend C, E, I, F, D, O.",
        ),
        ({"VMAJ": ""}, "n’est pas un type de mise à jour connu"),
        ({"NIC": "00256"}, "sa clé de contrôle est fausse"),
        ({"DATEMAJ": ""}, "La colonne DATEMAJ est vide."),
        ({"DATEMAJ": "hier"}, "n’est pas une date et une heure"),
        ({"DATEVE": "20170231"}, "n’est pas un jour du calendrier"),
        ({"COMET": "5"}, "n’est pas un code de commune"),
    ],
)
def test_what_cannot_be_true_is_refused_with_a_sentence(
    write_file: Callable[..., Path], cells: dict[str, str], why: str
) -> None:
    line = changed_row(write_file, **cells)
    assert isinstance(line, RefusedLine)
    assert line.number == 2
    assert why in line.reason.render("fr")


def test_an_unknown_opening_day_is_none(write_file: Callable[..., Path]) -> None:
    for cell in ("", "00000000", "19000101"):
        assert values(changed_row(write_file, DCRET=cell))["opened_on"] is None


def test_corsica_and_overseas_have_their_codes(write_file: Callable[..., Path]) -> None:
    assert values(changed_row(write_file, DEPET="2A", COMET="004"))["commune_code"] == "2A004"
    assert values(changed_row(write_file, DEPET="97", COMET="615"))["commune_code"] == "97615"


def test_a_stock_row_is_a_state_that_was_seen(write_file: Callable[..., Path]) -> None:
    line = stock_row(
        write_file,
        numeroVoieEtablissement="12",
        typeVoieEtablissement="RUE",
        libelleVoieEtablissement="ROYALE",
        enseigne1Etablissement="LE BAR DE",
        enseigne2Etablissement="LA PLACE",
        latitude="50.95",
        longitude="1.86",
    )
    assert isinstance(line, EstablishmentLine)
    assert line.kind == "seen"
    assert line.processed_at == datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC)
    told = values(line)
    assert (told["address"], told["trade_name"]) == ("12 RUE ROYALE", "LE BAR DE LA PLACE")
    assert (told["activity_code"], told["open"], told["hidden"]) == ("5630Z", True, False)
    assert (told["latitude"], told["longitude"]) == ("50.95", "1.86")
    assert "name" not in told, "the stock file has no legal name: it must not empty the one that is known"


def test_a_closed_stock_row_closed_when_its_last_period_began(write_file: Callable[..., Path]) -> None:
    told = values(stock_row(write_file, etatAdministratifEtablissement="F"))
    assert (told["open"], told["closed_on"]) == (False, "2019-01-01")


def test_partial_diffusion_hides_and_its_masks_are_no_values(write_file: Callable[..., Path]) -> None:
    told = values(
        stock_row(
            write_file,
            statutDiffusionEtablissement="P",
            libelleVoieEtablissement="[ND]",
            codePostalEtablissement="[ND]",
            enseigne1Etablissement="[ND]",
        )
    )
    assert told["hidden"] is True
    assert "[ND]" not in told.values()


def test_an_old_nomenclature_keeps_its_code_as_published(write_file: Callable[..., Path]) -> None:
    told = values(
        stock_row(
            write_file,
            activitePrincipaleEtablissement="57.10",
            nomenclatureActivitePrincipaleEtablissement="NAP",
            dateDernierTraitementEtablissement="",
        )
    )
    assert (told["activity_code"], told["activity_nomenclature"]) == ("57.10", "NAP")


def test_an_unknown_state_is_refused(write_file: Callable[..., Path]) -> None:
    line = stock_row(write_file, etatAdministratifEtablissement="Z")
    assert isinstance(line, RefusedLine)
    assert "on attend A (actif) ou F (fermé)" in line.reason.render("fr")
