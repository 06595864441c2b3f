"""Words of the pages of the joint minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "read_and_close": Text("Relire et clore le compte rendu", "Read again and close the minutes"),
    "read_and_close_more": Text(
        "Rien ne manque\u00a0: la clôture lance l’impression des deux versions.",
        "Nothing is missing: closing starts the printing of both versions.",
    ),
    "mentions_missing_one": Text("Une mention manque encore.", "One mention is still missing."),
    "mentions_missing_many": Text("{count} mentions manquent encore.", "{count} mentions are still missing."),
    "parts_waiting_one": Text("Une partie est attendue", "One part is still to come"),
    "parts_waiting_many": Text("{count} parties sont attendues", "{count} parts are still to come"),
    "silence_said": Text(
        "Le silence est noté «\u00a0partie non reçue\u00a0», jamais comme un accord.",
        "Silence is recorded as “part not received”, never as agreement.",
    ),
    "parts_by_agency": Text("Parties par service", "Parts by agency"),
    "parts_not_for_you": Text("Vous ne voyez que la partie de votre service.", "You see only your agency’s part."),
    "validated_by": Text("{who}, le {at}", "{who}, on {at}"),
    "incidents": Text("Incidents", "Incidents"),
    "add_incident": Text("Noter un incident", "Record an incident"),
    "incident_refusal": Text("Refus ou opposition", "Refusal or opposition"),
    "incident_injury": Text("Blessure", "Injury"),
    "incident_complaint": Text("Réclamation", "Complaint"),
    "incident_press": Text("Presse", "Press"),
    "incident_other": Text("Autre", "Other"),
    "decisions": Text("Décisions proposées", "Decisions proposed"),
    "add_decision": Text("Proposer une décision", "Propose a decision"),
    "partner_tasks": Text("Actions demandées aux partenaires", "What partners are asked to do"),
    "add_task": Text("Demander une action", "Ask for an action"),
    "none_yet": Text("Rien de noté.", "Nothing recorded."),
    "press_would_stop": Text("L’impression s’arrêterait\u00a0: il manque", "The press would stop; missing"),
    "preview_full": Text("Ce qui sera imprimé, version complète", "What will be printed, full version"),
    "printed_full": Text("Ce qui est dit, version complète", "What is said, full version"),
    "printed_without": Text(
        "N’a pas validé sa partie\u00a0: rien de ses constats ne figure ici.",
        "Did not validate its part: nothing that it found stands here.",
    ),
    "preview_without": Text(
        "Tant qu’un service n’a pas validé sa partie, rien de ses constats ne figure ici.",
        "As long as an agency has not validated its part, nothing that it found stands here.",
    ),
    "preview_requisition": Text(
        "Réquisition {number}, délivrée par {who} le {at}.", "Requisition {number}, granted by {who} on {at}."
    ),
    "preview_hours": Text("de {start} à {end}", "from {start} to {end}"),
    "persons_one": Text("{count} personne présente", "{count} person present"),
    "persons_many": Text("{count} personnes présentes", "{count} persons present"),
    "photo_numbers": Text("photo {numbers}", "photo {numbers}"),
    "photo": Text("Photo", "Photo"),
    "to_be_verified": Text("(à vérifier)", "(to be verified)"),
    "measures_taken": Text("Mesures sur place", "Measures on site"),
    "handed_over": Text("Documents remis", "Documents handed over"),
    "counts_by_agency": Text("Points contrôlés par service", "Points checked by agency"),
    "agency_word": Text("Service", "Agency"),
    "count_conform": Text("Conformes", "Compliant"),
    "count_breach": Text("Non conformes", "Not compliant"),
    "count_not_checked": Text("Non vérifiés", "Not checked"),
    "count_pointless": Text("Sans objet", "Not applicable"),
    "preview_partner": Text("Ce que les partenaires recevront", "What the partners will get"),
    "printed_partner": Text("Ce que les partenaires ont reçu", "What the partners got"),
    "preview_partner_more": Text(
        "Ni constat, ni personne, ni suite\u00a0: le fait qu’une action a eu lieu, et ce que chacun doit faire.",
        "No finding, no person, no consequence: that an action took place, and what each must do.",
    ),
    "zone_and_day": Text("Périmètre et jour", "Zone and day"),
    "agencies_there": Text("Services présents", "Agencies present"),
    "done_of": Text("{done} faites sur {planned} prévues", "{done} done of {planned} planned"),
    "points_checked": Text("Points contrôlés", "Points checked"),
    "findings_counted": Text("Constats", "Findings"),
    "part_title": Text("Partie du compte rendu", "Part of the minutes"),
    "part_hidden": Text("Cette partie n’est pas encore validée.", "This part is not validated yet."),
    "part_hidden_more": Text(
        "Les constats d’un service restent les siens jusqu’à ce qu’il valide sa partie.",
        "What an agency found stays its own until it validates its part.",
    ),
    "part_lead_one": Text(
        "Voici ce qui sera imprimé de votre service\u00a0: {count} constat. Choisissez la suite, puis validez.",
        "This is what will be printed of your agency: {count} finding. Choose what follows, then validate.",
    ),
    "part_lead_many": Text(
        "Voici ce qui sera imprimé de votre service\u00a0: {count} constats. Choisissez la suite de chacun, puis validez.",
        "This is what will be printed of your agency: {count} findings. Choose what follows from each, then validate.",
    ),
    "entered_at": Text("entrée le {at}", "entered on {at}"),
    "part_counts": Text(
        "Conformes\u00a0: {conform}, non conformes\u00a0: {breach}, non vérifiés\u00a0: {unchecked}, sans objet\u00a0: {pointless}",
        "Compliant: {conform}, not compliant: {breach}, not checked: {unchecked}, not applicable: {pointless}",
    ),
    "not_carried_out": Text("Non contrôlé par ce service", "Not inspected by this agency"),
    "nothing_found_there": Text("Rien de non conforme.", "Nothing not compliant."),
    "state_reserved": Text(
        "état réservé à son auteur et au parquet", "where it stands is reserved to its author and the prosecution"
    ),
    "told_in_record": Text("Suite dite par le relevé", "Consequence in the record"),
    "usually": Text("Suite usuelle", "Usual consequence"),
    "route_label": Text("Suite donnée par votre service", "What your agency makes of it"),
    "route_reason": Text("Pourquoi cette suite", "Why this one"),
    "keep_route": Text("Garder cette suite", "Keep this one"),
    "route_kept": Text("Suite choisie", "Consequence chosen"),
    "validate_part": Text("Valider la partie", "Validate the part"),
    "validate_part_more": Text(
        "Elle sera figée, lue par le pilote et imprimée. Les suites s’ouvriront avec leurs dates. C’est définitif.",
        "It will be frozen, read by the pilot and printed. Consequences open with their dates. This cannot be undone.",
    ),
    "validate_part_button": Text("Valider définitivement", "Validate for good"),
    "part_frozen": Text("Figée à la validation", "Frozen when validated"),
}
