"""The life of an establishment, told from its events: the same whatever the order in which the files were read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from workflows.register.establishment_files import (
    AFTER,
    BEFORE,
    CREATED,
    ENTERED,
    EXITED,
    LEFT,
    SEEN,
    EstablishmentLine,
)
from workflows.register.establishments import CLOSED, KINDS, OPEN, kind_of_activity
from workflows.register.searching import fold_all

_ORDER: Final = {kind: rank for rank, kind in enumerate((BEFORE, SEEN, AFTER, CREATED, EXITED, ENTERED, LEFT))}
"""Which of two lines of the same moment counts last: a departure from diffusion always hides."""
_OF_THE_EVENT: Final = frozenset({"linked_siret", "open", "closed_on", "hidden"})
"""Values that belong to one event, or that follow rules of their own."""
_SEARCHED: Final = (
    "trade_name",
    "name",
    "siret",
    "address",
    "complement",
    "place",
    "postcode",
    "commune",
    "activity_code",
    "activity_label",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of one establishment, as a file gave it or as the database kept it."""

    siret: str
    kind: str
    event_code: str
    happened_on: date | None
    processed_at: datetime
    values: Mapping[str, Any] = field(hash=False)
    fingerprint: str

    @property
    def rank(self) -> tuple[datetime, int, str, str]:
        """The place of the event in the life: a total order that depends on nothing but the event."""
        return (self.processed_at, _ORDER[self.kind], self.event_code, self.fingerprint)


def event_of(line: EstablishmentLine) -> Event:
    """Return the event that a line tells, with the fingerprint by which the same line is known again."""
    told = {
        "siret": line.siret,
        "kind": line.kind,
        "event_code": line.event_code,
        "happened_on": line.happened_on.isoformat() if line.happened_on else None,
        "processed_at": line.processed_at.astimezone(UTC).isoformat(),
        "values": dict(line.values),
    }
    fingerprint = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return Event(line.siret, line.kind, line.event_code, line.happened_on, line.processed_at, line.values, fingerprint)


def tell(events: Iterable[Event]) -> dict[str, Any]:
    """Return the columns of an establishment as its events leave it; the order in which they are given is nothing.

    A column that a line lacks keeps what earlier lines said; an empty cell empties it, save for the opening day, which
    closing lines often leave out.
    """
    ordered = sorted(events, key=lambda event: event.rank)
    told: dict[str, Any] = {"opened_on": None, "closed_on": None, "hidden": False, "state": OPEN}
    for event in ordered:
        told |= {
            name: value
            for name, value in event.values.items()
            if name not in _OF_THE_EVENT and (value is not None or name != "opened_on")
        }
        _tell_state(told, event)
        _tell_diffusion(told, event)
    siret = ordered[0].siret
    told |= {"siret": siret, "siren": siret[:9], "nic": siret[9:]}
    told["kind"] = kind_of_activity(told.get("activity_code"), told.get("activity_nomenclature"))
    told["search_text"] = search_text(told)
    if told.get("declared_address") == told.get("address"):
        told["declared_address"] = None
    for name in ("opened_on", "closed_on"):
        told[name] = date.fromisoformat(told[name]) if told[name] else None
    for name in ("latitude", "longitude"):
        told[name] = float(told[name]) if told.get(name) else None
    return told


def search_text(columns: Mapping[str, Any]) -> str:
    """Return what a search looks through: names, number, place and activity as folded words."""
    kind = KINDS.get(columns.get("kind") or "")
    return fold_all((*(columns.get(name) for name in _SEARCHED), kind.fr if kind else None))


def _tell_state(told: dict[str, Any], event: Event) -> None:
    if event.kind == CREATED:
        told["state"], told["closed_on"] = OPEN, None
    elif event.kind == EXITED:
        told["state"], told["closed_on"] = CLOSED, event.values.get("closed_on")
    elif event.kind == SEEN and "open" in event.values:
        told["state"] = OPEN if event.values["open"] else CLOSED
        told["closed_on"] = event.values.get("closed_on")


def _tell_diffusion(told: dict[str, Any], event: Event) -> None:
    if event.kind == LEFT:
        told["hidden"] = True
    elif event.kind == ENTERED:
        told["hidden"] = False
    elif event.kind == SEEN and "hidden" in event.values:
        told["hidden"] = bool(event.values["hidden"])
    if event.values.get("hidden"):
        told["hidden"] = True
