"""What the sheet of a problem receives, frozen as plain values: noticed, analysed, acted upon, before and after, assessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from workflows.processes.mentions import missing_in_head, unless
from workflows.processes.plain import Plain, Snapshot
from workflows.processes.snapshot_parts import Head, PhotoLine
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Noticed(Plain):
    """What was noticed: where, since when, who suffers, on which days and hours, how it is known."""

    place: str
    observed: str
    since: date
    sufferers: str
    times: str
    sources: str


@dataclass(frozen=True, slots=True)
class AnalysisPart(Plain):
    """The analysis as it stands."""

    offenders: str
    targets: str
    setting: str
    tried: str
    supposed: str
    sources: str
    written_on: date


@dataclass(frozen=True, slots=True)
class ActionLine(Plain):
    """One action: what, who, by when; ``state`` is its code."""

    words: str
    owner_name: str
    due: date
    state: str
    evidence: str

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("action", self.state)]


@dataclass(frozen=True, slots=True)
class CountLine(Plain):
    """One value in hundredths over the weeks from ``first`` to ``last`` (both included), and its source."""

    value: int
    first: date
    last: date
    source: str


@dataclass(frozen=True, slots=True)
class MeasureLine(Plain):
    """What was counted, over as many weeks on each side."""

    label: str
    unit: str
    weeks: int
    before: CountLine | None
    after: CountLine | None


@dataclass(frozen=True, slots=True)
class AssessmentPart(Plain):
    """The assessment as it stands; ``verdict`` is its code."""

    verdict: str
    moved: str
    residents: str
    shown_by: str
    written_on: date


@dataclass(frozen=True, slots=True)
class ProblemSnapshot(Snapshot):
    """The sheet of a problem, of its class. ``state`` is the code of where it stands, ``follows`` the number that it comes
    back after.
    """

    document: ClassVar[str] = "problem_sheet"

    head: Head
    title: str
    turn: int
    follows: str
    state: str
    members: tuple[str, ...]
    noticed: Noticed
    analysis: AnalysisPart | None
    actions: tuple[ActionLine, ...]
    measures: tuple[MeasureLine, ...]
    assessment: AssessmentPart | None
    handed_to: str = ""
    ended_because: str = ""

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("problem", self.state)]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the sheet must carry and does not; empty when it may be printed."""
        closed = self.state in ("closed_solved", "closed_unsolved")
        return [
            *missing_in_head(self.head),
            *unless(self.title, "l’intitulé du problème", "the title of the problem"),
            *unless(self.noticed.place, "le lieu du problème", "the place of the problem"),
            *unless(self.noticed.observed, "ce qui est constaté", "what is noticed"),
            *unless(self.analysis if closed else True, "l’analyse", "the analysis"),
            *unless(self.assessment if closed else True, "l’évaluation", "the assessment"),
        ]
