"""What a tablet sends, read strictly: operations with ids of its own making. One that cannot be read steps aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from workflows.processes.answer import LONGEST_NOTE, GivenAnswer
from workflows.store.text import Text

MOST_OPERATIONS: Final = 200
"""In one batch; a tablet with more sends several."""
_MOST_REPLACED: Final = 60
_DEVICE: Final = re.compile(r"[A-Za-z0-9-]{1,80}")
_ITEM: Final = re.compile(r"[A-Za-z0-9_-]{1,20}")
_WORD: Final = re.compile(r"[a-z_]{0,20}")
_HIGHEST_COUNT: Final = 2**31 - 1
_NAMES: Final = frozenset({"id", "kind", "sheet", "item", "value", "note", "replaces", "device", "counter", "at"})


class UnreadableBatch(ValueError):
    """What was sent is no batch of a tablet: nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer for one sheet."""

    id: UUID
    sheet: UUID
    given: GivenAnswer


@dataclass(frozen=True, slots=True)
class SentBeginning:
    """A team opens its grid on the spot; the id is that of the command, ``at`` the tablet's clock."""

    id: UUID
    sheet: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An operation that cannot be read, by the id that it bears."""

    id: UUID


Sent = SentAnswer | SentBeginning | Unreadable


@dataclass(frozen=True, slots=True)
class Batch:
    """What one tablet sends at once: whose work it is, and the operations in their order."""

    owner: str
    operations: tuple[Sent, ...]


def read_batch(data: Any) -> Batch:
    """Read a batch; refuses with :class:`UnreadableBatch` what is none, or too much at once.

    The same operation twice in a batch is one operation.
    """
    if not isinstance(data, dict) or set(data) != {"owner", "operations"} or not isinstance(data["owner"], str):
        raise UnreadableBatch("A batch has an owner and operations.")
    given = data["operations"]
    if not isinstance(given, list) or len(given) > MOST_OPERATIONS:
        raise UnreadableBatch("Operations are a list, of bounded length.")
    read: list[Sent] = []
    for each in given:
        found = _read(each)
        if found not in read:
            read.append(found)
    return Batch(data["owner"], tuple(read))


def _read(data: Any) -> Sent:
    if not isinstance(data, dict):
        raise UnreadableBatch("An operation is an object.")
    known = _uuid(data.get("id"))
    if known is None:
        raise UnreadableBatch("An operation bears an id.")
    sheet, at = _uuid(data.get("sheet")), _moment(data.get("at"))
    if sheet is None or at is None or not set(data) <= _NAMES:
        return Unreadable(known)
    if data.get("kind") == "begin":
        return SentBeginning(known, sheet, at)
    if data.get("kind") != "answer":
        return Unreadable(known)
    given = _answer(known, at, data)
    return Unreadable(known) if given is None else SentAnswer(known, sheet, given)


def _answer(known: UUID, at: datetime, data: Mapping[str, Any]) -> GivenAnswer | None:
    replaces = data.get("replaces")
    if not isinstance(replaces, list) or len(replaces) > _MOST_REPLACED:
        return None
    replaced = [_uuid(each) for each in replaces]
    item, value, device = data.get("item"), data.get("value"), data.get("device")
    note, counter = data.get("note"), data.get("counter")
    if not (_matches(_ITEM, item) and _matches(_WORD, value) and _matches(_DEVICE, device)):
        return None
    if not is_plain_text(note, LONGEST_NOTE) or type(counter) is not int or not 0 <= counter <= _HIGHEST_COUNT:
        return None
    if any(each is None or each == known for each in replaced):
        return None
    return GivenAnswer(
        id=known,
        item=str(item),
        value=str(value),
        note=str(note),
        replaces=tuple(each for each in replaced if each is not None),
        device=str(device),
        counter=counter,
        device_at=at,
    )


def is_plain_text(value: Any, longest: int) -> bool:
    """Tell whether a value is text that every database keeps as it is, no longer than ``longest``."""
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        return False
    # A half of a pair has no place in UTF-8.
    return not any("\ud800" <= sign <= "\udfff" for sign in value)


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _uuid(value: Any) -> UUID | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    # A year that no clock shows would break every page that tells it.
    return read if read.tzinfo is not None and 2000 <= read.year < 2200 else None


UNREADABLE: Final = Text(
    "Cette réponse n’a pas pu être lue\u00a0: répondez de nouveau à ce point.",
    "This answer could not be read: answer this item again.",
)
