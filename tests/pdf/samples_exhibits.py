"""The register of what the police seized on one evening: one exhibit parted and sampled, one handed over, one entrusted."""

from __future__ import annotations

from tests.pdf.samples import at, head, operation
from workflows.processes.snapshots_exhibits import CustodyEntry, ExhibitEntry, ExhibitRegisterSnapshot

LAW = "Enquête de flagrance"
BAR, SHOP = "Bar de démonstration Le Mirliton", "Épicerie de démonstration du Beau-Marais"


def exhibit_register() -> ExhibitRegisterSnapshot:
    """The register."""
    return ExhibitRegisterSnapshot(
        head=head("RS-2026-0001", 3, ""),
        operation=operation(),
        exhibits=(
            ExhibitEntry(
                "SC-POLICE-NATIONALE-2026-0001", "kept", "Cartouches de cigarettes sans marque fiscale française", "120\u00a0cartouches",
                "110\u00a0cartouches", "DEMO-4471", at(21, 25), SHOP, "Réserve, sous le comptoir", LAW, False, "Le gérant",
                "DDPP – consommation (CCRF)", "Coffre du service",
                (
                    CustodyEntry("Saisi", at(21, 25), "", "", "DEMO-4470"),
                    CustodyEntry("Scellé de nouveau", at(10, 5, 28), "", "", "DEMO-4471", "Prélèvement pour analyse"),
                    CustodyEntry("Reçu", at(15, 40, 30), "Police nationale", "DDPP – consommation (CCRF)", "DEMO-4471", "Vérification des marquages"),
                ),
                announced_to="Douanes",
            ),
            ExhibitEntry(
                "SC-POLICE-NATIONALE-2026-0002", "entrusted", "Cartouches de cigarettes sans marque fiscale française", "10\u00a0cartouches",
                "10\u00a0cartouches", "DEMO-4472", at(21, 25), SHOP, "Réserve, sous le comptoir", LAW, False, "Le gérant",
                "Police nationale", "Laboratoire commun des douanes et de la concurrence",
                (
                    CustodyEntry("Séparé d’un autre scellé", at(10, 5, 28), "", "", "DEMO-4472", "Prélèvement pour analyse", "SC-POLICE-NATIONALE-2026-0001"),
                    CustodyEntry("Confié", at(9, 30, 30), "Police nationale", "Laboratoire commun des douanes et de la concurrence", "DEMO-4472", "Analyse", "Reçu n° 77 (démonstration)"),
                ),
                part_of="SC-POLICE-NATIONALE-2026-0001", purpose="Échantillon pour analyse",
            ),
            ExhibitEntry(
                "SC-POLICE-NATIONALE-2026-0003", "returned", "Fiches d’heures manuscrites", "2,5\u00a0kg", "2,5\u00a0kg", "DEMO-4473",
                at(22, 10), BAR, "Bureau", LAW, False, "Un préposé", "Police nationale", "Salle des scellés",
                (
                    CustodyEntry("Saisi", at(22, 10), "", "", "DEMO-4473"),
                    CustodyEntry("Restitué", at(14, 0, 30), "Police nationale", "L’exploitant", "DEMO-4473", "Copies faites", "Décision de démonstration"),
                ),
            ),
        ),
    )  # fmt: skip
