"""The desk of the prosecutor’s office."""

from __future__ import annotations

from typing import Final

from webapp.desks import DeskKind, MenuItem, Panel
from webapp.showing.first_screen import requisitions_by_state
from webapp.showing.referral import came_in
from workflows.store.text import Text

DESK: Final = DeskKind(
    kind="prosecutor",
    lead=Text(
        "Réquisitions à signer, opérations à approuver, signalements à instruire.",
        "Requisitions to sign, operations to approve, referrals to handle.",
    ),
    menu=(
        MenuItem("inbox.inbox_page", "inbox", "inbox"),
        MenuItem("referrals.referrals_page", "referrals_short", "court"),
        MenuItem("requisitions.requisitions_page", "requisitions", "scales"),
        MenuItem("operations.operations_page", "operations", "operation"),
        MenuItem("measures.measures_page", "measures", "closure", "hear_of_measure"),
        MenuItem("evidence_register.register_page", "evidence_register_short", "exhibit", "receive_referral"),
        MenuItem("establishments.establishments_page", "establishments", "shop"),
        MenuItem("problems.problems_page", "problems", "triangle", "partnership"),
        MenuItem("strategy.objectives_page", "objectives", "aim"),
        MenuItem("meetings.meetings_page", "meetings", "meeting"),
        MenuItem("means.means_page", "means_short", "counts"),
        MenuItem("documents.documents_page", "documents", "document"),
    ),
    panels=(
        Panel("referral/inbox_panel.html", came_in),
        Panel("requisition/inbox_panel.html", requisitions_by_state),
    ),
    never_late=True,
)
