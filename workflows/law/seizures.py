"""Who may seize during an inspection, and under which text, read from data: an agency that no row names may not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.law.references import CONFIDENCES, DATA, is_reference, sources
from workflows.store.datafile import read_row
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class SeizureBasis:
    """One text under which agencies may seize. ``grade`` says who of them may, ``None`` where the text does not say."""

    key: str
    agencies: tuple[str, ...]
    label: Text
    grade: Text | None
    references: tuple[str, ...]
    confidence: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read the article again."""
        return "V" in self.confidence


def seizure_bases() -> dict[str, SeizureBasis]:
    """Return every text under which somebody may seize, by key, in the order of the file."""
    return _by_key()


def bases_of(agency: str) -> tuple[SeizureBasis, ...]:
    """Return the texts under which an agency may seize; none where it may not."""
    return tuple(basis for basis in _by_key().values() if agency in basis.agencies)


def read_seizures(path: Path, known_sources: Iterable[str]) -> dict[str, SeizureBasis]:
    """Read the file of powers to seize; refuses, naming file and key, what a jurist should correct first."""
    file, marks = read_row(path), frozenset(known_sources)
    found: dict[str, SeizureBasis] = {}
    for row in file.rows("seizure"):
        record = SeizureBasis(
            row.line("key"), row.words("agencies"), row.text("label"), row.text("grade") if row.has("grade") else None,
            row.words("references"), row.words("confidence", CONFIDENCES),
        )  # fmt: skip
        row.words("source", marks)
        row.finish()
        if record.key in found:
            raise row.fault("ce fondement figure déjà plus haut.", "this basis stands already above.")
        for key in record.references:
            if not is_reference(key):
                raise row.fault(
                    "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=key
                )
        if not (record.agencies and record.references and record.confidence):
            raise row.fault(
                "un fondement a des services, des références et une confiance.",
                "a basis has agencies, references and a confidence.",
            )
        found[record.key] = record
    file.finish()
    return found


@cache
def _by_key() -> dict[str, SeizureBasis]:
    return read_seizures(DATA / "seizures.toml", sources())
