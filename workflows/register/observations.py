"""What several files said of one thing, value by value: nothing that was published is lost, and the newest prevails.

An account is a JSON object: for each column, the list of the values seen, each as ``[value, first, last, rank]`` with the
days of the first and last file that said so, and the rank of the source. Merging is the same in any order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Account = dict[str, list[list[Any]]]


@dataclass(frozen=True, slots=True)
class Superseded:
    """A value that was published and is no longer the one that holds: of which column, between which files."""

    column: str
    value: Any
    first_on: date
    last_on: date


def observe(account: Account, values: Mapping[str, Any], day: date, rank: int = 0) -> tuple[Account, bool]:
    """Return the account with what a file of that day said, and whether it said a value that was not known.

    A source of higher ``rank`` prevails over newer files of a lower one.
    """
    said = day.isoformat()
    merged = dict(account)
    news = False
    for column, value in values.items():
        seen = list(merged.get(column, ()))
        place = next((i for i, entry in enumerate(seen) if entry[0] == value and entry[3] == rank), None)
        if place is None:
            news = True
            seen.append([value, said, said, rank])
        else:
            _, first, last, _ = seen[place]
            seen[place] = [value, min(first, said), max(last, said), rank]
        merged[column] = sorted(seen, key=_order) if len(seen) > 1 else seen
    return {column: merged[column] for column in sorted(merged)}, news


def current(account: Account) -> dict[str, Any]:
    """Return the value of each column that holds: the highest rank, then the newest file.

    Where one file gave two values, the choice is always the same one, and the other stays superseded.
    """
    return {column: (seen[0] if len(seen) == 1 else max(seen, key=_order))[0] for column, seen in account.items()}


def superseded(account: Account) -> list[Superseded]:
    """Return the values that no longer hold, oldest first; an empty value is none."""
    found: list[Superseded] = []
    for column, seen in account.items():
        kept = max(seen, key=_order)
        found.extend(
            Superseded(column, value, date.fromisoformat(first), date.fromisoformat(last))
            for value, first, last, rank in seen
            if [value, first, last, rank] != kept and value not in (None, [])
        )
    return sorted(found, key=lambda each: (each.last_on, each.column))


def _order(entry: list[Any]) -> tuple[int, str, str]:
    value, _, last, rank = entry
    return (rank, last, json.dumps(value, sort_keys=True, ensure_ascii=False))
