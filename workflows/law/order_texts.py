"""What an order of closure says beside its reasons: in whose name, how it may be contested, what disobeying it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from workflows.law.clocks import clocks
from workflows.law.measures import all_measures
from workflows.law.references import DATA, is_reference
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

REMEDIES: Final = ("gracious", "hierarchical", "court", "suspension", "liberty")
"""The ways to contest an order, in the order in which it prints them."""
NEEDED: Final = frozenset({"gracious", "hierarchical", "court"})
"""Those without which the time limit would not run (domain §4.2, items 8 and 9)."""
_LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class Remedy:
    """One way to contest: before whom, within which time limit (a key of ``law/clocks``, ``None``: at any time), by which articles."""

    key: str
    before: Text
    within: str | None
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a measure brings with it, from so many months on."""

    measure: str
    from_months: int
    says: Text
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderTexts:
    """The whole file: in whose name, and with which quality, the prefect and the mayor sign; before whom the mayor’s own order
    is contested first (``mayor_before``); ``penalties`` gives the article of each measure that has one.
    """

    authority: Text
    authority_quality: Text
    mayor: Text
    mayor_quality: Text
    mayor_before: Text
    remedies: tuple[Remedy, ...]
    penalties: dict[str, str]
    effects: tuple[Effect, ...]


@cache
def order_texts() -> OrderTexts:
    """Return what an order says beside its reasons, as the file of this département has it."""
    return read_order_texts(DATA / "order_texts.toml")


def penalties_of(bases: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of the articles that punish disobeying an order on these measures, each once."""
    known = order_texts().penalties
    return tuple(dict.fromkeys(known[key] for key in bases if key in known))


def effects_of(bases: Iterable[str], months: int | None) -> tuple[Effect, ...]:
    """Return what an order on these measures brings with it at that length, ``None`` where it has none."""
    wanted = set(bases)
    return tuple(each for each in order_texts().effects if each.measure in wanted and each.from_months <= (months or 0))


def read_order_texts(path: Path) -> OrderTexts:
    """Read such a file; refuses, naming file and key, what a jurist should correct first."""
    file = read_row(path)
    remedies = {each.key: each for each in (_remedy(row) for row in file.rows("remedy"))}
    penalties: dict[str, str] = {}
    for row in file.rows("penalty"):
        article = row.line("reference")
        for key in row.words("measures", _measures()):
            if penalties.setdefault(key, article) != article:
                raise row.fault("{key} a déjà sa peine.", "{key} has its penalty already.", key=key)
        _finish(row, (article,))
    found = OrderTexts(
        file.text("authority"),
        file.text("authority_quality"),
        file.text("mayor"),
        file.text("mayor_quality"),
        file.text("mayor_before"),
        tuple(remedies[key] for key in REMEDIES if key in remedies),
        penalties,
        tuple(_effect(row) for row in file.rows("effect")),
    )
    missing = sorted(NEEDED - set(remedies))
    if missing:
        key = missing[0]
        raise file.fault("il manque la voie de recours {key}.", "the remedy {key} is missing.", key=key)
    file.finish()
    return found


def _remedy(row: Row) -> Remedy:
    known = {each.key for each in clocks()}
    within = row.one_of("within", known) if row.has("within") else None
    record = Remedy(row.one_of("key", REMEDIES), row.text("before"), within, row.words("references"))
    _finish(row, record.references)
    return record


def _effect(row: Row) -> Effect:
    months = row.number("from_months", 1, _LONGEST) if row.has("from_months") else 0
    record = Effect(row.one_of("measure", _measures()), months, row.text("says"), row.words("references"))
    _finish(row, record.references)
    return record


def _finish(row: Row, keys: Iterable[str]) -> None:
    for key in keys:
        if not is_reference(key):
            raise row.fault(
                "{key} n’est pas une référence légale connue.", "{key} is no known legal reference.", key=key
            )
    row.finish()


def _measures() -> frozenset[str]:
    return frozenset(each.key for each in all_measures())
