"""The shares by which the partnership judges its figures, read from data: rules of the partnership, not of law."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.law.references import CONFIDENCES, DATA
from workflows.store.datafile import read_row
from workflows.store.text import Text


class UnknownShareError(LookupError):
    """A key that no share bears; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Share:
    """One share in whole per cent, with the sentence that says what it decides."""

    key: str
    label: Text
    says: Text
    percent: int
    confidence: tuple[str, ...]


def share(key: str) -> Share:
    """Return the share of that key; refuses an unknown one by a sentence."""
    found = _by_key().get(key)
    if found is None:
        raise UnknownShareError(f"No share bears the key “{key}”.")
    return found


def read_shares(path: Path) -> dict[str, Share]:
    """Read the file of shares; refuses, naming file and key, what should be corrected first."""
    file = read_row(path)
    found: dict[str, Share] = {}
    for row in file.rows("share"):
        record = Share(
            row.line("key"), row.text("label"), row.text("says"), row.number("percent", 0, 100),
            row.words("confidence", CONFIDENCES),
        )  # fmt: skip
        row.finish()
        if record.key in found:
            raise row.fault("cette part figure déjà plus haut.", "this share stands already above.")
        found[record.key] = record
    file.finish()
    return found


@cache
def _by_key() -> dict[str, Share]:
    return read_shares(DATA / "shares.toml")
