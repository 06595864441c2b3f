"""How a story is told through the engine: by whom, on which day, each command with an id made from its place in it.

Played again after an interruption, a command gets the answer that it had, and nothing happens twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.demonstration.cast import Player
from workflows.engine.cases import take
from workflows.engine.outbox import Handlers, drain
from workflows.engine.refusals import Refused
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work
from workflows.store.text import PARIS, Text

SEED: Final = uuid5(NAMESPACE_URL, "beffroi:demonstration:1")
Tell = Callable[[Text], None]


@dataclass(kw_only=True)
class Telling:
    """One telling: where it is kept, the day around which it takes place, and who listens."""

    engine: Engine
    handlers: Handlers
    night: date
    tell: Tell

    def take(
        self,
        player: Player,
        case: UUID,
        step: str,
        day: int,
        hour: int,
        minute: int = 0,
        *,
        key: str = "",
        **fields: Any,
    ) -> None:
        """Take a step as a player on a day of the story, with these fields."""
        self.take_at(player, case, step, self.at(day, hour, minute), key=key, **fields)

    def take_at(self, player: Player, case: UUID, step: str, moment: datetime, *, key: str = "", **fields: Any) -> None:
        """Take a step as a player at a moment; empty fields are left out, the command id comes from the story."""
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        command = self.command_id(f"{case}/{step}/{key or moment.isoformat()}")
        with unit_of_work(self.engine, player.viewer) as session:
            take(session, case, step, actor=player.actor, moment=moment, fields=given, command=command)

    def refused(self, player: Player, case: UUID, step: str, day: int, hour: int, **fields: Any) -> Text:
        """Try a step and return why it is refused; nothing is kept of it, even where a story told again is past it."""
        with open_session(self.engine, player.viewer) as session:
            try:
                take(session, case, step, actor=player.actor, moment=self.at(day, hour), fields=fields)
            except Refused as refused:
                return refused.text
            finally:
                session.rollback()
        return Text("déjà passé.", "already past.")

    def let_the_house_work(self, day: int, hour: int, minute: int = 0) -> None:
        """Let the house do everything that is due at that hour: clocks, joins, press."""
        moment = self.at(day, hour, minute)
        while sweep(self.engine, moment=moment) + drain(self.engine, self.handlers, moment=moment):
            pass

    def at(self, days: int, hour: int, minute: int = 0) -> datetime:
        """Return the moment ``days`` from the day of the night, at that hour in Paris."""
        return datetime.combine(self.night + timedelta(days=days), time(hour, minute), PARIS)

    def command_id(self, name: str) -> str:
        """Return the id of a command by its place in the story."""
        return str(uuid5(SEED, f"{self.night}/{name}"))

    def child(self, parent: UUID, workflow: str, agency: str | None = None) -> UUID:
        """Return the first child of a case in that workflow."""
        return self.children(parent, workflow, agency)[0]

    def children(self, parent: UUID, workflow: str, agency: str | None = None) -> list[UUID]:
        """Return the children of a case in that workflow, oldest first."""
        statement = sa.select(Case.id).where(Case.parent_id == parent, Case.workflow == workflow)
        if agency is not None:
            statement = statement.where(Case.agency == agency)
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(statement.order_by(Case.opened_at)))

    def stands(self, case: UUID) -> str:
        """Return the state of a case."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            found = session.get(Case, case)
            assert found is not None
            return found.state
