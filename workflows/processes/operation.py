"""The operation: one joint inspection, from the proposal of its targets to its closing.

Source of the states: domain §2. An operation closes on its own facts; the consequences of its findings live on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import HOUSE_ACTOR, Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import (
    COMMAND_LINE,
    HOUSE,
    Effect,
    Field,
    Join,
    Refusal,
    Settled,
    State,
    Step,
    Workflow,
)
from workflows.engine.numbers import reserve_number
from workflows.engine.viewer import ViewerSession
from workflows.processes import minutes, participation, requisition, visit
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.operation_facts import Operation
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.register.agencies import agency, holders
from workflows.store.text import PARIS, Text

PILOT: Final = "pilot_operation"


def open_operation(
    session: ViewerSession,
    *,
    actor: Actor,
    moment: datetime,
    title: str,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str = "",
    demonstration: bool = False,
    command: str | None = None,
) -> Taken:
    """Open an operation as a draft of the actor's agency, with its number of the year; all moments are aware.

    Refuses an operation that ends before it starts with ``ValueError``.
    """
    approving = [PartyTo("approve_operation", key, 3) for key in holders("approve_operation")]
    return _open(
        session, actor, [PartyTo(PILOT, actor.agency, 3), *approving], moment, command, title=title, zone=zone,
        starts_at=starts_at, ends_at=ends_at, purpose=purpose, demonstration=demonstration,
    )  # fmt: skip


def enter_operation(
    session: ViewerSession,
    *,
    pilot: str,
    origin: str,
    moment: datetime,
    title: str,
    zone: str,
    starts_at: datetime,
    ends_at: datetime,
    purpose: str,
    command: str,
) -> Taken:
    """Open, in the house's name, an operation of the agency ``pilot`` that is known from the record ``origin``.

    It stays a draft until what the record holds is entered (``record_visit``, ``record_agency``) and ``record_past``
    closes it. All moments are aware. Refuses with ``ValueError`` an empty origin or an operation that ends before it starts.
    """
    if not origin:
        raise ValueError("A recorded operation names its origin.")
    return _open(
        session, HOUSE_ACTOR, [PartyTo(PILOT, pilot, 3)], moment, command, title=title, zone=zone, starts_at=starts_at,
        ends_at=ends_at, purpose=purpose, origin=origin,
    )  # fmt: skip


def _open(
    session: ViewerSession, actor: Actor, parties: list[PartyTo], moment: datetime, command: str | None, **facts: Any
) -> Taken:
    if facts["ends_at"] <= facts["starts_at"]:
        raise ValueError("An operation ends after it starts.")
    case_id, pilot = uuid4(), parties[0].agency
    year = facts["starts_at"].astimezone(PARIS).year

    def rows() -> list[Operation]:
        number = reserve_number(session, "OP", year, case_id)
        return [Operation(id=case_id, case_id=case_id, agency=pilot, number=number, **facts)]

    return open_case(
        session,
        WORKFLOW.name,
        actor=actor,
        moment=moment,
        title=facts["title"],
        case_id=case_id,
        agency=pilot,
        parties=parties,
        records=rows,
        fields={name: facts[name] for name in ("title", "zone", "starts_at", "ends_at")},
        command=command,
    )


def record_of(situation: Situation) -> Operation:
    """Return the operation's row in this situation."""
    record = situation.session.get(Operation, situation.case.id)
    assert record is not None
    return record


def _add_target(situation: Situation) -> None:
    fields = situation.fields
    visit.open_visit(
        situation,
        establishment_id=UUID(fields["establishment"]),
        reason=fields["reason"],
        planned_at=fields["planned_at"],
    )


def _knows_the_establishment(situation: Situation) -> Refusal | None:
    return visit.refusal_of_target(situation, situation.fields["establishment"])


def _within_the_operation(situation: Situation) -> Refusal | None:
    record = record_of(situation)
    planned_at = situation.fields["planned_at"]
    if record.starts_at <= planned_at <= record.ends_at:
        return None
    return Refusal(
        "outside_operation",
        Text(
            "L’heure prévue est hors de l’opération, qui va du {start} au {end}.",
            "The planned time is outside the operation, which runs from {start} to {end}.",
            start=record.starts_at,
            end=record.ends_at,
        ),
    )


def _agencies_to_invite(situation: Situation) -> Iterable[tuple[str, Text]]:
    invited = {
        row.agency
        for row in look(
            situation.session,
            participation.Participation,
            participation.Participation.__table__.c.operation_id == situation.case.id,
        )
    }
    return [(key, agency(key).name) for key in holders("take_part") if key not in invited]


