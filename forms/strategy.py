"""What a person writes to open a strategy, and to contest a reading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from forms.command import CommandForm
from forms.fields import Amount, Choice, Day, Line, Paragraphs
from workflows.store.text import Text


class StrategyForm(CommandForm):
    """Title, quarter, first and last day, the text that founds it."""

    title = Line(Text("Titre", "Title"), name="title", maximum=200)
    quarter = Choice(Text("Quartier", "Quarter"), name="quarter", choices=())
    starts_on = Day(Text("Premier jour", "First day"), name="starts_on")
    ends_on = Day(Text("Dernier jour", "Last day"), name="ends_on")
    founded_on = Paragraphs(Text("Texte fondateur", "Founding text"), name="founded_on", required=False, maximum=2000)

    def offer(self, quarters: Iterable[tuple[str, Text]]) -> None:
        """Offer these quarters (key, name)."""
        self.quarter.choices = tuple(quarters)

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether everything may be kept; refuses a last day that does not come after the first."""
        if not super().validate(extra_validators):
            return False
        if self.ends_on.data <= self.starts_on.data:
            self.ends_on.errors = (_ENDS_BEFORE,)  # type: ignore[assignment]
        return not self.ends_on.errors


class ContestForm(CommandForm):
    """Why a reading is wrong, and the value that is right if it is known."""

    value = Amount(
        Text("Valeur juste selon vous", "Value that you hold for right"), name="value", required=False, maximum=10**9
    )
    reason = Paragraphs(Text("Motif", "Reason"), name="reason", maximum=1000)


_ENDS_BEFORE: Final = Text("Le dernier jour vient après le premier.", "The last day comes after the first.")
