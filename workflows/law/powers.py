"""May this agency enter here at that hour? The matrix of access answers green, amber or red, with sentence and article.

Green: it may. Amber: only under a condition still unknown, or with a formality to do on the spot. Red: it may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Final

from workflows.law.bases import Basis, read_bases
from workflows.law.days import paris_day
from workflows.law.entry import NO_HOURS, Colour, Finding, Visit, findings
from workflows.law.references import DATA, UnknownReferenceError, reference, sources
from workflows.law.requisitions import RequisitionFacts
from workflows.store.text import Text

__all__ = [
    "Basis",
    "Colour",
    "UnknownBasisError",
    "Verdict",
    "assess",
    "bases",
    "basis_of",
    "default_basis",
    "plannable_powers",
    "powers_of",
]

_WORST_FIRST: Final[tuple[Colour, ...]] = ("red", "amber", "green")


class UnknownBasisError(LookupError):
    """A key that no basis of the matrix bears; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of the matrix: its colour, the sentence with its article, the keys of the references, a stable code."""

    colour: Colour
    text: Text
    references: tuple[str, ...]
    code: str

    def as_json(self, language: str = "fr") -> dict[str, Any]:
        """Return the verdict as plain values."""
        return {
            "colour": self.colour,
            "code": self.code,
            "sentence": self.text.render(language),
            "references": list(self.references),
        }


def bases() -> tuple[Basis, ...]:
    """Return the whole matrix, sorted by key."""
    return tuple(_by_key()[key] for key in sorted(_by_key()))


def basis_of(key: str) -> Basis:
    """Return the basis of that key; refuses an unknown one by a sentence."""
    found = _by_key().get(key)
    if found is None:
        raise UnknownBasisError(f"No basis of entry bears the key “{key}”.")
    return found


def powers_of(agency: str) -> list[Basis]:
    """Return the bases on which the agency may enter, its usual one first; none if it has no power of inspection."""
    found = [basis for basis in bases() if agency in basis.agencies]
    return sorted(found, key=lambda basis: (agency not in basis.default_for, basis.key))


def plannable_powers(agency: str) -> list[Basis]:
    """Return the bases on which the agency may prepare an entry beforehand, its usual one first."""
    return [basis for basis in powers_of(agency) if basis.plannable]


def default_basis(agency: str) -> Basis | None:
    """Return the basis on which the agency usually acts in a joint inspection, ``None`` if it has no such power."""
    return next((basis for basis in bases() if agency in basis.default_for), None)


def assess(
    agency: str,
    basis: str | Basis,
    at: datetime,
    *,
    activity: bool | None = None,
    home: bool = False,
    prosecutor_informed: date | None = None,
    prosecutor_opposes: bool = False,
    requisition: RequisitionFacts | None = None,
    address: str | None = None,
    convention_hours: tuple[time, time] | None = None,
    requisition_known: bool = True,
) -> Verdict:
    """Say whether ``agency`` may enter at ``at`` (aware) on that basis.

    ``activity``: whether the place is open or work is going on, ``None`` while nobody knows. ``home``: the entry goes
    into a dwelling. ``prosecutor_informed``: the day (Paris) on which the prosecutor was told. ``convention_hours``:
    the hours of the municipal police agreement, where it sets others. ``requisition_known`` is false for who asks in
    general, without saying whether there is a requisition. Refuses an unknown basis by a sentence.
    """
    if at.tzinfo is None:
        raise ValueError(f"A moment needs its time zone: {at!r}.")
    row = basis if isinstance(basis, Basis) else basis_of(basis)
    visit = Visit(
        at, activity, home, prosecutor_informed, prosecutor_opposes, requisition, address, convention_hours,
        requisition_known,
    )  # fmt: skip
    found = list(findings(agency, row, visit))
    for colour in _WORST_FIRST:
        chosen = [finding for finding in found if finding.colour == colour]
        if chosen:
            chosen = [finding for finding in chosen if finding is not NO_HOURS] or chosen
            return _verdict(row, visit, colour, chosen)
    raise AssertionError("The matrix always finds something to say.")


@cache
def _by_key() -> dict[str, Basis]:
    return read_bases(DATA / "powers", sources())


_HEADS: Final[dict[Colour, tuple[str, str]]] = {
    "green": ("Entrée possible", "Entry allowed"),
    "amber": ("Entrée sous condition", "Entry under a condition"),
    "red": ("Entrée impossible", "No entry"),
}


def _verdict(basis: Basis, visit: Visit, colour: Colour, chosen: list[Finding]) -> Verdict:
    keys = tuple(dict.fromkeys((*basis.references, *(key for finding in chosen for key in finding.references))))
    cited = tuple(dict.fromkeys((basis.references[0], *(key for finding in chosen for key in finding.references))))
    head_fr, head_en = _HEADS[colour]
    text = Text(
        head_fr + "\u00a0: {clauses} ({law}).",
        head_en + ": {clauses} ({law}).",
        clauses=_join([finding.clause for finding in chosen]),
        law=_law(cited, paris_day(visit.at)),
    )
    return Verdict(colour, text, keys, chosen[0].code)


def _join(clauses: list[Text]) -> Text:
    return Text(
        "\u00a0; ".join(clause.render("fr") for clause in clauses),
        "; ".join(clause.render("en") for clause in clauses),
    )


def _law(keys: tuple[str, ...], on: date) -> Text:
    found = [_cited(key, on) for key in keys]
    return Text("\u00a0; ".join(fr for fr, _ in found), "; ".join(en for _, en in found))


def _cited(key: str, on: date) -> tuple[str, str]:
    try:
        version = reference(key, on)
    except UnknownReferenceError:
        return key, key
    return version.cite("fr"), version.cite("en")
