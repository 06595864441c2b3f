"""The French words of stored codes, as documents print them: what is pending is worded as pending, never as settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pdf.stopped import PressStopped
from workflows.law.grids import SEVERITIES
from workflows.processes.snapshot_parts import NOT_RECEIVED, RESERVED
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
_EVERY_BRANCH: Final = {
    "due": "proposée, non engagée",
    "sent": "engagée, en attente de réponse",
    "answered": "réponse reçue, suite non close",
    "closed": "close",
    "overdue": "non close, échéance dépassée",
    "not_applicable": "sans objet",
    "recorded": "engagée d’après le relevé d’origine",
    "joined": "jointe à une autre suite, non close",
}
FOLLOW_UP: Final[Mapping[str, Mapping[str, str]]] = {
    # Of a referral, a paper of class 3 says that it is proposed and no more: where it stands is for its author and the prosecution.
    "referral": {**_EVERY_BRANCH, RESERVED: "état réservé à son auteur et au parquet"},
    "measure": {
        **_EVERY_BRANCH,
        "instructed": "en cours d’instruction",
        "letter_sent": "lettre contradictoire envoyée, non close",
        "hearing": "délai d’observations en cours",
        "heard": "délai d’observations passé, rien n’est décidé",
        "decided": "décision préparée, non signée",
        "signed": "arrêté signé, non notifié",
        "served": "arrêté notifié, pas encore exécutoire",
        "in_force": "arrêté en vigueur",
        "suspended": "arrêté suspendu par le juge",
        "warning_signed": "avertissement signé, non notifié",
        "warned": "avertissement notifié",
        "softened": "mesure plus douce prise",
        "ended": "arrêté arrivé à son terme",
        "lifted": "arrêté levé",
        "annulled": "arrêté annulé par le juge",
        "abandoned": "abandonnée, sans arrêté",
    },
    "compliance": {
        **_EVERY_BRANCH,
        "notice_served": "mise en demeure remise, réponse de l’exploitant attendue",
        "proof_received": "preuve de l’exploitant reçue, non examinée",
        "lapsed": "date laissée à l’exploitant passée, non close",
        "cured": "régularisation constatée par le service",
        "passed_on": "passée à la voie administrative",
    },
}
"""By workflow and state; a state that is not here stops the press."""
ENDED: Final = frozenset(
    {
        "closed", "not_applicable", "recorded", "warned", "softened", "ended", "lifted", "annulled", "abandoned", "cured",
        "passed_on",
    }
)  # fmt: skip
"""The states in which a consequence is over; one whose state is reserved is never counted as over."""
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
