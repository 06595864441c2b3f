"""Words of the page on which the law is asked without a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "what_if": Text("Cet arrêté peut-il être signé\u00a0?", "May this order be signed?"),
    "what_if_lead": Text(
        "Posez la question sans dossier. Ce qui reste vide est inconnu. L’adresse de la page garde la question\u00a0; rien n’est enregistré.",
        "Ask without a case. What is left empty is unknown. The address of the page holds the question; nothing is kept.",
    ),
    "ask_the_law": Text("Interroger le droit", "Ask the law"),
    "signable": Text("Rien ne s’oppose à la signature", "Nothing stands against the signature"),
    "not_signable": Text("Cet arrêté ne peut pas être signé", "This order may not be signed"),
    "answers_until": Text("Observations jusqu’au", "Answers until"),
    "binds_from": Text("Exécutoire à partir du", "Binds from"),
    "delayed_because": Text(
        "{delay} après la notification\u00a0: tous les faits ont plus de {days} jours à la signature.",
        "{delay} after the service: all facts are older than {days} days at the signature.",
    ),
    "ends_on": Text("Dernier jour", "Last day"),
    "ends_because": Text("{months} mois, de quantième à quantième.", "{months} months, to the day of the same number."),
    "measure_places": Text("Établissements", "Establishments"),
    "measure_ground": Text("Motif", "Ground"),
    "measure_cap": Text("Durée", "Length"),
    "months_at_most": Text("{count} mois au plus", "{count} months at most"),
    "months_on_repetition": Text("{count} mois en cas de réitération", "{count} months on repetition"),
    "measure_effects": Text("Effets", "Effects"),
    "measure_text": Text("Texte", "Text"),
    "scenarios": Text("Ce qui fait tomber un arrêté", "What brings an order down"),
    "scenarios_lead": Text(
        "Cas par cas, avec leur source : ce que des juges ont annulé ou suspendu, ce que le texte interdit, et le cas voisin qui passe. Chaque ligne est jugée par la règle qui ferme la signature.",
        "Case by case, with their source: what courts have annulled or suspended, what the text forbids, and the neighbour that passes. Each line is judged by the rule that closes the signature.",
    ),
    "scenario_source": Text("Source", "Source"),
    "scenario_passes": Text("Peut être signé", "May be signed"),
    "scenario_refused": Text("Refusé", "Refused"),
    "scenario_usage": Text("Usage des praticiens", "Usage of practitioners"),
    "measure_to_verify": Text("À vérifier", "To verify"),
}
