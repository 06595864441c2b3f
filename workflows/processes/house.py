"""What the house does by itself across cases: take one of its steps on each child, and look where no viewer looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa

from workflows.engine.cases import HOUSE_ACTOR, take
from workflows.engine.definition import Effect
from workflows.engine.outbox import Delivery
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work

EACH_CHILD: Final = "each_child"


def on_each_child(workflow: str, states: Iterable[str], step: str) -> Effect:
    """Return the effect by which the house takes ``step`` on every child of that workflow in one of these states."""
    return Effect(EACH_CHILD, {"workflow": workflow, "states": sorted(states), "step": step})


def take_on_each_child(delivery: Delivery) -> None:
    """Take the step on each child, each in its own transaction; a child that has moved on is left alone."""
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        children = list(
            session.scalars(
                sa.select(Case.id).where(
                    Case.parent_id == delivery.case_id,
                    Case.workflow == delivery.body["workflow"],
                    Case.state.in_(delivery.body["states"]),
                )
            )
        )
    for child in children:
        take_quietly(delivery, child, delivery.body["step"])


def take_quietly(delivery: Delivery, case_id: UUID, step: str) -> None:
    """Take a house's step on one case in its own transaction; a case that has moved on is left alone."""
    try:
        with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
            command = str(uuid5(delivery.effect_id, case_id.hex))
            take(session, case_id, step, actor=HOUSE_ACTOR, moment=delivery.moment, command=command)
    except Refused as refused:
        if all(refusal.code != "state" for refusal in refused.refusals):
            raise


@contextmanager
def house_look(session: ViewerSession) -> Iterator[ViewerSession]:
    """Look as the house through a session's own connection, at what its transaction sees; nothing is written so.

    For a guard that must reason about all that is stored, and for a page that shows a part of it. A connection of its own
    would wait for a writer that waits for the first connection to end: where the database is one file, for good.
    """
    house = ViewerSession(session.connection(), HOUSE_VIEWER)
    try:
        yield house
    finally:
        house.close()


def look(session: ViewerSession, row: type[Any], *conditions: Any) -> list[Any]:
    """Return rows for the house's own reasoning in a guard, past the actor's filter; never for a page."""
    return list(session.connection().execute(sa.select(row.__table__).where(*conditions)))


def look_up(session: ViewerSession, row: type[Any], row_id: UUID) -> Any:
    """Return one row for the house's own reasoning, or ``None``."""
    found = look(session, row, row.__table__.c.id == row_id)
    return found[0] if found else None


HANDLERS: Final = {EACH_CHILD: take_on_each_child}
