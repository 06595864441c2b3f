"""Writing a message down: its row, what it tells, and the effect that sends it, in one transaction, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from webapp.settings import Settings
from workflows.engine.refusals import EngineAnswer
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.reminders import Reminders
from workflows.processes.mail_day import open_day, write_message
from workflows.register.correspondence import Reader, Readers
from workflows.register.messages import Mention, Message

Marked = tuple[UUID, UUID, int, str, str, str]
"""Of what somebody was told: person, case, line, competence, agency, how."""


@dataclass(frozen=True, slots=True)
class Room:
    """What the mail room works with: the settings of the house, the rules, everybody to whom it may write."""

    settings: Settings
    rules: Reminders
    people: Readers


@dataclass(frozen=True, slots=True)
class Written:
    """A message to be kept and sent: to whom, on which day, for what, what it says, and of what it tells."""

    reader: Reader
    day: date
    occasion: str
    level: str
    content: Mapping[str, Any]
    marks: tuple[Marked, ...] = ()


def keep(engine: Engine, found: Iterable[Written], *, moment: datetime) -> int:
    """Keep these messages, each in its own transaction, and have them sent; return how many were not kept before."""
    messages = list(found)
    for day in {each.day for each in messages}:
        begin_day(engine, day, moment=moment)
    return sum(_keep_one(engine, each, moment) for each in messages)


def begin_day(engine: Engine, day: date, *, moment: datetime) -> None:
    """Open the case of a day's mail, unless it is open; alone, so that two processes may try at the same time."""
    with suppress(IntegrityError, EngineAnswer), unit_of_work(engine, HOUSE_VIEWER) as session:
        open_day(session, day, moment=moment)


def _keep_one(engine: Engine, written: Written, moment: datetime) -> bool:
    message = Message(
        id=uuid4(), user_id=written.reader.user_id, occasion=written.occasion, level=written.level,
        address=written.reader.address, content=dict(written.content), made_at=moment,
    )  # fmt: skip
    mentions = [
        Mention(
            id=uuid4(),
            message_id=message.id,
            user_id=person,
            case_id=case,
            seq=seq,
            competence=competence,
            agency=agency,
            how=how,
        )
        for person, case, seq, competence, agency, how in written.marks
    ]
    try:
        with unit_of_work(engine, HOUSE_VIEWER) as session:
            write_message(session, written.day, message, mentions, moment=moment)
    except IntegrityError:
        return False  # another process of the house has just written it
    return True
