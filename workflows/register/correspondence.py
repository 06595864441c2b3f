"""To whom the house writes: each person's address, place in the agency, wishes, quiet days, leave and substitute."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.agencies import UnknownAgency, agency
from workflows.register.users import AccountRefused, User, competences_of
from workflows.store.checksum import Checksummed
from workflows.store.database import Base
from workflows.store.text import Text

LEVELS: Final = ("act_now", "today", "digest", "invitation")
"""What a person may want: what is urgent, the day's message, the week's summary, the invitations to meetings."""
AT_FIRST: Final = ("act_now", "today", "invitation")
RANKS: Final = ("agent", "head", "director")
"""A person's place in the agency: a reminder climbs from the first to the last."""
LONGEST_ADDRESS: Final = 254
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class Correspondent(Checksummed, Base):
    """How the house writes to one person. An empty ``address`` means that it does not.

    ``away_from`` and ``away_to`` are the first and last day of a leave, ``substitute_id`` the colleague who then gets the
    messages; ``quiet_weekdays`` (1 = Monday) are days without any but urgent ones.
    """

    __tablename__ = "correspondent"
    __table_args__ = (sa.CheckConstraint("(away_from is null) = (away_to is null)", name="leave_has_two_ends"),)

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS), default="")
    rank: Mapped[str] = mapped_column(sa.String(20), default="agent")
    levels: Mapped[list[str]] = mapped_column(sa.JSON, default=lambda: [*AT_FIRST])
    quiet_weekdays: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    language: Mapped[str] = mapped_column(sa.String(2), default="fr")
    away_from: Mapped[date | None] = mapped_column(default=None)
    away_to: Mapped[date | None] = mapped_column(default=None)
    substitute_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("user_account.id"), default=None)
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Reader:
    """A person to whom the house may write, as plain values."""

    user_id: UUID
    agency: str
    name: str
    competences: frozenset[str]
    address: str
    rank: str
    levels: frozenset[str]
    quiet_weekdays: frozenset[int]
    language: str
    away: tuple[date, date] | None
    substitute_id: UUID | None

    def is_away(self, day: date) -> bool:
        """Tell whether the person is on leave that day."""
        return self.away is not None and self.away[0] <= day <= self.away[1]

    def is_quiet(self, day: date) -> bool:
        """Tell whether the person asked for no message on that day of the week."""
        return day.isoweekday() in self.quiet_weekdays


@dataclass(frozen=True, slots=True)
class Readers:
    """Everybody to whom the house may write."""

    all: tuple[Reader, ...]

    def holding(self, competence: str, at: str) -> list[Reader]:
        """Return who does the work of a competence at an agency: those of the lowest rank who hold it."""
        able = [each for each in self.all if each.agency == at and competence in each.competences]
        lowest = min((RANKS.index(each.rank) for each in able), default=0)
        return [each for each in able if RANKS.index(each.rank) == lowest]

    def ranked(self, rank: str, at: str) -> list[Reader]:
        """Return the people of a rank at an agency."""
        return [each for each in self.all if each.agency == at and each.rank == rank]

    def in_place_of(self, reader: Reader, day: date) -> Reader | None:
        """Return who reads for a person on that day: they themselves, or their substitute; ``None`` for nobody.

        A substitute of another agency, or away as well, does not read.
        """
        if not reader.is_away(day):
            return reader
        found = next((each for each in self.all if each.user_id == reader.substitute_id), None)
        return None if found is None or found.is_away(day) or found.agency != reader.agency else found

    def reading(self, reader: Reader, level: str, day: date) -> Reader | None:
        """Return who gets a message of this level meant for a person on that day; ``None`` if it is not wanted or nobody can."""
        if level not in reader.levels:
            return None
        found = self.in_place_of(reader, day)
        return found if found is not None and found.address else None

    def replaced_by(self, reader: Reader, day: date) -> list[Reader]:
        """Return for whom a person reads besides themselves on that day."""
        return [each for each in self.all if each != reader and self.in_place_of(each, day) == reader]


def readers(session: Session) -> Readers:
    """Return everybody with an active account; nobody has an address of whom nothing is known."""
    statement = sa.select(User, Correspondent).join(Correspondent, Correspondent.user_id == User.id, isouter=True)
    statement = statement.where(User.active)
    rows = session.execute(statement.order_by(User.agency, User.user_name))
    return Readers(tuple(each for user, row in rows if (each := _reader(user, row)) is not None))


