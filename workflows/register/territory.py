"""The territory: départements, communes, the quarters of a partnership, and postcodes that several communes share."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from workflows.register.searching import ALIKE, best_likeness, fold_words
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

DATA: Final = Path(__file__).parent / "data" / "territory"
DEPARTMENTS: Final = {"59": "Nord", "62": "Pas-de-Calais"}
CALAIS: Final = "62193"

_CODE: Final = re.compile(r"(\d{2}|2[AB])\d{3}")
_CONFIDENCES: Final = ("S", "S20", "S26", "W", "V")


@dataclass(frozen=True, slots=True)
class Commune:
    """One commune: its code (Insee), its name as published, its inhabitants at the last count published."""

    code: str
    published_name: str
    inhabitants: int

    @property
    def name(self) -> str:
        """The name as people write it: typographic apostrophe, no blank after it."""
        return re.sub(r"['’]\s*", "’", self.published_name)

    @property
    def department(self) -> str:
        """The code of its département."""
        return self.code[:3] if self.code.startswith("97") else self.code[:2]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter that a partnership works in. It has no outline here: addresses are not decided by machine."""

    key: str
    label: Text
    commune: Commune
    inhabitants: int
    since: date
    source: Text
    confidence: str


@cache
def communes() -> dict[str, Commune]:
    """Return the communes of Nord and Pas-de-Calais by code."""
    with (DATA / "communes_dep59-62.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Commune(row["code.commune"], row["libgeo"], int(row["pop"])) for row in csv.DictReader(file, delimiter=";")
        ]
    return {commune.code: commune for commune in rows}


@cache
def quarters() -> dict[str, Quarter]:
    """Return the quarters by key; refuses data that cannot be right with ``DataFault``."""
    file = read_row(DATA / "quarters.toml")
    found = {}
    for row in file.rows("quarter"):
        quarter = _quarter(row)
        if quarter.key in found:
            raise row.fault("la clé «\u00a0{key}\u00a0» est prise.", "the key {key} is taken.", key=quarter.key)
        found[quarter.key] = quarter
    file.finish()
    return found


@cache
def _shared_postcodes() -> dict[str, tuple[Commune, ...]]:
    file = read_row(DATA / "postcodes.toml")
    found = {}
    for row in file.rows("postcode"):
        row.text("source")
        found[row.line("code")] = tuple(communes()[code] for code in row.words("communes", communes()))
        row.finish()
    file.finish()
    return found


def communes_of_postcode(postcode: str) -> tuple[Commune, ...]:
    """Return the communes known to share a postcode; none where the data does not say."""
    return _shared_postcodes().get("".join(postcode.split()), ())


def find_communes(words: str, *, limit: int = 10) -> list[Commune]:
    """Return the communes whose name or code answers to these words, the largest first; typing errors forgiven."""
    folded = fold_words(words)
    if not folded:
        return []
    if _CODE.fullmatch(folded.upper()):
        found = communes().get(folded.upper())
        return [found] if found else []
    sought = folded.split()
    scored = []
    for commune in communes().values():
        name = fold_words(commune.name).split()
        score = sum(best_likeness(word, name) for word in sought) / len(sought)
        if score >= ALIKE:
            scored.append((score, commune))
    best = max((score for score, _ in scored), default=0.0)
    # One that answers to every word leaves no place for those that merely resemble it.
    kept = [each for each in scored if each[0] == best or best < 1.0]
    return [commune for _, commune in sorted(kept, key=lambda each: (-each[0], -each[1].inhabitants))][:limit]


def _quarter(row: Row) -> Quarter:
    since = row.day("since")
    if since is None:
        raise row.fault("il manque le jour «\u00a0since\u00a0».", "the day since is missing.")
    quarter = Quarter(
        key=row.line("key"),
        label=row.text("label"),
        commune=communes()[row.one_of("commune", communes())],
        inhabitants=row.number("inhabitants", 1, 10_000_000),
        since=since,
        source=row.text("source"),
        confidence=row.one_of("confidence", _CONFIDENCES),
    )
    row.finish()
    return quarter
