"""Words of the page of an invited agency, and of what follows from findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "participation": Text("Participation", "Participation"),
    "participation_of_you": Text("Votre service est invité\u00a0:", "Your agency is invited:"),
    "asked_of_you": Text("Ce qui vous est demandé", "What is asked of you"),
    "asked_of_them": Text("Ce qui lui est demandé", "What is asked of it"),
    "part_to_validate": Text(
        "Votre partie du compte rendu est à relire et à valider", "Your part of the minutes is to read and validate"
    ),
    "part_of_minutes": Text("Partie du compte rendu", "Part of the minutes"),
    "open_part": Text("Ouvrir la partie", "Open the part"),
    "your_visits": Text("Vos visites", "Your visits"),
    "no_visit_assigned_yet": Text(
        "Aucune visite n’est encore affectée à ce service.", "No visit is assigned to this agency yet."
    ),
    "prepare_place": Text("Se préparer pour ce lieu", "Prepare for this place"),
    "open_grid": Text("Ouvrir la grille", "Open the grid"),
    "about_operation": Text("L’opération", "The operation"),
    "your_team": Text("Équipe annoncée", "Team announced"),
    "reason_given": Text("Motif donné", "Reason given"),
    "see_operation": Text("Voir l’opération", "See the operation"),
    "consequences_lead": Text(
        "Ce qui suit des constats, la date la plus proche d’abord. Chaque service ne voit que ce qui lui revient.",
        "What follows from the findings, the nearest date first. Each agency sees only what is its own.",
    ),
    "whose": Text("De qui", "Whose"),
    "of_my_agency": Text("Confiées à mon service", "In charge of my agency"),
    "of_everybody": Text("Toutes celles que je vois", "All that I see"),
    "consequences_none": Text("Aucune suite ouverte.", "No open consequence."),
    "figure_open_one": Text("ouverte", "open"),
    "figure_open_many": Text("ouvertes", "open"),
    "figure_late": Text("en retard", "late"),
    "figure_unseen_one": Text("réservée à d’autres", "for others only"),
    "figure_unseen_many": Text("réservées à d’autres", "for others only"),
    "tree_none": Text("Aucune suite à montrer.", "Nothing to show."),
    "tree_none_more": Text(
        "Les suites s’ouvrent quand chaque service valide sa partie du compte rendu.",
        "Consequences open when each agency validates its part of the minutes.",
    ),
    "place_unseen": Text("Lieu non communiqué", "Place not disclosed"),
    "no_branch_for_you": Text("Aucune suite que vous puissiez voir.", "No consequence that you may see."),
    "branch_reserved": Text(
        "Suite judiciaire, réservée à ceux qui en sont chargés.",
        "Judicial consequence, reserved to those in charge of it.",
    ),
    "branch_none": Text("Aucune suite propre.", "Nothing follows of itself."),
    "unseen_one": Text(
        "Une suite n’est pas montrée\u00a0: elle revient à un autre service ou à l’autorité judiciaire.",
        "One consequence is not shown: it belongs to another agency or to the judicial authority.",
    ),
    "unseen_many": Text(
        "{count} suites ne sont pas montrées\u00a0: elles reviennent à d’autres services ou à l’autorité judiciaire.",
        "{count} consequences are not shown: they belong to other agencies or to the judicial authority.",
    ),
}
