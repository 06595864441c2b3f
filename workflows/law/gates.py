"""Who may tell whom what one agency alone knows, what for, and under which article; asked of plain facts, without a case.

The gates are data (domain §3.3). What passes none is refused with a sentence: nothing is shared because no rule forbids
it. What counts is the law on the day asked; a condition of which nobody knows whether it is met refuses too, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from workflows.engine.definition import Refusal
from workflows.law.days import paris_day
from workflows.law.gates_data import Condition, Gate, Kind, Secret, read_gates
from workflows.law.references import DATA, UnknownReferenceError, reference
from workflows.store.text import Text

__all__ = [
    "CONDITIONS",
    "KINDS",
    "NOT_NOW",
    "PURPOSES",
    "SECRETS",
    "Condition",
    "Gate",
    "Kind",
    "Passage",
    "Secret",
    "UnknownWordOfGates",
    "gates",
    "in_force",
    "is_known",
    "leads",
    "lets_in",
    "may_pass",
    "named",
    "purposes_of",
]

_DATA: Final = read_gates(DATA / "gates.toml")
KINDS: Final[Mapping[str, Kind]] = _DATA.kinds
"""What is shared, by its key, with its class."""
SECRETS: Final[Mapping[int, Secret]] = _DATA.secrets
"""Why what passes no gate stays where it is, by its class."""
PURPOSES: Final[Mapping[str, Text]] = _DATA.purposes
CONDITIONS: Final[Mapping[str, Condition]] = _DATA.conditions


class UnknownWordOfGates(LookupError):
    """A purpose or a kind that no gate knows; ``text`` is the sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


@dataclass(frozen=True, slots=True)
class Passage:
    """A way that is open: through which gate, up to which class, with the keys of the articles in force that open it."""

    gate: Gate
    clearance: int
    references: tuple[str, ...]


def gates(on: date | None = None) -> tuple[Gate, ...]:
    """Return every gate, in the order of the file; with a day, those that the law of that day opens."""
    return tuple(each for each in _DATA.gates if on is None or _is_law(each, on))


def named(key: str) -> Text | None:
    """Return what the data calls a group of agencies or a body without a desk; ``None`` for anybody else."""
    return _DATA.called.get(key)


def is_known(key: str) -> bool:
    """Tell whether a body without a desk bears this key."""
    return key in _DATA.bodies


def may_pass(
    from_: str,
    to: str,
    purpose: str,
    kind: str,
    *,
    on: date,
    facts: Mapping[str, bool | None] | None = None,
    investigation: bool = False,
) -> Passage | Refusal:
    """Say whether ``from_`` may tell ``to`` something of this kind for this purpose, by the law of the day ``on``.

    ``facts`` say of each condition whether it is met; one that is absent or ``None`` is unknown. With ``investigation``, a
    judicial investigation is open about the place: little passes then, and the sentence does not say why. Refuses a
    purpose or a kind that the data does not know with :class:`UnknownWordOfGates`.
    """
    if purpose not in PURPOSES:
        raise UnknownWordOfGates(_UNKNOWN_PURPOSE.with_parameters(name=purpose, known=", ".join(PURPOSES)))
    if kind not in KINDS:
        raise UnknownWordOfGates(_UNKNOWN_KIND.with_parameters(name=kind, known=", ".join(KINDS)))
    if from_ == to:
        return _ITS_OWN
    ways = [each for each in _DATA.gates if each.purpose == purpose and kind in each.kinds and leads(each, from_, to)]
    if not ways:
        return _closed(from_, to)
    lawful = [each for each in ways if _is_law(each, on)]
    if not lawful:
        return Refusal("no_longer_law", _NO_LONGER_LAW.with_parameters(day=on), ways[0].references)
    gate = lawful[0]
    if investigation and not gate.through_freeze:
        return NOT_NOW
    return _unmet(gate, facts or {}) or Passage(gate, KINDS[kind].secrecy, in_force(gate, on))


def purposes_of(from_: str, to: str, kinds: Iterable[str], on: date) -> tuple[Gate, ...]:
    """Return the gates between two agencies for these kinds, whatever their conditions."""
    asked = frozenset(kinds)
    return tuple(each for each in gates(on) if from_ != to and asked & set(each.kinds) and leads(each, from_, to))


