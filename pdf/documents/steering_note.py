"""The steering note of a strategy: note de pilotage."""

from __future__ import annotations

from typing import Final

from pdf.documents import Document
from workflows.processes.snapshots_steering import SteeringNoteSnapshot

WEATHERS: Final = {
    "storm": "Loin de la cible",
    "cloud": "En retrait",
    "sun": "Dans les temps",
    "unknown": "Sans relevé",
}

DOCUMENT: Final = Document(
    name="steering_note",
    snapshot=SteeringNoteSnapshot,
    title=lambda note: f"Note de pilotage n° {note.head.number}",
    subject=lambda note: note.strategy,
    words=lambda note: {
        "weather_words": WEATHERS,
        "counted": [(WEATHERS[name], number) for name, number in zip(WEATHERS, note.weathers, strict=True)],
    },
)
