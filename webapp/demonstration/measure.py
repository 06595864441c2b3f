"""Three measures, with invented facts: a closure taken through to its end, a warning, a closure that is in force tonight."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.telling import Telling
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.consequence import Consequence, open_elsewhere
from workflows.processes.finding import Finding
from workflows.processes.measure_facts import MeasureObservation, MeasureRemedy
from workflows.processes.signing_delegation import open_delegation
from workflows.register.establishments import Establishment
from workflows.store.text import Text, say_day

FACTS: Final = {
    -135: "Rixe entre clients devant l’entrée, deux blessés légers (démonstration).",
    -128: "Musique et cris sur la terrasse à 1 h 40, onze appels de riverains (démonstration).",
    -121: "Clients en état d’ivresse servis à 0 h 50, altercation sur la chaussée (démonstration).",
}
SIGNED, SERVED, BINDS, ENDED = -74, -72, -70, -5
"""Days from the night of the inspection. At the signature the last fact is more than forty-five days old."""
WARNED: Final = 11
OPEN_AGAIN: Final = 10
QUALITY: Final = "sous-préfet de Calais (démonstration)"
NUMBER: Final = "arrêté n° DÉMO-2026-1"
REASONS: Final = (
    "Le {first}, une rixe a éclaté devant l’entrée entre clients de l’établissement\u00a0; le {last}, des clients en état "
    "d’ivresse ont été servis puis se sont battus sur la chaussée. Ces faits tiennent à la façon dont le lieu est exploité. "
    "Leur répétition en deux semaines justifie deux mois."
)


@dataclass(kw_only=True)
class MeasureTelling(Telling):
    """The measures, about the establishments of the story."""

    establishments: dict[str, UUID]
    delegation: UUID = field(init=False)
    closure: UUID = field(init=False)
    warning: UUID = field(init=False)
    urgent: UUID = field(init=False)

    def play(self) -> UUID:
        """Tell everything, or what is missing of it; return the case of the closure that has ended."""
        for act in ("delegate", "instruct", "hear", "decide", "serve", "keep", "end", "warn", "close_at_once"):
            getattr(self, act)()
        return self.closure

    def delegate(self) -> None:
        """The delegation of the sub-prefect enters the register."""
        player = PLAYERS["prefecture"]
        with unit_of_work(self.engine, player.viewer) as session:
            self.delegation = open_delegation(
                session, actor=player.actor, moment=self.at(-200, 9), signatory="Noa Démo", quality=QUALITY,
                subjects=["A1", "A2", "A3", "A6", "A7", "A9"], valid_from=self.at(-200, 9).date(), valid_to=None,
                order_reference="arrêté de délégation de démonstration", bulletin="recueil de démonstration, sans numéro",
                demonstration=True, command=self.command_id("delegation"),
            ).case_id  # fmt: skip

    def instruct(self) -> None:
        """Three facts of one bar, each with its link to the place; one ground, two months."""
        self.closure = self._open(
            "bar_3", "closure", -116, "Troubles répétés autour du bar Le Quinquet (démonstration)"
        )
        for day, words in FACTS.items():
            self._pref(
                self.closure, "add_fact", -116, 10, key=str(day), on_day=self.at(day, 9).date(), words=words,
                source="Police nationale (démonstration)", proof="Rapport administratif de démonstration",
                link="Clients de l’établissement, à ses heures d’ouverture, devant son entrée.",
            )  # fmt: skip
        self._pref(self.closure, "print_report", -116, 11)
        self._pref(
            self.closure, "choose_basis", -115, 10, basis="A2", months=2, repeated="register",
            ground="Trois atteintes à la tranquillité publique en deux semaines, liées à l’exploitation.",
        )  # fmt: skip

    def hear(self) -> None:
        """The letter is handed over, the operator answers in writing and is heard, the days pass."""
        self._pref(
            self.closure, "send_letter", -114, 10, proposed="Fermeture administrative", days=15,
            reference="DÉMO-2026-1", signatory=f"Noa Démo, {QUALITY}", sent_on=self.at(-114, 9).date(),
            way="by_hand",
        )  # fmt: skip
        self._pref(
            self.closure, "prove_receipt", -110, 10, receipt="received", received_on=self.at(-114, 9).date(),
            proof="Procès-verbal de notification n° DÉMO-2026-1",
        )  # fmt: skip
        self._pref(
            self.closure, "observe", -103, 10, key="written", on_day=self.at(-103, 9).date(), by="L’exploitant",
            words="Un agent de sécurité est recruté pour les fins de semaine (démonstration).",
        )  # fmt: skip
        self._pref(
            self.closure, "observe", -100, 10, key="oral", on_day=self.at(-100, 9).date(), by="L’exploitant, assisté",
            oral=True, heard_by="Bureau des sécurités", place="Sous-préfecture de Calais, bureau des sécurités",
            handed_in="Contrats de travail\nDevis d’un limiteur de son", words="Trois emplois dépendent de l’établissement (démonstration).",
        )  # fmt: skip
        self.let_the_house_work(-95, 1)

    def decide(self) -> None:
        """Each observation is answered, the length is weighed, the sub-prefect signs by delegation."""
        for number, answer in enumerate(
            (
                "Le recrutement est postérieur aux faits\u00a0; il en est tenu compte dans la durée.",
                "Les salaires restent dus\u00a0; la durée est limitée à deux mois.",
            )
        ):
            self._pref(
                self.closure, "answer_observation", -92, 10, number, key=str(number), answer=answer,
                observation=self._observation(number),
            )  # fmt: skip
        first, last = (paris_day(self.at(day, 9)) for day in (min(FACTS), max(FACTS)))
        self._pref(
            self.closure, "note_decision", -90, 10, gravity="Deux blessés, appels répétés.", repeated="Première mesure connue.",
            cured="Un agent de sécurité depuis peu.", jobs="Trois emplois déclarés.", months=2,
            reasons=REASONS.format(first=say_day(first, "fr"), last=say_day(last, "fr")),
        )  # fmt: skip
        self._sign(
            "sign", self.closure, SIGNED, NUMBER, remedies=True, executed_by=["police_nationale", "police_municipale"]
        )

    def serve(self) -> None:
        """Served by hand and posted: the last fact was more than forty-five days old, the order binds two days later."""
        police = PLAYERS["police_nationale"]
        self.take(
            police, self.closure, "serve", SERVED, 11, 30, served_at=self.at(SERVED, 11), receipt="received",
            served_to="L’exploitant", proof="Procès-verbal de notification n° DÉMO-2026-2",
        )  # fmt: skip
        self.take(
            police, self.closure, "post", SERVED, 11, 40, posted_at=self.at(SERVED, 11, 10),
            words="Sur la porte d’entrée, par l’équipe qui a notifié.",
        )  # fmt: skip
        self.let_the_house_work(BINDS, 11, 30)

    def keep(self) -> None:
        """Seen open once and shut once; an appeal to the author is rejected."""
        self.take(
            PLAYERS["police_municipale"], self.closure, "watch", -62, 23, 45, watched_at=self.at(-62, 23, 30), seen="open",
            posted=True, words="Lumière et clients à l’intérieur\u00a0; signalé au bureau des sécurités (démonstration).",
        )  # fmt: skip
        self.take(
            PLAYERS["police_nationale"], self.closure, "watch", -55, 23, 15, watched_at=self.at(-55, 23), seen="shut",
            posted=True, words="Rideau baissé.",
        )  # fmt: skip
        self.take(PLAYERS["police_nationale"], self.closure, "print_watch", -54, 9)
        self._pref(
            self.closure, "contest", -60, 10, kind="gracieux", filed_on=self.at(-60, 9).date(),
            reference="courrier de démonstration",
        )  # fmt: skip
        self._pref(
            self.closure, "decide_remedy", -45, 10, remedy=self._remedy(), outcome="rejected",
            decided_on=self.at(-45, 9).date(), words="Rejet motivé (démonstration).",
        )  # fmt: skip

    def end(self) -> None:
        """Two months later, to the day, the closure ends by itself."""
        self.let_the_house_work(ENDED, 9)
        self.tell(
            Text(
                "Une fermeture de deux mois, du contradictoire à son terme\u00a0: signée par délégation, vue ouverte puis fermée.",
                "A two-month closure, from the letter to its end: signed by delegation, seen open, then shut.",
            )
        )

    def warn(self) -> None:
        """What the police found at the first bar leads to a warning."""
        finding, self.warning = self._administrative_finding()
        self._pref(
            self.warning, "add_fact", WARNED, 11, on_day=paris_day(finding.found_at), words=f"{finding.label} {finding.note}",
            source="Police nationale, compte rendu du contrôle", proof="Compte rendu clos", finding=finding.id.hex,
            link="L’exploitation d’un débit de boissons demande ce permis.",
        )  # fmt: skip
        self._pref(
            self.warning, "choose_basis", WARNED, 11, 10, basis="A1", repeated="register",
            ground="Manquement à la réglementation des débits de boissons, facile à corriger.",
        )  # fmt: skip
        self._sign(
            "sign_warning",
            self.warning,
            WARNED,
            "avertissement n° DÉMO-2026-3",
            executed_by=["police_nationale"],
        )
        self.take(
            PLAYERS["police_nationale"], self.warning, "serve_warning", WARNED, 15, 30, served_at=self.at(WARNED, 15),
            receipt="received", served_to="L’exploitant", proof="Procès-verbal de notification n° DÉMO-2026-3",
        )  # fmt: skip
        self.let_the_house_work(WARNED, 16)
        self.tell(
            Text(
                "Un avertissement signé et notifié au bar Le Mirliton.",
                "A warning signed and served on the bar Le Mirliton.",
            )
        )

    def close_at_once(self) -> None:
        """A shop where people gather every night is shut without a letter, the urgency argued; a patrol finds it open."""
        self.urgent = self._open(
            "night_grocery", "urgent", 6, "Attroupements nocturnes devant l’épicerie (démonstration)"
        )
        for day in (-2, 3):
            self._pref(
                self.urgent, "add_fact", 6, 10, key=str(day), on_day=self.at(day, 9).date(),
                words="Attroupement de clients devant le commerce jusqu’à 1 h, verre brisé (démonstration).",
                source="Police municipale (démonstration)", proof="Main courante de démonstration",
                link="Clients de la vente à emporter, après 22 h.",
            )  # fmt: skip
        self._pref(
            self.urgent, "choose_basis", 6, 11, basis="A6", months=1, repeated="register",
            ground="Désordres liés à la vente à emporter la nuit.",
        )  # fmt: skip
        self._pref(
            self.urgent, "argue_urgency", 7, 9,
            urgency="Les attroupements reviennent chaque nuit et deux riverains ont été menacés (démonstration).",
        )  # fmt: skip
        self._pref(
            self.urgent, "note_decision", 7, 10, gravity="Menaces, verre brisé.", repeated="Première mesure connue.",
            cured="Aucune correction.", jobs="Deux emplois.", months=1,
            reasons=f"Le {say_day(paris_day(self.at(3, 9)), 'fr')}, un attroupement de clients s’est tenu devant le commerce jusqu’à 1 h.",
        )  # fmt: skip
        self._sign(
            "sign",
            self.urgent,
            9,
            "arrêté n° DÉMO-2026-2",
            remedies=True,
            executed_by=["police_nationale", "police_municipale"],
        )
        self.take(
            PLAYERS["police_municipale"], self.urgent, "serve", OPEN_AGAIN, 17, 30, served_at=self.at(OPEN_AGAIN, 17),
            receipt="refused", served_to="Un préposé", proof="Rapport de notification n° DÉMO-2026-4",
        )  # fmt: skip
        self.let_the_house_work(OPEN_AGAIN, 18)
        self.take(
            PLAYERS["police_municipale"], self.urgent, "watch", OPEN_AGAIN, 22, 45, watched_at=self.at(OPEN_AGAIN, 22, 30),
            seen="open", posted=False, words="Vente en cours, aucune affiche sur la porte (démonstration).",
        )  # fmt: skip
        self.tell(
            Text(
                "Une fermeture est en vigueur ce soir, et le lieu a été vu ouvert.",
                "One closure is in force tonight, and the place was seen open.",
            )
        )

    # ------------------------------------------------------------------ the means

    def _open(self, place: str, name: str, day: int, label: str) -> UUID:
        player = PLAYERS["prefecture"]
        with unit_of_work(self.engine, player.viewer) as session:
            row = session.get_one(Establishment, self.establishments[place])
            return open_elsewhere(
                session, "measure", establishment=row, label=label, actor=player.actor, moment=self.at(day, 9),
                due_at=self.at(day + 30, 18), clock_key="", title=f"{row.shown_name} – suite administrative",
                command=self.command_id(f"measure {name}"),
            ).case_id  # fmt: skip

    def _pref(self, case: UUID, step: str, day: int, hour: int, minute: int = 0, **fields: Any) -> None:
        self.take(PLAYERS["prefecture"], case, step, day, hour, minute, **fields)

    def _sign(self, step: str, case: UUID, day: int, number: str, **fields: Any) -> None:
        self._pref(
            case, step, day, 14, number=number, signatory=self.delegation.hex, signed_on=self.at(day, 9).date(), **fields
        )  # fmt: skip

    def _observation(self, number: int) -> str:
        return self._ids(sa.select(MeasureObservation.id).order_by(MeasureObservation.on_day), MeasureObservation)[
            number
        ]

    def _remedy(self) -> str:
        return self._ids(sa.select(MeasureRemedy.id), MeasureRemedy)[0]

    def _ids(self, statement: sa.Select[UUID], row: type[MeasureObservation | MeasureRemedy]) -> list[str]:
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return [each.hex for each in session.scalars(statement.where(row.measure_id == self.closure))]

    def _administrative_finding(self) -> tuple[Finding, UUID]:
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            found = session.execute(
                sa.select(Finding, Consequence.id)
                .join(Consequence, Consequence.finding_id == Finding.id)
                .where(Consequence.kind == "measure", Finding.item == "PN-10")
            ).one()
            session.expunge_all()
            return found[0], found[1]
