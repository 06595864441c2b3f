"""The answers of a sheet as they stand, told to pages and tablets: who gave them, when, and which ones they replace."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.history import people_of
from workflows.engine.viewer import ViewerSession
from workflows.processes.answer import Answer

SKEW: Final = timedelta(minutes=2)
"""A clock that is further from ours than this is worth a word."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One answer that stands, with all its equals: tablets that said the same agree. Moments are aware UTC.

    ``ids`` are those that a new answer must replace; ``ahead`` says that the tablet's clock was ahead of ours.
    """

    item: str
    value: str
    note: str
    ids: tuple[UUID, ...]
    author: str
    at: datetime
    received_at: datetime
    ahead: bool

    def as_plain(self) -> dict[str, Any]:
        """Return what the tablet keeps of it."""
        return {
            "value": self.value,
            "note": self.note,
            "ids": [str(each) for each in self.ids],
            "author": self.author,
            "at": stamp(self.at),
            "received": stamp(self.received_at),
            "ahead": self.ahead,
        }


def standing_of(session: ViewerSession, sheet_id: UUID) -> dict[str, list[Standing]]:
    """Return the standing answers of a sheet by item, oldest first; two or more of an item contest each other."""
    rows = list(session.scalars(sa.select(Answer).where(Answer.sheet_id == sheet_id)))
    names = people_of(session, ((row.agency or "", row.author) for row in rows))
    replaced = {old for row in rows for old in row.replaces}
    alike: dict[tuple[str, str, str], list[Answer]] = {}
    for row in sorted(rows, key=lambda row: (row.received_at, row.counter, row.id.hex)):
        if row.id.hex not in replaced:
            alike.setdefault((row.item, row.value, row.note), []).append(row)
    standing: dict[str, list[Standing]] = {}
    for (item, _, _), same in alike.items():
        standing.setdefault(item, []).append(_standing(same, names))
    return standing


def _standing(same: list[Answer], names: Mapping[tuple[str, str], str]) -> Standing:
    first = same[0]
    at = first.device_at or first.received_at
    return Standing(
        item=first.item,
        value=first.value,
        note=first.note,
        ids=tuple(row.id for row in same),
        author=names.get((first.agency or "", first.author), first.author),
        at=at,
        received_at=first.received_at,
        ahead=at - first.received_at > SKEW,
    )


def digest_of_answer(row: Answer) -> str:
    """Return the digest by which a tablet knows that its answer is kept as it was given: see ``digestOf`` in log.js."""
    return digest_of(
        [
            str(row.id),
            str(row.sheet_id),
            row.item,
            row.value,
            row.note,
            [str(UUID(hex=old)) for old in row.replaces],
            row.device,
            row.counter,
            stamp(row.device_at) if row.device_at else "",
        ]
    )


def digest_of(parts: Iterable[Any]) -> str:
    """Return the SHA-256 of a list as both sides write it: JSON without spaces, letters as they are."""
    written = json.dumps(list(parts), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def stamp(moment: datetime) -> str:
    """Return an aware moment as browsers write it: UTC, milliseconds, ``Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
