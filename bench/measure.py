"""How things are timed here: short cells of each variant, mixed at random, told as medians with their quartiles."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Cell = Callable[[], None]
"""One operation of a variant, committed."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A median with its lower and upper quartile."""

    median: float
    low: float
    high: float

    def told(self, scale: float = 1.0, digits: int = 2) -> str:
        """Return the spread as people read it, e.g. ``0.81 (0.77–0.86)``."""
        median, low, high = (f"{value * scale:.{digits}f}" for value in (self.median, self.low, self.high))
        return f"{median} ({low}–{high})"

    def as_json(self) -> dict[str, float]:
        """Return the three numbers, rounded to six digits."""
        return {"median": round(self.median, 6), "low": round(self.low, 6), "high": round(self.high, 6)}


@dataclass(frozen=True, slots=True)
class Timed:
    """What one cell took: seconds of the clock and of this process's own processor, for one operation."""

    wall: float
    cpu: float


def spread_of(values: list[float]) -> Spread:
    """Return the median and quartiles of at least two values."""
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def mixed(variants: Mapping[str, Cell], *, rounds: int, seconds: float, seed: int = 1) -> dict[str, list[Timed]]:
    """Time each variant once a round, in an order drawn anew each round, each for about ``seconds``."""
    order, chance = list(variants), random.Random(seed)
    timed: dict[str, list[Timed]] = {name: [] for name in order}
    for cell in variants.values():
        for _ in range(20):  # statements are prepared, files are open, code is warm
            cell()
    for _ in range(rounds):
        chance.shuffle(order)
        for name in order:
            timed[name].append(time_cell(variants[name], seconds))
    return timed


def time_cell(cell: Cell, seconds: float) -> Timed:
    """Run one variant again and again for about ``seconds`` and return what one operation took."""
    done, began, cpu = 0, time.perf_counter(), time.process_time()
    while (now := time.perf_counter()) - began < seconds or done == 0:
        cell()
        done += 1
    return Timed((now - began) / done, (time.process_time() - cpu) / done)


def ratios(floor: list[Timed], other: list[Timed]) -> Spread:
    """Return floor over other, round by round: 1 is as fast as the floor, 0.5 is half as fast."""
    return spread_of([a.wall / b.wall for a, b in zip(floor, other, strict=True)])


def load_of_machine() -> dict[str, float | int]:
    """Return how busy the machine is: load average of the last minute, processors, share of time stolen since it started."""
    fields = [int(word) for word in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return {
        "load": round(os.getloadavg()[0], 1),
        "processors": os.cpu_count() or 1,
        "stolen": round(fields[7] / max(sum(fields), 1), 4),
    }
