"""The agency's own share of the strategy: objectives in which it takes part, its commitments, actions and indicators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import abort

from webapp.api.access import software
from webapp.api.operation import operation
from webapp.api.paging import QUERY, page_of, page_schema
from webapp.api.shapes import told_action, told_commitment, told_indicator, told_objective
from webapp.unit import db, moment
from workflows.engine.tables import Case
from workflows.law.days import paris_day
from workflows.processes.action import Action
from workflows.processes.commitment import Commitment
from workflows.processes.indicator import Indicator
from workflows.processes.objective import Objective
from workflows.store.text import Text

_SCOPE = "objectives:read"


def _declare(name: str, plural: str, row: Any, whole: Text, single: Text, shape: Callable[..., Any]) -> None:
    """Declare the list of a kind of case and the address of one of them."""

    def told(found: Any, case: Case) -> Any:
        return shape(found, case, software().agency)

    def many(asked: dict[str, Any]) -> Any:
        return page_of(mine(row), (row.id,), asked, told)

    def one(**ids: UUID) -> Any:
        found = db().execute(mine(row).where(row.id == ids[f"{name}_id"])).one_or_none()
        if found is None:
            abort(404)
        return told(*found)

    many.__name__, one.__name__ = f"list_{plural}", f"read_{name}"
    kind = name.capitalize()
    operation("GET", f"/{plural}", scope=_SCOPE, summary=whole, query=QUERY, answer=page_schema(kind))(many)
    answer = {"$ref": f"#/components/schemas/{kind}"}
    operation("GET", f"/{plural}/{{{name}_id}}", scope=_SCOPE, summary=single, answer=answer)(one)


def mine(row: Any) -> Any:
    """Select the rows of a kind that are the asking agency's share, each with its case."""
    agency = software().agency
    own = row.agency == agency
    if row is Objective:
        shares = sa.select(Commitment.objective_id).where(Commitment.agency == agency)
        own = sa.or_(own, Objective.id.in_(shares))
    return sa.select(row, Case).join(Case, Case.id == row.id).where(own)


_declare(
    "objective", "objectives", Objective,
    Text("Les objectifs auxquels le service prend part", "The objectives in which the agency takes part"),
    Text("Un de ces objectifs", "One of these objectives"), told_objective,
)  # fmt: skip
_declare(
    "commitment", "commitments", Commitment,
    Text("Les engagements demandés au service", "The commitments asked of the agency"),
    Text("Un de ces engagements", "One of these commitments"), told_commitment,
)  # fmt: skip
_declare(
    "action", "actions", Action,
    Text("Les actions du service", "The agency’s actions"),
    Text("Une de ces actions", "One of these actions"),
    lambda row, case, agency: told_action(row, case, agency, paris_day(moment())),
)  # fmt: skip
_declare(
    "indicator", "indicators", Indicator,
    Text("Les indicateurs que le service relève", "The indicators that the agency reads"),
    Text("Un de ces indicateurs", "One of these indicators"), told_indicator,
)  # fmt: skip
