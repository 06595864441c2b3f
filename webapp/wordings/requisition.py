"""Words of the pages of requisitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "by_state": Text("Par état", "By state"),
    "requisition_of": Text("Réquisition {number}", "Requisition {number}"),
    "requisitions_none_here": Text("Aucune réquisition dans cet état.", "No requisition in this state."),
    "asked_on": Text("demandée le {day}", "asked for on {day}"),
    "the_article": Text("Le texte", "The article"),
    "period": Text("Période", "Period"),
    "offences": Text("Infractions", "Offences"),
    "places_of_it": Text("Lieux", "Places"),
    "grant_title": Text("Délivrer, en tout ou en partie", "Grant, in whole or in part"),
    "grant_lead": Text(
        "Le formulaire reprend la demande. Décochez ou raccourcissez ce qui ne doit pas être permis.",
        "The form repeats the request. Untick or shorten what must not be allowed.",
    ),
    "grant_it": Text("Délivrer la réquisition", "Grant the requisition"),
    "as_asked": Text("Telle que demandée", "As asked for"),
    "as_granted": Text("Telle que délivrée", "As granted"),
    "grounds": Text("Éléments à l’appui", "Grounds"),
    "signed_by": Text("Signée par", "Signed by"),
    "answer_given": Text("Motif de la réponse", "Reason of the answer"),
    "read_operation": Text("Lire l’opération et ses cibles", "Read the operation and its targets"),
    "ask_lead": Text(
        "Le procureur l’accorde, la réduit ou la refuse. Chaque demande et chaque réponse sont conservées.",
        "The prosecutor grants it, cuts it down or refuses it. Every request and every answer is kept.",
    ),
    "places_to_name_one": Text("Un lieu sera désigné", "One place will be named"),
    "places_to_name_many": Text("{count} lieux seront désignés", "{count} places will be named"),
    "places_to_name_more": Text(
        "Ce sont les cibles de l’opération au moment de la demande.",
        "They are the targets of the operation at the time of the request.",
    ),
}
