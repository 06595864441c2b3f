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
    "api_reference": Text("Mode d’emploi pour qui programme", "Manual for those who program"),
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
    "api_named": Text("de la clé {name}", "{name}"),
    "api_name": Text("Nom du logiciel", "Name of the software"),
    "api_scopes": Text("Ce que la clé permet", "What the key allows"),
    "api_made": Text("Créée le {day} par {name}", "Made on {day} by {name}"),
    "api_ends": Text("Expire le {day}", "Expires on {day}"),
    "api_expired": Text("Expirée depuis le {day}", "Expired on {day}"),
    "api_ended": Text("Terminée le {day}", "Ended on {day}"),
    "api_used": Text("Dernier usage\u00a0: {at}", "Last used: {at}"),
    "api_unused": Text("Jamais utilisée", "Never used"),
    "api_old_keys": Text("Clés terminées ({count})", "Keys that are over ({count})"),
    "api_days": Text("{days} jours", "{days} days"),
    "api_life": Text("Durée", "Life"),
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
    "api_url": Text("Adresse (https)", "Address (https)"),
    "api_events": Text("Ce dont elle est prévenue", "What it is told of"),
    "api_secret_once": Text(
        "Copiez ce secret maintenant\u00a0: il signe les appels et ne sera plus affiché.",
        "Copy this secret now: it signs the calls and will not be shown again.",
    ),
    "api_secret": Text("Secret de la signature", "Secret of the signature"),
    "api_delivered": Text("Dernier appel reçu\u00a0: {at}", "Last call received: {at}"),
    "api_not_delivered": Text("Aucun appel reçu pour l’instant", "No call received so far"),
    "api_failing": Text(
        "Cette adresse ne répond pas depuis {at}\u00a0; Beffroi essaie encore.",
        "This address has not answered since {at}; Beffroi goes on trying.",
    ),
    "api_stopped": Text(
        "Beffroi n’appelle plus cette adresse depuis {at}\u00a0: elle n’a pas répondu pendant une heure. Corrigez-la,"
        " puis reprenez.",
        "Beffroi has stopped calling this address since {at}: it had not answered for an hour. Mend it, then resume.",
    ),
}
