"""The night of a joint operation as an event for each agency that is invited: when, and nothing of what, where or why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import sqlalchemy as sa

from webapp.mail.event import Event
from webapp.words import WORDS
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import ViewerSession
from workflows.processes.operation_facts import Operation
from workflows.processes.participation import TAKE_PART, Participation

_CANCELLED: Final = "cancelled"
_POSTPONED: Final = "postponed"
_DOES_NOT_COME: Final = frozenset({"declined", "absent", "released"})
_MOVES: Final = ("postpone", "resume")
"""The steps of an operation that make a new version of its night."""
_STATUS: Final[dict[str, Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]]] = {
    "cancelled": "CANCELLED",
    "postponed": "TENTATIVE",
}


def nights_to_come(session: ViewerSession, moment: datetime) -> Iterator[Event]:
    """Give the nights after ``moment`` (aware) to which an agency is invited, or was and does not come any more."""
    above = sa.orm.aliased(Case)
    statement = (
        sa.select(Case, above.state, Operation)
        .join(Participation, Participation.id == Case.id)
        .join(Operation, Operation.id == Participation.operation_id)
        .join(above, above.id == Operation.id)
        .where(Operation.starts_at > moment)
        .order_by(Operation.starts_at, Case.id)
    )
    found = session.execute(statement).all()
    moves = _moves_of(session, {operation.id for _case, _state, operation in found})
    for case, state, operation in found:
        # What happens to the operation after an agency has left it is no version of that agency's event.
        until = case.moved_at if case.state in _DOES_NOT_COME else moment
        lived = [at for of, at in moves if of == operation.id and case.opened_at < at <= until]
        yield _event(case, state, operation, len(lived))


def _moves_of(session: ViewerSession, operations: Iterable[UUID]) -> list[tuple[UUID, datetime]]:
    """Return when these operations were postponed and got a new date, as (operation, moment)."""
    lines = sa.select(JournalLine.case_id, JournalLine.at).where(
        JournalLine.case_id.in_(list(operations)), JournalLine.step.in_(_MOVES)
    )
    return [(case_id, at) for case_id, at in session.execute(lines)]


def _event(case: Case, state: str, operation: Operation, moves: int) -> Event:
    cancelled = state == _CANCELLED or case.state in _DOES_NOT_COME
    version = "cancelled" if cancelled else "postponed" if state == _POSTPONED else "moved" if moves else "invitation"
    assert case.agency is not None
    words = [] if version == "invitation" else [WORDS[f"mail_night_{version}"]]
    return Event(
        name=f"{case.id}-night",
        sequence=moves + cancelled,
        status=_STATUS.get(version, "CONFIRMED"),
        case=case,
        agencies=(case.agency,),
        competence=TAKE_PART,
        starts_at=operation.starts_at,
        ends_at=operation.ends_at,
        title=WORDS["mail_night_reserved"],
        section=WORDS["mail_night"],
        subject=WORDS[f"mail_subject_night_{version}"],
        words=(*words, WORDS["mail_meeting_at"].with_parameters(at=operation.starts_at), WORDS["mail_event"]),
    )
