"""Rows of the access matrix about consequences and the files that prove them: trees, a branch opened by itself, a second look."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

TREES: Final[Mapping[str, tuple[str, ...]]] = {
    "/<desk>/operations/<uuid:case_id>/consequences": ("operation",),
    "/<desk>/visits/<uuid:case_id>/consequences": ("visit",),
    "/<desk>/establishments/<uuid:establishment_id>/consequences": ("establishment",),
}
NEW: Final = "/<desk>/establishments/<uuid:establishment_id>/consequences/new"
AGAIN: Final = "/<desk>/cases/<uuid:case_id>/again"
FILES: Final = "/<desk>/cases/<uuid:case_id>/evidence"
FILE: Final = "/<desk>/evidence/<uuid:file_id>"
WITHDRAW: Final = "/<desk>/evidence/<uuid:file_id>/withdraw"
PROVED: Final = ("action", "commitment", "compliance", "referral")
"""The kinds of case that files prove."""


def rows_read(
    row: Callable[..., Any], opens: frozenset[str], closed: frozenset[str], inspect: frozenset[str]
) -> dict[str, Any]:
    """Return the rows of what is read; ``opens`` are the desks that may open a branch, ``closed`` branches that have ended,
    ``inspect`` the desks that look again.
    """
    return {
        "/<desk>/consequences": row(searches=("", "?of=all")),
        **{address: row(kinds) for address, kinds in TREES.items()},
        NEW: row(("establishment",), opens),
        AGAIN: row(("compliance",), inspect, never=closed),
        FILES: row(PROVED),
        FILE: row(("evidence_file",)),
        WITHDRAW: row(("evidence_file",)),
    }


def rows_sent(row: Callable[..., Any], opens: frozenset[str], inspect: frozenset[str]) -> dict[str, Any]:
    """Return the rows of what is sent."""
    return {
        NEW: row(("establishment",), opens),
        AGAIN: row(("compliance",), inspect),
        FILES: row(PROVED),
        WITHDRAW: row(("evidence_file",)),
    }
