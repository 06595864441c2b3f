"""The compliance branch: what the agency asks the operator to put right, and the proof that it was.

A formal notice says what and by when. The operator's proof is accepted, accepted in part, or refused with a new date; or
the agency looks again, at the open points alone. Once the date has passed it looks again, gives a last date, or passes
the points that are still open on to the administrative branch.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workflows.engine.definition import HOUSE, Deadline, Field, Instant, State, Step, Workflow
from workflows.processes import compliance_steps as steps
from workflows.processes.compliance_facts import ANSWERS, AT_WORK, HANDED_AS
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
from workflows.store.text import Text

_LABEL: Final = Text("Mise en conformité", "Compliance")
_OWNER: Final = OWNER["compliance"]
_SERVE: Final = Text("Remettre la mise en demeure", "Serve the formal notice")
_WORDS: Final = Field("words", Text("Ce qui permet de le dire", "What shows it"), "text", maximum=2000)

EARLIER: Final = (
    follow_up(
        "compliance",
        _LABEL,
        send=Text("Demander la mise en conformité", "Ask for compliance"),
        sent=Text("Mise en conformité demandée", "Compliance asked for"),
        answer=Text("Enregistrer la preuve de l’exploitant", "Record the operator’s proof"),
    ),
)


def _shared(step: Step) -> Step:
    """Return a step that every branch has; here a point joins another only while the operator has not been told."""
    return replace(step, checks=(*step.checks, steps.not_served_yet)) if step.name == "join" else step


WORKFLOW: Final = Workflow(
    name="compliance",
    version=2,
    label=_LABEL,
    states=(
        *first_states("compliance", _SERVE),
        State("notice_served", Text("Mise en demeure remise", "Formal notice served"), _OWNER, expects=Text("Recevoir la preuve de l’exploitant", "Receive the operator’s proof")),
        State("proof_received", Text("Preuve reçue, à examiner", "Proof received, to be examined"), _OWNER, expects=Text("Accepter ou refuser la preuve de l’exploitant", "Accept or refuse the operator’s proof")),
        State("lapsed", Text("Date de l’exploitant passée", "The operator’s date has passed"), _OWNER, expects=Text("Revoir sur place, donner une dernière date ou passer la main", "Inspect again, give a last date or pass it on")),
        State("cured", Text("Régularisée", "Put right"), final=True),
        State("passed_on", Text("Passée à la voie administrative", "Passed on to the administrative branch"), final=True),
        *last_states(),
    ),
    steps=(
        Step(
            "serve", DUE, "notice_served", _SERVE, _OWNER,
            asks=(
                Field("asked", Text("Ce qui doit être mis en conformité", "What must be put right"), "text", maximum=2000, help=Text("Point par point, comme l’exploitant le lit.", "Point by point, as the operator reads it.")),
                Field("respond_by", Text("Au plus tard le", "By"), "day"),
                Field("served_on", Text("Remise le", "Handed over on"), "day"),
                Field("handed_as", Text("Comment", "How"), "choice", choices=tuple(HANDED_AS.items())),
                Field("handed_to", Text("À qui, par sa qualité", "To whom, by capacity"), "line", maximum=160, help=Text("Exploitant, gérant, préposé\u00a0; jamais un nom.", "Operator, manager, person in charge; never a name.")),
                Field("reference", Text("Référence du courrier", "Reference of the letter"), "line", required=False, maximum=120),
            ),
            checks=(steps.served_by_now, steps.time_is_left), writes=steps.serve, done=Text("Mise en demeure remise", "Formal notice served"),
        ),
        Step(
            "receive_proof", ("notice_served", "lapsed"), "proof_received", Text("Enregistrer la preuve de l’exploitant", "Record the operator’s proof"), _OWNER,
            asks=(
                Field("received_on", Text("Reçue le", "Received on"), "day"),
                Field("words", Text("Ce que l’exploitant a fourni", "What the operator brought"), "text", maximum=2000, help=Text("La photo ou le document se joint ci-dessous.", "The photo or document is attached below.")),
            ),
            checks=(steps.received_by_now,), writes=steps.receive_proof, done=Text("Preuve de l’exploitant reçue", "Operator’s proof received"),
        ),
        Step("accept_proof", ("proof_received",), "cured", Text("Accepter la preuve", "Accept the proof"), _OWNER, asks=(_WORDS,), writes=steps.accept_proof, effects=ends_joined, grave=True, done=Text("Preuve acceptée\u00a0: régularisé", "Proof accepted: put right")),
        Step("accept_in_part", ("proof_received",), "notice_served", Text("Accepter pour certains points", "Accept for some points"), _OWNER, asks=(Field("points", Text("Points régularisés", "Points put right"), "choices", choices=steps.open_choices), steps.REASON, steps.NEW_DATE), guards=(steps.several_open,), checks=(steps.something_left, steps.is_ahead), writes=steps.accept_in_part, done=Text("Preuve acceptée pour une partie", "Proof accepted in part")),
        Step("refuse_proof", ("proof_received",), "notice_served", Text("Refuser la preuve", "Refuse the proof"), _OWNER, asks=(steps.REASON, steps.NEW_DATE), checks=(steps.is_ahead,), writes=steps.refuse_proof, done=Text("Preuve refusée, nouvelle date donnée", "Proof refused, new date given")),
        Step(
            "check_point", AT_WORK, None, Text("Revoir sur place", "Inspect again"), _OWNER,
            asks=(
                Field("point", Text("Point", "Point"), "choice", choices=steps.point_choices),
                Field("outcome", Text("Ce qui est vu", "What is seen"), "choice", choices=tuple(ANSWERS.items())),
                Field("seen_on", Text("Vu le", "Seen on"), "day"),
                Field("note", Text("Constat", "What was found"), "text", required=False, maximum=2000, secrecy=steps.OF_FINDINGS),
            ),
            checks=(steps.seen_in_turn,), writes=steps.check_point, done=Text("Point revu sur place", "Point inspected again"),
        ),
        Step("cure", AT_WORK, "cured", Text("Déclarer régularisé", "Declare it put right"), _OWNER, asks=(_WORDS,), guards=(steps.all_cured,), writes=steps.cure, effects=ends_joined, grave=True, done=Text("Tous les points vus régularisés", "Every point seen put right")),
        Step("give_last_date", ("lapsed",), "notice_served", Text("Donner une dernière date", "Give a last date"), _OWNER, asks=(steps.NEW_DATE, steps.REASON), guards=(steps.last_date_not_given,), checks=(steps.is_ahead,), writes=steps.give_last_date, done=Text("Dernière date donnée à l’exploitant", "Last date given to the operator")),
        Step("pass_on", ("lapsed",), "passed_on", Text("Passer à la voie administrative", "Pass it on to the administrative branch"), _OWNER, asks=(steps.REASON,), guards=(steps.something_open,), writes=steps.pass_on, effects=ends_joined, opens=("measure",), grave=True, done=Text("Passée à la voie administrative", "Passed on to the administrative branch")),
        Step("lapse", ("notice_served",), "lapsed", Text("Date de l’exploitant passée", "The operator’s date has passed"), HOUSE, done=Text("Date laissée à l’exploitant passée, sans preuve", "The operator’s date has passed without proof")),
        *(_shared(step) for step in shared_steps("compliance", set_aside_from=AT_WORK)),
    ),
    deadlines=(
        act_by(),
        Deadline("respond", Text("Réponse de l’exploitant", "The operator’s answer"), ("notice_served",), Instant(), step="lapse", ends=steps.respond_by),
    ),
)  # fmt: skip
