"""The strategy of the canary house: one of each of its cases, and a word of its own in whatever is written there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from tests.webapp.canary_words import canary, told_by
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.viewer import ViewerSession, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.action import Action
from workflows.processes.contest import contest_reading
from workflows.processes.evidence_file import EvidenceFile, add_evidence, withdraw_evidence
from workflows.processes.indicator import Reading
from workflows.processes.outside_letter import ByMail
from workflows.processes.outside_link import make_link
from workflows.processes.steering_note import issue_note
from workflows.processes.strategy import Strategy, open_strategy

STRATEGY: Final = "strategy"
WRITTEN: Final = {
    "open": ("title", "founded_on"),
    "add_axis": ("title",),
    "add_objective": ("title", "aim", "target"),
    "add_indicator": ("label", "source"),
    "name_partner": ("asked",),
    "accept": ("words",),
    "decline": ("reason",),
    "add_action": ("title",),
    "block": ("reason",),
    "read": ("source",),
    "contest": ("reason",),
    "ask_outside": ("person", "words"),
    "withdraw_evidence": ("reason",),
    "ask_means": ("profile", "source"),
    "offer_means": ("profile", "source"),
    "plan_training": ("subject", "provider", "profile"),
    "announce_training": ("subject", "provider", "profile"),
}
"""What is written in a strategy, step by step."""
_COUNTED: Final[dict[str, Any]] = {
    "kind": "result", "baseline": Decimal(9), "target": Decimal(4), "direction": "down", "frequency": "month",
    "owner": "bailleur",
}  # fmt: skip


def tell_strategy(told: Story, key: bytes) -> UUID:
    """Tell everything, each text with its canary, in a house with this key; return the strategy's case."""
    telling = StrategyOfCanaries(told, told.at(-60, 9), key)
    telling.propose()
    telling.provide()
    telling.answer()
    telling.measure()
    return telling.strategy


def attach_files(told: Story) -> None:
    """The landlord attaches a file to an action that every partner sees, and to the one that a meeting keeps to itself;
    and to the former a second one by mistake.
    """
    landlord = PLAYERS["bailleur"]
    with unit_of_work(told.engine, landlord.viewer) as session:
        for name, secrecy in (("local", 1), ("hidden", 2)):
            word = canary("evidence", name)
            kept = told.files.put(f"Pose;{word}\n".encode())
            row = EvidenceFile(name=f"{word}.csv", kind="csv", original=kept, handed_out=kept, length=20)
            case = session.scalars(
                sa.select(Action.id).where(Action.agency == landlord.agency, Action.secrecy == secrecy)
            ).first()
            assert case is not None
            add_evidence(session, case, [row], actor=landlord.actor, moment=told.at(-10, 9))
            if name == "local":
                _attach_by_mistake(session, case, told)


def _attach_by_mistake(session: ViewerSession, case: UUID, told: Story) -> None:
    actor, kept = PLAYERS["bailleur"].actor, told.files.put(b"Autre\n")
    row = EvidenceFile(name="autre.csv", kind="csv", original=kept, handed_out=kept, length=6)
    add_evidence(session, case, [row], actor=actor, moment=told.at(-10, 10))
    facts = told_by({"reason": "Jointe par erreur."}, STRATEGY, "withdraw_evidence")
    withdraw_evidence(session, row.id, actor=actor, moment=told.at(-10, 11), **facts)


