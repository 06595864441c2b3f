"""Past hygiene inspections (Alim'confiance): each published result, with what the publisher said before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.hygiene_files import RESULTS, SIRET
from workflows.register.observations import Superseded, superseded
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

COLUMNS: Final = {
    "identifier": Text("Numéro d’établissement", "Establishment number"),
    "name": Text("Établissement", "Establishment"),
    "address": Text("Adresse", "Address"),
    "short_address": Text("Adresse abrégée", "Short address"),
    "postcode": Text("Code postal", "Postcode"),
    "locality": Text("Localité", "Locality"),
    "commune": Text("Commune", "Town"),
    "inspected_on": Text("Jour du contrôle", "Day of the inspection"),
    "result": Text("Résultat", "Result"),
    "activities": Text("Activités", "Activities"),
    "categories": Text("Catégories", "Categories"),
    "approval": Text("Agrément", "Approval"),
    "coordinates": Text("Coordonnées", "Coordinates"),
}
"""The columns of an inspection whose earlier values are told, with their names."""


class HygieneInspection(Recorded, Base):
    """One official inspection, known by its number, as the newest file that holds it says.

    ``identifier`` is what the publisher puts in the SIRET column, which may be an approval or a foreign VAT number:
    ``identifier_kind`` says which, and ``siret`` is filled only where it is one. ``account`` keeps every value that was
    published. The publisher shows an inspection for a limited time: one that vanishes stays here, with the day it was
    last seen.
    """

    __tablename__ = "hygiene_inspection"
    __table_args__ = (
        sa.CheckConstraint(
            "result in ('very_satisfactory', 'satisfactory', 'to_improve', 'urgent_correction')", name="known_result"
        ),
        sa.Index("ix_hygiene_inspection_siret_day", "siret", "inspected_on"),
    )

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    identifier: Mapped[str] = mapped_column(sa.String(40))
    identifier_kind: Mapped[str] = mapped_column(sa.String(12))
    siret: Mapped[str | None] = mapped_column(sa.String(14))
    name: Mapped[str] = mapped_column(sa.Text)
    address: Mapped[str | None] = mapped_column(sa.Text)
    short_address: Mapped[str | None] = mapped_column(sa.Text)
    postcode: Mapped[str | None] = mapped_column(sa.Text)
    locality: Mapped[str | None] = mapped_column(sa.Text)
    commune: Mapped[str | None] = mapped_column(sa.Text)
    inspected_on: Mapped[date]
    """The day of the inspection, in Paris."""
    result: Mapped[str] = mapped_column(sa.String(20))
    activities: Mapped[list[str]] = mapped_column(sa.JSON)
    categories: Mapped[list[str]] = mapped_column(sa.JSON)
    approval: Mapped[str | None] = mapped_column(sa.Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    first_seen_on: Mapped[date]
    first_seen_in: Mapped[str] = mapped_column(sa.Text)
    last_seen_on: Mapped[date]
    last_seen_in: Mapped[str] = mapped_column(sa.Text)
    account: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    @property
    def result_text(self) -> Text:
        """The result as people read it."""
        return RESULTS[self.result]

    @property
    def superseded(self) -> list[Superseded]:
        """The values that the publisher gave and no longer gives, oldest first."""
        return superseded(self.account)


@dataclass(frozen=True, slots=True)
class HygieneDay:
    """The inspections of one establishment on one day: one for each activity, sometimes two results for the same."""

    inspected_on: date
    inspections: tuple[HygieneInspection, ...]


def last_hygiene_inspections(session: Session, siret: str, *, days: int = 5) -> list[HygieneDay]:
    """Return the latest days on which an establishment was inspected, newest first, every result of each day."""
    rows = session.scalars(
        sa.select(HygieneInspection)
        .where(HygieneInspection.siret == siret)
        .order_by(HygieneInspection.inspected_on.desc(), HygieneInspection.number)
    )
    by_day: dict[date, list[HygieneInspection]] = {}
    for row in rows:
        by_day.setdefault(row.inspected_on, []).append(row)
    return [HygieneDay(day, tuple(found)) for day, found in list(by_day.items())[:days]]


def inspection_columns(account: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of an inspection from its account and the values of it that hold."""
    coordinates = told.get("coordinates")
    columns = {name: told.get(name) for name in (
        "identifier", "identifier_kind", "name", "address", "short_address", "postcode", "locality", "commune",
        "result", "approval",
    )}  # fmt: skip
    return columns | {
        "siret": told["identifier"] if told["identifier_kind"] == SIRET else None,
        "inspected_on": date.fromisoformat(told["inspected_on"]),
        "activities": told.get("activities") or [],
        "categories": told.get("categories") or [],
        "latitude": float(coordinates[0]) if coordinates else None,
        "longitude": float(coordinates[1]) if coordinates else None,
        "account": account,
    }


def inspection_of(session: Session, inspection_id: UUID) -> HygieneInspection | None:
    """Return one inspection, or ``None``."""
    return session.get(HygieneInspection, inspection_id)
