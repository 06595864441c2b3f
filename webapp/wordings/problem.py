"""Words of the pages of problems: what was noticed, analysis, actions, before and after, assessment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workflows.store.text import Text

WORDS: Final[Mapping[str, Text]] = {
    "problems": Text("Problèmes", "Problems"),
    "problems_none": Text("Aucun problème ici.", "No problem here."),
    "problems_none_more": Text(
        "Chaque partenaire peut en proposer un\u00a0; seul le groupe associé le lit.",
        "Every partner may propose one; only the group that is brought in reads it.",
    ),
    "new_problem": Text("Proposer un problème", "Propose a problem"),
    "new_problem_lead": Text(
        "Ce qui se répète dans un lieu et fait souffrir quelqu’un. La police nationale le prend, le transmet ou l’écarte.",
        "What comes back in one place and makes somebody suffer. The national police take it up, hand it over or set it aside.",
    ),
    "propose_it": Text("Proposer", "Propose"),
    "problem": Text("Problème", "Problem"),
    "paper_problem_sheet": Text("Fiche problème", "Problem sheet"),
    "problem_turn": Text("tour {turn}", "turn {turn}"),
    "problem_end": Text("Clos", "Closed"),
    "problem_waits_for": Text("Cela revient à\u00a0: {agency}.", "This is for: {agency}."),
    "problem_analysis_why": Text(
        "Sans analyse, un problème ne peut être ni traité ni clos.",
        "Without an analysis, a problem is neither acted upon nor closed.",
    ),
    "problem_before_why": Text(
        "Sans analyse, rien ne se décide\u00a0; comptez aussi ce qui sera comparé, avant d’agir.",
        "Without an analysis nothing is decided; also count what will be compared, before acting.",
    ),
    "problem_count_after": Text("Compter après", "Count after"),
    "problem_not_counted_after": Text("Pas encore compté après\u00a0: {what}.", "Not counted after yet: {what}."),
    "problem_actions_open_one": Text("Une action n’est pas encore faite.", "One action is not done yet."),
    "problem_actions_open_many": Text(
        "{count} actions ne sont pas encore faites.", "{count} actions are not done yet."
    ),
    "problem_actions_over": Text("Aucune action n’est plus à faire.", "No action is left to do."),
    "assess_by": Text("à évaluer avant le {day}", "to assess by {day}"),
    "assess_late": Text("à évaluer depuis le {day}", "to assess since {day}"),
    "assess_put_off": Text("Jour antérieur\u00a0: {day}. {reason}", "Earlier day: {day}. {reason}"),
    "scanning": Text("Ce qui est constaté", "What is noticed"),
    "noticed_since": Text("Depuis le", "Since"),
    "who_suffers": Text("Qui en souffre", "Who suffers"),
    "days_and_hours": Text("Jours et heures", "Days and hours"),
    "known_from": Text("Sources", "Sources"),
    "the_group": Text("Le groupe", "The group"),
    "proposed_by": Text("Proposé par", "Proposed by"),
    "analysis": Text("Analyse", "Analysis"),
    "analysis_none": Text("Pas encore d’analyse.", "No analysis yet."),
    "analysis_earlier": Text("Analyses antérieures", "Earlier analyses"),
    "offenders": Text("Auteurs", "Offenders"),
    "targets_and_victims": Text("Cibles et victimes", "Targets and victims"),
    "setting": Text("Lieu", "Place"),
    "tried_before": Text("Déjà essayé", "Tried before"),
    "supposed": Text("Hypothèses", "Hypotheses"),
    "written_on": Text("Écrit le {day} par {agency}", "Written on {day} by {agency}"),
    "response": Text("Actions", "Actions"),
    "response_none": Text("Rien n’est encore décidé.", "Nothing is decided yet."),
    "from_a_meeting": Text("décidée en réunion", "decided at a meeting"),
    "before_after": Text("Avant et après", "Before and after"),
    "before_after_none": Text(
        "Rien n’est encore compté. Compter avant d’agir permet de dire, à la fin, ce qui a changé.",
        "Nothing is counted yet. Counting before acting allows to say, at the end, what has changed.",
    ),
    "measure_what": Text("Ce qui est compté", "What is counted"),
    "side_before": Text("Avant", "Before"),
    "side_after": Text("Après", "After"),
    "count_change": Text("Écart", "Change"),
    "change_share": Text("{sign}{share}\u00a0%", "{sign}{share}%"),
    "over_weeks_one": Text("sur une semaine", "over one week"),
    "over_weeks_many": Text("sur {count} semaines", "over {count} weeks"),
    "count_days": Text("du {first} au {last}", "from {first} to {last}"),
    "count_none": Text("pas encore compté", "not counted yet"),
    "count_replaced": Text(
        "Valeur antérieure ({side}, du {day})\u00a0: {value}, {source}", "Earlier value ({side}, from {day}): {value}, {source}"
    ),
    "bars_words": Text("{label}\u00a0: {before} avant, {after} après.", "{label}: {before} before, {after} after."),
    "bars_words_before": Text("{label}\u00a0: {before} avant, pas encore compté après.", "{label}: {before} before, not counted after yet."),
    "assessment": Text("Évaluation", "Assessment"),
    "assessment_none": Text(
        "Pas encore d’évaluation\u00a0: un problème ne se clôt pas sans elle.",
        "No assessment yet: a problem is not closed without one.",
    ),
    "assessment_earlier": Text("Évaluations antérieures", "Earlier assessments"),
    "verdict_of": Text("Ce qu’il en est", "What came of it"),
    "moved_elsewhere": Text("Déplacement", "Displacement"),
    "residents_say": Text("Les habitants", "Residents"),
    "shown_by": Text("Ce qui le montre", "What shows it"),
    "problem_ended_because": Text("Motif\u00a0: {reason}", "Reason: {reason}"),
    "problem_handed_to": Text("Transmis à\u00a0: {to}", "Handed over to: {to}"),
    "problem_follows": Text("Revient après {number}", "Comes back after {number}"),
    "problem_reopened_as": Text("Rouvert\u00a0: {number}", "Reopened: {number}"),
}  # fmt: skip
