"""Inspection grids as data: what each agency looks at, in which establishment, and what usually follows.

One grid is one file of ``data/``. A published version never changes: a correction is a new file (``pn_2.toml``) with the
next version, and a sheet that was opened keeps the version that it began with (its ``stamp``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from workflows.law import references
from workflows.law.grids.model import (
    ANSWER_LABELS,
    ANSWERS,
    KINDS,
    ROUTES,
    SEVERITIES,
    Grid,
    Item,
    Level,
    Part,
    Selection,
)
from workflows.law.grids.reading import read_grids, read_types
from workflows.store.text import Text

__all__ = [
    "ANSWERS",
    "ANSWER_LABELS",
    "KINDS",
    "ROUTES",
    "SEVERITIES",
    "Grid",
    "Item",
    "Level",
    "Part",
    "Selection",
    "UnknownGrid",
    "establishment_types",
    "grid",
    "grid_for",
    "grids",
    "load_grids",
    "selection",
]

_HERE: Final = Path(__file__).parent
SHIPPED: Final = _HERE / "data"


class UnknownGrid(KeyError):
    """No grid has that code and version, or no establishment is of that kind. ``text`` is the sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text

    def __str__(self) -> str:
        return self.text.render("en")


@cache
def establishment_types() -> Mapping[str, Text]:
    """Return the kinds of establishment that grids know, in order, with their labels."""
    return read_types(_HERE / "establishments.toml")


def load_grids(*folders: Path) -> Mapping[tuple[str, int], Grid]:
    """Read every grid of these folders, by code and version; refuses with ``DataFault`` whatever does not stand."""
    return read_grids(
        *folders,
        types=establishment_types(),
        is_reference=references.is_reference,
        marks=references.sources(),
    )


@cache
def _loaded() -> Mapping[tuple[str, int], Grid]:
    return load_grids(SHIPPED)


def grid(code: str, version: int | None = None) -> Grid:
    """Return a grid at that version, or at its newest; refuses an unknown one with ``UnknownGrid``."""
    versions = [known for (named, _), known in _loaded().items() if named == code]
    found = [known for known in versions if version in (None, known.version)]
    if not found:
        raise UnknownGrid(
            Text(
                "La grille {code}, version {version}, n’existe pas.",
                "The grid {code}, version {version}, does not exist.",
                code=code,
                version=Text("la plus récente", "newest") if version is None else str(version),
            )
        )
    return max(found, key=lambda known: known.version)


def grids() -> tuple[Grid, ...]:
    """Return every grid at its newest version, sorted by code."""
    return tuple(grid(code) for code in sorted({code for code, _ in _loaded()}))


def grid_for(agency: str, establishment_type: str, codes: Sequence[str] | None = None) -> Selection:
    """Return what an agency answers in such a place, at the newest versions; empty where nothing applies.

    ``codes`` are the grids of the agency as the register has them (its data may name some that no grid file does);
    without them, those of the grids that name the agency.
    """
    if codes is None:
        found: Sequence[Grid] = [known for known in grids() if agency in known.agencies]
    else:
        found = [grid(code) for code in codes]
    main_grids_first = sorted(found, key=lambda known: KINDS.index(known.kind))
    return _select(main_grids_first, agency, establishment_type)


def selection(stamp: str, agency: str, establishment_type: str) -> Selection:
    """Return again what a sheet began with, from its ``stamp``, whatever newer versions there are."""
    pairs = [part.partition("@") for part in stamp.split("+") if part]
    return _select([grid(code, int(version)) for code, _, version in pairs], agency, establishment_type)


def _select(found: Sequence[Grid], agency: str, establishment_type: str) -> Selection:
    if establishment_type not in establishment_types():
        raise UnknownGrid(
            Text(
                "Le type d’établissement «\u00a0{kind}\u00a0» n’existe pas. Types connus\u00a0: {known}.",
                "The kind of establishment {kind} does not exist. Known kinds: {known}.",
                kind=establishment_type,
                known=", ".join(establishment_types()),
            )
        )
    parts = [
        Part(one, one.items_for(agency, establishment_type), always=establishment_type in one.always)
        for one in found
        if establishment_type in one.always | one.sector
    ]
    return Selection(tuple(part for part in parts if part.items))
