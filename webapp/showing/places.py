"""Where inspections were held over a period: a map drawn by the server where the register knows coordinates, bars by
street for all, and the table behind both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.visit import HELD, Visit
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
class Bar:
    """How many inspections in one street; ``share`` is that number over the largest, from 0 to 100."""

    street: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class Places:
    """The inspections of a period that the viewer may see, newest first; ``scale`` is 100 metres in units of the map."""

    period: str
    since: date | None
    places: Sequence[Place]
    total: int
    bars: Sequence[Bar]
    scale: float

    @property
    def drawn(self) -> list[Place]:
        """Those that stand on the map."""
        return [place for place in self.places if place.at is not None]


def places_of(session: ViewerSession, period: str, *, moment: datetime) -> Places:
    """Return the inspections held in one of ``PERIODS`` before ``moment`` (aware), ``MOST`` of them at most."""
    length = PERIODS[period][1]
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
    if length is not None:
        statement = statement.where(Visit.planned_at > moment - length)
    rows = session.execute(statement).all()
    spots = [(row.latitude, row.longitude) for row in rows if row.latitude is not None and row.longitude is not None]
    plan = Plan(spots)
    places, number = [], 0
    for row in rows:
        on_map = row.latitude is not None and row.longitude is not None
        number += on_map
        state = registry.workflow("visit", row.workflow_version).state(row.state)
        places.append(
            Place(
                row.id, row.operation_id, row.secrecy, row.trade_name, row.address, paris_day(row.planned_at), state,
                row.state, number if on_map else None, plan.at(row.latitude, row.longitude) if on_map else None,
            )
        )  # fmt: skip
    since = paris_day(moment - length) if length is not None else None
    return Places(period, since, places, rows[0].of if rows else 0, _bars(row.address for row in rows), plan.scale)


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


def street_of(address: str) -> str:
    """Return the street of an address as it is written, without the number of the house."""
    named = _HOUSE_NUMBER.sub("", address.strip())
    return named.split(",", maxsplit=1)[0].strip() or address


def _bars(addresses: Iterable[str]) -> list[Bar]:
    counted = Counter(street_of(address) for address in addresses).most_common(_BARS)
    most = max((count for _street, count in counted), default=1)
    return [Bar(street, count, round(count * 100 / most)) for street, count in counted]
