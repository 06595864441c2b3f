"""Words of the page of means and trainings, and of the facts of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "means": Text("Moyens et formations", "Means and training"),
    "means_short": Text("Moyens", "Means"),
    "means_lead": Text(
        "Ce qui est nécessaire, promis et arrivé, par unité et par profil\u00a0; des nombres, jamais de noms.",
        "What is needed, pledged and there, by unit and profile; numbers, never names.",
    ),
    "means_none": Text("Aucun moyen n’est demandé.", "No means are asked for."),
    "means_none_more": Text(
        "La sous-préfecture demande des moyens et prévoit des formations ; chaque service propose les siens.",
        "The sub-prefecture asks for means and plans trainings; each agency offers its own.",
    ),
    "ask_means": Text("Demander des moyens", "Ask for means"),
    "plan_training": Text("Prévoir une formation", "Plan a training"),
    "offer_means": Text("Proposer des moyens", "Offer means"),
    "announce_training": Text("Annoncer une formation", "Announce a training"),
    "means_sum": Text(
        "nécessaires\u00a0: {needed}\u00a0; promis\u00a0: {pledged}\u00a0; arrivés\u00a0: {arrived}",
        "needed: {needed}; pledged: {pledged}; arrived: {arrived}",
    ),
    "unit_and_profile": Text("Unité et profil", "Unit and profile"),
    "needed": Text("Nécessaires", "Needed"),
    "pledged": Text("Promis", "Pledged"),
    "arrived": Text("Arrivés", "Arrived"),
    "missing_count": Text("Manquent", "Missing"),
    "by_day": Text("pour le {day}", "by {day}"),
    "late_since_day": Text("depuis le {day}", "since {day}"),
    "last_movement": Text("{what}, {day}\u00a0: {source}", "{what}, {day}: {source}"),
    "bar_legend": Text(
        "Contour plein\u00a0: nécessaires. Tirets\u00a0: promis. Barre pleine\u00a0: arrivés.",
        "Full outline: needed. Dashes: pledged. Full bar: arrived.",
    ),
    "trainings": Text("Formations", "Trainings"),
    "trained_sum": Text(
        "formés\u00a0: {held}, pour {planned} places prévues", "trained: {held}, of {planned} places planned"
    ),
    "training_subject": Text("Séance", "Session"),
    "training_days": Text("Jours", "Days"),
    "training_groups": Text("Présents / places", "Present / places"),
    "places_planned": Text("Prévues", "Planned"),
    "people_there": Text("Présents", "Present"),
    "not_counted_yet": Text("le jour est passé, personne n’est compté", "the day has passed, nobody is counted"),
    "kind_of_means": Text("Nature", "Kind"),
    "movement_said": Text("{count}, le {day}\u00a0; {source}", "{count}, {day}; {source}"),
    "movement_gone": Text(
        "{count}, le {day}\u00a0; {source} (remplacé depuis)", "{count}, {day}; {source} (replaced since)"
    ),
    "group_said": Text("{agency}, {profile}\u00a0: {count}", "{agency}, {profile}: {count}"),
    "provider_of_it": Text("Formateur", "Provider"),
    "first_day": Text("Premier jour", "First day"),
    "last_day": Text("Dernier jour", "Last day"),
    "given_by": Text("Formateur\u00a0: {provider}", "Provider: {provider}"),
}
