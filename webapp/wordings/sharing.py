"""Words of sharing: what is given to whom, a page with the eyes of another agency, who read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "share_it": Text("Partager avec un autre service", "Share with another agency"),
    "share_lead": Text(
        "Le destinataire reçoit une copie de ce que le texte laisse passer, jamais le dossier. Ses lectures sont inscrites.",
        "The recipient gets a copy of what the text lets through, never the case. What they read is written down.",
    ),
    "share_k4": Text(
        "Classe K4\u00a0: une seconde personne de votre service confirme ensuite.",
        "Class K4: a second person of your agency confirms afterwards.",
    ),
    "share_button": Text("Partager", "Share"),
    "share_whole_part": Text("Tous les constats de cette partie", "Every finding of this part"),
    "share_finding": Text("Le constat {item}\u00a0: {label}", "Finding {item}: {label}"),
    "sharings": Text("Partages", "Sharings"),
    "sharings_lead": Text(
        "Ce que votre service a partagé, et ce qui lui est ouvert.",
        "What your agency has shared, and what is open to it.",
    ),
    "sharings_none": Text("Rien n’est partagé pour l’instant.", "Nothing is shared for now."),
    "shared_by_you": Text("par vous, avec {agency}", "by you, with {agency}"),
    "shared_with_you": Text("avec vous, par {agency}", "with you, by {agency}"),
    "shared_with": Text("Destinataire", "Recipient"),
    "shared_for": Text("Finalité", "Purpose"),
    "shared_text": Text("Texte", "Text"),
    "shared_met": Text("Conditions tenues pour remplies", "Conditions held for met"),
    "shared_why": Text("Besoin", "Need"),
    "shared_given_at": Text("Ouvert le", "Opened on"),
    "shared_ends_at": Text("Jusqu’au", "Until"),
    "found_at": Text("Constaté le", "Found on"),
    "see_as": Text("Voir comme un autre service", "See as another agency"),
    "see_as_button": Text("Voir", "See"),
    "see_as_more": Text(
        "La page et les papiers tels qu’ils lui seraient montrés.", "The page and papers as that agency would get them."
    ),
    "seen_as": Text("Vu comme\u00a0: {agency}.", "Seen as: {agency}."),
    "seen_as_more": Text("Lecture seule, sans aucune porte.", "To read only, without any door."),
    "seen_as_back": Text("Revenir à ma vue", "Back to my own view"),
    "seen_as_nothing": Text("Ce service n’obtient rien", "This agency gets nothing"),
    "seen_as_nothing_more": Text(
        "Pour lui, cette adresse n’existe pas\u00a0: ni le dossier, ni son titre, ni ses papiers.",
        "For it, this address does not exist: neither the case, nor its title, nor its papers.",
    ),
    "seen_as_copies_only": Text("Ce service n’obtient que des copies", "This agency gets copies only"),
    "seen_as_copies_only_more": Text(
        "Le dossier lui reste fermé\u00a0: ni son titre, ni ses papiers. Voici ce qui lui a été partagé, avec le PDF qu’il obtient.",
        "The case stays closed to it: neither its title, nor its papers. This is what was shared with it, with the PDF that it gets.",
    ),
    "seen_as_open_copy": Text("Voir ce partage comme lui", "See this sharing as it does"),
    "seen_as_no_paper": Text(
        "Le PDF de cette copie n’est pas encore imprimé.", "The PDF of this copy is not printed yet."
    ),
    "who_read": Text("Qui a lu", "Who read"),
    "who_read_lead": Text(
        "Les lectures de classe K3 et plus, les dernières d’abord. Le journal des accès les garde trois ans.",
        "What was read of class K3 and above, latest first. The access journal keeps it for three years.",
    ),
    "who_read_none": Text("Personne n’a encore lu ce dossier.", "Nobody has read this case yet."),
    "who_read_person": Text("fonction inconnue", "function unknown"),
}
