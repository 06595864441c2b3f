"""The invitation to a meeting as an event; of a meeting whose records are protected it says when, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from webapp.mail.event import Event
from webapp.reading import PROTECTED_FROM
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.reminders import Reminders
from workflows.processes.meeting_facts import Meeting
from workflows.processes.opening import SHARE
from workflows.store.text import Text

CANCELLED: Final = "cancelled"


def meetings_to_come(session: ViewerSession, rules: Reminders, moment: datetime) -> Iterator[Event]:
    """Give the meetings after ``moment`` (aware) that are convened, or that were convened and are cancelled."""
    statement = (
        sa.select(Case, Meeting)
        .join(Meeting, Meeting.id == Case.id)
        .where(Case.workflow == "meeting", Case.state.in_(("convened", CANCELLED)), Meeting.starts_at > moment)
        .order_by(Meeting.starts_at, Case.id)
    )
    for case, meeting in session.execute(statement):
        yield _event(case, meeting, rules)


def _event(case: Case, meeting: Meeting, rules: Reminders) -> Event:
    cancelled = case.state == CANCELLED
    sequence = meeting.sitting - 1 + cancelled
    state = "cancelled" if cancelled else "moved" if sequence else "invitation"
    reserved = max(case.secrecy, meeting.secrecy) >= PROTECTED_FROM
    return Event(
        name=f"{meeting.id}-meeting",
        sequence=sequence,
        status="CANCELLED" if cancelled else "CONFIRMED",
        case=case,
        agencies=tuple(meeting.members),
        competence=SHARE,
        starts_at=meeting.starts_at,
        ends_at=meeting.starts_at + timedelta(minutes=rules.meeting_minutes),
        title=WORDS["mail_meeting_reserved"] if reserved else Text(meeting.title, meeting.title),
        section=WORDS["mail_meeting"],
        subject=WORDS[f"mail_subject_{state}"],
        words=tuple(_words(meeting, state, reserved=reserved)),
        place="" if reserved else meeting.place,
    )


def _words(meeting: Meeting, state: str, *, reserved: bool) -> Iterator[Text]:
    if state == "cancelled":
        yield WORDS["mail_meeting_cancelled"]
    elif state == "moved":
        yield WORDS["mail_meeting_moved"]
    yield WORDS["mail_meeting_at"].with_parameters(at=meeting.starts_at)
    if not reserved:
        yield WORDS["mail_meeting_place"].with_parameters(place=meeting.place)
    yield WORDS["mail_event"]
