"""What a person writes to propose a problem."""

from __future__ import annotations

from collections.abc import Iterable

from forms.command import CommandForm
from forms.fields import Choice, Choices, Day, Line, Paragraphs
from workflows.store.text import Text


class ProblemForm(CommandForm):
    """Under which strategy, where, what is noticed since when, who suffers from it, when, from which sources; with whom."""

    title = Line(
        Text("Le problème, en une ligne", "The problem, in one line"),
        name="title",
        maximum=200,
        hint=Text("Un seul problème, dans un seul lieu.", "One problem, in one place."),
    )
    place = Line(Text("Lieu", "Place"), name="place", maximum=200)
    observed = Paragraphs(
        Text("Ce qui est constaté", "What is noticed"),
        name="observed",
        maximum=2000,
        hint=Text("Des faits datés\u00a0; aucun nom de personne.", "Dated facts; no person’s name."),
    )
    since = Day(Text("Depuis le", "Since"), name="since")
    sufferers = Line(Text("Qui en souffre", "Who suffers from it"), name="sufferers", maximum=300)
    times = Line(Text("Jours et heures", "Days and hours"), name="times", maximum=200)
    sources = Line(Text("D’où on le sait", "How it is known"), name="sources", maximum=300)
    members = Choices(
        Text("Services à associer", "Agencies to bring in"),
        name="members",
        choices=(),
        required=False,
        hint=Text(
            "Eux seuls liront le problème, avec le vôtre, la police nationale et la sous-préfecture.",
            "They alone will read the problem, with yours, the national police and the sub-prefecture.",
        ),
    )
    strategy = Choice(Text("Stratégie", "Strategy"), name="strategy", choices=())

    def offer(self, *, strategies: Iterable[tuple[str, Text]], members: Iterable[tuple[str, Text]]) -> None:
        """Offer these strategies and agencies (code, name)."""
        self.strategy.choices, self.members.choices = tuple(strategies), tuple(members)
