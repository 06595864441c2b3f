"""The administrative branch: from the facts to a measure that is in force, kept and ended (domain §4).

Instruction, one ground, the contradictory letter and its proof of receipt, observations, decision note, order, service,
the moment when it binds, watch, end. A warning of L3332-15 §1 takes the short way; a softer measure (A16) none at all.
"""

from __future__ import annotations

from typing import Any, Final

from workflows.engine.cases import Situation
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, State, Step, Workflow
from workflows.processes import measure_authority as authority
from workflows.processes import measure_execution as execution
from workflows.processes import measure_place as place
from workflows.processes import measure_steps as steps
from workflows.processes.consequence import (
    DUE,
    OWNER,
    act_by,
    ends_joined,
    first_states,
    follow_up,
    last_states,
    shared_steps,
)
from workflows.processes.measure_facts import (
    INSPECTS,
    INSTRUCTION,
    OUTCOMES,
    PRIORS,
    RECEIPTS,
    REMEDIES,
    SEEN,
    SOFTER,
    WATCHERS,
    WAYS,
)
from workflows.processes.measure_holds import STATED
from workflows.processes.paper_measure import issuing, something_found, something_to_report, something_watched, to_press
from workflows.store.text import Text

_LABEL: Final = Text("Suite administrative", "Administrative follow-up")
EARLIER: Final = (
    follow_up(
        "measure",
        _LABEL,
        send=Text("Écrire à l’exploitant", "Write to the operator"),
        sent=Text("Lettre envoyée à l’exploitant", "Letter sent to the operator"),
        answer=Text("Enregistrer les observations de l’exploitant", "Record the operator’s observations"),
    ),
)
_OWNER: Final = OWNER["measure"]
_INSTRUCTING: Final = (*DUE, "instructed", "letter_sent", "hearing", "heard", "decided")
_SERVED: Final = execution.BINDING
_CONTESTED: Final = (*_SERVED, "ended", "lifted", "annulled")


def _inside(name: str, fr: str, en: str, kind: Any = "text", **more: Any) -> Field:
    """A field of the instruction: read by who instructs alone."""
    return Field(name, Text(fr, en), kind, secrecy=INSTRUCTION, **more)


def _choose_basis(situation: Situation) -> None:
    steps.choose_basis(situation)
    place.keep_what_it_is(situation, steps.record_of(situation))


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=2000)
_LENGTH: Final = _inside(
    "months",
    "Durée, en mois",
    "Length, in months",
    "number",
    required=False,
    help=Text("Vide pour une mesure sans durée.", "Empty for a measure without a length."),
)
_SIGNATORY: Final = (
    Field("number", Text("Numéro de l’acte", "Number of the act"), "line", maximum=60),
    # Read by who instructs alone: the signatory may have been made anonymous; whoever else may know reads the order.
    _inside("signatory", "Signataire", "Signatory", "choice", choices=authority.signatory_choices),
    _inside(
        "name",
        "Prénom et nom du préfet, ou du maire, s’il signe lui-même",
        "First name and surname of the prefect, or of the mayor, if he signs himself",
        "line",
        required=False,
        maximum=200,
    ),
    Field("signed_on", Text("Signé le", "Signed on"), "day"),
)
_EXECUTED_BY: Final = Field(
    "executed_by",
    Text("Chargés de notifier et de veiller", "In charge of service and watch"),
    "choices",
    choices=execution.watcher_choices,
)
_SERVED_AT: Final = Field("served_at", Text("Notifié le", "Served on"), "moment")
_SERVED_TO: Final = Field(
    "served_to",
    Text("Remis à (qualité)", "Handed to (quality)"),
    "line",
    maximum=200,
    help=Text("L’exploitant, le gérant, un préposé.", "The operator, the manager, an employee."),
)
_PROOF: Final = Field(
    "proof",
    Text("Preuve", "Proof"),
    "line",
    maximum=200,
    help=Text(
        "Le numéro du procès-verbal, de l’avis de réception ou de l’acte.",
        "The number of the report, of the receipt or of the deed.",
    ),
)
_BY_HAND: Final = (
    _SERVED_AT,
    Field(
        "receipt",
        Text("Ce qui s’est passé", "What happened"),
        "choice",
        choices=tuple((key, RECEIPTS[key]) for key in ("received", "refused")),
    ),
    _SERVED_TO,
    _PROOF,
)
_BY_POST: Final = (
    Field(
        "served_at",
        Text(
            "Notifié le (présentation, si le pli n’est pas réclamé)",
            "Served on (the presentation, if it was not collected)",
        ),
        "moment",
    ),
    Field(
        "way", Text("Comment", "How"), "choice", choices=tuple((key, WAYS[key]) for key in ("registered", "bailiff"))
    ),
    Field("receipt", Text("Ce que dit la preuve", "What the proof says"), "choice", choices=tuple(RECEIPTS.items())),
    _SERVED_TO,
    _PROOF,
)


