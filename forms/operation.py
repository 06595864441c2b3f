"""What a person writes to open an operation, and to look through the list of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from wtforms import Form

from forms.command import CommandForm
from forms.fields import Day, Line, Moment, Paragraphs
from workflows.store.text import Text

LONGEST: Final = timedelta(days=7)
"""An operation is a night, or a few days of the same work; what is longer is a typing error."""


class OperationForm(CommandForm):
    """Title, zone, when from and to, what for. ``command`` makes a double click one operation."""

    title = Line(
        Text("Titre", "Title"),
        name="title",
        maximum=200,
        hint=Text(
            "Ce que les services liront dans leurs listes, sans nom de personne.",
            "What the agencies will read in their lists, with nobody’s name.",
        ),
    )
    zone = Line(Text("Périmètre", "Zone"), name="zone", maximum=200)
    starts_at = Moment(Text("Début", "Start"), name="starts_at")
    ends_at = Moment(
        Text("Fin", "End"),
        name="ends_at",
        hint=Text(
            "Les heures prévues des visites devront tenir entre les deux.",
            "The planned times of the visits will have to lie between the two.",
        ),
    )
    purpose = Paragraphs(Text("Objet", "Purpose"), name="purpose", required=False, maximum=2000)

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether everything may be kept; refuses an end before the start, or days after it."""
        if not super().validate(extra_validators):
            return False
        start, end = self.starts_at.data, self.ends_at.data
        if end <= start:
            self.ends_at.errors = (_ENDS_BEFORE,)  # type: ignore[assignment]
        elif end - start > LONGEST:
            self.ends_at.errors = (_TOO_LONG,)  # type: ignore[assignment]
        return not self.ends_at.errors


class OperationDays(Form):
    """The first and the last day of the nights that a list shows."""

    since = Day(Text("Du", "From"), name="since", required=False)
    until = Day(Text("Au", "To"), name="until", required=False)


_ENDS_BEFORE: Final = Text("La fin doit venir après le début.", "The end must come after the start.")
_TOO_LONG: Final = Text(
    "Une opération dure au plus sept jours\u00a0: vérifiez les dates.",
    "An operation lasts seven days at most: check the dates.",
)
