"""The means and trainings of the quarter: asked for, pledged, arrived in part; a training held, another one to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.strategy import BEGIN
from webapp.demonstration.telling import Telling
from workflows.engine.viewer import HOUSE_VIEWER, open_session
from workflows.processes.training import TrainingCount, standing_counts
from workflows.store.text import Text

ASKED: Final = BEGIN + 5
TEAM: Final = "Équipe de quartier, Beau-Marais"
_NEEDS: Final = (
    ("police_nationale", TEAM, "people", "gardien de la paix", 12),
    ("police_municipale", "Brigade de soirée", "people", "policier municipal", 4),
    ("mairie", "Médiation sociale", "people", "médiateur", 3),
    ("police_nationale", TEAM, "vehicle", "véhicule sérigraphié", 2),
)
"""Whose, for which unit, of which kind and profile, how many; invented, as their sources say."""
_LETTER: Final = "Courrier de la sous-préfecture (démonstration)"
_TABLE: Final = "Tableau d’effectifs (démonstration)"
HELD: Final = "Contrôler ensemble un débit de boissons"
COMING: Final = "Recueillir la parole des victimes"


@dataclass(kw_only=True)
class MeansTelling(Telling):
    """The means, under a strategy that was told before."""

    strategy: UUID

    def play(self) -> None:
        """Tell everything, or what is missing of it."""
        self.ask()
        self.pledge_and_arrive()
        self.train()
        self.tell(
            Text(
                "Moyens\u00a0: 14 personnes arrivées sur 19 nécessaires\u00a0; une formation tenue, une autre prévue.",
                "Means: 14 people arrived of 19 needed; one training held, another one planned.",
            )
        )

    def ask(self) -> None:
        """The sous-préfecture asks for each line."""
        for number, (owner, unit, kind, profile, count) in enumerate(_NEEDS):
            self.take(
                PLAYERS["prefecture"], self.strategy, "ask_means", ASKED, 9, number, key=f"means-{number}", owner=owner,
                unit=unit, kind=kind, profile=profile, count=count, on_day=self.at(BEGIN + 60, 9).date(), source=_LETTER,
            )  # fmt: skip

    def pledge_and_arrive(self) -> None:
        """The national police pledge all and ten come; the town's police are complete; of two vehicles one will not come."""
        team, evening, _mediation, vehicles = self.children(self.strategy, "means")
        promised = self.at(BEGIN + 45, 9).date()
        self._move("police_nationale", team, "pledge", 8, count=12, on_day=promised, source=_TABLE)
        self._move("police_municipale", evening, "pledge", 9, count=4, on_day=promised, source=_TABLE)
        self._move("police_nationale", vehicles, "pledge", 9, count=2, on_day=promised, source=_TABLE)
        self._come("police_nationale", team, 30, 8)
        self._come("police_municipale", evening, 40, 4)
        self._come("police_nationale", team, 44, 2)
        self._come("police_nationale", vehicles, 44, 1)
        self._move(
            "police_nationale", vehicles, "fall_short", 46, reason="Livraison reportée à l’an prochain (démonstration)."
        )
        self.let_the_house_work(BEGIN + 47, 9)

    def train(self) -> None:
        """One session is held with two agencies, the next is planned after the night."""
        for key, subject, day in (("held", HELD, BEGIN + 35), ("coming", COMING, 20)):
            self.take(
                PLAYERS["prefecture"], self.strategy, "plan_training", BEGIN + 10, 9, key=f"training-{key}",
                owner="police_nationale", subject=subject, provider="Centre de formation (démonstration)",
                starts_on=self.at(day, 9).date(), attending="police_nationale", profile="gardien de la paix", count=10,
            )  # fmt: skip
        held, _coming = self.children(self.strategy, "training")
        self._move(
            "police_nationale",
            held,
            "add_group",
            12,
            attending="police_municipale",
            profile="policier municipal",
            count=4,
        )
        for key, count in (("police_nationale", 9), ("police_municipale", 4)):
            group = next(code for code, agency in self._groups(held) if agency == key)
            self._move(
                "police_nationale", held, "count", 36, key=key, group=group, count=count,
                source="Feuille d’émargement (démonstration)",
            )  # fmt: skip
        self._move("police_nationale", held, "close", 37)

    def _come(self, key: str, line: UUID, day: int, count: int) -> None:
        self._move(key, line, "arrive", day, count=count, on_day=self.at(BEGIN + day, 9).date(), source=_TABLE)

    def _move(self, who: str, case: UUID, step: str, day: int, *, key: str = "", **fields: Any) -> None:
        self.take(PLAYERS[who], case, step, BEGIN + day, 10, key=f"{step}-{day}-{key}", **fields)

    def _groups(self, training: UUID) -> list[tuple[str, str]]:
        """The groups that are expected at a session: the code of each, and its agency."""
        with open_session(self.engine, HOUSE_VIEWER, only_reads=True) as session:
            rows = standing_counts(
                session.scalars(sa.select(TrainingCount).where(TrainingCount.training_id == training))
            )
            return [(row.id.hex, row.attending) for row in rows if row.stage == "planned"]
