"""The visit: one establishment of an operation, from the target to the door closed behind the last agent.

Failure states of domain §2: closed on arrival (no forced entry), no activity (acts under 78-2-1 stop), access refused,
aborted. What was found lives on in the sheets of the agencies and in the consequences of their findings.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import (
    COMMAND_LINE,
    HOUSE,
    Effect,
    Field,
    Guard,
    Refusal,
    Settled,
    State,
    Step,
    Workflow,
)
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.grids import establishment_types
from workflows.processes import sheet
from workflows.processes.house import look, look_up, on_each_child
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency, holders
from workflows.register.establishments import Establishment
from workflows.store.text import Text

PILOT: Final = "pilot_operation"
SECURE: Final = "secure_visit"
_READS_TARGETS: Final = (PILOT, "approve_operation")
_GRID_KIND: Final = {"night_grocery": "grocery", "fast_food": "restaurant", "tobacconist": "bar_tabac"}


def open_visit(
    situation: Situation, *, establishment_id: UUID, reason: str, planned_at: datetime, case_id: UUID | None = None
) -> UUID:
    """Make an establishment a target of the operation of the situation; returns the visit's case id."""
    place = look_up(situation.session, Establishment, establishment_id)
    case_id = case_id or uuid4()
    row = Visit(
        id=case_id,
        case_id=case_id,
        agency=situation.case.agency,
        secrecy=2,
        operation_id=situation.case.id,
        establishment_id=establishment_id,
        reason=reason,
        planned_at=planned_at,
        trade_name=place.trade_name or place.name,
        address=", ".join(
            part for part in (place.address, f"{place.postcode or ''} {place.commune or ''}".strip()) if part
        ),
        siret=place.siret or "",
        activity=place.activity_label or "",
        kind=grid_kind(place.kind),
        demonstration=place.demonstration,
        operator=place.operator or "",
        operator_quality="exploitant" if place.operator else "",
    )
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=row.trade_name,
        case_id=case_id,
        agency=situation.case.agency,
        parent=situation.case,
        # Who approves the operation reads its targets; who would inspect them sees them once assigned.
        parties=[PartyTo(name, key, 2) for name, key, _clearance in situation.case.parties if name in _READS_TARGETS],
        records=[row],
    )
    return case_id


def grid_kind(kind: str | None) -> str:
    """Return the kind of establishment under which the grids know a kind of the register."""
    known = _GRID_KIND.get(kind or "", kind or "")
    return known if known in establishment_types() else "other"


def refusal_of_target(situation: Situation, establishment_id: str) -> Refusal | None:
    """Refuse an establishment that the register does not know, or that is already a target of this operation."""
    place = None
    try:
        place = look_up(situation.session, Establishment, UUID(establishment_id))
    except ValueError:
        place = None
    if place is None or place.origin:
        return Refusal(
            "unknown_establishment",
            Text("Cet établissement n’est pas au registre.", "This establishment is not in the register."),
        )
    table = Visit.__table__.c
    if look(
        situation.session,
        Visit,
        table.operation_id == situation.case.id,
        table.establishment_id == place.id,
        table.ended.is_(False),
    ):
        return Refusal(
            "already_target",
            Text("Cet établissement est déjà une cible de l’opération.", "This establishment is already a target."),
        )
    return None


def places_of(session: ViewerSession, operation_id: UUID) -> list[list[str]]:
    """Return ``[visit id, trade name, address]`` of every target still standing, in the order of the night."""
    table = Visit.__table__.c
    rows = look(session, Visit, table.operation_id == operation_id, table.ended.is_(False))
    return [[row.id.hex, row.trade_name, row.address] for row in sorted(rows, key=lambda row: row.planned_at)]


def last_planned(session: ViewerSession, operation_id: UUID) -> datetime | None:
    """Return the planned time of the last target still standing (aware UTC), ``None`` if there is none."""
    table = Visit.__table__.c
    rows = look(session, Visit, table.operation_id == operation_id, table.ended.is_(False))
    return max((row.planned_at for row in rows), default=None)


def move_visits(situation: Situation, by: timedelta) -> None:
    """Plan every target still standing of the situation's operation so much later, or earlier."""
    standing = sa.select(Visit).where(Visit.operation_id == situation.case.id, Visit.ended.is_(False))
    for row in situation.session.scalars(standing):
        row.planned_at += by


