"""When a prosecutor's requisition holds: in writing, for listed offences and places, within a bounded period."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal

from workflows.engine.definition import Refusal
from workflows.law.calendar import months_after, paris_day
from workflows.law.references import CONFIDENCES, DATA, UnknownReferenceError, is_reference, reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import PARIS, Text

_POSTCODE: Final = re.compile(r"\d{5}")
_WORD: Final = re.compile(r"\d+|[a-z]+")
_BEFORE_ADDRESS: Final = re.compile("\\s[\u2014\u2013:]\\s|\u00a0:\\s")

_SHORT_FOR: Final = {
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "che": "chemin",
    "imp": "impasse",
    "pl": "place",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
}
"""Abbreviations of addresses, the register's own among them."""


class UnknownRequisitionError(LookupError):
    """An article under which no requisition is known here; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class RequisitionFacts:
    """What a requisition says: its article (``basis``), offences (keys of references), places, period, state.

    ``starts`` and ``ends`` are aware and both included. ``signed_on`` is a day in Paris, ``None`` before signature.
    """

    basis: str
    offences: tuple[str, ...]
    places: tuple[str, ...]
    starts: datetime
    ends: datetime
    granted: bool
    signed_on: date | None

    def __post_init__(self) -> None:
        if self.starts.tzinfo is None or self.ends.tzinfo is None:
            raise ValueError("The period of a requisition needs its time zone.")


@dataclass(frozen=True, slots=True)
class Kind:
    """One article under which a requisition may be given: its closed list of offences and its longest period."""

    key: str
    label: Text
    reference: str
    offences: tuple[str, ...]
    longest: tuple[int, Literal["months", "hours"]] | None
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    def latest_end(self, starts: datetime) -> datetime | None:
        """Return the last moment (aware UTC) to which a period may run, ``None`` if the magistrate sets it freely.

        A month runs from a day and hour in Paris to the same hour of the day of the same number, or of the last day
        of a shorter month: the strict reading, because a period too long brings nullity.
        """
        if self.longest is None:
            return None
        number, unit = self.longest
        if unit == "hours":
            return starts.astimezone(UTC) + timedelta(hours=number)
        local = starts.astimezone(PARIS)
        return datetime.combine(months_after(local.date(), number), local.time(), PARIS).astimezone(UTC)


def kinds() -> tuple[Kind, ...]:
    """Return the articles under which a requisition may be given, in the order of the data file."""
    return tuple(_kinds().values())


def kind_of(basis: str) -> Kind:
    """Return what the article asks of a requisition; refuses an unknown one by a sentence."""
    found = _kinds().get(basis)
    if found is None:
        raise UnknownRequisitionError(f"No requisition is known under “{basis}”.")
    return found


def offence_choices(basis: str, on: date) -> list[tuple[str, Text]]:
    """Return the offences that a requisition under this article may name, as (reference key, words) for a form."""
    versions = [reference(key, on) for key in kind_of(basis).offences]
    return [
        (
            version.key,
            Text("{article}\u00a0: {says}", "{article}: {says}", article=_short(version.key, on), says=version.says),
        )
        for version in versions
    ]


def faults(facts: RequisitionFacts) -> list[Refusal]:
    """Return everything that would make the requisition void as written, signed or not; nothing if it may be signed."""
    kind = kind_of(facts.basis)
    return [*_faults_of_offences(facts, kind), *_faults_of_places(facts, kind), *_faults_of_period(facts, kind)]


def covers(facts: RequisitionFacts, at: datetime, address: str | None) -> Refusal | None:
    """Return why the requisition allows no entry at that moment (aware) and address, ``None`` if it does.

    An ``address`` of ``None`` leaves the place out of the question.
    """
    kind = kind_of(facts.basis)
    if not facts.granted:
        return _refusal(
            kind,
            "requisition_not_granted",
            "Le procureur n’a pas accordé la réquisition.",
            "The prosecutor has not granted the requisition.",
        )
    for fault in _faults_of_signature(facts, kind, at):
        return fault
    for fault in faults(facts):
        if fault.code != "requisition_offence_outside_list":
            return fault
    for fault in _faults_at(facts, kind, at):
        return fault
    if address is None or names_place(facts.places, address):
        return None
    words = _words(address)
    if words and not _has_street(words):
        return _refusal(
            kind,
            "requisition_place_without_street",
            "La réquisition ne peut désigner ce lieu, dont la voie n’est pas connue\u00a0: {address}.",
            "The requisition cannot name this place, whose street is not known: {address}.",
            address=address,
        )
    return _refusal(
        kind,
        "requisition_other_place",
        "La réquisition ne désigne pas cette adresse\u00a0: {address}.",
        "The requisition does not name this address: {address}.",
        address=address,
    )


def names_place(places: tuple[str, ...], address: str) -> bool:
    """Tell whether one of the places is that address, whatever the capitals, accents and commas.

    A name may stand before the address after a dash or a colon. One of the two may lack the postcode and town, never
    the number, *bis* or street: a neighbour's door is another place. An address of which only the town is known names
    no place: it would name every door of the town.
    """
    wanted = _words(address)
    return _has_street(wanted) and any(
        _same_place(_words(written), wanted) for place in places for written in _writings(place)
    )


def _writings(place: str) -> Iterator[str]:
    yield place
    parts = _BEFORE_ADDRESS.split(place)
    if len(parts) > 1:
        yield parts[-1]


def _same_place(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if longer[: len(shorter)] != shorter:
        return False
    rest = longer[len(shorter) :]
    return not rest or (len(shorter) > 1 and bool(_POSTCODE.fullmatch(rest[0])))


def _has_street(words: tuple[str, ...]) -> bool:
    """Tell whether an address says more than its town: a name before the postcode, or several words without one."""
    postcode = next((at for at, word in enumerate(words) if _POSTCODE.fullmatch(word)), None)
    if postcode is None:
        return len(words) > 1
    return any(word.isalpha() for word in words[:postcode])


def _words(address: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", address.replace("œ", "oe").replace("Œ", "oe").casefold())
    words = _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter)))
    return tuple(_SHORT_FOR.get(word, word) for word in words)


def _faults_of_offences(facts: RequisitionFacts, kind: Kind) -> Iterator[Refusal]:
    if not facts.offences:
        yield _refusal(
            kind,
            "requisition_without_offence",
            "La réquisition ne vise aucune infraction.",
            "The requisition names no offence.",
        )
        return
    if not kind.offences:
        return
    outside = [key for key in facts.offences if key not in kind.offences]
    if len(outside) == len(facts.offences):
        yield _refusal(
            kind,
            "requisition_no_listed_offence",
            "La réquisition ne vise aucune des infractions que cet article permet de rechercher ({allowed}).",
            "The requisition names none of the offences that this article allows ({allowed}).",
            allowed=_list(kind.offences, paris_day(facts.starts)),
        )
    elif outside:
        yield _refusal(
            kind,
            "requisition_offence_outside_list",
            "La réquisition vise aussi {outside}, que cet article ne permet pas de rechercher.",
            "The requisition also names {outside}, which this article does not allow.",
            outside=_list(outside, paris_day(facts.starts)),
        )


def _faults_of_places(facts: RequisitionFacts, kind: Kind) -> Iterator[Refusal]:
    if not any(_has_street(_words(place)) for place in facts.places):
        yield _refusal(
            kind,
            "requisition_without_place",
            "La réquisition ne désigne aucun lieu par sa voie.",
            "The requisition names no place by its street.",
        )


def _faults_of_period(facts: RequisitionFacts, kind: Kind) -> Iterator[Refusal]:
    if facts.ends <= facts.starts:
        yield _refusal(
            kind,
            "requisition_ends_before_start",
            "La réquisition finit avant de commencer.",
            "The requisition ends before it starts.",
        )
        return
    latest = kind.latest_end(facts.starts)
    if latest is not None and facts.ends.astimezone(UTC) > latest:
        yield _refusal(
            kind,
            "requisition_too_long",
            "La période dépasse {longest}\u00a0: elle doit finir au plus tard le {latest}.",
            "The period is longer than {longest}: it must end by {latest}.",
            longest=_longest(kind),
            latest=latest,
        )


def _faults_of_signature(facts: RequisitionFacts, kind: Kind, at: datetime) -> Iterator[Refusal]:
    if facts.signed_on is None:
        yield _refusal(
            kind, "requisition_not_signed", "La réquisition n’est pas signée.", "The requisition is not signed."
        )
    elif paris_day(at) < facts.signed_on:
        yield _refusal(
            kind,
            "requisition_signed_later",
            "La réquisition n’est signée que le {day}.",
            "The requisition is signed on {day} only.",
            day=facts.signed_on,
        )


def _faults_at(facts: RequisitionFacts, kind: Kind, at: datetime) -> Iterator[Refusal]:
    if at < facts.starts:
        yield _refusal(
            kind,
            "requisition_not_yet",
            "La réquisition ne vaut qu’à partir du {starts}.",
            "The requisition is valid from {starts} only.",
            starts=facts.starts,
        )
    elif at > facts.ends:
        yield _refusal(
            kind,
            "requisition_expired",
            "La réquisition a expiré le {ends}.",
            "The requisition expired on {ends}.",
            ends=facts.ends,
        )


def _longest(kind: Kind) -> Text:
    number, unit = kind.longest or (0, "hours")
    if unit == "months":
        return Text("un mois", "one month") if number == 1 else Text("{n}\u00a0mois", "{n} months", n=number)
    return Text("{n}\u00a0heures", "{n} hours", n=number)


def _short(key: str, on: date) -> Text:
    try:
        version = reference(key, on)
    except UnknownReferenceError:
        return Text(key, key)
    return Text(version.short("fr"), version.short("en"))


def _list(keys: Iterable[str], on: date) -> Text:
    words = [_short(key, on) for key in keys]
    return Text("\u00a0; ".join(word.fr for word in words), "; ".join(word.en for word in words))


def _refusal(kind: Kind, code: str, fr: str, en: str, **parameters: object) -> Refusal:
    return Refusal(code, Text(fr, en, **parameters), (kind.reference,))


@cache
def _kinds() -> dict[str, Kind]:
    return read_kinds(DATA / "requisitions.toml")


def read_kinds(path: Path) -> dict[str, Kind]:
    """Read the file of requisitions; refuses, naming file and key, what a jurist should correct first."""
    file = read_row(path)
    marks = frozenset(sources())
    found: dict[str, Kind] = {}
    for row in file.rows("kind"):
        record = _kind(row, marks)
        if record.key in found:
            raise row.fault("cet article figure déjà plus haut.", "this article stands already above.")
        found[record.key] = record
    file.finish()
    return found


def _kind(row: Row, marks: frozenset[str]) -> Kind:
    record = Kind(
        key=row.line("key"),
        label=row.text("label"),
        reference=row.line("reference"),
        offences=row.words("offences"),
        longest=_read_longest(row),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
    )
    row.finish()
    for key in (record.reference, *record.offences):
        if not is_reference(key):
            raise row.fault(
                "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=key
            )
    return record


def _read_longest(row: Row) -> tuple[int, Literal["months", "hours"]] | None:
    if not row.has("count"):
        return None
    unit: Literal["months", "hours"] = "months" if row.one_of("unit", ("months", "hours")) == "months" else "hours"
    return row.number("count", 1, 999), unit
