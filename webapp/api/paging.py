"""Long lists, page by page: each page begins after the last row of the one before, so that nothing is told twice or left out."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

import sqlalchemy as sa
from flask import request

from webapp.api.problems import Problem, Reason
from webapp.api.schemas import Schema
from webapp.unit import db
from workflows.store.database import UtcDateTime
from workflows.store.text import Text

QUERY: Final[Mapping[str, Schema]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
    "cursor": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,400}$"},
}
_USUAL: Final = 50
_WORD: Final = re.compile(r"[a-z_]{1,60}")
_READERS: Final[Mapping[type, Callable[[Any], Any]]] = {
    sa.Uuid: UUID, sa.Date: date.fromisoformat, UtcDateTime: datetime.fromisoformat, sa.String: str,
}  # fmt: skip


def page_of(
    statement: Any, order: Sequence[Any], asked: Mapping[str, Any], shape: Callable[..., dict[str, Any]]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a page of what a statement selects, in this order of columns, and the header that leads to the next one.

    ``order`` must tell any two rows apart; its columns are mapped attributes, and the last entities of each row are
    those values. ``shape`` turns the other entities of a row into what is told. Refuses an odd cursor with 422.
    """
    limit = asked.get("limit", _USUAL)
    statement = statement.add_columns(*order).order_by(*order).limit(limit + 1)
    if "cursor" in asked:
        after = _read_cursor(asked["cursor"], order)
        literals = (sa.literal(value, column.type) for value, column in zip(after, order, strict=True))
        statement = statement.where(sa.tuple_(*order) > sa.tuple_(*literals))
    rows = list(db().execute(statement))
    told = [shape(*row[: -len(order)]) for row in rows[:limit]]
    if len(rows) <= limit:
        return {"data": told, "next": None}, {}
    cursor = _write_cursor(rows[limit - 1][-len(order) :])
    following = f"{request.path}?{urlencode({**asked, 'cursor': cursor})}"
    return {"data": told, "next": following}, {"Link": f'<{following}>; rel="next"'}


def page_schema(item: str) -> Schema:
    """Return the schema of a page of items of that name."""
    return {
        "type": "object",
        "required": ["data", "next"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
            "next": {"type": ["string", "null"], "description": "Where the next page is; null on the last one."},
        },
    }


def _write_cursor(values: Sequence[Any]) -> str:
    words = [value.isoformat() if isinstance(value, date) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(words).encode()).decode().rstrip("=")


def _read_cursor(cursor: str, order: Sequence[Any]) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        words = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        values = [_READERS[type(column.type)](word) for word, column in zip(words, order, strict=True)]
        return [_bounded(value) for value in values]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as fault:
        raise Problem(422, "invalid", [Reason("cursor", _ODD_CURSOR, "?cursor")]) from fault


def _bounded(value: Any) -> Any:
    """Return a value that a database can compare with; refuses others with ``ValueError``."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC)
    if isinstance(value, str) and not _WORD.fullmatch(value):
        raise ValueError("No word of ours.")
    return value


_ODD_CURSOR: Final = Text(
    "Ce curseur n’est pas de cette liste\u00a0: suivez le lien «\u00a0next\u00a0» de la page précédente.",
    "This cursor is not one of this list: follow the “next” link of the page before.",
)
