"""A branch that no joint inspection gave rise to: who may open which, about an establishment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from workflows.engine import registry
from workflows.engine.cases import Actor, Taken
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused, reserved_to
from workflows.engine.viewer import ViewerSession
from workflows.law.grids import ROUTES
from workflows.processes.consequence import OWNER, clock_of, open_elsewhere
from workflows.processes.referral_authors import may_refer
from workflows.store.text import Text

_ROUTE: Final = {"referral": "judicial", "measure": "administrative", "compliance": "compliance"}


def kinds_for(actor: Actor) -> list[tuple[str, Text]]:
    """Return the branches that the actor may open (name of the workflow, words): what is theirs and not refused."""
    return [(kind, registry.workflow(kind).label) for kind in reversed(OWNER) if _refused(kind, actor) is None]


def open_about(
    session: ViewerSession,
    kind: str,
    establishment: Any,
    *,
    label: str,
    actor: Actor,
    moment: datetime,
    command: str | None = None,
) -> Taken:
    """Open a branch of that kind about an establishment, due when the branch of a finding of that agency would be.

    ``moment`` is aware. Refuses with ``Refused`` who does not hold the competence of the branch, and for the judicial one
    a body under private law.
    """
    refused = _refused(kind, actor)
    if refused is not None:
        raise Refused([refused])
    limit = clock_of(kind, actor.agency)
    branch = ROUTES[_ROUTE[kind]].fr.partition("\u00a0:")[0]
    return open_elsewhere(
        session,
        kind,
        establishment=establishment,
        label=label,
        actor=actor,
        moment=moment,
        due_at=limit.due(moment),
        clock_key=limit.key,
        title=f"{establishment.trade_name or establishment.name} – {branch}",
        command=command,
    )


def _refused(kind: str, actor: Actor) -> Refusal | None:
    refused = may_refer(actor) if kind == "referral" else None
    if refused is None and OWNER[kind] not in actor.competences:
        return reserved_to(registry.label_of(OWNER[kind]))
    return refused
