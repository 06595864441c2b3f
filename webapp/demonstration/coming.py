"""What is going on today in the demonstration: a second operation, for a Friday to come, on which each desk has its part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.demonstration.cast import PLAYERS, Player
from webapp.demonstration.telling import SEED
from workflows.engine.cases import take
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.operation import open_operation
from workflows.store.text import PARIS

TITLE: Final = "Épicerie de nuit et bar du quartier\u00a0: nouvelle visite"
_INVITED: Final = {
    "police_nationale": "Ouverture des visites, contrôle sur réquisition",
    "police_municipale": "Abords, domaine public",
    "ddpp_ssa": "Suites de la première visite",
}


@dataclass(frozen=True, slots=True)
class ComingOperation:
    """The second operation: proposed, approved, its invitations and requisition waiting for an answer."""

    engine: Engine
    night: date
    asked_at: datetime
    """When the last step was taken (aware), before the moment at which the demonstration is loaded."""
    establishments: dict[str, UUID]

    def play(self) -> UUID:
        """Take the steps up to today, or find them taken; return the operation's case id."""
        pilot, prosecutor = PLAYERS["prefecture"], PLAYERS["parquet"]
        with unit_of_work(self.engine, pilot.viewer) as session:
            operation = open_operation(
                session, actor=pilot.actor, moment=self.asked_at, title=TITLE, zone="Beau-Marais / Centre-ville",
                starts_at=self._at(20), ends_at=self._at(23), purpose="Vérifier ce qui a été demandé aux exploitants.",
                demonstration=True, command=self._command("open"),
            ).case_id  # fmt: skip
        for place, hour in (("night_grocery", 20), ("bar_3", 21)):
            self._take(
                pilot, operation, "add_target", key=place, establishment=str(self.establishments[place]),
                reason=_REASONS[place], planned_at=self._at(hour, 30),
            )  # fmt: skip
        self._take(pilot, operation, "propose")
        self._take(prosecutor, operation, "approve")
        for key, role in _INVITED.items():
            self._take(pilot, operation, "invite", key=key, agencies=[key], role=role)
        self._take(
            pilot, operation, "ask_requisition", offences=["ct_l8221_1", "ct_l8221_2"], starts_at=self._at(20),
            ends_at=self._at(23), reason="Première visite restée sans accès dans un des deux lieux.",
        )  # fmt: skip
        self._take(PLAYERS["police_municipale"], self._participation(operation, "police_municipale"), "accept")
        return operation

    def _take(self, player: Player, case: UUID, step: str, *, key: str = "", **fields: Any) -> None:
        with unit_of_work(self.engine, player.viewer) as session:
            command = self._command(f"{case}/{step}/{key}")
            take(session, case, step, actor=player.actor, moment=self.asked_at, fields=fields, command=command)

    def _participation(self, operation: UUID, agency: str) -> UUID:
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.scalars(
                sa.select(Case.id).where(
                    Case.parent_id == operation, Case.workflow == "participation", Case.agency == agency
                )
            ).one()

    def _at(self, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.night, time(hour, minute), PARIS)

    def _command(self, name: str) -> str:
        return str(uuid5(SEED, f"coming/{name}"))


def coming_operation(engine: Engine, *, today: date, establishments: dict[str, UUID]) -> UUID:
    """Bring the second operation to where it stands today; the same one however often it is asked for."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        known = session.scalar(sa.select(Case.opened_at).where(Case.title == TITLE, Case.workflow == "operation"))
    asked_on = known.astimezone(PARIS).date() if known else today - timedelta(days=1)
    night = asked_on + timedelta(days=(4 - asked_on.weekday()) % 7 + 14)
    asked_at = datetime.combine(asked_on, time(9), PARIS)
    return ComingOperation(engine, night, asked_at, establishments).play()


_REASONS: Final = {
    "night_grocery": "Produits périmés et vitrine trop chaude constatés\u00a0: vérifier la remise en ordre.",
    "bar_3": "Fermé à l’arrivée lors de la première visite.",
}
