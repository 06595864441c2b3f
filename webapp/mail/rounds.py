"""The round of the mail room: what is urgent whenever it comes, the ladder and the message of the day each morning, once.

Everything here may be done again, and by two processes at a time: the database keeps one message for each occasion.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from webapp.mail.content import Line, content_of
from webapp.mail.plan import Awaited, Told, summary, worth_telling
from webapp.mail.urgent import invitations, urgent_messages
from webapp.mail.writing import Marked, Room, Written, begin_day, keep
from webapp.settings import Settings
from workflows.engine.refusals import EngineAnswer
from workflows.engine.statements import NO_DUE
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, open_session, unit_of_work
from workflows.law.days import paris_day
from workflows.law.reminders import reminders
from workflows.processes.mail_day import case_of_day, end_morning
from workflows.processes.reminder import Reminder, climb
from workflows.register.correspondence import Reader, Readers, readers
from workflows.register.messages import TurnKey, day_occasion, mentions_of, told_already


def write_mail(engine: Engine, settings: Settings, *, moment: datetime) -> int:
    """Write every message that is due at ``moment`` (aware) and climb the ladder; return how many messages there were.

    A house in which nobody has an address writes nothing and reminds nobody.
    """
    rules = reminders()
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        room = Room(settings, rules, readers(session))
        if not any(each.address for each in room.people.all):
            return 0
        found = [*urgent_messages(session, room, moment), *invitations(session, room, moment)]
        morning = rules.is_morning(moment) and not _is_told(session, paris_day(moment))
    written = keep(engine, found, moment=moment)
    return written + (_write_morning(engine, room, moment) if morning else 0)


def _is_told(session: ViewerSession, day: date) -> bool:
    case = session.get(Case, case_of_day(day))
    return case is not None and case.state != "open"


def _write_morning(engine: Engine, room: Room, moment: datetime) -> int:
    day = paris_day(moment)
    climb(engine, room.rules, room.people, moment=moment)
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        found = _messages_of_day(session, room, moment)
    written = keep(engine, found, moment=moment)
    begin_day(engine, day, moment=moment)
    # Another process of the house may say so at the same moment.
    with suppress(EngineAnswer), unit_of_work(engine, HOUSE_VIEWER) as session:
        end_morning(session, day, moment=moment)
    return written


@dataclass(frozen=True, slots=True)
class _Open:
    """What is open this morning, and what was said of it before."""

    turns: Mapping[TurnKey, tuple[Turn, Case]]
    climbed: Mapping[UUID, Mapping[TurnKey, str]]
    """By person: the last rung that addresses them, of each thing that is still overdue."""
    before: Mapping[UUID, Mapping[TurnKey, set[str]]]
    """By person: how they were told of each thing."""


def _messages_of_day(session: ViewerSession, room: Room, moment: datetime) -> list[Written]:
    day, occasion = paris_day(moment), day_occasion(paris_day(moment))
    known = told_already(session, {occasion})
    open_now = _read_open(session, room.people)
    found = []
    for reader in room.people.all:
        if not reader.address or reader.is_away(day) or reader.is_quiet(day) or (reader.user_id, occasion) in known:
            continue
        message = _message_of(room, reader, open_now, moment)
        if message is not None:
            found.append(message)
    return found


def _message_of(room: Room, reader: Reader, open_now: _Open, moment: datetime) -> Written | None:
    """Return the one message of the day of a person, with what they read for others; ``None`` if there is nothing to say."""
    day = paris_day(moment)
    lines: dict[TurnKey, Line] = {}
    marks: list[Marked] = []
    level = "today"
    for owner in (reader, *room.people.replaced_by(reader, day)):
        told, is_summary = _told_to(room, owner, open_now, moment)
        level = "digest" if is_summary and owner == reader else level
        for each in told:
            turn, case = open_now.turns[each.key]
            lines.setdefault(each.key, Line(case, owner, turn.agency, each.how, _due(turn)))
            marks += [(owner.user_id, *each.key, mark) for mark in each.marks]
    if not lines:
        return None
    content = content_of(
        reader, level, list(lines.values()), settings=room.settings, rules=room.rules, moment=moment
    )  # fmt: skip
    return Written(reader, day, day_occasion(day), level, content, tuple(marks))


def _told_to(room: Room, owner: Reader, open_now: _Open, moment: datetime) -> tuple[list[Told], bool]:
    """Return what is told to a person, or for them, and whether it is their summary."""
    day, rules = paris_day(moment), room.rules
    awaited = [
        Awaited(key, _due(turn))
        for key, (turn, _case) in open_now.turns.items()
        if turn.agency == owner.agency and turn.competence in owner.competences
    ]
    before = open_now.before.get(owner.user_id, {})
    told: list[Told] = []
    if "today" in owner.levels:
        climbed = {key: [rung] for key, rung in open_now.climbed.get(owner.user_id, {}).items()}
        doing = {name for name in owner.competences if owner in room.people.holding(name, owner.agency)}
        mine = [each for each in awaited if each.key[2] in doing]
        told = worth_telling(mine, before, climbed, moment=moment, day=day, rules=rules)
    if "digest" in owner.levels and rules.is_day_of_summary(day, owner.quiet_weekdays):
        return [*told, *summary(awaited, told)], True
    return told, False


def _read_open(session: ViewerSession, people: Readers) -> _Open:
    turns: dict[TurnKey, tuple[Turn, Case]] = {}
    statement = sa.select(Turn, Case).join(Case, Case.id == Turn.case_id).where(Case.is_open)
    for turn, case in session.execute(statement.order_by(Turn.due, Turn.case_id, Turn.agency)):
        turns[turn.case_id, turn.seq, turn.competence, turn.agency] = (turn, case)
    climbed: dict[UUID, dict[TurnKey, str]] = {}
    still = sa.and_(
        Turn.case_id == Reminder.case_id, Turn.seq == Reminder.turn_seq, Turn.competence == Reminder.competence,
        Turn.agency == Reminder.agency,
    )  # fmt: skip
    for row in session.scalars(sa.select(Reminder).join(Turn, still).order_by(Reminder.sent_at)):
        for person in row.told:
            climbed.setdefault(UUID(hex=person), {})[row.key] = row.rung
    return _Open(turns, climbed, mentions_of(session, [each.user_id for each in people.all]))


def _due(turn: Turn) -> datetime | None:
    return None if turn.due == NO_DUE else turn.due
