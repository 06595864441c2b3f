"""What the engine answers when a case does not move: a refusal with its sentences, a conflict with the true state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from workflows.engine.definition import Refusal
from workflows.store.text import Text


class EngineAnswer(Exception):
    """The base of every answer that is not a move; each carries the sentence that the user reads."""

    text: Text


class Refused(EngineAnswer):
    """The step may not be taken now: every reason, not only the first."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        """Carry all the refusals."""
        self.refusals = tuple(refusals)
        self.text = self.refusals[0].text
        super().__init__(" ".join(refusal.text.render("en") for refusal in self.refusals))


class Ungated(RuntimeError):
    """A workflow would let an agency into what another one alone knows, and no gate of the law leads there."""


class UnknownCase(EngineAnswer):
    """The case is absent or not for this viewer; the two are never told apart."""

    def __init__(self) -> None:
        """Say that there is nothing here."""
        self.text = Text(
            "Ce dossier n’existe pas, ou ne vous est pas ouvert.", "There is no such case, or it is not open to you."
        )
        super().__init__(self.text.en)


class Moved(EngineAnswer):
    """Somebody else moved the case meanwhile: who, when, and where it stands now."""

    def __init__(self, *, agency: str, at: datetime, step: Text, state: Text, version: int) -> None:
        """Carry what the page shows beside the text that was typed."""
        self.agency = agency
        self.at = at
        self.version = version
        self.text = Text(
            "Ce dossier a changé entre-temps\u00a0: «\u00a0{step}\u00a0», {at}. Il est maintenant à l’état «\u00a0{state}\u00a0». "
            "Rien de ce que vous avez saisi n’est perdu\u00a0: relisez et recommencez.",
            "This case changed meanwhile: “{step}”, {at}. It now stands at “{state}”. "
            "Nothing that you typed is lost: read again and start over.",
            step=step,
            at=at,
            state=state,
        )
        super().__init__(self.text.render("en"))


class CommandConflict(EngineAnswer):
    """The command id was used before for something else."""

    def __init__(self) -> None:
        """Say that nothing was done this time."""
        self.text = Text(
            "Cette demande a déjà servi pour autre chose\u00a0: rien n’a été fait cette fois. Rechargez la page.",
            "This request was already used for something else: nothing was done this time. Reload the page.",
        )
        super().__init__(self.text.en)


class CommandRaced(EngineAnswer):
    """The same command, or a note of the house, is being written at this very moment; roll back and ask again."""

    def __init__(self) -> None:
        """Say that the first one is still running."""
        self.text = Text(
            "La même demande est en cours de traitement. Rechargez la page dans un instant.",
            "The same request is being processed. Reload the page in a moment.",
        )
        super().__init__(self.text.en)


def reserved_to(competence: Text) -> Refusal:
    """Refuse an actor who does not hold the competence in this case."""
    return Refusal(
        "competence",
        Text(
            "Cette étape demande ce rôle\u00a0: «\u00a0{competence}\u00a0».",
            "This step needs this role: “{competence}”.",
            competence=competence,
        ),
    )


def not_from_here(state: Text) -> Refusal:
    """Refuse a step that does not leave the present state."""
    return Refusal(
        "state",
        Text(
            "Cette étape n’est pas possible depuis l’état «\u00a0{state}\u00a0».",
            "This step is not possible from the state “{state}”.",
            state=state,
        ),
    )


WAITS_FOR_OTHERS: Final = "awaits"
"""The usual code of a refusal because children are not settled yet."""
