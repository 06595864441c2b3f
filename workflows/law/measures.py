"""May this administrative measure be signed, when does it bind, when does it end? Asked of plain facts, without a case.

The measures A1 to A16 (domain §4.1) are data, each as it stood between two days: what counts is the law on the day of the
signature. The refusals are the common annulments (domain §4.2), each with its source. What is unknown and needed is a
refusal too, which says so: an order is not signed on what nobody has looked up.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from workflows.law.clocks import clocks
from workflows.law.place_kinds import place_kinds
from workflows.law.references import CONFIDENCES, DATA, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

PRIORS: Final = frozenset({"warning", "hearing", "formal_notice", "opinion", "proposal"})
"""What may have to come before an order."""
STATES: Final = frozenset({"illegal_work", "food_measure"})
"""What a measure may state of itself for the rules of what holds what."""
AUTHORITIES: Final = frozenset({"prefect", "mayor", "mayor_or_prefect", "minister", "immigration_minister"})
_LONGEST_CAP: Final = 12


class UnknownMeasureError(LookupError):
    """A key that no measure bears, or none on the day asked; ``text`` is the sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as it stood between two days (both included, ``None``: no bound known).

    ``kinds`` are the kinds of place that it is for (``law/place_kinds``), none where it is for any. ``cap`` and ``cap_repeated`` are its longest lengths in months, ``None`` where no length is set; ``prior`` is what must
    come before it; ``hearing`` is the time limit to answer, ``delay`` that of an order whose facts are all old (keys of
    ``law/clocks``). ``reference`` is ``None`` for what rests on no article of its own. ``by_order`` is false for what is
    taken without an order; ``anonymous``: its signatory may be made anonymous; ``states``: see ``STATES``; ``unprinted``
    says why no order is printed for it here, ``None`` where one is.
    """

    key: str
    valid_from: date | None
    valid_to: date | None
    label: Text
    establishments: Text
    kinds: tuple[str, ...]
    ground: Text
    reference: str | None
    authority: str
    closes: bool
    cap: int | None
    cap_repeated: int | None
    prior: tuple[str, ...]
    hearing: str | None
    delay: str | None
    delegable: bool
    by_order: bool
    anonymous: bool
    states: tuple[str, ...]
    unprinted: Text | None
    effects: Text | None
    to_verify: Text | None
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    def in_force(self, on: date) -> bool:
        """Tell whether this version is in force on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


def measure(key: str, on: date) -> Measure:
    """Return the measure of that key as it stands on a day; refuses one unknown, or not in force, by a sentence."""
    versions = _by_key().get(key)
    if versions is None:
        raise UnknownMeasureError(_UNKNOWN.with_parameters(key=key, known=", ".join(_by_key())))
    for version in versions:
        if version.in_force(on):
            return version
    raise UnknownMeasureError(_NOT_IN_FORCE.with_parameters(key=key, day=on))


def measures(on: date) -> tuple[Measure, ...]:
    """Return every measure in force on a day, in the order of the file."""
    return tuple(version for versions in _by_key().values() for version in versions if version.in_force(on))


def all_measures() -> tuple[Measure, ...]:
    """Return every version of every measure, in the order of the file."""
    return tuple(version for versions in _by_key().values() for version in versions)


def read_measures(path: Path, known_sources: Iterable[str]) -> dict[str, tuple[Measure, ...]]:
    """Read the file of measures; refuses, naming file and key, what a jurist should correct first."""
    file, marks = read_row(path), frozenset(known_sources)
    found: dict[str, tuple[Measure, ...]] = {}
    for row in file.rows("measure"):
        record = _measure(row, marks)
        earlier = found.get(record.key, ())
        if earlier and not _follows(earlier[-1], record):
            raise row.fault("cette version ne suit pas la précédente.", "this version does not follow the one before.")
        found[record.key] = (*earlier, record)
    file.finish()
    return found


@cache
def _by_key() -> dict[str, tuple[Measure, ...]]:
    return read_measures(DATA / "measures.toml", sources())


def _follows(earlier: Measure, later: Measure) -> bool:
    return (
        earlier.valid_to is not None
        and later.valid_from is not None
        and (later.valid_from - earlier.valid_to).days == 1
    )


def _measure(row: Row, marks: frozenset[str]) -> Measure:
    record = Measure(
        key=row.line("key"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        label=row.text("label"),
        establishments=row.text("establishments"),
        kinds=row.words("kinds", place_kinds()),
        ground=row.text("ground"),
        reference=row.line("reference") if row.has("reference") else None,
        authority=row.one_of("authority", AUTHORITIES),
        closes=row.yes_no("closes", False),
        cap=_months(row, "cap"),
        cap_repeated=_months(row, "cap_repeated"),
        prior=row.words("prior", PRIORS),
        hearing=_clock_key(row, "hearing"),
        delay=_clock_key(row, "delay"),
        delegable=row.yes_no("delegable", False),
        by_order=row.yes_no("order", True),
        anonymous=row.yes_no("anonymous", False),
        states=row.words("states", STATES),
        unprinted=row.text_or_none("unprinted"),
        effects=row.text_or_none("effects"),
        to_verify=row.text_or_none("to_verify"),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
    )
    row.finish()
    for fr, en in _faults_of(record):
        raise row.fault(fr, en)
    return record


def _months(row: Row, key: str) -> int | None:
    return row.number(key, 1, _LONGEST_CAP) if row.has(key) else None


def _clock_key(row: Row, name: str) -> str | None:
    return row.one_of(name, {each.key for each in clocks()}) if row.has(name) else None


def _faults_of(record: Measure) -> Iterable[tuple[str, str]]:
    if record.reference is not None and not is_reference(record.reference):
        key = record.reference
        yield f"{key} n’est pas une référence légale connue.", f"{key} is no known legal reference."
    if record.cap_repeated is not None and (record.cap is None or record.cap_repeated <= record.cap):
        yield "en cas de réitération, la durée est plus longue.", "on repetition the length is longer."
    if ("hearing" in record.prior) != (record.hearing is not None):
        yield (
            "un contradictoire a son délai, et lui seul.",
            "a contradictory procedure has its days, and nothing else has.",
        )
    if not record.confidence:
        yield "la clé «\u00a0confidence\u00a0» manque.", "the key confidence is missing."
    if any(mark.startswith("S") for mark in record.confidence) and not record.sources:
        yield "ce qui a été lu quelque part nomme sa source.", "what was read somewhere names its source."
    if ("V" in record.confidence) != (record.to_verify is not None):
        yield "ce qui est à vérifier dit quoi.", "what is to be verified says what."


_UNKNOWN: Final = Text(
    "Aucune mesure ne porte la clé {key}. Connues\u00a0: {known}.", "No measure bears the key {key}. Known: {known}."
)
_NOT_IN_FORCE: Final = Text("La mesure {key} n’existait pas le {day}.", "The measure {key} did not exist on {day}.")
