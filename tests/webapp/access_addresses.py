"""The access matrix, address by address: the records that each is about, and who may come at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from tests.webapp import access_evidence
from tests.webapp import access_referral as referrals
from tests.webapp.access_consequence import rows_read, rows_sent
from tests.webapp.access_gates import owner_of, read_rows, sent_rows
from tests.webapp.access_matrix import CASES, EVERY_DESK, INSPECT, JUSTICE, PILOT, may_open
from tests.webapp.access_measure import read_of_measures, sent_of_measures
from tests.webapp.access_software import SOFTWARE


@dataclass(frozen=True)
class Row:
    """What an address is about: the kinds of record whose ids it takes, who may come at all, which searches go with it.

    ``never`` are records that the address has nothing of. With ``whole``, a record that has a page to itself is asked for
    as any other record too. With ``whose``, it is for the owner of a record alone;
    ``owned`` are kinds of which it is for their owner alone.
    """

    kinds: tuple[str, ...] = ()
    who: frozenset[str] = EVERY_DESK
    never: frozenset[str] = frozenset()
    searches: tuple[str, ...] = ("",)
    whole: bool = False
    whose: bool = False
    owned: tuple[str, ...] = ()

    def lets(self, desk: str, names: Sequence[str]) -> bool:
        """Tell whether a desk gets an answer of its own about these records here."""
        theirs = all(desk == owner_of(name) for name in names if self.whose or name.split()[0] in self.owned)
        return (
            theirs and desk in self.who and self.never.isdisjoint(names) and all(desk in may_open(each) for each in names)
        )  # fmt: skip


ONLY_PILOT: Final = frozenset({PILOT})
READ: Final[Mapping[str, Row | None]] = {
    **access_evidence.read(Row, INSPECT),
    **read_rows(Row, INSPECT),
    **referrals.read_rows(Row, EVERY_DESK),
    # None: files and forms of the application itself, the same for everybody.
    "/": None,
    "/health": None,
    "/static/<path:name>": None,
    "/theme/agencies.css": None,
    "/tablet-worker.js": None,
    "/tablet/<mark>/<name>": None,
    "/tablet/shell": None,
    "/<desk>/tablet/app.webmanifest": None,
    "/<desk>/sign-in": None,
    # Software asks with a key, and is told plainly what the key lacks: it has a test of its own.
    **dict.fromkeys(SOFTWARE),
    # Private addresses have tests of their own.
    "/calendar/<token>.ics": None,
    "/messages/stop/<token>": None,
    "/<desk>/messages/address/<token>": None,
    "/answer/<token>": None,
    "/answer/stop/<token>": None,
    "/<desk>/outside": Row(who=ONLY_PILOT),
    "/<desk>/calendar": Row(),
    "/<desk>/messages": Row(),
    "/<desk>/": Row(),
    "/<desk>/api": Row(),
    "/<desk>/api/manual": Row(),
    "/<desk>/api/keys/new": Row(),
    "/<desk>/api/webhooks/new": Row(),
    "/<desk>/reason": Row(),
    "/<desk>/cases/<uuid:case_id>": Row(CASES, whole=True),
    "/<desk>/cases/<uuid:case_id>/history": Row(CASES),
    "/<desk>/cases/<uuid:case_id>/steps/<step>": Row(CASES),
    "/<desk>/cases/<uuid:case_id>/outside": Row(("commitment", "indicator", "meeting"), ONLY_PILOT),
    **rows_read(Row, INSPECT | ONLY_PILOT, frozenset({"compliance CC-01 ddpp_ccrf"}), INSPECT),
    "/<desk>/documents": Row(),
    "/<desk>/documents/<uuid:document_id>": Row(("paper",)),
    "/<desk>/establishments": Row(searches=("?q=demonstration", "?q=mirliton")),
    "/<desk>/establishments/<uuid:establishment_id>": Row(("establishment",)),
    "/<desk>/meetings": Row(searches=("", "?state=approved")),
    "/<desk>/meetings/new": Row(who=ONLY_PILOT),
    "/<desk>/meetings/<uuid:case_id>": Row(("meeting",)),
    "/<desk>/meetings/<uuid:case_id>/<step>": Row(("meeting",)),
    "/<desk>/minutes/<uuid:case_id>": Row(("minutes",)),
    "/<desk>/operations": Row(searches=("", "?state=preparing", "?state=closed")),
    "/<desk>/operations/new": Row(who=ONLY_PILOT),
    "/<desk>/operations/<uuid:case_id>": Row(("operation",)),
    "/<desk>/operations/<uuid:case_id>/night": Row(("operation",)),
    "/<desk>/operations/<uuid:case_id>/planning": Row(("operation",)),
    "/<desk>/operations/<uuid:case_id>/requisition": Row(
        # Neither a closed operation nor a draft asks for one.
        ("operation",),
        ONLY_PILOT,
        never=frozenset({"operation night", "operation draft"}),
    ),
    **read_of_measures(Row),
    "/<desk>/operations/<uuid:case_id>/targets": Row(("operation",), ONLY_PILOT, searches=("", "?q=bar")),
    "/<desk>/operations/<uuid:case_id>/targets/<uuid:establishment_id>": Row(
        ("operation", "establishment"), ONLY_PILOT
    ),
    "/<desk>/problems": Row(searches=("", "?state=at_work")),
    "/<desk>/problems/new": Row(),
    "/<desk>/problems/<uuid:case_id>": Row(("problem",)),
    "/<desk>/objectives": Row(),
    "/<desk>/means": Row(),
    "/<desk>/law/scenarios": Row(),
    "/<desk>/law/measure": Row(searches=("", "?asked=1&basis=A2&signed_on=2026-11-20")),
    **{f"/<desk>/{kind}.{form}": Row() for kind, form in product(("objectives", "actions"), ("csv", "ods", "xlsx"))},
    "/<desk>/objectives/import": Row(),
    # What one has brought oneself: nobody else's has an address.
    "/<desk>/objectives/import/check": Row(),
    **{
        f"/<desk>/objectives/import/{kind}.{form}": Row()
        for kind, form in product(("readings", "actions", "objectives"), ("ods", "xlsx"))
    },
    "/<desk>/objectives/list": Row(searches=("", "?of=mine", "?of=late", "?of=undone", "?of=changes")),
    "/<desk>/objectives/places": Row(searches=("", "?period=all")),
    "/<desk>/objectives/new": Row(who=ONLY_PILOT),
    "/<desk>/objectives/<uuid:case_id>": Row(("objective",)),
    "/<desk>/indicators/<uuid:case_id>": Row(("indicator",)),
    "/<desk>/indicators/<uuid:case_id>/readings.csv": Row(("indicator",)),
    "/<desk>/indicators/<uuid:case_id>/readings.ods": Row(("indicator",)),
    "/<desk>/indicators/<uuid:case_id>/readings.xlsx": Row(("indicator",)),
    "/<desk>/notes/<uuid:case_id>": Row(("steering_note",)),
    "/<desk>/readings/<uuid:reading_id>/contest": Row(("reading",)),
    "/<desk>/participations/<uuid:case_id>": Row(("participation",)),
    "/<desk>/requisitions": Row(searches=("", "?state=granted", "?state=ended")),
    "/<desk>/requisitions/<uuid:case_id>": Row(("requisition",)),
    "/<desk>/sections/<uuid:case_id>": Row(("section",)),
    "/<desk>/tablet/": Row(who=INSPECT),
    "/<desk>/tablet/key": Row(who=INSPECT),
    "/<desk>/tablet/cases/<uuid:case_id>/steps/<step>": Row(("sheet", "visit"), INSPECT),
    "/<desk>/tablet/photo/<uuid:photo_id>": Row(("photo",), INSPECT),
    "/<desk>/tablet/sheets/<uuid:case_id>": Row(("sheet",)),
    "/<desk>/tablet/sheets/<uuid:case_id>/now": Row(("sheet",), INSPECT),
}
SENT: Final[Mapping[str, Row | None]] = {
    **access_evidence.sent(Row, INSPECT),
    **referrals.sent_rows(Row),
    **sent_rows(Row, INSPECT),
    **sent_of_measures(Row),
    # None: about the session of the person who sends, never about a record.
    "/<desk>/sign-in": None,
    "/<desk>/sign-out": None,
    "/<desk>/reason": None,
    "/<desk>/calendar": None,
    "/<desk>/calendar/end": None,
    "/<desk>/messages": None,
    "/<desk>/messages/address": None,
    "/<desk>/messages/address/<token>": None,
    "/messages/stop/<token>": None,
    "/answer/<token>": None,
    "/answer/stop/<token>": None,
    # Keys and webhooks are no records; those of another agency have tests of their own.
    "/<desk>/api/keys/new": None,
    "/<desk>/api/keys/<uuid:key_id>/end": None,
    "/<desk>/api/webhooks/new": None,
    "/<desk>/api/webhooks/<uuid:webhook_id>/end": None,
    "/<desk>/api/webhooks/<uuid:webhook_id>/resume": None,
    "/<desk>/api/webhooks/<uuid:webhook_id>/try": None,
    "/api/v1/indicators/<uuid:indicator_id>/readings": None,
    "/api/v1/webhooks": None,
    "/api/v1/webhooks/<uuid:webhook_id>/end": None,
    "/<desk>/cases/<uuid:case_id>/steps/<step>": Row(CASES),
    "/<desk>/cases/<uuid:case_id>/press": Row(CASES),
    **rows_sent(Row, INSPECT | ONLY_PILOT, INSPECT),
    "/<desk>/cases/<uuid:case_id>/outside": Row(("commitment", "indicator", "meeting"), ONLY_PILOT),
    "/<desk>/objectives/import": Row(),
    "/<desk>/objectives/import/check": Row(),
    "/<desk>/indicators/<uuid:case_id>/paste": Row(("indicator",)),
    "/<desk>/objectives/new": Row(who=ONLY_PILOT),
    "/<desk>/objectives/note": Row(who=ONLY_PILOT),
    "/<desk>/meetings/new": Row(who=ONLY_PILOT),
    "/<desk>/meetings/<uuid:case_id>/<step>": Row(("meeting",)),
    "/<desk>/problems/new": Row(),
    "/<desk>/readings/<uuid:reading_id>/contest": Row(("reading",)),
    "/<desk>/operations/new": Row(who=ONLY_PILOT),
    "/<desk>/operations/<uuid:case_id>/planning/<uuid:visit_id>": Row(("operation", "visit"), ONLY_PILOT),
    "/<desk>/operations/<uuid:case_id>/requisition": Row(("operation",), ONLY_PILOT),
    "/<desk>/operations/<uuid:case_id>/targets/<uuid:establishment_id>": Row(
        ("operation", "establishment"), ONLY_PILOT
    ),
    "/<desk>/requisitions/<uuid:case_id>": Row(("requisition",), frozenset({JUSTICE})),
    "/<desk>/sections/<uuid:case_id>": Row(("section",), INSPECT),
    "/<desk>/sections/<uuid:case_id>/findings/<uuid:finding_id>": Row(("section", "finding"), INSPECT),
    "/<desk>/tablet/cases/<uuid:case_id>/steps/<step>": Row(("sheet", "visit"), INSPECT),
    "/<desk>/tablet/sheets/<uuid:case_id>/answers": Row(("sheet",), INSPECT),
    # What tablets send in a form of their own has a test of its own.
    "/<desk>/tablet/sheets/<uuid:case_id>/photos": Row(who=INSPECT),
    "/<desk>/tablet/sync": Row(who=INSPECT),
}
