"""Names of the papers of an administrative measure, as pages list them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "paper_warning": Text("Avertissement", "Warning"),
    "paper_contradictory_letter": Text("Lettre de procédure contradictoire", "Contradictory letter"),
    "paper_hearing_minutes": Text("Compte rendu d’observations orales", "Minutes of the hearing"),
    "paper_order": Text("Arrêté de fermeture", "Order of closure"),
    "paper_service_record": Text("Notification de l’acte", "Service of the act"),
    "paper_posting_sheet": Text("Affiche de fermeture", "Sheet for the door"),
    "paper_watch_report": Text("Compte rendu de surveillance", "Watch report"),
    "paper_inspection_report": Text("Rapport administratif du service", "Administrative report of the agency"),
    "paper_admin_report": Text("Rapport administratif", "Administrative report"),
}
