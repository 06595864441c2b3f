"""The attendance sheet of the briefing: feuille d’émargement."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots import AttendanceSnapshot

DOCUMENT: Final = Document(
    name="attendance",
    snapshot=AttendanceSnapshot,
    title=lambda sheet: f"Feuille d’émargement n° {sheet.head.number}",
    subject=lambda sheet: f"Opération n° {sheet.operation.number}",
    words=lambda sheet: {"held": any(line.answer != "expected" for line in sheet.lines)},
)
