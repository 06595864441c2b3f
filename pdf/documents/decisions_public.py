"""The decision log of a meeting, public version: public items and decisions, agencies without persons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.documents.decisions import ISSUES, STATES
from workflows.processes.snapshots_meeting import PublicDecisionsSnapshot


def _words(log: PublicDecisionsSnapshot) -> Mapping[str, Any]:
    return {
        "states": STATES,
        "issues": ISSUES,
        "named": {
            presence: [line.agency_name for line in log.agencies if line.presence == presence]
            for presence in ("present", "excused", "absent")
        },
    }


DOCUMENT: Final = Document(
    name="decisions_public",
    snapshot=PublicDecisionsSnapshot,
    title=lambda log: f"Relevé de décisions n° {log.head.number}, version publique",
    subject=lambda log: f"{log.body}, version publique",
    words=_words,
    prints={"action": STATES},
)
