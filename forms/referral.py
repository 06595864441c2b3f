"""What is written around a referral: a link for the prosecutor's clerk."""

from __future__ import annotations

from forms.command import CommandForm
from forms.fields import Day, Line, Paragraphs
from workflows.processes.outside_answer import LONGEST_WORDS
from workflows.store.text import Text


class ClerkLinkForm(CommandForm):
    """Who answers for the prosecutor's office, by when, with what words beside."""

    person = Line(
        Text("Qui répond au greffe", "Who answers at the clerk’s office"),
        name="person",
        maximum=160,
        hint=Text("Une fonction, par exemple le bureau d’ordre.", "A function, such as the registry."),
    )
    words = Paragraphs(
        Text("Un mot pour cette personne", "A word for this person"),
        name="words",
        maximum=LONGEST_WORDS,
        required=False,
        hint=Text("Rien du signalement lui-même.", "Nothing of the referral itself."),
    )
    due_on = Day(Text("Lien valable jusqu’au", "Link good until"), name="due_on")
