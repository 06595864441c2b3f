"""What a person chooses of the messages that the house writes to them, and who stands in for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from wtforms import Form

from forms.fields import Choice, Choices, Day, Line
from workflows.store.text import Text

WEEKDAYS: Final = (
    ("1", Text("lundi", "Monday")),
    ("2", Text("mardi", "Tuesday")),
    ("3", Text("mercredi", "Wednesday")),
    ("4", Text("jeudi", "Thursday")),
    ("5", Text("vendredi", "Friday")),
)

NOBODY: Final = "nobody"


class AddressForm(Form):
    """The address to which a person wants their messages to go."""

    address = Line(
        Text("Nouvelle adresse électronique", "New e-mail address"),
        name="address",
        maximum=254,
        hint=Text(
            "Un lien y sera envoyé. Rien ne change avant que vous l’ayez suivi.",
            "A link will be sent there. Nothing changes before you have followed it.",
        ),
    )


class MessagesForm(Form):
    """Which messages, on which days none, in which language; first and last day of a leave, and the substitute."""

    levels = Choices(Text("Messages", "Messages"), name="levels", choices=(), required=False, says_optional=False)
    quiet = Choices(
        Text("Mes jours sans message", "My days without messages"),
        name="quiet",
        choices=WEEKDAYS,
        required=False,
        says_optional=False,
        hint=Text("L’urgent part quand même.", "What is urgent leaves all the same."),
    )
    language = Choice(
        Text("Langue des messages", "Language of the messages"),
        name="language",
        choices=(("fr", Text("Français", "French")), ("en", Text("Anglais", "English"))),
    )
    away_from = Day(Text("Premier jour de congé", "First day of leave"), name="away_from", required=False)
    away_to = Day(Text("Dernier jour de congé", "Last day of leave"), name="away_to", required=False)
    substitute = Choice(
        Text("Qui me remplace", "Who stands in for me"),
        name="substitute",
        choices=(),
        required=False,
        says_optional=False,
    )

    def offer(self, *, levels: Iterable[tuple[str, Text]], colleagues: Iterable[tuple[str, Text]]) -> None:
        """Offer these kinds of messages and these colleagues (code, name)."""
        self.levels.choices, self.substitute.choices = tuple(levels), ((NOBODY, _NOBODY), *colleagues)

    @property
    def substitute_id(self) -> UUID | None:
        """Who stands in, ``None`` for nobody; of a form that is valid."""
        return None if self.substitute.data in (None, NOBODY) else UUID(hex=self.substitute.data)

    @property
    def leave(self) -> tuple[date, date] | None:
        """The first and last day of the leave, ``None`` without one; of a form that is valid."""
        return (self.away_from.data, self.away_to.data) if self.away_from.data is not None else None

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether everything may be kept; refuses a leave with one end, or that ends before it begins."""
        if not super().validate(extra_validators):
            return False
        first, last = self.away_from.data, self.away_to.data
        if (first is None) != (last is None):
            (self.away_to if last is None else self.away_from).errors = (_BOTH_ENDS,)  # type: ignore[assignment]
        elif first is not None and last < first:
            self.away_to.errors = (_ENDS_BEFORE,)  # type: ignore[assignment]
        return not (self.away_from.errors or self.away_to.errors)


_NOBODY: Final = Text("Personne", "Nobody")
_BOTH_ENDS: Final = Text("Un congé a un premier et un dernier jour.", "A leave has a first and a last day.")
_ENDS_BEFORE: Final = Text(
    "Le dernier jour ne vient pas avant le premier.", "The last day does not come before the first."
)
