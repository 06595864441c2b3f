"""The sheet on the door of a closed place: affiche de fermeture."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots_execution import PostingSheetSnapshot

DOCUMENT: Final = Document(
    name="posting_sheet",
    snapshot=PostingSheetSnapshot,
    title=lambda sheet: f"Fermeture administrative – {sheet.trade_name}",
    subject=lambda sheet: f"Arrêté n° {sheet.order.number}",
    words=lambda _: {},
)
