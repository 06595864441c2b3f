"""Where inspections were held and requisitions asked for over a period: a map drawn by the server where the register
knows coordinates, bars by street for all inspections, and the tables behind.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import state_of
from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.requisition_facts import Requisition
from workflows.processes.visit import HELD
from workflows.processes.visit_facts import Visit
from workflows.register.establishments import Establishment
from workflows.store.text import Text

SIDE: Final = 480
"""The map is a square of so many units."""
_EDGE: Final = 24
_METRES_PER_DEGREE: Final = 111_320
MOST: Final = 300
_BARS: Final = 12
PERIODS: Final = {
    "quarter": (Text("trois mois", "three months"), timedelta(days=92)),
    "year": (Text("un an", "one year"), timedelta(days=366)),
    "all": (Text("depuis le début", "since the beginning"), None),
}
"""How far back one may look; ``None`` for as far as the house goes."""
_HOUSE_NUMBER: Final = re.compile(r"^\d+\s*(bis|ter|quater)?\s*,?\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """One inspection that was held: where, when, how it ended, and its number on the map (``None`` if it is not on it)."""

    visit_id: UUID
    operation_id: UUID
    secrecy: int
    name: str
    address: str
    on: date
    state: State
    code: str
    number: int | None
    at: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A place that a requisition names: its number, when it was asked for, how it stands, where it is on the map."""

    requisition_id: UUID
    operation_id: UUID
    secrecy: int
    number: str
    on: date
    state: State
    name: str
    address: str
    at: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Bar:
    """How many inspections in one street; ``share`` is that number over the largest, from 0 to 100."""

    street: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Places:
    """The inspections and requisitions of a period that the viewer may see, newest first.

    ``total`` counts the inspections, of which ``MOST`` are shown; ``scale`` is 100 metres in units of the map.
    """

    period: str
    since: date | None
    places: Sequence[Place]
    asked: Sequence[Asked]
    total: int
    bars: Sequence[Bar]
    scale: float

    @property
    def drawn(self) -> list[Place]:
        """The inspections that stand on the map."""
        return [place for place in self.places if place.at is not None]

    @property
    def rings(self) -> list[tuple[float, float]]:
        """Where the map shows that a requisition was asked for, once for each place."""
        return list(dict.fromkeys(each.at for each in self.asked if each.at is not None))

    @property
    def read(self) -> list[tuple[UUID, int]]:
        """The operations that are told of, with the class of what is told, each once."""
        told: list[Place | Asked] = [*self.places, *self.asked]
        return sorted({(each.operation_id, each.secrecy) for each in told}, key=lambda one: (one[0].hex, one[1]))


def places_of(session: ViewerSession, period: str, *, moment: datetime) -> Places:
    """Return what happened where in one of ``PERIODS`` before ``moment`` (aware), ``MOST`` of each kind at most."""
    length = PERIODS[period][1]
    after = moment - length if length is not None else None
    visits = _visits(session, after, moment)
    named = _named(session, after, moment)
    rows = [*visits, *(place for _case, _row, found in named for _name, _address, place in found)]
    plan = Plan([(row.latitude, row.longitude) for row in rows if _is_known(row)])
    places, number = [], 0
    for row in visits:
        number += _is_known(row)
        state = registry.workflow("visit", row.workflow_version).state(row.state)
        places.append(
            Place(
                row.id, row.operation_id, row.secrecy, row.trade_name, row.address, paris_day(row.planned_at), state,
                row.state, number if _is_known(row) else None, plan.of(row),
            )
        )  # fmt: skip
    asked = [
        Asked(
            row.id, row.operation_id, row.secrecy, row.number, paris_day(case.opened_at), state_of(case), name, address,
            plan.of(place),
        )
        for case, row, found in named
        for name, address, place in found
    ]  # fmt: skip
    since = paris_day(after) if after is not None else None
    total = visits[0].of if visits else 0
    return Places(period, since, places, asked, total, _bars(row.address for row in visits), plan.scale)


