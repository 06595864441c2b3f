"""What a link shows to whoever answers from outside, and what the steering office sees of the links that it made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from webapp.showing.facts import Fact, facts_of
from webapp.showing.reminders import outside_reminder_said
from webapp.showing.rows import with_cases
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.outside_answers import outside_rules
from workflows.law.reminders import reminders
from workflows.processes.indicator import Indicator
from workflows.processes.meeting_facts import AgendaItem, Meeting
from workflows.processes.outside_answer import KINDS, Kind, OutsideAnswer
from workflows.processes.outside_letter import OutsideContact, OutsideLetter, letters_about
from workflows.processes.outside_link import Standing, standing_of
from workflows.processes.referral_facts import Referral
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class Link:
    """One link with its case, what it asks for, and whether it still waits."""

    row: OutsideAnswer
    case: Case
    kind: Kind
    standing: Standing
    letters: Letters | None


@dataclass(frozen=True, slots=True)
class Written:
    """One letter: the sentence that says what for, when it left, or when it last could not."""

    says: Text
    sent_at: datetime | None
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letters:
    """What the house writes about a link: to which address (empty once erased), what it wrote, when it writes next.

    ``stopped_at`` is when the person wanted no more; ``is_open`` whether the link still waits.
    """

    address: str
    written: tuple[Written, ...]
    next_on: date | None
    stopped_at: datetime | None
    is_open: bool

    @property
    def fails(self) -> bool:
        """Whether the link waits and what was written last could not leave."""
        last = self.written[-1]
        return self.is_open and last.sent_at is None and last.failed_at is not None


def links_of(session: ViewerSession, *, moment: datetime) -> list[Link]:
    """Return the links that the viewer may see, the latest first, as they stand at ``moment`` (aware)."""
    rows = with_cases(session, OutsideAnswer)
    letters = letters_of(session, [row for row, _case in rows], moment=moment)
    found = [Link(row, case, KINDS[row.kind], standing_of(row, moment), letters.get(row.id)) for row, case in rows]
    return sorted(found, key=lambda link: link.case.opened_at, reverse=True)


def letters_of(session: ViewerSession, rows: Sequence[OutsideAnswer], *, moment: datetime) -> dict[UUID, Letters]:
    """Return what the house writes about each of these links, of those about which it does, at ``moment`` (aware)."""
    ids = [row.id for row in rows]
    contacts = {
        each.case_id: each for each in session.scalars(sa.select(OutsideContact).where(OutsideContact.case_id.in_(ids)))
    }
    written = letters_about(session, ids)
    return {row.id: _letters(row, written[row.id], contacts.get(row.id), moment) for row in rows if row.id in written}


def _letters(
    row: OutsideAnswer, written: Sequence[OutsideLetter], contact: OutsideContact | None, moment: datetime
) -> Letters:
    is_open = standing_of(row, moment) == "open"
    sent = [each.days_before for each in written if each.days_before is not None]
    next_on = outside_rules().next_reminder(
        row.due_on, paris_day(moment), since=paris_day(written[0].made_at), sent=sent, calendar=reminders()
    )
    writes = is_open and contact is not None
    return Letters(
        contact.address if contact is not None else "", tuple(map(_written, written)), next_on if writes else None, row.stopped_at, is_open
    )  # fmt: skip


def asked_by_link(session: ViewerSession, row: Any, *, moment: datetime) -> tuple[Fact, ...]:
    """Return the facts that whoever answers needs, as their agency may read them; the session is the link's visitor's."""
    if row.kind == "opinion":
        return _of_item(session, row)
    if row.kind == "referral":
        return _of_referral(session, row)
    case = session.scalars(sa.select(Case).where(Case.id == row.about_id)).one()
    return facts_of(session, case, moment=moment).lines if row.kind == "acceptance" else _of_indicator(session, row)


def _of_referral(session: ViewerSession, row: Any) -> tuple[Fact, ...]:
    """Name the referral so that a clerk finds the paper; nothing of what it says."""
    referral = session.get_one(Referral, row.about_id)
    lines = [
        Fact(WORDS["referral_number"], referral.number),
        Fact(WORDS["sent_by"], referral.agency, "agency"),
        Fact(WORDS["sent_on"], referral.sent_at, "moment"),
        Fact(WORDS["case_number"], referral.case_number),
    ]
    return tuple(line for line in lines if line.value)


def _of_indicator(session: ViewerSession, row: Any) -> tuple[Fact, ...]:
    indicator = session.get_one(Indicator, row.about_id)
    return (
        Fact(WORDS["indicator"], indicator.label),
        Fact(WORDS["unit_of_it"], indicator.unit),
        Fact(WORDS["usual_source"], indicator.source),
    )


def _of_item(session: ViewerSession, row: Any) -> tuple[Fact, ...]:
    item = session.scalars(
        sa.select(AgendaItem).where(
            AgendaItem.meeting_id == row.about_id,
            AgendaItem.position == int(row.point),
            AgendaItem.withdrawn_because == "",
        )
    ).one()
    meeting = session.get_one(Meeting, row.about_id)
    lines = [
        Fact(WORDS["meeting"], meeting.title),
        Fact(WORDS["held_on"], meeting.starts_at, "moment"),
        Fact(WORDS["agenda_item"], item.title),
        Fact(WORDS["context_of_it"], item.context),
    ]
    return tuple(line for line in lines if line.value)


def _written(letter: OutsideLetter) -> Written:
    number = letter.days_before
    says = WORDS["outside_first_letter"] if number is None else outside_reminder_said(number)
    return Written(says, letter.sent_at, letter.failed_at)
