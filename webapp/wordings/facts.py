"""Words of the facts that the page of a case shows: what was found, whose it is, where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "place_of_it": Text("Lieu", "Place"),
    "point_found": Text("Point non conforme", "Point not compliant"),
    "what_was_found": Text("Constat", "Finding"),
    "severity_found": Text("Gravité", "Severity"),
    "cited_law": Text("Textes", "Law"),
    "goes_to": Text("Voie", "Way"),
    "found_by": Text("Constaté par", "Found by"),
    "entrusted_to": Text("Confiée à", "Entrusted to"),
    "sent_under": Text("Référence de l’envoi", "Reference sent"),
    "answer_to_it": Text("Réponse", "Answer"),
    "ended_because": Text("Motif de fin", "Reason for ending"),
    "address_of_it": Text("Adresse", "Address"),
    "planned_for": Text("Prévue", "Planned"),
    "outcome_why": Text("Ce qui s’est passé", "What happened"),
    "asked_of_partner": Text("Ce qui est attendu", "What is expected"),
    "expected_by": Text("Pour le", "By"),
    "put_off_before": Text("Reportée", "Put off"),
    "put_off_from_day": Text("prévue le {day}\u00a0; {reason}", "planned for {day}; {reason}"),
    "blocked_because": Text("Ce qui bloque", "What blocks it"),
    "milestone": Text("Jalon", "Milestone"),
    "milestone_done": Text("{name}, franchi le {day}", "{name}, reached on {day}"),
    "milestone_ahead": Text("{name}, pour le {day}", "{name}, by {day}"),
    "milestone_late": Text("{name}, en retard depuis le {day}", "{name}, late since {day}"),
    "what_shows_it": Text("Ce qui le montre", "What shows it"),
    "read_of_place": Text("Lire ce qui est connu du lieu", "Read what is known of the place"),
}
