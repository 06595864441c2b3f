"""What the steering note receives, frozen as plain values: a strategy on two pages, of class K1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workflows.processes.mentions import missing_in_head, unless
from workflows.processes.plain import Plain, Snapshot
from workflows.processes.snapshot_parts import Head, PhotoLine
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class SkyLine(Plain):
    """One objective: its weather (sun, cloud, storm, unknown), the state of its case, its due day."""

    code: str
    title: str
    weather: str
    state: str
    due: date


@dataclass(frozen=True, slots=True)
class NoteLine(Plain):
    """Something to look at or late: what, why, which agency can act, since when."""

    what: str
    why: str
    agency_name: str
    since: date


@dataclass(frozen=True, slots=True)
class TallyLine(Plain):
    """One partner over the whole strategy: how many commitments wait, hold or were kept, were declined, are late."""

    agency_name: str
    waiting: int
    accepted: int
    declined: int
    late: int


@dataclass(frozen=True, slots=True)
class UndoneLine(Plain):
    """A decision that is not done: where and when it was taken, who does it, by when."""

    number: str
    held_on: date
    words: str
    agency_name: str
    due: date


@dataclass(frozen=True, slots=True)
class SteeringNoteSnapshot(Snapshot):
    """A strategy as it stood on one day. Lists are cut to what two pages hold, and say how many lines there are in all."""

    document: ClassVar[str] = "steering_note"

    head: Head
    strategy: str
    strategy_number: str
    on_day: date
    shown: str
    weathers: tuple[int, int, int, int]
    skies: tuple[SkyLine, ...]
    looks: tuple[NoteLine, ...]
    looks_total: int
    late: tuple[NoteLine, ...]
    late_total: int
    undone: tuple[UndoneLine, ...]
    undone_total: int
    partners: tuple[TallyLine, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the note must carry and does not."""
        return [
            *missing_in_head(self.head),
            *unless(self.strategy, "l’intitulé de la stratégie", "the title of the strategy"),
            *unless(self.shown, "ce que la note retient", "what the note keeps"),
        ]
