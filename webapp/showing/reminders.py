"""The ladder of reminders as pages tell it: late since when, which rung was climbed when, whom it addressed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from webapp.counting import counted_word
from webapp.words import WORDS
from workflows.law.reminders import reminders
from workflows.processes.reminder import Reminder, reminders_of
from workflows.register.agencies import UnknownAgency, agency
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Climbed:
    """One rung climbed: what was due when, when it was recalled, and the sentence that says to whom."""

    due: datetime
    at: datetime
    says: Text


def climbed_in(session: Session, case_ids: Collection[UUID]) -> dict[UUID, list[Climbed]]:
    """Return the rungs climbed in these cases that the viewer may see, each case’s latest first."""
    found = reminders_of(session, case_ids)
    return {case_id: [_climbed(row) for row in reversed(rows)] for case_id, rows in found.items()}


def last_reminders(session: Session, case_ids: Collection[UUID]) -> dict[UUID, Climbed]:
    """Return the last rung climbed in each of these cases of which the viewer may see one."""
    return {case_id: rungs[0] for case_id, rungs in climbed_in(session, case_ids).items() if rungs}


def reminder_said(rung: str, late: str, *, told: int) -> Text:
    """Return the sentence about a rung on what an agency owes, and whether there was anybody to tell."""
    label = next((each.label for each in reminders().rungs if each.key == rung), Text(rung, rung))
    try:
        name: Text | str = agency(late).short
    except UnknownAgency:
        name = late
    return WORDS["reminded" if told else "reminded_nobody"].with_parameters(rung=label, agency=name)


def outside_reminder_said(days_before: int) -> Text:
    """Return the sentence about a reminder to somebody outside, so many working days before its day."""
    return counted_word("outside_reminded", days_before) if days_before else WORDS["outside_reminded_today"]


def _climbed(row: Reminder) -> Climbed:
    return Climbed(row.due, row.sent_at, reminder_said(row.rung, row.agency or "", told=len(row.told)))
