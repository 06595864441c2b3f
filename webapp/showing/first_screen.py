"""What stands beside the inbox on the first screen of a desk: titles and states, as the inbox itself says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from webapp.showing.operations import GROUPS
from webapp.showing.requisition import GROUPS as REQUISITIONS
from webapp.showing.requisition import count_by_group
from webapp.showing.rows import state_of
from webapp.unit import db
from workflows.engine.tables import Case

_MOST: Final = 6


def operations_at_work() -> Mapping[str, object]:
    """Return the operations that are neither closed nor set aside, the one that moved last first."""
    states = (*GROUPS["preparing"][1], *GROUPS["under_way"][1])
    cases = db().scalars(
        sa.select(Case)
        .where(Case.workflow == "operation", Case.is_open, Case.state.in_(states))
        .order_by(Case.moved_at.desc(), Case.id)
        .limit(_MOST)
    )
    return {"operations": [(case, state_of(case)) for case in cases]}


def requisitions_by_state() -> Mapping[str, object]:
    """Return how many requisitions stand in each group of states."""
    counts = count_by_group(db())
    return {"groups": [(name, label, counts[name]) for name, (label, _) in REQUISITIONS.items()]}
