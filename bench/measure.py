"""How things are timed here: short cells of each variant, mixed at random, told as medians with their quartiles."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Iterable, Mapping
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

    def told(self) -> str:
        """Return the spread as people read it, e.g. ``0.81 (0.77–0.86)``."""
        median, low, high = (figure(value) for value in (self.median, self.low, self.high))
        return f"{median} ({low}–{high})"

    def as_json(self) -> dict[str, float]:
        """Return the three numbers, rounded to six digits."""
        return {"median": round(self.median, 6), "low": round(self.low, 6), "high": round(self.high, 6)}


@dataclass(frozen=True, slots=True)
class Timed:
    """What one cell took: seconds of the clock and of this process's own processor, for one operation."""

    wall: float
    cpu: float


def figure(value: float) -> str:
    """Return a number with about three digits that count."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def spread_of(values: Iterable[float], scale: float = 1) -> Spread:
    """Return the median and quartiles of at least two values, each multiplied by ``scale``."""
    low, median, high = statistics.quantiles((value * scale for value in values), n=4, method="inclusive")
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
    """Run one variant again and again for about ``seconds``, once at least, and return what one operation took."""
    done, began, cpu = 0, time.perf_counter(), time.process_time()
    while (now := time.perf_counter()) - began < seconds or done == 0:
        cell()
        done += 1
    return Timed((now - began) / done, (time.process_time() - cpu) / done)


def ratios(above: Iterable[float], below: Iterable[float]) -> Spread:
    """Return one over the other, round by round, so that what slowed a whole round counts for nothing."""
    return spread_of(a / b for a, b in zip(above, below, strict=True))


@dataclass(frozen=True, slots=True)
class Machine:
    """How busy the machine was at one moment: its load average of the last minute, and its processors' time so far."""

    load: float
    spent: int
    stolen: int

    def stolen_since(self, before: Machine) -> float:
        """Return the share of the processors' time that the host took away since ``before``."""
        return (self.stolen - before.stolen) / max(self.spent - before.spent, 1)


def look_at_machine() -> Machine:
    """Return how busy the machine is now, as the kernel tells it."""
    ticks = [int(word) for word in Path("/proc/stat").read_text(encoding="ascii").split("\n")[0].split()[1:9]]
    return Machine(round(os.getloadavg()[0], 2), sum(ticks), ticks[7])
