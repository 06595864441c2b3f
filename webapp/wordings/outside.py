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
    "person_of_it": Text("Qui répond", "Who answers"),
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
    # ------------------------------------------------------------------ by mail, on the pages
    "link_by_mail": Text("Le lien part par courriel", "The link leaves by e-mail"),
    "link_by_mail_more": Text(
        "Destinataire\u00a0: {person}, {address}. Il n’est pas montré ici. Des rappels suivent si la réponse tarde.",
        "To {person}, {address}. It is not shown here. Reminders follow if the answer is slow to come.",
    ),
    "code_once": Text(
        "Le code n’est montré que cette fois\u00a0: notez-le maintenant.", "The code is shown this once: note it now."
    ),
    "outside_letters": Text("Courriels", "E-mails"),
    "outside_letters_to": Text("Beffroi écrit à {address}.", "Beffroi writes to {address}."),
    "outside_letters_erased": Text(
        "L’adresse est effacée\u00a0: Beffroi n’écrit plus à cette personne.",
        "The address is erased: Beffroi no longer writes to this person.",
    ),
    "outside_first_letter": Text("Demande, avec le lien", "Request, with the link"),
    "outside_reminded_one": Text("Rappel, un jour ouvré avant la date", "Reminder, one working day before the date"),
    "outside_reminded_many": Text(
        "Rappel, {count} jours ouvrés avant la date", "Reminder, {count} working days before the date"
    ),
    "outside_reminded_today": Text("Rappel, le jour même", "Reminder, on the day itself"),
    "letter_fails": Text(
        "n’a pas pu partir (dernier essai\u00a0: {at})\u00a0; vérifiez l’adresse, ou remettez un nouveau lien vous-même",
        "could not leave (last try: {at}); check the address, or hand a new link over yourself",
    ),
    "letter_never": Text("n’est pas parti", "did not leave"),
    "letters_fail": Text("courriel non parti", "e-mail not sent"),
    "outside_next": Text("Prochain rappel\u00a0: {day}, le matin.", "Next reminder: {day}, in the morning."),
    "outside_no_next": Text("Aucun autre rappel n’est prévu.", "No other reminder is planned."),
    "outside_stopped_at": Text(
        "Rappels arrêtés par la personne\u00a0: {at}. Elle peut toujours répondre par son lien.",
        "Reminders stopped by the person: {at}. They can still answer by their link.",
    ),
    "outside_reminders_stopped": Text("rappels arrêtés", "reminders stopped"),
    "noted_outside_stopped": Text(
        "La personne ne veut plus de rappels\u00a0; son adresse est effacée",
        "The person wants no more reminders; their address is erased",
    ),
    "outside_stop_title": Text("Ne plus recevoir de rappels\u00a0?", "Stop the reminders?"),
    "outside_stop_what": Text(
        "Demande n°\u00a0{number}. À l’origine\u00a0: {asker}. Réponse attendue avant la fin du {day}.",
        "Request no. {number}. Made by: {asker}. Answer awaited before the end of {day}.",
    ),
    "outside_stop_more": Text(
        "Votre adresse sera effacée. Vous pourrez toujours répondre par le lien que vous avez reçu.",
        "Your address will be erased. You can still answer by the link that you received.",
    ),
    "outside_stop_press": Text("Arrêter les rappels", "Stop the reminders"),
    "outside_stopped": Text("Aucun rappel ne partira plus", "No more reminders will leave"),
    "outside_stopped_more": Text("Votre adresse est effacée de Beffroi.", "Your address is erased from Beffroi."),
    # ------------------------------------------------------------------ in a letter
    "outside_mail_subject": Text("{asker}\u00a0: une réponse vous est demandée", "{asker}: an answer is asked of you"),
    "outside_mail_again_one": Text(
        "Rappel – {asker}\u00a0: une réponse attendue", "Reminder – {asker}: one answer awaited"
    ),
    "outside_mail_again_many": Text(
        "Rappel – {asker}\u00a0: {count} réponses attendues", "Reminder – {asker}: {count} answers awaited"
    ),
    "outside_mail_hello": Text("Bonjour,", "Hello,"),
    "outside_mail_to": Text(
        "À l’attention de\u00a0: {person} ({partner})", "For the attention of: {person} ({partner})"
    ),
    "outside_mail_asks": Text("Réponse demandée par\u00a0: {asker}", "Answer asked by: {asker}"),
    "outside_mail_what": Text("Sur quoi\u00a0: {title} ({kind})", "About what: {title} ({kind})"),
    "outside_mail_until": Text("Avant la fin du {day}", "Before the end of {day}"),
    "outside_mail_answer": Text("Répondre", "Answer"),
    "outside_mail_by_earlier": Text(
        "Répondez par le lien reçu le {day}, ou demandez-en un autre.",
        "Answer by the link received on {day}, or ask for another one.",
    ),
    "outside_mail_questions": Text(
        "Une question, ou un nouveau lien\u00a0? Adressez-vous à\u00a0: {asker} (demande n°\u00a0{number})",
        "A question, or a new link? Turn to: {asker} (request no. {number})",
    ),
    "outside_mail_code": Text(
        "Il faut aussi un code à six chiffres. Il vous est donné par un autre moyen (téléphone, de vive voix) et n’est dans"
        " aucun courriel. Vous n’avez pas besoin de compte.",
        "You also need a code of six digits. It comes to you by another way (by telephone, in person) and stands in no"
        " e-mail. You need no account.",
    ),
    "outside_mail_why": Text(
        "Votre adresse nous a été donnée pour cette réponse, par\u00a0: {asker}. Quelques rappels suivent, un au plus par"
        " jour, et plus aucun dès que vous avez répondu.",
        "Your address was given to us for this answer, by: {asker}. A few reminders follow, one a day at most, and none once"
        " you have answered.",
    ),
    "outside_mail_erased": Text(
        "Elle ne sert à rien d’autre, et elle est effacée avec votre réponse ou la fin du lien.",
        "It is used for nothing else, and is erased with your answer or the end of the link.",
    ),
    "outside_mail_stop": Text("Ne plus recevoir de rappels de cette demande", "Stop the reminders of this request"),
}
