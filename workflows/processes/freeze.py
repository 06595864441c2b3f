"""What stops while a judge investigates about a place: the house asks, and no answer of it says why."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.consequence import Consequence, about_establishment
from workflows.processes.house import look

INVESTIGATION: Final = "judicial_investigation"
"""The state of a referral in which a judge investigates: nothing about the place is shared then."""


def is_frozen(session: ViewerSession, establishments: Collection[UUID]) -> bool:
    """Tell whether a judge investigates about one of these places; for the house's own reasoning, never for a page."""
    cases = sa.select(Case.__table__.c.id).where(
        Case.__table__.c.workflow == "referral", Case.__table__.c.state == INVESTIGATION
    )
    return any(
        look(session, Consequence, Consequence.__table__.c.id.in_(cases), about_establishment(each))
        for each in sorted(establishments)
    )
