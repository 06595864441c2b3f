"""What the addresses of measures are about, and who opens them: a part of the access matrix."""

from __future__ import annotations

from typing import Any, Final

from tests.webapp.canary_measure import CLOSURE, DECIDED, GIVEN_UP, OWNER, SERVES

OPENED_BY: Final = {"closure": DECIDED, "quick": frozenset({OWNER})}
"""Who opens the measures that no joint inspection gave rise to."""
_ONLY: Final = frozenset({OWNER})
_INSTRUCT: Final = frozenset({OWNER, "mairie"})
"""Who may instruct measures at all, and so enters delegations: the prefecture, and the town hall for the mayor."""


def read_of_measures(row: Any) -> dict[str, Any]:
    """Give the rows of what is read; ``row`` makes one."""
    return {
        "/<desk>/measures": row(searches=("", "?state=past", "?state=open", "?state=coming")),
        "/<desk>/measures/<uuid:case_id>": row(("measure",), searches=("", "?served_at=2026-12-01T10:00")),
        # A ground is chosen once facts are there, and not after the letter has left.
        "/<desk>/measures/<uuid:case_id>/basis": row(
            ("measure",), _ONLY, never=frozenset({CLOSURE, GIVEN_UP}), searches=("", "?basis=A2")
        ),
        "/<desk>/delegations": row(),
        "/<desk>/delegations/new": row(who=_INSTRUCT),
    }


def papers_of_measures(everybody: frozenset[str]) -> dict[str, frozenset[str]]:
    """Say who reads each paper: what is weighed stays with who instructs, what was decided is for whom the case names."""
    return {
        **dict.fromkeys(("admin_report", "contradictory_letter", "hearing_minutes"), _ONLY),
        "inspection_report": frozenset({OWNER, SERVES}),
        **dict.fromkeys(("warning", "order", "service_record", "watch_report"), DECIDED),
        "posting_sheet": everybody,
    }


def sent_of_measures(row: Any) -> dict[str, Any]:
    """Give the rows of what is sent."""
    return {"/<desk>/delegations/new": row(who=_INSTRUCT)}
