"""Words of the history of a case: what its notes say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "times": Text("{count} fois", "{count} times"),
    "noted": Text("Note au dossier", "Note in the case"),
    "noted_paper": Text("Document scellé\u00a0: {kind}, n°\u00a0{number}", "Document sealed: {kind}, no. {number}"),
    "noted_paper_of_others": Text(
        "Document scellé, destiné à d’autres services", "Document sealed, for other agencies"
    ),
    "noted_bundle_one": Text("Envoi réuni\u00a0: {count} pièce", "Consignment packed: {count} piece"),
    "noted_bundle_many": Text("Envoi réuni\u00a0: {count} pièces", "Consignment packed: {count} pieces"),
    "noted_press_again": Text("Impression relancée", "Sent to the press again"),
    "noted_answers_one": Text("{count} réponse gardée dans la grille", "{count} answer kept in the grid"),
    "noted_answers_many": Text("{count} réponses gardées dans la grille", "{count} answers kept in the grid"),
    "noted_photo": Text("Photo ajoutée", "Photo added"),
    "noted_derived_view": Text(
        "Vue dérivée d’une photo, l’original inchangé", "Derived view of a photo, its original unchanged"
    ),
    "noted_photo_at": Text("Photo ajoutée au point {item}", "Photo added at point {item}"),
    "noted_route": Text("Suite choisie pour {item} ({route})", "Consequence chosen for {item} ({route})"),
    "noted_time_goes": Text(
        "Rappel\u00a0: {share}\u00a0% du délai est passé («\u00a0{deadline}\u00a0»)",
        "Reminder: {share}% of the time has passed (“{deadline}”)",
    ),
    "noted_time_passed": Text("Délai passé («\u00a0{deadline}\u00a0»)", "Time limit passed (“{deadline}”)"),
    "noted_erased": Text("Contenu de la ligne {seq} effacé ({reason})", "Content of line {seq} erased ({reason})"),
    "noted_lines_read": Text("Lignes {first} à {last} lues", "Lines {first} to {last} read"),
    "noted_places_one": Text("{count} établissement inscrit", "{count} establishment entered"),
    "noted_places_many": Text("{count} établissements inscrits", "{count} establishments entered"),
}
