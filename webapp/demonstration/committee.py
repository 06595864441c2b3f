"""Two steering committees of the quarter: what was decided at the first and not done comes back at the second by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.strategy import BEGIN, StrategyTelling
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.meeting import convene_meeting
from workflows.processes.meeting_facts import AgendaItem, Decision
from workflows.store.text import Text

FIRST: Final = BEGIN + 46
SECOND: Final = 10
"""Days from the night of the inspection to each committee."""
MEMBERS: Final = (
    "parquet", "police_nationale", "police_municipale", "inspection_travail", "mairie", "transport",
    "education_nationale", "bailleur",
)  # fmt: skip
PLACE: Final = "Sous-préfecture de Calais, salle Opale"
CHAIR: Final = "Le sous-préfet de Calais"
QUORUM: Final = 5
LAMPS: Final = "Remplacer les trois lampadaires du passage derrière les garages."
CALENDAR: Final = "Calendrier des contrôles conjoints"
HALL: Final = "Hall de la résidence B, situation à traiter entre membres"
"""An item for the members alone: neither it nor its decision is in any byte of the public version."""
HALL_DECISION: Final = "Réunir le groupe de partenariat opérationnel sur le hall de la résidence B."


@dataclass(kw_only=True)
class CommitteeTelling(StrategyTelling):
    """The strategy with its committees: ``first`` is approved, ``second`` ends the quarter."""

    first: UUID = field(init=False)
    second: UUID = field(init=False)

    def play(self) -> UUID:
        """Tell everything, or what is missing of it; return the strategy's case id."""
        self.propose()
        self.answer()
        self.sit_first()
        self.act()
        self.measure()
        self.convene_second()
        self.sit_second()
        self.close_second()
        return self.strategy

    def sit_first(self) -> None:
        """The first committee: two public decisions, one for its members alone, all the rest noted, the log approved."""
        self.first = self._convene("first", FIRST - 15, FIRST)
        self._write_items()
        self._sit(self.first, FIRST, absent=("inspection_travail",))
        self._decide(self.first, "Éclairage", FIRST, LAMPS, "mairie", 25)
        words = "Transmettre chaque mois les signalements, résidence par résidence."
        self._decide(self.first, "Éclairage", FIRST, words, "bailleur", 18)
        self._decide(self.first, HALL, FIRST, HALL_DECISION, "police_nationale", 14)
        self._end(self.first, FIRST, SECOND)
        self.take(PLAYERS["prefecture"], self.first, "approve", FIRST + 4, 10, approved_by=CHAIR)
        sent = self.action_of(self.first, words)
        self.take(
            PLAYERS["bailleur"], sent, "report", FIRST + 18, 9, evidence="Premier tableau envoyé (démonstration)."
        )
        self.take(PLAYERS["prefecture"], sent, "check", FIRST + 19, 9)
        self.let_the_house_work(FIRST + 20, 9)
        self.tell(
            Text(
                "Premier comité de pilotage\u00a0: trois décisions, dont une réservée aux membres\u00a0; une seule est faite.",
                "First steering committee: three decisions, one for members alone; only one is done.",
            )
        )

    def convene_second(self) -> None:
        """The second committee is convened; the school services excuse themselves."""
        self.second = self._convene("second", 2, SECOND)
        pilot, school = PLAYERS["prefecture"], PLAYERS["education_nationale"]
        self.take(
            pilot, self.second, "add_item", 3, 9, title=CALENDAR, secrecy="0",
            context="L’inspection du travail n’est pas disponible avant le printemps.",
        )  # fmt: skip
        self.take(school, self.second, "excuse", SECOND - 2, 9, reason="Conseil de discipline le même jour.")
        self.tell(
            Text(
                "Second comité convoqué\u00a0: {n} points inscrits par les dossiers eux-mêmes.",
                "Second committee convened: {n} items written by the records themselves.",
                n=len(self.items(self.second)),
            )
        )

    def sit_second(self) -> None:
        """The committee sits, hears the landlord, decides on what came back, and moves a date."""
        pilot = PLAYERS["prefecture"]
        self._sit(self.second, SECOND, absent=("education_nationale", "transport"))
        lamps = self.item(self.second, LAMPS)
        self.take(PLAYERS["bailleur"], self.second, "give_opinion", SECOND, 10, 20, item=lamps, words="Le passage est aussi notre accès pompiers\u00a0: nous demandons une date ferme.")  # fmt: skip
        self._decide(self.second, LAMPS, SECOND, "Poser les lampadaires avant la fin du mois, date donnée au bailleur.", "mairie", 18)  # fmt: skip
        self._decide(self.second, HALL_DECISION, SECOND, "Tenir le groupe sur la résidence B avant le prochain comité.", "police_nationale", 30)  # fmt: skip
        self._decide(self.second, "présentes aux heures des demandes – Transporteur", SECOND, "Répondre à la demande d’engagement.", "transport", 15)  # fmt: skip
        self.take(
            pilot, self.second, "amend_objective", SECOND, 10, 40, item=self.item(self.second, CALENDAR),
            words="Repousser l’échéance du contrôle conjoint, l’inspection du travail n’étant pas disponible.", objective="2.1",
            due_on=self.at(BEGIN + 400, 9).date(),
        )  # fmt: skip

    def close_second(self) -> None:
        """The sitting ends; the next day a wording is corrected, by a new version."""
        self._end(self.second, SECOND, SECOND + 91)
        self.take(
            PLAYERS["prefecture"], self.second, "correct", SECOND + 1, 9, about="decision:3",
            words="Répondre par écrit à la demande d’engagement, oui ou non avec le motif.",
            why="La réponse attendue est écrite, et peut être un refus motivé.",
        )  # fmt: skip
        self.let_the_house_work(SECOND + 1, 10)
        self.tell(
            Text(
                "Second comité\u00a0: relevé établi à la clôture, puis rectifié\u00a0; les deux versions restent.",
                "Second committee: log drawn up at the closing, then corrected; both versions stay.",
            )
        )

    def item(self, meeting: UUID, words: str) -> str:
        """Return the position, as steps name it, of the item whose title holds these words."""
        return next(str(row.position) for row in self.items(meeting) if words in row.title)

    def items(self, meeting: UUID) -> list[AgendaItem]:
        """Return the items of a meeting, in their order."""
        statement = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting).order_by(AgendaItem.position)
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return list(session.scalars(statement))

    def action_of(self, meeting: UUID, words: str) -> UUID:
        """Return the action of the decision of a meeting that says this."""
        statement = sa.select(Decision.action_id).where(Decision.meeting_id == meeting, Decision.words == words)
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            found = session.scalars(statement).one()
        assert found is not None
        return found

    def _convene(self, name: str, convened: int, held: int) -> UUID:
        pilot = PLAYERS["prefecture"]
        with unit_of_work(self.engine, pilot.viewer) as session:
            return convene_meeting(
                session,
                actor=pilot.actor,
                moment=self.at(convened, 9),
                strategy_id=self.strategy,
                body_key="steering_committee",
                title="Comité de pilotage, Beau-Marais / Centre-ville",
                place=PLACE,
                starts_at=self.at(held, 10),
                chair=CHAIR,
                members=MEMBERS,
                quorum=QUORUM,
                command=self.command_id(f"committee {name}"),
            ).case_id

    def _write_items(self) -> None:
        pilot = PLAYERS["prefecture"]
        for title, secrecy, context in (
            ("Éclairage et propreté des abords", "0", "Trois points signalés par les habitants depuis l’été."),
            (HALL, "2", "Occupation du hall en soirée\u00a0; aucun nom n’est échangé."),
        ):
            self.take(
                pilot, self.first, "add_item", FIRST - 10, 9, key=title, title=title, secrecy=secrecy, context=context
            )

    def _sit(self, meeting: UUID, day: int, *, absent: tuple[str, ...]) -> None:
        pilot = PLAYERS["prefecture"]
        self.take(pilot, meeting, "start", day, 10)
        for minute, key in enumerate(("prefecture", *MEMBERS)):
            presence = "absent" if key in absent else "present"
            who = "" if key in absent else PLAYERS[key].function
            self.take(
                pilot, meeting, "record_presence", day, 10, minute, key=key, agency=key, presence=presence, who=who
            )

    def _decide(self, meeting: UUID, item: str, day: int, words: str, owner: str, days: int) -> None:
        due: date = self.at(day + days, 9).date()
        self.take(
            PLAYERS["prefecture"], meeting, "decide", day, 10, 30, key=words, item=self.item(meeting, item), words=words,
            owner=owner, due_on=due,
        )  # fmt: skip

    def _end(self, meeting: UUID, day: int, following: int) -> None:
        self.take(PLAYERS["prefecture"], meeting, "take_note", day, 11)
        self.take(PLAYERS["prefecture"], meeting, "close_session", day, 11, 30, next_at=self.at(following, 10))
        self.let_the_house_work(day, 12)
