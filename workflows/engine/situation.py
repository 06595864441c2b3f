"""Who acts, on what, and when: what guards, writes and effects of a step are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from workflows.engine.definition import COMMAND_LINE, HOUSE
from workflows.engine.statements import LoadedCase
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an agency's user with the competences that the agency and the user's own rights give."""

    agency: str
    user: str
    competences: frozenset[str] = frozenset()


HOUSE_ACTOR: Final = Actor(agency=HOUSE, user=HOUSE, competences=frozenset({HOUSE, COMMAND_LINE}))
"""The house itself, for joins, deadlines, handlers and the command line; no request acts as it."""


@dataclass(frozen=True, slots=True)
class PartyTo:
    """An agency named in a case: for which competence, and up to which class it sees."""

    competence: str
    agency: str
    clearance: int = 2


@dataclass(slots=True)
class Situation:
    """What guards, writes and effects are given: the case as loaded, who acts, what was typed, and when."""

    session: ViewerSession
    case: LoadedCase
    actor: Actor
    moment: datetime
    step: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    new_parties: list[PartyTo] = field(default_factory=list)

    def name_party(self, competence: str, agency: str, clearance: int = 2) -> None:
        """Name one more agency in this case, or change its clearance, with the step being taken."""
        self.new_parties.append(PartyTo(competence, agency, clearance))

    def children(self, workflow: str) -> dict[str, int]:
        """Return how many children of that workflow stand in each state, those that the viewer may not see included."""
        rows = self.session.connection().execute(
            sa.select(Case.__table__.c.state, sa.func.count())
            .where(Case.__table__.c.parent_id == self.case.id, Case.__table__.c.workflow == workflow)
            .group_by(Case.__table__.c.state)
        )
        return dict(rows.all())
