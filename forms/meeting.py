"""What a person writes to convene a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from forms.command import CommandForm
from forms.fields import Choice, Choices, Line, Moment, Number
from workflows.store.text import Text


class MeetingForm(CommandForm):
    """Which body meets, for which strategy, when, where, under whose chair, who is convened, from how many it may decide."""

    body = Choice(Text("Instance", "Body"), name="body", choices=())
    strategy = Choice(Text("Stratégie", "Strategy"), name="strategy", choices=())
    starts_at = Moment(Text("Date et heure", "Date and time"), name="starts_at")
    place = Line(Text("Lieu", "Place"), name="place", maximum=200)
    chair = Line(
        Text("Présidence", "Chair"),
        name="chair",
        maximum=160,
        hint=Text(
            "Une fonction, jamais un nom\u00a0: le sous-préfet de Calais.",
            "A function, never a name: the sub-prefect of Calais.",
        ),
    )
    title = Line(
        Text("Intitulé", "Title"),
        name="title",
        required=False,
        maximum=200,
        hint=Text(
            "Vide\u00a0: l’instance et la date. Il figure dans la version publique.",
            "Empty: the body and the date. It stands in the public version.",
        ),
    )
    members = Choices(Text("Services convoqués", "Agencies convened"), name="members", choices=())
    quorum = Number(
        Text("Quorum", "Quorum"),
        name="quorum",
        required=False,
        maximum=99,
        hint=Text(
            "Combien de services doivent être là pour décider\u00a0; vide, il n’y en a pas.",
            "How many agencies must be there to decide; empty, there is none.",
        ),
    )

    def offer(
        self,
        *,
        bodies: Iterable[tuple[str, Text]],
        strategies: Iterable[tuple[str, Text]],
        members: Iterable[tuple[str, Text]],
    ) -> None:
        """Offer these bodies, strategies and agencies (code, name)."""
        self.body.choices, self.strategy.choices = tuple(bodies), tuple(strategies)
        self.members.choices = tuple(members)

    def validate(self, extra_validators: Any = None) -> bool:
        """Tell whether everything may be kept; refuses a quorum of nobody."""
        if not super().validate(extra_validators):
            return False
        if self.quorum.data == 0:
            self.quorum.errors = (_NOBODY,)  # type: ignore[assignment]
        return not self.quorum.errors


_NOBODY: Final = Text("Un quorum va de un au nombre des services.", "A quorum goes from one to the number of agencies.")