def _remedy(*kinds: str) -> Field:
    return Field("remedy", Text("Recours", "Remedy"), "choice", choices=execution.remedies_among(*kinds))


_DECIDED_ON: Final = Field("decided_on", Text("Décidé le", "Decided on"), "day")
_DECISION: Final = Field(
    "words",
    Text("Ce qui est décidé", "What was decided"),
    "text",
    maximum=2000,
    help=Text(
        "Le numéro et le dispositif, sans donnée de santé ni casier.",
        "The number and the operative part; no health data, no record.",
    ),
)
_JUDGED: Final = (_DECIDED_ON, _DECISION)

_STATES: Final = (
    *first_states("measure", Text("Instruire\u00a0: verser les faits, choisir le fondement", "Instruct: enter the facts, choose the ground")),
    State("instructed", Text("Instruite, fondement choisi", "Instructed, ground chosen"), _OWNER, expects=Text("Écrire à l’exploitant, ou avertir", "Write to the operator, or warn")),
    State("letter_sent", Text("Lettre envoyée, réception à prouver", "Letter sent, receipt to be proven"), _OWNER, expects=Text("Prouver la réception de la lettre", "Prove that the letter came")),
    State("hearing", Text("Délai d’observations en cours", "Time to answer running"), _OWNER, expects=Text("Recueillir les observations", "Take the observations")),
    State("heard", Text("Contradictoire clos", "Contradictory procedure over"), _OWNER, expects=Text("Écrire la note de décision", "Write the decision note")),
    State("decided", Text("Décision motivée", "Decision with reasons"), _OWNER, expects=Text("Faire signer l’arrêté", "Have the order signed")),
    State("signed", Text("Arrêté signé, à notifier", "Order signed, to be served"), WATCHERS, expects=Text("Notifier l’arrêté", "Serve the order")),
    State("served", Text("Notifié, pas encore exécutoire", "Served, not binding yet"), WATCHERS, expects=Text("Afficher l’arrêté sur la porte", "Post the order on the door")),
    State("in_force", Text("En vigueur", "In force"), WATCHERS, expects=Text("Veiller à l’exécution", "See that it is kept")),
    State("suspended", Text("Suspendu par le juge", "Suspended by the judge"), _OWNER, expects=Text("Suivre la décision du juge", "Follow the judge’s decision")),
    State("warning_signed", Text("Avertissement signé, à notifier", "Warning signed, to be served"), WATCHERS, expects=Text("Notifier l’avertissement", "Serve the warning")),
    State("warned", Text("Averti", "Warned"), final=True),
    State("softened", Text("Mesure douce prise", "Softer measure taken"), final=True),
    State("ended", Text("Terminée", "Ended"), final=True),
    State("lifted", Text("Levée", "Lifted"), final=True),
    State("annulled", Text("Annulée par le juge", "Annulled by the judge"), final=True),
    State("abandoned", Text("Abandonnée", "Given up"), final=True),
    *last_states(),
)  # fmt: skip

