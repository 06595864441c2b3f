"""Alim'confiance files, line by line: each line is one official food-hygiene inspection and its result."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from workflows.register.published_files import PublishedFile, PublishedLine, RefusedLine
from workflows.register.published_values import UnreadableValue, read_coordinates, read_paris_day
from workflows.register.siret import is_siret
from workflows.store.text import Text

RESULTS: Final = {
    "very_satisfactory": Text("Très satisfaisant", "Very satisfactory"),
    "satisfactory": Text("Satisfaisant", "Satisfactory"),
    "to_improve": Text("À améliorer", "To improve"),
    "urgent_correction": Text("À corriger de manière urgente", "Urgent correction required"),
}
"""The four levels that the ministry publishes, best first."""

SIRET: Final = "siret"
APPROVAL: Final = "approval"
FOREIGN_VAT: Final = "foreign_vat"
OTHER: Final = "other"

_NOT_GIVEN: Final = frozenset({"non renseigne", "non renseignee"})
_APPROVAL: Final = re.compile(r"[A-Z]\d{11}")
_VAT: Final = re.compile(r"(?!FR)[A-Z]{2}[0-9A-Z]{8,15}")


@dataclass(frozen=True, slots=True)
class HygieneLine:
    """What one line says of one inspection, known by ``inspection_number``.

    ``values`` are JSON values under our column names; a column that the file lacks is absent, an empty one ``None``.
    """

    number: int
    last: int
    inspection_number: str
    values: Mapping[str, Any] = field(hash=False)


def read_inspections(file: PublishedFile, after: int = 0) -> Iterator[HygieneLine | RefusedLine]:
    """Read each line of an Alim'confiance file whose number is greater than ``after``; refuse what cannot be read."""
    for line in file.lines(after):
        if isinstance(line, RefusedLine):
            yield line
            continue
        try:
            yield _read(line)
        except UnreadableValue as refused:
            yield RefusedLine(line.number, line.last, refused.text)


def kind_of_identifier(identifier: str) -> str:
    """Tell what stands in the SIRET column: a SIRET, the approval of a farm or vessel, a foreign VAT number, or other."""
    if is_siret(identifier):
        return SIRET
    if _APPROVAL.fullmatch(identifier):
        return APPROVAL
    return FOREIGN_VAT if _VAT.fullmatch(identifier) else OTHER


def _read(line: PublishedLine) -> HygieneLine:
    cells = line.cells
    inspection_number = _given(cells, "number", "Numero_inspection")[:40]
    identifier = "".join(_given(cells, "identifier", "SIRET").split()).upper()[:40]
    inspected_on = _day(_given(cells, "inspected_on", "Date_inspection"))
    values: dict[str, Any] = {
        "identifier": identifier,
        "identifier_kind": kind_of_identifier(identifier),
        "name": _given(cells, "name", "APP_Libelle_etablissement"),
        "inspected_on": inspected_on.isoformat(),
        "result": _result(_given(cells, "result", "Synthese_eval_sanit")),
    }
    for name in ("activities", "categories"):
        if name in cells:
            values[name] = [each.strip() for each in cells[name].split("|") if each.strip()]
    for name in ("address", "short_address", "postcode", "locality", "commune", "approval"):
        if name in cells:
            values[name] = _known(cells[name])
    if "coordinates" in cells:
        latitude, _, longitude = cells["coordinates"].partition(",")
        found = read_coordinates(latitude, longitude)
        values["coordinates"] = list(found) if found else None
    return HygieneLine(line.number, line.last, inspection_number, values)


def _given(cells: Mapping[str, str], name: str, column: str) -> str:
    if not cells[name]:
        raise UnreadableValue(Text("La colonne {column} est vide.", "The column {column} is empty.", column=column))
    return cells[name]


def _day(cell: str) -> date:
    day = read_paris_day(cell, "Date_inspection")
    if day is None:
        raise UnreadableValue(
            Text(
                "«\u00a0{cell}\u00a0», dans la colonne Date_inspection, n’est pas un jour du calendrier.",
                "“{cell}”, in the column Date_inspection, is not a day of the calendar.",
                cell=cell,
            )
        )
    return day


def _result(cell: str) -> str:
    said = _fold(cell)
    for code, text in RESULTS.items():
        if said == _fold(text.fr):
            return code
    raise UnreadableValue(
        Text(
            "«\u00a0{cell}\u00a0» n’est pas un résultat connu\u00a0: on attend l’un des quatre niveaux publiés.",
            "“{cell}” is not a known result: one of the four published levels is expected.",
            cell=cell[:60],
        )
    )


def _known(cell: str) -> str | None:
    return None if not cell or _fold(cell) in _NOT_GIVEN else cell


def _fold(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    return " ".join(plain.lower().split())
