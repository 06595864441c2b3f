"""Establishments: what the register knows of each place today, and the published events that it knows it from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.store.database import Base, Recorded
from workflows.store.text import Text

PUBLIC: Final = 0
"""The class (K0) of what a public register publishes."""
WITHIN_THE_PARTNERSHIP: Final = 1
"""The class (K1) of what has left public diffusion."""

OPEN: Final = "open"
CLOSED: Final = "closed"

KINDS: Final = {
    "bar": Text("Débit de boissons", "Bar"),
    "bar_tabac": Text("Bar-tabac", "Bar and tobacconist"),
    "barber": Text("Barbier, coiffeur", "Barber, hairdresser"),
    "bakery": Text("Boulangerie", "Bakery"),
    "butcher": Text("Boucherie", "Butcher"),
    "caterer": Text("Traiteur", "Caterer"),
    "fast_food": Text("Restauration rapide", "Fast food"),
    "grocery": Text("Épicerie", "Grocery"),
    "hotel": Text("Hôtel", "Hotel"),
    "night_grocery": Text("Épicerie de nuit", "Night grocery"),
    "phone_shop": Text("Téléphonie, taxiphone", "Phone shop"),
    "restaurant": Text("Restaurant", "Restaurant"),
    "shisha_bar": Text("Bar à chicha", "Shisha bar"),
    "supermarket": Text("Supermarché", "Supermarket"),
    "tobacconist": Text("Bureau de tabac", "Tobacconist"),
    "wine_shop": Text("Vente de boissons à emporter", "Off-premises drinks shop"),
}
"""What kind of place it is. The activity code gives some; the others are said by people."""

_KIND_OF_ACTIVITY: Final = {
    "1071C": "bakery",
    "4711A": "grocery",
    "4711B": "grocery",
    "4711C": "grocery",
    "4711D": "supermarket",
    "4711E": "supermarket",
    "4711F": "supermarket",
    "4722Z": "butcher",
    "4724Z": "bakery",
    "4725Z": "wine_shop",
    "4726Z": "tobacconist",
    "4742Z": "phone_shop",
    "5510Z": "hotel",
    "5610A": "restaurant",
    "5610B": "restaurant",
    "5610C": "fast_food",
    "5621Z": "caterer",
    "5630Z": "bar",
    "9602A": "barber",
}


class Establishment(Recorded, Base):
    """One place of business as the latest published events leave it.

    ``siret`` is empty only for a demonstration establishment, which is nobody real, and for a place known from a record
    made elsewhere, which ``origin`` names: no public register holds it, and no operation may choose it. ``hidden`` means that the person
    asked to leave public diffusion: no list shows it. Coordinates are degrees (WGS 84).
    """

    __tablename__ = "establishment"
    __table_args__ = (
        sa.CheckConstraint("siret is not null or demonstration or origin is not null", name="siret_or_why_not"),
        sa.CheckConstraint("state in ('open', 'closed')", name="known_state"),
        sa.Index("ix_establishment_shown", "hidden", "commune_code"),
    )

    siret: Mapped[str | None] = mapped_column(sa.String(14), unique=True)
    siren: Mapped[str | None] = mapped_column(sa.String(9), index=True)
    nic: Mapped[str | None] = mapped_column(sa.String(5))
    name: Mapped[str | None] = mapped_column(sa.Text)
    """The legal name of who runs it, as published."""
    trade_name: Mapped[str | None] = mapped_column(sa.Text)
    """What is written over the door, as published."""
    operator: Mapped[str | None] = mapped_column(sa.Text)
    """Who runs it in fact, where people said so."""
    legal_form_code: Mapped[str | None] = mapped_column(sa.Text)
    legal_form: Mapped[str | None] = mapped_column(sa.Text)
    address: Mapped[str | None] = mapped_column(sa.Text)
    complement: Mapped[str | None] = mapped_column(sa.Text)
    place: Mapped[str | None] = mapped_column(sa.Text)
    declared_address: Mapped[str | None] = mapped_column(sa.Text)
    """The address as the person declared it, where it differs from the post's spelling."""
    postcode: Mapped[str | None] = mapped_column(sa.Text)
    commune_code: Mapped[str | None] = mapped_column(sa.String(5))
    commune: Mapped[str | None] = mapped_column(sa.Text)
    activity_code: Mapped[str | None] = mapped_column(sa.Text)
    activity_nomenclature: Mapped[str | None] = mapped_column(sa.Text)
    activity_label: Mapped[str | None] = mapped_column(sa.Text)
    kind: Mapped[str | None] = mapped_column(sa.String(20))
    staff_band: Mapped[str | None] = mapped_column(sa.Text)
    head_office: Mapped[bool | None]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(sa.String(10))
    hidden: Mapped[bool] = mapped_column(default=False)
    demonstration: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str | None] = mapped_column(sa.String(200))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    search_text: Mapped[str] = mapped_column(sa.Text)
    """Its names, place and number as folded words: what a search looks through."""

    @property
    def shown_name(self) -> str:
        """The name that people read: the sign over the door, else the legal name, with the typographic apostrophe."""
        return (self.trade_name or self.name or "").replace("'", "’")

    @property
    def shown_address(self) -> str:
        """The address on one line, with the typographic apostrophe; empty where the register gives none."""
        town = " ".join(part for part in (self.postcode, self.commune) if part)
        parts = (self.complement, self.address or self.declared_address, self.place, town)
        return ", ".join(part for part in parts if part).replace("'", "’")

    def is_open_on(self, day: date) -> bool:
        """Tell whether it was open on a day (Paris), as far as the register knows; closures are announced ahead."""
        if self.opened_on is not None and day < self.opened_on:
            return False
        return self.state == OPEN or (self.closed_on is not None and day < self.closed_on)


class EstablishmentEvent(Recorded, Base):
    """One published line about one establishment, kept for ever: the same line twice is one event.

    ``kind``: created, exited, before or after (the two sides of a change), entered or left (public diffusion), seen
    (as a stock file found it). ``given`` are the columns that the line filled; ``processed_at`` orders the events.
    """

    __tablename__ = "establishment_event"

    establishment_id: Mapped[UUID] = mapped_column(sa.ForeignKey("establishment.id"), index=True)
    siret: Mapped[str] = mapped_column(sa.String(14))
    kind: Mapped[str] = mapped_column(sa.String(10))
    event_code: Mapped[str] = mapped_column(sa.String(10))
    """Insee's own code of the event (EVE), as published."""
    happened_on: Mapped[date | None]
    processed_at: Mapped[datetime]
    linked_siret: Mapped[str | None] = mapped_column(sa.Text, index=True)
    """The SIRET that it continues: the earlier address of the same company, or the earlier company."""
    given: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    import_id: Mapped[UUID] = mapped_column(sa.ForeignKey("import_run.id", deferrable=True, initially="DEFERRED"))


def kind_of_activity(code: str | None, nomenclature: str | None = "NAFRev2") -> str | None:
    """Return the kind of place that an activity code (APE, without dot) names, or ``None`` where it names none."""
    return _KIND_OF_ACTIVITY.get(code or "") if nomenclature == "NAFRev2" else None