def _invite(situation: Situation) -> None:
    for key in situation.fields["agencies"]:
        situation.name_party("take_part", key, 2)
        participation.open_participation(
            situation, agency=key, role=situation.fields.get("role") or "", starts_at=record_of(situation).starts_at
        )


def _ask_requisition(situation: Situation) -> None:
    fields = situation.fields
    requisition.open_requisition(
        situation,
        offences=list(fields["offences"]),
        places=visit.places_of(situation.session, situation.case.id),
        starts_at=fields["starts_at"],
        ends_at=fields["ends_at"],
        reason=fields["reason"],
    )


def _requisition_ends_after_it_starts(situation: Situation) -> Refusal | None:
    if situation.fields["ends_at"] > situation.fields["starts_at"]:
        return None
    return Refusal(
        "requisition_period",
        Text("La réquisition doit finir après son début.", "The requisition must end after it starts."),
    )


def _keep_reason_without_requisition(situation: Situation) -> None:
    record_of(situation).without_requisition = situation.fields["reason"]


def _nobody_still_to_prepare(situation: Situation) -> Refusal | None:
    rows = look(
        situation.session,
        participation.Participation,
        participation.Participation.__table__.c.operation_id == situation.case.id,
    )
    if rows:
        return None
    return Refusal(
        "nobody_invited",
        Text("Aucun service n’est encore invité.", "No agency has been invited yet."),
    )


def _keep_briefing(situation: Situation) -> None:
    record_of(situation).briefing_at = situation.fields["briefing_at"]


def _its_hour_has_come(situation: Situation) -> Refusal | None:
    starts_at = record_of(situation).starts_at
    if starts_at <= situation.moment:
        return None
    return Refusal(
        "too_early",
        Text("L’opération ne commence que le {start}.", "The operation starts on {start} only.", start=starts_at),
    )


def _briefing_was_held(situation: Situation) -> Refusal | None:
    if situation.fields["briefing_at"] <= situation.moment:
        return None
    return Refusal("in_the_future", Text("Cette heure n’est pas encore passée.", "That time has not come yet."))


def _start_effects(_situation: Situation) -> Iterable[Effect]:
    return [on_each_child("participation", {"silent", "invited"}, "end_unanswered")]


def _fall_effects(_situation: Situation) -> Iterable[Effect]:
    return [
        on_each_child("visit", {"planned"}, "fall"),
        on_each_child("participation", {"invited", "accepted", "reserved", "ready", "silent"}, "fall"),
        on_each_child("requisition", {"requested", "granted"}, "fall"),
    ]


def _open_minutes(situation: Situation) -> None:
    minutes.open_minutes(situation)


def _somebody_was_present(situation: Situation) -> Refusal | None:
    if minutes.agencies_there(situation.session, situation.case.id):
        return None
    return Refusal(
        "nobody_present",
        Text(
            "Aucun service n’est noté présent\u00a0: sans service présent, il n’y a pas de compte rendu.",
            "No agency is recorded as present: without one, there are no minutes.",
        ),
    )


def _postpone_effects(_situation: Situation) -> Iterable[Effect]:
    return [on_each_child("requisition", {"requested", "granted"}, "lapse")]


def _move_dates(situation: Situation) -> None:
    visit.move_visits(situation, _shift(situation))
    record = record_of(situation)
    record.starts_at, record.ends_at = situation.fields["starts_at"], situation.fields["ends_at"]


def _shift(situation: Situation) -> timedelta:
    """How much later (or earlier) the new night starts: its visits keep their place in it."""
    moved: timedelta = situation.fields["starts_at"] - record_of(situation).starts_at
    return moved


def _new_date_effects(situation: Situation) -> Iterable[Effect]:
    return [
        on_each_child("participation", {"invited", "accepted", "reserved", "ready", "silent"}, "ask_again"),
        Effect("new_date", {"operation": situation.case.id}),
    ]


def _visits_still_fit(situation: Situation) -> Refusal | None:
    latest = visit.last_planned(situation.session, situation.case.id)
    ends_at = situation.fields["ends_at"]
    if latest is None or latest + _shift(situation) <= ends_at:
        return None
    return Refusal(
        "outside_operation",
        Text(
            "La dernière visite, décalée d’autant, serait prévue le {planned}, après la fin de l’opération, le {end}.",
            "The last visit, moved by as much, would be planned on {planned}, after the end of the operation on {end}.",
            planned=latest + _shift(situation),
            end=ends_at,
        ),
    )


