"""Words of the page on which anybody asks who may share what with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "gates": Text("Qui peut partager quoi\u00a0?", "Who may share what?"),
    "gates_lead": Text(
        "Ce qu’un service sait seul ne se partage que si un texte l’ouvre. Posez la question sans dossier\u00a0: rien n’est enregistré.",
        "What one agency alone knows is shared only where a text opens it. Ask without a case: nothing is kept.",
    ),
    "gate_open": Text("Le partage est ouvert", "The sharing is open"),
    "gate_closed": Text("Le partage n’est pas ouvert", "The sharing is not open"),
    "gate_class": Text("Ouvre jusqu’à", "Opens up to"),
    "gate_freeze": Text(
        "Reste ouvert pendant une information judiciaire.", "Stays open during a judicial investigation."
    ),
    "gate_conditions": Text("Conditions", "Conditions"),
    "gate_to_verify": Text("À vérifier", "To verify"),
    "gate_what": Text("Quoi", "What"),
    "gate_text": Text("Texte", "Text"),
    "gates_all": Text("Toutes les portes", "Every gate"),
    "gates_from_to": Text("{from_}, à destination de\u00a0: {to}", "{from_} to {to}"),
    "gates_both": Text("{from_} et {to}, dans les deux sens", "{from_} and {to}, both ways"),
    "gates_among": Text("{from_}, entre eux", "{from_}, among them"),
    "gates_anybody": Text("tout service", "any agency"),
    "gates_anybody_but": Text("tout service sauf {names}", "any agency but {names}"),
}
