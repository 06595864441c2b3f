"""Making a state space smaller without losing an answer: states that no observer can tell apart become one.

Two states are alike when they show the same colour and each can do what the other can, where going round inside the
class first costs nothing and shows nothing (stuttering, or branching, bisimulation). Such a quotient keeps every
answer to "can it come to this, and from there, can it still come to that", which is all that the checker asks. It
holds for several relations at once, and survives being put side by side with other components.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

Relation = Sequence[Collection[int]]
"""For each state, the states to which it leads."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing to preserve: moves that show only by the class they enter, and those that are seen as such.

    ``silent`` moves inside a class are invisible. ``seen`` moves (none by default) are told apart from standing still
    even when they stay in the class.
    """

    silent: Relation
    seen: Relation = ()


def stuttering_classes(colours: Sequence[Hashable], behaviours: Sequence[Behaviour]) -> list[int]:
    """Return the class of each state: the coarsest partition finer than ``colours`` that keeps all ``behaviours``."""
    return _refined(colours, behaviours, wander=True)


def stepwise_classes(colours: Sequence[Hashable], moves: Relation) -> list[int]:
    """Return the coarsest partition finer than ``colours`` in which any class reached by one move of a state is
    reached by one move of each of its fellows: the lengths of shortest paths are kept too.
    """
    return _refined(colours, [Behaviour(moves)], wander=False)


def between_classes(classes: Sequence[int], relation: Relation, *, within: bool = False) -> list[frozenset[int]]:
    """Return the relation between classes; moves that stay in a class are left out unless ``within`` is asked."""
    images: list[set[int]] = [set() for _ in range(max(classes, default=-1) + 1)]
    for state, targets in enumerate(relation):
        images[classes[state]].update(classes[target] for target in targets)
    return [frozenset(image if within else image - {number}) for number, image in enumerate(images)]


def _refined(colours: Sequence[Hashable], behaviours: Sequence[Behaviour], *, wander: bool) -> list[int]:
    classes = _numbered(colours)
    while True:
        signed = [
            (classes[state], *(_signature(state, classes, behaviour, wander) for behaviour in behaviours))
            for state in range(len(classes))
        ]
        finer = _numbered(signed)
        if max(finer, default=0) == max(classes, default=0):
            return finer
        classes = finer


def _signature(
    state: int, classes: Sequence[int], behaviour: Behaviour, wander: bool
) -> tuple[frozenset[int], frozenset[int]]:
    home = classes[state]
    around = _around(state, classes, behaviour.silent) if wander else {state}
    left = {classes[target] for each in around for target in behaviour.silent[each]} - {home}
    seen = {classes[target] for each in around for target in behaviour.seen[each]} if behaviour.seen else set()
    return frozenset(left), frozenset(seen)


def _around(state: int, classes: Sequence[int], silent: Relation) -> set[int]:
    found = {state}
    waiting = [state]
    while waiting:
        for target in silent[waiting.pop()]:
            if target not in found and classes[target] == classes[state]:
                found.add(target)
                waiting.append(target)
    return found


def _numbered(values: Sequence[Hashable]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(value, len(numbers)) for value in values]
