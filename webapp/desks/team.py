"""The desk of the teams in the field: the police."""

from __future__ import annotations

from typing import Final

from webapp.desks import DeskKind, MenuItem
from workflows.store.text import Text

DESK: Final = DeskKind(
    kind="team",
    lead=Text(
        "Vos visites et vos constats, établissement par établissement.",
        "Your visits and findings, establishment by establishment.",
    ),
    menu=(
        MenuItem("inbox.inbox_page", "inbox", "inbox"),
        MenuItem("tablet.night_page", "tablet_night", "tablet", "inspect"),
        MenuItem("operations.operations_page", "operations", "operation"),
        MenuItem("referrals.referrals_page", "referrals_short", "court", "follow_up_judicial"),
        MenuItem("measures.measures_page", "measures", "closure", "watch_measure"),
        MenuItem("evidence_register.register_page", "evidence_register_short", "exhibit", "note_video"),
        MenuItem("establishments.establishments_page", "establishments", "shop"),
        MenuItem("problems.problems_page", "problems", "triangle", "partnership"),
        MenuItem("strategy.objectives_page", "objectives", "aim"),
        MenuItem("meetings.meetings_page", "meetings", "meeting"),
        MenuItem("means.means_page", "means_short", "counts"),
        MenuItem("documents.documents_page", "documents", "document"),
    ),
)
