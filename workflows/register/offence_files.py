"""NATINF files, line by line: each line is one offence, its number, its nature and the texts that define and punish it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workflows.register.layouts import NATINF
from workflows.register.published_files import PublishedFile, PublishedLine, RefusedLine
from workflows.register.published_values import UnreadableValue
from workflows.store.text import Text

NATURES: Final = {
    "felony": Text("Crime", "Felony"),
    "misdemeanour": Text("Délit", "Misdemeanour"),
    "customs_misdemeanour_1": Text("Délit douanier de classe 1", "Customs misdemeanour, class 1"),
    "customs_misdemeanour_2": Text("Délit douanier de classe 2", "Customs misdemeanour, class 2"),
    "customs_misdemeanour_3": Text("Délit douanier de classe 3", "Customs misdemeanour, class 3"),
    "minor_offence_1": Text("Contravention de 1re classe", "Minor offence, class 1"),
    "minor_offence_2": Text("Contravention de 2e classe", "Minor offence, class 2"),
    "minor_offence_3": Text("Contravention de 3e classe", "Minor offence, class 3"),
    "minor_offence_4": Text("Contravention de 4e classe", "Minor offence, class 4"),
    "minor_offence_5": Text("Contravention de 5e classe", "Minor offence, class 5"),
    "customs_minor_offence_1": Text("Contravention douanière de 1re classe", "Customs minor offence, class 1"),
    "customs_minor_offence_2": Text("Contravention douanière de 2e classe", "Customs minor offence, class 2"),
    "customs_minor_offence_3": Text("Contravention douanière de 3e classe", "Customs minor offence, class 3"),
    "customs_minor_offence_4": Text("Contravention douanière de 4e classe", "Customs minor offence, class 4"),
    "customs_minor_offence_5": Text("Contravention douanière de 5e classe", "Customs minor offence, class 5"),
}
"""The natures of offence that the lists name, in both of their spellings."""

OFFICIAL: Final = "official"
INSPECTORS: Final = "inspectors"
"""Where a line comes from: the ministry's own list, or the working table of an inspection system, which yields to it."""

_CODE: Final = re.compile(r"\d{1,6}")
_CLASS: Final = re.compile(r"(?:de )?(?:classe (\d)|(\d)(?:ere|re|er|eme|e) classe)")
_GROUND: Final = (
    ("contravention douaniere", "customs_minor_offence_"),
    ("contravention", "minor_offence_"),
    ("delit douanier", "customs_misdemeanour_"),
)


@dataclass(frozen=True, slots=True)
class OffenceLine:
    """What one line says of one offence. ``values`` are strings under our column names, ``None`` where empty."""

    number: int
    last: int
    code: str
    values: Mapping[str, Any] = field(hash=False)


def source_of(file: PublishedFile) -> str:
    """Tell whether a file is the ministry's list or an inspection system's table."""
    return OFFICIAL if file.layout is NATINF else INSPECTORS


def read_offences(file: PublishedFile, after: int = 0) -> Iterator[OffenceLine | RefusedLine]:
    """Read each line of a NATINF file whose number is greater than ``after``; refuse what cannot be read."""
    for line in file.lines(after):
        if isinstance(line, RefusedLine):
            yield line
            continue
        try:
            yield _read(line)
        except UnreadableValue as refused:
            yield RefusedLine(line.number, line.last, refused.text)


def nature_code(published: str) -> str | None:
    """Return our code of a nature as published, whichever the year of the list; ``None`` for one that is unknown."""
    said = unicodedata.normalize("NFKD", published).encode("ascii", "ignore").decode("ascii").lower()
    said = " ".join(said.split())
    if said in ("crime", "delit"):
        return "felony" if said == "crime" else "misdemeanour"
    for opening, code in _GROUND:
        if said.startswith(opening):
            found = _CLASS.fullmatch(said.removeprefix(opening).strip())
            whole = code + (found.group(1) or found.group(2)) if found else ""
            return whole if whole in NATURES else None
    return None


def natinf_code(cell: str) -> str:
    """Return a NATINF number without blanks or leading zeros; refuses anything else with :class:`UnreadableValue`."""
    digits = "".join(cell.split())
    if not (_CODE.fullmatch(digits) and digits.isascii() and int(digits)):
        raise UnreadableValue(
            Text(
                "«\u00a0{cell}\u00a0» n’est pas un numéro NATINF\u00a0: ce ne sont que des chiffres.",
                "“{cell}” is not a NATINF number: it holds digits only.",
                cell=cell[:60],
            )
        )
    return str(int(digits))


def _read(line: PublishedLine) -> OffenceLine:
    cells = line.cells
    code = natinf_code(cells["code"])
    if not cells["label"]:
        raise UnreadableValue(
            Text("L’infraction {code} n’a pas de libellé.", "The offence {code} has no label.", code=code)
        )
    values: dict[str, Any] = {
        name: cells[name] or None
        for name in ("nature", "label", "defined_by", "punished_by", "category")
        if name in cells
    }
    if "nature" in cells:
        values["nature_code"] = nature_code(cells["nature"])
    return OffenceLine(line.number, line.last, code, values)
