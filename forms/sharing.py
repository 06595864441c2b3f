"""What is said to share something: what, with whom, what for, which conditions are met, why, until when."""

from __future__ import annotations

from collections.abc import Iterable

from forms.command import CommandForm
from forms.fields import Choice, Choices, Day, Paragraphs
from workflows.law.gates import CONDITIONS, PURPOSES
from workflows.store.text import Text


class SharingForm(CommandForm):
    """The form of a sharing. Which gate it passes, or why none, is the law's to say."""

    what = Choice(Text("Ce qui est partagé", "What is shared"), name="what", choices=())
    to = Choice(Text("Avec qui", "With whom"), name="to", choices=())
    purpose = Choice(Text("À quelle fin", "What for"), name="purpose", choices=tuple(PURPOSES.items()))
    met = Choices(
        Text("Conditions remplies", "Conditions that are met"), name="met", required=False,
        choices=tuple((each.key, each.asks) for each in CONDITIONS.values()),
        hint=Text("Cochez ce que vous pouvez établir\u00a0; seules comptent celles que le texte demande.", "Tick what you can show; only those that the text asks for count."),
    )  # fmt: skip
    why = Paragraphs(
        Text("Pourquoi le destinataire en a besoin", "Why the recipient needs it"), name="why", maximum=600,
        hint=Text("Le destinataire le lit.", "The recipient reads it."),
    )  # fmt: skip
    until = Day(
        Text("Jusqu’au, ce jour compris", "Until, that day included"), name="until", required=False,
        hint=Text("Sans date, jusqu’à ce que vous le retiriez.", "Without a day, until you withdraw it."),
    )  # fmt: skip

    def offer(self, what: Iterable[tuple[str, Text]], agencies: Iterable[tuple[str, Text]]) -> None:
        """Offer these things and these recipients."""
        self.what.choices, self.to.choices = tuple(what), tuple(agencies)
