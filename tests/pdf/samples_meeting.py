"""A committee to print: public items and others, opinions, an earlier decision still open, a correction, an approval."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.pdf.samples import head
from workflows.processes.snapshots_meeting import (
    Decided,
    DecisionsSnapshot,
    ItemPart,
    MeetingLine,
    OpenDecision,
    OpinionLine,
    PresenceLine,
    QuotedLine,
    VersionLine,
)

HELD = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
APPROVED = datetime(2026, 12, 4, 8, 30, tzinfo=UTC)


def decisions() -> DecisionsSnapshot:
    """The full log of that committee, fourth version."""
    return DecisionsSnapshot(
        head=replace(head("RD-2026-0004", 2), version=4),
        meeting=MeetingLine(
            body="Comité de pilotage du quartier",
            title="Comité de pilotage, Beau-Marais / Centre-ville",
            place="Sous-préfecture de Calais, salle Opale",
            starts_at=HELD,
            chair="Le sous-préfet de Calais",
            strategy="Stratégie locale de sécurité, Beau-Marais / Centre-ville",
            present=4,
            quorum=3,
        ),
        presences=(
            PresenceLine("Sous-préfecture", "Cheffe du bureau des sécurités", "present"),
            PresenceLine("Parquet", "Substitut de permanence", "present"),
            PresenceLine("Police nationale", "Chef de circonscription", "present"),
            PresenceLine("Police nationale", "Déléguée à la cohésion police-population", "present"),
            PresenceLine("Bailleur social", "Responsable de secteur", "present"),
            PresenceLine("Éducation nationale", "", "excused", "Conseil de discipline", "noté absent en séance"),
            PresenceLine("Transporteur", "", "absent"),
        ),
        items=(
            ItemPart(
                1, "Éclairage du passage", "Trois points signalés par les habitants.", False, 0,
                (
                    Decided(1, "Remplacer les trois lampadaires.", "Mairie", date(2026, 12, 18), "", 0),
                    Decided(2, "Relever les caméras du hall voisin.", "Bailleur social", date(2027, 1, 8), "", 2),
                ),
                (OpinionLine("Bailleur social", "Le passage est aussi l’accès des pompiers."),),
            ),
            ItemPart(
                2, "Hall de la résidence B", "Occupation en soirée\u00a0; aucun nom n’est échangé.", False, 2,
                (Decided(3, "Réunir le groupe opérationnel.", "Police nationale", date(2026, 12, 14), "", 2),),
                (OpinionLine("Parquet", "Une réquisition pourra être demandée."),),
            ),
            ItemPart(
                3, "Relevé du transporteur", "Attendu depuis le 10 novembre.", True, 1,
                figures=(QuotedLine("Signalements dans les halls", "signalements", 4150, date(2026, 10, 31), "Registre du bailleur", True),),
            ),
            ItemPart(
                4, "Calendrier des contrôles conjoints", "L’inspection du travail n’est pas disponible.", False, 0,
                (Decided(4, "Repousser l’échéance au printemps.", "Sous-préfecture", None, "Objectif 2.1, échéance\u00a0: 30/04/2027", 0),),
            ),
            ItemPart(5, "Réponses affichées dans les halls", "", True, 0),
        ),
        open_decisions=(
            OpenDecision("RD-2026-0002", 1, date(2026, 9, 28), "Enlever les dépôts derrière les garages.", "Mairie", date(2026, 10, 23), "going_on", 0),
            OpenDecision("RD-2026-0002", 3, date(2026, 9, 28), "Tenir le groupe sur la résidence A.", "Police nationale", date(2026, 10, 30), "blocked", 2),
        ),
        versions=(
            VersionLine(1, "closed", HELD),
            VersionLine(2, "corrected", APPROVED, "Décision 1", "Remplacer des lampadaires. (Mairie)", "Remplacer les trois lampadaires. (Mairie)", "Le nombre manquait."),
            VersionLine(3, "corrected", APPROVED, "Point «\u00a0Hall de la résidence B\u00a0»", "Occupation.", "Occupation en soirée.", "L’heure manquait.", 2),
            VersionLine(4, "approved", APPROVED),
        ),
        next_at=datetime(2027, 3, 1, 9, 0, tzinfo=UTC),
        approved_by="Le sous-préfet de Calais",
        approved_at=APPROVED,
    )  # fmt: skip
