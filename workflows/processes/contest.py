"""The contest of a reading: a partner says why a figure is wrong, and both stand until it is settled (peers, pain 21)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import Field, State, Step, Workflow
from workflows.engine.viewer import ViewerSession
from workflows.processes.house import look_up
from workflows.processes.indicator import Indicator, Reading, add_reading, hundredths
from workflows.processes.opening import SHARE, SHARED, STEER
from workflows.register.agencies import holders
from workflows.store.database import Base, Recorded
from workflows.store.text import Text


class Contest(Recorded, Base):
    """What ``agency`` holds against a reading, the value that it holds for right (hundredths), and how it was settled."""

    __tablename__ = "contest"

    indicator_id: Mapped[UUID] = mapped_column(sa.ForeignKey("indicator.id"), index=True)
    reading_id: Mapped[UUID] = mapped_column(sa.ForeignKey("reading.id"), index=True)
    value: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    reason: Mapped[str] = mapped_column(sa.Text)
    contested_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(sa.String(20), default="")
    settled_because: Mapped[str] = mapped_column(sa.Text, default="")


def contest_reading(
    session: ViewerSession,
    reading: Reading,
    *,
    reason: str,
    value: Decimal | None,
    actor: Actor,
    moment: datetime,
    command: str | None = None,
) -> Taken:
    """Contest a reading for the actor's agency, which holds ``value`` for right if it knows one.

    ``moment`` is aware. Whoever runs the strategy settles it. Refuses an empty reason with ``ValueError``.
    """
    if not reason.strip():
        raise ValueError("A figure is contested with a reason.")
    indicator = session.get_one(Indicator, reading.indicator_id)
    row = Contest(
        id=uuid4(), agency=actor.agency, secrecy=SHARED, indicator_id=indicator.id, reading_id=reading.id,
        value=None if value is None else hundredths(value), reason=reason, contested_at=moment,
    )  # fmt: skip
    row.case_id = row.id
    return open_case(
        session,
        WORKFLOW.name,
        actor=actor,
        moment=moment,
        title=indicator.label,
        case_id=row.id,
        agency=actor.agency,
        secrecy=SHARED,
        parties=[PartyTo(SHARE, actor.agency, SHARED), *(PartyTo(STEER, key, SHARED) for key in holders(STEER))],
        records=[row],
        fields={"reading": reading.id, "reason": reason, "value": row.value},
        command=command,
    )


def _record(situation: Situation) -> Contest:
    row = situation.session.get(Contest, situation.case.id)
    assert row is not None
    return row


def _keep(situation: Situation) -> None:
    row = _record(situation)
    row.outcome, row.settled_because = "kept", situation.fields["reason"]


def _replace(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    row.outcome, row.settled_because = "replaced", fields["reason"]
    reading = look_up(situation.session, Reading, row.reading_id)
    add_reading(
        situation, row.indicator_id, on_day=reading.on_day, value=hundredths(fields["value"]),
        source=fields["source"], replaces=reading.id,
    )  # fmt: skip


def _withdraw(situation: Situation) -> None:
    _record(situation).outcome = "withdrawn"


_REASON: Final = Field("reason", Text("Motif", "Reason"), "text", maximum=1000)

WORKFLOW: Final = Workflow(
    name="contest",
    version=1,
    label=Text("Relevé contesté", "Contested reading"),
    states=(
        State("open", Text("À trancher", "To settle"), STEER, expects=Text("Trancher entre les deux valeurs", "Settle between the two values")),
        State("settled", Text("Tranché", "Settled"), final=True),
        State("withdrawn", Text("Retirée", "Withdrawn"), final=True),
    ),
    steps=(
        Step("keep", ("open",), "settled", Text("Maintenir le relevé", "Keep the reading"), STEER, asks=(_REASON,), writes=_keep, done=Text("Relevé maintenu", "Reading kept")),
        Step(
            "replace", ("open",), "settled", Text("Remplacer le relevé", "Replace the reading"), STEER,
            asks=(Field("value", Text("Valeur retenue", "Value retained"), "amount", maximum=10**9), Field("source", Text("Source", "Source"), "line", maximum=200), _REASON),
            writes=_replace, done=Text("Relevé remplacé\u00a0; l’ancien reste", "Reading replaced; the earlier one stays"),
        ),
        Step("withdraw", ("open",), "withdrawn", Text("Retirer la contestation", "Withdraw the contest"), SHARE, writes=_withdraw, done=Text("Contestation retirée", "Contest withdrawn")),
    ),
)  # fmt: skip
