"""The parent beside its children: every configuration that they can come to together, and what follows from each.

Parent and children move one at a time, in any order. A join may be overtaken by a person: the house takes it in a
second unit of work, so it is a move like another and not an instant one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, NamedTuple

from workflows.engine.checker.children import Population, population
from workflows.engine.checker.moves import Move, moves_of
from workflows.engine.checker.result import TooManyStates
from workflows.engine.definition import Settled, Workflow
from workflows.store.text import Text

CONFIGURATIONS_AT_MOST: Final = 1_000_000
_TOO_MANY: Final = Text(
    "«\u00a0{name}\u00a0» et ses sous-dossiers forment plus de {most} situations. Que ses jonctions et attentes nomment "
    "moins de sortes de sous-dossiers, ou moins d’états.",
    "{name} and its children make more than {most} configurations. Let its joins and waits name fewer kinds of "
    "children, or fewer states.",
)


class Configuration(NamedTuple):
    """The parent's state, and for each kind of children the class of its population."""

    state: str
    populations: tuple[int, ...]


class Family:
    """A workflow with its children, ready to be moved.

    Kinds of children that no condition of the parent counts make no difference to it and are left out.
    """

    def __init__(self, workflow: Workflow, workflows: Mapping[str, Workflow]) -> None:
        self.workflow = workflow
        self.moves = moves_of(workflow, workflows)
        counted: dict[str, dict[Settled, None]] = {}
        for move in self.moves:
            for condition in move.conditions:
                counted.setdefault(condition.child, {})[condition] = None
        self.kinds: tuple[str, ...] = tuple(counted)
        self.populations: tuple[Population, ...] = tuple(
            population(workflows[name], workflows, tuple(conditions)) for name, conditions in counted.items()
        )
        self._needs = {move: tuple(self._allowed(move)) for move in self.moves}

    @property
    def start(self) -> Configuration:
        """A new parent without children."""
        return Configuration(self.workflow.initial, tuple(each.empty for each in self.populations))

    def _allowed(self, move: Move) -> Iterator[tuple[int, frozenset[int]]]:
        """Give the classes of each kind in which the conditions of a move are met."""
        for place, (kind, each) in enumerate(zip(self.kinds, self.populations, strict=True)):
            met = [each.met[condition] for condition in move.conditions if condition.child == kind]
            if met:
                yield place, frozenset.intersection(*met)

    def enabled(self, configuration: Configuration) -> Iterator[Move]:
        """Give the parent's moves whose conditions are met."""
        for move in self.moves:
            if move.source == configuration.state and all(
                configuration.populations[place] in allowed for place, allowed in self._needs[move]
            ):
                yield move

    def prepared(self) -> list[list[_Prepared]]:
        """Return the moves by number of the state that they leave, as exploration wants them."""
        place = {state.name: number for number, state in enumerate(self.workflow.states)}
        leaving: list[list[_Prepared]] = [[] for _ in place]
        for move in self.moves:
            leaving[place[move.source]].append(
                _Prepared(
                    move,
                    place[move.target] - place[move.source],
                    self._needs[move],
                    tuple(number for number, kind in enumerate(self.kinds) if kind in move.opens),
                )
            )
        return leaving


@dataclass(frozen=True, slots=True)
class _Prepared:
    move: Move
    shift: int
    needs: tuple[tuple[int, frozenset[int]], ...]
    opened: tuple[int, ...]


