"""The warning before the closure of a drinking place or restaurant: avertissement."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots_measure import WarningSnapshot

DOCUMENT: Final = Document(
    name="warning",
    snapshot=WarningSnapshot,
    title=lambda letter: f"Avertissement n° {letter.head.number}",
    subject=lambda letter: f"Établissement {letter.establishment.trade_name}",
    words=lambda _: {},
)
