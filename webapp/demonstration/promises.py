"""The strategy of the demonstration: the promises of the founding press release of 8 February 2018 as axes and objectives.

What was promised is the text's; numbers, days and answers are invented, and every page says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator: what is counted, how, by whom; ``feed`` where the house counts it itself."""

    label: str
    kind: str
    unit: str
    baseline: str | None
    target: str
    direction: str
    owner: str
    source: str
    feed: str = ""
    readings: tuple[str, ...] = ()
    """Three monthly values, oldest first."""

    @property
    def start(self) -> Decimal | None:
        """The starting value."""
        return None if self.baseline is None else Decimal(self.baseline)


@dataclass(frozen=True, slots=True)
class Promise:
    """An objective: what must have changed, and what is asked of each partner by name."""

    title: str
    aim: str
    target: str
    asked: dict[str, str]
    counted: tuple[Counted, ...] = ()


AXES: Final[dict[str, tuple[Promise, ...]]] = {
    "Une présence visible, aux bonnes heures": (
        Promise(
            "Des équipes fidélisées, présentes aux heures des demandes",
            "Renforts affectés au quartier, et davantage de présence sur la voie publique.",
            "Quatre heures de présence à pied chaque soir, du jeudi au samedi",
            {
                "police_nationale": "Affecter les renforts annoncés au quartier et tenir le plan de présence du soir.",
                "police_municipale": "Accorder ses patrouilles au plan de présence du soir.",
                "transport": "Signaler chaque semaine les arrêts et les heures difficiles.",
            },
            (
                Counted("Heures de présence à pied, chaque mois", "output", "heures", "38", "52", "up", "police_nationale", "Main courante du service (total mensuel)", readings=("41", "44.5", "48")),
            ),
        ),
    ),
    "Les contrôles conjoints, rendus systématiques": (
        Promise(
            "Contrôler ensemble commerces et débits de boissons",
            "Contre les fraudes qui nourrissent l’insécurité et l’abandon du quartier.",
            "Une opération conjointe par trimestre, suites tenues à jour",
            {
                "police_nationale": "Prendre part à chaque opération et ouvrir les visites.",
                "ddpp_ccrf": "Prendre part à une opération sur deux au moins.",
                "ddpp_ssa": "Prendre part à chaque opération qui vise l’alimentation.",
                "urssaf": "Prendre part à chaque opération où un emploi non déclaré est signalé.",
                "inspection_travail": "Prendre part à deux opérations dans l’année.",
            },
            (
                Counted("Établissements contrôlés ensemble", "output", "établissements", "0", "12", "up", "prefecture", "Beffroi", feed="visits_held"),
                Counted("Suites en retard", "result", "suites", None, "0", "down", "prefecture", "Beffroi", feed="consequences_overdue"),
            ),
        ),
    ),
    "Résoudre les problèmes du quartier, pour de bon": (
        Promise(
            "Rendre paisibles les halls et les abords des résidences",
            "Les acteurs locaux traitent ensemble un problème, un lieu, jusqu’à ce qu’il soit résolu.",
            "Moitié moins de signalements dans les résidences suivies",
            {
                "bailleur": "Réparer éclairage et contrôle d’accès sous quinze jours après signalement.",
                "police_nationale": "Passer chaque soir dans les halls signalés, à la demande du bailleur.",
                "mairie": "Traiter les dépôts et l’éclairage public des abords.",
            },
            (
                Counted("Signalements du bailleur, chaque mois", "result", "signalements", "46", "23", "down", "bailleur", "Registre de tranquillité du bailleur", readings=("44", "39", "41")),
            ),
        ),
        Promise(
            "Les sorties des collèges se passent bien",
            "Présence et prévention aux heures de sortie.",
            "Aucune bagarre signalée deux mois de suite",
            {
                "education_nationale": "Signaler le jour même ce qui se passe aux abords.",
                "police_municipale": "Être présente aux deux sorties du soir, en période scolaire.",
            },
        ),
    ),
    "Rendre compte aux habitants, mesurer autrement": (
        Promise(
            "Chaque partenaire prend sa part, et le dit",
            "Des objectifs précis, arrêtés ensemble\u00a0; chacun en prend toute sa part.",
            "Tous les engagements demandés ont reçu une réponse",
            {
                "mairie": "Publier chaque trimestre ce qui a été demandé et ce qui a été fait.",
                "bailleur": "Afficher dans les halls les réponses données aux demandes.",
            },
            (
                Counted("Engagements acceptés parmi les demandés", "result", "%", None, "90", "up", "prefecture", "Beffroi", feed="commitments_accepted"),
            ),
        ),
    ),
}  # fmt: skip

DECLINED: Final = {
    "inspection_travail": "Deux opérations ne sont pas possibles cette année\u00a0: effectif engagé sur les chantiers du port.",
}
"""Who declines, and why; everybody else accepts, but for those who are silent."""
SILENT: Final = ("transport",)
"""Who has not answered yet."""
