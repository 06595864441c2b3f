"""A curve of readings as SVG, made on the server: the values, the way to the target, and the same in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 160
HEIGHT: Final = 44
_EDGE: Final = 4


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of an SVG ``polyline`` in a box of ``WIDTH`` × ``HEIGHT``: values, target line, the last value."""

    values: str
    target: str
    last: tuple[float, float]


def curve(readings: Sequence[tuple[date, int]], target: int) -> Curve | None:
    """Draw readings (day, hundredths), oldest first, with the level of the target; ``None`` without any reading.

    The scale holds every value and the target; a single reading is a point in the middle.
    """
    if not readings:
        return None
    levels = [value for _day, value in readings] + [target]
    low, high = min(levels), max(levels)
    first, last = readings[0][0], readings[-1][0]

    def at(day: date, value: int) -> tuple[float, float]:
        across = 0.5 if first == last else (day - first) / (last - first)
        up = 0.5 if low == high else (value - low) / (high - low)
        return round(_EDGE + across * (WIDTH - 2 * _EDGE), 1), round(HEIGHT - _EDGE - up * (HEIGHT - 2 * _EDGE), 1)

    points = [at(day, value) for day, value in readings]
    level = at(last, target)[1]
    return Curve(" ".join(f"{x},{y}" for x, y in points), f"{_EDGE},{level} {WIDTH - _EDGE},{level}", points[-1])
