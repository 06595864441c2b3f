"""What a person writes to enter what was seized, to note a video, to let a legal limit run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from forms.command import CommandForm
from forms.fields import Amount, Choice, Line, Moment, Number
from workflows.store.text import Text


class ExhibitForm(CommandForm):
    """What was seized, how much of it, under which seal, where and when, on which basis, before whom, where it is kept."""

    nature = Line(
        Text("Nature", "Nature"),
        name="nature",
        maximum=300,
        hint=Text("Ce que c’est, sans nom de personne.", "What it is, with nobody’s name."),
    )
    quantity = Amount(Text("Quantité", "Quantity"), name="quantity", maximum=10_000_000)
    unit = Choice(Text("Unité", "Unit"), name="unit", choices=())
    seal = Line(
        Text("Numéro du scellé", "Number of the seal"),
        name="seal",
        maximum=60,
        hint=Text("Tel qu’il est imprimé sur le scellé.", "As it is printed on the seal."),
    )
    found_at = Moment(Text("Saisi le", "Seized on"), name="found_at")
    place = Line(
        Text("Où, dans les lieux", "Where, in the premises"),
        name="place",
        maximum=200,
        hint=Text("Par exemple\u00a0: réserve, sous le comptoir.", "For instance: store room, under the counter."),
    )
    basis = Choice(Text("Fondement", "Legal basis"), name="basis", choices=())
    item = Choice(Text("Point de la grille", "Point of the grid"), name="item", choices=(), required=False)
    present = Choice(Text("Personne présente", "Person present"), name="present", choices=())
    kept_at = Line(Text("Où il est gardé", "Where it is kept"), name="kept_at", maximum=200)

    def offer(self, **choices: Iterable[tuple[str, Text]]) -> None:
        """Offer these choices (code, name) for the fields of these names."""
        _offer(self, choices)


class VideoForm(CommandForm):
    """Whose camera, where, which period, for how long its owner says that the images are kept."""

    camera_owner = Line(
        Text("Détenteur de la caméra", "Owner of the camera"),
        name="camera_owner",
        maximum=200,
        hint=Text(
            "Un commerce, un immeuble, la commune\u00a0; jamais une personne.",
            "A shop, a building, the town; never a person.",
        ),
    )
    place = Line(Text("Lieu filmé", "Place filmed"), name="place", maximum=300)
    starts_at = Moment(Text("Images depuis", "Images from"), name="starts_at")
    ends_at = Moment(Text("Images jusqu’à", "Images until"), name="ends_at")
    retention = Number(
        Text("Durée de conservation annoncée, en jours", "Time of keeping that was stated, in days"),
        name="retention",
        required=False,
        maximum=3650,
        hint=Text(
            "Vide\u00a0: la durée légale la plus longue, un mois.", "Empty: the longest time of the law, a month."
        ),
    )


class LimitForm(CommandForm):
    """Which limit of the law, for which paper, from when it runs."""

    clock = Choice(Text("Échéance", "Limit"), name="clock", choices=())
    paper = Line(
        Text("Référence de la pièce", "Reference of the paper"),
        name="paper",
        maximum=120,
        hint=Text(
            "Le numéro du procès-verbal ou de la lettre, jamais son contenu.",
            "The number of the report or letter, never what it says.",
        ),
    )
    starts_at = Moment(Text("Le délai court depuis", "The limit runs from"), name="starts_at")

    def offer(self, **choices: Iterable[tuple[str, Text]]) -> None:
        """Offer these choices (code, name) for the fields of these names."""
        _offer(self, choices)


def _offer(form: Any, choices: dict[str, Iterable[tuple[str, Text]]]) -> None:
    for name, found in choices.items():
        form[name].choices = tuple(found)