def lets_in(givers: Iterable[str | None], to: str, clearance: int, moment: datetime) -> bool:
    """Tell whether any gate leads from one of the givers to an agency for what is of this class; ``moment`` is aware.

    The floor of the whole house: whoever opens the way judges its purpose and conditions with :func:`may_pass`.
    """
    ways = gates(paris_day(moment))
    return any(
        leads(each, giver, to) and any(KINDS[kind].secrecy >= clearance for kind in each.kinds)
        for giver in givers
        if giver is not None
        for each in ways
    )


def leads(gate: Gate, from_: str, to: str) -> bool:
    """Tell whether a gate leads from one agency to another."""
    if from_ in gate.barred or to in gate.barred:
        return False
    there = _is_among(from_, gate.from_) and _is_among(to, gate.to)
    return there or (gate.mutual and _is_among(to, gate.from_) and _is_among(from_, gate.to))


def _is_among(agency: str, keys: Iterable[str]) -> bool:
    return any(key in ("*", agency) or agency in _DATA.groups.get(key, ()) for key in keys)


def _is_law(gate: Gate, on: date) -> bool:
    if (gate.valid_from and on < gate.valid_from) or (gate.valid_to and on > gate.valid_to):
        return False
    return bool(in_force(gate, on))


def in_force(gate: Gate, on: date) -> tuple[str, ...]:
    """Return the keys of the articles of a gate that are in force on a day."""
    return tuple(key for key in gate.references if _in_force(key, on))


def _in_force(key: str, on: date) -> bool:
    try:
        reference(key, on)
    except UnknownReferenceError:
        return False
    return True


def _closed(from_: str, to: str) -> Refusal:
    """Refuse by default, with the sentence that the data has for these two where it has one."""
    for row in _DATA.closed:
        if _pair(row.from_, row.to, from_, to) or (row.mutual and _pair(row.from_, row.to, to, from_)):
            return Refusal("closed", row.says)
    return _NO_GATE


def _pair(starts: Iterable[str], ends: Iterable[str], from_: str, to: str) -> bool:
    return _is_among(from_, starts) and _is_among(to, ends)


def _unmet(gate: Gate, facts: Mapping[str, bool | None]) -> Refusal | None:
    return next(_refusals(gate, facts), None)


def _refusals(gate: Gate, facts: Mapping[str, bool | None]) -> Iterator[Refusal]:
    for key in gate.conditions:
        condition, fact = CONDITIONS[key], facts.get(key)
        if fact is None:
            yield Refusal(f"unknown_{key}", _UNKNOWN.with_parameters(what=condition.asks), gate.references)
        elif not fact:
            yield Refusal(f"not_{key}", condition.refuses, gate.references)


_NO_GATE: Final = Refusal(
    "no_gate",
    Text(
        "Aucun texte n’ouvre ce partage à cette fin\u00a0: ce qui n’est pas ouvert reste fermé.",
        "No text opens this sharing for this purpose: what is not open stays closed.",
    ),
)
_ITS_OWN: Final = Refusal(
    "its_own", Text("Un service ne partage rien avec lui-même.", "An agency shares nothing with itself.")
)
NOT_NOW: Final = Refusal(
    "not_now",
    Text(
        "Rien ne peut être partagé à ce sujet pour le moment. Adressez-vous au parquet.",
        "Nothing can be shared about this for now. Ask the prosecutor’s office.",
    ),
)
"""Without an article: the article alone would tell that an investigation is open."""
_NO_LONGER_LAW: Final = Text(
    "Le texte qui ouvrait ce partage n’est pas en vigueur le {day}.",
    "The text that opened this sharing is not in force on {day}.",
)
_UNKNOWN: Final = Text("On ne sait pas si\u00a0: {what}.", "It is not known whether: {what}.")
_UNKNOWN_PURPOSE: Final = Text(
    "Aucune finalité ne porte la clé {name}. Connues\u00a0: {known}.",
    "No purpose bears the key {name}. Known: {known}.",
)
_UNKNOWN_KIND: Final = Text(
    "Aucune sorte d’information ne porte la clé {name}. Connues\u00a0: {known}.",
    "No kind of information bears the key {name}. Known: {known}.",
)
