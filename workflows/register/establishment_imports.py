"""SIRENE files into the register: each line becomes an event, and each establishment is told anew from its events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa

from workflows.engine.records import insert_many, update_many
from workflows.engine.viewer import ViewerSession
from workflows.register.establishment_files import EstablishmentLine, read_establishments
from workflows.register.establishment_lives import Event, event_of, tell
from workflows.register.establishments import (
    CLOSED,
    PUBLIC,
    WITHIN_THE_PARTNERSHIP,
    Establishment,
    EstablishmentEvent,
)
from workflows.register.import_runs import ImportRun
from workflows.register.layouts import ESTABLISHMENT_LAYOUTS, Layout
from workflows.register.published_files import PublishedFile, RefusedLine

_NOT_TOLD: Final = frozenset({"id", "case_id", "agency", "secrecy", "demonstration", "operator"})
_COLUMNS: Final = tuple(name for name in Establishment.__table__.columns.keys() if name not in _NOT_TOLD)  # noqa: SIM118


@dataclass(slots=True)
class _Life:
    """One establishment while a batch is written: its row as it was, its events, and what they tell so far."""

    id: UUID
    row: dict[str, Any] | None
    events: list[Event] = field(default_factory=list)
    told: dict[str, Any] | None = None
    known: set[str] = field(default_factory=set)


class EstablishmentRegister:
    """The register of establishments, as :func:`workflows.register.import_runs.run_import` fills it."""

    kind: str = "establishments"
    layouts: Sequence[Layout] = ESTABLISHMENT_LAYOUTS

    def read(self, file: PublishedFile, after: int) -> Iterator[EstablishmentLine | RefusedLine]:
        """Give each line after a physical line, or its refusal."""
        return read_establishments(file, after)

    def apply(self, session: ViewerSession, run: ImportRun, lines: Sequence[EstablishmentLine]) -> Counter[str]:
        """Add the events that are new, tell their establishments anew, and count what became of each line."""
        lives = _load(session, {line.siret for line in lines})
        outcomes: Counter[str] = Counter()
        new_events = []
        for line in lines:
            event = event_of(line)
            life = lives.setdefault(line.siret, _Life(uuid4(), None))
            if event.fingerprint in life.known:
                outcomes["unchanged"] += 1
                continue
            before = life.told
            life.events.append(event)
            life.known.add(event.fingerprint)
            life.told = _columns(tell(life.events))
            outcomes[_outcome(before, life.told)] += 1
            new_events.append(_event_row(event, life.id, run.id))
        _write(session, lives)
        insert_many(session, EstablishmentEvent, new_events)
        return outcomes

    def finish(self, session: ViewerSession, run: ImportRun) -> Counter[str]:
        """Nothing is left to do: a SIRENE file says itself what has closed."""
        return Counter()


def _load(session: ViewerSession, sirets: set[str]) -> dict[str, _Life]:
    table = Establishment.__table__
    lives = {}
    rows = session.connection().execute(sa.select(table).where(table.c.siret.in_(sirets))).mappings()
    for row in rows:
        told = {name: row[name] for name in _COLUMNS}
        lives[str(row["siret"])] = _Life(row["id"], dict(told), told=told)
    past = EstablishmentEvent.__table__
    columns = (past.c.siret, past.c.kind, past.c.event_code, past.c.happened_on, past.c.processed_at, past.c.given,
               past.c.fingerprint)  # fmt: skip
    for kept in session.connection().execute(sa.select(*columns).where(past.c.siret.in_(lives))):
        event = Event(*kept)
        lives[event.siret].events.append(event)
        lives[event.siret].known.add(event.fingerprint)
    return lives


def _columns(told: dict[str, Any]) -> dict[str, Any]:
    return {name: told.get(name) for name in _COLUMNS}


def _outcome(before: dict[str, Any] | None, after: dict[str, Any]) -> str:
    if after["hidden"] and not (before and before["hidden"]):
        return "hidden"
    if after["state"] == CLOSED and not (before and before["state"] == CLOSED):
        return "closed"
    if before is None:
        return "added"
    return "unchanged" if before == after else "changed"


def _write(session: ViewerSession, lives: dict[str, _Life]) -> None:
    new, changed = [], []
    for life in lives.values():
        assert life.told is not None
        if life.row is None:
            secrecy = WITHIN_THE_PARTNERSHIP if life.told["hidden"] else PUBLIC
            new.append({"id": life.id, "secrecy": secrecy, "demonstration": False, **life.told})
            continue
        differing = {name: value for name, value in life.told.items() if life.row[name] != value}
        if "hidden" in differing:
            differing["secrecy"] = WITHIN_THE_PARTNERSHIP if differing["hidden"] else PUBLIC
        if differing:
            changed.append({"id": life.id, **differing})
    insert_many(session, Establishment, new)
    update_many(session, Establishment, changed)


def _event_row(event: Event, establishment_id: UUID, import_id: UUID) -> dict[str, Any]:
    return {
        "id": uuid4(),
        # The events of a hidden establishment hold what was hidden: they are never public.
        "secrecy": WITHIN_THE_PARTNERSHIP,
        "establishment_id": establishment_id,
        "siret": event.siret,
        "kind": event.kind,
        "event_code": event.event_code,
        "happened_on": event.happened_on,
        "processed_at": event.processed_at.astimezone(UTC),
        "linked_siret": event.values.get("linked_siret"),
        "given": dict(event.values),
        "fingerprint": event.fingerprint,
        "import_id": import_id,
    }
