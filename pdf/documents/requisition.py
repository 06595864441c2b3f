"""The requisition drafted for the prosecutor, who alone signs it: projet de réquisition."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots import RequisitionSnapshot

DOCUMENT: Final = Document(
    name="requisition",
    snapshot=RequisitionSnapshot,
    title=lambda draft: f"Projet de réquisition n° {draft.head.number}",
    subject=lambda draft: f"Opération n° {draft.operation_number}",
    words=lambda draft: {},
)
