"""What an inspection grid is: items with their law, usual consequence and severity, and the four answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workflows.store.text import Text

ANSWERS: Final = ("compliant", "not_compliant", "not_checked", "not_applicable")
"""What may be answered to an item; every label is written so that ``compliant`` says that all is well."""

ANSWER_LABELS: Final[Mapping[str, Text]] = {
    "compliant": Text("conforme", "compliant"),
    "not_compliant": Text("non conforme", "not compliant"),
    "not_checked": Text("non vérifié", "not checked"),
    "not_applicable": Text("sans objet", "not applicable"),
}

SEVERITIES: Final[Mapping[int, Text]] = {
    1: Text("mineur\u00a0: un rappel suffit", "minor: a reminder is enough"),
    2: Text("moyen\u00a0: avertissement ou contravention", "moderate: warning or minor offence"),
    3: Text(
        "grave\u00a0: procès-verbal, mise en demeure, fermeture possible",
        "serious: official report, formal notice, closure possible",
    ),
    4: Text(
        "critique\u00a0: délit ou danger, mesure immédiate ou fermeture",
        "critical: misdemeanour or danger, immediate measure or closure",
    ),
}

ROUTES: Final[Mapping[str, Text]] = {
    "judicial": Text("suite judiciaire\u00a0: transmission au parquet", "judicial: sent to the prosecutor"),
    "contravention": Text(
        "suite contraventionnelle\u00a0: transmission à l’officier du ministère public",
        "petty-offence: sent to the public prosecution officer of the police court",
    ),
    "administrative": Text(
        "suite administrative\u00a0: mesure du préfet ou du maire", "administrative: measure of the prefect or mayor"
    ),
    "compliance": Text(
        "mise en conformité\u00a0: suivie par le service qui a constaté", "compliance: followed up by the agency itself"
    ),
    "none": Text("aucune suite propre", "nothing follows of itself"),
}
"""The branch of the consequences that a non-compliant answer usually opens; people decide, this only proposes."""

KINDS: Final = ("inspection", "pack", "contribution")
"""A pack adds items for one trade to the grids of some agencies; a contribution comes from a partner without power."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to look at: a phrase that an officer reads on a tablet, and what the law makes of it.

    ``finding`` says what was not compliant, as papers print it: a sentence that goes no further than the item and
    presumes nothing, because the note alone says what was seen. ``references`` are keys of legal references; ``basis``
    says in words what has no article of its own. ``natinf`` are offence numbers, kept even where the loaded list does
    not know them. ``types`` and ``agencies`` limit the item to some kinds of establishment or to some of the grid's
    agencies; empty means all.
    """

    code: str
    label: Text
    finding: Text
    looks_at: Text | None
    references: tuple[str, ...]
    basis: Text | None
    natinf: tuple[int, ...]
    consequence: Text | None
    route: str
    severity: int
    confidence: tuple[str, ...]
    sources: tuple[str, ...]
    types: frozenset[str]
    agencies: frozenset[str]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read its law again: the page says ``à vérifier``."""
        return "V" in self.confidence


@dataclass(frozen=True, slots=True)
class Level:
    """An overall mark that an agency gives at the end of its grid, and the word under which it is published."""

    key: str
    label: Text
    published: str
    consequence: Text
    route: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One grid at one version. A version never changes: a new one is a new file, and running cases keep theirs."""

    code: str
    version: int
    kind: str
    agencies: tuple[str, ...]
    title: Text
    items: tuple[Item, ...]
    levels: tuple[Level, ...]
    always: frozenset[str]
    """Kinds of establishment in which it is opened on every visit."""
    sector: frozenset[str]
    """Kinds of establishment in which it is opened only where that trade is really carried on."""

    @property
    def stamp(self) -> str:
        """What a sheet keeps to find this very version again, e.g. ``PN@1``."""
        return f"{self.code}@{self.version}"

    def item(self, code: str) -> Item:
        """Return the item of that code; refuses an unknown one with ``KeyError``."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)

    def items_for(self, agency: str, establishment_type: str) -> tuple[Item, ...]:
        """Return the items that this agency answers in such a place.

        An agency that the file does not name (one added as data) answers whatever the place calls for.
        """
        known = agency in self.agencies
        return tuple(
            item
            for item in self.items
            if (not item.types or establishment_type in item.types or establishment_type == "other")
            and (not item.agencies or not known or agency in item.agencies)
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One grid as a sheet opens it: the items that apply, and whether always or only if the sector is there."""

    grid: Grid
    items: tuple[Item, ...]
    always: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What one agency answers in one establishment: the parts of its grids that apply, in the order of the tablet."""

    parts: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.parts)

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for part in self.parts for item in part.items)

    @property
    def stamp(self) -> str:
        """What a sheet keeps to find these very versions again, e.g. ``PN@1+EP@1``."""
        return "+".join(part.grid.stamp for part in self.parts)

    def item(self, code: str) -> Item:
        """Return the item of that code; refuses one that is not asked here with ``KeyError``."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)
