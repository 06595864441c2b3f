"""The access matrix of the evidence register: its addresses, for the matrix to take in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workflows.processes.custody import KEEP
from workflows.register.agencies import holders

FILES: Final = ("csv", "ods", "xlsx")
"""The formats in which the register is taken away."""


def read(row: Any, inspect: frozenset[str]) -> Mapping[str, Any]:
    """Return what is read there; ``row`` makes a row of the matrix, ``inspect`` are the desks that inspect."""
    return {
        "/<desk>/tablet/photo/<uuid:photo_id>/views": row(("photo",), inspect),
        "/<desk>/evidence-register": row(searches=("", "?state=all")),
        **{f"/<desk>/evidence-register.{kind}": row() for kind in FILES},
        **_new(row, inspect),
    }


def sent(row: Any, inspect: frozenset[str]) -> Mapping[str, Any]:
    """Return what is sent there."""
    return {
        "/<desk>/tablet/photo/<uuid:photo_id>/views": row(("photo",), inspect),
        **_printed(row),
        **_new(row, inspect),
    }


def _printed(row: Any) -> Mapping[str, Any]:
    return {"/<desk>/operations/<uuid:case_id>/exhibit-register": row(("operation",), frozenset(holders(KEEP)))}


def _new(row: Any, inspect: frozenset[str]) -> Mapping[str, Any]:
    # Whoever sees the visit is told why they may not seize; only those who inspect note videos and limits.
    return {
        "/<desk>/visits/<uuid:case_id>/seizure": row(("visit",)),
        "/<desk>/visits/<uuid:case_id>/video": row(("visit",), inspect),
        "/<desk>/visits/<uuid:case_id>/limit": row(("visit",), inspect),
    }
