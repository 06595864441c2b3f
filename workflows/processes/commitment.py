"""The commitment: one partner's own share of an objective, which it accepts or declines itself (domain §5.1).

Silence is neither: the commitment stays asked, and its age is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import HOUSE, Deadline, Effect, Field, Instant, State, Step, Workflow
from workflows.law.calendar import end_of_day
from workflows.law.clocks import clock
from workflows.processes import action
from workflows.processes.house import look_up, on_each_child
from workflows.processes.opening import SHARE, STEER, open_below
from workflows.register.agencies import agency
from workflows.store.database import Base, Recorded
from workflows.store.text import Text


class Commitment(Recorded, Base):
    """What is asked of a partner (``agency``) by ``due_on``, in what words it accepted or why it declined."""

    __tablename__ = "commitment"

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    objective_id: Mapped[UUID] = mapped_column(sa.ForeignKey("objective.id"), index=True)
    asked: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    ended: Mapped[bool] = mapped_column(default=False)


def open_commitment(
    situation: Situation, *, objective_id: UUID, strategy_id: UUID, title: str, partner: str, asked: str, due_on: date
) -> UUID:
    """Ask a partner for its share of the objective of the situation and return the case id."""
    row = Commitment(
        id=uuid4(), strategy_id=strategy_id, objective_id=objective_id, asked=asked, due_on=due_on,
        asked_at=situation.moment,
    )  # fmt: skip
    return open_below(
        situation, WORKFLOW.name, row, title=f"{title} – {agency(partner).short.fr}", owner=partner, agency=partner
    )


def _record(situation: Situation) -> Commitment:
    row = situation.session.get(Commitment, situation.case.id)
    assert row is not None
    return row


def _accept(situation: Situation) -> None:
    row = _record(situation)
    row.words, row.answered_at = situation.fields.get("words") or "", situation.moment


def _decline(situation: Situation) -> None:
    row = _record(situation)
    row.reason, row.answered_at, row.ended = situation.fields["reason"], situation.moment, True


def _end(situation: Situation) -> None:
    row = _record(situation)
    row.reason, row.ended = situation.fields.get("reason") or "", True


def _add_action(situation: Situation) -> None:
    fields, row = situation.fields, look_up(situation.session, Commitment, situation.case.id)
    action.open_action(
        situation, title=fields["title"], owner=row.agency, due_on=fields["due_on"], strategy_id=row.strategy_id,
        commitment_id=row.id,
    )  # fmt: skip


def _end_actions(_situation: Situation) -> Iterable[Effect]:
    return [on_each_child("action", action.OPEN, "fall")]


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Commitment, situation.case.id)
    return end_of_day(row.due_on) if row is not None else None


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text")

WORKFLOW: Final = Workflow(
    name="commitment",
    version=1,
    label=Text("Engagement d’un partenaire", "A partner’s commitment"),
    states=(
        State("asked", Text("Demandé", "Asked"), SHARE, expects=Text("Accepter cet engagement, ou le décliner", "Accept this commitment, or decline it")),
        State("accepted", Text("Accepté", "Accepted"), SHARE, expects=Text("Tenir cet engagement", "Keep this commitment")),
        State("declined", Text("Décliné", "Declined"), final=True),
        State("kept", Text("Tenu", "Kept"), final=True),
        State("not_kept", Text("Non tenu", "Not kept"), final=True),
        State("withdrawn", Text("Retiré", "Withdrawn"), final=True),
    ),
    steps=(
        Step("accept", ("asked",), "accepted", Text("Accepter", "Accept"), SHARE, asks=(Field("words", Text("Ce que nous ferons", "What we will do"), "text", required=False, maximum=1000, help=Text("Avec vos mots\u00a0; vide, la demande est acceptée telle quelle.", "In your own words; left empty, the request is accepted as it is.")),), writes=_accept, done=Text("Engagement accepté", "Commitment accepted")),
        Step("decline", ("asked",), "declined", Text("Décliner", "Decline"), SHARE, asks=(_REASON,), writes=_decline, done=Text("Engagement décliné", "Commitment declined")),
        Step(
            "add_action", ("accepted",), None, Text("Ajouter une action", "Add an action"), SHARE,
            asks=(Field("title", Text("Action", "Action"), "line", maximum=200), Field("due_on", Text("Échéance", "Due on"), "day")),
            checks=(action.due_today_or_later,), writes=_add_action, opens=("action",), done=Text("Action ajoutée", "Action added"),
        ),
        Step("keep", ("accepted",), "kept", Text("Déclarer l’engagement tenu", "Declare the commitment kept"), SHARE, asks=(Field("reason", Text("Ce qui le montre", "What shows it"), "text"),), writes=_end, effects=_end_actions, done=Text("Engagement tenu", "Commitment kept")),
        Step("give_up", ("accepted",), "not_kept", Text("Renoncer à l’engagement", "Give the commitment up"), SHARE, asks=(_REASON,), writes=_end, effects=_end_actions, done=Text("Engagement non tenu", "Commitment not kept")),
        Step("withdraw", ("asked", "accepted"), "withdrawn", Text("Retirer la demande", "Withdraw the request"), STEER, asks=(_REASON,), writes=_end, effects=_end_actions, done=Text("Demande retirée", "Request withdrawn")),
        Step("fall", ("asked", "accepted"), "withdrawn", Text("L’objectif a pris fin", "The objective has ended"), HOUSE, writes=_end, effects=_end_actions, done=Text("Retiré\u00a0: l’objectif a pris fin", "Withdrawn: the objective has ended")),
    ),
    deadlines=(
        Deadline("answer", Text("Répondre à la demande", "Answer the request"), ("asked",), clock("commitment_answer").term),
        Deadline("keep", Text("Tenir l’engagement", "Keep the commitment"), ("accepted",), Instant(), ends=_due),
    ),
)  # fmt: skip
