"""Rows that published files bring: written where they differ, with the files in which each was seen first and last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.engine.records import insert_many, update_many
from workflows.engine.viewer import ViewerSession


def seen_in(known: Mapping[str, Any] | None, day: date, file_name: str) -> dict[str, Any]:
    """Return the four columns of the first and last sighting, once a file of that day and name has been seen too."""
    this = (day, file_name)
    first = min(this, (known["first_seen_on"], known["first_seen_in"])) if known else this
    last = max(this, (known["last_seen_on"], known["last_seen_in"])) if known else this
    return {
        "first_seen_on": first[0],
        "first_seen_in": first[1],
        "last_seen_on": last[0],
        "last_seen_in": last[1],
    }


def write_rows(
    session: ViewerSession, model: type[Any], before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
) -> None:
    """Insert the rows that are new and change those that differ, each known by the same key in both tables."""
    insert_many(session, model, [row for key, row in after.items() if key not in before])
    changed = []
    for key, old in before.items():
        differing = {name: value for name, value in after[key].items() if old[name] != value}
        if differing:
            changed.append({"id": old["id"], **differing})
    update_many(session, model, changed)
