"""The shortest way to a trouble, move by move, with children named as a reader would: ``visit#2.enter``.

The search runs on configurations in which children are merged only where that keeps the lengths of paths, and is
guided by distances in the smaller state space, which never overestimate (A*). What it finds is then told with real
children in real states.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from itertools import count, product
from typing import NamedTuple

from workflows.engine.checker.children import Population
from workflows.engine.checker.moves import Move
from workflows.engine.checker.product import Configuration, StateSpace

Children = tuple[int, ...]
"""The fine classes in which the children of one kind stand, in rising order."""


class Standing(NamedTuple):
    """The parent's state, and its children of each kind."""

    state: str
    children: tuple[Children, ...]


class ParentMoved(NamedTuple):
    """The parent took a step and opened so many children of each kind."""

    move: Move
    opened: tuple[int, ...]


class ChildMoved(NamedTuple):
    """A child of the kind in that place went from one fine class to another."""

    kind: int
    source: int
    target: int


Moved = ParentMoved | ChildMoved


def shortest_path(space: StateSpace, targets: Iterable[int]) -> tuple[str, ...]:
    """Return the fewest moves from a new parent without children to one of ``targets`` (numbers of configurations).

    Gives an empty path where there are no targets, or where the start is one.
    """
    distances = _distances(space, targets)
    if not distances.get(0):
        return ()
    return _told(space, _found(space, distances))


def _distances(space: StateSpace, targets: Iterable[int]) -> Mapping[int, int]:
    distances = dict.fromkeys(targets, 0)
    waiting = deque(distances)
    while waiting:
        here = waiting.popleft()
        for there in space.before(here):
            if there not in distances:
                distances[there] = distances[here] + 1
                waiting.append(there)
    return distances


def _found(space: StateSpace, distances: Mapping[int, int]) -> list[Moved]:
    start = Standing(space.family.workflow.initial, ((),) * len(space.family.populations))
    order = count()
    waiting = [(distances[0], 0, next(order), start)]
    lengths = {start: 0}
    came: dict[Standing, tuple[Standing, Moved]] = {}
    while True:
        _, minus_length, _, here = heapq.heappop(waiting)
        if -minus_length > lengths[here]:
            continue
        if distances[space.number(_seen(space, here))] == 0:
            return _walked_back(here, came)
        length = lengths[here] + 1
        for moved, there in _after(space, here):
            left = distances.get(space.number(_seen(space, there)))
            if left is not None and length < lengths.get(there, length + 1):
                lengths[there] = length
                came[there] = here, moved
                heapq.heappush(waiting, (length + left, -length, next(order), there))


def _walked_back(here: Standing, came: Mapping[Standing, tuple[Standing, Moved]]) -> list[Moved]:
    path = []
    while here in came:
        here, moved = came[here]
        path.append(moved)
    return path[::-1]


def _seen(space: StateSpace, standing: Standing) -> Configuration:
    populations = space.family.populations
    seen = (each.seen(held) for each, held in zip(populations, standing.children, strict=True))
    return Configuration(standing.state, tuple(seen))


def _after(space: StateSpace, here: Standing) -> Iterator[tuple[Moved, Standing]]:
    family = space.family
    for move in family.enabled(_seen(space, here)):
        rooms = [
            range(each.bound - len(held) + 1) if kind in move.opens else range(1)
            for kind, each, held in zip(family.kinds, family.populations, here.children, strict=True)
        ]
        for opened in product(*rooms):
            yield ParentMoved(move, opened), Standing(move.target, _joined(here, family.populations, opened))
    for kind, (each, held) in enumerate(zip(family.populations, here.children, strict=True)):
        for source in dict.fromkeys(held):
            for target in sorted(each.child.fine_moves[source]):
                yield ChildMoved(kind, source, target), _replaced(here, kind, source, target)


def _joined(here: Standing, populations: tuple[Population, ...], opened: tuple[int, ...]) -> tuple[Children, ...]:
    return tuple(
        tuple(sorted((*held, *[each.child.first_fine] * more)))
        for each, held, more in zip(populations, here.children, opened, strict=True)
    )


def _replaced(here: Standing, kind: int, source: int, target: int) -> Standing:
    held = list(here.children[kind])
    held.remove(source)
    after = tuple(sorted((*held, target)))
    return Standing(here.state, (*here.children[:kind], after, *here.children[kind + 1 :]))


def _told(space: StateSpace, path: Iterable[Moved]) -> tuple[str, ...]:
    family = space.family
    standing: dict[str, list[str]] = {kind: [] for kind in family.kinds}
    said = []
    for moved in path:
        if isinstance(moved, ParentMoved):
            opened = dict(zip(family.kinds, moved.opened, strict=True))
            born = []
            for kind in dict.fromkeys(moved.move.opens):
                for _ in range(opened.get(kind, 0)):
                    standing[kind].append(family.populations[family.kinds.index(kind)].child.workflow.initial)
                    born.append(f"{kind}#{len(standing[kind])}")
            said.append(f"{family.workflow.name}.{moved.move.step}" + (f"({', '.join(born)})" if born else ""))
        else:
            kind = family.kinds[moved.kind]
            number, step = _child_moved(family.populations[moved.kind], standing[kind], moved)
            said.append(f"{kind}#{number}.{step}")
    return tuple(said)


def _child_moved(each: Population, standing: list[str], moved: ChildMoved) -> tuple[int, str]:
    """Move the first child that stands in the right class, and return its number and its step."""
    fine = each.child.fine
    for number, state in enumerate(standing):
        if fine[state] == moved.source:
            for move in each.child.moves:
                if move.source == state and fine[move.target] == moved.target:
                    standing[number] = move.target
                    return number + 1, move.step
    raise AssertionError(f"no {each.child.workflow.name} can make the move that its class can make")
