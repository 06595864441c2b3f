"""The desk of those who lead the operations: the sous-préfecture."""

from __future__ import annotations

from typing import Final

from webapp.desks import DeskKind, MenuItem, Panel
from webapp.showing.first_screen import operations_at_work
from workflows.store.text import Text

DESK: Final = DeskKind(
    kind="pilot",
    lead=Text(
        "Vous pilotez les contrôles conjoints\u00a0: cibles, réquisition, services, compte rendu.",
        "You lead the joint inspections: targets, requisition, agencies, minutes.",
    ),
    menu=(
        MenuItem("inbox.inbox_page", "inbox", "inbox"),
        MenuItem("operations.operations_page", "operations", "operation"),
        MenuItem("consequences.consequences_page", "consequences", "tree"),
        MenuItem("measures.measures_page", "measures", "closure", "follow_up_administrative"),
        MenuItem("strategy.objectives_page", "objectives", "aim"),
        MenuItem("problems.problems_page", "problems", "triangle", "partnership"),
        MenuItem("establishments.establishments_page", "establishments", "shop"),
        MenuItem("meetings.meetings_page", "meetings", "meeting"),
        MenuItem("referrals.referrals_page", "referrals_short", "court", "follow_up_judicial"),
        MenuItem("means.means_page", "means_short", "counts"),
        MenuItem("documents.documents_page", "documents", "document"),
    ),
    panels=(Panel("operation/inbox_panel.html", operations_at_work),),
)
