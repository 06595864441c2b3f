"""The desk of every other agency: one page, what is expected of me, by when."""

from __future__ import annotations

from typing import Final

from webapp.desks import DeskKind, MenuItem
from workflows.store.text import Text

DESK: Final = DeskKind(
    kind="partner",
    lead=Text(
        "Ce que le partenariat attend de votre service, et pour quand.",
        "What the partnership expects of your agency, and by when.",
    ),
    menu=(
        MenuItem("inbox.inbox_page", "inbox", "inbox"),
        MenuItem("tablet.night_page", "tablet_night", "tablet", "inspect"),
        MenuItem("operations.operations_page", "operations", "operation"),
        MenuItem("referrals.referrals_page", "referrals_short", "court", "follow_up_judicial"),
        MenuItem("measures.measures_page", "measures", "closure", "hear_of_measure"),
        MenuItem("strategy.objectives_page", "objectives", "aim"),
        MenuItem("establishments.establishments_page", "establishments", "shop"),
        MenuItem("problems.problems_page", "problems", "triangle", "partnership"),
        MenuItem("meetings.meetings_page", "meetings", "meeting"),
        MenuItem("documents.documents_page", "documents", "document"),
        MenuItem("means.means_page", "means_short", "counts"),
        MenuItem("evidence_register.register_page", "evidence_register_short", "exhibit", "note_video"),
    ),
)
