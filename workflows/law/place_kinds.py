"""For which kinds of place a measure is: what the register and who instructs say of a place, and what that excludes.

The kinds are data, with what the register’s own kinds say of each. Not knowing is not knowing that not: where the register
cannot tell, nothing is excluded and nothing is passed, the question is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from workflows.law.references import CONFIDENCES, DATA
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

Fit = Literal["yes", "no", "unknown"]
"""Whether a measure is for a place."""


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """One kind: the kinds of the register that are ``certain`` to be such a place, and those of which it cannot tell."""

    key: str
    label: Text
    certain: frozenset[str]
    possible: frozenset[str]
    confidence: tuple[str, ...]


@cache
def place_kinds() -> dict[str, PlaceKind]:
    """Return every kind by its key, in the order of the file."""
    return read_place_kinds(DATA / "place_kinds.toml")


def fit_of(kinds: Iterable[str], *, registered: str | None, said: Iterable[str]) -> Fit:
    """Tell whether a measure for these kinds is for a place: ``registered`` is what the register takes it for, ``said`` the
    kinds that who instructs says it is. A measure without kinds is for every place.

    What was said prevails: an activity code proves nothing, a licence or what was seen does.
    """
    wanted = [place_kinds()[key] for key in kinds]
    if not wanted or {each.key for each in wanted} & set(said):
        return "yes"
    if any(registered in each.certain for each in wanted):
        return "yes"
    if registered is None or any(registered in each.possible for each in wanted):
        return "unknown"
    return "no"


def read_place_kinds(path: Path) -> dict[str, PlaceKind]:
    """Read the file of kinds; refuses, naming file and key, what a jurist should correct first."""
    file = read_row(path)
    found: dict[str, PlaceKind] = {}
    for row in file.rows("kind"):
        record = _kind(row)
        if record.key in found:
            raise row.fault("cette clé est déjà prise.", "this key is taken already.")
        found[record.key] = record
    file.finish()
    return found


def _kind(row: Row) -> PlaceKind:
    record = PlaceKind(
        row.line("key"), row.text("label"), frozenset(row.words("certain")), frozenset(row.words("possible")),
        row.words("confidence", CONFIDENCES),
    )  # fmt: skip
    row.finish()
    if record.certain & record.possible:
        raise row.fault("ce qui est certain n’est pas seulement possible.", "what is certain is not merely possible.")
    return record


EXCLUDED: Final = Text(
    "Le fondement {key} vise\u00a0: {places}. Le registre tient ce lieu pour\u00a0: {kind}. Si une licence ou un constat dit autre "
    "chose, l’indiquer sous «\u00a0Ce qu’est aussi ce lieu\u00a0».",
    "Basis {key} is for: {places}. The register takes this place for: {kind}. If a licence or what was seen says otherwise, say so "
    "under “What this place is besides”.",
)
NOT_KNOWN: Final = Text(
    "Le fondement {key} vise\u00a0: {places}. Le registre ne dit pas si ce lieu en est\u00a0: l’indiquer sous «\u00a0Ce qu’est aussi ce "
    "lieu\u00a0».",
    "Basis {key} is for: {places}. The register does not say whether this place is one: say so under “What this place is besides”.",
)
