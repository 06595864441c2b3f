"""A date that a calendar keeps up to date, as a message carries it (iCalendar, RFC 5545 and 5546).

The event has one identity for good; each version of it, the cancellation too, has a higher sequence and a message of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, Final, Literal

from webapp.mail.content import frame_of, link_of
from webapp.settings import Settings
from webapp.showing.calendar import calendar_moment, calendar_words, written_calendar
from workflows.engine.tables import Case
from workflows.register.correspondence import Reader
from workflows.store.text import Text, say

LEVEL: Final = "invitation"


@dataclass(frozen=True, slots=True)
class Event:
    """One version of an event: ``name`` is its identity, ``agencies`` those whose people of a ``competence`` it is for.

    ``title``, ``section``, ``subject``, ``words`` and ``place`` leave the house; ``place`` is empty where it may not.
    """

    name: str
    sequence: int
    status: Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
    case: Case
    agencies: tuple[str, ...]
    competence: str
    starts_at: datetime
    ends_at: datetime
    title: Text
    section: Text
    subject: Text
    words: tuple[Text, ...]
    place: str = ""

    @property
    def is_cancelled(self) -> bool:
        """Whether this version takes the event out of the calendar."""
        return self.status == "CANCELLED"

    @property
    def occasion(self) -> str:
        """What a message with this version is for."""
        return f"{LEVEL}:{self.case.id.hex}:{self.sequence}"

    @property
    def earlier(self) -> list[str]:
        """The occasions of the versions before this one."""
        return [f"{LEVEL}:{self.case.id.hex}:{number}" for number in range(self.sequence)]


def content_of_event(
    event: Event, reader: Reader, owner: Reader, *, settings: Settings, moment: datetime
) -> dict[str, Any]:
    """Return what a message with this version of an event says, with its calendar file."""
    found = frame_of(reader, LEVEL, {owner})
    found["subject"] = say(event.subject, reader.language)
    found["things"] = [
        {
            "section": say(event.section, reader.language),
            "words": say(event.title, reader.language),
            "link": link_of(settings, reader, event.case),
        }
    ]
    found["words"] = [say(each, reader.language) for each in event.words]
    found["event"] = {"method": _method(event), "words": _calendar(event, reader, settings, moment)}
    return found


def _method(event: Event) -> str:
    return "CANCEL" if event.is_cancelled else "REQUEST"


def _calendar(event: Event, reader: Reader, settings: Settings, moment: datetime) -> str:
    """Return the calendar file of an event for one reader, as it stands at ``moment`` (aware)."""
    sender = parseaddr(settings.mail_from)[1]
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.name}@beffroi",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{calendar_moment(moment)}",
        f"DTSTART:{calendar_moment(event.starts_at)}",
        f"DTEND:{calendar_moment(event.ends_at)}",
        f"SUMMARY:{calendar_words(say(event.title, reader.language))}",
        f"ORGANIZER:mailto:{sender}",
        f"ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=FALSE:mailto:{reader.address}",
        f"STATUS:{event.status}",
        f"URL:{link_of(settings, reader, event.case)}",
        *([f"LOCATION:{calendar_words(event.place)}"] if event.place else []),
        "END:VEVENT",
    ]
    return written_calendar(_method(event), lines)
