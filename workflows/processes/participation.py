"""The participation: one agency's part in an operation, from the invitation to its presence on the night."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import (
    COMMAND_LINE,
    HOUSE,
    Deadline,
    Effect,
    Field,
    Guard,
    Refusal,
    State,
    Step,
    Workflow,
)
from workflows.law.calendar import working_days
from workflows.law.clocks import clock
from workflows.processes.house import look, look_up
from workflows.processes.operation_facts import Operation
from workflows.processes.past import RECORDED, only_from_a_record
from workflows.processes.sheet import Sheet
from workflows.register.agencies import agency as agency_of
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

TAKE_PART: Final = "take_part"
PILOT: Final = "pilot_operation"
_ANSWER: Final = clock("invitation_answer")
_SHORTEST_ANSWER: Final = working_days(2)


class Participation(Recorded, Base):
    """What an agency answered, with whom it comes, and whether it was there (moments in UTC)."""

    __tablename__ = "participation"
    __table_args__ = (sa.UniqueConstraint("operation_id", "agency"),)

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(200), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    leader: Mapped[str] = mapped_column(sa.String(120), default="")
    headcount: Mapped[int | None] = mapped_column(default=None)
    answer_by: Mapped[datetime]
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    left_at: Mapped[datetime | None] = mapped_column(default=None)


def open_participation(situation: Situation, *, agency: str, role: str, starts_at: datetime) -> UUID:
    """Invite an agency to the operation of the situation, which starts at ``starts_at`` (aware).

    The answer is due ten days before, never in less than two working days; returns the new case's id.
    """
    case_id = uuid4()
    row = Participation(
        id=case_id, case_id=case_id, agency=agency, secrecy=2, operation_id=situation.case.id, role=role,
        answer_by=_last_answer(starts_at, situation.moment),
    )  # fmt: skip
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{situation.case.title} – {agency_of(agency).short.fr}",
        case_id=case_id,
        agency=agency,
        parent=situation.case,
        parties=[
            PartyTo(TAKE_PART, agency, 2),
            *(PartyTo(PILOT, key, 2) for name, key, _clearance in situation.case.parties if name == PILOT),
        ],
        records=[row],
    )
    return case_id


def _last_answer(starts_at: datetime, asked_at: datetime) -> datetime:
    return max(_ANSWER.latest(starts_at), _SHORTEST_ANSWER.due(asked_at))


def _record(situation: Situation) -> Participation:
    row = situation.session.get(Participation, situation.case.id)
    assert row is not None
    return row


def _keep_reason(situation: Situation) -> None:
    _record(situation).reason = situation.fields.get("reason") or ""


def _keep_team(situation: Situation) -> None:
    row = _record(situation)
    row.leader = situation.fields["leader"]
    row.headcount = situation.fields["headcount"]


def _keep_arrival(situation: Situation) -> None:
    _record(situation).arrived_at = situation.fields["arrived_at"]


def _ask_again(situation: Situation) -> None:
    row = _record(situation)
    operation = look_up(situation.session, Operation, row.operation_id)
    row.answer_by, row.reason = _last_answer(operation.starts_at, situation.moment), ""


def _keep_first_entry(situation: Situation) -> None:
    row, table = _record(situation), Sheet.__table__.c
    sheets = look(
        situation.session, Sheet, table.operation_id == row.operation_id, table.agency == row.agency,
        table.entered_at.is_not(None),
    )  # fmt: skip
    row.arrived_at = min((each.entered_at for each in sheets), default=None)


def _answer_by(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Participation, situation.case.id)
    return row.answer_by if row is not None else None


def _sheets_are_ready(situation: Situation) -> Refusal | None:
    """Refuse an agency that is not ready for each of its visits: the powers are checked visit by visit."""
    table = Sheet.__table__.c
    row = _record(situation)
    waiting = look(
        situation.session, Sheet, table.operation_id == row.operation_id, table.agency == row.agency, table.ready_at.is_(None),
        table.ended.is_(False),
    )  # fmt: skip
    if not waiting:
        return None
    return Refusal(
        "visits_not_ready",
        Text(
            "Il reste {count} visite(s) pour lesquelles votre service n’est pas prêt\u00a0: {places}.",
            "Your agency is not ready for {count} visit(s) yet: {places}.",
            count=len(waiting),
            places=", ".join(sorted(row.place for row in waiting)),
        ),
    )


def _not_in_the_future(name: str) -> Guard:
    def check(situation: Situation) -> Refusal | None:
        if situation.fields[name] <= situation.moment:
            return None
        return Refusal("in_the_future", Text("Cette heure n’est pas encore passée.", "That time has not come yet."))

    return check


def _is_still_there(situation: Situation) -> Refusal | None:
    row = _record(situation)
    if row.arrived_at is None:
        return Refusal("no_arrival", Text("L’heure d’arrivée n’est pas connue.", "The time of arrival is not known."))
    if row.left_at is not None:
        return Refusal(
            "already_left", Text("Le départ de l’équipe est déjà noté.", "The team’s departure is already recorded.")
        )
    return None


def _not_before_arriving(situation: Situation) -> Refusal | None:
    arrived = _record(situation).arrived_at
    if arrived is None or situation.fields["left_at"] >= arrived:
        return None
    return Refusal("left_before_arriving", Text("Le départ précède l’arrivée.", "The departure is before the arrival."))


def _keep_departure(situation: Situation) -> None:
    _record(situation).left_at = situation.fields["left_at"]


def _release_sheets(situation: Situation) -> Iterable[Effect]:
    row = _record(situation)
    return [Effect("agency_leaves", {"operation": row.operation_id, "agency": row.agency})]


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text")
_ANSWERS: Final = ("invited", "silent")
_COMES: Final = ("accepted", "reserved")

WORKFLOW: Final = Workflow(
    name="participation",
    version=1,
    label=Text("Participation d’un service", "An agency’s participation"),
    states=(
        State("invited", Text("Invité", "Invited"), TAKE_PART, expects=Text("Répondre à l’invitation", "Answer the invitation")),
        State("accepted", Text("A accepté", "Accepted"), TAKE_PART, expects=Text("Préparer chaque visite et se déclarer prêt", "Prepare each visit and declare yourself ready")),
        State("reserved", Text("A accepté avec réserve", "Accepted with a reservation"), TAKE_PART, expects=Text("Préparer chaque visite et se déclarer prêt", "Prepare each visit and declare yourself ready")),
        State("declined", Text("A décliné", "Declined"), final=True),
        State("silent", Text("Sans réponse", "No answer"), PILOT, expects=Text("Relancer le service ou s’en passer", "Remind the agency or do without it")),
        State("ready", Text("Prêt", "Ready"), TAKE_PART, expects=Text("Noter l’arrivée de l’équipe le jour venu", "Record the team’s arrival on the day")),
        State("present", Text("Présent", "Present"), final=True),
        State("absent", Text("Absent", "Absent"), final=True),
        State("released", Text("Libéré", "Released"), final=True),
    ),
    steps=(
        Step("accept", _ANSWERS, "accepted", Text("Accepter", "Accept"), TAKE_PART, done=Text("Invitation acceptée", "Invitation accepted")),
        Step("accept_with_reservation", _ANSWERS, "reserved", Text("Accepter avec réserve", "Accept with a reservation"), TAKE_PART, asks=(Field("reason", Text("Réserve", "Reservation"), "text"),), writes=_keep_reason, done=Text("Acceptée avec réserve", "Accepted with a reservation")),
        Step("decline", (*_ANSWERS, *_COMES), "declined", Text("Décliner", "Decline"), TAKE_PART, asks=(_REASON,), writes=_keep_reason, effects=_release_sheets, done=Text("Invitation déclinée", "Invitation declined")),
        Step("fall_silent", ("invited",), "silent", Text("Délai de réponse passé", "Answer overdue"), HOUSE, done=Text("Pas de réponse dans le délai", "No answer in time")),
        Step(
            "declare_ready", _COMES, "ready", Text("Déclarer le service prêt", "Declare the agency ready"), TAKE_PART,
            asks=(
                Field("leader", Text("Chef d’équipe (nom et qualité)", "Team leader (name and rank)"), "line", maximum=120),
                Field("headcount", Text("Nombre d’agents", "Number of officers"), "number", maximum=500),
            ),
            guards=(_sheets_are_ready,), writes=_keep_team, done=Text("Service prêt", "Agency ready"),
        ),
        Step("arrive", ("ready",), "present", Text("Noter l’arrivée", "Record the arrival"), TAKE_PART, asks=(Field("arrived_at", Text("Heure d’arrivée", "Time of arrival"), "moment"),), checks=(_not_in_the_future("arrived_at"),), writes=_keep_arrival, done=Text("Équipe arrivée", "Team arrived")),
        Step("depart", ("present",), None, Text("Noter le départ", "Record the departure"), TAKE_PART, asks=(Field("left_at", Text("Heure de départ", "Time of departure"), "moment"),), guards=(_is_still_there,), checks=(_not_in_the_future("left_at"), _not_before_arriving), writes=_keep_departure, done=Text("Équipe partie", "Team left")),
        Step("note_presence", ("accepted", "reserved", "ready"), "present", Text("Constater la présence", "See the presence"), HOUSE, writes=_keep_first_entry, done=Text("Présence constatée\u00a0: ce service a ouvert puis remis une grille", "Presence seen: this agency opened and handed in a grid")),
        Step("mark_absent", ("accepted", "reserved", "ready"), "absent", Text("Noter l’absence", "Record as absent"), PILOT, asks=(_REASON,), writes=_keep_reason, effects=_release_sheets, done=Text("Service absent", "Agency absent")),
        Step("release", ("invited", "accepted", "reserved", "ready", "silent"), "released", Text("Libérer le service", "Release the agency"), PILOT, asks=(_REASON,), writes=_keep_reason, effects=_release_sheets, done=Text("Service libéré", "Agency released")),
        Step("end_unanswered", ("invited", "silent"), "absent", Text("Sans réponse au lancement", "No answer at the start"), HOUSE, effects=_release_sheets, done=Text("Jamais répondu\u00a0: noté absent au lancement", "Never answered: recorded as absent at the start")),
        Step("record_past", ("invited",), "present", Text("Inscrire une présence passée", "Enter a past presence"), COMMAND_LINE, guards=(only_from_a_record(lambda situation: _record(situation).operation_id),), done=RECORDED),
        Step("ask_again", (*_ANSWERS, *_COMES, "ready"), "invited", Text("Demander de nouveau", "Ask again"), HOUSE, writes=_ask_again, done=Text("Nouvelle date\u00a0: réponse demandée de nouveau", "New date: answer asked for again")),
        Step("fall", ("invited", "accepted", "reserved", "ready", "silent"), "released", Text("Opération annulée", "Operation cancelled"), HOUSE, done=Text("Libéré\u00a0: opération annulée", "Released: operation cancelled")),
    ),
    deadlines=(
        Deadline("answer", Text("Répondre à l’invitation", "Answer the invitation"), ("invited",), _ANSWER.term, step="fall_silent", alerts=(0.5, 0.8), ends=_answer_by),
    ),
)  # fmt: skip

ANSWERING: Final = ("accept", "accept_with_reservation", "decline")
"""The steps by which an agency answers its invitation."""
