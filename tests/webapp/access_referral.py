"""The part of the access matrix about referrals: who opens which record, what each address is about (class K4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.webapp.canary_referral import AUTHORS, JUSTICE, readers_of

CASES_OF_REFERRALS: Final = ("pv_transmission", "referral_notice", "clerk_answer", "enquiry")
STEPS_OF_REFERRALS: Final = {
    "pv_transmission": ("withdraw", "its agency"),
    "referral_notice": ("tell", JUSTICE),
    "enquiry": ("order_enquiry", JUSTICE),
    "clerk_answer": ("revoke", "ddpp_ccrf"),
}
MAY_REFER: Final = frozenset(
    {
        "prefecture", "police_nationale", "police_municipale", "ddpp_ccrf", "ddpp_ssa", "urssaf", "inspection_travail",
        "douanes",
    }
)  # fmt: skip
"""Article 40 is for them; the prosecutor's office receives, the landlord is under private law."""
_READ: Final[Mapping[str, tuple[tuple[str, ...], bool]]] = {
    "/<desk>/referrals": ((), False),
    "/<desk>/referrals/<uuid:case_id>": (("referral",), False),
    "/<desk>/referrals/<uuid:case_id>/letter": (("referral",), True),
    "/<desk>/referrals/<uuid:case_id>/clerk": (("referral",), True),
    "/<desk>/referrals/<uuid:case_id>/slip": (("referral",), False),
    "/<desk>/bundles/<uuid:bundle_id>": (("bundle",), False),
    "/<desk>/bundles/<uuid:bundle_id>/zip": (("bundle",), False),
}
"""What each address is about, and whether it is for those who may refer alone."""
_SENT: Final[Mapping[str, tuple[str, ...]]] = {
    "/<desk>/referrals/<uuid:case_id>/letter": ("referral",),
    "/<desk>/referrals/<uuid:case_id>/clerk": ("referral",),
}
"""What is sent, by those who may refer alone."""


def read_rows(row: Callable[..., Any], everybody: frozenset[str]) -> dict[str, Any]:
    """Return what the matrix says of each address that is read; ``row`` makes a row of it."""
    return {
        address: row(
            kinds,
            MAY_REFER if alone else everybody,
            searches=("",) if kinds else ("", "?state=at_work", "?state=decided"),
        )
        for address, (kinds, alone) in _READ.items()
    }


def sent_rows(row: Callable[..., Any]) -> dict[str, Any]:
    """Return what the matrix says of each address that something is sent to."""
    return {address: row(kinds, MAY_REFER) for address, kinds in _SENT.items()}


def may_open_referral(kind: str, rest: list[str]) -> frozenset[str]:
    """Say which desks may open a referral, or what belongs to one, by its name."""
    match kind:
        case "referral_notice" | "enquiry":
            return frozenset({JUSTICE})
        case "bundle":
            return readers_of(rest[2])
        case "clerk_answer":
            return readers_of("CC-05")
        case _:
            return readers_of(rest[0]) if rest[0] in AUTHORS else frozenset({rest[-1]})
