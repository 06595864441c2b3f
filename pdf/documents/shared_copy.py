"""The copy that a recipient gets through a gate of the law: what it lets through, and the rest struck out: copie partagée."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.words import word
from workflows.processes.snapshots_sharing import CopiedLine, SharedCopySnapshot

PRINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "referral": {
        "sent": "Transmis au procureur, en attente de réponse",
        "sent_to_police_court": "Transmis à l’officier du ministère public, en attente de réponse",
        "answered": "Réponse reçue, dossier encore ouvert",
        "registered": "Enregistré au parquet",
        "enquiry": "Enquête en cours",
        "no_action": "Classement sans suite",
        "alternative": "Alternative aux poursuites décidée",
        "penal_settlement": "Composition pénale proposée",
        "transaction": "Transaction acceptée par le parquet",
        "prosecution": "Poursuites engagées",
        "judicial_investigation": "Information judiciaire ouverte",
        "judgment": "Jugement rendu, recours possibles",
        "appeal": "Appel en cours",
        "challenged": "Classement contesté devant le procureur général",
        "joined": "Joint à un autre signalement",
        "closed": "Dossier clos",
    }
}
"""Where a referral stands once it was sent; before, nothing of it is shared."""


def struck_words(line: CopiedLine) -> str:
    """Return what stands on the bar of a field that is struck out, e.g. ``occulté – article 11 du code …``."""
    if line.kept_under is None:
        return "occulté"
    return f"occulté – {line.kept_under.words}{' (à vérifier)' if line.kept_under.to_verify else ''}"


def _words(copy: SharedCopySnapshot) -> Mapping[str, Any]:
    return {
        "state_words": word(PRINTS["referral"], copy.state) if copy.state else "",
        "struck_words": struck_words,
        "strikes": any(line.is_struck for record in copy.records for line in record.lines),
    }


DOCUMENT: Final = Document(
    name="shared_copy",
    snapshot=SharedCopySnapshot,
    title=lambda copy: f"Copie partagée n° {copy.head.number}",
    subject=lambda copy: f"{copy.kind}, pour\u00a0: {copy.recipient}",
    words=_words,
    prints=PRINTS,
)
