"""The legal bases on which each agency may enter premises, read from data: hours, formality, home, what is owed after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from workflows.law.clocks import clocks
from workflows.law.references import CONFIDENCES, data_files, is_reference
from workflows.law.requisitions import kinds
from workflows.store.datafile import Row, read_row
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
    """One row of the matrix of access: who may enter where, when, after what, and what must follow.

    ``plannable`` is false where nobody can prepare an entry on it: it is born of what is found on the spot, or serves
    elsewhere than at a door.
    """

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
    plannable: bool
    condition: Text | None
    grade: Text | None
    on_site: Text
    output: Text
    clock: str | None
    obstacle: tuple[str, ...]
    references: tuple[str, ...]
    hours_reference: tuple[str, ...]
    home_reference: tuple[str, ...]
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read the article again."""
        return "V" in self.confidence

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """Return the row as plain values, its words in one language."""
        return {
            "key": self.key,
            "agencies": list(self.agencies),
            "label": self.label.render(language),
            "where": self.where.render(language),
            "hours": [
                {
                    "months": sorted(window.months) or list(range(1, 13)),
                    "starts": window.starts.isoformat("minutes"),
                    "ends": window.ends.isoformat("minutes"),
                }
                for window in self.windows
            ],
            "outside": self.outside if self.windows else None,
            "activity": self.activity,
            "formality": self.formality,
            "home": self.home.rule,
            "plannable": self.plannable,
            "output": self.output.render(language),
            "references": list(self.references),
            "to_verify": self.to_verify,
        }

    def windows_on(self, day: date) -> tuple[Window, ...]:
        """Return the hours that apply in the month of that day (Paris)."""
        return tuple(window for window in self.windows if window.concerns(day))


def read_bases(folder: Path, known_sources: Iterable[str]) -> dict[str, Basis]:
    """Read every file of the matrix; refuses, naming file and key, what a jurist should correct first."""
    marks = frozenset(known_sources)
    found: dict[str, Basis] = {}
    defaults: dict[str, str] = {}
    for path in data_files(folder):
        file = read_row(path)
        for row in file.rows("basis"):
            record = _basis(row, marks)
            if record.key in found:
                raise row.fault("ce fondement figure déjà ailleurs.", "this basis stands already elsewhere.")
            for agency in record.default_for:
                if defaults.setdefault(agency, record.key) != record.key:
                    raise row.fault(
                        "{agency} agit déjà d’ordinaire sur {other}.",
                        "{agency} already acts by default under {other}.",
                        agency=agency,
                        other=defaults[agency],
                    )
            found[record.key] = record
        file.finish()
    return found


def _basis(row: Row, marks: frozenset[str]) -> Basis:
    record = Basis(
        key=row.line("key"),
        agencies=row.words("agencies"),
        default_for=row.words("default_for"),
        label=row.text("label"),
        where=row.text("where"),
        windows=tuple(_window(window) for window in row.rows("window")),
        outside=row.one_of("outside", OUTSIDE, "never"),
        activity=row.one_of("activity", ACTIVITY),
        formality=row.one_of("formality", FORMALITY),
        home=_home(row),
        plannable=row.yes_no("plannable", True),
        condition=row.text_or_none("condition"),
        grade=row.text_or_none("grade"),
        on_site=row.text("on_site"),
        output=row.text("output"),
        clock=row.line("clock") if row.has("clock") else None,
        obstacle=row.words("obstacle"),
        references=row.words("references"),
        hours_reference=(row.line("hours_reference"),) if row.has("hours_reference") else (),
        home_reference=(row.line("home_reference"),) if row.has("home_reference") else (),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
    )
    row.finish()
    for fr, en in _faults_of(record, says_outside=row.has("outside")):
        raise row.fault(fr, en)
    return record


def _faults_of(record: Basis, *, says_outside: bool) -> Iterator[tuple[str, str]]:
    if not record.agencies or not record.references or not record.confidence:
        yield (
            "«\u00a0agencies\u00a0», «\u00a0references\u00a0» et «\u00a0confidence\u00a0» nomment chacune au moins une chose.",
            "agencies, references and confidence each name at least one.",
        )
    if not set(record.default_for) <= set(record.agencies):
        yield (
            "«\u00a0default_for\u00a0» nomme un service qui n’est pas dans «\u00a0agencies\u00a0».",
            "default_for names an agency that is not in agencies.",
        )
    if says_outside != bool(record.windows):
        yield (
            "un fondement avec des heures dit ce qui vaut en dehors, un fondement sans heures ne le dit pas.",
            "a basis with hours says what holds outside them, one without hours does not.",
        )
    for key in (*record.references, *record.obstacle, *record.hours_reference, *record.home_reference):
        if not is_reference(key):
            yield f"{key} n’est pas une référence légale connue.", f"{key} is no known legal reference."
    if record.clock is not None and record.clock not in {known.key for known in clocks()}:
        yield f"{record.clock} n’est pas un délai connu.", f"{record.clock} is no known time limit."
    if record.default_for and not record.plannable:
        yield (
            "un fondement habituel se prépare\u00a0: «\u00a0plannable\u00a0» ne peut y être faux.",
            "a usual basis can be planned: plannable cannot be false there.",
        )
    if record.formality == "requisition" and record.key not in {kind.key for kind in kinds()}:
        yield f"aucune réquisition n’est connue sous {record.key}.", f"no requisition is known under {record.key}."
    yield from _faults_of_months(record)


def _faults_of_months(record: Basis) -> Iterator[tuple[str, str]]:
    months = [month for window in record.windows for month in window.months]
    if months and sorted(months) != list(range(1, 13)):
        yield (
            "les mois des plages d’heures ne couvrent pas l’année une fois et une seule.",
            "the months of the hours do not cover the year exactly once.",
        )


def _window(row: Row) -> Window:
    window = Window(frozenset(row.numbers("months")), row.hour("starts"), row.hour("ends"))
    row.finish()
    return window


def _home(row: Row) -> HomeRule:
    rule = row.one_of("home", HOME)
    if not row.has("home_starts"):
        return HomeRule(rule, None)
    return HomeRule(rule, Window(frozenset(), row.hour("home_starts"), row.hour("home_ends")))


WORDS_OUTSIDE: Final = {
    "activity": Text("une activité est en cours", "activity is in progress"),
    "open_or_activity": Text(
        "l’établissement est ouvert au public ou une activité y est en cours",
        "the establishment is open to the public or activity is in progress",
    ),
    "business_hours": Text("l’établissement est à ses heures d’activité", "the establishment is in its business hours"),
}
"""What must be true outside the hours, as a clause."""
