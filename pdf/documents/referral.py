"""The letter to the public prosecution: signalement, with what domain §3.1 asks of it, in its order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from workflows.processes.snapshots_referral import ReferralSnapshot

PRINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "referral": {"sent": "transmis, en attente de réponse"},
}
"""A letter is issued by the step that sends it: whatever is answered later is not in it."""
EVIDENCE: Final = {
    "pv": "Procès-verbal",
    "report": "Rapport",
    "photo": "Photographie",
    "copy": "Copie de document",
    "seizure": "Saisie",
    "video": "Enregistrement vidéo",
    "other": "Autre pièce",
}
_PARAGRAPH: Final = {"cpp_40": "du deuxième alinéa de l’"}
"""The paragraph that founds the report, for the article as it is numbered today."""


def object_of(letter: ReferralSnapshot) -> str:
    """Return the object of the letter, e.g. ``Signalement au titre du deuxième alinéa de l’article 40 …``."""
    return f"Signalement au titre {_PARAGRAPH.get(letter.basis.key, 'de l’')}{letter.basis.words}"


def _words(letter: ReferralSnapshot) -> Mapping[str, Any]:
    return {
        "object_line": object_of(letter),
        "evidence_kinds": EVIDENCE,
    }


DOCUMENT: Final = Document(
    name="referral",
    snapshot=ReferralSnapshot,
    title=lambda letter: f"Signalement n° {letter.head.number}",
    subject=object_of,
    words=_words,
    prints=PRINTS,
)
