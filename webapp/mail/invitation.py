"""The invitation to a meeting as an event that a calendar keeps up to date (iCalendar, RFC 5545 and 5546).

The event has one identity for good; each new date, and the cancellation, has a higher sequence. Of a meeting whose records
are protected it says when, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final

import sqlalchemy as sa

from webapp.mail.content import frame_of, link_of
from webapp.reading import PROTECTED_FROM
from webapp.settings import Settings
from webapp.showing.calendar import calendar_moment, calendar_words, written_calendar
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.reminders import Reminders
from workflows.processes.meeting_facts import Meeting
from workflows.register.correspondence import Reader
from workflows.store.text import Text, say

LEVEL: Final = "invitation"
CANCELLED: Final = "cancelled"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting as it stands now, and which version of its event that is."""

    case: Case
    meeting: Meeting

    @property
    def is_cancelled(self) -> bool:
        """Whether the meeting will not take place."""
        return self.case.state == CANCELLED

    @property
    def sequence(self) -> int:
        """The version of the event: one more for each new date, and for the cancellation."""
        return self.meeting.sitting - 1 + self.is_cancelled

    @property
    def occasion(self) -> str:
        """What a message with this version is for."""
        return f"{LEVEL}:{self.meeting.id.hex}:{self.sequence}"

    @property
    def earlier(self) -> list[str]:
        """The occasions of the versions before this one."""
        return [f"{LEVEL}:{self.meeting.id.hex}:{number}" for number in range(self.sequence)]


def open_invitations(session: ViewerSession, moment: datetime) -> list[Invitation]:
    """Return the meetings to come that are convened, or that were convened and are cancelled."""
    statement = (
        sa.select(Case, Meeting)
        .join(Meeting, Meeting.id == Case.id)
        .where(Case.workflow == "meeting", Case.state.in_(("convened", CANCELLED)), Meeting.starts_at > moment)
        .order_by(Meeting.starts_at, Case.id)
    )
    return [Invitation(case, meeting) for case, meeting in session.execute(statement)]


def content_of_invitation(
    invitation: Invitation, reader: Reader, owner: Reader, *, settings: Settings, rules: Reminders, moment: datetime
) -> dict[str, Any]:
    """Return what a message with the invitation says, with its event."""
    found = frame_of(reader, LEVEL, {owner})
    state = "cancelled" if invitation.is_cancelled else "moved" if invitation.sequence else "invitation"
    found["subject"] = say(WORDS[f"mail_subject_{state}"], reader.language)
    found["things"] = [
        {
            "section": say(WORDS["mail_meeting"], reader.language),
            "words": say(_title(invitation), reader.language),
            "link": link_of(settings, reader, invitation.case),
        }
    ]
    found["words"] = [say(each, reader.language) for each in _words(invitation, state)]
    found["event"] = {
        "method": "CANCEL" if invitation.is_cancelled else "REQUEST",
        "words": event_of(invitation, reader, settings=settings, rules=rules, moment=moment),
    }
    return found


def event_of(invitation: Invitation, reader: Reader, *, settings: Settings, rules: Reminders, moment: datetime) -> str:
    """Return the calendar file of an invitation for one reader, as it stands at ``moment`` (aware)."""
    meeting = invitation.meeting
    sender = parseaddr(settings.mail_from)[1]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{meeting.id}-meeting@beffroi",
        f"SEQUENCE:{invitation.sequence}",
        f"DTSTAMP:{calendar_moment(moment)}",
        f"DTSTART:{calendar_moment(meeting.starts_at)}",
        f"DURATION:PT{rules.meeting_minutes}M",
        f"SUMMARY:{calendar_words(say(_title(invitation), reader.language))}",
        f"ORGANIZER:mailto:{sender}",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{reader.address}",
        f"STATUS:{'CANCELLED' if invitation.is_cancelled else 'CONFIRMED'}",
        f"URL:{link_of(settings, reader, invitation.case)}",
        *([] if _is_protected(invitation) else [f"LOCATION:{calendar_words(meeting.place)}"]),
        "END:VEVENT",
    ]
    return written_calendar("CANCEL" if invitation.is_cancelled else "REQUEST", lines)


def _is_protected(invitation: Invitation) -> bool:
    return max(invitation.case.secrecy, invitation.meeting.secrecy) >= PROTECTED_FROM


def _title(invitation: Invitation) -> Text:
    title = invitation.meeting.title
    return WORDS["mail_meeting_reserved"] if _is_protected(invitation) else Text(title, title)


def _words(invitation: Invitation, state: str) -> Iterator[Text]:
    if state == "cancelled":
        yield WORDS["mail_meeting_cancelled"]
    elif state == "moved":
        yield WORDS["mail_meeting_moved"]
    yield WORDS["mail_meeting_at"].with_parameters(at=invitation.meeting.starts_at)
    if not _is_protected(invitation):
        yield WORDS["mail_meeting_place"].with_parameters(place=invitation.meeting.place)
    yield WORDS["mail_event"]
