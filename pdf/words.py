"""The French words of stored codes, as documents print them: what is pending is worded as pending, never as settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pdf.stopped import PressStopped
from workflows.law.grids import SEVERITIES
from workflows.processes.snapshot_parts import NOT_RECEIVED
from workflows.store.text import Text

LONG_NOTE: Final = 600
"""Characters beyond which an agent's note is set across the page, below its row, and not in a column."""

SECRECY: Final = {
    0: "Public",
    1: "Diffusion partenaires",
    2: "Diffusion restreinte",
    3: "Diffusion restreinte",
    4: "Diffusion judiciaire",
}
VISIT: Final = {
    "planned": "Visite non ouverte",
    "on_site": "Visite non close",
    "done": "Contrôle réalisé",
    "closed_on_arrival": "Fermé à l’arrivée",
    "no_activity": "Aucune activité en cours",
    "access_refused": "Accès refusé",
    "aborted": "Visite interrompue",
    "cancelled": "Visite annulée",
}
PARTICIPATION: Final = {
    "invited": "Sans réponse",
    "accepted": "A accepté, arrivée non enregistrée",
    "reserved": "A accepté avec réserve",
    "declined": "A décliné",
    "silent": "Sans réponse",
    "ready": "Prêt, arrivée non enregistrée",
    "present": "Présent",
    "absent": "Absent",
    "released": "Libéré",
}
SHEET: Final = {
    "assigned": "Grille non ouverte",
    "ready": "Grille non ouverte",
    "answering": "Grille non remise",
    "handed_in": "Grille remise",
    "not_carried_out": "Contrôle non réalisé",
    NOT_RECEIVED: "Partie non reçue",
}
SECTION: Final = {
    "validated": "Validée par le service",
    "to_validate": "Partie non reçue",
    "silent": "Partie non reçue",
}
SEVERITY: Final = {level: said.render("fr").partition("\u00a0:")[0] for level, said in SEVERITIES.items()}
"""The words of the grids themselves: a screen and a paper say one severity in one way."""
CONSEQUENCE: Final = {
    "judicial": "Voie judiciaire",
    "administrative": "Voie administrative",
    "compliance": "Mise en conformité",
    "none": "Sans suite proposée",
}
FOLLOW_UP: Final = {
    "due": "proposée, non engagée",
    "sent": "engagée, en attente de réponse",
    "answered": "réponse reçue, suite non close",
    "closed": "close",
    "overdue": "non close, échéance dépassée",
    "not_applicable": "sans objet",
    "recorded": "engagée d’après le relevé d’origine",
}
INCIDENT: Final = {
    "refusal": "Refus",
    "injury": "Blessure",
    "complaint": "Réclamation",
    "press": "Presse",
    "other": "Autre",
}
EDITION: Final = {"full": "Version intégrale", "partner": "Version partenaires"}
ATTENDANCE: Final = {"expected": "Attendu", "present": "Présent", "absent": "Absent", "declined": "A décliné"}


def word(table: Mapping[str, str] | Mapping[int, str], code: str | int) -> str:
    """Return the word for a code; an unknown code stops the press, since nothing true can be printed for it."""
    try:
        return table[code]  # type: ignore[index]
    except KeyError:
        said = Text("un mot pour le code «\u00a0{code}\u00a0»", "a word for the code “{code}”", code=str(code))
        raise PressStopped([said]) from None
