"""An answer from outside: one thing asked of an agency that has no user, answered once by a link and a code.

The link opens one step of one case and nothing else. What it says is written by that very step, in the name of the
agency; the journal names the link by its number. The token and the code are shown once and never kept. The house may
write to whoever answers (``outside_letter``): the address goes with the answer, and with the end of the link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.law.days import end_of_day
from workflows.processes.house import look_up
from workflows.processes.opening import SHARE, SHARED, STEER
from workflows.processes.outside_letter import forget_contact
from workflows.processes.referral_answers import ANSWERS, OWNER
from workflows.processes.referral_facts import JUDICIAL, RECEIVE
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

LONGEST_WORDS: Final = 1000


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing that may be asked so: of cases of which workflow, by which of its steps. ``fixed`` names the field that
    the link itself fills in, ``""`` if none.

    ``asker`` and ``answerer`` are the competences of whoever makes the link and of the agency that it speaks for, ``by``
    the workflow of the link itself, ``secrecy`` its class. Above what the partnership shares, the house names the case
    by its number alone and writes nothing by mail.
    """

    label: Text
    workflow: str
    steps: tuple[str, ...]
    fixed: str = ""
    asker: str = STEER
    answerer: str = SHARE
    by: str = "outside_answer"
    secrecy: int = SHARED


KINDS: Final[Mapping[str, Kind]] = {
    "opinion": Kind(Text("Un avis", "An opinion"), "meeting", ("give_opinion",), fixed="item"),
    "reading": Kind(Text("Un relevé", "A reading"), "indicator", ("read",)),
    "acceptance": Kind(Text("Une réponse à un engagement", "An answer to a commitment"), "commitment", ("accept", "decline")),
    "referral": Kind(Text("Une réponse du parquet", "An answer of the prosecutor’s office"), "referral", tuple(answer.step for answer in ANSWERS), asker=OWNER, answerer=RECEIVE, by="clerk_answer", secrecy=JUDICIAL),
}  # fmt: skip


class OutsideAnswer(Recorded, Base):
    """What ``asked_by`` asks of a ``person`` who answers for ``agency``: a kind of ``KINDS``, about one case.

    ``point`` is the item of a meeting's agenda. ``token_hash`` and ``code_hash`` are all that is kept of link and code;
    ``attempts`` counts wrong codes, ``stopped_at`` is when the person wanted no more reminders. ``said`` is the ``{step, fields}`` that was sent, under the command ``sent_as``.
    """

    __tablename__ = "outside_answer"
    __table_args__ = (sa.CheckConstraint("(answered_at is null) = (sent_as = '')", name="answered_by_a_command"),)

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    about_id: Mapped[UUID] = mapped_column(index=True)
    point: Mapped[str] = mapped_column(sa.String(20), default="")
    asked_by: Mapped[str] = mapped_column(sa.String(40))
    person: Mapped[str] = mapped_column(sa.String(160))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    due_on: Mapped[date]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True, info={"secret": True})
    code_hash: Mapped[str] = mapped_column(sa.String(64), info={"secret": True})
    attempts: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    sent_as: Mapped[str] = mapped_column(sa.String(40), default="")
    said: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)


def kind_of(workflow: str) -> str | None:
    """Return the name of what may be asked from outside about cases of a workflow, ``None`` if nothing is."""
    return next((name for name, kind in KINDS.items() if kind.workflow == workflow), None)


def user_of(number: str) -> str:
    """Return the user word under which the journal names whoever answers by the link of that number."""
    return f"{OUTSIDE}{number}"


OUTSIDE: Final = "outside:"
"""Before the number of a link in the journal; no account has a name with a colon."""


def _record(situation: Situation) -> OutsideAnswer:
    row = situation.session.get(OutsideAnswer, situation.case.id)
    assert row is not None
    return row


def _mark_answered(situation: Situation) -> None:
    _record(situation).answered_at = situation.moment
    _forget(situation)


def _mark_revoked(situation: Situation) -> None:
    _record(situation).revoked_at = situation.moment
    _forget(situation)


def _forget(situation: Situation) -> None:
    forget_contact(situation.session, situation.case.id)


def _by_the_link(situation: Situation) -> Refusal | None:
    row = look_up(situation.session, OutsideAnswer, situation.case.id)
    if situation.actor.user == user_of(row.number):
        return None
    return Refusal(
        "by_the_link",
        Text("Cette réponse se donne par le lien, avec son code.", "This answer is given by the link, with its code."),
    )


def _due(situation: Situation) -> datetime | None:
    row = look_up(situation.session, OutsideAnswer, situation.case.id)
    return end_of_day(row.due_on) if row is not None else None


def link_workflow(name: str, label: Text, *, asker: str, answerer: str) -> Workflow:
    """Return the life of a link: awaited by whoever made it, answered once, revoked, or passed."""
    return Workflow(
        name=name,
        version=1,
        label=label,
        states=(
            State("open", Text("Attendue", "Awaited"), asker, expects=Text("Suivre la réponse demandée par un lien", "Follow the answer asked for by a link")),
            State("answered", Text("Reçue", "Received"), final=True),
            State("expired", Text("Délai passé", "Time passed"), final=True),
            State("revoked", Text("Lien retiré", "Link revoked"), final=True),
        ),
        steps=(
            Step("answer", ("open",), "answered", Text("Répondre par le lien", "Answer by the link"), answerer, guards=(_by_the_link,), writes=_mark_answered, done=Text("Réponse reçue par le lien", "Answer received by the link")),
            Step("revoke", ("open",), "revoked", Text("Retirer le lien", "Revoke the link"), asker, asks=(Field("reason", Text("Motif", "Reason"), "line", required=False, maximum=300),), writes=_mark_revoked, done=Text("Lien retiré", "Link revoked"), aside=True),
            Step("expire", ("open",), "expired", Text("Le délai est passé", "The time has passed"), HOUSE, writes=_forget, done=Text("Le délai est passé sans réponse", "The time passed without an answer")),
        ),
        deadlines=(Deadline("answer", Text("Répondre par le lien", "Answer by the link"), ("open",), Instant(), step="expire", ends=_due),),
    )  # fmt: skip


WORKFLOW: Final = link_workflow(
    "outside_answer", Text("Réponse sans compte", "Answer without an account"), asker=STEER, answerer=SHARE
)
