"""What a person said when heard in the contradictory procedure: compte rendu d’observations orales."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from pdf.measure_words import SIGNED
from workflows.processes.snapshots_measure import HearingMinutesSnapshot

DOCUMENT: Final = Document(
    name="hearing_minutes",
    snapshot=HearingMinutesSnapshot,
    title=lambda minutes: f"Compte rendu d’observations orales n° {minutes.head.number}",
    subject=lambda minutes: f"Établissement {minutes.establishment.trade_name}",
    words=lambda _: {"signed": SIGNED},
)
