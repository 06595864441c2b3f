"""What is written to ask for an answer from outside, and the code that opens it there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wtforms import Form

from forms.command import CommandForm
from forms.fields import Choice, Day, Line, Paragraphs
from workflows.processes.outside_answer import LONGEST_WORDS
from workflows.register.correspondence import is_address
from workflows.store.text import Text


class MailAddress(Line):
    """The plain e-mail address of one person."""

    def read(self, typed: str) -> str:
        """Return the address; refuses anything else."""
        address = super().read(typed)
        if address and not is_address(address):
            raise ValueError(_NO_ADDRESS)
        return address


class AskOutsideForm(CommandForm):
    """Who answers for which agency, on what item if it is about a meeting, by when, with what words beside."""

    partner = Choice(Text("Service qui n’a pas de compte", "Agency that has no account"), name="partner", choices=())
    point = Choice(Text("Point de l’ordre du jour", "Item of the agenda"), name="point", choices=(), required=False)
    person = Line(
        Text("Qui répond pour lui", "Who answers for it"),
        name="person",
        maximum=160,
        hint=Text("Une fonction, ou un nom si elle ne suffit pas.", "A function, or a name where that is not enough."),
    )
    words = Paragraphs(
        Text("Un mot pour cette personne", "A word for this person"),
        name="words",
        maximum=LONGEST_WORDS,
        required=False,
    )
    address = MailAddress(
        Text("Son adresse électronique", "Their e-mail address"),
        name="address",
        required=False,
        hint=Text(
            "Beffroi lui envoie alors le lien et des rappels, jamais le code. L’adresse est effacée avec la réponse ou la fin du"
            " lien. Sans adresse, c’est vous qui remettez le lien.",
            "Beffroi then sends them the link and reminders, never the code. The address is erased with the answer or the end"
            " of the link. Without one, it is you who hand the link over.",
        ),
    )
    language = Choice(
        Text("Langue des courriels", "Language of the e-mails"),
        name="language",
        choices=(("fr", Text("Français", "French")), ("en", Text("Anglais", "English"))),
    )
    due_on = Day(Text("Réponse attendue le", "Answer expected by"), name="due_on")

    def offer(self, *, partners: Iterable[tuple[str, Text]], points: Iterable[tuple[str, Text]]) -> None:
        """Offer these agencies and items (code, name); without items, none is asked."""
        self.partner.choices, self.point.choices = tuple(partners), tuple(points)
        if self.point.choices:
            self.point.required = True
        else:
            del self.point


class CodeForm(Form):
    """The code of six digits that came by another way than the link."""

    code = Line(
        Text("Code à six chiffres", "Code of six digits"),
        name="code",
        maximum=12,
        hint=Text(
            "Il vous a été donné par un autre moyen que ce lien.", "It came to you by another way than this link."
        ),
    )

    @property
    def digits(self) -> str:
        """What was typed, without the spaces that people put between digits."""
        return "".join((self.code.data or "").split())


_NO_ADDRESS: Final = Text(
    "Écrivez une seule adresse, comme ceci\u00a0: prenom.nom@service.fr.",
    "Write one address, like this: first.last@agency.fr.",
)
