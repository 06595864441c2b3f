"""Words of the messages that the house writes, and of the pages where each person chooses and stops them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    # ------------------------------------------------------------------ in a message
    "mail_hello": Text("Bonjour {name},", "Hello {name},"),
    "mail_first": Text("À faire en premier", "To do first"),
    "mail_open": Text("Ouvrir dans Beffroi", "Open in Beffroi"),
    "mail_inbox": Text("Tout ce qui est attendu de vous", "All that is expected of you"),
    "mail_reserved": Text("Un dossier réservé, à lire dans Beffroi", "A reserved case, to be read in Beffroi"),
    "mail_line": Text("{what} – {title}", "{what} – {title}"),
    "mail_for": Text("pour {name}, en congé jusqu’au {day}", "for {name}, on leave until {day}"),
    "mail_due": Text("pour le {due}", "by {due}"),
    "mail_late": Text("en retard depuis le {due}", "late since {due}"),
    "mail_more": Text("Et {count} autres, dans Beffroi.", "And {count} more, in Beffroi."),
    "mail_new": Text("Nouveau", "New"),
    "mail_soon": Text("Échéance proche", "Due soon"),
    "mail_legal": Text("Délai prévu par un texte", "Time limit set by a text"),
    "alarm_runs": Text("{share}\u00a0% du délai légal sont écoulés", "{share}% of the legal time limit have passed"),
    "alarm_runs_void": Text(
        "{share}\u00a0% du délai légal sont écoulés\u00a0; passé ce délai, l’acte est nul",
        "{share}% of the legal time limit have passed; past it, the act is void",
    ),
    "alarm_passed": Text("le délai légal est passé", "the legal time limit has passed"),
    "alarm_passed_void": Text(
        "le délai légal est passé, à peine de nullité de l’acte",
        "the legal time limit has passed, on pain of nullity of the act",
    ),
    "mail_open_things": Text("Toujours ouvert", "Still open"),
    "mail_late_things": Text("En retard", "Late"),
    "mail_late_at": Text("{agency} est en retard", "{agency} is late"),
    "mail_rung": Text("rappel adressé à {rung}", "reminder addressed to {rung}"),
    "mail_why": Text("Pourquoi ce message\u00a0?", "Why this message?"),
    "mail_stop": Text("Ne plus recevoir ces messages", "Stop these messages"),
    "mail_choose": Text("Choisir mes messages", "Choose my messages"),
    "mail_subject_today_one": Text("Beffroi\u00a0: une chose à faire", "Beffroi: one thing to do"),
    "mail_subject_today_many": Text("Beffroi\u00a0: {count} choses à faire", "Beffroi: {count} things to do"),
    "mail_subject_digest": Text("Beffroi\u00a0: le résumé de la semaine", "Beffroi: the week’s summary"),
    "mail_subject_act_now": Text("Beffroi\u00a0: à faire maintenant", "Beffroi: act now"),
    "mail_subject_invitation": Text("Beffroi\u00a0: convocation à une réunion", "Beffroi: a meeting is convened"),
    "mail_subject_moved": Text("Beffroi\u00a0: une réunion change de date", "Beffroi: a meeting has a new date"),
    "mail_subject_cancelled": Text("Beffroi\u00a0: une réunion est annulée", "Beffroi: a meeting is cancelled"),
    "mail_subject_night_invitation": Text("Beffroi\u00a0: une date à retenir", "Beffroi: a date to keep free"),
    "mail_subject_night_moved": Text("Beffroi\u00a0: une date change", "Beffroi: a date changes"),
    "mail_subject_night_postponed": Text("Beffroi\u00a0: une date est reportée", "Beffroi: a date is postponed"),
    "mail_subject_night_cancelled": Text("Beffroi\u00a0: une date est annulée", "Beffroi: a date is cancelled"),
    "mail_why_today": Text(
        "Quelque chose est attendu de votre service ({agency}), et vous avez choisi le message du jour\u00a0: un au plus, le matin"
        " d’un jour ouvré.",
        "Something is expected of your agency ({agency}), and you chose the message of the day: one at most, on the morning of"
        " a working day.",
    ),
    "mail_why_digest": Text(
        "Vous avez choisi le résumé de la semaine de votre service ({agency}). Il remplace le message de ce jour.",
        "You chose the week’s summary of your agency ({agency}). It takes the place of today’s message.",
    ),
    "mail_why_act_now": Text(
        "Une action définitive de votre service ({agency}) est attendue avant demain, ou une décision vient de changer ce que"
        " vous devez faire. Vous avez choisi d’être prévenu tout de suite.",
        "A final act of your agency ({agency}) is expected before tomorrow, or a decision has just changed what you must do."
        " You chose to be told at once.",
    ),
    "mail_why_invitation": Text(
        "Votre service ({agency}) est attendu à cette date, et vous avez choisi de recevoir les convocations.",
        "Your agency ({agency}) is expected on this date, and you chose to get invitations.",
    ),
    "mail_why_climbed": Text(
        "Un retard n’a pas été réglé aux premiers rappels\u00a0: le rappel monte jusqu’à vous.",
        "A delay was not settled by the first reminders: the reminder has climbed to you.",
    ),
    "mail_why_in_place": Text(
        "Vous remplacez {name}, en congé jusqu’au {day}.", "You stand in for {name}, on leave until {day}."
    ),
    "mail_meeting": Text("Réunion", "Meeting"),
    "mail_meeting_reserved": Text(
        "Réunion à laquelle votre service est convoqué (détails dans Beffroi)",
        "Meeting to which your agency is convened (details in Beffroi)",
    ),
    "mail_night": Text("Date", "Date"),
    "mail_night_reserved": Text(
        "Une date réservée pour votre service (détails dans Beffroi)",
        "A reserved date for your agency (details in Beffroi)",
    ),
    "mail_night_cancelled": Text("Votre service n’est plus attendu.", "Your agency is no longer expected."),
    "mail_night_moved": Text("Nouvelle date\u00a0: une réponse est demandée.", "New date: an answer is asked for."),
    "mail_night_postponed": Text(
        "Report\u00a0: la nouvelle date n’est pas encore fixée. Ne retenez plus celle-ci.",
        "Postponed: the new date is not set yet. Do not keep this one free any longer.",
    ),
    "mail_meeting_at": Text("Le {at}", "On {at}"),
    "mail_meeting_place": Text("Lieu\u00a0: {place}", "Place: {place}"),
    "mail_meeting_cancelled": Text("Cette réunion est annulée.", "This meeting is cancelled."),
    "mail_meeting_moved": Text("Nouvelle date.", "New date."),
    "mail_event": Text(
        "L’événement joint entre dans votre agenda\u00a0; un report ou une annulation l’y corrigera.",
        "The attached event goes into your calendar; a new date or a cancellation will correct it there.",
    ),
    # ------------------------------------------------------------------ on the pages
    "messages": Text("Mes messages", "My messages"),
    "messages_lead": Text(
        "Ce que Beffroi vous écrit, quand, et qui lit à votre place pendant vos congés.",
        "What Beffroi writes to you, when, and who reads in your place during your leave.",
    ),
    "messages_to": Text("Vos messages partent à {address}.", "Your messages go to {address}."),
    "messages_nowhere": Text(
        "Aucune adresse électronique n’est inscrite pour vous\u00a0: Beffroi ne vous écrit pas.",
        "No e-mail address is entered for you: Beffroi does not write to you.",
    ),
    "address_title": Text("Mon adresse", "My address"),
    "address_ask": Text("Envoyer le lien", "Send the link"),
    "address_asked": Text(
        "Le lien est envoyé. Ouvrez-le depuis cette messagerie pour confirmer l’adresse.",
        "The link is sent. Open it from that mailbox to confirm the address.",
    ),
    "address_waits": Text(
        "En attente de confirmation\u00a0: {address}. Le lien envoyé {at} vaut un jour et ne sert qu’une fois.",
        "Waiting to be confirmed: {address}. The link sent {at} is good for a day and serves once.",
    ),
    "address_confirmed": Text("Votre adresse est confirmée.", "Your address is confirmed."),
    "address_confirm": Text("Confirmer mon adresse", "Confirm my address"),
    "address_confirm_what": Text(
        "Vos messages partiront désormais à {address}.", "From now on your messages will go to {address}."
    ),
    "address_confirm_press": Text("Confirmer cette adresse", "Confirm this address"),
    "address_link_over": Text(
        "Ce lien n’a plus cours, ou n’est pas le vôtre. Demandez-en un autre à la page «\u00a0Mes messages\u00a0».",
        "This link is over, or is not yours. Ask for another on the page “My messages”.",
    ),
    "address_too_often": Text("Trop de demandes aujourd’hui", "Too many requests today"),
    "address_too_often_more": Text(
        "Une adresse se demande {count} fois par jour au plus. Réessayez demain.",
        "An address may be asked for {count} times a day at most. Try again tomorrow.",
    ),
    "address_mail_subject": Text("Beffroi\u00a0: confirmez votre adresse", "Beffroi: confirm your address"),
    "address_mail_asked": Text(
        "Une personne qui se sert de Beffroi demande à recevoir ses messages à cette adresse.",
        "Somebody who uses Beffroi asks to get their messages at this address.",
    ),
    "address_mail_link": Text(
        "Si c’est vous, ouvrez ce lien dans les 24 heures et confirmez\u00a0: {link}",
        "If it is you, open this link within 24 hours and confirm: {link}",
    ),
    "address_mail_not_you": Text(
        "Sinon, ne faites rien\u00a0: rien d’autre ne vous sera envoyé.",
        "If not, do nothing: nothing else will be sent to you.",
    ),
    "address_mail_changed_subject": Text(
        "Beffroi\u00a0: vos messages changent d’adresse", "Beffroi: your messages go to another address"
    ),
    "address_mail_changed": Text(
        "Vos messages de Beffroi partent désormais à une autre adresse, que vous avez confirmée.",
        "Your messages from Beffroi now go to another address, which you have confirmed.",
    ),
    "address_mail_changed_not_you": Text(
        "Si ce n’est pas vous, prévenez sans attendre la personne qui administre Beffroi dans votre service.",
        "If it was not you, tell the person who runs Beffroi in your agency at once.",
    ),
    "messages_kept": Text("Vos choix sont enregistrés.", "Your choices are saved."),
    "messages_save": Text("Enregistrer", "Save"),
    "messages_which": Text("Ce que je reçois", "What I get"),
    "messages_leave": Text("Mes congés", "My leave"),
    "messages_leave_more": Text(
        "Du premier au dernier jour, vos messages vont à la personne qui vous remplace. Ses actes portent son propre nom.",
        "From the first to the last day, your messages go to the person who stands in for you. What they do bears their own name.",
    ),
    "messages_latest": Text("Derniers messages", "Latest messages"),
    "messages_none": Text("Beffroi ne vous a encore rien écrit.", "Beffroi has written you nothing yet."),
    "messages_sent": Text("parti le {at}", "left on {at}"),
    "messages_waits": Text("en attente de départ", "waiting to leave"),
    "messages_rules": Text(
        "Un message par jour au plus, le matin d’un jour ouvré, hors jours fériés et périodes calmes. Seul l’urgent part tout"
        " de suite. Chaque retard est rappelé par échelons\u00a0: {ladder} (délais à confirmer par le partenariat).",
        "One message a day at most, on the morning of a working day, outside public holidays and quiet periods. Only what is"
        " urgent leaves at once. Each delay is recalled by rungs: {ladder} (delays to be confirmed by the partnership).",
    ),
    "messages_rung_one": Text("{rung} après un jour ouvré", "{rung} after one working day"),
    "messages_rung_many": Text("{rung} après {count} jours ouvrés", "{rung} after {count} working days"),
    "stop_title": Text("Ne plus recevoir ces messages\u00a0?", "Stop these messages?"),
    "stop_what": Text(
        "{name} ne recevra plus les messages «\u00a0{level}\u00a0».",
        "{name} will no longer get the messages “{level}”.",
    ),
    "stop_press": Text("Arrêter ces messages", "Stop these messages"),
    "stop_again": Text(
        "Vous pourrez les reprendre quand vous voudrez, dans Beffroi, à la page «\u00a0Mes messages\u00a0».",
        "You can take them up again whenever you like, in Beffroi, on the page “My messages”.",
    ),
    "stopped": Text("C’est arrêté.", "They are stopped."),
    "standing_in": Text(
        "Vous remplacez {name}, en congé jusqu’au {day}\u00a0: ses messages vous parviennent, vos actes portent votre nom.",
        "You stand in for {name}, on leave until {day}: you get their messages, and what you do bears your own name.",
    ),
    # ------------------------------------------------------------------ reminders on a case
    "reminders": Text("Rappels", "Reminders"),
    "reminded": Text("Rappel adressé à {rung} ({agency})", "Reminder addressed to {rung} ({agency})"),
    "reminded_nobody": Text(
        "Rappel à {rung} ({agency})\u00a0: personne à prévenir à cet échelon",
        "Reminder to {rung} ({agency}): nobody to tell on this rung",
    ),
}
LEVEL_WORDS: Final[Mapping[str, Text]] = {
    "act_now": Text("À faire maintenant\u00a0: l’urgent, tout de suite", "Act now: what is urgent, at once"),
    "today": Text(
        "Aujourd’hui\u00a0: ce qui arrive, approche ou tarde, le matin",
        "Today: what comes, nears or is late, each morning",
    ),
    "digest": Text(
        "Résumé\u00a0: tout ce qui est ouvert, une fois par semaine", "Digest: all that is open, once a week"
    ),
    "invitation": Text(
        "Convocations\u00a0: avec l’événement pour l’agenda", "Invitations: with the event for the calendar"
    ),
}
