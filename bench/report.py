"""What a measure found, as lines that people read and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from bench.measure import Machine, Spread, figure

Found = Spread | float | int | str


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured, in which unit (none for a ratio), what was found in each column, and what was aimed at."""

    what: str
    unit: str
    found: Mapping[str, Found]
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the measure, with the sentence that says how its lines are to be read."""

    title: str
    reading: str
    lines: Sequence[Line]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the lines as plain values."""
        return [
            {
                "what": line.what,
                "unit": line.unit,
                "aim": line.aim,
                "found": {
                    column: value.as_json() if isinstance(value, Spread) else value
                    for column, value in line.found.items()
                },
            }
            for line in self.lines
        ]

    def told(self) -> str:
        """Return the part as a table."""
        columns = list(dict.fromkeys(column for line in self.lines for column in line.found))
        rows = [(self.title, *columns, "aim" if any(line.aim for line in self.lines) else "")]
        for line in self.lines:
            label = f"  {line.what}, {line.unit}" if line.unit else f"  {line.what}"
            rows.append((label, *(_told(line.found.get(column, "")) for column in columns), line.aim))
        widths = [max(len(row[place]) for row in rows) for place in range(len(columns) + 2)]
        table = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
        return "\n".join([*table, *wrap(self.reading, 110, initial_indent="  ", subsequent_indent="  ")])


def _told(value: Found) -> str:
    if isinstance(value, Spread):
        return value.told()
    return value if isinstance(value, str) else figure(value) if isinstance(value, float) else str(value)


def told_machine(before: Machine, after: Machine, processors: int) -> str:
    """Return the sentence on how busy the machine was: what other programs did is in every figure."""
    return (
        f"{processors} processors; load {before.load} at the start, {after.load} at the end; "
        f"{after.stolen_since(before):.1%} of their time stolen by the host in between."
    )


def machine_as_json(before: Machine, after: Machine, processors: int) -> dict[str, float | int]:
    """Return how busy the machine was, as plain values."""
    return {
        "processors": processors,
        "load_at_start": before.load,
        "load_at_end": after.load,
        "stolen": round(after.stolen_since(before), 4),
    }
