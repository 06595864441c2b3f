"""The requisition: what the prosecutor allows the police to do, where, for which offences, from when to when.

Article 78-2-1 of the Code of Criminal Procedure (domain §0.4, §1.2): written, offences and places listed, a month at
most. The prosecutor may grant less than what was asked, never by silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.numbers import reserve_number
from workflows.law.days import paris_day
from workflows.law.requisitions import RequisitionFacts, faults, offence_choices
from workflows.processes.document import press
from workflows.processes.frozen_paper import freeze
from workflows.processes.house import house_look, look_up
from workflows.processes.paper import draw_requisition
from workflows.processes.requisition_facts import BASIS, Requisition
from workflows.register.agencies import holders
from workflows.store.text import PARIS, Text

PILOT: Final = "pilot_operation"
GRANT: Final = "grant_requisition"


def open_requisition(
    situation: Situation,
    *,
    offences: list[str],
    places: list[list[str]],
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
) -> UUID:
    """Ask the prosecutor for a requisition that names these places; returns its case id."""
    case_id = uuid4()
    number = reserve_number(situation.session, "REQ", situation.moment.astimezone(PARIS).year, case_id, secrecy=2)
    row = Requisition(
        id=case_id,
        case_id=case_id,
        agency=situation.actor.agency,
        secrecy=2,
        operation_id=situation.case.id,
        number=number,
        basis=BASIS,
        offences=offences,
        places=places,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
    )
    with house_look(situation.session) as house:
        drawn = draw_requisition(house, row, situation.moment)
    paper = freeze(drawn, case_id=case_id, agency=row.agency, moment=situation.moment)
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{situation.case.title} – réquisition {number}",
        case_id=case_id,
        agency=situation.actor.agency,
        parent=situation.case,
        parties=[
            PartyTo(PILOT, situation.actor.agency, 2),
            *(PartyTo(GRANT, key, 3) for key in holders(GRANT)),
            *(PartyTo("secure_visit", key, 2) for name, key, _c in situation.case.parties if name == "take_part"),
        ],
        records=[row, paper],
        effects=[press("requisition")],
    )
    return case_id


def _record(situation: Situation) -> Requisition:
    row = situation.session.get(Requisition, situation.case.id)
    assert row is not None
    return row


def offences_of(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the closed list of article 78-2-1, as it stands on the day."""
    return offence_choices(BASIS, paris_day(situation.moment))


def _places_asked(situation: Situation) -> Iterable[tuple[str, Text]]:
    return [
        (visit_id, Text("{name}, {address}", "{name}, {address}", name=name, address=address))
        for visit_id, name, address in look_up(situation.session, Requisition, situation.case.id).places
    ]


def _lawful(situation: Situation) -> Refusal | None:
    fields, row = situation.fields, _record(situation)
    places = tuple(place[2] for place in row.places if place[0] in fields["places"])
    facts = RequisitionFacts(
        row.basis, tuple(fields["offences"]), places, fields["starts_at"], fields["ends_at"], True,
        situation.moment.astimezone(PARIS).date(),
    )  # fmt: skip
    found = faults(facts)
    return found[0] if found else None


def _grant(situation: Situation) -> None:
    fields, row = situation.fields, _record(situation)
    row.offences = list(fields["offences"])
    row.places = [place for place in row.places if place[0] in fields["places"]]
    row.starts_at, row.ends_at = fields["starts_at"], fields["ends_at"]
    row.magistrate, row.signed_at, row.granted = fields["magistrate"], situation.moment, True


def _keep_reason(situation: Situation) -> None:
    _record(situation).answer_reason = situation.fields["reason"]


def _no_longer_granted(situation: Situation) -> None:
    _record(situation).granted = False


def _revoke(situation: Situation) -> None:
    _keep_reason(situation)
    _no_longer_granted(situation)


def _ends(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Requisition, situation.case.id)
    return row.ends_at if row is not None else None


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text")

WORKFLOW: Final = Workflow(
    name="requisition",
    version=1,
    label=Text("Réquisition du procureur", "Prosecutor’s requisition"),
    states=(
        State("requested", Text("Demandée", "Requested"), GRANT, expects=Text("Délivrer la réquisition ou la refuser", "Grant the requisition or refuse it")),
        State("granted", Text("Délivrée", "Granted")),
        State("refused", Text("Refusée", "Refused"), final=True),
        State("expired", Text("Expirée", "Expired"), final=True),
        State("withdrawn", Text("Retirée", "Withdrawn"), final=True),
    ),
    steps=(
        Step(
            "grant", ("requested",), "granted", Text("Délivrer la réquisition", "Grant the requisition"), GRANT,
            asks=(
                Field("offences", Text("Infractions", "Offences"), "choices", choices=offences_of),
                Field("places", Text("Lieux", "Places"), "choices", choices=_places_asked),
                Field("starts_at", Text("Valable du", "Valid from"), "moment"),
                Field("ends_at", Text("Valable jusqu’au", "Valid until"), "moment"),
                Field("magistrate", Text("Qualité du signataire", "Capacity of the signatory"), "line", maximum=160,
                      help=Text("Par exemple\u00a0: le procureur de la République, ou son substitut de permanence.", "For instance: the prosecutor, or the deputy on duty.")),
            ),
            checks=(_lawful,), writes=_grant, done=Text("Réquisition délivrée", "Requisition granted"),
        ),
        Step("refuse", ("requested",), "refused", Text("Refuser", "Refuse"), GRANT, asks=(_REASON,), writes=_keep_reason, done=Text("Réquisition refusée", "Requisition refused")),
        Step("withdraw", ("requested",), "withdrawn", Text("Retirer la demande", "Withdraw the request"), PILOT, asks=(_REASON,), writes=_keep_reason, done=Text("Demande retirée", "Request withdrawn")),
        Step("revoke", ("granted",), "withdrawn", Text("Rapporter la réquisition", "Revoke the requisition"), GRANT, asks=(_REASON,), writes=_revoke, grave=True, done=Text("Réquisition rapportée", "Requisition revoked")),
        Step("expire", ("granted", "requested"), "expired", Text("Fin de validité", "End of validity"), HOUSE, done=Text("Réquisition arrivée à son terme", "Requisition expired")),
        Step("lapse", ("requested", "granted"), "withdrawn", Text("Opération reportée", "Operation postponed"), HOUSE, writes=_no_longer_granted, done=Text("Retirée\u00a0: opération reportée", "Withdrawn: operation postponed")),
        Step("fall", ("requested", "granted"), "withdrawn", Text("Opération annulée", "Operation cancelled"), HOUSE, writes=_no_longer_granted, done=Text("Retirée\u00a0: opération annulée", "Withdrawn: operation cancelled")),
    ),
    deadlines=(
        Deadline("validity", Text("Fin de validité de la réquisition", "End of the requisition’s validity"), ("granted", "requested"), Instant(), step="expire", alerts=(), ends=_ends, source=BASIS),
    ),
)  # fmt: skip

DECIDING: Final = ("grant", "refuse")
"""The steps by which the prosecutor answers."""
