"""What a person writes to enter a signing delegation, as the order and the bulletin print it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from forms.command import CommandForm
from forms.fields import Choice, Choices, Day, Line
from workflows.store.text import Text

POWER: Final = "power"
"""The answer that the power itself is delegated, not the signature alone."""


class DelegationForm(CommandForm):
    """Who may sign in the prefect’s or the mayor’s place, or close as the mayor, for which subjects, from when to when, by which order."""

    delegated = Choice(
        Text("Ce qui est délégué", "What is delegated"),
        name="delegated",
        choices=(
            ("signature", Text("La signature", "The signature")),
            (POWER, Text("Le pouvoir de fermer, au maire", "The power to close, to the mayor")),
        ),
        default="signature",
        required=False,
        says_optional=False,
        hint=Text(
            "Par le préfet, à la demande du maire, pour certaines fermetures. Nommer alors le maire.",
            "By the prefect, at the mayor’s request, for some closures. Then name the mayor.",
        ),
    )
    signatory = Line(Text("Prénom et nom", "First name and surname"), name="signatory", maximum=200)
    quality = Line(
        Text("Qualité", "Quality"),
        name="quality",
        maximum=200,
        hint=Text("Telle qu’elle figurera sous la signature.", "As it will stand below the signature."),
    )
    subjects = Choices(Text("Matières", "Subjects"), name="subjects", choices=())
    valid_from = Day(Text("À compter du", "From"), name="valid_from")
    valid_to = Day(Text("Jusqu’au (compris)", "To (included)"), name="valid_to", required=False)
    order_reference = Line(Text("Arrêté de délégation", "Order of delegation"), name="order_reference", maximum=200)
    bulletin = Line(
        Text("Recueil des actes administratifs", "Official bulletin"),
        name="bulletin",
        maximum=120,
        hint=Text("Le numéro et la date, tels que publiés.", "Number and date, as published."),
    )

    def offer(self, subjects: Iterable[tuple[str, Text]]) -> None:
        """Offer these subjects (key of a measure, name)."""
        self.subjects.choices = tuple(subjects)