@dataclass
class StrategyOfCanaries:
    """What is told, and where it stands."""

    told: Story
    moment: datetime
    key: bytes
    strategy: UUID = field(init=False)
    objective: UUID = field(init=False)
    indicator: UUID = field(init=False)

    def propose(self) -> None:
        """A strategy, an axis, an objective, an indicator that somebody reads and one that is counted, two shares."""
        begins = self.moment.date()
        facts = told_by({"title": "Stratégie", "founded_on": "Un communiqué."}, STRATEGY, "open")
        with unit_of_work(self.told.engine, PLAYERS["prefecture"].viewer) as session:
            self.strategy = open_strategy(
                session, actor=PLAYERS["prefecture"].actor, moment=self.moment, quarter="beau_marais_centre_ville",
                starts_on=begins, ends_on=begins + timedelta(days=900), **facts,
            ).case_id  # fmt: skip
        axis = self._act("prefecture", self.strategy, "add_axis", "axis", title="Rue")
        self.objective = self._act(
            "prefecture", axis, "add_objective", "objective", title="Paix", aim="Dormir", target="Moitié",
            due_on=begins + timedelta(days=300),
        )  # fmt: skip
        self.indicator = self._act(
            "prefecture", self.objective, "add_indicator", "indicator", label="Plaintes", unit="plaintes", source="Registre",
            **_COUNTED,
        )  # fmt: skip
        self._act(
            "prefecture", self.objective, "add_indicator", label="Opérations", unit="services", source="Beffroi",
            feed="agencies_per_operation", **_COUNTED,
        )  # fmt: skip
        for key, asked in (("bailleur", "Éclairer"), ("inspection_travail", "Contrôler")):
            self._act("prefecture", self.objective, "name_partner", partner=key, asked=asked)

    def provide(self) -> None:
        """Means are asked of the landlord, and a training is planned; the landlord brings means and a training of its own."""
        due_on = self.moment.date() + timedelta(days=200)
        self._act(
            "prefecture", self.strategy, "ask_means", owner="bailleur", unit="Gardiens", kind="people", profile="gardien",
            count=3, on_day=due_on, source="Courrier",
        )  # fmt: skip
        self._act(
            "prefecture", self.strategy, "plan_training", owner="bailleur", subject="Accueil", provider="Centre",
            starts_on=due_on, attending="bailleur", profile="gardien", count=5,
        )  # fmt: skip
        self._act(
            "bailleur", self.strategy, "offer_means", unit="Agence", kind="people", profile="médiateur", count=1,
            on_day=due_on, source="Accord",
        )  # fmt: skip
        self._act(
            "bailleur", self.strategy, "announce_training", subject="Éclairage", provider="Organisme", starts_on=due_on,
            attending="bailleur", profile="médiateur", count=2,
        )  # fmt: skip

    def answer(self) -> None:
        """One share is accepted, with an action that is blocked; the other is declined."""
        share, declined = (
            self.told.child(self.objective, "commitment", key) for key in ("bailleur", "inspection_travail")
        )
        self._act("bailleur", share, "accept", words="Oui.")
        self._act("inspection_travail", declined, "decline", reason="Effectif.")
        due_on = self.moment.date() + timedelta(days=90)
        lamps = self._act("bailleur", share, "add_action", "action", title="Lampes", due_on=due_on)
        self._act("bailleur", lamps, "block", reason="Pièces.")

    def measure(self) -> None:
        """The landlord reads its indicator; the police contest what it read; a note says how everything stands."""
        day = self.moment.date() - timedelta(days=1)
        self._act("bailleur", self.indicator, "read", value=Decimal(7), on_day=day, source="Main courante")
        police = PLAYERS["police_nationale"]
        with unit_of_work(self.told.engine, police.viewer) as session:
            reading = session.scalars(sa.select(Reading)).one()
            facts = told_by({"reason": "Compté deux fois."}, STRATEGY, "contest")
            contest_reading(session, reading, value=None, actor=police.actor, moment=self.moment, **facts)

        pilot = PLAYERS["prefecture"]
        with unit_of_work(self.told.engine, pilot.viewer) as session:
            issue_note(session, session.get_one(Strategy, self.strategy), actor=pilot.actor, moment=self.moment)
        with unit_of_work(self.told.engine, pilot.viewer) as session:
            facts = told_by({"person": "La directrice", "words": "Merci."}, STRATEGY, "ask_outside")
            now = datetime.now(UTC)
            make_link(
                session,
                self.indicator,
                partner="bailleur",
                due_on=paris_day(now) + timedelta(days=30),
                actor=pilot.actor,
                moment=now,
                by_mail=ByMail(f"{canary(STRATEGY, 'ask_outside', 'address')}@partenaire.invalid", "fr", self.key),
                **facts,
            )

    def _act(self, key: str, case: UUID, step: str, opens: str = "", **fields: Any) -> UUID:
        """Take a step; return the youngest case of the workflow that it opens, else the case itself."""
        player = PLAYERS[key]
        with unit_of_work(self.told.engine, player.viewer) as session:
            marked = told_by(fields, STRATEGY, step)
            take(session, case, step, actor=player.actor, moment=self.moment, fields=marked)
        return self.told.children(case, opens)[-1] if opens else case
