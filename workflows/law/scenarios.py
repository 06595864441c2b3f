"""Scenarios of orders with their source: what courts have annulled, what the text forbids, and the neighbour that passes.

They are read by a jurist as a table, and hold ``orders.judge`` to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from workflows.law.order_facts import FactsFault, OrderFacts, read_order
from workflows.law.references import DATA, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import PARIS, Text

USAGE: Final = "W"
"""The mark of what practitioners know and no source of ours says."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One order: its facts, the codes that refuse it and those that warn, when it binds (aware), its last day."""

    key: str
    title: Text
    facts: OrderFacts
    refused: tuple[str, ...]
    warned: tuple[str, ...]
    binds: datetime | None
    ends: date | None
    rulings: tuple[str, ...]
    sources: tuple[str, ...]


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Return every scenario in the order of the file; refuses, naming it, one that cannot be right."""
    file = read_row(DATA / "scenarios.toml")
    return tuple(_scenarios(file, file.table("sound")))


def _scenarios(file: Row, sound: Mapping[str, Any]) -> Iterator[Scenario]:
    marks = {*sources(), USAGE}
    for row in file.rows("scenario"):
        binds = row.line("binds") if row.has("binds") else None
        yield Scenario(
            key=row.line("key"),
            title=row.text("title"),
            facts=_facts(row, sound),
            refused=row.words("refused"),
            warned=row.words("warned"),
            binds=datetime.fromisoformat(binds).astimezone(PARIS) if binds else None,
            ends=row.day("ends"),
            rulings=_rulings(row),
            sources=row.words("source", marks),
        )
        row.finish()
    file.finish()


def _facts(row: Row, sound: Mapping[str, Any]) -> OrderFacts:
    told = deepcopy(dict(sound))
    told.update(row.table("facts"))
    for name in row.words("without"):
        table, key = _at(told, name)
        table[key] = None
    for name in row.words("unknown"):
        table, key = _at(told, name)
        del table[key]
    try:
        return read_order(told)
    except FactsFault as fault:
        raise row.fault(fault.text.render("fr"), fault.text.render("en")) from None


def _at(told: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """Return the table that holds a fact, and its key there; a fact not told yet has a place too."""
    above, _dot, key = name.rpartition(".")
    table = told[above] if above else told
    table.setdefault(key, None)
    return table, key


def _rulings(row: Row) -> tuple[str, ...]:
    rulings = row.words("rulings")
    for key in rulings:
        if not is_reference(key):
            raise row.fault(f"{key} n’est pas une référence connue.", f"{key} is no known reference.")
    return rulings
