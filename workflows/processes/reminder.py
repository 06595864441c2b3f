"""The reminder that climbs when something is overdue: the person, their head, the director, the prefect's office.

Each rung is a row of its case and a line of its journal: when, to whom, of what. An answer ends the ladder by itself,
since the turn that was overdue is then gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.statements import load_case
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, ViewerSession, open_session, unit_of_work
from workflows.law.days import paris_day
from workflows.law.reminders import Reminders, Rung
from workflows.processes.opening import STEER
from workflows.register.agencies import UnknownAgency, agency, holders
from workflows.register.correspondence import Reader, Readers
from workflows.store.database import Base, Recorded

REMINDED: Final = "reminder"
"""The journal line of a rung."""
Key = tuple[UUID, int, str, str]
"""A turn: case, line, competence, agency."""


class Reminder(Recorded, Base):
    """One rung climbed: ``rung`` says whom it addressed, ``told`` who was written to (ids; nobody where none is named).

    ``agency`` is the one that is late, with the turn of line ``turn_seq`` that was ``due``.
    """

    __tablename__ = "reminder"
    __table_args__ = (sa.UniqueConstraint("case_id", "turn_seq", "competence", "agency", "rung"),)

    turn_seq: Mapped[int]
    competence: Mapped[str] = mapped_column(sa.String(60))
    rung: Mapped[str] = mapped_column(sa.String(20))
    due: Mapped[datetime]
    sent_at: Mapped[datetime]
    told: Mapped[list[str]] = mapped_column(sa.JSON, default=list)

    @property
    def key(self) -> Key:
        """The turn of which it reminds."""
        assert self.case_id is not None
        assert self.agency is not None
        return self.case_id, self.turn_seq, self.competence, self.agency


def reminders_of(session: Session, case_ids: Collection[UUID]) -> dict[UUID, list[Reminder]]:
    """Return the rungs climbed in these cases that the session's viewer may see, each case's oldest first."""
    found: dict[UUID, list[Reminder]] = {}
    if case_ids:
        rows = session.scalars(
            sa.select(Reminder).where(Reminder.case_id.in_(list(case_ids))).order_by(Reminder.sent_at, Reminder.rung)
        )
        for row in rows:
            found.setdefault(row.key[0], []).append(row)
    return found


def climb(engine: Engine, rules: Reminders, people: Readers, *, moment: datetime) -> int:
    """Climb every rung that is due on the day of ``moment`` (aware), each in its own transaction; return how many."""
    day = paris_day(moment)
    if rules.is_quiet(day):
        return 0
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        late = [turn for turn in _overdue(session, moment) if not _is_spared(turn.agency, rules)]
        known = _rungs_by_turn(session, [turn.case_id for turn in late])
    climbed = 0
    for turn in late:
        key = (turn.case_id, turn.seq, turn.competence, turn.agency)
        rung = rules.next_rung(turn.due, known.get(key, ()), day)
        if rung is not None:
            climbed += _climb_one(engine, key, rung, people, moment=moment)
    return climbed


def addressed(engine: Engine, key: Key, rung: Rung, people: Readers) -> list[Reader]:
    """Return whom a rung addresses for a turn; the prefect's office only where it may see the case."""
    case_id, _seq, competence, late = key
    if rung.key == "person":
        return people.holding(competence, late)
    if rung.key != "office":
        return people.ranked(rung.key, late)
    return [each for office in holders(STEER) if _may_see(engine, office, case_id) for each in people.holding(STEER, office)]  # fmt: skip


def _climb_one(engine: Engine, key: Key, rung: Rung, people: Readers, *, moment: datetime) -> bool:
    day = paris_day(moment)
    named = addressed(engine, key, rung, people)
    reading = [(one, each) for one in named if (each := people.reading(one, "today", day)) is not None]
    if reading and all(each.is_quiet(day) for _one, each in reading):
        return False  # it climbs on the first day on which somebody reads it
    case_id, seq, competence, late = key
    reminder_id = uuid5(NAMESPACE_OID, f"{case_id.hex}/{seq}/{competence}/{late}/{rung.key}")
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        # The case first, as every step does: an answer that comes now either stands before this line or after it.
        case = load_case(session, case_id, lock=True)
        turn = session.get(Turn, (case_id, seq, competence, late))
        if case is None or turn is None or turn.due >= moment or session.get(Reminder, reminder_id) is not None:
            return False
        session.add(
            Reminder(
                id=reminder_id, case_id=case_id, agency=late, secrecy=case.secrecy, turn_seq=seq, competence=competence,
                rung=rung.key, due=turn.due, sent_at=moment, told=[one.user_id.hex for one, _each in reading],
            )
        )  # fmt: skip
        note(
            session, case_id, REMINDED, actor=HOUSE_ACTOR, moment=moment,
            fields={"rung": rung.key, "agency": late, "due": turn.due.isoformat(), "told": len(reading)},
        )  # fmt: skip
    return True


def _overdue(session: ViewerSession, moment: datetime) -> Sequence[Turn]:
    statement = sa.select(Turn).join(Case, Case.id == Turn.case_id).where(Turn.due < moment, Case.is_open)
    return list(session.scalars(statement.order_by(Turn.due, Turn.case_id)))


def _rungs_by_turn(session: ViewerSession, case_ids: Sequence[UUID]) -> Mapping[Key, list[date]]:
    found: dict[Key, list[date]] = {}
    for rows in reminders_of(session, set(case_ids)).values():
        for row in rows:
            found.setdefault(row.key, []).append(paris_day(row.sent_at))
    return found


def _is_spared(key: str, rules: Reminders) -> bool:
    try:
        return agency(key).desk in rules.spared_desks
    except UnknownAgency:
        return True


def _may_see(engine: Engine, office: str, case_id: UUID) -> bool:
    with open_session(engine, Viewer(office), only_reads=True) as session:
        return session.scalar(sa.select(Case.id).where(Case.id == case_id)) is not None
