"""A branch that no joint inspection gave rise to: who may open which, about an establishment."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from workflows.engine import registry
from workflows.engine.cases import Actor, Taken
from workflows.engine.refusals import Refused, reserved_to
from workflows.engine.viewer import ViewerSession
from workflows.law.grids import ROUTES
from workflows.processes.consequence import OWNER, clock_of, open_elsewhere
from workflows.store.text import Text

_ROUTE: Final = {"referral": "judicial", "measure": "administrative", "compliance": "compliance"}


def kinds_for(actor: Actor) -> list[tuple[str, Text]]:
    """Return the branches that the actor may open (name of the workflow, words): those whose competence they hold."""
    return [(kind, registry.workflow(kind).label) for kind in reversed(OWNER) if OWNER[kind] in actor.competences]


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

    ``moment`` is aware. Refuses with ``Refused`` who does not hold the competence of the branch.
    """
    if OWNER[kind] not in actor.competences:
        raise Refused([reserved_to(registry.label_of(OWNER[kind]))])
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
