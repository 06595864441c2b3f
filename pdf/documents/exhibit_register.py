"""The register of exhibits of an operation: what was seized, under which seal, who has it, every hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pdf.documents import Document
from pdf.words import word
from workflows.processes.snapshots_exhibits import ExhibitRegisterSnapshot

PRINTS: Final[Mapping[str, Mapping[str, str]]] = {
    "exhibit": {
        "kept": "En garde",
        "entrusted": "Confié hors du partenariat",
        "returned": "Restitué",
        "destroyed": "Détruit",
        "forfeited": "Confisqué",
        "used_up": "Consommé par l’analyse",
        "cancelled": "Inscription annulée, le numéro reste",
    }
}


def _words(register: ExhibitRegisterSnapshot) -> Mapping[str, Any]:
    return {
        "state_of": lambda exhibit: word(PRINTS["exhibit"], exhibit.state),
        "held": sum(each.state in ("kept", "entrusted") for each in register.exhibits),
    }


DOCUMENT: Final = Document(
    name="exhibit_register",
    snapshot=ExhibitRegisterSnapshot,
    title=lambda register: f"Registre des scellés n° {register.head.number}",
    subject=lambda register: f"Opération n° {register.operation.number}",
    words=_words,
    prints=PRINTS,
)
