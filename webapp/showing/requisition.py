"""A requisition as it was asked and as it was granted: both are kept, and both are shown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.rows import state_of
from workflows.engine.definition import State
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.references import reference
from workflows.law.requisitions import Kind, kind_of
from workflows.processes.operation_facts import Operation
from workflows.processes.requisition_facts import Requisition
from workflows.processes.visit_facts import Visit
from workflows.store.text import Text

GROUPS: Final[dict[str, tuple[Text, tuple[str, ...]]]] = {
    "requested": (Text("Demandées", "Requested"), ("requested",)),
    "granted": (Text("Délivrées", "Granted"), ("granted",)),
    "ended": (Text("Refusées, expirées, retirées", "Refused, expired, withdrawn"), ("refused", "expired", "withdrawn")),
}
"""The states by which the list is filtered."""
_FORM: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a requisition says: offences with their article and words, places, from when to when."""

    offences: tuple[Text, ...]
    places: tuple[tuple[UUID, str, str], ...]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One requisition of the list."""

    row: Requisition
    case: Case
    state: State
    operation: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that the page of a requisition shows of it. ``asked`` is ``None`` where it is what was granted too."""

    row: Requisition
    operation: Operation
    kind: Kind
    terms: Terms
    asked: Terms | None
    reasons: dict[UUID, str]


def sheet_of(session: ViewerSession, case: Case) -> Sheet:
    """Return what the page of a requisition shows; the case is one that the viewer sees."""
    row = session.get_one(Requisition, case.id)
    terms = _terms(row.offences, row.places, row.starts_at, row.ends_at)
    asked = _as_asked(session, case)
    reasons = session.execute(sa.select(Visit.id, Visit.reason).where(Visit.operation_id == row.operation_id))
    return Sheet(
        row,
        session.get_one(Operation, row.operation_id),
        kind_of(row.basis),
        terms,
        asked if asked != terms else None,
        dict(reasons.all()),
    )


def list_requisitions(
    session: ViewerSession, group: str, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Listed]:
    """Return the requisitions of a group that the viewer may see, the one that begins first on top."""
    statement = (
        sa.select(Requisition, Case, Operation.title)
        .join(Case, Case.id == Requisition.id)
        .join(Operation, Operation.id == Requisition.operation_id)
        .where(Case.state.in_(GROUPS[group][1]))
        .order_by(Requisition.starts_at, Requisition.id)
        .limit(limit)
    )
    if after is not None:
        starts_at, last = after
        statement = statement.where(
            sa.or_(
                Requisition.starts_at > starts_at,
                sa.and_(Requisition.starts_at == starts_at, Requisition.id > last),
            )
        )
    return [Listed(row, case, state_of(case), title) for row, case, title in session.execute(statement)]


def count_by_group(session: ViewerSession) -> dict[str, int]:
    """Return how many requisitions each group holds for the viewer."""
    rows = session.execute(
        sa.select(Case.state, sa.func.count(Case.id)).where(Case.workflow == "requisition").group_by(Case.state)
    )
    states = dict(rows.all())
    return {name: sum(states.get(state, 0) for state in members) for name, (_, members) in GROUPS.items()}


def latest_grounds(session: ViewerSession, operation_id: UUID) -> str:
    """Return the grounds of the operation's latest request that the viewer sees; empty if there is none."""
    statement = (
        sa.select(Requisition.reason)
        .join(Case, Case.id == Requisition.id)
        .where(Requisition.operation_id == operation_id)
        .order_by(Case.opened_at.desc())
        .limit(1)
    )
    return session.scalar(statement) or ""


def cursor_after(line: Listed) -> str:
    """Return where the page after this line begins, as a word of an address."""
    return f"{line.row.starts_at.astimezone(UTC).strftime(_FORM)}-{line.row.id.hex}"


def _as_asked(session: ViewerSession, case: Case) -> Terms | None:
    """Read the request from the journal's first line of the case; ``None`` where the law had it erased."""
    body = session.scalar(sa.select(JournalLine.body).where(JournalLine.case_id == case.id, JournalLine.seq == 1))
    if body is None:
        return None
    written = next((row for table, _, row in json.loads(body)["records"] if table == "requisition"), None)
    if written is None:
        return None
    starts_at, ends_at = (datetime.fromisoformat(written[name]) for name in ("starts_at", "ends_at"))
    return _terms(written["offences"], written["places"], starts_at, ends_at)


def _terms(offences: list[str], places: list[Any], starts_at: datetime, ends_at: datetime) -> Terms:
    on = paris_day(starts_at)
    return Terms(
        tuple(_offence(key, on) for key in offences),
        tuple((UUID(hex=visit), name, address) for visit, name, address in places),
        starts_at.astimezone(UTC),
        ends_at.astimezone(UTC),
    )


def _offence(key: str, on: Any) -> Text:
    found = reference(key, on)
    article = Text(found.short("fr"), found.short("en"))
    return Text("{says} ({article})", "{says} ({article})", says=found.says, article=article)
