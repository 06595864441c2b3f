"""Words of answers from outside: links, codes, what is asked and what was said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "ask_outside": Text("Demander une réponse sans compte", "Ask for an answer without an account"),
    "ask_outside_lead": Text(
        "Un lien et un code permettent une seule réponse, écrite dans ce dossier au nom du service.",
        "A link and a code allow one answer, written in this case in the agency’s name.",
    ),
    "make_link": Text("Créer le lien", "Make the link"),
    "link_made": Text("Le lien est prêt", "The link is ready"),
    "link_once": Text(
        "Le lien et le code ne sont montrés que cette fois\u00a0: notez-les maintenant.",
        "The link and the code are shown this once: note them now.",
    ),
    "link_to_send": Text("Le lien, à envoyer", "The link, to be sent"),
    "link_to_send_more": Text("À {person}, par courriel ou par courrier.", "To {person}, by e-mail or post."),
    "code_to_tell": Text("Le code, à dire", "The code, to be told"),
    "code_to_tell_more": Text(
        "Par un autre moyen\u00a0: au téléphone, de vive voix. Après {count} codes faux, le lien se ferme.",
        "By another way: by telephone, in person. After {count} wrong codes the link closes.",
    ),
    "link_shown_before": Text(
        "Ce lien a déjà été montré. S’il n’a pas été noté, créez-en un autre\u00a0: il remplace celui-ci.",
        "This link has been shown before. If it was not noted, make another one: it replaces this one.",
    ),
    "outside_links": Text("Réponses sans compte", "Answers without an account"),
    "outside_links_lead": Text(
        "Les liens envoyés, et ce qu’ils sont devenus. Un lien se retire depuis son dossier.",
        "The links that were sent, and what became of them. A link is revoked from its case.",
    ),
    "outside_none": Text("Aucun lien n’a été créé.", "No link has been made."),
    "outside_none_more": Text(
        "Un lien se crée depuis un engagement, un indicateur ou une réunion.",
        "A link is made from a commitment, an indicator or a meeting.",
    ),
    "link_open": Text("attendue", "awaited"),
    "link_answered": Text("reçue", "received"),
    "link_expired": Text("délai passé", "time passed"),
    "link_revoked": Text("lien retiré", "link revoked"),
    "link_locked": Text("trop de codes faux", "too many wrong codes"),
    "answer_expected": Text("Une réponse vous est demandée", "An answer is asked of you"),
    "answer_lead": Text(
        "Demandée par\u00a0: {asker}. Attendue de\u00a0: {partner}, avant la fin du {day}.",
        "Asked by: {asker}. Awaited from: {partner}, before the end of {day}.",
    ),
    "what_is_asked": Text("Ce qui est demandé", "What is asked"),
    "rather": Text("Plutôt\u00a0: {what}", "Rather: {what}"),
    "wrong_code": Text(
        "Ce code n’est pas le bon. Essais restants\u00a0: {left}.",
        "This code is not the right one. Tries left: {left}.",
    ),
    "answer_received": Text("Votre réponse est reçue", "Your answer is received"),
    "answer_received_more": Text(
        "Lien n°\u00a0{number}, {at}. Au nom de\u00a0: {partner}. À lire dès maintenant par\u00a0: {asker}.",
        "Link no. {number}, {at}. In the name of: {partner}. To be read from now on by: {asker}.",
    ),
    "person_of_it": Text("Par", "By"),
    "word_beside": Text("Avec ces mots", "With these words"),
    "wrong_codes": Text("Codes faux", "Wrong codes"),
    "receipt_keep": Text(
        "Imprimez cette page si vous souhaitez en garder trace\u00a0: le lien ne la montrera plus.",
        "Print this page if you wish to keep it: the link will not show it again.",
    ),
    "closed_answered": Text("Cette réponse a déjà été donnée", "This answer has already been given"),
    "closed_answered_more": Text("Elle est arrivée le {at}.", "It came {at}."),
    "closed_expired": Text("Le délai de réponse est passé", "The time to answer has passed"),
    "closed_revoked": Text("Ce lien a été retiré", "This link has been revoked"),
    "closed_locked": Text(
        "Ce lien est fermé, après trop de codes faux", "This link is closed, after too many wrong codes"
    ),
    "closed_moved": Text("Cette réponse n’est plus attendue", "This answer is no longer awaited"),
    "closed_ask_again": Text(
        "Pour toute question, adressez-vous à\u00a0: {asker}.", "With any question, turn to: {asker}."
    ),
    "indicator": Text("Indicateur", "Indicator"),
    "unit_of_it": Text("Unité", "Unit"),
    "usual_source": Text("Source habituelle", "Usual source"),
    "meeting": Text("Réunion", "Meeting"),
    "held_on": Text("Date", "Date"),
    "agenda_item": Text("Point", "Item"),
    "context_of_it": Text("Contexte", "Context"),
    "noted_wrong_code": Text("Code faux\u00a0; essais restants\u00a0: {left}", "Wrong code; tries left: {left}"),
}
