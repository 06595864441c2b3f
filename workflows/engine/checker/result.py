"""What a proof says: sound or not, how many configurations were looked at, and each fault with the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from workflows.store.text import Text

FaultKind = Literal[
    "unknown_child",
    "unknown_state",
    "missing_competence",
    "unreachable_state",
    "dead_step",
    "dead_join",
    "idle_deadline",
    "starving_join",
    "wait_without_exit",
    "dead_end",
    "not_a_workflow_net",
    "unbounded",
    "dead_transition",
    "improper_completion",
]
KINDS: Final[tuple[FaultKind, ...]] = get_args(FaultKind)

_SENTENCES: Final[dict[FaultKind, Text]] = {
    "unknown_child": Text(
        "{where}\u00a0: ce sous-dossier n’est le nom d’aucun processus connu.",
        "{where}: this child is not the name of any known workflow.",
    ),
    "unknown_state": Text(
        "{where}\u00a0: le sous-dossier n’a pas d’état de ce nom.",
        "{where}: the child has no state of that name.",
    ),
    "missing_competence": Text(
        "{where}\u00a0: aucun service ne détient la compétence demandée.",
        "{where}: no agency holds the competence that is asked for.",
    ),
    "unreachable_state": Text(
        "{where}\u00a0: aucun dossier ne peut arriver dans cet état.", "{where}: no case can reach it."
    ),
    "dead_step": Text(
        "{where}\u00a0: cette étape ne peut jamais être franchie.", "{where}: this step can never be taken."
    ),
    "dead_join": Text(
        "{where}\u00a0: la condition de cette jonction n’est jamais remplie.",
        "{where}: the condition of this join is never met.",
    ),
    "idle_deadline": Text(
        "{where}\u00a0: le délai court dans cet état, mais l’étape qu’il déclenche n’en part pas.",
        "{where}: the deadline runs in this state, but the step that it takes does not leave it.",
    ),
    "starving_join": Text(
        "{where}\u00a0: la jonction peut attendre sans fin, et rien d’autre ne fait sortir de l’état.",
        "{where}: the join may wait for ever, and nothing else leaves the state.",
    ),
    "wait_without_exit": Text(
        "{where}\u00a0: on peut y attendre sans fin ce que personne n’est tenu de faire.",
        "{where}: a case may wait here for ever for what nobody is bound to do.",
    ),
    "dead_end": Text(
        "{where}\u00a0: de là, le dossier ne peut plus se terminer.", "{where}: from here the case can never end."
    ),
    "not_a_workflow_net": Text(
        "{where}\u00a0: ce n’est pas un réseau de processus (une source, un puits, tout nœud entre les deux).",
        "{where}: this is not a workflow net (one source, one sink, every node between them).",
    ),
    "unbounded": Text(
        "{where}\u00a0: les jetons peuvent s’y accumuler sans limite.",
        "{where}: tokens may pile up here without limit.",
    ),
    "dead_transition": Text(
        "{where}\u00a0: cette transition n’est jamais franchissable.", "{where}: this transition can never fire."
    ),
    "improper_completion": Text(
        "{where}\u00a0: des jetons restent ici alors que le processus est arrivé à sa fin.",
        "{where}: tokens are left here though the process has reached its end.",
    ),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: its kind, the state, step or join concerned, and the shortest moves that lead to it.

    The path is empty when the trouble is there from the start, or when nothing leads to the place at all.
    """

    kind: FaultKind
    where: str
    path: tuple[str, ...] = ()

    @property
    def text(self) -> Text:
        """The fault as a sentence; the path is left to whoever prints it."""
        return _SENTENCES[self.kind].with_parameters(where=self.where)

    def as_json(self) -> dict[str, Any]:
        """Return the fault as plain data."""
        return {"kind": self.kind, "where": self.where, "path": list(self.path)}


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one workflow or net. ``states`` counts the configurations that were looked at."""

    name: str
    version: int
    sound: bool
    states: int
    faults: tuple[Fault, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as plain data, as the command line prints it."""
        return {
            "name": self.name,
            "sound": self.sound,
            "states": self.states,
            "faults": [fault.as_json() for fault in self.faults],
        }


class TooManyStates(ValueError):
    """The state space is beyond what the checker is willing to look at; ``text`` says where."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


def verdict(name: str, version: int, states: int, faults: list[Fault]) -> Result:
    """Return the result with its faults in a steady order: kind by kind, as found within a kind."""
    ordered = tuple(sorted(faults, key=lambda fault: KINDS.index(fault.kind)))
    return Result(name, version, not ordered, states, ordered)
