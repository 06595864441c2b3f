"""A steering note to print: every weather, something late, decisions not done, partners of every kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.pdf.samples import head
from workflows.processes.snapshots_steering import NoteLine, SkyLine, SteeringNoteSnapshot, TallyLine, UndoneLine


def steering_note() -> SteeringNoteSnapshot:
    """The note of a strategy with ten objectives shown of thirty."""
    weathers = ("storm", "storm", "cloud", "cloud", "cloud", "cloud", "sun", "sun", "sun", "unknown")
    late = tuple(
        NoteLine(
            f"Enlever les dépôts derrière les garages, secteur {number}",
            "Action en retard.",
            "Mairie",
            date(2026, 10, number),
        )
        for number in range(1, 6)
    )
    return SteeringNoteSnapshot(
        head=replace(head("NP-2026-0001", 1), signatory=""),
        strategy="Stratégie locale de sécurité, Beau-Marais / Centre-ville",
        strategy_number="STR-2026-0001",
        on_day=date(2026, 11, 30),
        shown="Les 10 objectifs les plus loin de leur cible, sur 30",
        weathers=(2, 4, 20, 4),
        skies=tuple(
            SkyLine(f"{number}.1", f"Rendre paisibles les halls et les abords, résidence {number}", weather, "Arrêté", date(2027, 8, 13))
            for number, weather in enumerate(weathers, start=1)
        ),
        looks=(
            NoteLine("1.1 Des équipes fidélisées, présentes aux heures des demandes", "Engagement demandé, sans réponse.", "Transporteur", date(2026, 9, 3)),
            *late[:4],
        ),
        looks_total=11,
        late=late,
        late_total=9,
        undone=tuple(
            UndoneLine("RD-2026-0001", date(2026, 9, 28), f"Remplacer les lampadaires du passage {number}.", "Mairie", date(2026, 10, 23))
            for number in range(1, 6)
        ),
        undone_total=8,
        partners=tuple(
            TallyLine(name, waiting, 7, declined, waiting)
            for name, waiting, declined in (
                ("Police nationale", 0, 0), ("Police municipale", 0, 0), ("Mairie", 2, 0), ("DDPP (CCRF)", 0, 1), ("DDPP (SSA)", 0, 0),
                ("Inspection du travail", 1, 1), ("URSSAF", 0, 0), ("Douanes", 3, 0), ("Parquet", 0, 0), ("Bailleur social", 0, 0),
                ("Éducation nationale", 1, 0), ("Transporteur", 1, 0),
            )
        ),
    )  # fmt: skip
