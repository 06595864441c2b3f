"""Lines between being brought and being confirmed: kept for a day for the one person who brought them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from forms.strategy_lines import KINDS as LINE_KINDS
from forms.strategy_lines import READINGS, Column, Kind, Line, Lines
from webapp.importing.fates import Fate, Place, is_refused, try_lines
from webapp.importing.places import PLACES, ReadingsOfOne
from workflows.engine.cases import Actor
from workflows.engine.viewer import ViewerSession
from workflows.processes.indicator import Indicator
from workflows.processes.strategy import Strategy
from workflows.store.text import Text
from workflows.store.waiting import WaitingLines

WAITS: Final = timedelta(hours=24)
PASTED: Final = "pasted"
"""Readings pasted on the page of one indicator, which the lines then do not name."""


_ISO_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Told:
    """One line as the page of the check shows it: number, cells, what becomes of it, what is said about it."""

    number: int
    cells: Sequence[str]
    doom: str
    said: Sequence[Text]


def kind_of(row: WaitingLines) -> Kind:
    """Return what the lines are."""
    return READINGS if row.kind == PASTED else LINE_KINDS[row.kind]


def lines_of(row: WaitingLines) -> list[Line]:
    """Return the lines as they were read."""
    return [Line(each["number"], each["given"]) for each in row.lines]


def told_of(row: WaitingLines) -> list[Told]:
    """Return the lines as they were last tried, refused ones first."""
    columns = [each.name for each in shown_columns(row)]
    given = {line.number: line.given for line in lines_of(row)}
    order = {"refused": 0, "new": 1, "same": 2, "empty": 3}
    found = [
        Told(
            fate["number"], [_shown(given[fate["number"]].get(name, "")) for name in columns], fate["doom"],
            [Text(*pair) for pair in fate["said"]],
        )
        for fate in row.fates
    ]  # fmt: skip
    return sorted(found, key=lambda each: order[each.doom])


def _shown(cell: str) -> str:
    """Return a day that a workbook holds as people write it; other words as they came."""
    found = _ISO_DAY.fullmatch(cell)
    return "/".join(reversed(found.groups())) if found else cell


def shown_columns(row: WaitingLines) -> list[Column]:
    """Return the columns that hold something; a paste on the page of an indicator does not name it again."""
    lines = lines_of(row)
    return [
        each
        for each in kind_of(row).columns
        if any(line.given.get(each.name) for line in lines) and not (row.kind == PASTED and each.name == "indicator")
    ]


def place_of(session: ViewerSession, kind: str, about: UUID, own: str) -> Place:
    """Return where lines of that kind go; ``about`` is the indicator of a paste, else the strategy."""
    if kind == PASTED:
        return ReadingsOfOne(session, session.get_one(Indicator, about), own)
    return PLACES[kind](session, about, own)


def put_down(session: ViewerSession, row: WaitingLines, *, moment: datetime) -> None:
    """Let lines wait for their confirmation, in the place of those that the same person brought before."""
    session.execute(
        sa.delete(WaitingLines).where(sa.or_(WaitingLines.user_id == row.user_id, WaitingLines.expires_at <= moment))
    )
    row.created_at, row.expires_at = moment, moment + WAITS
    session.add(row)
    session.flush()


def waiting_of(session: ViewerSession, user_id: UUID, *, moment: datetime, hold: bool = False) -> WaitingLines | None:
    """Return what a person brought last, for as long as it waits; ``hold`` keeps a second press behind the first."""
    statement = sa.select(WaitingLines).where(WaitingLines.user_id == user_id, WaitingLines.expires_at > moment)
    return session.scalar(statement.with_for_update() if hold else statement)


def new_waiting(user_id: UUID, about: UUID, kind: str, title: str, lines: Lines, fates: Sequence[Fate]) -> WaitingLines:
    """Return the row that keeps lines and what they would do."""
    return WaitingLines(
        user_id=user_id, about=about, kind=kind, title=title[:200],
        lines=[{"number": line.number, "given": dict(line.given)} for line in lines.lines],
        unused=list(lines.unused), fates=[fate.as_plain() for fate in fates],
    )  # fmt: skip


def confirm(session: ViewerSession, row: WaitingLines, *, actor: Actor, moment: datetime) -> list[Fate]:
    """Write the lines that wait, all of them: where one is refused now, the caller drops the session's work.

    Two people who confirm for one strategy come one after the other, so that neither writes what the other just wrote.
    """
    place = place_of(session, row.kind, row.about, actor.agency)
    strategy_id = session.get_one(Indicator, row.about).strategy_id if row.kind == PASTED else row.about
    session.scalar(sa.select(Strategy.id).where(Strategy.id == strategy_id).with_for_update())
    fates = try_lines(session, place, lines_of(row), actor=actor, moment=moment)
    if not is_refused(fates):
        row.done_at, row.taken = moment, sum(fate.doom == "new" for fate in fates)
        row.fates = [fate.as_plain() for fate in fates]
    return fates
