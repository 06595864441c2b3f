"""The description of the interface (OpenAPI 3.1), made of the very declarations and schemas by which it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from webapp.api.operation import IDEMPOTENCY, LARGEST_BODY, OPERATIONS, PREFIX, Operation, operation
from webapp.api.problems import TYPE
from webapp.api.schemas import Schema
from webapp.api.shapes import ID, SCHEMAS
from workflows.register.api_keys import A_MINUTE, SCOPES
from workflows.register.webhooks import EVENTS
from workflows.store.text import Text

VERSION: Final = "1.0.0"
_WHEN: Final = {
    400: "The request cannot be read, or lacks its idempotency key.",
    401: "No key, or one that opens nothing.",
    403: "The key lacks the scope.",
    404: "Absent, or not the agency’s.",
    409: "Refused as at the desk, with every reason; or the idempotency key was used for something else.",
    413: f"More than {LARGEST_BODY} bytes.",
    415: "Anything but JSON.",
    422: "JSON or a parameter that does not fit its schema.",
    429: f"More than {A_MINUTE} requests within one minute of the clock.",
}
PROBLEM: Final[Schema] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "reasons"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "reasons": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "fr", "en"],
                "properties": {name: {"type": "string"} for name in ("code", "fr", "en", "at")},
            },
        },
    },
}
EVENT: Final[Schema] = {
    "type": "object",
    "required": ["id", "event", "case_id", "kind", "occurred_at"],
    "properties": {
        "id": {**ID, "description": "The same at each try of one delivery."},
        "event": {"type": "string", "enum": sorted(EVENTS)},
        "case_id": ID,
        "kind": {"type": "string", "description": "Which kind of case; what it says, one asks for."},
        "occurred_at": {"type": "string", "format": "date-time"},
    },
}
_ABOUT: Final = (
    "An agency’s own software reads what is expected of it and sends its readings. Keys are made at the agency’s desk, "
    "and see class K1 at most. Every error is a problem (RFC 9457) with a code and its sentence in French and English."
)


@operation(
    "GET",
    "/openapi.json",
    scope=None,
    summary=Text("Cette description, en OpenAPI 3.1", "This description, in OpenAPI 3.1"),
    answer={"type": "object"},
)
def describe() -> Any:
    """The description itself, for whoever asks."""
    return description()


def description() -> dict[str, Any]:
    """Return the description of every operation that was declared."""
    paths: dict[str, Any] = {}
    for each in OPERATIONS:
        paths.setdefault(PREFIX + each.path, {})[each.method.lower()] = _described(each)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Beffroi", "version": VERSION, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "webhooks": {event: _event(event, label) for event, label in EVENTS.items()},
        "components": {
            "schemas": {**SCHEMAS, "Problem": PROBLEM, "Event": EVENT},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def statuses_of(declared: Operation) -> list[int]:
    """Return the statuses with which an operation may refuse."""
    found = set[int]()
    if declared.scope:
        found |= {401, 403, 429}
    if declared.ids:
        found |= {404}
    if declared.needs_idempotency:
        found |= {400, 404, 409}
    if declared.body is not None:
        found |= {413, 415}
    return sorted(found | {422})


def _described(declared: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary.en,
        "description": declared.summary.fr,
        "security": [{"key": []}] if declared.scope else [],
        "parameters": list(_parameters(declared)),
        "responses": {
            str(declared.status): {
                "description": declared.summary.en,
                "content": {"application/json": {"schema": declared.answer}},
                "headers": _pace(declared),
            },
            **{str(status): _refusal(status) for status in statuses_of(declared)},
            "default": _refusal(None),
        },
    }
    if declared.scope:
        told["x-scope"] = declared.scope
        told["description"] += f" Portée\u00a0: {declared.scope} ({SCOPES[declared.scope].fr})."
    if declared.body is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": declared.body}}}
    return told


def _parameters(declared: Operation) -> Iterable[dict[str, Any]]:
    for name in declared.ids:
        yield {"name": name, "in": "path", "required": True, "schema": ID}
    for name, schema in declared.query.items():
        yield {"name": name, "in": "query", "required": False, "schema": schema}
    if declared.needs_idempotency:
        yield {"name": "Idempotency-Key", "in": "header", "required": True, "schema": IDEMPOTENCY}


def _pace(declared: Operation) -> Mapping[str, Any]:
    if not declared.scope:
        return {}
    words = {"RateLimit-Policy": "How many requests a key may make.", "RateLimit": "How many it has left this minute."}
    return {name: {"description": said, "schema": {"type": "string"}} for name, said in words.items()}


def _refusal(status: int | None) -> dict[str, Any]:
    said = "Any other problem." if status is None else _WHEN[status]
    return {"description": said, "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _event(event: str, label: Text) -> dict[str, Any]:
    return {
        "post": {
            "operationId": event.replace(".", "_"),
            "summary": label.en,
            "description": label.fr,
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Event"}}}},
            "responses": {"200": {"description": "Any 2xx: received. Anything else is tried again for an hour."}},
        }
    }
