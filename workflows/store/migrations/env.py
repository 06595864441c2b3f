"""What Alembic runs for each command: the connection and its transaction are the caller's."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context

from workflows.store.database import UtcDateTime


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write a moment in a revision as the plain type that it is there, so that revisions never change with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def include_object(item: Any, _name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out the tables that only tests know."""
    table = item if kind == "table" else getattr(item, "table", None)
    return not (isinstance(table, sa.Table) and table.info.get("only_in_tests"))


settings = context.config.attributes
context.configure(
    connection=settings["connection"],
    target_metadata=settings.get("metadata"),
    render_as_batch=settings.get("in_batches", True),
    render_item=render_item,
    include_object=include_object,
    compare_type=True,
    transaction_per_migration=False,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
