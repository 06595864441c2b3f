"""The administrative branch: what the prefect's office writes to the operator, and what the operator answers."""

from __future__ import annotations

from typing import Final

from workflows.processes.consequence import follow_up
from workflows.store.text import Text

WORKFLOW: Final = follow_up(
    "measure",
    Text("Suite administrative", "Administrative follow-up"),
    send=Text("Écrire à l’exploitant", "Write to the operator"),
    sent=Text("Lettre envoyée à l’exploitant", "Letter sent to the operator"),
    answer=Text("Enregistrer les observations de l’exploitant", "Record the operator’s observations"),
)
