"""The transmittal slip: bordereau d’envoi, where the NATINF numbers stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.words import word
from workflows.processes.snapshots_referral import TransmittalSnapshot

PRINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "referral": {"sent": "transmis, en attente de réponse"},
    "pv_transmission": {"sent": "transmis, accusé de réception attendu"},
}
SUBJECTS: Final = {
    "article_40": "Signalement",
    "contravention": "Transmission d’une contravention",
    "pv": "Transmission d’un procès-verbal",
}


def _words(slip: TransmittalSnapshot) -> Mapping[str, Any]:
    ((workflow, state),) = slip.printed_states()
    return {
        "subject_words": word(SUBJECTS, slip.kind),
        "state_words": word(PRINTS[workflow], state),
        "sheets": sum(line.sheets or 0 for line in slip.pieces),
        "hashed": any(line.sha256 for line in slip.pieces),
        "unprinted": any(line.of_data for line in slip.pieces),
    }


DOCUMENT: Final = Document(
    name="transmittal",
    snapshot=TransmittalSnapshot,
    title=lambda slip: f"Bordereau d’envoi n° {slip.head.number}",
    subject=lambda slip: f"{word(SUBJECTS, slip.kind)} n° {slip.reference}",
    words=_words,
    prints=PRINTS,
)
