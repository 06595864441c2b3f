"""What happened to an establishment, as people read it: opened, moved, changed, closed, with the names it had before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workflows.register.establishment_files import AFTER, BEFORE, CREATED, ENTERED, EXITED, LEFT, SEEN
from workflows.register.establishments import Establishment, EstablishmentEvent
from workflows.store.text import Text

OPENED: Final = "opened"
MOVED_IN: Final = "moved_in"
TAKEN_OVER: Final = "taken_over"
CHANGED: Final = "changed"
CLOSED: Final = "closed"
MOVED_OUT: Final = "moved_out"
SHOWN: Final = "shown"
HIDDEN: Final = "hidden"
FOUND: Final = "found"

CHANGES: Final = {
    OPENED: Text("Ouverture", "Opened"),
    MOVED_IN: Text("Arrivée d’une autre adresse", "Moved in from another address"),
    TAKEN_OVER: Text("Reprise d’un autre exploitant", "Taken over from another operator"),
    CHANGED: Text("Modification", "Changed"),
    CLOSED: Text("Fermeture", "Closed"),
    MOVED_OUT: Text("Départ à une autre adresse", "Moved to another address"),
    SHOWN: Text("Entrée en diffusion publique", "Entered public diffusion"),
    HIDDEN: Text("Sortie de la diffusion publique", "Left public diffusion"),
    FOUND: Text("État relevé dans le répertoire", "State found in the register"),
}
"""What may happen to an establishment, as its history says it."""

COLUMNS: Final = {
    "name": Text("Nom", "Name"),
    "trade_name": Text("Enseigne", "Trade name"),
    "legal_form": Text("Forme juridique", "Legal form"),
    "address": Text("Adresse", "Address"),
    "complement": Text("Complément d’adresse", "Address line 2"),
    "place": Text("Lieu-dit, distribution", "Locality"),
    "postcode": Text("Code postal", "Postcode"),
    "commune": Text("Commune", "Town"),
    "activity_code": Text("Code d’activité (APE)", "Activity code (APE)"),
    "activity_label": Text("Activité", "Activity"),
    "staff_band": Text("Tranche d’effectif", "Staff band"),
    "head_office": Text("Siège", "Head office"),
}
"""The columns whose change is told, with their names."""

_ALONE: Final = {EXITED: CLOSED, ENTERED: SHOWN, LEFT: HIDDEN, SEEN: FOUND}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened. ``before`` and ``after`` hold the columns that differ; either is empty where the
    published files give only the other side. ``linked_siret`` is where it came from or went.
    """

    kind: str
    event_code: str
    happened_on: date | None
    processed_at: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    linked_siret: str | None = None

    @property
    def text(self) -> Text:
        """What happened, as people read it."""
        return CHANGES[self.kind]


def history_of(session: Session, establishment: Establishment) -> list[Change]:
    """Return what happened to an establishment, oldest first; nothing for one that left public diffusion."""
    if establishment.hidden or establishment.siret is None:
        return []
    events = session.scalars(
        sa.select(EstablishmentEvent)
        .where(EstablishmentEvent.siret == establishment.siret)
        .order_by(EstablishmentEvent.processed_at, EstablishmentEvent.fingerprint)
    ).all()
    moved_to = _moved_to(session, establishment.siret)
    told = []
    sides = [event for event in events if event.kind in (BEFORE, AFTER)]
    for event in events:
        if event.kind == BEFORE and not _other_side(event, sides):
            told.append(_change(event, CHANGED, event.given, {}))
        elif event.kind == AFTER:
            told.append(_change(event, CHANGED, *_differing(_other_side(event, sides), event)))
        elif event.kind == CREATED:
            told.append(_change(event, _how_it_began(event), {}, _told(event.given)))
        elif event.kind == EXITED:
            kind = MOVED_OUT if moved_to else CLOSED
            told.append(_change(event, kind, _told(event.given), {}, moved_to))
        elif event.kind in _ALONE:
            told.append(_change(event, _ALONE[event.kind], {}, _told(event.given)))
    return told


def earlier_trade_names(session: Session, establishment: Establishment) -> list[str]:
    """Return the trade names that an establishment had and no longer has, the latest first."""
    if establishment.hidden or establishment.siret is None:
        return []
    rows = session.execute(
        sa.select(EstablishmentEvent.given)
        .where(EstablishmentEvent.siret == establishment.siret)
        .order_by(EstablishmentEvent.processed_at.desc())
    )
    names = (given.get("trade_name") for (given,) in rows)
    return list(dict.fromkeys(name for name in names if name and name != establishment.trade_name))


def _moved_to(session: Session, siret: str) -> str | None:
    """The SIRET of the same company that says it continues this one."""
    return session.scalars(
        sa.select(EstablishmentEvent.siret)
        .where(EstablishmentEvent.linked_siret == siret, EstablishmentEvent.siret.startswith(siret[:9]))
        .order_by(EstablishmentEvent.processed_at)
    ).first()


def _how_it_began(event: EstablishmentEvent) -> str:
    if not event.linked_siret:
        return OPENED
    return MOVED_IN if event.linked_siret[:9] == event.siret[:9] else TAKEN_OVER


def _other_side(event: EstablishmentEvent, sides: Sequence[EstablishmentEvent]) -> EstablishmentEvent | None:
    """The other side of a change: the line of the same event that gives the state before or after it."""
    for other in sides:
        same = (other.processed_at, other.event_code) == (event.processed_at, event.event_code)
        if same and other.kind != event.kind:
            return other
    return None


def _differing(before: EstablishmentEvent | None, after: EstablishmentEvent) -> tuple[dict[str, Any], dict[str, Any]]:
    if before is None:
        return {}, _told(after.given)
    names = [name for name in COLUMNS if before.given.get(name) != after.given.get(name)]
    return {name: before.given.get(name) for name in names}, {name: after.given.get(name) for name in names}


def _told(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in COLUMNS if given.get(name) is not None}


def _change(
    event: EstablishmentEvent, kind: str, before: dict[str, Any], after: dict[str, Any], linked: str | None = None
) -> Change:
    return Change(
        kind,
        event.event_code,
        event.happened_on,
        event.processed_at,
        _told(before) if before and not after else before,
        after,
        linked or event.linked_siret,
    )
