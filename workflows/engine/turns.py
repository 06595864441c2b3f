"""The inbox: what is expected of an agency, nearest deadline first, one index range whatever the age of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.definition import State, Workflow
from workflows.engine.statements import NO_DUE
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import ViewerSession


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of the inbox: the case, the state that expects something, and by when (aware UTC, or no date)."""

    case: Case
    workflow: Workflow
    state: State
    competence: str
    due: datetime | None

    @property
    def cursor(self) -> tuple[datetime, UUID]:
        """Where the next page begins."""
        return self.due or NO_DUE, self.case.id


def inbox(
    session: ViewerSession, agency: str, *, after: tuple[datetime, UUID] | None = None, limit: int = 25
) -> list[Expected]:
    """Return the first ``limit`` things expected of ``agency`` after a cursor, those without a date last."""
    statement = (
        sa.select(Turn, Case)
        .join(Case, Case.id == Turn.case_id)
        .where(Turn.agency == agency)
        .order_by(Turn.due, Turn.case_id)
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(sa.tuple_(Turn.due, Turn.case_id) > sa.tuple_(*_typed(after)))
    return [_expected(turn, case) for turn, case in session.execute(statement)]


def expected_in(session: ViewerSession, case_id: UUID) -> list[tuple[str, str, datetime | None]]:
    """Return (competence, agency, due) of everybody from whom something is expected in a case."""
    turns = session.scalars(sa.select(Turn).where(Turn.case_id == case_id).order_by(Turn.due, Turn.agency))
    return [(turn.competence, turn.agency, _due(turn)) for turn in turns]


def count_expected(session: ViewerSession, agency: str, *, before: datetime | None = None) -> int:
    """Return how many things are expected of ``agency``, those due before a moment only if one is given."""
    statement = sa.select(sa.func.count()).select_from(Turn).where(Turn.agency == agency)
    if before is not None:
        statement = statement.where(Turn.due < before)
    return session.execute(statement).scalar_one()


def _expected(turn: Turn, case: Case) -> Expected:
    workflow = registry.workflow(case.workflow, case.workflow_version)
    return Expected(case, workflow, workflow.state(case.state), turn.competence, _due(turn))


def _due(turn: Turn) -> datetime | None:
    return None if turn.due == NO_DUE else turn.due


def _typed(cursor: tuple[datetime, UUID]) -> tuple[sa.ColumnElement[datetime], sa.ColumnElement[UUID]]:
    return sa.literal(cursor[0], Turn.due.type), sa.literal(cursor[1], Turn.case_id.type)
