"""The transmission of one PV: who sent which, when, whether it came; each PV of each agency by itself, never its text.

It belongs to a referral, whose answers are those to the PV: the prosecutor's office answers about facts, not about paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import Field, Refusal, State, Step, Workflow
from workflows.law.days import paris_day
from workflows.processes.document import press
from workflows.processes.house import look_up
from workflows.processes.paper_referral import SLIP, slip_of_pv
from workflows.processes.referral_facts import JUDICIAL, RECEIVE, PvTransmission, Referral
from workflows.store.text import Text

OWNER: Final = "follow_up_judicial"
PV_FIELDS: Final = (
    Field("reference", Text("Numéro du procès-verbal", "Number of the official report"), "line", maximum=120),
    Field("drawn_on", Text("Clos le", "Closed on"), "day"),
    Field("author", Text("Auteur", "Author"), "line", maximum=160, help=Text("Grade et qualité\u00a0; le nom reste au procès-verbal.", "Rank and quality; the name stays in the report.")),
    Field("sheets", Text("Nombre de feuillets", "Number of sheets"), "number", required=False, maximum=9999),
    Field("sent_on", Text("Envoyé le", "Sent on"), "day"),
)  # fmt: skip
"""What is asked of a PV that is sent."""


def open_transmission(situation: Situation, addressee: str) -> UUID:
    """Open the transmission of the PV that the fields of the situation name, below its referral; returns its id.

    ``addressee`` is ``prosecutor`` or ``police_court``: the latter has no desk here and reads nothing.
    """
    fields, case_id = situation.fields, uuid4()
    row = PvTransmission(
        id=case_id, case_id=case_id, agency=situation.actor.agency, secrecy=JUDICIAL, referral_id=situation.case.id,
        reference=fields["reference"], drawn_on=fields["drawn_on"], author=fields["author"],
        sheets=fields.get("sheets"), addressee=addressee, sent_on=fields["sent_on"],
    )  # fmt: skip
    readers = [PartyTo(OWNER, situation.actor.agency, JUDICIAL)]
    if addressee == "prosecutor":
        readers += [PartyTo(RECEIVE, key, JUDICIAL) for key in receivers(situation)]
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=f"Procès-verbal – {look_up(situation.session, Referral, situation.case.id).number}",
        case_id=case_id,
        agency=situation.actor.agency,
        secrecy=JUDICIAL,
        parent=situation.case,
        parties=readers,
        records=[row, slip_of_pv(situation, row)],
        effects=[press(SLIP)],
    )
    return case_id


def receivers(situation: Situation) -> list[str]:
    """Return the agencies that receive what the case of the situation sends: those it names, else all that may."""
    named = [key for name, key, _clearance in situation.case.parties if name == RECEIVE]
    return named or [party.agency for party in situation.new_parties if party.competence == RECEIVE]


def days_in_order(situation: Situation) -> Refusal | None:
    """Refuse a PV that is sent before it is closed, or on a day to come."""
    drawn, sent = situation.fields["drawn_on"], situation.fields["sent_on"]
    return None if drawn <= sent <= paris_day(situation.moment) else _DAYS


def _record(situation: Situation) -> PvTransmission:
    row = situation.session.get(PvTransmission, situation.case.id)
    assert row is not None
    return row


def _receive(situation: Situation) -> None:
    row = _record(situation)
    row.received_on, row.receipt = situation.fields["received_on"], situation.fields.get("receipt") or ""


def _send_back(situation: Situation) -> None:
    row = _record(situation)
    row.earlier = [*row.earlier, _came_back(situation.fields, situation.moment.isoformat())]


def _came_back(fields: Mapping[str, Any], at: str) -> dict[str, str]:
    return {"at": at, "reason": fields["reason"]}


def _send_again(situation: Situation) -> None:
    _record(situation).sent_on = situation.fields["sent_on"]


def _withdraw(situation: Situation) -> None:
    _record(situation).ended_because = situation.fields["reason"]


def _not_to_come(situation: Situation) -> Refusal | None:
    day: date = next(situation.fields[name] for name in ("received_on", "sent_on") if name in situation.fields)
    return None if day <= paris_day(situation.moment) else _DAYS


_DAYS: Final = Refusal(
    "days_of_pv",
    Text(
        "Un procès-verbal part au plus tôt le jour où il est clos, et au plus tard aujourd’hui.",
        "A report leaves on the day it is closed at the earliest, and today at the latest.",
    ),
)
_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=1000)
_RECEIVED_ON: Final = Field("received_on", Text("Reçu le", "Received on"), "day")
_RECEIPT: Final = Field("receipt", Text("Référence de l’accusé de réception", "Reference of the receipt"), "line", required=False, maximum=200)  # fmt: skip
_RECEIVED: Final = Text("Procès-verbal reçu", "Report received")

WORKFLOW: Final = Workflow(
    name="pv_transmission",
    version=1,
    label=Text("Transmission d’un procès-verbal", "Transmission of an official report"),
    states=(
        State("sent", Text("Transmis", "Sent"), RECEIVE, expects=Text("Accuser réception du procès-verbal", "Acknowledge the report"), once_named=True),
        State("sent_back", Text("Renvoyé à son auteur", "Sent back to its author"), OWNER, expects=Text("Compléter le procès-verbal et le renvoyer", "Complete the report and send it again")),
        State("received", Text("Reçu", "Received"), final=True),
        State("withdrawn", Text("Retiré", "Withdrawn"), final=True),
    ),
    steps=(
        Step("receive", ("sent",), "received", Text("Accuser réception", "Acknowledge receipt"), RECEIVE, asks=(_RECEIVED_ON, _RECEIPT), checks=(_not_to_come,), writes=_receive, done=_RECEIVED),
        Step("note_receipt", ("sent",), "received", Text("Noter l’accusé de réception", "Enter the receipt"), OWNER, asks=(_RECEIVED_ON, _RECEIPT), checks=(_not_to_come,), writes=_receive, done=_RECEIVED),
        Step("send_back", ("sent",), "sent_back", Text("Renvoyer à son auteur", "Send back to its author"), RECEIVE, asks=(_REASON,), writes=_send_back, done=Text("Procès-verbal renvoyé à son auteur", "Report sent back to its author")),
        Step("note_return", ("sent",), "sent_back", Text("Noter que le procès-verbal est revenu", "Enter that the report came back"), OWNER, asks=(_REASON,), writes=_send_back, done=Text("Procès-verbal revenu", "Report came back")),
        Step("send_again", ("sent_back",), "sent", Text("Renvoyer le procès-verbal", "Send the report again"), OWNER, asks=(Field("sent_on", Text("Envoyé le", "Sent on"), "day"),), checks=(_not_to_come,), writes=_send_again, done=Text("Procès-verbal envoyé de nouveau", "Report sent again")),
        Step("withdraw", ("sent_back",), "withdrawn", Text("Retirer le procès-verbal", "Withdraw the report"), OWNER, asks=(_REASON,), writes=_withdraw, done=Text("Procès-verbal retiré", "Report withdrawn")),
    ),
)  # fmt: skip
