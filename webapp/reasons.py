"""Why people read protected cases: a short list to choose from, written beside each reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

REASONS: Final[Mapping[str, Text]] = {
    "preparation": Text("Préparation d’une opération", "Preparing an operation"),
    "inspection": Text("Contrôle en cours", "Inspection under way"),
    "validation": Text("Validation d’un compte rendu", "Validating minutes"),
    "follow_up": Text("Suivi des suites", "Following up"),
    "prosecution": Text("Instruction judiciaire", "Judicial handling"),
    "administrative": Text("Instruction administrative", "Administrative handling"),
    "steering": Text("Pilotage et bilan", "Steering and review"),
    "audit": Text("Vérification interne", "Internal audit"),
}
