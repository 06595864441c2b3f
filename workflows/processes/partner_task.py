"""What the joint minutes expect of a partner: asked when they close, answered in the partner's own words.

It says nothing of the findings (class K1): a partner acts on what it is asked, and the pilot reads its answer.
"""

from __future__ import annotations

from datetime import date, datetime
from textwrap import shorten
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import Deadline, Field, Instant, State, Step, Workflow
from workflows.law.days import end_of_day
from workflows.processes.house import look_up
from workflows.processes.opening import SHARE, SHARED
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

PILOT: Final = "pilot_operation"
_TITLE: Final = 160


class PartnerTask(Recorded, Base):
    """One thing expected of one partner (``agency``), with the day by which it is, where the minutes say one."""

    __tablename__ = "partner_task"
    __table_args__ = (sa.CheckConstraint("(answered_at is null) = (answer = '')", name="answered_in_words"),)

    minutes_id: Mapped[UUID] = mapped_column(sa.ForeignKey("minutes.id"), index=True)
    words: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


def open_task(situation: Situation, *, agency: str, words: str, due_on: date | None) -> UUID:
    """Ask a partner for what the minutes of the situation expect of it; returns the new case's id."""
    minutes, case_id = situation.case, uuid4()
    row = PartnerTask(
        id=case_id, case_id=case_id, agency=agency, secrecy=SHARED, minutes_id=minutes.id, words=words, due_on=due_on
    )
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=shorten(words, _TITLE, placeholder="…"),
        case_id=case_id,
        agency=agency,
        secrecy=SHARED,
        parent=minutes,
        parties=[
            PartyTo(SHARE, agency, SHARED),
            *(PartyTo(PILOT, key, SHARED) for name, key, _clearance in minutes.parties if name == PILOT),
        ],
        records=[row],
    )
    return case_id


def _answer(situation: Situation) -> None:
    row = situation.session.get(PartnerTask, situation.case.id)
    assert row is not None
    row.answer, row.answered_at = situation.fields["answer"], situation.moment


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, PartnerTask, situation.case.id)
    return end_of_day(row.due_on) if row is not None and row.due_on is not None else None


WORKFLOW: Final = Workflow(
    name="partner_task",
    version=1,
    label=Text("Action demandée à un partenaire", "What a partner is asked to do"),
    states=(
        State("asked", Text("Demandée", "Asked"), SHARE, expects=Text("Faire ce que le compte rendu demande, ou dire pourquoi non", "Do what the minutes ask, or say why not")),
        State("done", Text("Faite", "Done"), final=True),
        State("declined", Text("Déclinée", "Declined"), final=True),
    ),
    steps=(
        Step("report", ("asked",), "done", Text("Déclarer faite", "Report as done"), SHARE, asks=(Field("answer", Text("Ce qui a été fait", "What was done"), "text", maximum=1000),), writes=_answer, done=Text("Action déclarée faite", "Reported as done")),
        Step("decline", ("asked",), "declined", Text("Décliner", "Decline"), SHARE, asks=(Field("answer", Text("Motif", "Reason"), "text", maximum=1000),), writes=_answer, done=Text("Action déclinée, avec son motif", "Declined, with the reason")),
    ),
    deadlines=(Deadline("do", Text("Faire l’action demandée", "Do what is asked"), ("asked",), Instant(), ends=_due),),
)  # fmt: skip
