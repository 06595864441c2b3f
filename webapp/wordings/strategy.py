"""Words of the strategy's pages: objectives, commitments, indicators, readings, contests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "objectives": Text("Objectifs", "Objectives"),
    "no_strategy": Text("Aucune stratégie n’est ouverte.", "No strategy is open."),
    "no_strategy_more": Text(
        "La sous-préfecture en ouvre une pour un quartier, puis en propose les objectifs aux partenaires.",
        "The sub-prefecture opens one for a quarter, then proposes its objectives to the partners.",
    ),
    "new_strategy": Text("Nouvelle stratégie", "New strategy"),
    "new_strategy_lead": Text(
        "Un quartier, une durée\u00a0; les axes et les objectifs viennent ensuite.",
        "One quarter, one length of time; axes and objectives come next.",
    ),
    "open_strategy": Text("Ouvrir la stratégie", "Open the strategy"),
    "strategy_kind": Text("Stratégie locale", "Local strategy"),
    "strategy_days": Text("du {start} au {end}", "from {start} to {end}"),
    "look_first": Text("À regarder d’abord", "Look here first"),
    "look_none": Text("Rien ne demande d’attention aujourd’hui.", "Nothing asks for attention today."),
    "can_act": Text("Peut agir\u00a0: {agency}", "Can act: {agency}"),
    "since_day": Text("depuis le {day}", "since {day}"),
    "weathers": Text("Météo des objectifs", "Weather of the objectives"),
    "goals_in_all": Text("Objectifs en tout\u00a0: {count}", "Objectives in all: {count}"),
    "goals_shown": Text("Objectifs choisis\u00a0: {count} sur {total}", "Objectives chosen: {count} of {total}"),
    "show_all_goals": Text("Montrer tous les objectifs", "Show every objective"),
    "goals_of_axis": Text("Tous les objectifs de l’axe ({count})", "Every objective of the axis ({count})"),
    "goals_before": Text("Objectifs précédents", "Earlier objectives"),
    "goals_after": Text("Objectifs suivants", "Next objectives"),
    "page_of": Text("page {page} sur {pages}", "page {page} of {pages}"),
    "see_all": Text("Tout voir ({count})", "See all ({count})"),
    "list_none": Text("Rien pour l’instant.", "Nothing for now."),
    "late_list": Text("En retard", "Late"),
    "undone_list": Text("Décisions non faites", "Decisions not done"),
    "changes_list": Text("Ce qui a changé", "What has changed"),
    "since_committee": Text(
        "depuis le comité de pilotage {number}, clos le {day}", "since the steering committee {number}, closed on {day}"
    ),
    "since_beginning": Text(
        "depuis le {day}\u00a0: aucun comité de pilotage n’a encore été clos",
        "since {day}: no steering committee has been closed yet",
    ),
    "what_is_late": Text("Ce qui est en retard", "What is late"),
    "carried_by": Text("Service", "Agency"),
    "late_from": Text("Depuis", "Since"),
    "age_in_days": Text("Âge", "Age"),
    "days_of_age": Text("{count}\u00a0j", "{count} d"),
    "decision": Text("Décision", "Decision"),
    "due_day": Text("Échéance", "Due day"),
    "decided_at": Text("Réunion", "Meeting"),
    "whole_strategy_row": Text(
        "Toute la stratégie (objectifs\u00a0: {count})", "The whole strategy (objectives: {count})"
    ),
    "paper_steering_note": Text("Note de pilotage", "Steering note"),
    "note_issued": Text("établie le {at}", "issued on {at}"),
    "note_paper": Text("Le papier", "The paper"),
    "print_note": Text("Établir la note de pilotage (PDF)", "Issue the steering note (PDF)"),
    "places_title": Text("Où ont eu lieu contrôles et réquisitions", "Where inspections and requisitions were"),
    "places_lead": Text(
        "Seuls figurent les contrôles et les réquisitions auxquels votre service a accès.",
        "Only the inspections and requisitions that your agency has access to are shown.",
    ),
    "places_none": Text("Rien à montrer sur cette période.", "Nothing to show over this period."),
    "places_none_more": Text(
        "Votre service n’a accès à aucun contrôle tenu ni à aucune réquisition demandée pendant ces mois.",
        "Your agency has access to no inspection held and no requisition asked for in these months.",
    ),
    "places_map": Text("Plan des contrôles", "Plan of the inspections"),
    "places_streets": Text("Contrôles par rue", "Inspections by street"),
    "places_no_map": Text(
        "Le registre ne donne pas les coordonnées de ces établissements\u00a0: ils sont comptés par rue.",
        "The register gives no coordinates for these establishments: they are counted by street.",
    ),
    "map_words": Text(
        "Contrôles placés d’après les coordonnées du registre\u00a0: {count}. Rond plein\u00a0: visite faite\u00a0; croix\u00a0: accès refusé\u00a0; carré vide\u00a0: autre issue. Les numéros sont ceux du tableau.",
        "Inspections placed by the coordinates of the register: {count}. Full circle: visit done; cross: access refused; empty square: another outcome. Numbers are those of the table.",
    ),
    "map_rings": Text(
        "Cercle tireté\u00a0: lieu désigné dans une réquisition ({count}).",
        "Dashed ring: place named in a requisition ({count}).",
    ),
    "requisition_number": Text("Réquisition", "Requisition"),
    "asked_day": Text("Demandée le", "Asked for on"),
    "requisition_places": Text("Lieux des réquisitions", "Places of requisitions"),
    "map_missing": Text(
        "Sans coordonnées, hors du plan\u00a0: {count}.", "Without coordinates, not on the plan: {count}."
    ),
    "places_first": Text("Les {count} plus récents sont montrés.", "The {count} latest are shown."),
    "street": Text("Rue", "Street"),
    "place_outcome": Text("Issue", "Outcome"),
    "on_map": Text("Plan", "Plan"),
    "inspections": Text("Contrôles", "Inspections"),
    "your_share": Text("Votre part", "Your share"),
    "who_accepted": Text("Qui a accepté quoi", "Who accepted what"),
    "who_accepted_more": Text(
        "Un objectif reste une proposition tant qu’un partenaire désigné n’a pas répondu.",
        "An objective stays a proposal as long as a named partner has not answered.",
    ),
    "objective": Text("Objectif", "Objective"),
    "partner": Text("Partenaire", "Partner"),
    "share_none": Text("non désigné", "not named"),
    "share_late": Text("en retard", "late"),
    "axes_none": Text("La stratégie n’a pas encore d’axe.", "The strategy has no axis yet."),
    "goals_none": Text("Pas encore d’objectif dans cet axe.", "No objective in this axis yet."),
    "due_on": Text("échéance le {day}", "due on {day}"),
    "target": Text("Cible", "Target"),
    "accepted_of": Text(
        "Engagements acceptés\u00a0: {accepted} sur {asked}", "Commitments accepted: {accepted} of {asked}"
    ),
    "earlier_values": Text("Valeurs antérieures", "Earlier values"),
    "earlier_value": Text("{target}, pour le {day}", "{target}, by {day}"),
    "commitments": Text("Engagements des partenaires", "Partners’ commitments"),
    "commitments_none": Text("Aucun partenaire n’est encore désigné.", "No partner is named yet."),
    "asked_of_it": Text("Demandé", "Asked"),
    "its_words": Text("Ses mots", "Its own words"),
    "its_reason": Text("Motif", "Reason"),
    "actions": Text("Actions", "Actions"),
    "actions_none": Text("Aucune action pour l’instant.", "No action yet."),
    "action_late": Text("En retard depuis le {day}", "Late since {day}"),
    "indicators": Text("Indicateurs", "Indicators"),
    "indicators_none": Text(
        "Rien n’est encore compté pour cet objectif.", "Nothing is counted for this objective yet."
    ),
    "counted_here": Text("compté dans Beffroi", "counted in Beffroi"),
    "contested": Text("contesté", "contested"),
    "reading_none": Text("aucun relevé", "no reading"),
    "target_is": Text("cible {target}", "target {target}"),
    "from_baseline_to": Text("de {baseline} à {target}", "from {baseline} to {target}"),
    "curve_words": Text(
        "Courbe des relevés du {first} au {last}, et niveau de la cible.",
        "Curve of the readings from {first} to {last}, and the level of the target.",
    ),
    "readings": Text("Relevés", "Readings"),
    "day": Text("Jour", "Day"),
    "value": Text("Valeur", "Value"),
    "source": Text("Source", "Source"),
    "read_by": Text("Relevé par", "Read by"),
    "replaced": Text("remplacé", "replaced"),
    "contest": Text("Contester", "Contest"),
    "contest_title": Text("Contester ce relevé", "Contest this reading"),
    "contest_lead": Text(
        "Votre valeur et celle du relevé restent toutes deux visibles jusqu’à ce que la sous-préfecture tranche.",
        "Your value and that of the reading both stay in sight until the sub-prefecture settles.",
    ),
    "contest_it": Text("Contester le relevé", "Contest the reading"),
    "contested_by": Text("Contesté par {agency}", "Contested by {agency}"),
    "contest_value": Text("valeur proposée\u00a0: {value}", "value proposed: {value}"),
    "contests": Text("Contestations", "Contests"),
    "settled_because": Text("Tranché\u00a0: {reason}", "Settled: {reason}"),
    "behind_figure": Text("Ce qui est derrière ce chiffre", "What is behind this figure"),
    "behind_none": Text("Rien n’est compté sur la période.", "Nothing is counted over the period."),
    "behind_hidden_one": Text(
        "Un dossier compté n’est pas montré\u00a0: votre service n’y a pas accès.",
        "One case that is counted is not shown: your agency has no access to it.",
    ),
    "behind_hidden_many": Text(
        "{count} dossiers comptés ne sont pas montrés\u00a0: votre service n’y a pas accès.",
        "{count} cases that are counted are not shown: your agency has no access to them.",
    ),
    "since_the_start": Text("depuis le début de la stratégie", "since the strategy began"),
    "whole_strategy": Text("Dossier de la stratégie", "File of the strategy"),
}
