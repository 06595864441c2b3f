"""What is known of an administrative order, as plain facts, and how a file of them is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Final

from workflows.store.text import PARIS, Text


class FactsFault(ValueError):
    """A file of facts says something that cannot be read. ``text`` is the sentence."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render("en"))
        self.text = text


class Unknown(Enum):
    """That nothing is known of something, which is not the same as knowing that it is not."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class HearingFacts:
    """The contradictory procedure: when the letter was received, the days left to answer, the urgency argued, what it announced."""

    received_on: date | Unknown | None = UNKNOWN
    days: int | Unknown = UNKNOWN
    urgency: str | Unknown | None = UNKNOWN
    proposed: tuple[str, ...] | Unknown = UNKNOWN


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What is known of an order. ``None`` is known not to be; ``UNKNOWN`` is not known.

    ``bases`` are keys of measures, one as a rule; ``facts_on`` the days of the facts that the order tells; ``months`` its
    length; ``served_at`` is aware. ``delegation``: who signs may, for that subject and on that day; ``remedies``: they are
    printed; ``formal_notice_until``: the last day that the formal notice left to comply; ``linked_to_place``: the facts are tied to who comes there or how the place is run.
    """

    bases: tuple[str, ...] = ()
    facts_on: tuple[date, ...] | Unknown = UNKNOWN
    signed_on: date | Unknown = UNKNOWN
    served_at: datetime | Unknown | None = UNKNOWN
    months: int | Unknown | None = UNKNOWN
    repetition: bool | Unknown = UNKNOWN
    warning_on: date | Unknown | None = UNKNOWN
    hearing: HearingFacts | Unknown | None = UNKNOWN
    formal_notice_on: date | Unknown | None = UNKNOWN
    formal_notice_until: date | Unknown | None = UNKNOWN
    opinion_on: date | Unknown | None = UNKNOWN
    proposal_on: date | Unknown | None = UNKNOWN
    delegation: bool | Unknown = UNKNOWN
    remedies: bool | Unknown = UNKNOWN
    linked_to_place: bool | Unknown = UNKNOWN

    def __post_init__(self) -> None:
        if isinstance(self.served_at, datetime) and self.served_at.tzinfo is None:
            raise ValueError("The service of an order needs its time zone.")


def read_order(data: Any) -> OrderFacts:
    """Return the facts of an order from plain values, as JSON gives them; an absent key means that nothing is known.

    ``basis`` is a key or a list of keys; days are ``2026-11-20``; a moment without zone is in Paris. Refuses an unknown
    key and a value of another kind with ``FactsFault``: a misspelt key must not pass for something unknown.
    """
    values = _table(data, "", {*_ORDER, "basis", "hearing"})
    hearing = values.get("hearing", UNKNOWN)
    return OrderFacts(
        bases=_read("basis", values, (_keys, _A_LIST)) if "basis" in values else (),
        hearing=_read_hearing(hearing) if isinstance(hearing, Mapping) else _nothing("hearing", hearing),
        **{name: _read(name, values, reader) for name, reader in _ORDER.items() if name in values},
    )


def _read_hearing(data: Mapping[str, Any]) -> HearingFacts:
    values = _table(data, "hearing.", _HEARING)
    return HearingFacts(
        **{name: _read(name, values, reader, "hearing.") for name, reader in _HEARING.items() if name in values}
    )


def _table(data: Any, where: str, known: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise FactsFault(_NO_TABLE)
    for key in data:
        if key not in known:
            raise FactsFault(_NO_KEY.with_parameters(key=f"{where}{key}", known=", ".join(sorted(known))))
    return data


def _nothing(name: str, value: Any) -> Unknown | None:
    if value is None or isinstance(value, Unknown):
        return value
    raise FactsFault(_WRONG.with_parameters(key=name, what=_A_TABLE))


def _read(name: str, values: Mapping[str, Any], reader: Reader, where: str = "") -> Any:
    read, what = reader
    try:
        return read(values[name])
    except (TypeError, ValueError):
        raise FactsFault(_WRONG.with_parameters(key=f"{where}{name}", what=what)) from None


def _day(value: Any) -> date:
    if not isinstance(value, str):
        raise TypeError
    return date.fromisoformat(value)


def _day_or_none(value: Any) -> date | None:
    return None if value is None else _day(value)


def _days(value: Any) -> tuple[date, ...]:
    return tuple(_day(each) for each in _listed(value))


def _moment_or_none(value: Any) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=PARIS)


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST:
        raise ValueError
    return value


def _number_or_none(value: Any) -> int | None:
    return None if value is None else _number(value)


def _yes_no(value: Any) -> bool | Unknown:
    if value is None:
        return UNKNOWN
    if not isinstance(value, bool):
        raise TypeError
    return value


def _words_or_none(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise TypeError
    return value


def _words(value: Any) -> tuple[str, ...]:
    found = tuple(_listed(value))
    if not all(isinstance(each, str) for each in found):
        raise TypeError
    return found


def _keys(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else _words(value)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


Reader = tuple[Callable[[Any], Any], Text]
_MOST: Final = 400
_A_DAY: Final = Text("un jour (AAAA-MM-JJ)", "a day (YYYY-MM-DD)")
_A_TABLE: Final = Text("un objet, ou null", "an object, or null")
_A_NUMBER: Final = Text("un nombre entier de 1 à 400", "a whole number from 1 to 400")
_TRUE_FALSE: Final = Text("true ou false", "true or false")
_A_LIST: Final = Text("une liste de textes", "a list of texts")
_ORDER: Final[Mapping[str, Reader]] = {
    "facts_on": (_days, Text("une liste de jours (AAAA-MM-JJ)", "a list of days (YYYY-MM-DD)")),
    "signed_on": (_day, _A_DAY),
    "served_at": (_moment_or_none, Text("un moment (AAAA-MM-JJTHH:MM)", "a moment (YYYY-MM-DDTHH:MM)")),
    "months": (_number_or_none, _A_NUMBER),
    "repetition": (_yes_no, _TRUE_FALSE),
    "warning_on": (_day_or_none, _A_DAY),
    "formal_notice_on": (_day_or_none, _A_DAY),
    "formal_notice_until": (_day_or_none, _A_DAY),
    "opinion_on": (_day_or_none, _A_DAY),
    "proposal_on": (_day_or_none, _A_DAY),
    "delegation": (_yes_no, _TRUE_FALSE),
    "remedies": (_yes_no, _TRUE_FALSE),
    "linked_to_place": (_yes_no, _TRUE_FALSE),
}
_HEARING: Final[Mapping[str, Reader]] = {
    "received_on": (_day_or_none, _A_DAY),
    "days": (_number, _A_NUMBER),
    "urgency": (_words_or_none, Text("un texte, ou null", "a text, or null")),
    "proposed": (_words, _A_LIST),
}
_NO_TABLE: Final = Text("Un objet JSON est attendu.", "A JSON object is expected.")
_NO_KEY: Final = Text(
    "La clé «\u00a0{key}\u00a0» est inconnue. Connues\u00a0: {known}.", "The key {key} is unknown. Known: {known}."
)
_WRONG: Final = Text("«\u00a0{key}\u00a0» doit être {what}.", "{key} must be {what}.")
