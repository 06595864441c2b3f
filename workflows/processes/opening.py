"""Opening a case below another one: one way for every process of the partnership, whose records are of class K1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from workflows.engine.cases import PartyTo, Situation, open_case

SHARED: Final = 1
"""The class of what the whole partnership reads: strategy, objectives, commitments, actions, indicators."""
STEER: Final = "pilot_strategy"
"""The competence of whoever runs the local strategy for the prefect."""
SHARE: Final = "partnership"
"""The competence by which an agency holds its own share."""


def open_below(
    situation: Situation,
    workflow: str,
    row: Any,
    *,
    title: str,
    owner: str | None = None,
    agency: str | None = None,
    parties: Iterable[PartyTo] = (),
    secrecy: int = SHARED,
    beside: Iterable[Any] = (),
) -> UUID:
    """Open a case of ``workflow`` below that of the situation, with its first record, and return its id.

    ``row`` bears the id of the new case. ``owner`` holds the share of it; whoever runs the strategy above keeps running
    it here, and ``parties`` come beside. ``agency`` is the owner of case and record, the actor's by default; ``secrecy``
    is the class of both. ``beside`` are further records that the case is opened with.
    """
    row.case_id, row.secrecy = row.id, secrecy
    row.agency = agency or owner or situation.actor.agency
    steering = [PartyTo(STEER, key, secrecy) for name, key, _clearance in situation.case.parties if name == STEER]
    open_case(
        situation.session,
        workflow,
        actor=situation.actor,
        moment=situation.moment,
        title=title,
        case_id=row.id,
        agency=row.agency,
        secrecy=secrecy,
        parent=situation.case,
        parties=[*([PartyTo(SHARE, owner, secrecy)] if owner else []), *steering, *parties],
        records=[row, *beside],
    )
    found: UUID = row.id
    return found
