"""The time limits that run during and after an inspection: how long, from what, and what is lost when they pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Literal

from workflows.law.calendar import LONGEST, UNITS, Term, days_before, end_of_day
from workflows.law.references import CONFIDENCES, DATA, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

Consequence = Literal["nullity", "legal", "right", "internal"]

CONSEQUENCES: Final[frozenset[str]] = frozenset({"nullity", "legal", "right", "internal"})
"""nullity: the act is void; legal: a duty without that sanction; right: time given to the person; internal: ours."""


class UnknownClockError(LookupError):
    """A key that no time limit bears; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Clock:
    """One time limit: its length and rule, what starts it, and what follows when it passes.

    ``reference`` is the key of the article that sets it, ``None`` for a rule of the partnership. ``before`` means that
    it is counted backwards from the event (D-10): then ``latest`` answers, and ``term`` only describes its length.
    ``agencies`` are those whose own act it limits after an inspection.
    """

    key: str
    label: Text
    starts: Text
    term: Term
    before: bool
    consequence: Consequence
    says: Text
    reference: str | None
    confidence: tuple[str, ...]
    sources: tuple[str, ...]
    agencies: tuple[str, ...] = ()

    @property
    def is_statutory(self) -> bool:
        """Whether a text sets it, and not the partnership."""
        return self.consequence != "internal"

    @property
    def voids(self) -> bool:
        """Whether what is done past it is void."""
        return self.consequence == "nullity"

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read the article again."""
        return "V" in self.confidence

    def due(self, start: datetime) -> datetime:
        """Return the last moment (aware UTC) of a limit that starts at ``start`` (aware); refuses a backward limit."""
        if self.before:
            raise ValueError(f"The limit {self.key} is counted backwards from its event: ask latest().")
        return self.term.due(start)

    def latest(self, event: datetime) -> datetime:
        """Return the last moment (aware UTC) that respects a limit counted backwards from ``event`` (aware)."""
        if not self.before:
            raise ValueError(f"The limit {self.key} runs forward from its start: ask due().")
        return end_of_day(days_before(event, self.term.count))


def clock(key: str) -> Clock:
    """Return the time limit of that key; refuses an unknown one by a sentence."""
    found = _by_key().get(key)
    if found is None:
        raise UnknownClockError(f"No time limit bears the key “{key}”.")
    return found


def clocks() -> tuple[Clock, ...]:
    """Return every time limit, sorted by key."""
    return tuple(_by_key()[key] for key in sorted(_by_key()))


def read_clocks(path: Path, known_sources: Iterable[str]) -> dict[str, Clock]:
    """Read the file of time limits; refuses, naming file and key, what a jurist should correct first."""
    file = read_row(path)
    marks = frozenset(known_sources)
    found: dict[str, Clock] = {}
    for row in file.rows("clock"):
        record = _clock(row, marks)
        if record.key in found:
            raise row.fault("ce délai figure déjà plus haut.", "this time limit stands already above.")
        found[record.key] = record
    file.finish()
    return found


@cache
def _by_key() -> dict[str, Clock]:
    return read_clocks(DATA / "clocks.toml", sources())


def _clock(row: Row, marks: frozenset[str]) -> Clock:
    record = Clock(
        key=row.line("key"),
        label=row.text("label"),
        starts=row.text("starts"),
        term=_term(row),
        before=row.yes_no("before", False),
        consequence=_consequence(row),
        says=row.text("says"),
        reference=row.line("reference") if row.has("reference") else None,
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
        agencies=row.words("agencies"),
    )
    row.finish()
    if record.reference is not None and not is_reference(record.reference):
        raise row.fault(
            "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=record.reference
        )
    if (record.reference is None) != (record.consequence == "internal"):
        raise row.fault(
            "un délai interne n’a pas de référence, tout autre en a une.",
            "an internal limit has no reference, every other one has one.",
        )
    if record.before and (record.term.unit != "calendar" or record.term.rolls):
        raise row.fault(
            "un délai compté à rebours est en jours simples.", "a limit counted backwards is in plain days."
        )
    if not record.confidence:
        raise row.fault("la clé «\u00a0confidence\u00a0» manque.", "the key confidence is missing.")
    return record


def _term(row: Row) -> Term:
    unit = row.one_of("unit", UNITS)
    try:
        return Term(
            row.number("count", 1, LONGEST[unit]),
            next(known for known in _UNITS if known == unit),
            row.yes_no("rolls", False),
        )
    except ValueError as error:
        raise row.fault("ce délai ne se compte pas.", "this limit cannot be counted.") from error


def _consequence(row: Row) -> Consequence:
    said = row.one_of("consequence", CONSEQUENCES)
    return next(known for known in _CONSEQUENCES if known == said)


_UNITS: Final = ("calendar", "working", "franc", "months", "hours")
_CONSEQUENCES: Final[tuple[Consequence, ...]] = ("nullity", "legal", "right", "internal")
