"""What cannot wait for the morning: a grave act due within a day, a limit of the law that runs out, a decision that changes
what must be done, an invitation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from webapp.mail.content import Line, content_of
from webapp.mail.event import LEVEL, content_of_event
from webapp.mail.invitation import meetings_to_come
from webapp.mail.night import nights_to_come
from webapp.mail.plan import LEGAL, NEW, SOON
from webapp.mail.writing import Room, Written
from webapp.showing.alarms import words_of_alarm
from workflows.engine import registry
from workflows.engine.tables import Case, Party, Turn
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.alarm import Alarm, alarms
from workflows.register.agencies import agency as agency_of
from workflows.register.correspondence import Reader
from workflows.register.messages import mentions_of, told_already

ACT_NOW = "act_now"


def urgent_messages(session: ViewerSession, room: Room, moment: datetime) -> list[Written]:
    """Return the urgent messages that were not written yet: to each person one for each thing."""
    running_out = {each.case.id: each for each in alarms(session, moment)}
    found = [
        # What runs out by law is told as such, and not once more as an act that cannot be undone.
        *_grave_turns(session, room, moment, besides=running_out),
        *_legal(session, room, moment, running_out),
        *_outcomes(session, room, moment),
    ]
    return _new_ones(session, found)


def invitations(session: ViewerSession, room: Room, moment: datetime) -> list[Written]:
    """Return the invitations that were not written yet; a cancellation goes only to those who were invited."""
    day = paris_day(moment)
    found: list[Written] = []
    for event in [*meetings_to_come(session, room.rules, moment), *nights_to_come(session, moment)]:
        invited = {person for person, _occasion in told_already(session, event.earlier)}
        for agency in event.agencies:
            for reader, owner in _readers_of(room, event.competence, agency, LEVEL, moment):
                if event.is_cancelled and reader.user_id not in invited:
                    continue
                content = content_of_event(event, reader, owner, settings=room.settings, moment=moment)
                found.append(Written(reader, day, event.occasion, LEVEL, content))
    return _new_ones(session, found)


def _grave_turns(
    session: ViewerSession, room: Room, moment: datetime, *, besides: Collection[UUID]
) -> Iterator[Written]:
    until = moment + timedelta(hours=room.rules.at_once)
    statement = sa.select(Turn, Case).join(Case, Case.id == Turn.case_id)
    rows = session.execute(statement.where(Turn.due > moment, Turn.due <= until).order_by(Turn.due, Turn.case_id))
    found = [
        (_occasion(turn), turn, case)
        for turn, case in rows
        if case.id not in besides and _is_grave(case, turn.competence)
    ]
    known = told_already(session, {occasion for occasion, _turn, _case in found})
    for occasion, turn, case in found:
        key = (case.id, turn.seq, turn.competence, turn.agency)
        for reader, owner in _readers_of(room, turn.competence, turn.agency, ACT_NOW, moment):
            if (reader.user_id, occasion) in known:
                continue
            before = mentions_of(session, [owner.user_id]).get(owner.user_id, {}).get(key, set())
            marks = tuple((owner.user_id, *key, how) for how in (NEW, SOON) if how not in before)
            content = _content(room, reader, Line(case, owner, turn.agency, SOON, turn.due), moment)
            yield Written(reader, paris_day(moment), occasion, ACT_NOW, content, marks)


def _legal(session: ViewerSession, room: Room, moment: datetime, found: Mapping[UUID, Alarm]) -> Iterator[Written]:
    """Give one message for each level that a limit of the law has come to; a level that was passed over is not told."""
    known = told_already(session, {each.occasion for each in found.values()})
    turns = session.scalars(sa.select(Turn).where(Turn.case_id.in_(found)).order_by(Turn.case_id, Turn.agency))
    for turn in turns:
        if agency_of(turn.agency).desk not in room.rules.spared_desks:
            yield from _of_alarm(room, found[turn.case_id], turn, known, moment)


def _of_alarm(
    room: Room, alarm: Alarm, turn: Turn, known: set[tuple[UUID, str]], moment: datetime
) -> Iterator[Written]:
    for reader, owner in _readers_of(room, turn.competence, turn.agency, ACT_NOW, moment):
        if (reader.user_id, alarm.occasion) not in known:
            line = Line(alarm.case, owner, turn.agency, LEGAL, alarm.due, note=words_of_alarm(alarm))
            yield Written(reader, paris_day(moment), alarm.occasion, ACT_NOW, _content(room, reader, line, moment))


def _occasion(turn: Turn) -> str:
    return f"now:{turn.case_id.hex}:{turn.seq}:{turn.competence}"


def _outcomes(session: ViewerSession, room: Room, moment: datetime) -> Iterator[Written]:
    since = moment - timedelta(hours=room.rules.at_once)
    for outcome in room.rules.outcomes:
        cases = session.scalars(
            sa.select(Case).where(
                Case.workflow == outcome.workflow,
                Case.state == outcome.state,
                Case.moved_at > since,
                Case.moved_at <= moment,
            )
        )
        for case in cases:
            named = sa.select(Party.agency).where(
                Party.case_id.in_([each for each in (case.id, case.parent_id) if each]),
                Party.competence == outcome.tells,
            )
            for agency in sorted(set(session.scalars(named))):
                for reader, owner in _readers_of(room, outcome.tells, agency, ACT_NOW, moment):
                    line = Line(case, owner, agency, NEW, None, outcome.says)
                    occasion = f"now:{case.id.hex}:{outcome.state}"
                    yield Written(reader, paris_day(moment), occasion, ACT_NOW, _content(room, reader, line, moment))


def _content(room: Room, reader: Reader, line: Line, moment: datetime) -> dict[str, object]:
    return content_of(reader, ACT_NOW, [line], settings=room.settings, rules=room.rules, moment=moment)


def _readers_of(
    room: Room, competence: str, agency: str, level: str, moment: datetime
) -> Iterator[tuple[Reader, Reader]]:
    """Give who reads, and for whom: each reader once, for themselves rather than for another."""
    day = paris_day(moment)
    found: dict[Reader, Reader] = {}
    for owner in room.people.holding(competence, agency):
        reader = room.people.reading(owner, level, day)
        if reader is not None and found.get(reader) != reader:
            found[reader] = owner
    yield from found.items()


def _is_grave(case: Case, competence: str) -> bool:
    """Tell whether what is expected may be an act that nobody can take back."""
    steps = registry.workflow(case.workflow, case.workflow_version).steps_from(case.state)
    return any(step.grave and step.competence == competence for step in steps)


def _new_ones(session: ViewerSession, found: list[Written]) -> list[Written]:
    known = told_already(session, {each.occasion for each in found})
    return [each for each in found if (each.reader.user_id, each.occasion) not in known]
