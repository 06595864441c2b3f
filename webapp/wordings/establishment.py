"""Words of the pages of establishments and targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "find": Text("Chercher", "Search"),
    "establishment": Text("Établissement", "Establishment"),
    "establishments_lead": Text(
        "Le répertoire public, les contrôles d’hygiène publiés et nos propres visites.",
        "The public register, the published hygiene inspections and our own visits.",
    ),
    "choose_target": Text("Choisir une cible", "Choose a target"),
    "choose_target_lead": Text(
        "Lisez ce qui est connu du lieu, puis donnez le motif et l’heure.",
        "Read what is known of the place, then give the reason and the time.",
    ),
    "add_as_target": Text("Ajouter comme cible", "Add as a target"),
    "already_target": Text("Déjà une cible", "Already a target"),
    "back_to_operation": Text("Revenir à l’opération", "Back to the operation"),
    "known_of_it": Text("Ce qui en est connu", "What is known of it"),
    "open_place": Text("Toute la fiche", "The whole record"),
    "search_forgives": Text(
        "Un nom, une rue, un SIRET… Les accents et les fautes de frappe sont pardonnés.",
        "A name, a street, a SIRET… Accents and typing errors are forgiven.",
    ),
    "never_inspected_there": Text("Aucun résultat publié.", "No published result."),
    "nothing_found": Text("Aucun établissement ne répond à ces mots.", "No establishment answers to these words."),
    "nothing_found_more": Text(
        "Essayez moins de mots, ou une autre commune. Ceux qui ont quitté la diffusion publique n’y sont pas.",
        "Try fewer words, or another town. Those that left public diffusion are not there.",
    ),
    "register_halfway": Text(
        "Le fichier {file} du {day} n’est lu qu’en partie : ce qui suit peut être incomplet, "
        "jusqu’à ce que son import soit terminé.",
        "The file {file} of {day} has been read in part only: what follows may be incomplete until its import has ended.",
    ),
    "found_alike": Text(
        "Aucun ne porte ces mots exactement\u00a0; voici les plus ressemblants.",
        "None has these very words; these are the most alike.",
    ),
    "found_one": Text("Un établissement trouvé", "One establishment found"),
    "found_many": Text("{count} établissements trouvés sur cette page", "{count} establishments found on this page"),
    "place_closed": Text("Fermé au répertoire", "Closed in the register"),
    "unnamed_place": Text("Sans nom publié", "No published name"),
    "no_siret": Text("sans SIRET", "no SIRET"),
    "more_inspections_one": Text("et un autre résultat publié", "and one more published result"),
    "more_inspections_many": Text("et {count} autres résultats publiés", "and {count} more published results"),
    "published_before": Text(
        "{column} publié du {first} au {last}\u00a0: {value}", "{column} published from {first} to {last}: {value}"
    ),
    "published_until": Text(
        "N’est plus publié\u00a0; vu pour la dernière fois le {day}.", "No longer published; last seen on {day}."
    ),
    "legal_name": Text("Nom légal", "Legal name"),
    "operator": Text("Exploitant", "Operator"),
    "activity": Text("Activité", "Activity"),
    "opened_on": Text("Ouvert le", "Opened on"),
    "closed_on": Text("Fermé le", "Closed on"),
    "earlier_names": Text("Anciennes enseignes", "Earlier trade names"),
    "joint_visits": Text("Visites conjointes", "Joint visits"),
    "no_visit_for_you": Text("Aucune visite que vous puissiez voir.", "No visit that you may see."),
    "hygiene": Text("Contrôles d’hygiène publiés", "Published hygiene inspections"),
    "hygiene_none_more": Text(
        "Alim’confiance ne publie un résultat que pour un temps\u00a0: une absence ne prouve rien.",
        "Alim’confiance publishes a result for a time only: absence proves nothing.",
    ),
    "register_events": Text("Au répertoire", "In the register"),
    "published_on": Text("publié le {day}", "published on {day}"),
    "linked_siret": Text("SIRET lié", "Linked SIRET"),
    "register_source": Text(
        "Sources\u00a0: base Sirene (Insee) et Alim’confiance (ministère chargé de l’agriculture), Licence Ouverte.",
        "Sources: Sirene (Insee) and Alim’confiance (ministry of agriculture), Licence Ouverte.",
    ),
    "demonstration_place": Text(
        "Établissement de démonstration\u00a0: il n’existe pas, et n’a donc pas de SIRET.",
        "Demonstration establishment: it does not exist, so it has no SIRET.",
    ),
}