_INSTRUCTION: Final = (
    Step(
        "add_fact", _INSTRUCTING, None, Text("Verser un fait", "Enter a fact"), _OWNER,
        asks=(
            _inside("on_day", "Jour du fait", "Day of the fact", "day"),
            _inside("words", "Le fait", "The fact", maximum=2000, help=Text("Ce qui a été vu, où, par qui\u00a0; aucun nom de client ni de voisin.", "What was seen, where, by whom; no customer’s or neighbour’s name.")),
            _inside("source", "Source", "Source", "line", maximum=200),
            _inside("proof", "Preuve", "Proof", "line", maximum=200),
            _inside("link", "Lien avec la fréquentation ou l’exploitation du lieu", "Link with who comes there or how the place is run", required=False, maximum=1000, help=Text("Sans lien dit, le fait ne fonde pas la mesure.", "Without a stated link, the measure does not rest on the fact.")),
            _inside("judicial", "La preuve vient d’un dossier pénal", "The proof comes from a criminal file", "yes_no", required=False, help=Text("Elle ne s’emploie qu’avec l’accord du parquet.", "It is used with the prosecutor’s agreement only.")),
            _inside("finding", "Constat d’où vient ce fait", "Finding that this fact comes from", "choice", required=False, choices=steps.finding_choices),
        ),
        checks=(steps.not_to_come("on_day"),), writes=steps.add_fact, done=Text("Fait versé", "Fact entered"),
    ),
    Step("drop_fact", _INSTRUCTING, None, Text("Écarter un fait", "Drop a fact"), _OWNER, asks=(_inside("fact", "Fait", "Fact", "choice", choices=steps.fact_choices), _inside("reason", "Motif", "Reason", "line", maximum=300)), guards=(steps.some_fact,), writes=steps.drop_fact, done=Text("Fait écarté\u00a0; il reste au dossier", "Fact dropped; it stays in the file")),
    Step("print_report", _INSTRUCTING, None, Text("Éditer le rapport administratif", "Issue the administrative report"), _OWNER, guards=(something_to_report,), writes=issuing(None, "admin_report"), effects=to_press("admin_report"), done=Text("Rapport administratif édité", "Administrative report issued")),
    Step("report_inspection", _INSTRUCTING, None, Text("Éditer le rapport administratif de votre service", "Issue your agency’s administrative report"), INSPECTS, guards=(something_found,), writes=issuing(None, "inspection_report"), effects=to_press("inspection_report"), done=Text("Rapport administratif du service édité", "The agency’s administrative report issued")),
    Step("record_prior", (*_INSTRUCTING, "signed", *_SERVED), None, Text("Verser un préalable", "Enter what came before"), _OWNER, asks=(_inside("kind", "Nature", "Kind", "choice", choices=tuple(PRIORS.items())), _inside("on_day", "Jour", "Day", "day"), _inside("words", "Référence", "Reference", "line", maximum=300), _inside("until", "Délai laissé jusqu’au (compris)", "Time left until (included)", "day", required=False, help=Text("Pour une mise en demeure\u00a0: l’arrêté ne se signe qu’après.", "For a formal notice: the order is signed only afterwards."))), checks=(steps.not_to_come("on_day"), steps.notice_leaves_time, execution.prior_still_counts), writes=steps.record_prior, done=Text("Préalable versé", "Entered")),
    Step(
        "choose_basis", (*DUE, "instructed"), "instructed", Text("Choisir le fondement", "Choose the ground"), _OWNER,
        asks=(
            _inside("basis", "Fondement", "Ground", "choice", choices=steps.basis_choices, help=Text("Un seul par mesure.", "One for each measure.")),
            _inside("ground", "Pourquoi ce fondement", "Why this ground", maximum=2000),
            _LENGTH,
            _inside("repeated", "Réitération", "Repetition", "choice", choices=tuple(steps.REPEATED.items())),
            _inside("place_kinds", "Ce qu’est aussi ce lieu", "What this place is besides", "choices", required=False, choices=place.kind_choices, help=Text("Seulement si le fondement en dépend et que le registre ne le dit pas\u00a0: d’après une licence ou un constat.", "Only where the ground depends on it and the register does not say so: by a licence or what was seen.")),
            _inside("second_basis", "Second fondement", "Second ground", "choice", required=False, choices=steps.basis_choices, help=Text("À éviter\u00a0: le plafond le plus bas s’applique.", "Better avoided: the lowest cap applies.")),
        ),
        guards=(steps.some_fact,), checks=(steps.one_ground, authority.ground_is_in_power, place.ground_is_for_this_place, steps.length_fits), writes=_choose_basis, done=Text("Fondement choisi", "Ground chosen"),
    ),
    Step(
        "take_softer", (*DUE, "instructed"), "softened", Text("Prendre une mesure douce", "Take a softer measure"), _OWNER,
        asks=(Field("softer", Text("Mesure", "Measure"), "choice", choices=tuple(SOFTER.items())), _inside("words", "Ce qui est dit ou demandé", "What is said or asked", maximum=2000)),
        writes=steps.take_softer, effects=ends_joined, grave=True, done=Text("Mesure douce prise", "Softer measure taken"),
    ),
)  # fmt: skip

