"""The file of the gates, read strictly: groups, bodies, kinds, purposes, conditions, gates, and where none is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from workflows.law.references import CONFIDENCES, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

EVERYBODY: Final = "*"
HIGHEST: Final = 4


@dataclass(frozen=True, slots=True)
class Kind:
    """What is shared: its words and its class (K0 to K4)."""

    key: str
    label: Text
    secrecy: int


@dataclass(frozen=True, slots=True)
class Secret:
    """Under which article what is of a class stays with who knows it, and whether a lawyer has still to confirm it."""

    secrecy: int
    reference: str
    to_verify: bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact on which a gate depends: what is asked, and the sentence that refuses where it is not so."""

    key: str
    asks: Text
    refuses: Text


@dataclass(frozen=True, slots=True)
class Gate:
    """One way from an agency to another, for a purpose. ``from_`` and ``to`` are agencies, groups, bodies or ``*``;
    ``barred`` are agencies that it never concerns.
    """

    key: str
    from_: tuple[str, ...]
    to: tuple[str, ...]
    barred: tuple[str, ...]
    mutual: bool
    purpose: str
    kinds: tuple[str, ...]
    conditions: tuple[str, ...]
    references: tuple[str, ...]
    through_freeze: bool
    valid_from: date | None
    valid_to: date | None
    confidence: tuple[str, ...]
    sources: tuple[str, ...]
    to_verify: Text | None


@dataclass(frozen=True, slots=True)
class Closed:
    """Between these nothing opens a gate, and why."""

    from_: tuple[str, ...]
    to: tuple[str, ...]
    mutual: bool
    says: Text
    to_verify: Text | None


@dataclass(frozen=True, slots=True)
class GatesData:
    """Everything that the file says. ``called`` are the words of groups and bodies."""

    groups: Mapping[str, tuple[str, ...]]
    bodies: frozenset[str]
    called: Mapping[str, Text]
    secrets: Mapping[int, Secret]
    kinds: Mapping[str, Kind]
    purposes: Mapping[str, Text]
    conditions: Mapping[str, Condition]
    gates: tuple[Gate, ...]
    closed: tuple[Closed, ...]


def read_gates(path: Path) -> GatesData:
    """Read the file; refuses, naming file and key, what a jurist should correct first."""
    file = read_row(path)
    groups, called = _groups(file)
    bodies = {row.line("key"): row for row in file.rows("body")}
    called |= {key: row.text("label") for key, row in bodies.items()}
    kinds = {row.line("key"): row for row in file.rows("kind")}
    purposes = {row.line("key"): row for row in file.rows("purpose")}
    conditions = {row.line("key"): row for row in file.rows("condition")}
    data = GatesData(
        groups=groups,
        bodies=frozenset(bodies),
        called=called,
        secrets={each.secrecy: each for each in map(_secret, file.rows("secret"))},
        kinds={key: Kind(key, row.text("label"), row.number("secrecy", 0, HIGHEST)) for key, row in kinds.items()},
        purposes={key: row.text("label") for key, row in purposes.items()},
        conditions={key: Condition(key, row.text("asks"), row.text("refuses")) for key, row in conditions.items()},
        gates=tuple(_gate(row, purposes, kinds, conditions) for row in file.rows("gate")),
        closed=tuple(_closed(row) for row in file.rows("closed")),
    )
    for row in (*bodies.values(), *kinds.values(), *purposes.values(), *conditions.values()):
        row.finish()
    _refuse_doubles(file, data.gates)
    file.finish()
    return data


def _groups(file: Row) -> tuple[dict[str, tuple[str, ...]], dict[str, Text]]:
    groups, called = {}, {}
    for row in file.rows("group"):
        key = row.line("key")
        groups[key], called[key] = row.words("agencies"), row.text("label")
        if row.has("reference"):
            _known_references(row, (row.line("reference"),))
        row.finish()
    return groups, called


def _secret(row: Row) -> Secret:
    record = Secret(
        row.number("secrecy", 0, HIGHEST), row.line("reference"), "V" in row.words("confidence", CONFIDENCES)
    )  # fmt: skip
    row.finish()
    _known_references(row, (record.reference,))
    return record


def _gate(row: Row, purposes: Collection[str], kinds: Collection[str], conditions: Collection[str]) -> Gate:
    record = Gate(
        key=row.line("key"),
        from_=row.words("from"),
        to=row.words("to"),
        barred=row.words("except"),
        mutual=row.yes_no("mutual", False),
        purpose=row.one_of("purpose", purposes),
        kinds=row.words("kinds", kinds),
        conditions=row.words("conditions", conditions),
        references=row.words("references"),
        through_freeze=row.yes_no("through_freeze", False),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", sources()),
        to_verify=row.text_or_none("to_verify"),
    )
    row.finish()
    _known_references(row, record.references)
    for fr, en in _faults_of(record):
        raise row.fault(fr, en)
    return record


def _closed(row: Row) -> Closed:
    row.line("key")
    record = Closed(
        row.words("from"), row.words("to"), row.yes_no("mutual", False), row.text("says"), row.text_or_none("to_verify")
    )
    row.words("confidence", CONFIDENCES)
    row.finish()
    return record


def _known_references(row: Row, keys: Collection[str]) -> None:
    for key in keys:
        if not is_reference(key):
            raise row.fault(
                "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=key
            )


def _faults_of(record: Gate) -> Iterator[tuple[str, str]]:
    if not (record.from_ and record.to and record.kinds):
        yield "une porte dit de qui, à qui et quoi.", "a gate says from whom, to whom and what."
    if not record.references:
        yield "une porte repose sur un texte.", "a gate rests on a text."
    if not record.confidence:
        yield "la clé «\u00a0confidence\u00a0» manque.", "the key confidence is missing."
    if any(mark.startswith("S") for mark in record.confidence) and not record.sources:
        yield "ce qui a été lu quelque part nomme sa source.", "what was read somewhere names its source."
    if ("V" in record.confidence) != (record.to_verify is not None):
        yield "ce qui est à vérifier dit quoi.", "what is to be verified says what."


def _refuse_doubles(file: Row, found: Collection[Gate]) -> None:
    keys = [each.key for each in found]
    for key in keys:
        if keys.count(key) > 1:
            raise file.fault("la porte {key} figure deux fois.", "the gate {key} stands twice.", key=key)
