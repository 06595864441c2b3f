"""The words of the pages, by name, in French and English. Templates hold none of their own.

Those of every page are here; a topic with many pages keeps its own in ``webapp/wordings``.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final

from webapp import wordings
from workflows.store.text import Text

_SHELL: Final = {
    "beffroi": Text("Beffroi", "Beffroi"),
    "tagline": Text("Le travail commun des services d’un quartier", "The joint work of a neighbourhood’s services"),
    "skip": Text("Aller au contenu", "Skip to content"),
    "main_menu": Text("Menu principal", "Main menu"),
    "more_menu": Text("Plus", "More"),
    "breadcrumb": Text("Fil d’Ariane", "Breadcrumb"),
    "inbox": Text("À faire", "Inbox"),
    "operations": Text("Opérations", "Operations"),
    "establishments": Text("Établissements", "Establishments"),
    "documents": Text("Documents", "Documents"),
    "documents_lead": Text(
        "Les papiers scellés que votre service peut lire, les derniers d’abord.",
        "The sealed papers that your agency may read, latest first.",
    ),
    "no_document": Text("Aucun papier pour l’instant.", "No paper yet."),
    "older_documents": Text("Papiers plus anciens", "Older papers"),
    "language_name": Text("Langue", "Language"),
    "theme_name": Text("Affichage", "Display"),
    "theme_auto": Text("Automatique", "Automatic"),
    "theme_light": Text("Clair", "Light"),
    "theme_dark": Text("Sombre", "Dark"),
    "theme_contrast": Text("Contraste élevé", "High contrast"),
    "my_menu": Text("Compte de {name}", "Account of {name}"),
    "sign_out": Text("Se déconnecter", "Sign out"),
    "sign_in": Text("Se connecter", "Sign in"),
    "start_page": Text("Accueil", "Start"),
    "why_reading": Text("Motif de consultation", "Reason for reading"),
    "change": Text("Changer", "Change"),
    "yes": Text("Oui", "Yes"),
    "no": Text("Non", "No"),
    "colon": Text("\u00a0: ", ": "),
    "optional": Text("facultatif", "optional"),
    "cancel": Text("Annuler", "Cancel"),
    "next_page": Text("Page suivante", "Next page"),
    "first_page": Text("Première page", "First page"),
    "pages": Text("Pages", "Pages"),
    "choose": Text("Choisir…", "Choose…"),
    "good": Text("Favorable", "Good"),
    "warning": Text("Attention", "Warning"),
    "error": Text("Erreur", "Error"),
    "information": Text("Information", "Information"),
    "footer": Text(
        "Beffroi conserve qui a fait quoi, qui a lu quoi et pourquoi.",
        "Beffroi keeps who did what, who read what, and why.",
    ),
    "demonstration": Text("Démonstration", "Demonstration"),
    "demo_banner": Text(
        "Démonstration\u00a0: les établissements contrôlés et les personnes sont fictifs.",
        "Demonstration: the inspected establishments and the people are fictitious.",
    ),
}
_START: Final = {
    "start_title": Text("Bienvenue à Beffroi", "Welcome to Beffroi"),
    "start_lead": Text(
        "Les services publics d’un quartier y préparent leurs contrôles conjoints, y consignent leurs constats et y"
        " suivent leurs suites, chacun avec ses propres pouvoirs.",
        "The public services of a neighbourhood prepare their joint inspections here, record what they find and follow"
        " it up, each under its own powers.",
    ),
    "choose_desk": Text("Choisissez votre service", "Choose your agency"),
    "demo_desks": Text("Entrer dans la démonstration", "Enter the demonstration"),
    "demo_lead": Text(
        "Chaque carte ouvre le poste de travail d’une personne. Aucun mot de passe n’est à saisir.",
        "Each card opens one person’s desk. There is no password to type.",
    ),
    "other_desks": Text("Autres services", "Other agencies"),
    "enter_as": Text("Entrer comme {name}", "Enter as {name}"),
    "sign_in_at": Text("Se connecter\u00a0: {agency}", "Sign in: {agency}"),
    "sign_in_lead": Text(
        "Avec l’identifiant que votre service vous a remis.", "With the user name that your agency gave you."
    ),
    "not_your_desk": Text("Ce n’est pas votre service\u00a0?", "Not your agency?"),
    "sign_in_failed": Text(
        "Identifiant ou mot de passe inconnu. Vérifiez les majuscules, puis recommencez.",
        "Unknown user name or password. Check the capitals, then try again.",
    ),
    "sign_in_wait": Text(
        "Trop d’essais pour ce compte ou depuis ce réseau. Recommencez à partir de {until}.",
        "Too many tries for this account or from this network. Try again from {until}.",
    ),
    "session_over": Text("Votre session est terminée", "Your session is over"),
    "session_over_kept": Text(
        "Rien de ce que vous avez saisi n’est perdu\u00a0: connectez-vous, et le formulaire revient rempli.",
        "Nothing that you typed is lost: sign in, and the form comes back filled.",
    ),
    "form_refilled": Text(
        "Voici le formulaire tel que vous l’aviez rempli. Relisez-le, puis validez.",
        "Here is the form as you had filled it in. Read it again, then submit.",
    ),
    "from_outside": Text("Ouverture de Beffroi", "Opening Beffroi"),
    "from_outside_more": Text(
        "Vous venez d’un autre site. La page s’ouvre dans un instant.",
        "You come from another site. The page opens in a moment.",
    ),
    "from_outside_link": Text("Ouvrir la page maintenant", "Open the page now"),
    "signed_out": Text("Vous êtes déconnecté.", "You are signed out."),
    "reason_title": Text("Pourquoi consultez-vous ces dossiers\u00a0?", "Why are you reading these cases?"),
    "reason_lead": Text(
        "Ces dossiers sont protégés. Votre réponse est notée à chaque lecture, jusqu’à votre déconnexion.",
        "These cases are protected. Your answer is written down at each reading, until you sign out.",
    ),
    "reason_label": Text("Motif de consultation", "Reason for reading"),
    "reason_go_on": Text("Continuer", "Continue"),
}
_CASES: Final = {
    "inbox_title": Text("Ce qui est attendu de vous", "What is expected of you"),
    "inbox_empty": Text("Rien n’est attendu de votre service.", "Nothing is expected of your agency."),
    "inbox_empty_more": Text(
        "Les dossiers qui demandent une action de votre part apparaîtront ici, les plus urgents d’abord.",
        "Cases that ask something of you will appear here, the most urgent first.",
    ),
    "late": Text("En retard", "Late"),
    "today": Text("Aujourd’hui", "Today"),
    "this_week": Text("Cette semaine", "This week"),
    "later": Text("Plus tard", "Later"),
    "no_due": Text("Sans échéance", "No due date"),
    "due_at": Text("pour le {due}", "by {due}"),
    "late_since": Text("en retard depuis le {due}", "late since {due}"),
    "case_state": Text("État", "State"),
    "expected_of": Text("Attendu de", "Expected of"),
    "expected_of_you": Text("Attendu de vous", "Expected of you"),
    "case_closed": Text("Ce dossier est terminé.", "This case has ended."),
    "whats_next": Text("Et maintenant", "What is next"),
    "no_step": Text("Aucune action n’est possible depuis cet état.", "Nothing can be done from this state."),
    "door_closed": Text("Pas encore possible", "Not possible yet"),
    "door_of_others": Text("Revient à d’autres", "Belongs to others"),
    "facts": Text("L’essentiel", "Facts"),
    "opened_at": Text("Ouvert le", "Opened on"),
    "moved_at": Text("Dernier changement", "Last change"),
    "owner": Text("Service responsable", "Agency in charge"),
    "part_of": Text("Fait partie de", "Part of"),
    "secrecy": Text("Protection", "Protection"),
    "secrecy_0": Text("K0, public", "K0, public"),
    "secrecy_1": Text("K1, partenariat", "K1, partnership"),
    "secrecy_2": Text("K2, plan d’opération", "K2, operation plan"),
    "secrecy_3": Text("K3, constats d’un service", "K3, findings of an agency"),
    "secrecy_4": Text("K4, judiciaire", "K4, judicial"),
    "people": Text("Services concernés", "Agencies involved"),
    "reader": Text("Lire le dossier", "Read the case"),
    "nobody_named": Text("Aucun service n’est encore désigné.", "No agency is named yet."),
    "children_of_kind": Text("Dossiers liés\u00a0: {kind}", "Related cases: {kind}"),
    "clocks": Text("Échéances", "Time limits"),
    "clock_runs": Text("jusqu’au {due}", "until {due}"),
    "clock_share": Text("{share}\u00a0% du délai écoulé", "{share}% of the time has passed"),
    "drawing": Text("Où en est le dossier", "Where the case stands"),
    "history": Text("Historique", "History"),
    "whole_history": Text("Tout l’historique", "The whole history"),
    "history_of": Text("Historique\u00a0: {title}", "History: {title}"),
    "by_the_house": Text("Beffroi, automatiquement", "Beffroi, automatically"),
    "case_opened": Text("Dossier ouvert", "Case opened"),
    "body_erased": Text("Contenu effacé le {at}\u00a0: {reason}", "Content erased on {at}: {reason}"),
    "take_step": Text("{step}", "{step}"),
    "step_lead": Text("Dossier «\u00a0{title}\u00a0»", "Case “{title}”"),
    "step_grave": Text("Cette action est définitive.", "This cannot be undone."),
    "step_grave_more": Text(
        "Relisez avant de valider\u00a0: personne ne pourra revenir en arrière.",
        "Read again before you submit: nobody will be able to go back.",
    ),
    "step_closed": Text("Cette action n’est pas possible maintenant", "This is not possible now"),
    "step_not_from_here": Text(
        "Elle ne se fait pas tant que le dossier est à l’état «\u00a0{state}\u00a0».",
        "It cannot be done while the case is in the state “{state}”.",
    ),
    "back_to_case": Text("Revenir au dossier", "Back to the case"),
    "already_moved": Text("Ce dossier a changé entre-temps", "This case changed meanwhile"),
    "not_done": Text("Cette action n’a pas été faite", "This was not done"),
    "mistakes_one": Text("Une réponse est à revoir", "One answer needs another look"),
    "mistakes_many": Text("{count} réponses sont à revoir", "{count} answers need another look"),
    "done": Text("C’est fait\u00a0: {what}.", "Done: {what}."),
    "to_verify": Text("{reference} (à vérifier)", "{reference} (to be verified)"),
}
_ERRORS: Final = {
    "error_400": Text("Cette demande ne se lit pas", "This request cannot be read"),
    "error_400_more": Text(
        "Revenez à la page précédente, rechargez-la et recommencez.", "Go back, reload the page and start over."
    ),
    "error_403": Text("Cette demande n’est pas venue de Beffroi", "This request did not come from Beffroi"),
    "error_403_more": Text(
        "La page était trop ancienne, ou un autre site a tenté d’agir à votre place. Rien n’a été fait. Rechargez la"
        " page et recommencez.",
        "The page was too old, or another site tried to act in your place. Nothing was done. Reload the page and start"
        " over.",
    ),
    "error_404": Text("Il n’y a rien ici pour vous", "There is nothing here for you"),
    "error_404_more": Text(
        "Cette page n’existe pas, ou elle ne vous est pas ouverte. Si vous deviez la voir, demandez au service qui pilote"
        " le dossier de vous y inscrire.",
        "This page does not exist, or it is not open to you. If you should see it, ask the agency that leads the case"
        " to name you in it.",
    ),
    "error_405": Text("Cette page ne se demande pas ainsi", "This page is not asked for this way"),
    "error_405_more": Text("Revenez à l’accueil et recommencez.", "Go back to the start and try again."),
    "error_409": Text("Cette demande arrive trop tard", "This request comes too late"),
    "error_413": Text("Cet envoi est trop volumineux", "This is too large"),
    "error_413_more": Text(
        "Un envoi d’ici ne dépasse pas {most} en tout. Rien n’a été enregistré.",
        "What is sent from here is {most} at most in all. Nothing was saved.",
    ),
    "error_413_back": Text(
        "Revenez à la page précédente par la flèche de votre navigateur\u00a0: ce que vous y avez écrit y est encore, le plus souvent."
        " Choisissez des fichiers plus petits, ou envoyez-les en plusieurs fois.",
        "Go back to the page before with your browser’s arrow: what you wrote there is mostly still there. Choose smaller"
        " files, or send them in several goes.",
    ),
    "file_too_large": Text(
        "Un fichier choisi dépasse {most}\u00a0Mo. Rien n’est parti\u00a0: choisissez-en un plus petit.",
        "A file that you chose is larger than {most}\u00a0MB. Nothing was sent: choose a smaller one.",
    ),
    "files_too_large": Text(
        "Ensemble, ces fichiers dépassent {most}\u00a0Mo. Rien n’est parti\u00a0: joignez-les en plusieurs fois.",
        "Together these files are larger than {most}\u00a0MB. Nothing was sent: attach them in several goes.",
    ),
    "error_429": Text("Trop d’essais", "Too many tries"),
    "error_500": Text("Beffroi n’a pas pu répondre", "Beffroi could not answer"),
    "error_500_more": Text(
        "Rien n’a été enregistré à moitié. Recommencez dans un instant\u00a0; si cela dure, donnez ce numéro à la personne"
        " qui administre Beffroi\u00a0: {number}.",
        "Nothing was half saved. Try again in a moment; if it goes on, give this number to the person who runs Beffroi:"
        " {number}.",
    ),
    "error_503": Text("Beffroi est très occupé", "Beffroi is very busy"),
    "error_503_more": Text(
        "La base de données ne répond pas encore. Rien n’a été enregistré\u00a0: recommencez dans un instant.",
        "The database does not answer yet. Nothing was saved: try again in a moment.",
    ),
    "error_507": Text("Il n’y a plus de place sur le disque", "There is no room left on the disk"),
    "error_507_more": Text(
        "Rien n’a été enregistré. Prévenez la personne qui administre Beffroi\u00a0: dès que de la place est faite, tout"
        " reprend sans redémarrage.",
        "Nothing was saved. Tell the person who runs Beffroi: as soon as there is room, everything goes on without a"
        " restart.",
    ),
    "unknown_host": Text(
        "Beffroi ne répond pas sous ce nom. La personne qui l’administre peut l’ajouter à BEFFROI_HOSTS.",
        "Beffroi does not answer under this name. The person who runs it can add it to BEFFROI_HOSTS.",
    ),
    "what_you_typed": Text("Ce que vous aviez saisi", "What you had typed"),
    "what_you_typed_more": Text("Copiez-le si vous voulez le garder.", "Copy it if you want to keep it."),
}


def _of_topics() -> Iterator[Mapping[str, Text]]:
    for found in pkgutil.iter_modules(wordings.__path__):
        yield import_module(f"{wordings.__name__}.{found.name}").WORDS


def _gather(*groups: Mapping[str, Text]) -> Mapping[str, Text]:
    words: dict[str, Text] = {}
    for group in groups:
        doubled = sorted(set(words) & set(group))
        if doubled:
            raise ValueError(f"These words are given twice: {', '.join(doubled)}.")
        words.update(group)
    return words


WORDS: Final[Mapping[str, Text]] = _gather(_SHELL, _START, _CASES, _ERRORS, *_of_topics())
