"""How grids are read from their files: strictly, so that a slip of the pen stops the house with file and item named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Final

from workflows.law.grids.model import KINDS, ROUTES, SEVERITIES, Grid, Item, Level
from workflows.law.references import CONFIDENCES
from workflows.store.datafile import DataFault, Row, read_row
from workflows.store.text import Text

_CODE: Final = re.compile(r"[A-Z]{2}")


def read_types(path: Path) -> Mapping[str, Text]:
    """Read the kinds of establishment, in order, with their labels; refuses a kind given twice."""
    file = read_row(path)
    types: dict[str, Text] = {}
    for row in file.rows("types"):
        key = row.line("key")
        if key in types:
            raise row.fault("ce type figure déjà plus haut.", "this type stands already above.")
        types[key] = row.text("label")
        row.finish()
    file.finish()
    return types


def read_grids(
    *folders: Path, types: Collection[str], is_reference: Callable[[str], bool], marks: Collection[str]
) -> Mapping[tuple[str, int], Grid]:
    """Read every grid of these folders, by code and version; a folder that is not there holds none.

    ``types`` are the kinds of establishment, ``is_reference`` tells whether a legal reference exists, ``marks`` are
    the known marks of sources. Refuses with ``DataFault``, naming file and item, whatever does not stand.
    """
    grids: dict[tuple[str, int], Grid] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        row = read_row(path)
        found = _grid(row, path.stem, types, is_reference, marks)
        if (found.code, found.version) in grids:
            raise row.fault(
                "la grille {code}, version {version}, existe déjà.",
                "the grid {code}, version {version}, exists already.",
                code=found.code,
                version=found.version,
            )
        grids[found.code, found.version] = found
    return grids


def _grid(
    row: Row, stem: str, types: Collection[str], is_reference: Callable[[str], bool], marks: Collection[str]
) -> Grid:
    grid = Grid(
        code=_code(row, stem),
        version=row.number("version", 1, 999),
        kind=row.one_of("kind", KINDS),
        agencies=row.words("agencies"),
        title=row.text("title"),
        always=frozenset(row.words("always", types)),
        sector=frozenset(row.words("sector", types)),
        levels=tuple(_level(level) for level in row.rows("levels")),
        items=tuple(_item(item, types, is_reference, marks) for item in row.rows("items")),
    )
    row.finish()
    if grid.always & grid.sector:
        raise row.fault(
            "un même type d’établissement est à la fois dans «\u00a0always\u00a0» et dans «\u00a0sector\u00a0».",
            "one kind of establishment is both in always and in sector.",
        )
    _refuse_gaps(row, grid)
    for item in grid.items:
        if not item.agencies <= set(grid.agencies):
            raise row.fault(
                "{item} nomme un service que la grille ne nomme pas.",
                "{item} names an agency that the grid does not name.",
                item=item.code,
            )
    return grid


def _code(row: Row, stem: str) -> str:
    code = row.line("code")
    if not _CODE.fullmatch(code) or stem.partition("_")[0] != code.lower():
        raise row.fault(
            "le code «\u00a0{code}\u00a0» doit être de deux capitales, et ouvrir le nom du fichier (pn.toml, pn_2.toml).",
            "the code {code} must be two capitals, and begin the name of the file (pn.toml, pn_2.toml).",
            code=code,
        )
    return code


def _refuse_gaps(row: Row, grid: Grid) -> None:
    for number, item in enumerate(grid.items, start=1):
        expected = f"{grid.code}-{number:02}"
        if item.code != expected:
            raise row.fault(
                "{found} est à la place de {expected}\u00a0: les points se suivent sans trou ni double.",
                "{found} stands where {expected} should: items follow each other without gap or double.",
                found=item.code,
                expected=expected,
            )
    if not grid.items:
        raise row.fault("la grille n’a aucun point.", "the grid has no item.")


def _level(row: Row) -> Level:
    level = Level(
        key=row.line("key"),
        label=row.text("label"),
        published=row.line("published"),
        consequence=row.text("consequence"),
        route=row.one_of("route", ROUTES),
    )
    row.finish()
    return level


def _item(row: Row, types: Collection[str], is_reference: Callable[[str], bool], marks: Collection[str]) -> Item:
    item = Item(
        code=row.line("code"),
        label=row.text("label"),
        finding=row.text("finding"),
        looks_at=row.text_or_none("looks_at"),
        references=row.words("references"),
        basis=row.text_or_none("basis"),
        natinf=row.numbers("natinf"),
        consequence=row.text_or_none("consequence"),
        route=row.one_of("route", ROUTES),
        severity=row.number("severity", min(SEVERITIES), max(SEVERITIES)),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("sources", marks),
        types=frozenset(row.words("types", types)),
        agencies=frozenset(row.words("agencies")),
    )
    row.finish()
    for fault in _faults(row, item, is_reference):
        raise fault
    return item


def _faults(row: Row, item: Item, is_reference: Callable[[str], bool]) -> list[DataFault]:
    faults = [
        row.fault(
            "aucune référence juridique n’a la clé «\u00a0{key}\u00a0».",
            "no legal reference bears the key {key}.",
            key=key,
        )
        for key in item.references
        if not is_reference(key)
    ]
    if not _is_a_statement(item.finding):
        faults.append(
            row.fault(
                "«\u00a0finding\u00a0» constate\u00a0: une phrase qui finit par un point, et qui n’interroge pas.",
                "finding states: a sentence that ends with a full stop and asks nothing.",
            )
        )
    if not item.references and item.basis is None:
        faults.append(row.fault("il faut une référence ou une base en toutes lettres.", "give a reference or a basis."))
    if not item.confidence:
        faults.append(row.fault("«\u00a0confidence\u00a0» est vide.", "confidence is empty."))
    if "S" in item.confidence and not item.sources:
        faults.append(row.fault("une source citée doit être nommée.", "a source must be named."))
    return faults


def _is_a_statement(words: Text) -> bool:
    return all(said.endswith(".") and "?" not in said for said in (words.render("fr"), words.render("en")))
