"""The messages that the house wrote: to whom, when, why, what stood in them; and what each person was told of what.

One row for each occasion of each person: the database itself refuses a second message of the same day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.engine.tables import Turn
from workflows.store.checksum import Checksummed
from workflows.store.database import Base

TurnKey = tuple[UUID, int, str, str]
"""What is expected: case, line, competence, agency."""
POST: Final = "post"
"""The topic of the effect that sends a message."""


class Message(Checksummed, Base):
    """One message to one person. ``occasion`` is what it is for: ``day:2026-11-30``, ``now:…``, ``invitation:…``.

    ``content`` is what it says, as plain values in the person's language; ``sent_at`` is when it left.
    """

    __tablename__ = "message"
    __unchecked__: ClassVar[frozenset[str]] = frozenset({"sent_at"})
    __table_args__ = (sa.UniqueConstraint("user_id", "occasion"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    occasion: Mapped[str] = mapped_column(sa.String(160), index=True)
    level: Mapped[str] = mapped_column(sa.String(20))
    address: Mapped[str] = mapped_column(sa.String(254))
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    made_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)


class Mention(Checksummed, Base):
    """One thing of which one person (``user_id``) was told, whoever read it for them.

    It is an agency’s turn of line ``seq`` of a case, and ``how`` it was told: ``new``, ``soon``, or ``late:`` with the rung.
    """

    __tablename__ = "mention"
    __table_args__ = (sa.UniqueConstraint("user_id", "case_id", "seq", "competence", "agency", "how"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    message_id: Mapped[UUID] = mapped_column(sa.ForeignKey("message.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"))
    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_.id"), index=True)
    seq: Mapped[int]
    competence: Mapped[str] = mapped_column(sa.String(60))
    agency: Mapped[str] = mapped_column(sa.String(40))
    how: Mapped[str] = mapped_column(sa.String(20))


def day_occasion(day: date) -> str:
    """Return the occasion of the one message of a day."""
    return f"day:{day.isoformat()}"


def told_already(session: Session, occasions: Collection[str]) -> set[tuple[UUID, str]]:
    """Return which of these occasions were already told, as (person, occasion)."""
    if not occasions:
        return set()
    rows = session.execute(sa.select(Message.user_id, Message.occasion).where(Message.occasion.in_(occasions)))
    return {(user_id, occasion) for user_id, occasion in rows}


def mentions_of(session: Session, user_ids: Iterable[UUID]) -> dict[UUID, dict[TurnKey, set[str]]]:
    """Return how each of these people was told of what is still expected; of the rest nothing more will be told."""
    still = sa.and_(
        Turn.case_id == Mention.case_id, Turn.seq == Mention.seq, Turn.competence == Mention.competence,
        Turn.agency == Mention.agency,
    )  # fmt: skip
    found: dict[UUID, dict[TurnKey, set[str]]] = {}
    for row in session.scalars(sa.select(Mention).join(Turn, still).where(Mention.user_id.in_(list(user_ids)))):
        key = (row.case_id, row.seq, row.competence, row.agency)
        found.setdefault(row.user_id, {}).setdefault(key, set()).add(row.how)
    return found


def latest_messages(session: Session, user_id: UUID, *, limit: int) -> list[Message]:
    """Return the last messages to a person, the latest first."""
    statement = sa.select(Message).where(Message.user_id == user_id).order_by(Message.made_at.desc()).limit(limit)
    return list(session.scalars(statement))


def mark_sent(session: Session, message_id: UUID, *, moment: datetime) -> None:
    """Note that a message left at ``moment`` (aware); the first time stands."""
    statement = sa.update(Message).where(Message.id == message_id, Message.sent_at.is_(None)).values(sent_at=moment)
    session.connection().execute(statement)
