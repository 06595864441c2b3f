"""What the author of a referral is told, drafted for the prosecutor who signs it: avis de suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.words import word
from workflows.processes.snapshots_referral import ReplySnapshot

PRINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "referral": {
        "prosecution": "Poursuites engagées",
        "alternative": "Alternative aux poursuites décidée",
        "penal_settlement": "Composition pénale proposée",
        "transaction": "Transaction acceptée",
        "no_action": "Classement sans suite",
    }
}
_DECIDED: Final = {
    "prosecution": "que des poursuites sont engagées. Cette décision ne préjuge pas de celle de la juridiction saisie\u00a0: "
    "toute personne poursuivie est présumée innocente.",
    "alternative": "qu’une mesure alternative aux poursuites a été décidée.",
    "penal_settlement": "qu’une composition pénale a été proposée.",
    "transaction": "qu’une transaction avec l’administration a été acceptée par le parquet.",
    "no_action": "que la procédure a fait l’objet d’un classement sans suite.",
}


def _words(reply: ReplySnapshot) -> Mapping[str, Any]:
    return {
        "answer_words": word(PRINTS["referral"], reply.answer),
        "decided": word(_DECIDED, reply.answer),
    }


DOCUMENT: Final = Document(
    name="reply_40_2",
    snapshot=ReplySnapshot,
    title=lambda reply: f"Projet d’avis de suite – signalement n° {reply.referral_number}",
    subject=lambda reply: f"{word(PRINTS['referral'], reply.answer)}, {reply.establishment}",
    words=_words,
    prints=PRINTS,
)