def _visits(session: ViewerSession, after: datetime | None, moment: datetime) -> Sequence[Any]:
    statement = (
        sa.select(
            Visit.id, Visit.operation_id, Visit.secrecy, Visit.trade_name, Visit.address, Visit.planned_at, Case.state,
            Case.workflow_version, Establishment.latitude, Establishment.longitude, sa.func.count().over().label("of"),
        )
        .join(Case, Case.id == Visit.id)
        .outerjoin(Establishment, Establishment.id == Visit.establishment_id)
        .where(Case.state.in_(HELD), Visit.planned_at <= moment)
        .order_by(Visit.planned_at.desc(), Visit.id)
        .limit(MOST)
    )  # fmt: skip
    return session.execute(statement if after is None else statement.where(Visit.planned_at > after)).all()


def _named(
    session: ViewerSession, after: datetime | None, moment: datetime
) -> list[tuple[Case, Requisition, list[tuple[str, str, Any]]]]:
    """Return the requisitions asked for, each with the places that it names and what the register knows of them."""
    statement = (
        sa.select(Case, Requisition)
        .join(Requisition, Requisition.id == Case.id)
        .where(Case.opened_at <= moment)
        .order_by(Case.opened_at.desc(), Case.id)
        .limit(MOST)
    )
    asked = session.execute(statement if after is None else statement.where(Case.opened_at > after)).all()
    ids = {UUID(place[0]) for _case, row in asked for place in row.places}
    spots = (
        sa.select(Visit.id, Establishment.latitude, Establishment.longitude)
        .join(Establishment, Establishment.id == Visit.establishment_id)
        .where(Visit.id.in_(ids))
    )
    known = {row.id: row for row in session.execute(spots)}
    return [
        (case, row, [(name, address, known.get(UUID(visit))) for visit, name, address in row.places])
        for case, row in asked
    ]


def _is_known(row: Any) -> bool:
    """Tell whether the register gives coordinates (WGS 84) for a row, which may be none at all."""
    return row is not None and row.latitude is not None and row.longitude is not None


class Plan:
    """Degrees (WGS 84) as points of the square, north above: both directions have the same scale."""

    def __init__(self, spots: Sequence[tuple[float, float]]) -> None:
        """Fit the square to these places (latitude, longitude)."""
        latitudes, longitudes = [spot[0] for spot in spots] or [0.0], [spot[1] for spot in spots] or [0.0]
        self._middle = ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
        self._narrow = cos(radians(self._middle[0]))
        high = (max(latitudes) - min(latitudes)) * _METRES_PER_DEGREE
        wide = (max(longitudes) - min(longitudes)) * _METRES_PER_DEGREE * self._narrow
        self._per_metre = (SIDE - 2 * _EDGE) / max(high, wide, 200)
        self.scale = round(100 * self._per_metre, 1)

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a place stands in the square, from its upper left corner."""
        east = (longitude - self._middle[1]) * _METRES_PER_DEGREE * self._narrow
        north = (latitude - self._middle[0]) * _METRES_PER_DEGREE
        return round(SIDE / 2 + east * self._per_metre, 1), round(SIDE / 2 - north * self._per_metre, 1)

    def of(self, row: Any) -> tuple[float, float] | None:
        """Return where a row with ``latitude`` and ``longitude`` stands, ``None`` where the register knows neither."""
        return self.at(row.latitude, row.longitude) if _is_known(row) else None


def street_of(address: str) -> str:
    """Return the street of an address as it is written, without the number of the house."""
    named = _HOUSE_NUMBER.sub("", address.strip())
    return named.split(",", maxsplit=1)[0].strip() or address


def _bars(addresses: Iterable[str]) -> list[Bar]:
    counted = Counter(street_of(address) for address in addresses).most_common(_BARS)
    most = max((count for _street, count in counted), default=1)
    return [Bar(street, count, round(count * 100 / most)) for street, count in counted]
