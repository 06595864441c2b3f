"""The graph behind a drawing: what is drawn as a box, what as an arrow, and on which row each thing goes.

Rows alternate: states on even rows, the words of arrows on odd ones, so that words have a place of their own and can
overlap nothing. Steps with the same states before and after are one arrow. Arrows of one such group run together on
one line until their end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from workflows.engine.definition import Step, Workflow

NodeKind = Literal["state", "words", "line"]


@dataclass(eq=False)
class Node:
    """Something that takes room on a row: a state's box, the words of an arrow, or an arrow passing through."""

    kind: NodeKind
    row: int
    state: str = ""
    words: tuple[str, ...] = ()
    width: float = 0.0
    height: float = 0.0
    x: float = 0.0
    """The middle."""
    above: list[Node] = field(default_factory=list, repr=False)
    below: list[Node] = field(default_factory=list, repr=False)

    def up(self) -> list[Node]:
        """Return the neighbours on the row above."""
        return self.above

    def down(self) -> list[Node]:
        """Return the neighbours on the row below."""
        return self.below


@dataclass(frozen=True, eq=False)
class Link:
    """One arrow: its steps, from where, to where, up or down, and the nodes that it runs through."""

    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    target: str
    upward: bool
    pieces: tuple[tuple[Node, Node], ...]
    """Pairs of nodes on neighbouring rows, the upper one first."""
    words: Node


@dataclass(frozen=True)
class Graph:
    """The nodes row by row, in an order that later steps improve, and the arrows between them."""

    rows: list[list[Node]]
    links: tuple[Link, ...]
    boxes: Mapping[str, Node]


def graph_of(workflow: Workflow) -> Graph:
    """Return the graph of a workflow with every node on its row; sizes and places come later."""
    layers = _layers(workflow)
    boxes = {name: Node("state", 2 * layer, state=name) for name, layer in layers.items()}
    rows: list[list[Node]] = [[] for _ in range(2 * max(layers.values()) + 1)]
    for box in boxes.values():
        rows[box.row].append(box)
    links = tuple(_link(group, boxes, rows) for group in _groups(workflow, layers))
    return Graph(rows, links, boxes)


@dataclass(frozen=True)
class _Group:
    steps: tuple[Step, ...]
    sources: tuple[str, ...]
    target: str
    upward: bool


def _groups(workflow: Workflow, layers: Mapping[str, int]) -> Iterator[_Group]:
    together: dict[tuple[tuple[str, ...], str, bool], list[Step]] = {}
    for step in workflow.steps:
        target = step.target
        if target is None:
            continue
        for upward in (False, True):
            sources = tuple(
                name
                for name in dict.fromkeys(step.sources)
                if name != target and (layers[name] > layers[target]) is upward
            )
            if sources:
                together.setdefault((sources, target, upward), []).append(step)
    for (sources, target, upward), steps in together.items():
        yield _Group(tuple(steps), sources, target, upward)


def _link(group: _Group, boxes: Mapping[str, Node], rows: list[list[Node]]) -> Link:
    """Lay a line through every row between the sources and the target; the words stand on one of them."""
    way = -1 if group.upward else 1
    target = boxes[group.target]
    sources = [boxes[name] for name in group.sources]
    first = max if group.upward else min
    begin = first(box.row for box in sources) + way
    # Words stand near the choice that they name; where several lines meet, near the end that they share.
    spoken = begin if len(sources) == 1 else target.row - way
    line = {}
    for row in range(begin, target.row, way):
        line[row] = Node("words" if row == spoken else "line", row)
        rows[row].append(line[row])
    pieces = [(box, line[box.row + way]) for box in sources]
    pieces += [(line[row], line[row + way]) for row in range(begin, target.row - way, way)]
    pieces.append((line[target.row - way], target))
    ordered = tuple(sorted(((b, a) if group.upward else (a, b) for a, b in pieces), key=lambda pair: pair[0].row))
    for upper, lower in ordered:
        upper.below.append(lower)
        lower.above.append(upper)
    return Link(group.steps, group.sources, group.target, group.upward, ordered, line[spoken])


def _layers(workflow: Workflow) -> dict[str, int]:
    """Return how far down each state goes: below everything that leads to it, loops aside."""
    forward = _without_loops(workflow)
    layers = dict.fromkeys((state.name for state in workflow.states), 0)
    for _ in layers:
        moved = False
        for source, targets in forward.items():
            for target in targets:
                if layers[target] <= layers[source]:
                    layers[target] = layers[source] + 1
                    moved = True
        if not moved:
            break
    return layers


def _without_loops(workflow: Workflow) -> dict[str, list[str]]:
    """Return the moves between states without those that lead back to where one came from, from the first state on."""
    following = {state.name: _targets(workflow, state.name) for state in workflow.states}
    kept: dict[str, list[str]] = {name: [] for name in following}
    finished: set[str] = set()
    for start, first in following.items():
        if start in finished:
            continue
        path = [start]
        waiting = {start: iter(first)}
        while path:
            here = path[-1]
            target = next(waiting[here], None)
            if target is None:
                finished.add(path.pop())
            elif target not in path:
                kept[here].append(target)
                if target not in finished:
                    path.append(target)
                    waiting[target] = iter(following[target])
    return kept


def _targets(workflow: Workflow, state: str) -> Iterable[str]:
    found = (step.target for step in workflow.steps_from(state))
    return list(dict.fromkeys(target for target in found if target not in (None, state) and target is not None))