_HEARING: Final = (
    Step(
        "send_letter", ("instructed", "letter_sent", "heard", "decided"), "letter_sent", Text("Envoyer la lettre contradictoire", "Send the contradictory letter"), _OWNER,
        asks=(
            _inside("proposed", "La mesure envisagée, une seule", "The one measure envisaged", "line", maximum=300, help=Text("Sa durée est celle du dossier et s’y ajoute.", "Its length is that of the file and is added.")),
            _inside("days", "Jours pour répondre", "Days to answer", "number", help=Text("Quinze sont l’usage, et le minimum pour le travail illégal.", "Fifteen are the usage, and the least for illegal work.")),
            _inside("reference", "Référence de la lettre", "Reference of the letter", "line", maximum=120),
            _inside("signatory", "Signataire de la lettre", "Signatory of the letter", "line", maximum=200),
            _inside("sent_on", "Envoyée le", "Sent on", "day"),
            _inside("way", "Comment", "How", "choice", choices=tuple(WAYS.items())),
        ),
        guards=(steps.hearing_needed, steps.one_basis, steps.length_said, steps.some_fact), checks=(steps.one_proposed, steps.days_counted, steps.days_enough, steps.not_to_come("sent_on")), writes=issuing(steps.send_letter, "contradictory_letter"), effects=to_press("contradictory_letter"), done=Text("Lettre contradictoire envoyée", "Contradictory letter sent"),
    ),
    Step("prove_receipt", ("letter_sent",), "hearing", Text("Prouver la réception", "Prove the receipt"), _OWNER, asks=(_inside("receipt", "Ce que dit la preuve", "What the proof says", "choice", choices=tuple(RECEIPTS.items())), _inside("received_on", "Jour qui compte", "Day that counts", "day", help=Text("La réception\u00a0; la présentation, si le pli n’est pas réclamé.", "The receipt; the presentation, if it was not collected.")), _inside("proof", "Preuve", "Proof", "line", maximum=200)), checks=(steps.not_to_come("received_on"), steps.received_after_sending), writes=steps.prove_receipt, done=Text("Réception prouvée", "Receipt proven")),
    Step("argue_urgency", ("instructed",), "heard", Text("Motiver l’urgence", "Argue urgency"), _OWNER, asks=(_inside("urgency", "Pourquoi il n’y a pas le temps d’une lettre ou d’une mise en demeure", "Why there is no time for a letter or a formal notice", maximum=2000),), guards=(steps.urgency_counts, steps.still_urgent), writes=steps.argue_urgency, done=Text("Urgence motivée\u00a0: ni lettre ni mise en demeure", "Urgency argued: no letter, no formal notice")),
    Step("go_without_letter", ("instructed",), "heard", Text("Passer à la décision, sans contradictoire", "Go on to the decision, without a contradictory procedure"), _OWNER, guards=(steps.no_hearing_needed,), done=Text("Pas de contradictoire pour ce fondement", "No contradictory procedure on this ground")),
    Step(
        "observe", ("letter_sent", "hearing", "heard", "decided"), None, Text("Enregistrer des observations", "Record observations"), _OWNER,
        asks=(
            _inside("on_day", "Reçues ou entendues le", "Received or heard on", "day"),
            _inside("by", "De qui (qualité)", "From whom (quality)", "line", maximum=200),
            _inside("oral", "Présentées oralement", "Given orally", "yes_no", required=False),
            _inside("heard_by", "Entendues par", "Heard by", "line", required=False, maximum=200),
            _inside("place", "Lieu de l’entretien", "Place of the hearing", "line", required=False, maximum=200),
            _inside("words", "Ce qui est dit", "What was said"),
            _inside("handed_in", "Pièces remises, une par ligne", "Papers handed in, one a line", required=False, maximum=1000),
        ),
        checks=(steps.not_to_come("on_day"),), writes=issuing(steps.observe, "hearing_minutes"), effects=to_press("hearing_minutes"), done=Text("Observations enregistrées", "Observations recorded"),
    ),
    Step("answer_observation", ("hearing", "heard", "decided"), None, Text("Répondre à une observation", "Answer an observation"), _OWNER, asks=(_inside("observation", "Observation", "Observation", "choice", choices=steps.observation_choices), _inside("answer", "Réponse, reprise dans l’arrêté", "Answer, taken up in the order")), guards=(steps.something_observed,), writes=steps.answer_observation, done=Text("Réponse écrite", "Answer written")),
    Step("pass_hearing", ("hearing",), "heard", Text("Délai d’observations passé", "Time to answer over"), HOUSE, done=Text("Délai d’observations passé", "Time to answer over")),
)  # fmt: skip

