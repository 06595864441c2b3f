"""A file to fill in: the columns of one kind of line, and a line for each thing that the agency may write."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from forms.strategy_lines import Kind
from webapp.importing.paste import proposed_days
from webapp.language import spoken
from webapp.showing.rows import with_cases
from webapp.tables.table import Cell, Table
from webapp.words import WORDS
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.axis import Axis
from workflows.processes.commitment import Commitment
from workflows.processes.indicator import Indicator, readings_of
from workflows.processes.objective import Objective
from workflows.processes.strategy import Strategy
from workflows.register.agencies import agency


def template_of(session: ViewerSession, kind: Kind, strategy: Strategy, *, own: str, moment: datetime) -> Table:
    """Return the table to fill in; what is left empty in it will not be imported."""
    begun = {"readings": _readings, "actions": _actions, "objectives": _objectives}[kind.name]
    names = [each.name for each in kind.columns]
    rows = [[given.get(name) for name in names] for given in begun(session, strategy, own, moment)]
    facts = [
        (spoken(WORDS["table_strategy"]), strategy.title),
        *((spoken(each.label), spoken(WORDS["required" if each.required else "optional"])) for each in kind.columns),
        (spoken(WORDS["import_dates"]), spoken(WORDS["import_dates_more"])),
    ]
    header = [spoken(each.label) for each in kind.columns]
    return Table(spoken(kind.label), spoken(WORDS["table_about"]), facts, header, rows, moment)


def _readings(session: ViewerSession, strategy: Strategy, own: str, moment: datetime) -> Iterable[dict[str, Cell]]:
    rows = [
        row
        for row, case in with_cases(
            session, Indicator, Indicator.strategy_id == strategy.id, Indicator.agency == own, Indicator.feed == ""
        )
        if case.state != "ended"
    ]
    codes = _codes(session, strategy)
    latest = readings_of(session, [row.id for row in rows])
    for row in sorted(rows, key=lambda each: (codes[each.objective_id], each.label)):
        after = latest[row.id][-1].on_day if latest[row.id] else None
        [day] = proposed_days(row.frequency, 1, after=after, today=paris_day(moment))
        yield {"code": codes[row.objective_id], "indicator": row.label, "on_day": day, "source": row.source}


def _actions(session: ViewerSession, strategy: Strategy, own: str, _moment: datetime) -> Iterable[dict[str, Cell]]:
    codes = _codes(session, strategy)
    found = with_cases(session, Commitment, Commitment.strategy_id == strategy.id, Commitment.agency == own)
    for code in sorted({codes[row.objective_id] for row, case in found if case.state == "accepted"}):
        yield {"code": code, "partner": spoken(agency(own).name)}


def _objectives(session: ViewerSession, strategy: Strategy, _own: str, _moment: datetime) -> Iterable[dict[str, Cell]]:
    for row in session.scalars(sa.select(Axis).where(Axis.strategy_id == strategy.id).order_by(Axis.position)):
        yield {"axis": f"{row.position}. {row.title}"}


def _codes(session: ViewerSession, strategy: Strategy) -> dict[object, str]:
    return {
        row.id: row.code for row in session.scalars(sa.select(Objective).where(Objective.strategy_id == strategy.id))
    }
