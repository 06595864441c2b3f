"""The legal bases on which each agency may enter premises, read from data: hours, formality, home, what is owed after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

from workflows.law.clocks import UnknownClockError, clock
from workflows.law.datafile import Row, read_folder
from workflows.law.references import CONFIDENCES, is_reference
from workflows.law.requisitions import UnknownRequisitionError, kind_of
from workflows.store.text import PARIS, Text

OUTSIDE: Final = frozenset(
    {"never", "activity", "open_or_activity", "business_hours", "to_verify", "convention", "special"}
)
"""What lets an agency in outside the hours: nothing; activity in progress; that or opening to the public; business
hours; business hours under a wording to verify; another agreement with the State; special rules not held here."""

ACTIVITY: Final = frozenset({"required", "presumed", "free"})
"""Whether activity on entry is a condition of its own, goes without saying (no work, no entry), or plays no part."""

FORMALITY: Final = frozenset({"requisition", "prosecutor", "notice", "none"})
"""What comes first: a written requisition, telling the prosecutor, a notice handed at the start, nothing."""

HOME: Final = frozenset({"never", "consent", "judge"})
"""A home: never under this basis; with the occupant's consent; with the judge's authorisation if the occupant refuses."""


@dataclass(frozen=True, slots=True)
class Window:
    """Hours of entry in Paris time, both ends included; ``months`` empty means all year."""

    months: frozenset[int]
    starts: time
    ends: time

    def holds(self, at: datetime) -> bool:
        """Tell whether an aware moment falls in the window (which may run past midnight)."""
        local = at.astimezone(PARIS)
        if self.months and local.month not in self.months:
            return False
        clock_time = local.time().replace(second=0, microsecond=0)
        if self.starts <= self.ends:
            return self.starts <= clock_time <= self.ends
        return clock_time >= self.starts or clock_time <= self.ends

    def concerns(self, day: date) -> bool:
        """Tell whether the window is one of that day's month."""
        return not self.months or day.month in self.months


@dataclass(frozen=True, slots=True)
class HomeRule:
    """What the basis says of a home, and between which hours where it says so."""

    rule: str
    window: Window | None


@dataclass(frozen=True, slots=True)
class Basis:
    """One row of the matrix of access: who may enter where, when, after what, and what must follow."""

    key: str
    agencies: tuple[str, ...]
    default_for: tuple[str, ...]
    label: Text
    where: Text
    windows: tuple[Window, ...]
    outside: str
    activity: str
    formality: str
    home: HomeRule
    condition: Text | None
    grade: Text | None
    on_site: Text
    output: Text
    clock: str | None
    obstacle: tuple[str, ...]
    references: tuple[str, ...]
    hours_reference: tuple[str, ...]
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read the article again."""
        return "V" in self.confidence

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """Return the hours that apply in the month of that day (Paris)."""
        return tuple(window for window in self.windows if window.concerns(day))


def read_bases(folder: Path, known_sources: Iterable[str]) -> dict[str, Basis]:
    """Read every file of the matrix; refuses, naming file and key, what a jurist should correct first."""
    marks = frozenset(known_sources)
    found: dict[str, Basis] = {}
    defaults: dict[str, str] = {}
    for file in read_folder(folder):
        for row in file.rows("basis"):
            record = _basis(row, marks)
            if record.key in found:
                raise row.fault("this basis is declared twice.")
            for agency in record.default_for:
                if defaults.setdefault(agency, record.key) != record.key:
                    raise row.fault(f"{agency} already acts by default under {defaults[agency]}.")
            found[record.key] = record
        file.finish()
    return found


def _basis(row: Row, marks: frozenset[str]) -> Basis:
    record = Basis(
        key=row.word("key"),
        agencies=row.words("agencies"),
        default_for=row.words("default_for"),
        label=row.text("label"),
        where=row.text("where"),
        windows=tuple(_window(window) for window in row.rows("window")),
        outside=row.choice("outside", OUTSIDE) if row.has("outside") else "never",
        activity=row.choice("activity", ACTIVITY),
        formality=row.choice("formality", FORMALITY),
        home=_home(row.table("home")),
        condition=row.optional_text("condition"),
        grade=row.optional_text("grade"),
        on_site=row.text("on_site"),
        output=row.text("output"),
        clock=row.word("clock") if row.has("clock") else None,
        obstacle=row.words("obstacle"),
        references=row.words("references"),
        hours_reference=(row.word("hours_reference"),) if row.has("hours_reference") else (),
        confidence=row.choices("confidence", CONFIDENCES),
        sources=row.choices("source", marks),
    )
    has_outside = row.has("outside")
    row.finish()
    _check(row, record, has_outside)
    return record


def _check(row: Row, record: Basis, has_outside: bool) -> None:
    if not record.agencies or not record.references or not record.confidence:
        raise row.fault("“agencies”, “references” and “confidence” each name at least one.")
    if not set(record.default_for) <= set(record.agencies):
        raise row.fault("“default_for” names an agency that is not in “agencies”.")
    if has_outside != bool(record.windows):
        raise row.fault("a basis with hours says what holds outside them, one without hours does not.")
    for key in (*record.references, *record.obstacle, *record.hours_reference):
        if not is_reference(key):
            raise row.fault(f"“{key}” is no legal reference.")
    try:
        if record.clock is not None:
            clock(record.clock)
        if record.formality == "requisition":
            kind_of(record.key)
    except (UnknownClockError, UnknownRequisitionError) as error:
        raise row.fault(str(error.args[0])) from error
    missing = sorted(set(range(1, 13)) - {month for window in record.windows for month in window.months})
    if any(window.months for window in record.windows) and missing:
        raise row.fault(f"no hours are given for month {missing[0]}.")


def _window(row: Row) -> Window:
    months = row.numbers("months")
    if any(not 1 <= month <= 12 for month in months):
        raise row.fault("“months” goes from 1 to 12.")
    window = Window(frozenset(months), row.clock_time("starts"), row.clock_time("ends"))
    row.finish()
    return window


def _home(row: Row) -> HomeRule:
    rule = row.choice("rule", HOME)
    window = Window(frozenset(), row.clock_time("starts"), row.clock_time("ends")) if row.has("starts") else None
    row.finish()
    return HomeRule(rule, window)


WORDS_OUTSIDE: Final = {
    "activity": Text("une activité est en cours", "activity is in progress"),
    "open_or_activity": Text(
        "l’établissement est ouvert au public ou une activité y est en cours",
        "the establishment is open to the public or activity is in progress",
    ),
    "business_hours": Text("l’établissement est à ses heures d’activité", "the establishment is in its business hours"),
}
"""What must be true outside the hours, as a clause."""