def _ends_after_start(situation: Situation) -> Refusal | None:
    if situation.fields["ends_at"] > situation.fields["starts_at"]:
        return None
    return Refusal("period", Text("L’opération doit finir après son début.", "The operation must end after it starts."))


def _enter_visit(situation: Situation) -> None:
    fields = situation.fields
    visit.open_visit(
        situation,
        establishment_id=UUID(fields["establishment"]),
        reason=fields["reason"],
        planned_at=fields["planned_at"],
        case_id=UUID(fields["visit"]),
    )


def _enter_agency(situation: Situation) -> None:
    key = situation.fields["agency"]
    situation.name_party("take_part", key, 2)
    participation.open_participation(
        situation, agency=key, role=situation.fields["role"], starts_at=record_of(situation).starts_at
    )


def _enter_minutes(situation: Situation) -> None:
    minutes.enter_minutes(situation, signatory=situation.fields["signatory"])


def _no_minutes_yet(situation: Situation) -> Refusal | None:
    if not situation.children("minutes"):
        return None
    return Refusal(
        "minutes_exist",
        Text("Le compte rendu de cette opération existe déjà.", "This operation already has its minutes."),
    )


def number_of(session: ViewerSession, operation_id: UUID) -> str:
    """Return the number of an operation, for titles of what hangs on it."""
    return str(look_up(session, Operation, operation_id).number)


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text")
_STARTS: Final = Field("starts_at", Text("Début", "Start"), "moment")
_ENDS: Final = Field("ends_at", Text("Fin", "End"), "moment")
_ENDED_VISITS: Final = frozenset({"done", "closed_on_arrival", "no_activity", "access_refused", "aborted", "cancelled"})
_FROM_A_RECORD: Final = only_from_a_record(lambda situation: situation.case.id)
_BEFORE_THE_NIGHT: Final = ("proposed", "approved", "requisition_pending", "planned", "ready")

