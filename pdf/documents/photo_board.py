"""The photo board: planche photographique."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots import PhotoBoardSnapshot

DOCUMENT: Final = Document(
    name="photo_board",
    snapshot=PhotoBoardSnapshot,
    title=lambda board: f"Planche photographique n° {board.head.number}",
    subject=lambda board: f"Opération n° {board.operation.number}",
    words=lambda board: {},
)
