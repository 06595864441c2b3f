"""The requisition drafted for the prosecutor, who alone signs it: projet de réquisition."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots import RequisitionSnapshot


def _founded_on(article: str) -> str:
    """``l’article 78-2-1 du code de procédure pénale``; a text that is no article is named after ``le texte suivant``."""
    if article.startswith("articles"):
        return f"les {article}"
    return f"l’{article}" if article.startswith("article") else f"le texte suivant\u00a0: {article}"


DOCUMENT: Final = Document(
    name="requisition",
    snapshot=RequisitionSnapshot,
    title=lambda draft: f"Projet de réquisition n° {draft.head.number}",
    subject=lambda draft: f"Opération n° {draft.operation_number}",
    words=lambda draft: {"founded_on": _founded_on(draft.article.words)},
)
