"""Plain values: what JSON can keep of a row, the same text for the same value on every machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

_CANONICAL: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def plain(value: Any) -> Any:
    """Return a value as JSON keeps it: ids in hexadecimal, moments as UTC ISO text, days as ISO text, bytes as hex.

    Refuses a moment without its zone (``ValueError``) and a kind of value that has no plain form (``TypeError``).
    """
    if value is None or isinstance(value, (str, int, bool)):
        return value
    # Each step of a case passes here: what its journal line holds most comes first, and `dict` before the slow `Mapping`.
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (dict, Mapping)):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"A moment needs its time zone: {value!r}.")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (set, frozenset)):
        return [plain(item) for item in sorted(value)]
    raise TypeError(f"There is no plain form of a {type(value).__name__}.")


def canonical(value: Any) -> str:
    """Return plain JSON text, the same for the same value."""
    return _CANONICAL.encode(value)