def record_of(situation: Situation) -> Visit:
    """Return the visit's row in this situation."""
    row = situation.session.get(Visit, situation.case.id)
    assert row is not None
    return row


def _answering_agencies(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the agencies that accepted the operation and have no sheet here yet."""
    cases = Case.__table__.c
    row = look_up(situation.session, Visit, situation.case.id)
    accepted = look(
        situation.session, Case, cases.parent_id == row.operation_id, cases.workflow == "participation",
        cases.state.in_(("accepted", "reserved", "ready", "present")),
    )  # fmt: skip
    sheets = sheet.Sheet.__table__.c
    known = {each.agency for each in look(situation.session, sheet.Sheet, sheets.visit_id == situation.case.id)}
    return [(each.agency, agency(each.agency).name) for each in accepted if each.agency not in known]


def _assign(situation: Situation) -> None:
    row = record_of(situation)
    chosen = list(situation.fields["agencies"])
    if not any(name == SECURE for name, _key, _clearance in situation.case.parties):
        for key in _who_opens(situation.fields.get("lead"), chosen):
            situation.name_party(SECURE, key, 2)
    for key in chosen:
        _open_sheet(situation, row, key)


def _who_opens(lead: str | None, chosen: list[str]) -> list[str]:
    """Return who opens the door: the agency that leads, else those assigned that may secure a visit.

    Where none of them may, whoever does anywhere: the others would stay before a closed door.
    """
    able = holders(SECURE)
    if lead in able:
        return [lead]
    return [key for key in chosen if key in able] or list(able)


def _open_sheet(situation: Situation, row: Visit, key: str, *, from_a_record: bool = False) -> None:
    situation.name_party("inspect", key, 2)
    sheet.open_sheet(
        situation,
        agency=key,
        operation_id=row.operation_id,
        place=row.trade_name,
        address=row.address,
        kind=row.kind,
        planned_at=row.planned_at,
        from_a_record=from_a_record,
    )


def _lead_is_chosen(situation: Situation) -> Refusal | None:
    lead = situation.fields.get("lead")
    if not lead or lead in situation.fields["agencies"]:
        return None
    return Refusal(
        "lead_not_assigned",
        Text("Le service qui ouvre la visite doit en être.", "The agency that opens the visit must be part of it."),
    )


def _somebody_is_assigned(situation: Situation) -> Refusal | None:
    if sum(situation.children("sheet").values()):
        return None
    return Refusal(
        "nobody_assigned",
        Text("Aucun service n’est affecté à cette visite.", "No agency is assigned to this visit."),
    )


def _operation_runs(situation: Situation) -> Refusal | None:
    operation = look_up(situation.session, Case, look_up(situation.session, Visit, situation.case.id).operation_id)
    if operation.state == "in_progress":
        return None
    return Refusal(
        "operation_not_started",
        Text("L’opération n’est pas lancée.", "The operation has not started."),
    )


def _not_in_the_future(name: str) -> Guard:
    def check(situation: Situation) -> Refusal | None:
        if situation.fields[name] <= situation.moment:
            return None
        return Refusal("in_the_future", Text("Cette heure n’est pas encore passée.", "That time has not come yet."))

    return check


def _enter(situation: Situation) -> None:
    row, fields = record_of(situation), situation.fields
    row.entered_at, row.entry_note = fields["entered_at"], fields["entry_note"]
    row.activity_in_progress, row.persons_present = fields["activity_in_progress"], fields["persons_present"]
    row.operator, row.licence = fields.get("operator") or row.operator, fields.get("licence") or row.licence
    row.operator_quality = fields.get("operator_quality") or row.operator_quality


def _leave(situation: Situation) -> None:
    row, fields = record_of(situation), situation.fields
    row.left_at, row.persons_working = fields["left_at"], fields["persons_working"]
    row.documents_handed, row.remarks = fields.get("documents_handed") or "", fields.get("remarks") or ""
    row.ended = True


def _not_before_entering(name: str) -> Guard:
    def check(situation: Situation) -> Refusal | None:
        entered = record_of(situation).entered_at
        if entered is None or situation.fields[name] >= entered:
            return None
        return Refusal("left_before_entering", Text("La sortie précède l’entrée.", "The exit is before the entry."))

    return check


def _end_early(situation: Situation) -> None:
    row, fields = record_of(situation), situation.fields
    row.outcome_reason = fields.get("reason") or ""
    at = fields.get("at")
    if at is not None and row.entered_at is None:
        row.entered_at = at
    if row.entered_at is not None:
        row.left_at = at or situation.moment
    row.ended = True


def _end_unvisited(situation: Situation) -> None:
    row = record_of(situation)
    row.outcome_reason = situation.fields.get("reason") or ""
    row.ended = True


def _enter_sheet(situation: Situation) -> None:
    _open_sheet(situation, record_of(situation), situation.fields["agency"], from_a_record=True)


def _enter_outcome(situation: Situation) -> None:
    row, fields = record_of(situation), situation.fields
    row.entered_at = fields.get("entered_at")
    row.outcome_reason, row.remarks = fields.get("reason") or "", fields.get("remarks") or ""
    row.ended = True


def _past_outcome(state: str) -> Step:
    """Return the step that enters a past visit as it ended."""
    return Step(
        f"record_{state}", ("planned",), state, Text("Inscrire une visite passée", "Enter a past visit"), COMMAND_LINE,
        asks=(
            Field("entered_at", Text("Heure d’entrée", "Time of entry"), "moment", required=False),
            Field("reason", Text("Ce qui a été constaté", "What was seen"), "text", required=False),
            Field("remarks", Text("Observations", "Remarks"), "text", required=False),
        ),
        awaits=(_SHEETS_ENDED,), guards=(_FROM_A_RECORD,), writes=_enter_outcome, done=RECORDED,
    )  # fmt: skip


def _sheets_fall(_situation: Situation) -> Iterable[Effect]:
    return [on_each_child("sheet", {"assigned", "ready", "answering"}, "fall")]


_FROM_A_RECORD: Final = only_from_a_record(lambda situation: record_of(situation).operation_id)
_SHEETS_ENDED: Final = (
    Settled("sheet", frozenset({"handed_in", "not_carried_out"}), "none_open"),
    Refusal(
        "sheets_open",
        Text("Des services n’ont pas encore remis leur grille.", "Some agencies have not handed in their grid yet."),
    ),
)
_REASON: Final = Field("reason", Text("Ce qui a été constaté", "What was seen"), "text")
_AT: Final = Field("at", Text("Heure", "Time"), "moment")
_AT_THE_END: Final = (_not_in_the_future("at"), _not_before_entering("at"))
_QUALITIES: Final = (
    ("operator", Text("exploitant", "operator")),
    ("manager", Text("gérant", "manager")),
    ("person_in_charge", Text("préposé", "person in charge")),
    ("employee", Text("salarié", "employee")),
)

WORKFLOW: Final = Workflow(
    name="visit",
    version=1,
    label=Text("Visite d’un établissement", "Visit of an establishment"),
    states=(
        # A target is for the eyes of who inspects it: nobody reads it before being assigned.
        State("planned", Text("Prévue", "Planned"), SECURE, once_named=True, expects=Text("Ouvrir la visite à l’arrivée", "Open the visit on arrival")),
        State("on_site", Text("Sur place", "On site"), SECURE, expects=Text("Clore la visite à la sortie", "Close the visit on leaving")),
        State("done", Text("Faite", "Done"), final=True),
        State("closed_on_arrival", Text("Fermé à l’arrivée", "Closed on arrival"), final=True),
        State("no_activity", Text("Sans activité", "No activity"), final=True),
        State("access_refused", Text("Accès refusé", "Access refused"), final=True),
        State("aborted", Text("Interrompue", "Aborted"), final=True),
        State("cancelled", Text("Annulée", "Cancelled"), final=True),
    ),
    steps=(
        Step(
            "assign", ("planned",), None, Text("Affecter des services", "Assign agencies"), PILOT,
            asks=(
                Field("agencies", Text("Services qui contrôlent ici", "Agencies that inspect here"), "choices", choices=_answering_agencies),
                Field("lead", Text("Service qui ouvre la visite", "Agency that opens the visit"), "choice", required=False, choices=_answering_agencies),
            ),
            checks=(_lead_is_chosen,), writes=_assign, opens=("sheet",), done=Text("Services affectés", "Agencies assigned"),
        ),
        Step(
            "enter", ("planned",), "on_site", Text("Entrer", "Enter"), SECURE,
            asks=(
                Field("entered_at", Text("Heure d’entrée", "Time of entry"), "moment"),
                Field("entry_note", Text("Conditions d’entrée (à qui la réquisition a été montrée, accueil)", "Conditions of entry (to whom the requisition was shown, reception)"), "text"),
                Field("activity_in_progress", Text("Activité en cours à l’entrée", "Activity in progress on entry"), "yes_no"),
                Field("persons_present", Text("Nombre de personnes présentes", "Number of persons present"), "number", maximum=5000),
                Field("operator", Text("Responsable rencontré (raison sociale ou qualité)", "Person in charge (company or capacity)"), "line", required=False, maximum=160),
                Field("operator_quality", Text("Qualité du responsable", "Capacity of the person in charge"), "choice", required=False, choices=_QUALITIES),
                Field("licence", Text("Licence de débit de boissons", "Licence to sell drinks"), "line", required=False, maximum=120,
                      help=Text("Telle qu’elle est présentée, par exemple\u00a0: licence IV, récépissé présenté.", "As it was shown, for instance: licence IV, receipt shown.")),
            ),
            guards=(_operation_runs, _somebody_is_assigned), checks=(_not_in_the_future("entered_at"),), writes=_enter,
            done=Text("Entrée des services", "Agencies entered"),
        ),
        Step("find_closed", ("planned",), "closed_on_arrival", Text("Fermé à l’arrivée", "Closed on arrival"), SECURE, asks=(_AT, _REASON), guards=(_operation_runs,), checks=(_not_in_the_future("at"),), writes=_end_early, effects=_sheets_fall, done=Text("Établissement fermé à l’arrivée", "Establishment closed on arrival"), aside=True),
        Step("meet_refusal", ("planned", "on_site"), "access_refused", Text("Accès refusé", "Access refused"), SECURE, asks=(_AT, _REASON), guards=(_operation_runs,), checks=_AT_THE_END, writes=_end_early, effects=_sheets_fall, done=Text("Accès refusé", "Access refused"), aside=True),
        Step("find_no_activity", ("on_site",), "no_activity", Text("Aucune activité en cours", "No activity in progress"), SECURE, asks=(_AT, _REASON), checks=_AT_THE_END, writes=_end_early, effects=_sheets_fall, done=Text("Aucune activité\u00a0: contrôle arrêté", "No activity: inspection stopped"), aside=True),
        Step("abort", ("on_site",), "aborted", Text("Interrompre", "Abort"), SECURE, asks=(_AT, _REASON), checks=_AT_THE_END, writes=_end_early, effects=_sheets_fall, done=Text("Visite interrompue", "Visit aborted"), aside=True),
        Step(
            "leave", ("on_site",), "done", Text("Clore la visite", "Close the visit"), SECURE,
            asks=(
                Field("left_at", Text("Heure de sortie", "Time of exit"), "moment"),
                Field("persons_working", Text("Nombre de personnes au travail", "Number of persons at work"), "number", maximum=5000),
                Field("documents_handed", Text("Documents remis, et à qui (par qualité)", "Documents handed over, and to whom (by capacity)"), "text", required=False),
                Field("remarks", Text("Observations", "Remarks"), "text", required=False),
            ),
            awaits=(_SHEETS_ENDED,), checks=(_not_in_the_future("left_at"), _not_before_entering("left_at")), writes=_leave, done=Text("Visite close", "Visit closed"),
        ),
        Step("cancel", ("planned",), "cancelled", Text("Retirer la cible", "Withdraw the target"), PILOT, asks=(Field("reason", Text("Motif", "Reason"), "text"),), writes=_end_unvisited, effects=_sheets_fall, done=Text("Cible retirée", "Target withdrawn")),
        Step("record_sheet", ("planned",), None, Text("Inscrire un service passé ici", "Enter an agency’s past part here"), COMMAND_LINE, asks=(Field("agency", Text("Service", "Agency"), "line", maximum=40),), guards=(_FROM_A_RECORD,), writes=_enter_sheet, opens=("sheet",), done=RECORDED),
        *(_past_outcome(state) for state in ("done", "closed_on_arrival", "no_activity", "access_refused")),
        Step("fall", ("planned",), "cancelled", Text("Opération annulée", "Operation cancelled"), HOUSE, writes=_end_unvisited, effects=_sheets_fall, done=Text("Annulée avec l’opération", "Cancelled with the operation")),
    ),
)  # fmt: skip
HELD: Final = tuple(state.name for state in WORKFLOW.states if state.final and state.name != "cancelled")
"""Where a visit ends for which somebody stood before the door."""
