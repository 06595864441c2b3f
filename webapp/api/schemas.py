"""What a request may hold, said in JSON Schema (2020-12) and checked by the same words: the part of it that we use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from workflows.store.text import Text

Schema = Mapping[str, Any]
DEEPEST: Final = 8
"""How many lists and objects may stand in each other."""
_UNDERSTOOD: Final = frozenset(
    {
        "type", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "uniqueItems",
        "minLength", "maxLength", "pattern", "enum", "format", "minimum", "maximum", "description", "examples",
        "default", "$ref",
    }
)  # fmt: skip
_TYPES: Final[Mapping[str, type | tuple[type, ...]]] = {
    "object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None),
}  # fmt: skip


class NotJson(ValueError):
    """What was sent is not JSON that can be kept: malformed, a name given twice, no Unicode, nested too deep."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit: where (a JSON pointer), and why."""

    at: str
    text: Text


def read_json(body: bytes) -> Any:
    """Return what a body says; refuses with :class:`NotJson`."""
    try:
        found = json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_constant)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as fault:
        raise NotJson(str(fault)) from fault
    if _depth(found) > DEEPEST:
        raise NotJson("Nested too deep.")
    return found


def faults_in(value: Any, schema: Schema, at: str = "") -> Iterator[Fault]:
    """Give everything in which a value does not fit a schema of ours."""
    assert schema.keys() <= _UNDERSTOOD, f"Not understood here: {sorted(schema.keys() - _UNDERSTOOD)}."
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_is_of_type(value, kind) for kind in kinds):
        yield Fault(at, _KIND.with_parameters(kinds=", ".join(kinds)))
        return
    if "enum" in schema and value not in schema["enum"]:
        yield Fault(at, _NOT_LISTED.with_parameters(values=", ".join(map(str, schema["enum"]))))
    if isinstance(value, str):
        yield from _faults_in_words(value, schema, at)
    elif isinstance(value, dict):
        yield from _faults_in_object(value, schema, at)
    elif isinstance(value, list):
        yield from _faults_in_list(value, schema, at)
    elif isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield Fault(at, _OUT_OF_BOUNDS.with_parameters(least=schema["minimum"], most=schema["maximum"]))


def _faults_in_words(value: str, schema: Schema, at: str) -> Iterator[Fault]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield Fault(at, _LENGTH.with_parameters(least=schema.get("minLength", 0), most=schema["maxLength"]))
    if "pattern" in schema and re.search(schema["pattern"], value) is None:
        yield Fault(at, _PATTERN.with_parameters(pattern=schema["pattern"]))
    if not _has_format(value, schema.get("format")):
        yield Fault(at, _FORMAT.with_parameters(format=schema["format"]))


def _faults_in_object(value: Mapping[str, Any], schema: Schema, at: str) -> Iterator[Fault]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield Fault(f"{at}/{name}", _MISSING)
    for name, each in value.items():
        if name in known:
            yield from faults_in(each, known[name], f"{at}/{name}")
        elif schema.get("additionalProperties") is False:
            yield Fault(f"{at}/{name[:60]}", _UNKNOWN)


def _faults_in_list(value: list[Any], schema: Schema, at: str) -> Iterator[Fault]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield Fault(at, _NUMBER.with_parameters(least=schema.get("minItems", 0), most=schema["maxItems"]))
    if schema.get("uniqueItems") and len({json.dumps(each, sort_keys=True) for each in value}) < len(value):
        yield Fault(at, _TWICE)
    for place, each in enumerate(value):
        yield from faults_in(each, schema["items"], f"{at}/{place}")


def _is_of_type(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _has_format(value: str, name: str | None) -> bool:
    try:
        if name == "date":
            return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is not None and bool(date.fromisoformat(value))
        if name == "uuid":
            return str(UUID(value)) == value.lower()
    except ValueError:
        return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("A name stands twice in an object.")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON.")


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inside), default=0)


_KIND: Final = Text("Le type attendu est\u00a0: {kinds}.", "The expected type is: {kinds}.")
_NOT_LISTED: Final = Text("Les valeurs possibles sont\u00a0: {values}.", "The possible values are: {values}.")
_OUT_OF_BOUNDS: Final = Text(
    "Un nombre de {least} à {most} est attendu.", "A number from {least} to {most} is expected."
)
_LENGTH: Final = Text("De {least} à {most} signes sont attendus.", "From {least} to {most} characters are expected.")
_PATTERN: Final = Text("La forme attendue est {pattern}.", "The expected form is {pattern}.")
_FORMAT: Final = Text("Le format attendu est «\u00a0{format}\u00a0».", "The expected format is “{format}”.")
_MISSING: Final = Text("Il manque cette valeur.", "This value is missing.")
_UNKNOWN: Final = Text("Ce nom n’est pas connu ici.", "This name is not known here.")
_NUMBER: Final = Text("De {least} à {most} éléments sont attendus.", "From {least} to {most} items are expected.")
_TWICE: Final = Text("Un élément est donné deux fois.", "An item is given twice.")
