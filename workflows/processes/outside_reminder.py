"""Reminders to somebody outside who was asked for an answer: each morning that is due, one letter a person; stopped at once.

A reminder is a line of the journal of its link, which says that it was written and not to which address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.refusals import UnknownCase
from workflows.engine.statements import load_case
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, open_session, unit_of_work
from workflows.law.days import paris_day
from workflows.law.outside_answers import outside_rules
from workflows.law.reminders import Reminders, reminders
from workflows.processes.outside_answer import OutsideAnswer
from workflows.processes.outside_letter import (
    POST,
    OutsideContact,
    OutsideLetter,
    forget_contact,
    letter,
    letters_about,
    occasion_of,
)
from workflows.processes.outside_link import closed_doors, standing_of, visitor_of

REMINDED_OUTSIDE: Final = "outside_reminder"
"""The line of the journal that a reminder leaves."""
STOPPED_OUTSIDE: Final = "outside_reminders_stopped"
"""The line of the journal of whoever wants no more of them."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A link of which somebody is reminded today, as so many working days before its day."""

    id: UUID
    days_before: int


def remind_outside(engine: Engine, *, moment: datetime) -> int:
    """Write every reminder to people outside that is due at ``moment`` (aware); return how many letters there were.

    Each person gets one at most on a day, about everything that is asked of them, and none on a day on which they were
    written to before. Nothing is written about what was answered, revoked, locked or is no longer awaited.
    """
    rules = reminders()
    if not rules.is_morning(moment):
        return 0
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        found = list(_due_by_person(session, rules, moment))
    return sum(_write(engine, due, moment) for due in found)


def stop_reminders(session: ViewerSession, link_id: UUID, *, moment: datetime) -> None:
    """Remind nobody of this link any more, and erase the address; stopped twice, it stays stopped. The caller commits.

    Refuses (``UnknownCase``) what is no link that the viewer sees.
    """
    if load_case(session, link_id, lock=True) is None:
        raise UnknownCase
    row = session.get_one(OutsideAnswer, link_id, populate_existing=True)
    if not forget_contact(session, link_id):
        return
    row.stopped_at = moment
    note(
        session, link_id, STOPPED_OUTSIDE, actor=visitor_of(row)[1], moment=moment, fields={"number": row.number}
    )  # fmt: skip


def _due_by_person(session: ViewerSession, rules: Reminders, moment: datetime) -> Iterable[list[_Due]]:
    statement = (
        sa.select(OutsideContact.address, OutsideAnswer)
        .join(OutsideAnswer, OutsideAnswer.id == OutsideContact.case_id)
        .join(Case, Case.id == OutsideAnswer.id)
        .where(Case.is_open)
        .order_by(OutsideAnswer.due_on, OutsideAnswer.id)
    )
    people: dict[str, list[OutsideAnswer]] = {}
    for address, row in session.execute(statement):
        people.setdefault(address, []).append(row)
    day = paris_day(moment)
    for rows in people.values():
        letters = letters_about(session, [row.id for row in rows])
        if any(paris_day(each.made_at) == day for written in letters.values() for each in written):
            continue
        due = [
            _Due(row.id, number)
            for row in rows
            if (number := _due(row, letters.get(row.id, []), day, rules)) is not None
            and standing_of(row, moment) == "open"
            and not closed_doors(session, row, moment)
        ]
        if due:
            yield due


def _due(row: OutsideAnswer, written: Sequence[OutsideLetter], day: date, rules: Reminders) -> int | None:
    sent = [each.days_before for each in written if each.days_before is not None]
    since = paris_day(written[0].made_at)
    return outside_rules().due_reminder(row.due_on, day, since=since, sent=sent, calendar=rules)


def _write(engine: Engine, due: Sequence[_Due], moment: datetime) -> bool:
    try:
        with unit_of_work(engine, HOUSE_VIEWER) as session:
            # Each case first, in one order, as every step does: an answer that comes now stands before or after this.
            waiting = [
                each for each in sorted(due, key=lambda one: one.id.hex) if _still_waits(session, each.id, moment)
            ]
            letters = [letter(each.id, occasion_of(each.days_before), moment=moment) for each in waiting]
            session.add_all(letters)
            session.flush()
            for each in letters:
                effects = [(POST, {"letters": [one.id.hex for one in letters]})] if each is letters[0] else []
                note(
                    session, each.case_id, REMINDED_OUTSIDE, actor=HOUSE_ACTOR, moment=moment,
                    fields={"days_before": each.days_before}, effects=effects,
                )  # fmt: skip
    except IntegrityError:
        return False  # another process of the house has just written it
    return bool(letters)


def _still_waits(session: ViewerSession, link_id: UUID, moment: datetime) -> bool:
    case = load_case(session, link_id, lock=True)
    if case is None or session.get(OutsideContact, link_id, populate_existing=True) is None:
        return False
    return standing_of(session.get_one(OutsideAnswer, link_id, populate_existing=True), moment) == "open"
