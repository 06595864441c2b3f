"""Custody of what was seized: who has it and had it, and how it passes from one agency to another, by both their words.

A hand-over is a case of its own: the giver announces it, the receiver confirms it by the number read on the seal, or
refuses it. Until then the giver still holds the exhibit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import Effect, Effects, Field, Refusal, State, Step, Workflow
from workflows.engine.outbox import Delivery
from workflows.engine.viewer import ViewerSession
from workflows.processes.house import take_quietly
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

KEEP: Final = "keep_exhibit"
"""The competence of whoever holds what was seized."""
RECEIVE: Final = "receive_exhibit"
CLASS: Final = 3
EVENTS: Final = {
    "seized": Text("Saisi", "Seized"),
    "parted": Text("Séparé d’un autre scellé", "Parted from another exhibit"),
    "received": Text("Reçu", "Received"),
    "entrusted": Text("Confié", "Entrusted"),
    "came_back": Text("Revenu", "Came back"),
    "resealed": Text("Scellé de nouveau", "Sealed again"),
    "returned": Text("Restitué", "Returned"),
    "destroyed": Text("Détruit", "Destroyed"),
    "forfeited": Text("Confisqué", "Forfeited"),
    "used_up": Text("Consommé par l’analyse", "Used up by the analysis"),
}
"""What may happen to an exhibit, as its chain of custody says it."""


class CustodyLine(Recorded, Base):
    """One link of the chain of custody of an exhibit. ``giver`` is an agency; ``receiver`` too, or a function in words
    where the exhibit leaves the house; both are empty where it changes no hands. ``reference`` is the paper that shows it.
    """

    __tablename__ = "custody_line"

    exhibit_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("exhibit.id", deferrable=True, initially="DEFERRED"), index=True
    )
    kind: Mapped[str] = mapped_column(sa.String(20))
    giver: Mapped[str] = mapped_column(sa.String(40), default="")
    receiver: Mapped[str] = mapped_column(sa.String(160), default="")
    seal: Mapped[str] = mapped_column(sa.String(60))
    reason: Mapped[str] = mapped_column(sa.String(500), default="")
    reference: Mapped[str] = mapped_column(sa.String(120), default="")
    author: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]


class HandOver(Recorded, Base):
    """One hand-over between two agencies of the house, with what the receiver must find: nature, quantity, seal.

    ``quantity`` is in hundredths of ``unit``. ``received_by`` and ``received_at`` (UTC) are the receiver's word, as
    ``kept_at`` is.
    """

    __tablename__ = "hand_over"

    exhibit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("exhibit.id"), index=True)
    receiver: Mapped[str] = mapped_column(sa.String(40))
    reason: Mapped[str] = mapped_column(sa.String(500))
    number: Mapped[str] = mapped_column(sa.String(60))
    nature: Mapped[str] = mapped_column(sa.String(300))
    quantity: Mapped[int] = mapped_column(sa.BigInteger)
    unit: Mapped[str] = mapped_column(sa.String(20))
    seal: Mapped[str] = mapped_column(sa.String(60))
    answer: Mapped[str] = mapped_column(sa.String(500), default="")
    kept_at: Mapped[str] = mapped_column(sa.String(200), default="")
    received_by: Mapped[str] = mapped_column(sa.String(80), default="")
    received_at: Mapped[datetime | None] = mapped_column(default=None)


def add_line(
    situation: Situation, exhibit_id: UUID, kind: str, seal: str, *, agency: str, giver: str = "", receiver: str = "",
    reason: str = "", reference: str = "", author: str | None = None,
) -> None:  # fmt: skip
    """Add a link to the chain of custody of an exhibit, with the step being taken."""
    situation.session.add(line_of(
        exhibit_id, kind, seal, agency=agency, giver=giver, receiver=receiver, reason=reason, reference=reference,
        author=author or situation.actor.user, moment=situation.moment,
    ))  # fmt: skip


def line_of(
    exhibit_id: UUID, kind: str, seal: str, *, agency: str, author: str, moment: datetime, giver: str = "",
    receiver: str = "", reason: str = "", reference: str = "",
) -> CustodyLine:  # fmt: skip
    """Return a link of the chain of custody of an exhibit, not yet added."""
    return CustodyLine(
        id=uuid4(), case_id=exhibit_id, agency=agency, secrecy=CLASS, exhibit_id=exhibit_id, kind=kind, giver=giver,
        receiver=receiver, seal=seal, reason=reason, reference=reference, author=author, at=moment,
    )  # fmt: skip


def chain_of(session: ViewerSession, exhibit_id: UUID) -> list[CustodyLine]:
    """Return the chain of custody of an exhibit, as far as the viewer may see it, oldest first."""
    found = sa.select(CustodyLine).where(CustodyLine.exhibit_id == exhibit_id)
    return list(session.scalars(found.order_by(CustodyLine.at, CustodyLine.id)))


def announce_hand_over(situation: Situation, exhibit: Any, *, receiver: str, reason: str) -> UUID:
    """Open a hand-over of the exhibit of the situation, to be confirmed by the receiver; returns its case id."""
    case_id = uuid4()
    row = HandOver(
        id=case_id, case_id=case_id, agency=situation.actor.agency, secrecy=CLASS, exhibit_id=exhibit.id,
        receiver=receiver, reason=reason, number=exhibit.number, nature=exhibit.nature,
        quantity=exhibit.quantity - exhibit.parted, unit=exhibit.unit, seal=exhibit.seal,
    )  # fmt: skip
    open_case(
        situation.session, WORKFLOW.name, actor=situation.actor, moment=situation.moment,
        title=f"Remise {exhibit.number} – {exhibit.nature}"[:300], case_id=case_id, agency=row.agency, secrecy=CLASS,
        parent=situation.case, records=[row],
        parties=[PartyTo(KEEP, situation.actor.agency, CLASS), PartyTo(RECEIVE, receiver, CLASS)],
    )  # fmt: skip
    return case_id


def _record(situation: Situation) -> HandOver:
    return situation.session.get_one(HandOver, situation.case.id)


def _is_the_seal(situation: Situation) -> Refusal | None:
    if situation.fields["seal"] == _record(situation).seal:
        return None
    return Refusal(
        "another_seal",
        Text(
            "Ce numéro n’est pas celui du scellé annoncé. Si c’est bien celui que vous lisez, refusez la remise et dites-le.",
            "This is not the number of the seal that was announced. If it is what you read, refuse the hand-over and say so.",
        ),
    )


def _receive(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    row.answer, row.kept_at = fields.get("remark") or "", fields["kept_at"]
    row.received_by, row.received_at = situation.actor.user, situation.moment


def _refuse(situation: Situation) -> None:
    _record(situation).answer = situation.fields["reason"]


def _then(step: str) -> Effects:
    """Return the effect by which the exhibit, which the receiver does not see before, goes on with that step."""

    def effects(situation: Situation) -> Iterable[Effect]:
        return [Effect(EXHIBIT_GOES_ON, {"exhibit": _record(situation).exhibit_id.hex, "step": step})]

    return effects


def _go_on(delivery: Delivery) -> None:
    take_quietly(delivery, UUID(hex=delivery.body["exhibit"]), delivery.body["step"])


EXHIBIT_GOES_ON: Final = "exhibit_goes_on"
HANDLERS: Final = {EXHIBIT_GOES_ON: _go_on}
_REASON: Final = Field("reason", Text("Motif", "Reason"), "line", maximum=500)

WORKFLOW: Final = Workflow(
    name="hand_over",
    version=1,
    label=Text("Remise d’un scellé", "Hand-over of an exhibit"),
    states=(
        State("announced", Text("Annoncée", "Announced"), RECEIVE, expects=Text("Confirmer la réception du scellé, ou la refuser", "Confirm that the exhibit was received, or refuse it")),
        State("received", Text("Reçue", "Received"), final=True),
        State("refused", Text("Refusée", "Refused"), final=True),
        State("withdrawn", Text("Retirée", "Withdrawn"), final=True),
    ),
    steps=(
        Step(
            "receive", ("announced",), "received", Text("Confirmer la réception", "Confirm the receipt"), RECEIVE,
            asks=(
                Field("seal", Text("Numéro lu sur le scellé", "Number read on the seal"), "line", maximum=60, help=Text("Recopiez-le du scellé, non de cet écran.", "Copy it from the seal, not from this screen.")),
                Field("kept_at", Text("Où il est gardé", "Where it is kept"), "line", maximum=200),
                Field("remark", Text("Observation", "Remark"), "line", required=False, maximum=500),
            ),
            checks=(_is_the_seal,), writes=_receive, effects=_then("arrive"), grave=True, done=Text("Scellé reçu", "Exhibit received"),
        ),
        Step("refuse", ("announced",), "refused", Text("Refuser la remise", "Refuse the hand-over"), RECEIVE, asks=(_REASON,), writes=_refuse, effects=_then("stay"), done=Text("Remise refusée", "Hand-over refused")),
        Step("withdraw", ("announced",), "withdrawn", Text("Retirer la remise", "Withdraw the hand-over"), KEEP, asks=(_REASON,), writes=_refuse, effects=_then("stay"), done=Text("Remise retirée", "Hand-over withdrawn")),
    ),
)  # fmt: skip
