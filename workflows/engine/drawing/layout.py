"""Where everything in a drawing goes: few crossings, straight lines, and nothing on top of anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from workflows.engine.drawing.graph import Graph, Link, Node

_GAPS: Final = (18.0, 46.0)
"""Between rows: more where lines go far to the side, so that none runs flat along the words."""
MARGIN: Final = 16.0
LINE_WIDTH: Final = 10.0
_APART: Final = {"state": 26.0, "words": 12.0, "line": 12.0}
_SWEEPS: Final = 24
_PORTS_APART: Final = 22.0


@dataclass(frozen=True)
class Layout:
    """A graph with every node in place."""

    graph: Graph
    tops: tuple[float, ...]
    """The upper edge of each row."""
    bottoms: tuple[float, ...]
    ports: Mapping[tuple[int, int], float]
    """Where a line touches a box: by the identities of the two nodes, the upper one first, and at which of the two
    ends is told by which is a box."""
    width: float
    height: float

    def top(self, node: Node) -> float:
        """Return the upper edge of a node, which stands in the middle of its row."""
        return (self.tops[node.row] + self.bottoms[node.row] - node.height) / 2

    def bottom(self, node: Node) -> float:
        """Return the lower edge of a node."""
        return self.top(node) + node.height

    def port(self, node: Node, other: Node) -> float:
        """Return where the line between a node and its neighbour touches the node."""
        return self.ports.get((id(node), id(other)), node.x)


def laid_out(graph: Graph) -> Layout:
    """Put every node of a graph in place. Their sizes must be set."""
    _order(graph)
    _place(graph)
    ports = _ports(graph)
    tops, bottoms = [], []
    y = MARGIN
    for row in graph.rows:
        tops.append(y)
        y += max(node.height for node in row)
        bottoms.append(y)
        aside = [
            abs(ports.get((id(node), id(other)), node.x) - ports.get((id(other), id(node)), other.x))
            for node in row
            for other in node.below
        ]
        y += min(max(0.16 * max(aside, default=0.0), _GAPS[0]), _GAPS[1])
    right = max(node.x + node.width / 2 for row in graph.rows for node in row)
    return Layout(graph, tuple(tops), tuple(bottoms), ports, right + MARGIN, bottoms[-1] + MARGIN)


def _order(graph: Graph) -> None:
    """Order each row by where its neighbours are, up and down in turn, and keep the order with fewest crossings."""
    best = [list(row) for row in graph.rows]
    fewest = _crossings(best)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        for before, row in pairwise(graph.rows if down else graph.rows[::-1]):
            _sort_by_neighbours(row, before, Node.up if down else Node.down)
        _swap_where_better(graph.rows)
        crossings = _crossings(graph.rows)
        if crossings < fewest:
            fewest, best = crossings, [list(row) for row in graph.rows]
    _take(graph, best)
    _move_lines_aside(graph, fewest)


def _take(graph: Graph, order: Sequence[Sequence[Node]]) -> None:
    for row, chosen in zip(graph.rows, order, strict=True):
        row[:] = chosen


def _move_lines_aside(graph: Graph, fewest: int) -> None:
    """Try each arrow as a whole on either side of everything: what no exchange of two neighbours can find."""
    for link in graph.links:
        for left in (True, False):
            kept = [list(row) for row in graph.rows]
            for node in _run(link):
                row = graph.rows[node.row]
                row.remove(node)
                row.insert(0 if left else len(row), node)
            _swap_where_better(graph.rows)
            crossings = _crossings(graph.rows)
            if crossings < fewest:
                fewest = crossings
            else:
                _take(graph, kept)


def _sort_by_neighbours(row: list[Node], before: Sequence[Node], neighbours: Callable[[Node], list[Node]]) -> None:
    place = {id(node): number for number, node in enumerate(before)}
    own = {id(node): number for number, node in enumerate(row)}
    wanted = {}
    for node in row:
        places = [place[id(other)] for other in neighbours(node)]
        scale = max(len(before) - 1, 1) / max(len(row) - 1, 1)
        wanted[id(node)] = sum(places) / len(places) if places else own[id(node)] * scale
    row.sort(key=lambda node: (wanted[id(node)], own[id(node)]))


def _swap_where_better(rows: Sequence[list[Node]]) -> None:
    """Exchange neighbours as long as that takes crossings away."""
    better = True
    while better:
        better = False
        places = [{id(node): number for number, node in enumerate(row)} for row in rows]
        for level, row in enumerate(rows):
            for number in range(len(row) - 1):
                left, right = row[number], row[number + 1]
                gained = 0
                for near, others in ((level - 1, Node.up), (level + 1, Node.down)):
                    place = places[near] if 0 <= near < len(rows) else {}
                    ends = [[place[id(other)] for other in others(node)] for node in (left, right)]
                    gained += sum((a > b) - (a < b) for a in ends[0] for b in ends[1])
                if gained > 0:
                    row[number], row[number + 1] = right, left
                    places[level][id(left)], places[level][id(right)] = number + 1, number
                    better = True


def _crossings(rows: Sequence[Sequence[Node]]) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        place = {id(node): number for number, node in enumerate(lower)}
        seen: list[int] = []
        for node in upper:
            targets = [place[id(other)] for other in node.below]
            total += sum(1 for target in targets for other in seen if other > target)
            seen += targets
    return total


def _place(graph: Graph) -> None:
    """Move each row, keeping its order and distances, to where its lines are shortest; long lines pull hardest."""
    for row in graph.rows:
        x = 0.0
        for before, node in zip([None, *row], row, strict=False):
            x += _apart(before, node) if before else 0.0
            node.x = x
    for sweep in range(4 * _SWEEPS):
        for row in graph.rows if sweep % 2 == 0 else graph.rows[::-1]:
            _settle(row)
    _straighten(graph)
    left = min(node.x - node.width / 2 for row in graph.rows for node in row)
    for row in graph.rows:
        for node in row:
            node.x += MARGIN - left


def _straighten(graph: Graph) -> None:
    """Make each line that runs through several rows as straight as its neighbours allow, outer ones first."""
    place = {id(node): (row, number) for row in graph.rows for number, node in enumerate(row)}
    for _ in range(3):
        for link in sorted(graph.links, key=lambda link: -max(_outness(graph, pair[0]) for pair in link.pieces)):
            stretch: list[Node] = []
            low, high = float("-inf"), float("inf")
            for node in _run(link):
                row, number = place[id(node)]
                room = _room(row, number)
                if max(low, room[0]) > min(high, room[1]):
                    _align(stretch, low, high)
                    stretch, low, high = [], float("-inf"), float("inf")
                stretch.append(node)
                low, high = max(low, room[0]), min(high, room[1])
            _align(stretch, low, high)


def _run(link: Link) -> list[Node]:
    """Return the nodes of an arrow between its boxes, from above to below."""
    inner = {id(node): node for pair in link.pieces for node in pair if node.kind != "state"}
    return sorted(inner.values(), key=lambda node: node.row)


def _outness(graph: Graph, node: Node) -> float:
    row = graph.rows[node.row]
    return abs(node.x - (row[0].x + row[-1].x) / 2)


def _room(row: Sequence[Node], number: int) -> tuple[float, float]:
    """Return between which places a node can move while its neighbours stay."""
    node = row[number]
    low = row[number - 1].x + _apart(row[number - 1], node) if number else float("-inf")
    high = row[number + 1].x - _apart(node, row[number + 1]) if number + 1 < len(row) else float("inf")
    return low, high


def _align(stretch: Sequence[Node], low: float, high: float) -> None:
    if len(stretch) > 1:
        middle = sorted(node.x for node in stretch)[len(stretch) // 2]
        for node in stretch:
            node.x = min(max(middle, low), high)


def _settle(row: list[Node]) -> None:
    """Give a row the places that are nearest to those wanted, at least so far apart (pool adjacent violators)."""
    offset = 0.0
    pools: list[tuple[float, float, int]] = []
    offsets = []
    for before, node in zip([None, *row], row, strict=False):
        offset += _apart(before, node) if before else 0.0
        offsets.append(offset)
        wanted, weight = _wanted(node)
        pools.append((wanted - offset, weight, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            last, first = pools.pop(), pools.pop()
            total = first[1] + last[1]
            pools.append(((first[0] * first[1] + last[0] * last[1]) / total, total, first[2] + last[2]))
    places = [place for place, _, held in pools for _ in range(held)]
    for node, place, offset in zip(row, places, offsets, strict=True):
        node.x = place + offset


def _wanted(node: Node) -> tuple[float, float]:
    pulls = [(other.x, _pull(node, other)) for other in (*node.above, *node.below)]
    weight = sum(pull for _, pull in pulls)
    if not weight:
        return node.x, 0.1
    return sum(x * pull for x, pull in pulls) / weight, weight


def _pull(node: Node, other: Node) -> float:
    boxes = (node.kind == "state") + (other.kind == "state")
    return (12.0, 2.0, 2.0)[boxes]


def _apart(before: Node, node: Node) -> float:
    return (before.width + node.width) / 2 + max(_APART[before.kind], _APART[node.kind])


def _ports(graph: Graph) -> dict[tuple[int, int], float]:
    """Spread the lines that touch a box along its edge, in the order of where they come from."""
    ports = {}
    for box in graph.boxes.values():
        for others in (box.above, box.below):
            ordered = sorted(others, key=lambda other: other.x)
            apart = min(_PORTS_APART, (box.width - 24.0) / max(len(ordered) - 1, 1))
            for number, other in enumerate(ordered):
                ports[id(box), id(other)] = box.x + (number - (len(ordered) - 1) / 2) * apart
    return ports


def drawn_line(layout: Layout, link: Link) -> str:
    """Return the path data of an arrow: straight through rows, bending only between them, broken by its words."""
    parts = []
    passed: set[int] = set()
    for upper, lower in link.pieces:
        x, y = layout.port(upper, lower), layout.bottom(upper) if upper.kind != "line" else layout.bottoms[upper.row]
        to_x, to_y = layout.port(lower, upper), layout.top(lower) if lower.kind != "line" else layout.tops[lower.row]
        edge, to_edge = layout.bottoms[upper.row], layout.tops[lower.row]
        middle = (edge + to_edge) / 2
        parts.append(
            f"M{x:.1f} {y:.1f}V{edge:.1f}C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_edge:.1f}V{to_y:.1f}"
        )
        for node in (upper, lower):
            if node.kind == "line" and id(node) not in passed:
                passed.add(id(node))
                parts.append(f"M{node.x:.1f} {layout.tops[node.row]:.1f}V{layout.bottoms[node.row]:.1f}")
    return "".join(parts)


def arrow_head(layout: Layout, link: Link) -> tuple[float, float]:
    """Return the point of the arrow, on the edge of the box that it leads to."""
    box = layout.graph.boxes[link.target]
    other = next(pair[0] if pair[1] is box else pair[1] for pair in link.pieces if box in pair)
    return layout.port(box, other), layout.bottom(box) if link.upward else layout.top(box)
