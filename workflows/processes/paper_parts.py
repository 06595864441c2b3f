"""What the drawing of several papers shares: heads, rows in the house's order, moments that records keep as text."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.operation_facts import Operation
from workflows.processes.snapshot_parts import Head, Letterhead, OperationLine
from workflows.register.agencies import Agency, agencies, agency
from workflows.store.text import PARIS


def head_of(
    number: str, operation: Operation, moment: datetime, *, secrecy: int, signatory: str, under: Agency | None = None
) -> Head:
    """Return the head of a paper issued at ``moment`` (aware), by the operation's agency or ``under`` another one."""
    issuer = under or agency(operation.agency or "")
    return Head(
        number=number,
        version=1,
        issued_at=moment,
        secrecy=secrecy,
        letterhead=Letterhead(issuer.key, issuer.name.fr, issuer.letterhead, issuer.city),
        demonstration=operation.demonstration,
        origin=operation.origin,
        signatory=signatory,
    )


def operation_line(operation: Operation) -> OperationLine:
    """Return what papers say of the operation that they belong to."""
    return OperationLine(
        number=operation.number,
        title=operation.title,
        day=operation.starts_at.astimezone(PARIS).date(),
        zone=operation.zone,
        pilot=agency(operation.agency or "").name.fr,
        # A record made elsewhere gives a day: its bounds are ours.
        starts_at=None if operation.origin else operation.starts_at,
        ends_at=None if operation.origin else operation.ends_at,
    )


def moment_of(text: str) -> datetime:
    """Return a moment that a record keeps as ISO text."""
    return datetime.fromisoformat(text)


def day_of(text: str | None) -> date | None:
    """Return a day that a record keeps as ISO text, ``None`` where there is none."""
    return date.fromisoformat(text) if text else None


def row_of(session: ViewerSession, table: type[Any], row_id: UUID) -> Any:
    """Return one row; refuses an absent one with ``LookupError``."""
    found = session.get(table, row_id)
    if found is None:
        raise LookupError(f"No {table.__name__} {row_id}.")
    return found


def rows_of(session: ViewerSession, table: type[Any], *conditions: Any) -> list[Any]:
    """Return the rows that answer to these conditions, by id."""
    return list(session.scalars(sa.select(table).where(*conditions).order_by(table.id)))


def with_cases(session: ViewerSession, table: type[Any], *conditions: Any) -> list[tuple[Any, Case]]:
    """Return rows with their cases, in the order in which the house shows its agencies."""
    statement = sa.select(table, Case).join(Case, Case.id == table.id).where(*conditions)
    order = {key: number for number, key in enumerate(each.key for each in agencies())}
    pairs = [(row, case) for row, case in session.execute(statement)]
    return sorted(pairs, key=lambda pair: (order.get(pair[0].agency or "", 99), pair[0].id.hex))
