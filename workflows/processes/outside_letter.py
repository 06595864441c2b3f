"""What the house itself writes to somebody outside who answers by a link: to which address, which letters, whether they left.

The address is of use while an answer is awaited, and no longer. So it stands in a row that the journal does not know, and
that is removed with the answer, with the end of the link, or when its reader wants no reminder: not a digest is left of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.correspondence import LONGEST_ADDRESS
from workflows.store.checksum import Checksummed
from workflows.store.database import Base

POST: Final = "outside_post"
"""The topic of the effect that sends letters, named by their ids."""
FIRST: Final = "first"
"""What the letter that brings the link is for; a reminder is for ``before:3``, three working days before its day."""
_BEFORE: Final = "before:"


@dataclass(frozen=True, slots=True)
class ByMail:
    """That the house writes to whoever answers: to which ``address``, in which ``language`` (``fr`` or ``en``), with links
    made from its own ``key``.
    """

    address: str
    language: str
    key: bytes = field(repr=False)


class OutsideContact(Checksummed, Base):
    """Where the house writes to whoever answers by a link (``case_id``), for as long as it may."""

    __tablename__ = "outside_contact"

    case_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    address: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS))
    language: Mapped[str] = mapped_column(sa.String(2))


class OutsideLetter(Checksummed, Base):
    """One thing that was written about a link (``case_id``), and what for; the database refuses the same a second time.

    ``sent_at`` is when it left, ``failed_at`` when it last could not. Neither address, nor link, nor code stands here.
    """

    __tablename__ = "outside_letter"
    __unchecked__: ClassVar[frozenset[str]] = frozenset({"sent_at", "failed_at"})
    __table_args__ = (sa.UniqueConstraint("case_id", "occasion"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_.id", deferrable=True, initially="DEFERRED"), index=True)
    occasion: Mapped[str] = mapped_column(sa.String(20))
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    failed_at: Mapped[datetime | None] = mapped_column(default=None)

    @property
    def days_before(self) -> int | None:
        """Of a reminder, the working days before its day; ``None`` for the first letter."""
        return int(self.occasion.removeprefix(_BEFORE)) if self.occasion.startswith(_BEFORE) else None


def letter(case_id: UUID, occasion: str, *, moment: datetime) -> OutsideLetter:
    """Return a new letter about a link, made at ``moment`` (aware); its id follows from what it is for."""
    return OutsideLetter(id=uuid5(case_id, occasion), case_id=case_id, occasion=occasion, made_at=moment)


def occasion_of(days_before: int) -> str:
    """Return what the reminder so many working days before its day is for."""
    return f"{_BEFORE}{days_before}"


def forget_contact(session: Session, case_id: UUID) -> bool:
    """Erase the address of a link, with the caller's transaction; tell whether there was one."""
    row = session.get(OutsideContact, case_id, populate_existing=True)
    if row is None:
        return False
    session.delete(row)
    return True


def letters_about(session: Session, case_ids: Collection[UUID]) -> dict[UUID, list[OutsideLetter]]:
    """Return what was written about each of these links, the oldest first."""
    found: dict[UUID, list[OutsideLetter]] = {}
    statement = sa.select(OutsideLetter).where(OutsideLetter.case_id.in_(list(case_ids)))
    for row in session.scalars(statement.order_by(OutsideLetter.made_at, OutsideLetter.id)) if case_ids else ():
        found.setdefault(row.case_id, []).append(row)
    return found


def mark_left(session: Session, ids: Iterable[UUID], *, moment: datetime) -> None:
    """Note that letters left at ``moment`` (aware)."""
    _mark(session, ids, sent_at=moment, failed_at=None)


def mark_failed(session: Session, ids: Iterable[UUID], *, moment: datetime) -> None:
    """Note that letters could not leave at ``moment`` (aware)."""
    _mark(session, ids, failed_at=moment)


def _mark(session: Session, ids: Iterable[UUID], **values: datetime | None) -> None:
    statement = sa.update(OutsideLetter).where(OutsideLetter.id.in_(list(ids)), OutsideLetter.sent_at.is_(None))
    session.connection().execute(statement.values(**values))
