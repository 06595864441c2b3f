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
        MenuItem("measures.measures_page", "measures", "lock", "hear_of_measure"),
        MenuItem("referrals.referrals_page", "referrals_short", "tree", "follow_up_judicial"),
        MenuItem("strategy.objectives_page", "objectives", "aim"),
        MenuItem("problems.problems_page", "problems", "triangle", "partnership"),
        MenuItem("means.means_page", "means_short", "counts"),
        MenuItem("meetings.meetings_page", "meetings", "meeting"),
        MenuItem("establishments.establishments_page", "establishments", "shop"),
        MenuItem("documents.documents_page", "documents", "document"),
        MenuItem("evidence_register.register_page", "evidence_register_short", "lock", "note_video"),
    ),
)
