"""The description of the interface as people read it: the same declarations, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from webapp.api.description import statuses_of
from webapp.api.operation import IDEMPOTENCY, LARGEST_BODY, OPERATIONS, PREFIX, Operation
from webapp.api.paging import QUERY
from webapp.api.schemas import Schema
from webapp.api.shapes import SCHEMAS
from webapp.effects.webhook import DELIVERY, SIGNATURE
from webapp.wordings.api import PROBLEMS
from workflows.register.api_keys import A_MINUTE, SCOPES
from workflows.register.webhooks import EVENTS, TRIAL
from workflows.store.text import Text

_REF: Final = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Named:
    """A value: its name, its kind, whether it must be there, what may stand in it."""

    name: str
    kind: str
    required: bool
    allowed: str


@dataclass(frozen=True, slots=True)
class Told:
    """One operation: how it is asked for, what it does, what it takes, with which statuses it answers."""

    operation: Operation
    address: str
    takes: tuple[Named, ...]
    statuses: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The whole interface by scope, what each thing looks like, the problems by code, the events."""

    groups: tuple[tuple[str, Text, tuple[Told, ...]], ...]
    shapes: Mapping[str, tuple[Named, ...]]
    problems: Mapping[str, Text]
    events: Mapping[str, Text]
    a_minute: int
    kilobytes: int
    signature: str
    delivery: str
    trial: str


def manual() -> Manual:
    """Return the description, made of the declarations by which the interface answers."""
    groups = tuple(
        (scope, label, tuple(_told(each) for each in OPERATIONS if each.scope == scope))
        for scope, label in SCOPES.items()
    )
    shapes = {name: tuple(_named(schema)) for name, schema in SCHEMAS.items() if name != "Text"}
    return Manual(groups, shapes, PROBLEMS, EVENTS, A_MINUTE, LARGEST_BODY // 1024, SIGNATURE, DELIVERY, TRIAL)


def _told(declared: Operation) -> Told:
    # How lists go page by page is told once for all of them.
    asked = [(name, schema) for name, schema in declared.query.items() if name not in QUERY]
    takes = [Named(f"?{name}", _kind(schema), False, _allowed(schema)) for name, schema in asked]
    if declared.needs_idempotency:
        takes.append(Named("Idempotency-Key", "string", True, _allowed(IDEMPOTENCY)))
    if declared.body is not None:
        takes += _named(declared.body)
    return Told(declared, PREFIX + declared.path, tuple(takes), (declared.status, *statuses_of(declared)))


def _named(schema: Schema) -> Iterable[Named]:
    required = schema.get("required", ())
    for name, each in schema["properties"].items():
        yield Named(name, _kind(each), name in required, _allowed(each))


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(_REF)
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    said = " | ".join(kinds)
    if "items" in schema:
        said += f" of {_kind(schema['items'])}"
    return f"{said} ({schema['format']})" if "format" in schema else said


def _allowed(schema: Schema) -> str:
    rules: list[str] = []
    inner: Mapping[str, Any] = schema.get("items", schema)
    if "enum" in inner:
        rules.append(" | ".join(inner["enum"]))
    if "minimum" in schema:
        rules.append(f"{schema['minimum']}…{schema['maximum']}")
    if "maxLength" in schema:
        rules.append(f"{schema.get('minLength', 0)}…{schema['maxLength']}")
    if "pattern" in schema and "maxLength" not in schema:
        rules.append(json.dumps(schema["pattern"])[1:-1].replace("\\\\", "\\"))
    return ", ".join(rules)