_DECIDING: Final = (
    Step(
        "note_decision", ("heard", "decided"), "decided", Text("Écrire la note de décision", "Write the decision note"), _OWNER,
        asks=(
            _inside("gravity", "Gravité", "Gravity", maximum=2000),
            _inside("repeated", "Réitération et mesures précédentes", "Repetition and earlier measures", maximum=2000),
            _inside("cured", "Corrections faites", "What was cured", maximum=2000),
            _inside("jobs", "Emplois", "Jobs", maximum=2000),
            _inside("reasons", "Motifs de fait de l’arrêté", "The order’s reasons of fact", help=Text("Avec le jour de chaque fait, son lien avec le lieu, et pourquoi cette durée.", "With the day of each fact, its link with the place, and why this length.")),
            _LENGTH,
        ),
        guards=(steps.some_fact,), checks=(steps.reasons_tell, steps.note_length_fits), writes=steps.write_note, done=Text("Note de décision écrite", "Decision note written"),
    ),
    Step(
        "sign", ("decided",), "signed", Text("Signer l’arrêté", "Sign the order"), _OWNER,
        asks=(
            *_SIGNATORY,
            Field("remedies", Text("Les voies et délais de recours y figurent", "It says how and when it can be contested"), "yes_no", required=False),
            Field("anonymised", Text("Signataire anonymisé (L212-1)", "Signatory made anonymous (L212-1)"), "yes_no", required=False),
            _EXECUTED_BY,
        ),
        guards=(execution.order_may_be_signed, authority.still_in_power, execution.reasons_still_tell, steps.observations_answered),
        checks=(steps.not_to_come("signed_on"), execution.signed_after_the_note, execution.signatory_named, authority.author_is_nobody_else, execution.signatory_may_hide, authority.in_power_then, execution.order_may_be_signed_so), writes=issuing(execution.sign_order, "order"), effects=to_press("order"), grave=True, done=Text("Arrêté signé", "Order signed"),
    ),
    Step("sign_warning", ("instructed",), "warning_signed", Text("Signer un avertissement", "Sign a warning"), _OWNER, asks=(*_SIGNATORY, _EXECUTED_BY), guards=(execution.ground_is_warned_of, steps.some_fact), checks=(steps.not_to_come("signed_on"), execution.signed_after_the_facts, execution.signatory_named, authority.author_is_nobody_else, execution.warning_may_be_signed_so), writes=issuing(execution.sign_warning, "warning"), effects=to_press("warning"), grave=True, done=Text("Avertissement signé", "Warning signed")),
)  # fmt: skip

