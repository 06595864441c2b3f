"""What is expected of the agency, nearest due date first."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from webapp.api.access import software
from webapp.api.operation import operation
from webapp.api.paging import QUERY, page_of, page_schema
from webapp.api.shapes import told_task
from workflows.engine.tables import Case, Turn
from workflows.store.text import Text


@operation(
    "GET",
    "/tasks",
    scope="tasks:read",
    summary=Text("Ce qui est attendu du service, par échéance", "What is expected of the agency, by due date"),
    query=QUERY,
    answer=page_schema("Task"),
)
def list_tasks(asked: dict[str, Any]) -> Any:
    """The inbox of the agency, as far as a key may see; those without a date come last."""
    mine = software().agency
    found = sa.select(Turn, Case).join(Case, Case.id == Turn.case_id).where(Turn.agency == mine)
    order = (Turn.due, Turn.case_id, Turn.competence)
    return page_of(found, order, asked, lambda turn, case: told_task(turn, case, mine))
