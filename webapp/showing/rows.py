"""Rows with the cases that they are the facts of, as far as the viewer sees both, and states in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import sqlalchemy as sa

from workflows.engine import registry
from workflows.engine.definition import State
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.register.agencies import agencies
from workflows.store.database import Recorded

_Row = TypeVar("_Row", bound=Recorded)


def with_cases(
    session: ViewerSession, table: type[_Row], *conditions: sa.ColumnElement[bool]
) -> list[tuple[_Row, Case]]:
    """Return the rows of a table that answer to these conditions, each with its case, by id."""
    row: Any = table
    statement = sa.select(row, Case).join(Case, Case.id == row.id).where(*conditions).order_by(row.id)
    return list(session.execute(statement))


def state_of(case: Case) -> State:
    """Return the state in which a case stands, in words."""
    return registry.workflow(case.workflow, case.workflow_version).state(case.state)


def in_house_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Return agencies in the order in which the house always shows them."""
    order = {each.key: number for number, each in enumerate(agencies())}
    return tuple(sorted(keys, key=lambda key: (order.get(key, len(order)), key)))
