"""The gates in words: between whom, what for, on which conditions, under which text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from webapp.words import WORDS
from workflows.law.gates import CONDITIONS, KINDS, PURPOSES, Gate, gates, in_force, is_known, named
from workflows.law.gates_data import EVERYBODY
from workflows.register.agencies import agencies, agency
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate: between whom in words, and what the page says of it."""

    gate: Gate
    purpose: Text
    between: Text
    kinds: tuple[Text, ...]
    conditions: tuple[Text, ...]
    references: tuple[str, ...]


def gate_lines(on: date) -> list[GateLine]:
    """Return every gate that the law of a day opens, in the order of the data."""
    return [
        GateLine(
            each,
            PURPOSES[each.purpose],
            _between(each),
            tuple(KINDS[key].label for key in each.kinds),
            tuple(CONDITIONS[key].asks for key in each.conditions),
            in_force(each, on),
        )
        for each in gates(on)
    ]


def recipients() -> list[tuple[str, Text]]:
    """Return the bodies without a desk that may be asked about, with their names."""
    return [
        (key, called)
        for key in dict.fromkeys(key for each in gates() for key in (*each.to, *each.barred))
        if is_known(key) and (called := named(key)) is not None
    ]


def _between(gate: Gate) -> Text:
    starts, ends = _names(gate.from_, gate.barred), _names(gate.to, ())
    if gate.from_ == gate.to:
        return WORDS["gates_among"].with_parameters(from_=starts)
    word = "gates_both" if gate.mutual else "gates_from_to"
    return WORDS[word].with_parameters(from_=starts, to=ends)


def _names(keys: Iterable[str], barred: Iterable[str]) -> Text:
    if EVERYBODY in keys:
        but = [_name(key) for key in barred]
        return WORDS["gates_anybody_but"].with_parameters(names=_listed(but)) if but else WORDS["gates_anybody"]
    return _listed([_name(key) for key in keys])


def _listed(names: list[Text]) -> Text:
    return Text(*(", ".join(each.render(language) for each in names) for language in ("fr", "en")))


def _name(key: str) -> Text:
    called = named(key)
    if called is not None:
        return called
    return agency(key).short if key in {each.key for each in agencies()} else Text(key, key)
