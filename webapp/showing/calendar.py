"""What is expected of an agency as a calendar that other programs read (iCalendar, RFC 5545): one day for each due date.

It leaves the house: of what is protected it says that something is due, and nothing of what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from webapp.reading import PROTECTED_FROM
from webapp.words import WORDS
from workflows.engine.turns import Expected
from workflows.law.days import paris_day
from workflows.store.text import Text, say

_LONGEST_LINE: Final = 75
"""Octets of a line before it is folded (RFC 5545, 3.1)."""


def calendar_of(
    lines: Iterable[Expected], *, name: Text, moment: datetime, language: str, address: Callable[[Expected], str]
) -> str:
    """Return the calendar of what is expected at ``moment`` (aware), in a language; ``address`` gives the page of a line.

    What has no date is left out.
    """
    out = [f"X-WR-CALNAME:{calendar_words(say(name, language))}"]
    for line in lines:
        if line.due is not None:
            out += _event(line, moment, language, address(line))
    return written_calendar("PUBLISH", out)


def written_calendar(method: str, lines: Iterable[str]) -> str:
    """Return a calendar of these lines for a method (``PUBLISH``, ``REQUEST``, ``CANCEL``), each folded as the format wants."""
    whole = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Beffroi//FR", f"METHOD:{method}", *lines, "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{folded}\r\n" for each in whole for folded in _folded(each))


def calendar_moment(moment: datetime) -> str:
    """Return an aware moment as the format writes it."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _event(line: Expected, moment: datetime, language: str, address: str) -> Iterator[str]:
    assert line.due is not None
    day = paris_day(line.due)
    open_to_all = line.case.secrecy < PROTECTED_FROM
    what = (
        say(line.state.expects or line.state.label, language)
        if open_to_all
        else say(WORDS["calendar_reserved"], language)
    )
    yield "BEGIN:VEVENT"
    yield f"UID:{line.case.id}-{line.competence}@beffroi"
    yield f"DTSTAMP:{calendar_moment(moment)}"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{calendar_words(f'{what} – {line.case.title}' if open_to_all else what)}"
    yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def calendar_words(words: str) -> str:
    """Escape what has a meaning of its own in a calendar (RFC 5545, 3.3.11); line breaks become those of the format."""
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Cut a line so that each part has at most 75 octets and no letter is cut; what goes on begins with a blank."""
    part, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + sign, size + octets
    yield part
