"""Frozen records of plain values, written to canonical JSON and read back strictly."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Final, Self, Union, cast, get_args, get_origin, get_type_hints

FORMAT: Final = 1
"""The number of the JSON layout; a reader refuses any other."""
_FIELDS: dict[Any, tuple[str, ...]] = {}


class NotPlain(ValueError):
    """A value that a snapshot may not hold, or a JSON text that is not the snapshot it claims to be."""


class Plain:
    """Base of the records of which snapshots are made: frozen dataclasses of plain values.

    Plain values are strings, whole numbers, booleans, days, aware moments, ``None``, tuples and other plain records.
    """

    __slots__ = ()

    added_later: ClassVar[frozenset[str]] = frozenset()
    """Fields that texts written before them lack: such a text is read with their default."""

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the states of cases that the record itself tells, each as (workflow, state); none by default."""
        return ()

    def as_data(self) -> dict[str, Any]:
        """Return the record as JSON-able values; refuses a moment without a time zone and what is not plain."""
        return {name: _write(getattr(self, name), name) for name in names_of(type(self))}

    @classmethod
    def from_data(cls, data: Any) -> Self:
        """Return the record that ``as_data`` wrote; refuses unknown, missing and wrongly typed values by name."""
        return cast("Self", _read_record(cls, data, cls.__name__))


class Snapshot(Plain):
    """A whole document's content, frozen: what is printed, and what travels inside the PDF as it stands."""

    __slots__ = ()

    document: ClassVar[str]
    """The stored name of this kind of document."""

    def printed_states(self) -> Iterable[tuple[str, str]]:
        """Return every state of a case that the document tells, as (workflow, state)."""
        return [pair for record in records_of(self) for pair in record.states()]

    def as_json(self) -> str:
        """Return canonical JSON: sorted keys, no spaces, moments in UTC; equal snapshots give equal text."""
        data = {"document": self.document, "format": FORMAT, **self.as_data()}
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the snapshot that ``as_json`` wrote; refuses another document, another format, any altered shape."""
        try:
            data = json.loads(text)
        except ValueError as error:
            raise NotPlain(f"This is not JSON: {error}.") from error
        if not isinstance(data, dict) or data.get("document") != cls.document or data.get("format") != FORMAT:
            raise NotPlain(f"This is not a {cls.document} snapshot in format {FORMAT}.")
        return cls.from_data({name: value for name, value in data.items() if name not in ("document", "format")})

    def fingerprint(self) -> str:
        """Return the SHA-256 of the canonical JSON, in hexadecimal."""
        return hashlib.sha256(self.as_json().encode()).hexdigest()


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the names of a record's fields in their order."""
    return _FIELDS.get(kind) or _FIELDS.setdefault(kind, tuple(field.name for field in dataclasses.fields(kind)))


def strings_of(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every string inside a record with the path that leads to it, e.g. ``visits[2].findings[0].note``."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from strings_of(item, f"{path}[{index}]")
    elif isinstance(value, Plain):
        for name in names_of(type(value)):
            yield from strings_of(getattr(value, name), f"{path}.{name}".lstrip("."))


def records_of(value: Any) -> Iterator[Plain]:
    """Give every record inside a record, itself first."""
    if isinstance(value, tuple):
        for item in value:
            yield from records_of(item)
    elif isinstance(value, Plain):
        yield value
        for name in names_of(type(value)):
            yield from records_of(getattr(value, name))


def tuples_of(value: Any, path: str = "") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Give every list inside a record with the path that leads to it."""
    if isinstance(value, tuple):
        yield path, value
        for index, item in enumerate(value):
            yield from tuples_of(item, f"{path}[{index}]")
    elif isinstance(value, Plain):
        for name in names_of(type(value)):
            yield from tuples_of(getattr(value, name), f"{path}.{name}".lstrip("."))


def _write(value: Any, path: str) -> Any:
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise NotPlain(f"{path}: a moment needs its time zone.")
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_write(item, f"{path}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Plain):
        return value.as_data()
    raise NotPlain(f"{path}: {type(value).__name__} is not a plain value.")


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _read_record(kind: Any, data: Any, path: str) -> Any:
    if not isinstance(data, dict):
        raise NotPlain(f"{path}: a record is expected.")
    names = names_of(kind)
    names = tuple(name for name in names if name in data or name not in kind.added_later)
    for name in sorted(set(names) ^ set(data)):
        raise NotPlain(f"{path}: {name} is {'missing' if name in names else 'unknown'}.")
    hints = _hints(kind)
    return kind(**{name: _read(hints[name], data[name], f"{path}.{name}") for name in names})


def _read(hint: Any, value: Any, path: str) -> Any:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return (
            None if value is None else _read(next(arg for arg in get_args(hint) if arg is not type(None)), value, path)
        )
    if origin is tuple:
        if not isinstance(value, list):
            raise NotPlain(f"{path}: a list is expected.")
        return tuple(_read(get_args(hint)[0], item, f"{path}[{index}]") for index, item in enumerate(value))
    if isinstance(hint, type) and issubclass(hint, Plain):
        return _read_record(hint, value, path)
    if hint in (date, datetime):
        return _read_time(hint, value, path)
    if type(value) is not hint:
        raise NotPlain(f"{path}: {hint.__name__} is expected.")
    return value


def _read_time(hint: Any, value: Any, path: str) -> date | datetime:
    try:
        read: date | datetime = hint.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise NotPlain(f"{path}: {hint.__name__} is expected.") from error
    if isinstance(read, datetime) and read.tzinfo is None:
        raise NotPlain(f"{path}: a moment needs its time zone.")
    return read
