"""What a message says, as plain values in its reader's language. It leaves the house: of what is protected it names nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from webapp.counting import counted_word
from webapp.mail.plan import LATE, LEGAL, NEW, OPEN, SOON
from webapp.reading import PROTECTED_FROM
from webapp.settings import Settings
from webapp.showing.kept_words import kept_title
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.tables import Case
from workflows.law.days import end_of_day, paris_day
from workflows.law.reminders import Reminders
from workflows.register.agencies import agency
from workflows.register.correspondence import Reader
from workflows.store.text import Text, say

_SECTIONS: Final = {NEW: "mail_new", SOON: "mail_soon", OPEN: "mail_open_things", LEGAL: "mail_legal"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing of a message: in which case, for whom of its reader's colleagues (or the reader), told how, due when.

    ``note`` is one word more about it, which says nothing of what is protected.
    """

    case: Case
    owner: Reader
    late_agency: str
    how: str
    due: datetime | None
    what: Text | None = None
    note: Text | None = None


def content_of(
    reader: Reader,
    level: str,
    lines: Sequence[Line],
    *,
    settings: Settings,
    rules: Reminders,
    moment: datetime,
) -> dict[str, Any]:
    """Return what a message of this level tells a person, the most urgent thing first."""
    words = [] if len(lines) <= rules.most_things else [WORDS["mail_more"].with_parameters(count=len(lines) - rules.most_things)]  # fmt: skip
    found = frame_of(reader, level, {line.owner for line in lines})
    if any(line.how.startswith(LATE) and line.how != LATE + rules.rungs[0].key for line in lines):
        found["why"].append(_say(WORDS["mail_why_climbed"], reader))
    found["subject"] = _say(_subject(level, len(lines)), reader)
    found["things"] = [
        _thing(line, reader, settings, rules, moment) for line in lines[: rules.most_things]
    ]  # fmt: skip
    found["words"] = [_say(each, reader) for each in words]
    if level != "act_now":
        inbox = f"{settings.address}/{reader.agency}/"
        found["words"].append(f"{_say(WORDS['mail_inbox'], reader)}{_say(WORDS['colon'], reader)}{inbox}")
    return found


def frame_of(reader: Reader, level: str, owners: Iterable[Reader]) -> dict[str, Any]:
    """Return what every message has: to whom, in which language, and why they get it."""
    why = [WORDS[f"mail_why_{level}"].with_parameters(agency=agency(reader.agency).short)]
    why += [
        WORDS["mail_why_in_place"].with_parameters(name=each.name, day=each.away[1])
        for each in sorted(owners, key=lambda one: one.name)
        if each != reader and each.away is not None
    ]
    return {
        "language": reader.language,
        "name": reader.name,
        "desk": reader.agency,
        "things": [],
        "words": [],
        "why": [_say(each, reader) for each in why],
    }


def link_of(settings: Settings, reader: Reader, case: Case) -> str:
    """Return the page of a case at the reader's desk."""
    return f"{settings.address}/{reader.agency}/cases/{case.id}"


def _thing(line: Line, reader: Reader, settings: Settings, rules: Reminders, moment: datetime) -> dict[str, str]:
    notes = list(_notes(line, reader, rules, moment))
    words = _say(_what(line, reader), reader)
    if notes:
        words += f" ({', '.join(_say(note, reader) for note in notes)})"
    section = WORDS["mail_late_things"] if line.how.startswith(LATE) else WORDS[_SECTIONS[line.how]]
    return {"section": _say(section, reader), "words": words, "link": link_of(settings, reader, line.case)}


def _what(line: Line, reader: Reader) -> Text:
    case = line.case
    if case.secrecy >= PROTECTED_FROM:
        return WORDS["mail_reserved"]
    state = registry.workflow(case.workflow, case.workflow_version).state(case.state)
    what = line.what or (WORDS["mail_late_at"].with_parameters(agency=agency(line.late_agency).short) if line.late_agency != reader.agency else state.expects or state.label)  # fmt: skip
    return WORDS["mail_line"].with_parameters(what=what, title=kept_title(case.title, reader.language))


def _notes(line: Line, reader: Reader, rules: Reminders, moment: datetime) -> Iterable[Text]:
    if line.due is not None:
        name = "mail_late" if line.due < moment else "mail_due"
        yield WORDS[name].with_parameters(due=_day_or_moment(line.due))
    if line.note is not None:
        yield line.note
    if line.how.startswith(LATE):
        rung = next((each.label for each in rules.rungs if LATE + each.key == line.how), None)
        if rung is not None:
            yield WORDS["mail_rung"].with_parameters(rung=rung)
    if line.owner != reader and line.owner.away is not None:
        yield WORDS["mail_for"].with_parameters(name=line.owner.name, day=line.owner.away[1])


def _day_or_moment(due: datetime) -> date | datetime:
    """Return the day of what is due by its end, else the moment."""
    return paris_day(due) if due == end_of_day(paris_day(due)) else due


def _subject(level: str, count: int) -> Text:
    return counted_word("mail_subject_today", count) if level == "today" else WORDS[f"mail_subject_{level}"]


def _say(text: Text, reader: Reader) -> str:
    return say(text, reader.language)
