"""The compliance branch: what the agency asks the operator to put right, and the proof that it was."""

from __future__ import annotations

from typing import Final

from workflows.processes.consequence import follow_up
from workflows.store.text import Text

WORKFLOW: Final = follow_up(
    "compliance",
    Text("Mise en conformité", "Compliance"),
    send=Text("Demander la mise en conformité", "Ask for compliance"),
    sent=Text("Mise en conformité demandée", "Compliance asked for"),
    answer=Text("Enregistrer la preuve de l’exploitant", "Record the operator’s proof"),
)
