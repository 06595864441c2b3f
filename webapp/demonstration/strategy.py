"""A quarter of life of the local strategy: objectives proposed, accepted or declined, actions, readings, a contest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.promises import AXES, DECLINED, SILENT, Counted, Promise
from webapp.demonstration.telling import Telling
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.contest import contest_reading
from workflows.processes.indicator import Reading, end_of_period
from workflows.processes.strategy import open_strategy
from workflows.store.text import Text

TITLE: Final = "Stratégie locale de sécurité, Beau-Marais / Centre-ville"
BEGIN: Final = -92
"""Days from the night of the inspection to the proposal of the strategy."""


@dataclass(kw_only=True)
class StrategyTelling(Telling):
    """The strategy, told around the night of the joint inspection."""

    strategy: UUID = field(init=False)

    def play(self) -> UUID:
        """Tell everything, or what is missing of it; return the strategy's case id."""
        self.propose()
        self.answer()
        self.act()
        self.measure()
        return self.strategy

    def propose(self) -> None:
        """The sous-préfecture writes the strategy, its axes and objectives, and names each partner's share."""
        pilot, starts = PLAYERS["prefecture"], self.at(BEGIN, 9)
        with unit_of_work(self.engine, pilot.viewer) as session:
            self.strategy = open_strategy(
                session,
                actor=pilot.actor,
                moment=starts,
                title=TITLE,
                quarter="beau_marais_centre_ville",
                starts_on=starts.date(),
                ends_on=starts.date() + timedelta(days=3 * 365),
                founded_on="Communiqué de presse du 8 février 2018 (Police de sécurité du quotidien).",
                demonstration=True,
                command=self.command_id("strategy"),
            ).case_id
        for title, promises in AXES.items():
            self.take(pilot, self.strategy, "add_axis", BEGIN, 9, 10, key=title, title=title)
            for promise in promises:
                self._propose(self.titled("axis", title), promise)
        self.take(pilot, self.strategy, "bring_into_force", BEGIN, 12)
        self.tell(
            Text(
                "Stratégie du quartier\u00a0: {axes} axes, {objectives} objectifs proposés à leurs partenaires.",
                "Strategy of the quarter: {axes} axes, {objectives} objectives proposed to their partners.",
                axes=len(AXES),
                objectives=sum(map(len, AXES.values())),
            )
        )

    def answer(self) -> None:
        """Each partner accepts its share or declines it with a reason; one says nothing, and its objective stays proposed."""
        for number, promise in enumerate(_promises()):
            for minute, key in enumerate(promise.asked):
                share = self.child(self.titled("objective", promise.title), "commitment", key)
                if key in DECLINED:
                    self.take(PLAYERS[key], share, "decline", BEGIN + 8, 10, minute, reason=DECLINED[key])
                elif key not in SILENT:
                    self.take(PLAYERS[key], share, "accept", BEGIN + 6, 9 + number, minute)
        self.let_the_house_work(BEGIN + 9, 9)
        for promise in _promises():
            if not set(SILENT) & set(promise.asked):
                self.take(
                    PLAYERS["prefecture"], self.titled("objective", promise.title), "settle", BEGIN + 12, 10, key=promise.title
                )  # fmt: skip
        self.tell(
            Text(
                "Engagements acceptés\u00a0; l’inspection du travail décline un des siens, le transporteur n’a pas répondu.",
                "Commitments accepted; the labour inspection declines one of its own, the transport operator has not answered.",
            )
        )

    def act(self) -> None:
        """Actions are begun, blocked, postponed, done and checked."""
        halls = self._share("Rendre paisibles les halls et les abords des résidences", "bailleur")
        for title, days in (
            ("Remplacer l’éclairage du hall, résidence A", 30),
            ("Changer le contrôle d’accès, résidence B", 45),
        ):
            self.take(
                PLAYERS["bailleur"], halls, "add_action", BEGIN + 14, 9, key=title, title=title,
                due_on=self.at(BEGIN + 14 + days, 9).date(),
            )  # fmt: skip
        light, access = self.children(halls, "action")
        self.take(PLAYERS["bailleur"], light, "start", BEGIN + 20, 9)
        self.take(
            PLAYERS["bailleur"], light, "report", BEGIN + 40, 9, evidence="Intervention du prestataire, bon n° 12 (démonstration)."
        )  # fmt: skip
        self.take(PLAYERS["prefecture"], light, "check", BEGIN + 43, 10)
        self.take(
            PLAYERS["bailleur"],
            access,
            "block",
            BEGIN + 50,
            9,
            reason="Pièces attendues du fabricant\u00a0; le bailleur relance.",
        )
        street = self._share("Rendre paisibles les halls et les abords des résidences", "mairie")
        self.take(
            PLAYERS["mairie"], street, "add_action", BEGIN + 15, 9, title="Enlever les dépôts derrière les garages",
            due_on=self.at(-20, 9).date(),
        )  # fmt: skip
        self.tell(
            Text(
                "Actions\u00a0: une vérifiée, une bloquée avec son motif, une en retard.",
                "Actions: one checked, one blocked with its reason, one late.",
            )
        )

    def measure(self) -> None:
        """Three months of readings; the police contest one of the landlord's, and it is not settled yet."""
        for promise in _promises():
            objective = self.titled("objective", promise.title)
            for counted in promise.counted:
                indicator = self.titled("indicator", counted.label, below=objective)
                for months, value in enumerate(counted.readings):
                    day = self._month_end(months)
                    self.take(
                        PLAYERS[counted.owner], indicator, "read", (day - self.night).days + 3, 9, key=day.isoformat(),
                        value=Decimal(value), on_day=day,
                    )  # fmt: skip
        self._contest()
        self.tell(
            Text(
                "Trois mois de relevés\u00a0; la police nationale conteste le dernier du bailleur.",
                "Three months of readings; the national police contest the landlord’s last one.",
            )
        )

    def titled(self, workflow: str, words: str, *, below: UUID | None = None) -> UUID:
        """Return the case of that workflow in this strategy whose title ends with these words."""
        statement = sa.select(Case.id).where(Case.workflow == workflow, Case.title.endswith(words))
        if below is not None:
            statement = statement.where(Case.parent_id == below)
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return session.scalars(statement).one()

    def _propose(self, axis: UUID, promise: Promise) -> None:
        pilot = PLAYERS["prefecture"]
        self.take(
            pilot, axis, "add_objective", BEGIN, 9, 20, key=promise.title, title=promise.title, aim=promise.aim,
            target=promise.target, due_on=self.at(BEGIN + 365, 9).date(),
        )  # fmt: skip
        objective = self.titled("objective", promise.title)
        for counted in promise.counted:
            self._count(objective, counted)
        for key, asked in promise.asked.items():
            self.take(pilot, objective, "name_partner", BEGIN, 10, key=key, partner=key, asked=asked)

    def _count(self, objective: UUID, counted: Counted) -> None:
        self.take(
            PLAYERS["prefecture"], objective, "add_indicator", BEGIN, 9, 40, key=counted.label, label=counted.label,
            kind=counted.kind, unit=counted.unit, baseline=counted.start, target=Decimal(counted.target),
            direction=counted.direction, frequency="month", source=counted.source, owner=counted.owner, feed=counted.feed,
        )  # fmt: skip

    def _contest(self) -> None:
        police = PLAYERS["police_nationale"]
        indicator = self.titled("indicator", "Signalements du bailleur, chaque mois")
        with unit_of_work(self.engine, police.viewer) as session:
            reading = session.scalars(
                sa.select(Reading).where(Reading.indicator_id == indicator).order_by(Reading.on_day.desc())
            ).first()
            assert reading is not None
            contest_reading(
                session,
                reading,
                value=Decimal(37),
                reason="Quatre signalements portent sur une résidence hors du quartier.",
                actor=police.actor,
                moment=self.at(2, 9),
                command=self.command_id("contest"),
            )

    def _month_end(self, months: int) -> date:
        """Return the end of the first, second or third whole month of the quarter that ends with the night."""
        before = self.night.replace(day=1) - timedelta(days=1)
        for _ in range(2 - months):
            before = before.replace(day=1) - timedelta(days=1)
        return end_of_period(before, "month")

    def _share(self, objective: str, agency: str) -> UUID:
        return self.child(self.titled("objective", objective), "commitment", agency)


def _promises() -> list[Promise]:
    return [promise for promises in AXES.values() for promise in promises]
