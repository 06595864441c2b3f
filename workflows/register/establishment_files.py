"""SIRENE files, line by line: each line is an event in the life of one establishment, or what is known of it on a day.

The daily file of 2017 marks each line: ``C`` begins, ``E`` ends, ``I`` and ``F`` the state before and after a change,
``D`` and ``O`` entry into and departure from public diffusion. The present stock file gives one state a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Final

from workflows.register.layouts import SIRENE_DAILY
from workflows.register.published_files import PublishedFile, PublishedLine, RefusedLine
from workflows.register.published_values import UnreadableValue, read_coordinates, read_day, read_moment
from workflows.register.siret import NotASiret, read_siret
from workflows.store.text import PARIS, Text

CREATED: Final = "created"
EXITED: Final = "exited"
BEFORE: Final = "before"
AFTER: Final = "after"
ENTERED: Final = "entered"
LEFT: Final = "left"
SEEN: Final = "seen"
"""A state given by a stock file: nothing happened, so it stood."""

_UPDATES: Final = {"C": CREATED, "E": EXITED, "I": BEFORE, "F": AFTER, "D": ENTERED, "O": LEFT}
_AS_THEY_STAND: Final = (
    "name",
    "trade_name",
    "legal_form_code",
    "legal_form",
    "complement",
    "address",
    "declared_address",
    "place",
    "postcode",
    "commune",
    "activity_code",
    "activity_label",
    "staff_band",
    "linked_siret",
)
_MASKED: Final = "[ND]"
"""What Insee writes in place of a value that the person asked not to be shown."""
_COMMUNE: Final = re.compile(r"(\d{2}|2[AB])\d{3}")
_FRENCH_ACTIVITIES: Final = "NAFRev2"


@dataclass(frozen=True, slots=True)
class EstablishmentLine:
    """What one line says of one establishment; ``number`` and ``last`` are those of its physical lines.

    ``processed_at`` is when the register wrote it (aware UTC), which orders the lines; ``happened_on`` the day of the
    event itself. ``values`` are JSON values under our column names: a column that the file lacks is absent, an empty
    one is ``None``.
    """

    number: int
    last: int
    siret: str
    kind: str
    event_code: str
    happened_on: date | None
    processed_at: datetime
    values: Mapping[str, Any] = field(hash=False)


def read_establishments(file: PublishedFile, after: int = 0) -> Iterator[EstablishmentLine | RefusedLine]:
    """Read each line of a SIRENE file whose number is greater than ``after``; what cannot be read is refused."""
    read = _read_daily if file.layout is SIRENE_DAILY else _read_stock
    for line in file.lines(after):
        if isinstance(line, RefusedLine):
            yield line
            continue
        try:
            yield read(line)
        except (NotASiret, UnreadableValue) as refused:
            yield RefusedLine(line.number, line.last, refused.text)


def _read_daily(line: PublishedLine) -> EstablishmentLine:
    cells = line.cells
    kind = _kind(cells)
    processed_at = read_moment(cells["processed_at"], "DATEMAJ")
    if processed_at is None:
        raise UnreadableValue(_says_no("DATEMAJ"))
    happened_on = read_day(cells.get("happened_on", ""), "DATEVE")
    values = _values(cells)
    values["commune_code"] = _commune(cells["department"] + cells["commune_in_department"])
    values["activity_nomenclature"] = _FRENCH_ACTIVITIES
    values["opened_on"] = _iso(read_day(cells.get("opened_on", ""), "DCRET"))
    if "head_office" in cells:
        values["head_office"] = cells["head_office"] == "1"
    if cells.get("shown") == "N":
        values["hidden"] = True
    if kind == EXITED:
        values["closed_on"] = _iso(happened_on)
    return EstablishmentLine(
        number=line.number,
        last=line.last,
        siret=read_siret(cells["siren"] + cells["nic"]),
        kind=kind,
        event_code=cells.get("event_code", "")[:10],
        happened_on=happened_on,
        processed_at=processed_at,
        values=values,
    )


def _kind(cells: Mapping[str, str]) -> str:
    if "update" not in cells:
        return SEEN
    kind = _UPDATES.get(cells["update"])
    if kind is None:
        raise UnreadableValue(
            Text(
                "«\u00a0{code}\u00a0» n’est pas un type de mise à jour connu (VMAJ)\u00a0: on attend {known}.",
                "“{code}” is not a known kind of update (VMAJ): one of {known} is expected.",
                code=cells["update"][:20],
                known=", ".join(_UPDATES),
            )
        )
    return kind


def _read_stock(line: PublishedLine) -> EstablishmentLine:
    cells = line.cells
    if cells["state"] not in ("A", "F"):
        raise UnreadableValue(
            Text(
                "«\u00a0{code}\u00a0» n’est pas un état administratif connu\u00a0: on attend A (actif) ou F (fermé).",
                "“{code}” is not a known administrative state: A (active) or F (closed) is expected.",
                code=cells["state"][:20],
            )
        )
    since = read_day(cells.get("since", ""), "dateDebut")
    values = _values(cells)
    values["commune_code"] = _commune(cells["commune_code"])
    values["opened_on"] = _iso(read_day(cells.get("opened_on", ""), "dateCreationEtablissement"))
    values["closed_on"] = _iso(since) if cells["state"] == "F" else None
    values["open"] = cells["state"] == "A"
    values["hidden"] = cells["shown"] != "O"
    values["trade_name"] = _sign(cells)
    values["address"] = _street(cells)
    if "head_office" in cells:
        values["head_office"] = cells["head_office"].lower() == "true"
    if "activity_nomenclature" in cells:
        values["activity_nomenclature"] = cells["activity_nomenclature"] or None
    if values.get("activity_nomenclature", _FRENCH_ACTIVITIES) == _FRENCH_ACTIVITIES:
        values["activity_code"] = cells["activity_code"].replace(".", "") or None
    found = read_coordinates(cells.get("latitude", ""), cells.get("longitude", ""))
    if found:
        values["latitude"], values["longitude"] = found
    return EstablishmentLine(
        number=line.number,
        last=line.last,
        siret=read_siret(cells["siret"]),
        kind=SEEN,
        event_code="",
        happened_on=since,
        processed_at=_processed(cells, since),
        values={name: value for name, value in values.items() if value != _MASKED},
    )


def _values(cells: Mapping[str, str]) -> dict[str, Any]:
    return {name: cells[name] or None for name in _AS_THEY_STAND if name in cells}


def _processed(cells: Mapping[str, str], since: date | None) -> datetime:
    """When the register last touched the line; establishments untouched since the register began give no moment."""
    processed = read_moment(cells.get("processed_at", ""), "dateDernierTraitementEtablissement")
    return processed or datetime.combine(since or date(1973, 1, 1), time(), PARIS).astimezone(UTC)


def _sign(cells: Mapping[str, str]) -> str | None:
    signs = [cells.get(name, "") for name in ("sign_1", "sign_2", "sign_3")]
    # A long sign is cut over the three columns: together they are one name.
    return " ".join(sign for sign in signs if sign and sign != _MASKED) or cells.get("usual_name") or None


def _street(cells: Mapping[str, str]) -> str | None:
    parts = [cells.get(name, "") for name in ("street_number", "street_repeat", "street_kind", "street")]
    return " ".join(part for part in parts if part and part != _MASKED) or None


def _commune(code: str) -> str | None:
    code = code.strip().upper()
    if code in ("", _MASKED):
        return None
    if not _COMMUNE.fullmatch(code):
        raise UnreadableValue(
            Text(
                "«\u00a0{code}\u00a0» n’est pas un code de commune\u00a0: il en faut cinq chiffres.",
                "“{code}” is not the code of a commune: it takes five digits.",
                code=code[:20],
            )
        )
    return code


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _says_no(column: str) -> Text:
    return Text("La colonne {column} est vide.", "The column {column} is empty.", column=column)