def stands_in_for(session: Session, user_id: UUID, day: date) -> list[Reader]:
    """Return for whom a person reads on a day besides themselves; asks no more where nobody is on leave."""
    asked = sa.select(Correspondent.user_id).where(Correspondent.substitute_id == user_id, Correspondent.away_to >= day)
    if session.scalar(asked.limit(1)) is None:
        return []
    people = readers(session)
    return [
        each
        for each in people.all
        if each.substitute_id == user_id
        and (found := people.in_place_of(each, day)) is not None
        and found.user_id == user_id
    ]


def correspondent(session: Session, user_id: UUID, *, moment: datetime) -> Correspondent:
    """Return how the house writes to a person; made at ``moment`` (aware), without address, if nothing is known yet."""
    row = session.get(Correspondent, user_id)
    if row is None:
        row = Correspondent(
            user_id=user_id, address="", rank="agent", levels=[*AT_FIRST], quiet_weekdays=[], language="fr", changed_at=moment
        )  # fmt: skip
        session.add(row)
    return row


def is_address(words: str) -> bool:
    """Tell whether these words are the plain address of one person, to which the house may write."""
    return len(words) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(words) is not None


def refuse_no_address(address: str) -> None:
    """Refuse, with :class:`AccountRefused`, what is no plain address of one person."""
    if not is_address(address):
        raise AccountRefused(_NO_ADDRESS.with_parameters(address=address[:80]))


def set_address(session: Session, user_id: UUID, address: str, rank: str, *, moment: datetime) -> None:
    """Give a person an address (empty for none) and a rank; the caller commits.

    Refuses, with :class:`AccountRefused`, what is no plain address of one person.
    """
    if address:
        refuse_no_address(address)
    row = correspondent(session, user_id, moment=moment)
    row.address, row.rank, row.changed_at = address, rank, moment
    session.flush()


def choose(
    row: Correspondent,
    *,
    levels: Collection[str],
    quiet_weekdays: Iterable[int],
    language: str,
    leave: tuple[date, date] | None,
    substitute_id: UUID | None,
    moment: datetime,
) -> None:
    """Keep what a person wants to get, when, and who reads for them during their leave; the caller commits."""
    row.levels = [level for level in LEVELS if level in levels]
    row.quiet_weekdays, row.language = sorted(quiet_weekdays), language
    row.away_from, row.away_to = leave if leave is not None else (None, None)
    row.substitute_id, row.changed_at = substitute_id, moment


def stop(session: Session, user_id: UUID, level: str, *, moment: datetime) -> bool:
    """Stop one kind of message for a person at ``moment`` (aware); tell whether there was something to stop."""
    row = session.get(Correspondent, user_id)
    if row is None or level not in row.levels:
        return False
    row.levels, row.changed_at = [each for each in row.levels if each != level], moment
    return True


def colleagues_of(session: Session, user: tuple[UUID, str]) -> Sequence[User]:
    """Return who may stand in for a person, given as (id, agency): the other active accounts of the agency, by name."""
    user_id, at = user
    statement = sa.select(User).where(User.agency == at, User.active, User.id != user_id)
    return list(session.scalars(statement.order_by(User.name)))


def _reader(user: User, row: Correspondent | None) -> Reader | None:
    try:
        competences = competences_of(user, agency(user.agency))
    except UnknownAgency:
        return None
    if row is None:
        return Reader(
            user.id,
            user.agency,
            user.name,
            competences,
            "",
            RANKS[0],
            frozenset(AT_FIRST),
            frozenset(),
            "fr",
            None,
            None,
        )
    away = (row.away_from, row.away_to) if row.away_from is not None and row.away_to is not None else None
    return Reader(
        user.id, user.agency, user.name, competences, row.address, row.rank, frozenset(row.levels),
        frozenset(row.quiet_weekdays), row.language, away, row.substitute_id,
    )  # fmt: skip


_NO_ADDRESS: Final = Text(
    "«\u00a0{address}\u00a0» n’est pas l’adresse électronique d’une personne.",
    "{address} is not one person’s e-mail address.",
)
