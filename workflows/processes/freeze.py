"""What stops while a judge investigates about a place: the house asks, and no answer of it says why.

Of an investigation the prosecutor's office says so in what it alone keeps (``enquiry``), or the author of a referral enters
what a paper said.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.consequence import Consequence, about_establishment
from workflows.processes.house import look

INVESTIGATION: Final = "judicial_investigation"
"""The state in which a judge investigates: nothing about the place is shared then."""
_SAID_IN: Final = {"referral": "id", "enquiry": "parent_id"}
"""The workflows that know this state, and how a case of each names the referral."""


def is_frozen(session: ViewerSession, establishments: Collection[UUID]) -> bool:
    """Tell whether a judge investigates about one of these places; for the house's own reasoning, never for a page."""
    return any(
        look(session, Consequence, _is_investigated(), about_establishment(each)) for each in sorted(establishments)
    )


def is_investigated(session: ViewerSession, referral_id: UUID) -> bool:
    """Tell whether a judge investigates about a referral; for the house's own reasoning, never for a page."""
    return bool(look(session, Consequence, _is_investigated(), Consequence.__table__.c.id == referral_id))


def begins_to_freeze(case: Any, target: str) -> bool:
    """Tell whether a case that moves to ``target`` says that a judge begins to investigate."""
    return case.workflow in _SAID_IN and target == INVESTIGATION != case.state


def referral_of(case: Any) -> UUID:
    """Return the id of the referral about which such a case is: its own, or that of the case above it."""
    found: UUID = getattr(case, _SAID_IN[case.workflow])
    return found


def _is_investigated() -> Any:
    case = Case.__table__.c
    return sa.or_(
        *(
            Consequence.__table__.c.id.in_(
                sa.select(case[column]).where(case.workflow == workflow, case.state == INVESTIGATION)
            )
            for workflow, column in _SAID_IN.items()
        )
    )
