"""The access matrix of what is shared: the gates, sharings, who read; and who reads which word that was shared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from tests.webapp import canary_evidence
from tests.webapp.canary_sharing import GIVER, ITEM, SHARED_WITH, TAKER

OWNED: Final = (
    "section", "sheet", "minutes", "referral", "sharing", "exhibit", "exhibit_sheet", "hand_over", "video", "legal_limit", "pv_transmission",
    "referral_notice", "clerk_answer", "enquiry",
)  # fmt: skip
"""Kinds of cases whose owner sees who read them."""


def owner_of(name: str) -> str:
    """Return whose a record is, by its name."""
    if name in canary_evidence.STEPS:
        return canary_evidence.STEPS[name][1]
    if name.startswith(("referral_notice", "clerk_answer", "enquiry")):
        return "parquet"
    return "prefecture" if name.startswith("minutes") else name.rsplit(maxsplit=1)[-1]


def also_reads(agency: str, item: str) -> frozenset[str]:
    """Say who reads a finding because it was shared."""
    return frozenset({TAKER}) if (agency, item) == (GIVER, ITEM) else frozenset()


def words_of_sharing(canary: Callable[..., str]) -> Iterator[tuple[str, int, frozenset[str]]]:
    """K3 and K4: why something was shared, for both sides."""
    yield canary("sharing", "finding", "why"), 3, SHARED_WITH[GIVER]
    yield canary("sharing", "status", "why"), 4, SHARED_WITH["parquet"]


def read_rows(row: Callable[..., Any], inspect: frozenset[str]) -> dict[str, Any]:
    """Return the rows of addresses that are read; ``row`` makes one, ``inspect`` are the agencies that do."""
    return {
        "/<desk>/law/gates": row(searches=("", "?asked=1&from=urssaf&to=dgfip&purpose=illegal_work&kind=finding")),
        "/<desk>/sharings": row(),
        "/<desk>/cases/<uuid:case_id>/reads": row(OWNED, whose=True),
        **sent_rows(row, inspect),
    }


def sent_rows(row: Callable[..., Any], inspect: frozenset[str]) -> dict[str, Any]:
    """Return the rows of addresses to which something is sent: who holds a validated part or a referral shares of it."""
    silent = frozenset({"section night urssaf"})
    return {
        "/<desk>/cases/<uuid:case_id>/share": row(
            ("section", "referral", "exhibit"), inspect | {"parquet"}, never=silent, owned=("exhibit",)
        )
    }
