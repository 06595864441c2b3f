"""The minutes as PDF, warm: our press against plain WeasyPrint on the same content, one process each, in turn."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.measure import Spread, ratios, spread_of
from bench.place import Place, Size
from bench.report import Line, Part

PLAIN: Final = "plain"
OURS: Final = "ours"
_WARM: Final = 1
"""Prints that do not count, each way: fonts and style sheets are read, code is warm."""
_HOUSE: Final = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Printed:
    """What one print took, in seconds of the clock and of its process's own processor, and what came out."""

    wall: float
    cpu: float
    pages: int
    size: int


def measure(_place: Place, size: Size) -> Part:
    """Time both ways on the minutes of the tests' sample evening."""
    timed = alternate(size.prints)
    last = {way: prints[-1] for way, prints in timed.items()}
    return Part(
        "The minutes as PDF/A-3a, warm",
        "Plain WeasyPrint prints the same page, pictures, fonts and kind of PDF without the known tricks. One process each, "
        "in turn.",
        [
            Line("clock", "s", {way: spread_of(each.wall for each in prints) for way, prints in timed.items()}),
            Line("processor", "s", {way: spread_of(each.cpu for each in prints) for way, prints in timed.items()}),
            Line("pages", "", {way: printed.pages for way, printed in last.items()}),
            Line("size", "kB", {way: printed.size // 1024 for way, printed in last.items()}),
            Line("ours / plain, clock", "", {OURS: _ratio(timed, lambda each: each.wall)}, aim="0.7 at most"),
            Line("ours / plain, processor", "", {OURS: _ratio(timed, lambda each: each.cpu)}, aim="0.7 at most"),
        ],
    )


def _ratio(timed: dict[str, list[Printed]], what: Callable[[Printed], float]) -> Spread:
    return ratios(map(what, timed[OURS]), map(what, timed[PLAIN]))


def alternate(prints: int) -> dict[str, list[Printed]]:
    """Print ``prints`` times each way, in turn, once both processes are warm."""
    timed: dict[str, list[Printed]] = {PLAIN: [], OURS: []}
    with _printer(PLAIN) as plain, _printer(OURS) as ours:
        for number in range(_WARM + prints):
            for way, printer in ((PLAIN, plain), (OURS, ours)):
                printed = _ask(printer)
                if number >= _WARM:
                    timed[way].append(printed)
    return timed


@contextmanager
def _printer(way: str) -> Iterator[subprocess.Popen[str]]:
    """Give a process that prints one way each time it is asked."""
    words = [sys.executable, "-m", "bench.printing", way]
    with subprocess.Popen(words, cwd=_HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _ask(printer: subprocess.Popen[str]) -> Printed:
    assert printer.stdin is not None
    assert printer.stdout is not None
    printer.stdin.write("print\n")
    printer.stdin.flush()
    answer = printer.stdout.readline()
    if not answer:
        raise RuntimeError("The process that prints has ended; what it said is above.")
    return Printed(**json.loads(answer))
