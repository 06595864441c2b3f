"""The bodies that meet for a quarter, read from data: who chairs, how often, how confidential their agenda may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.law.references import CONFIDENCES, DATA, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text


class UnknownBodyError(LookupError):
    """A key that no body bears; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Body:
    """One body: its usual chair, rhythm and output; ``highest_class`` bounds what may stand on its agenda.

    ``published`` tells whether its decisions have a public version beside the full one, ``prepares_operations`` whether
    what the requests of joint operations met may stand on its agenda.
    """

    key: str
    label: Text
    chair: Text
    condition: Text | None
    rhythm: Text
    output: Text
    highest_class: int
    published: bool
    prepares_operations: bool
    references: tuple[str, ...]
    confidence: tuple[str, ...]
    sources: tuple[str, ...]


def body(key: str) -> Body:
    """Return the body of that key; refuses an unknown one by a sentence."""
    found = _by_key().get(key)
    if found is None:
        raise UnknownBodyError(f"No body bears the key “{key}”.")
    return found


def bodies() -> tuple[Body, ...]:
    """Return every body, in the order of the file."""
    return tuple(_by_key().values())


def read_bodies(path: Path, known_sources: Iterable[str]) -> dict[str, Body]:
    """Read the file of bodies; refuses, naming file and key, what should be corrected first."""
    file = read_row(path)
    marks = frozenset(known_sources)
    found: dict[str, Body] = {}
    for row in file.rows("body"):
        record = _body(row, marks)
        if record.key in found:
            raise row.fault("cette instance figure déjà plus haut.", "this body stands already above.")
        found[record.key] = record
    file.finish()
    return found


@cache
def _by_key() -> dict[str, Body]:
    return read_bodies(DATA / "bodies.toml", sources())


def _body(row: Row, marks: frozenset[str]) -> Body:
    record = Body(
        key=row.line("key"),
        label=row.text("label"),
        chair=row.text("chair"),
        condition=row.text_or_none("condition"),
        rhythm=row.text("rhythm"),
        output=row.text("output"),
        highest_class=row.number("highest_class", 0, 2),
        published=row.yes_no("published", False),
        prepares_operations=row.yes_no("prepares_operations", False),
        references=row.words("references"),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
    )
    row.finish()
    for key in record.references:
        if not is_reference(key):
            raise row.fault(
                "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=key
            )
    if not record.confidence:
        raise row.fault("la clé «\u00a0confidence\u00a0» manque.", "the key confidence is missing.")
    if any(mark.startswith("S") for mark in record.confidence) and not record.sources:
        raise row.fault("ce qui a été lu quelque part nomme sa source.", "what was read somewhere names its source.")
    return record
