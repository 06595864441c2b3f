"""The words of the tablet: those of its pages, and those that its scripts say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "tablet": Text("Tablette", "Tablet"),
    "tablet_night": Text("Mes visites", "My visits"),
    "tablet_tonight": Text("Cette nuit", "Tonight"),
    "tablet_coming": Text("Les nuits suivantes", "Later nights"),
    "tablet_left_open": Text("Grilles restées ouvertes", "Grids left open"),
    "tablet_done": Text("Grilles remises", "Grids handed in"),
    "tablet_none": Text("Aucune visite cette nuit", "No visit tonight"),
    "tablet_none_more": Text(
        "Les visites auxquelles votre service est affecté apparaîtront ici, dans l’ordre de la nuit.",
        "The visits to which your agency is assigned will appear here, in the order of the night.",
    ),
    "tablet_unanswered_one": Text("1 point sans réponse", "1 item without an answer"),
    "tablet_unanswered": Text("{count} points sans réponse", "{count} items without an answer"),
    "tablet_progress": Text("Avancement de la grille", "Progress of the grid"),
    "tablet_all_answered": Text("Tous les points ont une réponse", "Every item has an answer"),
    "tablet_not_compliant_one": Text("1 non conforme", "1 not compliant"),
    "tablet_not_compliant": Text("{count} non conformes", "{count} not compliant"),
    "tablet_green": Text("Entrée possible", "May enter"),
    "tablet_amber": Text("Entrée sous condition", "May enter under a condition"),
    "tablet_red": Text("Entrée impossible", "May not enter"),
    "tablet_planned": Text("Prévue à {at}", "Planned for {at}"),
    "tablet_entered": Text("Grille ouverte à {at}", "Grid opened at {at}"),
    "tablet_handed_in": Text("Grille remise le {at}", "Grid handed in on {at}"),
    "tablet_basis": Text("Pouvoir exercé", "Power used"),
    "tablet_visit": Text("La visite", "The visit"),
    "tablet_visit_state": Text("La visite\u00a0: {state}", "The visit: {state}"),
    "tablet_visit_entered": Text("Entrée des services à {at}", "Agencies entered at {at}"),
    "tablet_steps": Text("La grille", "The grid"),
    "tablet_measures": Text("Mesures prises sur place", "Measures taken on site"),
    "tablet_other_steps": Text("Autres issues", "Other outcomes"),
    "tablet_demo_place": Text(
        "Établissement de démonstration, sans SIRET.", "Demonstration establishment, without a SIRET."
    ),
    "tablet_sector": Text(
        "À ouvrir seulement si cette activité s’exerce vraiment ici.",
        "To open only if this trade is really carried on here.",
    ),
    "tablet_answers": Text("Réponse au point {code}", "Answer to item {code}"),
    "tablet_note": Text("Note", "Note"),
    "tablet_keep_note": Text("Garder la note", "Keep the note"),
    "tablet_photo": Text("Photo", "Photo"),
    "tablet_photo_of": Text("Prendre une photo pour le point {code}", "Take a photo for item {code}"),
    "tablet_photo_send": Text("Envoyer la photo", "Send the photo"),
    "tablet_photos": Text("Photos", "Photos"),
    "tablet_derive_photo": Text("Recadrer ou flouter", "Crop or blur"),
    "tablet_photo_alt": Text("Photo du point {code}", "Photo of item {code}"),
    "tablet_photo_busy": Text(
        "Beaucoup de photos arrivent en même temps\u00a0: celle-ci sera reprise dans un instant.",
        "Many photos arrive at once: this one will be taken up in a moment.",
    ),
    "tablet_law": Text("Ce que dit la loi", "What the law says"),
    "tablet_law_of": Text("Ce que dit la loi sur le point {code}", "What the law says on item {code}"),
    "tablet_consequence": Text("Suite habituelle", "Usual consequence"),
    "tablet_severity": Text("Gravité", "Severity"),
    "tablet_severity_level": Text("Gravité {level} sur 4", "Severity {level} out of 4"),
    "tablet_route": Text("Voie", "Route"),
    "tablet_texts": Text("Textes", "Texts"),
    "tablet_to_verify": Text("à vérifier", "to be verified"),
    "tablet_basis_words": Text("Fondement", "Ground"),
    "tablet_natinf": Text("Infractions (NATINF)", "Offences (NATINF)"),
    "tablet_natinf_unknown": Text("hors liste chargée", "not in the loaded list"),
    "tablet_given_by": Text("{author}, {at}", "{author}, {at}"),
    "tablet_clock_ahead": Text("horloge de la tablette en avance", "the tablet’s clock was ahead"),
    "tablet_contested": Text(
        "Deux réponses différentes\u00a0: choisissez celle qui reste.",
        "Two different answers: choose the one that stays.",
    ),
    "tablet_settle": Text("Garder celle-ci", "Keep this one"),
    "tablet_take_back": Text("Effacer ma réponse", "Take the answer back"),
    "tablet_no_answer": Text("sans réponse", "no answer"),
    "tablet_next": Text("Suivant", "Next"),
    "tablet_next_more": Text("Aller au prochain point sans réponse", "Go to the next item without an answer"),
    "tablet_closed_more": Text(
        "La grille se lit déjà\u00a0; les réponses s’ouvrent avec elle.",
        "The grid can be read already; answers open with it.",
    ),
    "tablet_back": Text("Mes visites", "My visits"),
    "tablet_shell": Text("Hors réseau", "No network"),
    "tablet_shell_opening": Text("Ouverture de ce que garde cette tablette…", "Opening what this tablet keeps…"),
    "tablet_without_script": Text(
        "Cette page a besoin du réseau, ou de scripts pour s’en passer.",
        "This page needs the network, or scripts to do without.",
    ),
    "tablet_advice": Text("À savoir", "Good to know"),
    "tablet_sending": Text("Envoi", "Sending"),
}

SCRIPT_WORDS: Final[Mapping[str, Text]] = {
    "all_sent": Text("Tout est envoyé", "Everything is sent"),
    "answers_one": Text("1 réponse", "1 answer"),
    "answers_many": Text("{n} réponses", "{n} answers"),
    "photos_one": Text("1 photo", "1 photo"),
    "photos_many": Text("{n} photos", "{n} photos"),
    "begins": Text("l’ouverture de la grille", "the opening of the grid"),
    "and": Text("{one} et {other}", "{one} and {other}"),
    "waiting": Text("{what} en attente (depuis {since})", "{what} waiting (since {since})"),
    "sending": Text("Envoi de {what}…", "Sending {what}…"),
    "back": Text(
        "De retour dans le réseau\u00a0: tout est envoyé ({what})", "The network is back: everything is sent ({what})"
    ),
    "no_network": Text("Pas de réseau\u00a0: tout est gardé ici.", "No network: everything is kept here."),
    "no_server": Text("Beffroi ne répond pas\u00a0: tout est gardé ici.", "Beffroi does not answer: all is kept here."),
    "sign_in_again": Text("Reconnectez-vous\u00a0: rien n’est perdu.", "Sign in again: nothing is lost."),
    "sign_in": Text("Se connecter", "Sign in"),
    "other_person": Text(
        "Une autre personne est connectée sur cette tablette. Votre travail y reste, et partira avec vous.",
        "Somebody else is signed in on this tablet. Your work stays here and leaves with you.",
    ),
    "send_now": Text("Envoyer", "Send"),
    "set_aside_one": Text("1 envoi refusé\u00a0: voir", "1 refused: see"),
    "set_aside_many": Text("{n} envois refusés\u00a0: voir", "{n} refused: see"),
    "set_aside_title": Text("Ce qui n’a pas été accepté", "What was not accepted"),
    "set_aside_lead": Text(
        "Rien n’est perdu\u00a0: cela reste ici jusqu’à ce que vous l’effaciez.",
        "Nothing is lost: it stays here until you remove it.",
    ),
    "try_again": Text("Réessayer", "Try again"),
    "remove": Text("Effacer de cette tablette", "Remove from this tablet"),
    "remove_sure": Text("Oui, effacer", "Yes, remove"),
    "save_copy": Text("Enregistrer une copie", "Save a copy"),
    "later_because": Text("En attente\u00a0: {reason}", "Waiting: {reason}"),
    "of_colleague_one": Text(
        "1 envoi d’un collègue attend sur cette tablette\u00a0; il partira quand il s’y reconnectera.",
        "1 item of a colleague waits on this tablet; it leaves when they sign in here again.",
    ),
    "of_colleague_many": Text(
        "{n} envois de collègues attendent sur cette tablette\u00a0; ils partiront quand ils s’y reconnecteront.",
        "{n} items of colleagues wait on this tablet; they leave when those people sign in here again.",
    ),
    "prepared": Text("Prêt hors réseau\u00a0: {n} visites sur {total}", "Ready without network: {n} visits of {total}"),
    "preparing": Text(
        "Préparation du hors réseau\u00a0: {n} sur {total}…", "Preparing for no network: {n} of {total}…"
    ),
    "prepared_at": Text("Page gardée ici, à jour à {at}", "Page kept here, as of {at}"),
    "little_room": Text(
        "Il reste moins de 500\u00a0Mo sur cette tablette\u00a0: libérez de la place avant la visite.",
        "Less than 500\u00a0MB are left on this tablet: make room before the visit.",
    ),
    "not_durable": Text(
        "Ce navigateur peut effacer ce qu’il garde\u00a0: envoyez avant d’éteindre, ou installez la page sur l’écran "
        "d’accueil.",
        "This browser may erase what it keeps: send before you switch off, or install the page on the home screen.",
    ),
    "cannot_keep": Text(
        "Ce navigateur ne peut rien garder\u00a0: chaque réponse part aussitôt, et il faut le réseau.",
        "This browser cannot keep anything: each answer leaves at once, and the network is needed.",
    ),
    "no_room": Text(
        "Cette tablette n’a plus de place\u00a0: cette réponse n’est pas gardée. Libérez de la place et recommencez.",
        "This tablet is full: this answer is not kept. Make room and try again.",
    ),
    "clock_ahead": Text(
        "L’horloge de cette tablette avance de {length}. Beffroi garde les deux heures.",
        "This tablet’s clock is {length} ahead. Beffroi keeps both times.",
    ),
    "clock_behind": Text(
        "L’horloge de cette tablette retarde de {length}. Beffroi garde les deux heures.",
        "This tablet’s clock is {length} behind. Beffroi keeps both times.",
    ),
    "minutes": Text("{n} min", "{n} min"),
    "hours": Text("{n} h", "{n} h"),
    "unreadable": Text(
        "{n} envois gardés ici ne se lisent plus avec la clé d’aujourd’hui. Ne les effacez pas\u00a0: prévenez la "
        "personne qui administre Beffroi.",
        "{n} items kept here cannot be read with today’s key. Do not erase them: tell the person who runs Beffroi.",
    ),
    "locked": Text("Tablette verrouillée", "Tablet locked"),
    "locked_more": Text(
        "Ce qui est gardé ici est chiffré et ne se lit qu’une fois connecté. Il faut le réseau pour se connecter.",
        "What is kept here is encrypted and is read only once you have signed in. Signing in needs the network.",
    ),
    "not_kept": Text("Cette page n’est pas sur la tablette", "This page is not on the tablet"),
    "not_kept_more": Text(
        "Elle n’a pas été ouverte ici avec du réseau. Les visites préparées sont dans la liste.",
        "It was not opened here while there was a network. The visits that were prepared are in the list.",
    ),
    "to_the_list": Text("Mes visites", "My visits"),
    "retry": Text("Réessayer", "Try again"),
    "kept_copy": Text("Hors réseau\u00a0: page gardée sur la tablette", "No network: page kept on the tablet"),
    "unanswered_one": WORDS["tablet_unanswered_one"],
    "unanswered_many": Text("{n} points sans réponse", "{n} items without an answer"),
    "all_answered": WORDS["tablet_all_answered"],
    "contested_one": Text("1 point à départager", "1 item to settle"),
    "contested_many": Text("{n} points à départager", "{n} items to settle"),
    "given_by": Text("{author}, {at}", "{author}, {at}"),
    "given_here": Text("vous, {at} (pas encore envoyée)", "you, {at} (not sent yet)"),
    "clock_mark": WORDS["tablet_clock_ahead"],
    "no_answer": WORDS["tablet_no_answer"],
    "settle": WORDS["tablet_settle"],
    "kept_here": Text("Gardé ici", "Kept here"),
    "sent": Text("Envoyé", "Sent"),
    "begin_offline": Text("Ouvrir la grille sans réseau", "Open the grid without a network"),
    "begin_offline_more": Text(
        "Beffroi vérifiera l’entrée au retour du réseau\u00a0; vos réponses sont gardées d’ici là.",
        "Beffroi will check the entry when the network is back; your answers are kept until then.",
    ),
    "begin_asked": Text("Ouverture demandée à {at}", "Opening asked at {at}"),
    "photo_waiting": Text("Photo gardée ici, pas encore envoyée", "Photo kept here, not sent yet"),
    "photo_too_heavy": Text(
        "Cette photo dépasse 12\u00a0Mo\u00a0: elle n’a pas été prise. Choisissez une qualité moindre.",
        "This photo is larger than 12\u00a0MB: it was not taken. Choose a lower quality.",
    ),
    "photo_no_photo": Text(
        "Ce fichier n’est pas une photo JPEG, PNG ou WebP.", "This file is not a JPEG, PNG or WebP photo."
    ),
    "derive_photo": WORDS["tablet_derive_photo"],
    "show_photos": Text("Voir les photos ({n})", "Show the photos ({n})"),
    "photo_at": Text("{at}", "{at}"),
    "photo_alt": Text("Photo du point {code}", "Photo of item {code}"),
    "stays_encrypted": Text(
        "{what} en attente\u00a0: cela reste chiffré sur cette tablette et partira quand vous vous y reconnecterez.",
        "{what} waiting: this stays encrypted on this tablet and leaves when you sign in here again.",
    ),
    "draft_back": Text(
        "Voici ce que vous aviez saisi ici. Relisez, puis validez.", "Here is what you had typed. Read it, then submit."
    ),
    "rescue": Text("Fichier de secours", "Rescue file"),
    "rescue_more": Text(
        "Une copie chiffrée de ce qui n’est pas envoyé, à reprendre sur une autre tablette avec votre compte.",
        "An encrypted copy of what is not sent, to take up on another tablet with your account.",
    ),
    "rescue_save": Text("Enregistrer le fichier de secours", "Save the rescue file"),
    "rescue_open": Text("Reprendre un fichier de secours", "Take up a rescue file"),
    "rescue_taken": Text("{n} envois repris", "{n} items taken up"),
    "rescue_refused": Text(
        "Ce fichier n’est pas un fichier de secours de votre compte.", "This is not a rescue file of your account."
    ),
}
"""What the scripts say, by name; ``{n}`` and the like are filled in on the tablet."""
