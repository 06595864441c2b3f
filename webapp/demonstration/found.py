"""What of the demonstration a database already holds."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.demonstration.script import NAMES
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.operation_facts import Operation
from workflows.register.establishments import Establishment
from workflows.store.text import PARIS


def demonstration_night(engine: Engine) -> date | None:
    """Return the night of the demonstration that this database holds, ``None`` if it holds none."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        starts = session.scalar(
            sa.select(Operation.starts_at).where(Operation.demonstration).order_by(Operation.starts_at)
        )
    return starts.astimezone(PARIS).date() if starts else None


def demonstration_places(engine: Engine) -> dict[str, UUID]:
    """Return the ids of the demonstration establishments by their key in the story."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        rows = session.execute(sa.select(Establishment.trade_name, Establishment.id).where(Establishment.demonstration))
        known = dict(rows.all())
    return {place: known[name] for place, name in NAMES.items() if name in known}
