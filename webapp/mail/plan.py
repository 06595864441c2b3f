"""What is worth saying to one person today: decided from what is expected and what was said before, and from nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from workflows.law.reminders import Reminders
from workflows.register.messages import TurnKey

NEW: Final = "new"
SOON: Final = "soon"
OPEN: Final = "open"
LEGAL: Final = "legal"
LATE: Final = "late:"
"""How a thing is told: it has come, its date is near, it is open (in a summary), a limit of the law runs out, a rung on it
was climbed."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something expected of a person's agency, by when (aware, or no date)."""

    key: TurnKey
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """One thing to tell, and how; ``marks`` are the ways of telling that this one makes needless."""

    key: TurnKey
    how: str
    marks: tuple[str, ...]


def worth_telling(
    awaited: Iterable[Awaited],
    before: Mapping[TurnKey, Collection[str]],
    climbed: Mapping[TurnKey, Sequence[str]],
    *,
    moment: datetime,
    day: date,
    rules: Reminders,
) -> list[Told]:
    """Return what a person is told on a day, most urgent first: each thing once when it comes, once when its date is near.

    ``before`` is how they were told of each thing, ``climbed`` the rungs that address them. What is overdue is said by the
    ladder and by nothing else.
    """
    found: list[Told] = []
    for each in sorted(awaited, key=lambda one: (one.due is None, one.due or moment, one.key)):
        said = before.get(each.key, ())
        if each.due is not None and each.due < moment:
            continue
        near = each.due is not None and rules.is_soon(each.due, day)
        if near and SOON not in said:
            found.append(Told(each.key, SOON, (SOON,) if NEW in said else (SOON, NEW)))
        elif not near and NEW not in said:
            found.append(Told(each.key, NEW, (NEW,)))
    late = [
        Told(key, LATE + rung, (LATE + rung,))
        for key, rungs in climbed.items()
        for rung in rungs
        if LATE + rung not in before.get(key, ())
    ]
    return [*late, *found]


def summary(awaited: Iterable[Awaited], told: Iterable[Told]) -> list[Told]:
    """Return what a summary adds to what is told: everything that is open and not said yet."""
    said = {each.key for each in told}
    left = [each for each in awaited if each.key not in said]
    return [
        Told(each.key, OPEN, ())
        for each in sorted(left, key=lambda one: (one.due is None, one.due.timestamp() if one.due else 0.0, one.key))
    ]
