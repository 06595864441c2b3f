"""The list of operations that a person may see, the latest night first, by stage and by day, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import state_of
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.operation_facts import Operation
from workflows.processes.visit_facts import Visit
from workflows.store.text import PARIS, Text

GROUPS: Final[dict[str, tuple[Text, tuple[str, ...]]]] = {
    "all": (Text("Toutes", "All"), ()),
    "preparing": (
        Text("En préparation", "In preparation"),
        ("draft", "proposed", "approved", "requisition_pending", "planned", "ready"),
    ),
    "under_way": (Text("En cours", "Under way"), ("in_progress", "debriefed", "report_in_validation")),
    "closed": (Text("Closes", "Closed"), ("closed",)),
    "set_aside": (Text("Reportées, annulées", "Postponed, cancelled"), ("postponed", "cancelled")),
}
"""The stages by which the list is filtered: words, and the states of each (none = every state)."""

_FORM: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked for: a group of states, the first and last day of the night in Paris."""

    group: str = "all"
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One operation of the list, with how many of its places this person sees."""

    operation: Operation
    case: Case
    state: State
    places: int


def list_operations(
    session: ViewerSession, asked: Asked, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Listed]:
    """Return the first ``limit`` operations that the viewer may see after a cursor, the latest night first."""
    statement = sa.select(Operation, Case).join(Case, Case.id == Operation.id).where(*_conditions(asked))
    if after is not None:
        starts_at, last = after
        statement = statement.where(
            sa.or_(Operation.starts_at < starts_at, sa.and_(Operation.starts_at == starts_at, Operation.id < last))
        )
    order = (Operation.starts_at.desc(), Operation.id.desc())
    found = session.execute(statement.order_by(*order).limit(limit)).all()
    places = _places(session, [row.id for row, _ in found])
    return [Listed(row, case, state_of(case), places.get(row.id, 0)) for row, case in found]


def cursor_after(line: Listed) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{line.operation.starts_at.astimezone(UTC).strftime(_FORM)}-{line.operation.id.hex}"


def read_cursor(word: str) -> tuple[datetime, UUID] | None:
    """Return the cursor that an address gives, ``None`` where it is not one."""
    starts_at, _, last = word.partition("-")
    try:
        return datetime.strptime(starts_at, _FORM).replace(tzinfo=UTC), UUID(hex=last)
    except ValueError:
        return None


def _conditions(asked: Asked) -> list[sa.ColumnElement[bool]]:
    rules: list[Any] = []
    states = GROUPS[asked.group][1]
    if states:
        rules.append(Case.state.in_(states))
    if asked.since is not None:
        rules.append(Operation.starts_at >= datetime.combine(asked.since, time(), PARIS))
    if asked.until is not None:
        rules.append(Operation.starts_at < datetime.combine(asked.until + timedelta(days=1), time(), PARIS))
    return rules


def _places(session: ViewerSession, operations: list[UUID]) -> dict[UUID, int]:
    counted = session.execute(
        sa.select(Visit.operation_id, sa.func.count(Visit.id))
        .where(Visit.operation_id.in_(operations))
        .group_by(Visit.operation_id)
    )
    return dict(counted.all())
