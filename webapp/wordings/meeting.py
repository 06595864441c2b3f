"""Words of the pages of meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "quote_it": Text("Citer un chiffre", "Quote a figure"),
    "meetings": Text("Réunions", "Meetings"),
    "meetings_none": Text("Aucune réunion.", "No meeting."),
    "meetings_none_more": Text(
        "Celles auxquelles votre service est convoqué paraîtront ici.",
        "Those to which your agency is convened will appear here.",
    ),
    "new_meeting": Text("Convoquer une réunion", "Convene a meeting"),
    "new_meeting_lead": Text(
        "L’ordre du jour s’écrit de lui-même\u00a0: décisions non faites, actions en retard, engagements sans réponse,"
        " relevés attendus. Vous le complétez ensuite.",
        "The agenda writes itself: decisions not done, late actions, commitments without an answer, readings expected."
        " You complete it afterwards.",
    ),
    "convene_it": Text("Convoquer", "Convene"),
    "about_bodies": Text("Qui préside, et à quel rythme", "Who chairs, and how often"),
    "body_rhythm": Text("{chair}\u00a0; {rhythm}.", "{chair}; {rhythm}."),
    "body_highest": Text(
        "Rien au-dessus de la classe «\u00a0{highest}\u00a0» à son ordre du jour.",
        "Nothing above the class “{highest}” on its agenda.",
    ),
    "chair": Text("Présidence", "Chair"),
    "meeting_strategy": Text("Stratégie", "Strategy"),
    "quorum_is": Text("Quorum\u00a0: {present} sur {quorum}", "Quorum: {present} of {quorum}"),
    "quorum_none": Text("Sans quorum, {present} présent(s)", "No quorum, {present} present"),
    "put_off_from": Text(
        "Reportée, d’abord prévue le {day}, {place}\u00a0: {reason}", "Put off, first set for {day}, {place}: {reason}"
    ),
    "cancelled_because": Text("Annulée\u00a0: {reason}", "Cancelled: {reason}"),
    "follows_meeting": Text("Suite de {number}", "Follows {number}"),
    "followed_by": Text("Suivie de {number}", "Followed by {number}"),
    "next_open_sitting": Text("Ouvrir la séance", "Open the sitting"),
    "next_open_sitting_more": Text(
        "Une fois la séance ouverte, présences et décisions s’écrivent ici, ligne à ligne.",
        "Once the sitting is open, presences and decisions are written here, line by line.",
    ),
    "next_close_sitting": Text("Clore la séance", "Close the sitting"),
    "next_close_ready": Text(
        "Chaque point a sa décision ou son «\u00a0pris acte\u00a0».", "Every item is decided or noted."
    ),
    "left_items_one": Text("Un point attend encore.", "One item is still open."),
    "left_items_many": Text("{count} points attendent encore.", "{count} items are still open."),
    "next_approve": Text("Faire approuver le relevé", "Have the log approved"),
    "next_approve_more": Text(
        "Tant que la présidence n’a pas approuvé, une erreur se rectifie par une nouvelle version.",
        "As long as the chair has not approved, an error is corrected by a new version.",
    ),
    "approve_it": Text("Approuver", "Approve"),
    "next_convene": Text("Convoquer la suivante", "Convene the next one"),
    "next_convene_more_one": Text("Un point l’attend déjà.", "One item already waits for it."),
    "next_convene_more_many": Text("{count} points l’attendent déjà.", "{count} items already wait for it."),
    "agenda": Text("Ordre du jour", "Agenda"),
    "agenda_none": Text("L’ordre du jour est vide.", "The agenda is empty."),
    "write_item": Text("Inscrire un point", "Add an item"),
    "from_records": Text("Compléter depuis les dossiers", "Complete from the records"),
    "write_it": Text("Inscrire", "Add"),
    "see_record": Text("Ouvrir le dossier", "Open the record"),
    "noted_item": Text("Pris acte", "Noted"),
    "left_open": Text("À traiter", "Open"),
    "decide_it": Text("Décider", "Decide"),
    "decide_again": Text("Décider autre chose encore", "Decide something else too"),
    "take_note_it": Text("Prendre acte", "Take note"),
    "take_note_all": Text("Prendre acte de tout le reste", "Take note of all the rest"),
    "more_on_item": Text("Plus sur ce point", "More on this item"),
    "give_it": Text("Écrire cet avis", "Write this opinion"),
    "change_objective": Text("Changer un objectif", "Change an objective"),
    "withdraw_it": Text("Retirer de l’ordre du jour", "Take off the agenda"),
    "withdrawn_items": Text("Points retirés", "Items withdrawn"),
    "effect_at_once": Text("effet immédiat, objectif {code}", "at once, objective {code}"),
    "presences": Text("Présences", "Presences"),
    "presence_unknown": Text("non noté", "not recorded"),
    "presence_for": Text("Présence de {agency}", "Presence of {agency}"),
    "said_by": Text("{presence}, écrit par {agency}", "{presence}, written by {agency}"),
    "other_agency": Text("Un autre service, ou une autre personne", "Another agency, or another person"),
    "presence_record": Text("Noter", "Record"),
    "excuse_us": Text("Excuser mon service", "Excuse my agency"),
    "earlier_open": Text("Décisions antérieures, non faites", "Earlier decisions, not done"),
    "log_versions": Text("Versions du relevé", "Versions of the log"),
    "log_closed": Text("Établi à la clôture", "Drawn up at the closing"),
    "log_corrected": Text("Rectifié", "Corrected"),
    "log_approved": Text("Approuvé", "Approved"),
    "log_before": Text("Avant\u00a0: {words}", "Before: {words}"),
    "log_after": Text("Après\u00a0: {words}", "After: {words}"),
    "log_why": Text("Motif\u00a0: {words}", "Why: {words}"),
    "correct_it": Text("Rectifier", "Correct"),
    "correct_more": Text(
        "L’ancienne version reste, avec ce qui a changé et pourquoi.",
        "The earlier version stays, with what changed and why.",
    ),
    "next_agenda": Text("Ce que la prochaine entendra", "What the next one will hear"),
    "next_agenda_none": Text("Les dossiers n’apportent rien.", "The records bring nothing."),
    "other_steps": Text("Reporter ou annuler", "Put off or cancel"),
    "put_it_off": Text("Reporter", "Put off"),
    "cancel_it": Text("Annuler la réunion", "Cancel the meeting"),
    "paper_decisions": Text("Relevé de décisions, version intégrale", "Decision log, full version"),
    "paper_decisions_public": Text("Relevé de décisions, version publique", "Decision log, public version"),
    "version_no": Text("version {number}", "version {number}"),
}
