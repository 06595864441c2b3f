"""Two problems of the quarter: one told from what was noticed to its closing, one that waits for its analysis."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.strategy import BEGIN
from webapp.demonstration.telling import Telling
from workflows.engine.viewer import unit_of_work
from workflows.processes.problem import open_problem
from workflows.store.text import Text

NOTICED: Final = BEGIN + 2
ANALYSED: Final = BEGIN + 9
ASSESSED: Final = BEGIN + 78
HALL: Final = 11
"""Days from the night of the inspection to each stage; the hall comes after the second committee."""
TITLE: Final = "Rassemblements et deux-roues derrière les garages"
HALL_TITLE: Final = "Occupation du hall de la résidence B en soirée"
GROUP: Final = ("police_municipale", "mairie", "bailleur")
CALLS: Final = "Signalements au gardien"
PATROLS: Final = "Interventions sur appel"
BARRIERS: Final = "Poser deux chicanes à l’entrée du passage."
DONE: Final = {
    BARRIERS: ("mairie", 28, "Chicanes posées, bon de travaux n° 31 (démonstration)."),
    "Passer à pied trois soirs par semaine, de 18 h à 22 h.": ("police_municipale", 44, "Treize passages notés en cinq semaines (démonstration)."),
    "Réparer et protéger l’éclairage des garages.": ("bailleur", 33, "Six lampes remplacées, grilles posées (démonstration)."),
}  # fmt: skip
"""What the group decides: whose it is, after how many days it is done, what shows it."""


@dataclass(kw_only=True)
class ProblemTelling(Telling):
    """The problems, under a strategy that was told before."""

    strategy: UUID
    garages: UUID = field(init=False)
    hall: UUID = field(init=False)

    def play(self) -> UUID:
        """Tell everything, or what is missing of it; return the case of the problem that is told through."""
        self.notice()
        self.analyse()
        self.act()
        self.assess()
        self.close()
        self.notice_the_hall()
        return self.garages

    def notice(self) -> None:
        """The landlord says what is noticed, the police take it up, and two partners count it as it is."""
        self.garages = self._propose(
            "bailleur", "garages", NOTICED, title=TITLE, place="Passage derrière les garages, Beau-Marais",
            observed="Rassemblements en soirée, deux-roues dans le passage, bris de verre devant les portes de garage.",
            since=self.at(BEGIN - 40, 9).date(), sufferers="Locataires des résidences A et B, usagers des garages",
            times="Du jeudi au samedi, de 18 h à 23 h", sources="Gardien, main courante du bailleur, police municipale",
            members=GROUP,
        )  # fmt: skip
        self.take(PLAYERS["police_nationale"], self.garages, "take_up", NOTICED + 1, 9)
        for key, label, unit, value in (
            ("bailleur", CALLS, "signalements", 23),
            ("police_municipale", PATROLS, "interventions", 11),
        ):
            self.take(
                PLAYERS[key], self.garages, "add_measure", NOTICED + 3, 9, key=label, label=label, unit=unit, weeks=4,
                starts_on=self.at(BEGIN - 25, 9).date(), value=Decimal(value), source=_SOURCES[key],
            )  # fmt: skip

    def analyse(self) -> None:
        """The group looks at the three sides of it, and says by when it will assess."""
        self.take(
            PLAYERS["police_nationale"], self.garages, "analyse", ANALYSED, 9,
            offenders="Petits groupes des rues voisines, venus pour la discrétion du passage et son accès à deux-roues.",
            targets="Portes de garage et voitures, sans surveillance le soir\u00a0; locataires qui n’osent plus passer.",
            setting="Passage sans éclairage depuis l’été, ouvert aux deux bouts, sans vue depuis la rue.",
            tried="Passages de patrouilles en voiture, à heures fixes\u00a0: les groupes reviennent dans l’heure.",
            supposed="Un passage éclairé, fermé aux deux-roues et parcouru à pied n’a plus d’intérêt pour ces groupes.",
            sources="Visite sur place du groupe, main courante, deux locataires entendus par le gardien",
            assess_on=self.at(ASSESSED + 4, 9).date(),
        )  # fmt: skip

    def act(self) -> None:
        """Three decisions, each of one agency by a day; each is done and checked."""
        for minute, (words, (key, days, evidence)) in enumerate(DONE.items()):
            self.take(
                PLAYERS["police_nationale"], self.garages, "decide", ANALYSED + 1, 10, minute, key=words, words=words,
                owner=key, due_on=self.at(BEGIN + 45, 9).date(),
            )  # fmt: skip
            action = self.child(self.garages, "action", key)
            self.take(PLAYERS[key], action, "report", BEGIN + days, 9, evidence=evidence)
            self.take(PLAYERS["prefecture"], action, "check", BEGIN + days + 1, 9)

    def assess(self) -> None:
        """The same is counted over as many weeks, and the group says what came of it."""
        self.take(PLAYERS["police_nationale"], self.garages, "assess_now", ASSESSED - 2, 9)
        for rank, (key, value) in enumerate((("bailleur", 6), ("police_municipale", 4)), start=1):
            self.take(
                PLAYERS[key], self.garages, "count", ASSESSED - 1, 9, key=key, measure=str(rank), side="after",
                starts_on=self.at(BEGIN + 47, 9).date(), value=Decimal(value), source=_SOURCES[key],
            )  # fmt: skip
        self.take(
            PLAYERS["police_nationale"], self.garages, "assess", ASSESSED, 9, verdict="solved",
            moved="Pas de déplacement noté dans les rues voisines\u00a0; le bailleur reste attentif au parking nord.",
            residents="Le gardien recueille quatre avis\u00a0: le passage est de nouveau emprunté le soir.",
            shown_by="Signalements et interventions sur quatre semaines, mêmes sources avant et après.",
        )  # fmt: skip

    def close(self) -> None:
        """The problem is closed as solved."""
        self.take(PLAYERS["police_nationale"], self.garages, "close_solved", ASSESSED + 2, 10)
        self.let_the_house_work(ASSESSED + 2, 11)
        self.tell(
            Text(
                "Un problème traité de bout en bout\u00a0: signalements de 23 à 6 en quatre semaines, clos et résolu.",
                "One problem worked through: reports from 23 to 6 in four weeks, closed as solved.",
            )
        )

    def notice_the_hall(self) -> None:
        """Another problem is taken up and waits for its analysis."""
        self.hall = self._propose(
            "police_nationale", "hall", HALL, title=HALL_TITLE, place="Hall de la résidence B, Beau-Marais",
            observed="Hall occupé en soirée, contrôle d’accès hors service, passages gênés.",
            since=self.at(HALL - 30, 9).date(), sufferers="Locataires de la résidence B", times="Chaque soir, de 19 h à minuit",
            sources="Comité de pilotage, main courante du bailleur", members=("bailleur", "mairie"),
        )  # fmt: skip
        self.take(PLAYERS["police_nationale"], self.hall, "take_up", HALL, 10)

    def _propose(self, key: str, name: str, day: int, **facts: Any) -> UUID:
        player = PLAYERS[key]
        with unit_of_work(self.engine, player.viewer) as session:
            return open_problem(
                session,
                actor=player.actor,
                moment=self.at(day, 9),
                strategy_id=self.strategy,
                command=self.command_id(f"problem {name}"),
                **facts,
            ).case_id


_SOURCES: Final = {
    "bailleur": "Main courante du bailleur (démonstration)",
    "police_municipale": "Registre des interventions (démonstration)",
}
