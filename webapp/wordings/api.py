"""Words of the interface for an agency's own software: its problems, and the pages of its keys and its description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

PROBLEMS: Final[Mapping[str, Text]] = {
    "key_needed": Text("Une clé est nécessaire.", "A key is needed."),
    "key_unknown": Text("Cette clé n’ouvre rien, ou n’ouvre plus rien.", "This key opens nothing, or no longer does."),
    "scope_missing": Text("Cette clé n’a pas la portée nécessaire.", "This key lacks the scope that is needed."),
    "too_many": Text("Trop de demandes en une minute.", "Too many requests within one minute."),
    "json_only": Text("Seul le JSON est lu ici (application/json).", "Only JSON is read here (application/json)."),
    "not_json": Text("Ce JSON n’est pas lisible.", "This JSON cannot be read."),
    "invalid": Text("La demande n’a pas la forme décrite.", "The request is not as described."),
    "idempotency_needed": Text(
        "L’en-tête Idempotency-Key est nécessaire, de 1 à 100 lettres, chiffres, points ou tirets.",
        "The header Idempotency-Key is needed, of 1 to 100 letters, digits, dots or dashes.",
    ),
    "idempotency_conflict": Text(
        "Cet Idempotency-Key a déjà servi pour une autre demande\u00a0: rien n’a été fait.",
        "This Idempotency-Key was already used for another request: nothing was done.",
    ),
    "in_progress": Text(
        "La même demande est en cours\u00a0: posez-la de nouveau dans un instant.",
        "The same request is in progress: send it again in a moment.",
    ),
    "refused": Text("Refusé\u00a0: rien n’a été enregistré.", "Refused: nothing was saved."),
    "moved": Text("Ce dossier a changé entre-temps.", "This case has changed meanwhile."),
}

ANSWERS: Final[Mapping[str, Text]] = {
    "no_name": Text("le nom de la machine est introuvable.", "the name of the machine cannot be found."),
    "no_answer": Text("aucune réponse en huit secondes.", "no answer within eight seconds."),
    "unreachable": Text(
        "la machine ne prend pas l’appel, ou a raccroché.", "the machine does not take the call, or hung up."
    ),
    "not_secure": Text(
        "le certificat ou le chiffrement n’est pas valable.", "the certificate or the encryption is not valid."
    ),
    "not_http": Text("ce qui a répondu n’est pas du HTTP.", "what answered is not HTTP."),
    "not_public": Text(
        "l’adresse mène à un réseau privé\u00a0: rien n’a été envoyé.",
        "the address leads to a private network: nothing was sent.",
    ),
}
"""Why a call had no answer, by the word that is kept of it."""

WORDS: Final[Mapping[str, Text]] = {
    "api": Text("Logiciels du service", "The agency’s software"),
    "api_lead": Text(
        "Un logiciel de votre service peut lire ce qui est attendu de vous et envoyer vos relevés, avec une clé.",
        "Software of your agency can read what is expected of you and send your readings, with a key.",
    ),
    "api_ceiling": Text(
        "Une clé ne voit que la part de votre service, et rien au-dessus de la classe «\u00a0Partenariat\u00a0» (K1).",
        "A key sees your agency’s share only, and nothing above the class “Partnership” (K1).",
    ),
    "api_keys": Text("Clés", "Keys"),
    "api_no_key": Text("Aucune clé.", "No key."),
    "api_once": Text(
        "Copiez cette clé maintenant\u00a0: elle ne sera plus affichée.",
        "Copy this key now: it will not be shown again.",
    ),
    "api_key": Text("Clé", "Key"),
    "api_new_key": Text("Nouvelle clé", "New key"),
    "api_make_key": Text("Créer la clé", "Make the key"),
    "api_end_key": Text("Mettre fin à la clé", "End the key"),
    "api_made": Text("Créée le {day} par {name}", "Made on {day} by {name}"),
    "api_ends": Text("Expire le {day}", "Expires on {day}"),
    "api_expired": Text("Expirée depuis le {day}", "Expired on {day}"),
    "api_ended": Text("Terminée le {day}", "Ended on {day}"),
    "api_used": Text("Dernier usage\u00a0: {at}", "Last used: {at}"),
    "api_unused": Text("Jamais utilisée", "Never used"),
    "api_old_keys": Text("Clés terminées ({count})", "Keys that are over ({count})"),
    "api_webhooks": Text("Avertissements automatiques", "Webhooks"),
    "api_webhooks_lead": Text(
        "Beffroi prévient une adresse de votre service qu’il s’est passé quelque chose, sans dire quoi.",
        "Beffroi tells an address of your agency that something happened, without saying what.",
    ),
    "api_no_webhook": Text("Aucune adresse n’est prévenue.", "No address is told."),
    "api_new_webhook": Text("Nouvelle adresse", "New address"),
    "api_open_webhook": Text("Prévenir cette adresse", "Tell this address"),
    "api_end_webhook": Text("Ne plus prévenir", "Stop telling it"),
    "api_resume_webhook": Text("Prévenir de nouveau", "Tell it again"),
    "api_secret_once": Text(
        "Copiez ce secret maintenant\u00a0: il signe les appels et ne sera plus affiché.",
        "Copy this secret now: it signs the calls and will not be shown again.",
    ),
    "api_secret": Text("Secret de la signature", "Secret of the signature"),
    "api_delivered": Text("Dernier appel reçu\u00a0: {at}", "Last call received: {at}"),
    "api_not_delivered": Text("Aucun appel reçu pour l’instant", "No call received so far"),
    "api_answer": Text(
        "Dernier appel, {at} («\u00a0{event}\u00a0»)\u00a0: {answer}", "Last call, {at} (“{event}”): {answer}"
    ),
    "api_answer_good": Text("reçu (réponse {status}).", "received (answer {status})."),
    "api_answer_moved": Text(
        "réponse {status}. Une redirection n’est pas suivie\u00a0: donnez l’adresse finale.",
        "answer {status}. A redirect is not followed: give the final address.",
    ),
    "api_answer_bad": Text("refusé (réponse {status}).", "refused (answer {status})."),
    "api_try_webhook": Text("Envoyer un appel d’essai", "Send a trial call"),
    "api_trial_asked": Text(
        "Un appel d’essai part\u00a0: rechargez cette page dans un instant pour lire la réponse.",
        "A trial call is leaving: reload this page in a moment to read the answer.",
    ),
    "api_failing": Text(
        "Cette adresse ne reçoit pas les appels depuis {at}\u00a0; Beffroi essaie encore.",
        "This address has not taken a call since {at}; Beffroi goes on trying.",
    ),
    "api_stopped": Text(
        "Beffroi n’appelle plus cette adresse depuis {at}\u00a0: elle n’en a reçu aucun pendant une heure. Remettez-la en"
        " état, essayez, puis reprenez.",
        "Beffroi has stopped calling this address since {at}: it had taken none for an hour. Mend it, try, then resume.",
    ),
    "api_new_key_lead": Text(
        "La clé est affichée une seule fois. Confiez-la au logiciel, jamais à un courriel.",
        "The key is shown only once. Give it to the software, never to an e-mail.",
    ),
    "api_new_webhook_lead": Text(
        "Le message ne dit que ce qui s’est passé et quand\u00a0: le logiciel lit ensuite le reste avec sa clé.",
        "The message says only what happened and when: the software then reads the rest with its key.",
    ),
    "api_manual": Text("Mode d’emploi de l’interface", "Manual of the interface"),
    "api_manual_lead": Text(
        "Pour qui programme un logiciel du service\u00a0: chaque adresse, ce qu’elle prend, ce qu’elle répond.",
        "For those who program the agency’s software: each address, what it takes, what it answers.",
    ),
    "api_manual_file": Text(
        "La même description, lue par les outils (OpenAPI 3.1)\u00a0:", "The same description for tools (OpenAPI 3.1):"
    ),
    "api_rules": Text("Ce qui vaut partout", "What holds everywhere"),
    "api_rule_key": Text(
        "Chaque demande porte la clé dans un en-tête\u00a0:", "Each request bears the key in a header:"
    ),
    "api_rule_class": Text(
        "Une clé ne voit que la part de son service, et rien au-dessus de la classe K1. Ce qui est absent et ce qui ne la"
        " regarde pas répondent de même\u00a0: 404.",
        "A key sees its agency’s share only, and nothing above class K1. What is absent and what is not its own answer"
        " alike: 404.",
    ),
    "api_rule_json": Text(
        "Seul le JSON est lu, {kilobytes} Kio au plus. Les nombres décimaux sont du texte\u00a0: aucun chiffre ne se perd.",
        "Only JSON is read, {kilobytes} KiB at most. Decimal numbers are text: no digit is lost.",
    ),
    "api_rule_once": Text(
        "Chaque envoi porte un identifiant à lui\u00a0: renvoyé tel quel, il reçoit la même réponse et rien n’est fait deux"
        " fois.",
        "Each POST bears an id of its own: sent again as it was, it gets the same answer and nothing is done twice.",
    ),
    "api_rule_pages": Text(
        "Les listes vont page par page, de 1 à 100 lignes au choix\u00a0; la réponse dit l’adresse de la page suivante\u00a0:",
        "Lists go page by page, of 1 to 100 lines as you choose; the answer tells the address of the following page:",
    ),
    "api_rule_pace": Text("{count} demandes par minute et par clé\u00a0:", "{count} requests a minute and key:"),
    "api_rule_problem": Text(
        "Tout refus dit son code, et sa phrase en français et en anglais (RFC\u00a09457)\u00a0:",
        "Every refusal tells its code, and its sentence in French and English (RFC\u00a09457):",
    ),
    "api_answers": Text("Réponses\u00a0:", "Answers:"),
    "api_takes": Text("Ce qu’elle prend", "What it takes"),
    "api_value": Text("Valeur", "Value"),
    "api_kind": Text("Type", "Type"),
    "api_needed": Text("Nécessaire", "Needed"),
    "api_allowed": Text("Permis", "Allowed"),
    "api_shapes": Text("Ce qui est répondu", "What is answered"),
    "api_problems": Text("Codes des refus", "Codes of refusals"),
    "api_hook_body": Text("Le message, envoyé en POST, ne dit que\u00a0:", "The message, sent by POST, says only:"),
    "api_hook_signed": Text("Il est signé dans un en-tête\u00a0:", "It is signed in a header:"),
    "api_hook_check": Text(
        "v1 est le HMAC-SHA256, en hexadécimal, de l’horodatage t, d’un point et du corps, avec le secret montré une fois."
        " Refusez un horodatage de plus de cinq minutes.",
        "v1 is the HMAC-SHA256, in hexadecimal, of the timestamp t, a dot and the body, with the secret shown once. Refuse"
        " a timestamp more than five minutes old.",
    ),
    "api_hook_trial": Text(
        "Un appel d’essai, demandé sur la page des logiciels, n’a ni dossier ni nature (null). Il est fait une seule fois,"
        " et a pour événement\u00a0:",
        "A trial call, asked for on the page of the agency’s software, has neither case nor kind (null). It is made only"
        " once, and its event is:",
    ),
    "api_hook_again": Text(
        "Toute réponse 2xx vaut réception. Sinon l’appel est refait pendant une heure, avec le même identifiant\u00a0:",
        "Any 2xx answer means received. Otherwise the call is made again for an hour, under the same id:",
    ),
}
