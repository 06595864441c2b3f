"""The children of one kind as their parent can see them: a small automaton that stands for up to three cases or more.

Two reductions, one after the other, and neither loses an answer (:mod:`workflows.engine.checker.quotient`):

1. the child's own states are merged where the parent's conditions cannot tell them apart, now or later;
2. children of a kind are counted by class, not named (they are interchangeable), and counts that make no difference to
   any condition, now or later, are merged again.

Abstracted away: a child's own children. Its joins are taken to be possible and its conditions on grandchildren to be
satisfiable, because the child is proved with its own children on its own account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import comb
from typing import Final

from workflows.engine.checker.moves import Move, moves_of
from workflows.engine.checker.quotient import Behaviour, between_classes, stepwise_classes, stuttering_classes
from workflows.engine.checker.result import TooManyStates
from workflows.engine.definition import Settled, Workflow
from workflows.store.text import Text

CHILDREN_AT_LEAST: Final = 3
"""How many children of each kind are followed together; more where a quorum asks for more."""

_POPULATIONS_AT_MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class ChildCase:
    """One child: its moves, and its states merged twice.

    ``fine`` classes keep the lengths of paths, ``coarse`` classes keep only what can become of the child.
    """

    workflow: Workflow
    moves: tuple[Move, ...]
    fine: Mapping[str, int]
    fine_moves: tuple[frozenset[int], ...]
    coarse_of_fine: tuple[int, ...]
    coarse_may: tuple[frozenset[int], ...]
    coarse_sure: tuple[frozenset[int], ...]
    members: tuple[frozenset[str], ...]
    """For each coarse class, the names of its states."""

    @property
    def first_fine(self) -> int:
        """The fine class of a new child."""
        return self.fine[self.workflow.initial]

    @property
    def first_coarse(self) -> int:
        """The coarse class of a new child."""
        return self.coarse_of_fine[self.first_fine]


@dataclass(frozen=True, slots=True)
class Population:
    """All children of one kind as one component. Its states are classes of counts; ``empty`` is the class of none."""

    child: ChildCase
    bound: int
    class_of: Mapping[tuple[int, ...], int]
    """The class of each count of children by coarse class."""
    empty: int
    may: tuple[frozenset[int], ...]
    sure: tuple[frozenset[int], ...]
    opened: tuple[frozenset[int], ...]
    """For each class, those in which it may be when a step has opened none, one or more children."""
    met: Mapping[Settled, frozenset[int]]
    """For each condition, the classes in which it is met."""

    def seen(self, fine_children: Sequence[int]) -> int:
        """Return the class of children given by their fine classes."""
        counts = [0] * len(self.child.members)
        for each in fine_children:
            counts[self.child.coarse_of_fine[each]] += 1
        return self.class_of[tuple(counts)]


def population(workflow: Workflow, workflows: Mapping[str, Workflow], conditions: Sequence[Settled]) -> Population:
    """Return the children of one kind as seen through ``conditions``, all of which count that kind.

    Refuses with :class:`TooManyStates` a quorum that would make the counts too many to look at.
    """
    child = child_case(workflow, workflows, conditions)
    bound = max(CHILDREN_AT_LEAST, *(each.need for each in conditions if isinstance(each.need, int)), 0)
    size = comb(len(child.members) + bound, bound)
    if size > _POPULATIONS_AT_MOST:
        raise TooManyStates(
            Text(
                "{bound} sous-dossiers «\u00a0{name}\u00a0» forment {size} décomptes\u00a0: c’est trop pour être vérifié.",
                "{bound} children of kind {name} make {size} counts: that is too many to check.",
                bound=bound,
                name=workflow.name,
                size=size,
            )
        )
    return _counted(child, bound, conditions)


def child_case(workflow: Workflow, workflows: Mapping[str, Workflow], conditions: Sequence[Settled]) -> ChildCase:
    """Return one child with its states merged as far as ``conditions`` allow."""
    names = [state.name for state in workflow.states]
    place = {name: number for number, name in enumerate(names)}
    moves = moves_of(workflow, workflows)
    may: list[set[int]] = [set() for _ in names]
    sure: list[set[int]] = [set() for _ in names]
    for move in moves:
        may[place[move.source]].add(place[move.target])
        if move.sure:
            sure[place[move.source]].add(place[move.target])
    coarse = stuttering_classes(
        [tuple(name in condition.states for condition in conditions) for name in names],
        [Behaviour(may), Behaviour(sure)],
    )
    fine = stepwise_classes(coarse, may)
    return ChildCase(
        workflow,
        moves,
        {name: fine[place[name]] for name in names},
        tuple(between_classes(fine, may)),
        tuple(coarse[fine.index(number)] for number in range(max(fine) + 1)),
        tuple(between_classes(coarse, may)),
        tuple(between_classes(coarse, sure)),
        tuple(frozenset(n for n in names if coarse[place[n]] == number) for number in range(max(coarse) + 1)),
    )


def _counted(child: ChildCase, bound: int, conditions: Sequence[Settled]) -> Population:
    kinds = range(len(child.members))
    counts = [
        tuple(chosen.count(kind) for kind in kinds)
        for total in range(bound + 1)
        for chosen in combinations_with_replacement(kinds, total)
    ]
    place = {each: number for number, each in enumerate(counts)}
    may = [[place[after] for after in _one_child_moved(each, child.coarse_may)] for each in counts]
    sure = [[place[after] for after in _one_child_moved(each, child.coarse_sure)] for each in counts]
    opened = [[place[after] for after in _some_opened(each, child.first_coarse, bound)] for each in counts]
    met = {condition: [_is_met(condition, each, child) for each in counts] for condition in conditions}
    classes = stuttering_classes(
        [tuple(met[condition][number] for condition in conditions) for number in range(len(counts))],
        [Behaviour(may, opened), Behaviour(sure, opened)],
    )
    return Population(
        child,
        bound,
        {each: classes[place[each]] for each in counts},
        classes[0],
        tuple(between_classes(classes, may)),
        tuple(between_classes(classes, sure)),
        tuple(between_classes(classes, opened, within=True)),
        {condition: frozenset(classes[n] for n in range(len(counts)) if met[condition][n]) for condition in conditions},
    )


def _one_child_moved(counts: tuple[int, ...], moves: Sequence[frozenset[int]]) -> list[tuple[int, ...]]:
    return [_shifted(counts, source, target) for source, held in enumerate(counts) if held for target in moves[source]]


def _shifted(counts: tuple[int, ...], source: int, target: int) -> tuple[int, ...]:
    after = list(counts)
    after[source] -= 1
    after[target] += 1
    return tuple(after)


def _some_opened(counts: tuple[int, ...], first: int, bound: int) -> list[tuple[int, ...]]:
    return [(*counts[:first], counts[first] + more, *counts[first + 1 :]) for more in range(bound - sum(counts) + 1)]


def _is_met(condition: Settled, counts: tuple[int, ...], child: ChildCase) -> bool:
    settled = sum(held for held, members in zip(counts, child.members, strict=True) if members <= condition.states)
    return condition.met(settled, sum(counts))