class StateSpace:
    """Every configuration that a family can come to from its start, numbered from 0, with the moves between them.

    Inside, a configuration is one whole number in mixed radix: the number of the state, then the class of each
    population. It is what makes some hundred thousand of them a matter of seconds.
    """

    def __init__(self, family: Family) -> None:
        self.family = family
        self.enabled: set[Move] = set()
        """The parent's moves that can be made somewhere."""
        self._states = tuple(state.name for state in family.workflow.states)
        self._weights = [len(self._states)]
        for each in family.populations:
            self._weights.append(self._weights[-1] * len(each.may))
        first = sum(each.empty * weight for each, weight in zip(family.populations, self._weights, strict=False))
        self._codes = [first]
        self._number = {first: 0}
        self._before: list[list[int]] = [[]]
        self._explore()
        self._standing: list[set[int]] = [set() for _ in self._states]
        for number, code in enumerate(self._codes):
            self._standing[code % len(self._states)].add(number)

    def __len__(self) -> int:
        return len(self._codes)

    def _explore(self) -> None:
        leaving = self.family.prepared()
        for here, code in enumerate(self._codes):
            for after, sure in self._after(code, leaving):
                there = self._number.get(after)
                if there is None:
                    there = self._number[after] = len(self._codes)
                    self._codes.append(after)
                    self._before.append([])
                if there != here:
                    self._before[there].append(here << 1 | sure)
            if len(self._codes) > CONFIGURATIONS_AT_MOST:
                raise TooManyStates(
                    _TOO_MANY.with_parameters(name=self.family.workflow.name, most=CONFIGURATIONS_AT_MOST)
                )

    def _classes(self, code: int) -> list[int]:
        return [
            code // weight % len(each.may) for each, weight in zip(self.family.populations, self._weights, strict=False)
        ]

    def _after(self, code: int, leaving: list[list[_Prepared]]) -> Iterator[tuple[int, bool]]:
        classes = self._classes(code)
        populations = self.family.populations
        for prepared in leaving[code % len(self._states)]:
            if all(classes[place] in allowed for place, allowed in prepared.needs):
                self.enabled.add(prepared.move)
                base = code + prepared.shift
                sure = prepared.move.sure
                for chosen in product(*(self._openings(place, classes[place]) for place in prepared.opened)):
                    yield base + sum(chosen), sure
        for each, weight, now in zip(populations, self._weights, classes, strict=False):
            certain = each.sure[now]
            for target in each.may[now]:
                yield code + (target - now) * weight, target in certain

    def _openings(self, place: int, now: int) -> list[int]:
        weight = self._weights[place]
        return [(target - now) * weight for target in self.family.populations[place].opened[now]]

    def state(self, number: int) -> str:
        """Return the parent's state in a configuration."""
        return self._states[self._codes[number] % len(self._states)]

    def configuration(self, number: int) -> Configuration:
        """Return the configuration of that number."""
        return Configuration(self.state(number), tuple(self._classes(self._codes[number])))

    def number(self, configuration: Configuration) -> int:
        """Return the number of a configuration that can be come to."""
        code = self._states.index(configuration.state) + sum(
            now * weight for now, weight in zip(configuration.populations, self._weights, strict=False)
        )
        return self._number[code]

    def before(self, number: int) -> Iterator[int]:
        """Give the configurations that lead to this one in one move."""
        return (each >> 1 for each in self._before[number])

    def standing(self, states: Iterable[str]) -> set[int]:
        """Return the configurations in which the parent stands in one of ``states``."""
        return set().union(*(self._standing[self._states.index(name)] for name in states))

    def ready_for(self, step: str) -> set[int]:
        """Return the configurations in which a step of the parent can be taken."""
        return {
            number
            for number in self.standing(self.family.workflow.step(step).sources)
            if any(move.step == step for move in self.family.enabled(self.configuration(number)))
        }

    def can_come_to(self, targets: Iterable[int], *, within: set[int] | None = None) -> set[int]:
        """Return the configurations from which sure moves can lead to ``targets``, those included.

        With ``within``, only moves from and to its members are followed.
        """
        found = set(targets)
        waiting = list(found)
        while waiting:
            for each in self._before[waiting.pop()]:
                there = each >> 1
                if each & 1 and there not in found and (within is None or there in within):
                    found.add(there)
                    waiting.append(there)
        return found

    def stuck(self) -> set[int]:
        """Return the configurations in which the parent is not at an end and can never leave its state again."""
        finals = self.family.workflow.final_states
        stuck: set[int] = set()
        for name, standing in zip(self._states, self._standing, strict=True):
            if name not in finals:
                stuck |= standing - self.can_come_to(self._leaving(standing), within=standing)
        return stuck

    def _leaving(self, standing: set[int]) -> set[int]:
        """Return the members that a sure move of the parent takes to another state."""
        leaving = self.family.prepared()
        found = set()
        for number in standing:
            code = self._codes[number]
            for prepared in leaving[code % len(self._states)]:
                if prepared.shift and prepared.move.sure and prepared.move in self.enabled:
                    classes = self._classes(code)
                    if all(classes[place] in allowed for place, allowed in prepared.needs):
                        found.add(number)
                        break
        return found

    def traps(self, stuck: set[int]) -> dict[frozenset[str], set[int]]:
        """Return the loops that never end, by the states between which the parent goes round for ever.

        A configuration is in such a loop when it is lost (sure moves lead neither to an end nor to a ``stuck`` one)
        and every way on leaves the parent the very same states to come.
        """
        ending = self.can_come_to(self.standing(self.family.workflow.final_states) | stuck)
        lost = set(range(len(self._codes))) - ending
        to_come: dict[int, set[str]] = {number: set() for number in lost}
        for name, standing in zip(self._states, self._standing, strict=True):
            for number in self.can_come_to(standing & lost, within=lost):
                to_come[number].add(name)
        still_choosing = {
            each >> 1
            for number in lost
            for each in self._before[number]
            if each & 1 and each >> 1 in lost and to_come[each >> 1] != to_come[number]
        }
        traps: dict[frozenset[str], set[int]] = {}
        for number in lost - self.can_come_to(still_choosing, within=lost):
            traps.setdefault(frozenset(to_come[number]), set()).add(number)
        return traps
