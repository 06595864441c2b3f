"""The decision log of a meeting, full version: relevé de décisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from workflows.processes.snapshots_meeting import DecisionsSnapshot

PRESENCES: Final = {"present": "Présent", "excused": "Excusé", "absent": "Absent"}
CLASSES: Final = {0: "K0, public", 1: "K1, partenaires", 2: "K2, membres"}
STATES: Final = {
    "to_start": "à lancer",
    "going_on": "en cours",
    "blocked": "bloquée",
    "postponed": "reportée",
}
ISSUES: Final = {
    "closed": "Établi à la clôture de la séance",
    "corrected": "Rectifié",
    "approved": "Approuvé par la présidence",
}


def _words(log: DecisionsSnapshot) -> Mapping[str, Any]:
    return {
        "presences": PRESENCES,
        "classes": CLASSES,
        "states": STATES,
        "issues": ISSUES,
        "decided": sum(len(item.decisions) for item in log.items),
    }


DOCUMENT: Final = Document(
    name="decisions",
    snapshot=DecisionsSnapshot,
    title=lambda log: f"Relevé de décisions n° {log.head.number}",
    subject=lambda log: f"{log.meeting.body}, version intégrale",
    words=_words,
    prints={"action": STATES},
)
