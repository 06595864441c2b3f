"""The evidence of a joint inspection: what was seized in its first bar, by whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import hands, no_press
from webapp.demonstration.story import Story
from workflows.engine.cases import Actor, take
from workflows.engine.outbox import drain
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.processes import custody, house, sheet
from workflows.processes.custody import CustodyLine
from workflows.processes.exhibit import Exhibit, seize
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency

POLICE: Final = "police_nationale"
FRAUD: Final = "ddpp_ccrf"
"""Two who were there, and may seize."""


def actor_of(key: str) -> Actor:
    """Return somebody of an agency, with everything that it may do."""
    return Actor(key, f"{key}.essai", frozenset(agency(key).competences))


@dataclass
class Night:
    """The story after the doors have closed, and the visit of its first bar."""

    story: Story

    @property
    def engine(self) -> Engine:
        """The database of the story."""
        return self.story.engine

    @property
    def visit(self) -> UUID:
        """The visit of the first bar."""
        return self.story.visits["bar_1"]

    @property
    def after(self) -> datetime:
        """The next noon."""
        return self.story.at(1, 12)

    def of_visit(self, place: str = "bar_1") -> Visit:
        """Return the row of a visit."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.get_one(Visit, self.story.visits[place])

    def facts(self, **changed: Any) -> dict[str, Any]:
        """Return what is written of twelve and a half cartons of cigarettes."""
        entered = self.of_visit().entered_at
        assert entered is not None
        known = {
            "nature": "Cartouches de cigarettes sans timbre", "quantity": Decimal("12.50"), "unit": "carton", "seal": "D-0",
            "found_at": entered + timedelta(minutes=5), "place": "Réserve", "basis": "flagrancy", "present": "employee",
            "kept_at": "Salle des scellés", "item": "",
        }  # fmt: skip
        return {**known, **changed}

    def seize(self, key: str, *, command: str | None = None, on: str = "bar_1", **changed: Any) -> UUID:
        """Enter a seizure for an agency and return its case."""
        with unit_of_work(self.engine, Viewer(key, f"{key}.essai")) as session:
            return seize(
                session, self.story.visits[on], actor=actor_of(key), moment=self.after, facts=self.facts(**changed),
                command=command,
            ).case_id  # fmt: skip

    def take(self, key: str, case: UUID, step: str, **fields: Any) -> None:
        """Take a step for an agency."""
        with unit_of_work(self.engine, Viewer(key, f"{key}.essai")) as session:
            take(session, case, step, actor=actor_of(key), moment=self.after, fields=fields)
        drain(self.engine, hands(custody, house, sheet, press=no_press), moment=self.after)

    def part(self, exhibit: UUID, quantity: Decimal, seal: str, *, who: str = POLICE, **more: Any) -> UUID:
        """Part a sample from an exhibit and return the case of the part."""
        before = self.children(exhibit, "exhibit")
        self.take(who, exhibit, "part", purpose="sample", quantity=quantity, seal=seal, reason="Analyse.", **more)
        [part] = self.children(exhibit, "exhibit") - before
        return part

    def exhibit(self, case: UUID) -> Exhibit:
        """Return the row of an exhibit."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.get_one(Exhibit, case)

    def exhibits(self) -> list[Exhibit]:
        """Return the row of every exhibit."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(sa.select(Exhibit)))

    def chain(self, case: UUID) -> list[tuple[str, str, str]]:
        """Return (what, from, to) of each link of the chain of custody of an exhibit."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            found = session.scalars(sa.select(CustodyLine).where(CustodyLine.exhibit_id == case))
            order = {"seized": 0, "received": 1, "entrusted": 1, "came_back": 2}
            return sorted(((row.kind, row.giver, row.receiver) for row in found), key=lambda each: order[each[0]])

    def children(self, case: UUID, workflow: str) -> set[UUID]:
        """Return the cases of a workflow below a case."""
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            found = sa.select(Case.id).where(Case.parent_id == case, Case.workflow == workflow)
            return set(session.scalars(found))

    def hand_over(self, exhibit: UUID, *, who: str = POLICE, to: str = FRAUD) -> UUID:
        """Announce a hand-over and return its case."""
        before = self.children(exhibit, "hand_over")
        self.take(who, exhibit, "hand_over", receiver=to, reason="Suite confiée à un autre service.")
        [moving] = self.children(exhibit, "hand_over") - before
        return moving

    def stands(self, case: UUID) -> str:
        """Return the state of a case."""
        return self.story.stands(case)

    def sees(self, key: str, row: type[Any], known: UUID) -> bool:
        """Tell whether an agency sees a row."""
        with unit_of_work(self.engine, Viewer(key, f"{key}.essai")) as session:
            return session.scalar(sa.select(row).where(row.id == known)) is not None