_EXECUTION: Final = (
    Step("serve", ("signed",), "served", Text("Notifier en main propre", "Serve by hand"), WATCHERS, asks=_BY_HAND, checks=(execution.served_in_order,), writes=issuing(execution.serve, "service_record", "posting_sheet"), effects=to_press("service_record", "posting_sheet"), done=Text("Arrêté notifié", "Order served")),
    Step("serve_by_post", ("signed",), "served", Text("Enregistrer une notification par pli", "Record a service by post"), _OWNER, asks=_BY_POST, checks=(execution.served_in_order,), writes=issuing(execution.serve, "service_record", "posting_sheet"), effects=to_press("service_record", "posting_sheet"), done=Text("Arrêté notifié", "Order served")),
    Step("serve_warning", ("warning_signed",), "warned", Text("Notifier l’avertissement en main propre", "Serve the warning by hand"), WATCHERS, asks=_BY_HAND, checks=(execution.served_in_order,), writes=issuing(execution.serve, "service_record"), effects=to_press("service_record", then=ends_joined), done=Text("Avertissement notifié", "Warning served")),
    Step("serve_warning_by_post", ("warning_signed",), "warned", Text("Enregistrer un avertissement notifié par pli", "Record a warning served by post"), _OWNER, asks=_BY_POST, checks=(execution.served_in_order,), writes=issuing(execution.serve, "service_record"), effects=to_press("service_record", then=ends_joined), done=Text("Avertissement notifié", "Warning served")),
    Step("send_to_prefect", ("signed", *_SERVED), None, Text("Transmettre l’arrêté au préfet", "Send the order to the prefect"), _OWNER, asks=(Field("sent_on", Text("Transmis le", "Sent on"), "day"),), guards=(authority.goes_to_prefect,), checks=(steps.not_to_come("sent_on"), authority.sent_after_signature), writes=authority.send_to_prefect, done=Text("Arrêté transmis au préfet", "Order sent to the prefect")),
    Step("begin_to_bind", ("served",), "in_force", Text("Devenir exécutoire", "Begin to bind"), HOUSE, done=Text("Arrêté exécutoire", "The order binds")),
    Step("post", ("served", "in_force"), None, Text("Afficher sur la porte", "Post on the door"), WATCHERS, asks=(Field("posted_at", Text("Affiché le", "Posted on"), "moment"), Field("words", Text("Où, par qui", "Where, by whom"), "line", maximum=300)), checks=(execution.not_yet_to_come("posted_at"),), writes=execution.post, done=Text("Arrêté affiché", "Order posted")),
    Step(
        "watch", ("in_force",), None, Text("Rendre compte d’un passage", "Report a watch"), WATCHERS,
        asks=(
            Field("watched_at", Text("Vu le", "Seen on"), "moment"),
            Field("seen", Text("Le lieu était", "The place was"), "choice", choices=tuple(SEEN.items())),
            Field("posted", Text("L’arrêté est encore affiché", "The order is still posted"), "yes_no", required=False),
            Field("words", Text("Ce qui a été vu", "What was seen"), "text", required=False, maximum=2000, help=Text("Aucun nom de personne.", "No person’s name.")),
        ),
        checks=(execution.not_yet_to_come("watched_at"), execution.watched_while_binding), writes=execution.watch, done=Text("Passage rapporté", "Watch reported"),
    ),
    Step("print_watch", ("in_force",), None, Text("Éditer le compte rendu de surveillance", "Issue the watch report"), WATCHERS, guards=(something_watched,), writes=issuing(None, "watch_report"), effects=to_press("watch_report"), done=Text("Compte rendu de surveillance édité", "Watch report issued")),
    Step("contest", _CONTESTED, None, Text("Enregistrer un recours", "Record a remedy"), _OWNER, asks=(Field("kind", Text("Recours", "Remedy"), "choice", choices=tuple(REMEDIES.items())), Field("filed_on", Text("Formé le", "Filed on"), "day"), Field("reference", Text("Numéro", "Number"), "line", required=False, maximum=120)), checks=(steps.not_to_come("filed_on"),), writes=execution.contest, done=Text("Recours enregistré", "Remedy recorded")),
    Step("decide_remedy", _CONTESTED, None, Text("Enregistrer l’issue d’un recours", "Record what came of a remedy"), _OWNER, asks=(_remedy(*REMEDIES), Field("outcome", Text("Issue", "Outcome"), "choice", choices=tuple(OUTCOMES.items())), _DECIDED_ON, _DECISION), guards=(execution.pending_among(*REMEDIES),), checks=(steps.not_to_come("decided_on"), execution.decided_after_filing, execution.outcome_may_be), writes=execution.decide_remedy, done=Text("Issue du recours enregistrée", "Outcome recorded")),
    Step("suspend", ("served", "in_force"), "suspended", Text("Enregistrer une suspension", "Record a suspension"), _OWNER, asks=(_remedy(*execution.SUSPENDING), *_JUDGED), guards=(execution.pending_among(*execution.SUSPENDING),), checks=(steps.not_to_come("decided_on"), execution.decided_after_filing), writes=execution.grant_remedy, done=Text("Arrêté suspendu par le juge", "Order suspended by the judge")),
    Step("resume", ("suspended",), "in_force", Text("Enregistrer la fin de la suspension", "Record the end of the suspension"), _OWNER, asks=(_DECIDED_ON, _DECISION), checks=(steps.not_to_come("decided_on"),), done=Text("Suspension terminée", "Suspension over")),
    Step("annul", _SERVED, "annulled", Text("Enregistrer une annulation", "Record an annulment"), _OWNER, asks=(_remedy(*execution.ANNULLING), *_JUDGED), guards=(execution.pending_among(*execution.ANNULLING),), checks=(steps.not_to_come("decided_on"), execution.decided_after_filing), writes=execution.grant_remedy, effects=ends_joined, grave=True, done=Text("Arrêté annulé", "Order annulled")),
    Step("lift", _SERVED, "lifted", Text("Lever la mesure", "Lift the measure"), _OWNER, asks=(Field("lifted_on", Text("Levée à compter du", "Lifted from"), "day"), _REASON), checks=(steps.not_to_come("lifted_on"),), writes=execution.lift, effects=ends_joined, grave=True, done=Text("Mesure levée", "Measure lifted")),
    Step("end", _SERVED, "ended", Text("Prendre fin", "End"), HOUSE, effects=ends_joined, done=Text("La mesure a pris fin", "The measure has ended")),
    Step("abandon", ("instructed", "letter_sent", "hearing", "heard", "decided", "signed", "warning_signed"), "abandoned", Text("Abandonner", "Give up"), _OWNER, asks=(_inside("reason", "Motif", "Reason", maximum=2000),), writes=steps.give_up, effects=execution.releases_joined, grave=True, done=Text("Mesure abandonnée", "Measure given up")),
)  # fmt: skip

WORKFLOW: Final = Workflow(
    name="measure",
    version=2,
    label=_LABEL,
    states=_STATES,
    steps=(*_INSTRUCTION, *_HEARING, *_DECIDING, *_EXECUTION, *shared_steps("measure")),
    deadlines=(
        act_by(),
        Deadline("hearing_period", Text("Recevoir les observations", "Take the observations"), ("hearing",), Instant(), step="pass_hearing", ends=steps.answers_end, source="crpa_l122_1"),
        Deadline("to_prefect", Text("Transmettre l’arrêté au préfet", "Send the order to the prefect"), ("signed", *_SERVED), Instant(), ends=authority.due_at_prefect),
        Deadline("binds", Text("Devenir exécutoire", "Begin to bind"), ("served",), Instant(), step="begin_to_bind", ends=execution.binds_at, source="crpa_l221_8"),
        Deadline("measure_ends", Text("Fin de la mesure", "End of the measure"), _SERVED, Instant(), step="end", ends=execution.ends_at),
    ),
)  # fmt: skip

HOLD_FACTS: Final = STATED
"""What a measure states of itself for the rules of what holds what."""