WORKFLOW: Final = Workflow(
    name="operation",
    version=1,
    label=Text("Opération conjointe", "Joint operation"),
    states=(
        State("draft", Text("Brouillon", "Draft"), PILOT, expects=Text("Choisir les cibles et proposer l’opération", "Choose the targets and propose the operation")),
        State("proposed", Text("Proposée", "Proposed"), "approve_operation", expects=Text("Approuver l’opération ou la renvoyer", "Approve the operation or send it back")),
        State("approved", Text("Approuvée", "Approved"), PILOT, expects=Text("Inviter les services et demander la réquisition", "Invite the agencies and ask for the requisition")),
        State("requisition_pending", Text("Réquisition demandée", "Requisition requested"), PILOT, expects=Text("Inviter les services en attendant la réquisition", "Invite the agencies while the requisition is pending")),
        State("planned", Text("Planifiée", "Planned"), PILOT, expects=Text("Répartir les services par visite, puis déclarer l’opération prête", "Assign the agencies to visits, then declare the operation ready")),
        State("ready", Text("Prête", "Ready"), PILOT, expects=Text("Tenir le briefing et lancer l’opération", "Hold the briefing and start the operation")),
        State("in_progress", Text("En cours", "In progress"), PILOT, expects=Text("Suivre les visites, puis faire le débriefing", "Follow the visits, then debrief")),
        State("debriefed", Text("Débriefing tenu", "Debriefed"), PILOT, expects=Text("Ouvrir le compte rendu", "Open the minutes")),
        State("report_in_validation", Text("Compte rendu en validation", "Minutes in validation"), PILOT, expects=Text("Clore le compte rendu, puis l’opération", "Close the minutes, then the operation")),
        State("closed", Text("Close", "Closed"), final=True),
        State("postponed", Text("Reportée", "Postponed"), PILOT, expects=Text("Fixer une nouvelle date ou annuler", "Set a new date or cancel")),
        State("cancelled", Text("Annulée", "Cancelled"), final=True),
    ),
    steps=(
        Step(
            "add_target", ("draft", "approved", "planned"), None, Text("Ajouter une cible", "Add a target"), PILOT,
            asks=(
                Field("establishment", Text("Établissement", "Establishment"), "line", maximum=36),
                Field("reason", Text("Motif objectif du ciblage", "Objective reason for targeting"), "text",
                      help=Text("Des faits datés et vérifiables, jamais une appréciation sur les personnes.", "Dated facts that can be checked, never an opinion about people.")),
                Field("planned_at", Text("Heure prévue", "Planned time"), "moment"),
            ),
            checks=(_knows_the_establishment, _within_the_operation), writes=_add_target, opens=("visit",),
            done=Text("Cible ajoutée", "Target added"),
        ),
        Step(
            "propose", ("draft",), "proposed", Text("Proposer l’opération", "Propose the operation"), PILOT,
            awaits=((Settled("visit", frozenset({"planned"}), "any"), Refusal("no_target", Text("Il n’y a pas encore de cible.", "There is no target yet."))),),
            done=Text("Opération proposée", "Operation proposed"),
        ),
        Step("approve", ("proposed",), "approved", Text("Approuver", "Approve"), "approve_operation", done=Text("Opération approuvée", "Operation approved")),
        Step("send_back", ("proposed",), "draft", Text("Renvoyer au pilote", "Send back"), "approve_operation", asks=(_REASON,), done=Text("Opération renvoyée au pilote", "Operation sent back")),
        Step(
            "invite", ("approved", "requisition_pending", "planned"), None, Text("Inviter des services", "Invite agencies"), PILOT,
            asks=(
                Field("agencies", Text("Services à inviter", "Agencies to invite"), "choices", choices=_agencies_to_invite),
                Field("role", Text("Rôle attendu", "Expected role"), "line", required=False),
            ),
            writes=_invite, opens=("participation",), done=Text("Services invités", "Agencies invited"),
        ),
        Step(
            "ask_requisition", ("approved", "requisition_pending"), "requisition_pending", Text("Demander la réquisition du procureur", "Ask for the prosecutor’s requisition"), PILOT,
            asks=(
                Field("offences", Text("Infractions recherchées", "Offences looked for"), "choices", choices=requisition.offences_of),
                _STARTS, _ENDS,
                Field("reason", Text("Éléments à l’appui", "Grounds"), "text"),
            ),
            checks=(_requisition_ends_after_it_starts,), writes=_ask_requisition, opens=("requisition",),
            done=Text("Réquisition demandée", "Requisition requested"),
        ),
        Step(
            "renew_requisition", ("planned", "ready"), None, Text("Demander une nouvelle réquisition", "Ask for another requisition"), PILOT,
            asks=(
                Field("offences", Text("Infractions recherchées", "Offences looked for"), "choices", choices=requisition.offences_of),
                _STARTS, _ENDS,
                Field("reason", Text("Éléments à l’appui", "Grounds"), "text"),
            ),
            checks=(_requisition_ends_after_it_starts,), writes=_ask_requisition, opens=("requisition",),
            done=Text("Nouvelle réquisition demandée", "Another requisition requested"),
        ),
        Step("plan", ("requisition_pending",), "planned", Text("Réquisition délivrée", "Requisition granted"), HOUSE, done=Text("Réquisition délivrée\u00a0: l’opération peut être planifiée", "Requisition granted: the operation can be planned")),
        Step(
            "plan_without_requisition", ("approved", "requisition_pending"), "planned", Text("Planifier sans réquisition", "Plan without a requisition"), PILOT,
            asks=(_REASON,), writes=_keep_reason_without_requisition, done=Text("Opération planifiée sans réquisition", "Operation planned without a requisition"),
        ),
        Step(
            "declare_ready", ("planned",), "ready", Text("Déclarer l’opération prête", "Declare the operation ready"), PILOT,
            awaits=(
                (Settled("participation", frozenset({"ready", "declined", "silent", "released", "present", "absent"}), "none_open"),
                 Refusal("agencies_not_ready", Text("Des services invités ne sont pas encore prêts\u00a0: ils se déclarent prêts, ou vous les libérez.", "Some invited agencies are not ready yet: they declare themselves ready, or you release them."))),
                (Settled("visit", frozenset({"planned"}), "any"), Refusal("no_visit", Text("Il n’y a plus de visite prévue.", "No visit is planned any more."))),
            ),
            guards=(_nobody_still_to_prepare,), done=Text("Opération déclarée prête", "Operation declared ready"),
        ),
        Step(
            "start", ("ready",), "in_progress", Text("Lancer l’opération", "Start the operation"), PILOT,
            asks=(Field("briefing_at", Text("Heure du briefing", "Time of the briefing"), "moment"),),
            guards=(_its_hour_has_come,), checks=(_briefing_was_held,), writes=_keep_briefing, effects=_start_effects, done=Text("Opération lancée", "Operation started"),
        ),
        Step(
            "debrief", ("in_progress",), "debriefed", Text("Clore le débriefing", "Close the debriefing"), PILOT,
            awaits=((Settled("visit", _ENDED_VISITS, "none_open"), Refusal("visits_open", Text("Des visites ne sont pas terminées.", "Some visits have not ended."))),),
            done=Text("Débriefing tenu", "Debriefing held"),
        ),
        Step(
            "open_report", ("debriefed",), "report_in_validation", Text("Ouvrir le compte rendu", "Open the minutes"), PILOT,
            guards=(_somebody_was_present,), writes=_open_minutes, opens=("minutes",), done=Text("Compte rendu ouvert à la validation", "Minutes opened for validation"),
        ),
        Step("end_without_report", ("debriefed",), "closed", Text("Clore sans compte rendu", "Close without minutes"), PILOT, asks=(_REASON,), grave=True, done=Text("Opération close sans compte rendu", "Operation closed without minutes")),
        Step(
            "close", ("report_in_validation",), "closed", Text("Clore l’opération", "Close the operation"), PILOT,
            awaits=((Settled("minutes", frozenset({"closed"}), "none_open"), Refusal("minutes_open", Text("Le compte rendu n’est pas clos.", "The minutes are not closed."))),),
            done=Text("Opération close", "Operation closed"),
        ),
        Step("postpone", _BEFORE_THE_NIGHT, "postponed", Text("Reporter", "Postpone"), PILOT, asks=(_REASON,), effects=_postpone_effects, done=Text("Opération reportée", "Operation postponed")),
        Step(
            "resume", ("postponed",), "approved", Text("Fixer une nouvelle date", "Set a new date"), PILOT,
            asks=(_STARTS, _ENDS),
            awaits=((Settled("requisition", frozenset({"refused", "expired", "withdrawn"}), "none_open"), Refusal("requisitions_standing", Text("Les réquisitions de l’ancienne date sont en cours de retrait\u00a0: réessayez dans un instant.", "The requisitions of the old date are being withdrawn: try again in a moment."))),),
            checks=(_ends_after_start, _visits_still_fit), writes=_move_dates, effects=_new_date_effects, done=Text("Nouvelle date fixée", "New date set"),
        ),
        Step(
            "record_visit", ("draft",), None, Text("Inscrire une visite passée", "Enter a past visit"), COMMAND_LINE,
            asks=(
                Field("visit", Text("Identifiant de la visite", "Id of the visit"), "line", maximum=36),
                Field("establishment", Text("Établissement", "Establishment"), "line", maximum=36),
                Field("reason", Text("Motif", "Reason"), "text"),
                Field("planned_at", Text("Heure", "Time"), "moment"),
                Field("line", Text("Ligne du relevé", "Line of the record"), "number"),
            ),
            guards=(_FROM_A_RECORD,), writes=_enter_visit, opens=("visit",), done=RECORDED,
        ),
        Step(
            "record_agency", ("draft",), None, Text("Inscrire un service présent", "Enter an agency that was there"), COMMAND_LINE,
            asks=(Field("agency", Text("Service", "Agency"), "line", maximum=40), Field("role", Text("Rôle", "Role"), "line", maximum=200)),
            guards=(_FROM_A_RECORD,), writes=_enter_agency, opens=("participation",), done=RECORDED,
        ),
        Step(
            "record_past", ("draft",), "closed", Text("Inscrire une opération passée", "Enter a past operation"), COMMAND_LINE,
            asks=(_REASON,),
            awaits=(
                (Settled("visit", _ENDED_VISITS, "none_open"), Refusal("visits_open", Text("Des visites ne sont pas terminées.", "Some visits have not ended."))),
                (Settled("participation", frozenset({"present"}), "none_open"), Refusal("agencies_open", Text("Des présences ne sont pas inscrites.", "Some presences are not entered."))),
            ),
            guards=(_FROM_A_RECORD,), writes=_keep_reason_without_requisition, done=RECORDED,
        ),
        Step(
            "record_minutes", ("closed",), None, Text("Établir le compte rendu d’un relevé", "Draw up the minutes of a record"), COMMAND_LINE,
            asks=(Field("signatory", Text("Qualité du signataire", "Capacity of the signatory"), "line", maximum=160),),
            guards=(_FROM_A_RECORD, _no_minutes_yet), writes=_enter_minutes, opens=("minutes",), done=RECORDED,
        ),
        Step("cancel", ("draft", *_BEFORE_THE_NIGHT, "postponed"), "cancelled", Text("Annuler l’opération", "Cancel the operation"), PILOT, asks=(_REASON,), effects=_fall_effects, grave=True, done=Text("Opération annulée", "Operation cancelled")),
    ),
    joins=(Join("requisition_granted", Settled("requisition", frozenset({"granted"}), "any"), "plan"),),
)  # fmt: skip
