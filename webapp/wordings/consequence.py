"""Words of the pages of consequences: the tree, the second look, a branch that no joint inspection gave rise to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "branch_since": Text("depuis le {day}", "since {day}"),
    "branch_ended_on": Text("finie le {day}", "ended on {day}"),
    "branch_expected_of": Text("attendue de", "expected of"),
    "branch_joined_to": Text("Jointe à", "Joined to"),
    "branch_joined_here": Text("Jointes à celle-ci", "Joined to this one"),
    "branch_came_from": Text("Vient de", "Comes from"),
    "branch_went_to": Text("Continue dans", "Goes on in"),
    "branch_end": Text("Ce qui l’a finie", "What ended it"),
    "seen_cured": Text("Revu régularisé le {day}.", "Seen put right on {day}."),
    "proved_cured": Text(
        "Tenu pour régularisé d’après la preuve, le {day}.", "Taken as put right by the proof, on {day}."
    ),
    "seen_not_cured": Text("Revu le {day}\u00a0: toujours pas conforme.", "Seen again on {day}: still not compliant."),
    "without_visit": Text("Sans contrôle conjoint", "Without a joint inspection"),
    "visit_of_day": Text("Visite du {day}", "Visit of {day}"),
    "open_elsewhere": Text("Ouvrir une suite", "Open a consequence"),
    "open_elsewhere_lead": Text(
        "Une suite qu’aucun contrôle conjoint n’a fait naître. Elle est confiée à votre service.",
        "A consequence that no joint inspection gave rise to. Your agency is in charge of it.",
    ),
    "place_consequences": Text("Suites", "Consequences"),
    "place_consequences_none": Text(
        "Aucune suite ouverte que vous puissiez voir.", "No open consequence that you may see."
    ),
    "recheck": Text("Revoir les points ouverts", "Inspect the open points again"),
    "recheck_lead": Text(
        "Seuls les points ouverts sont revus, sans nouvelle opération. Ce qui a été dit avant reste lisible.",
        "Only the open points are inspected again, without a new operation. What was said before stays readable.",
    ),
    "recheck_photos": Text("Photos prises ce jour-là", "Photos taken that day"),
    "recheck_cured": Text("Un point vu régularisé ne l’est plus", "A point seen put right no longer is"),
    "recheck_keep": Text("Enregistrer ce qui est vu", "Keep what was seen"),
    "asked_of_operator": Text("Demandé à l’exploitant", "Asked of the operator"),
    "notice_handed": Text("Mise en demeure", "Formal notice"),
    "notice_handed_how": Text("le {day}, {how}, à : {to}", "on {day}, {how}, to: {to}"),
    "date_before": Text("Date précédente", "Earlier date"),
    "operator_date": Text("Date laissée à l’exploitant", "Date left to the operator"),
    "last_date": Text("Dernière date laissée à l’exploitant", "Last date left to the operator"),
    "proof_brought": Text("Preuve de l’exploitant", "The operator’s proof"),
    "proof_said": Text("reçue le {day}, {outcome} : {words}", "received on {day}, {outcome}: {words}"),
    "proof_answer": Text("Ce que le service en a dit", "What the agency said of it"),
    "point_again": Text("Point revu", "Point seen again"),
    "point_said": Text("{point}, le {day} : {answer}", "{point}, on {day}: {answer}"),
    "point_said_noted": Text("{point}, le {day} : {answer}. {note}", "{point}, on {day}: {answer}. {note}"),
    "point_proved": Text(
        "{point}, le {day}, d’après la preuve : {answer}", "{point}, on {day}, by the proof: {answer}"
    ),
    "of_this_finding": Text("Tout ce qui suit de ce constat", "Everything that follows from this finding"),
    "of_this_place": Text("Tout ce qui suit dans ce lieu", "Everything that follows about this place"),
}
