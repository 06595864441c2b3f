"""The inbox as people read it: what is late, for today, for this week, for later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from webapp.words import WORDS
from workflows.engine.turns import Expected
from workflows.store.text import PARIS, Text

_END: Final = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing expected: what, in which case, by when."""

    case_id: UUID
    title: str
    kind: Text
    what: Text
    due: datetime | None
    late: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Things expected at about the same time."""

    name: str
    label: Text
    lines: tuple[Waiting, ...]


def group_inbox(found: Sequence[Expected], *, moment: datetime, never_late: bool = False) -> list[Group]:
    """Return what is expected in groups, most urgent first; days end at midnight in Paris. Empty groups are left out.

    Of a desk that is ``never_late``, what is past its date stands with what is for today.
    """
    lines = [_waiting(each, moment, never_late) for each in found]
    names = ("late", "today", "this_week", "later", "no_due")
    gathered = {name: tuple(line for line in lines if _group_of(line, moment) == name) for name in names}
    return [Group(name, WORDS[name], gathered[name]) for name in names if gathered[name]]


def write_cursor(cursor: tuple[datetime, UUID]) -> str:
    """Return where the next page begins, as a word of its address."""
    due, case_id = cursor
    return f"{due.astimezone(UTC).strftime(_END)}-{case_id.hex}"


def read_cursor(word: str) -> tuple[datetime, UUID] | None:
    """Return the cursor that a page's address gives, or ``None`` where it is not one."""
    due, _, case_id = word.partition("-")
    try:
        return datetime.strptime(due, _END).replace(tzinfo=UTC), UUID(hex=case_id)
    except ValueError:
        return None


def _waiting(each: Expected, moment: datetime, never_late: bool) -> Waiting:
    late = each.due is not None and each.due < moment and not never_late
    what = each.state.expects or each.state.label
    return Waiting(each.case.id, each.case.title, each.workflow.label, what, each.due, late)


def _group_of(line: Waiting, moment: datetime) -> str:
    if line.due is None:
        return "no_due"
    if line.late:
        return "late"
    days = (line.due.astimezone(PARIS).date() - moment.astimezone(PARIS).date()) // timedelta(days=1)
    return "today" if days <= 0 else "this_week" if days < 7 else "later"
