"""The establishments of the demonstration: nobody real, so no SIRET, no real address, and a mark on each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from workflows.register.establishment_lives import search_text
from workflows.register.establishments import OPEN, PUBLIC, Establishment
from workflows.register.territory import CALAIS, communes


@dataclass(frozen=True, slots=True)
class DemonstrationEstablishment:
    """One invented place: what an operation of the demonstration needs to know of it."""

    key: str
    trade_name: str
    kind: str
    address: str
    operator: str
    activity_label: str

    def columns(self) -> dict[str, Any]:
        """Return the columns of its row in the register."""
        town = communes()[CALAIS]
        columns = {
            "trade_name": self.trade_name,
            "name": None,
            "operator": self.operator,
            "kind": self.kind,
            "address": self.address,
            "commune_code": town.code,
            "commune": town.name,
            "activity_label": self.activity_label,
            "state": OPEN,
            "hidden": False,
            "demonstration": True,
        }
        return columns | {"search_text": search_text(columns)}


def demonstration_establishments() -> tuple[DemonstrationEstablishment, ...]:
    """Return the three bars and the night grocery of the story, in the order of the visits."""
    bars = (
        ("bar_1", "Bar de démonstration Le Mirliton", "bar", "Débit de boissons (démonstration)"),
        ("bar_2", "Bar de démonstration La Girouette", "bar", "Débit de boissons (démonstration)"),
        ("bar_3", "Bar de démonstration Le Quinquet", "bar", "Débit de boissons (démonstration)"),
        ("night_grocery", "Épicerie de nuit de démonstration La Chouette", "night_grocery",
         "Épicerie de nuit (démonstration)"),
    )  # fmt: skip
    return tuple(
        DemonstrationEstablishment(
            key=key,
            trade_name=trade_name,
            kind=kind,
            address=f"adresse de démonstration n°\u00a0{number}, quartier Beau-Marais",
            operator=f"Exploitant de démonstration n°\u00a0{number}",
            activity_label=label,
        )
        for number, (key, trade_name, kind, label) in enumerate(bars, start=1)
    )


def demonstration_rows(
    case_id: UUID | None = None, given: Sequence[DemonstrationEstablishment] | None = None
) -> dict[str, Establishment]:
    """Return the rows of the demonstration establishments by key, to be added with the case that records them."""
    places = demonstration_establishments() if given is None else given
    return {
        place.key: Establishment(id=uuid4(), case_id=case_id, secrecy=PUBLIC, **place.columns()) for place in places
    }
