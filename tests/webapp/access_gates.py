"""The rows of the access matrix for what is shared: the gates, sharings, a page as another agency would get it, who read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def read_rows(row: Callable[..., Any]) -> dict[str, Any]:
    """Return the rows of addresses that are read; ``row`` makes one."""
    return {
        "/<desk>/law/gates": row(searches=("", "?asked=1&from=urssaf&to=dgfip&purpose=illegal_work&kind=finding")),
    }
