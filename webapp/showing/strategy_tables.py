"""The strategy as plain tables to take away: its objectives and commitments, its actions, the readings of an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from webapp.language import spoken
from webapp.showing.indicator import IndicatorSheet
from webapp.showing.rows import state_of, with_cases
from webapp.showing.strategy import Board, Goal
from webapp.tables.table import Cell, Table
from webapp.words import WORDS
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.action import Action, is_late
from workflows.processes.commitment import Commitment
from workflows.processes.objective import Objective
from workflows.processes.opening import SHARED
from workflows.processes.weather import WEATHERS
from workflows.register.agencies import Agency, agency
from workflows.store.text import Text


def objectives_table(
    board: Board, *, made_for: Agency, moment: datetime, weather: str = "", axis_id: UUID | None = None
) -> Table:
    """Return a line for each commitment, and one for an objective that has none yet: of one weather or one axis, if given."""
    chosen = [(axis, goals) for axis, _case, goals in board.axes if axis_id in (None, axis.id)]
    rows = [
        (f"{axis.position}. {axis.title}", *line)
        for axis, goals in chosen
        for goal in goals
        if weather in ("", goal.weather)
        for line in _lines_of(goal)
    ]
    filters = [f"{axis.position}. {axis.title}" for axis, _goals in chosen if axis_id is not None]
    filters += [spoken(WEATHERS[goal]) for goal in WEATHERS if goal == weather]
    return _table(board, "objectives", _OBJECTIVES, rows, made_for=made_for, moment=moment, filters=filters)


def actions_table(session: ViewerSession, board: Board, *, made_for: Agency, moment: datetime) -> Table:
    """Return a line for each action that every partner may read, the next due first."""
    codes = {
        row.id: objective.code
        for row, objective in session.execute(
            sa.select(Commitment, Objective)
            .join(Objective, Objective.id == Commitment.objective_id)
            .where(Commitment.strategy_id == board.row.id)
        )
    }
    today = paris_day(moment)
    found = with_cases(session, Action, Action.strategy_id == board.row.id, Action.secrecy <= SHARED)
    rows = [
        (
            codes.get(row.commitment_id or row.id, ""), row.title, spoken(agency(row.agency or "").name), row.due_on,
            spoken(state_of(case).label), spoken(is_late(row, case.state, today)), row.blocked_by, row.evidence,
        )
        for row, case in sorted(found, key=lambda each: (each[0].due_on, each[0].title))
    ]  # fmt: skip
    return _table(board, "actions", _ACTIONS, rows, made_for=made_for, moment=moment)


def readings_table(sheet: IndicatorSheet, *, made_for: Agency, moment: datetime) -> Table:
    """Return a line for each reading of an indicator, oldest first, those that a later one has replaced too."""
    row = sheet.gauge.row
    rows = [
        (
            sheet.objective.code, row.label, line.row.on_day, Decimal(line.row.value) / 100, row.unit, line.row.source,
            spoken(agency(line.row.agency or "").name), spoken(not line.standing),
        )
        for line in reversed(sheet.lines)
    ]  # fmt: skip
    facts = (*_facts(sheet.strategy.title, made_for, moment), (spoken(WORDS["table_filters"]), row.label))
    header = [spoken(word) for word in _READINGS]
    return Table(spoken(WORDS["readings"]), spoken(WORDS["table_about"]), facts, header, rows, moment)


def _table(
    board: Board,
    title: str,
    header: Sequence[Text],
    rows: Sequence[Sequence[Cell]],
    *,
    made_for: Agency,
    moment: datetime,
    filters: Sequence[str] = (),
) -> Table:
    facts = (
        *_facts(board.row.title, made_for, moment),
        (spoken(WORDS["table_filters"]), ", ".join(filters) or spoken(WORDS["table_unfiltered"])),
    )
    words = [spoken(word) for word in header]
    return Table(spoken(WORDS[title]), spoken(WORDS["table_about"]), facts, words, rows, moment)


def _facts(strategy: str, made_for: Agency, moment: datetime) -> Iterable[tuple[str, str]]:
    return (
        (spoken(WORDS["table_strategy"]), strategy),
        (spoken(WORDS["table_made_at"]), spoken(moment)),
        (spoken(WORDS["table_made_for"]), spoken(made_for.name)),
    )


def _lines_of(goal: Goal) -> Iterator[tuple[Cell, ...]]:
    row = goal.row
    about = (row.code, row.title, row.target, row.due_on, spoken(goal.state.label), spoken(WEATHERS[goal.weather]))
    if not goal.shares:
        yield (*about, "", "", None, "")
    for share in goal.shares:
        words = share.row.reason or share.row.words or share.row.asked
        yield (*about, spoken(agency(share.row.agency or "").name), spoken(share.state.label), share.row.due_on, words)


_OBJECTIVES: Final = (
    Text("Axe", "Axis"),
    Text("Code", "Code"),
    Text("Objectif", "Objective"),
    Text("Cible", "Target"),
    Text("Échéance", "Due on"),
    Text("État", "State"),
    Text("Météo", "Weather"),
    Text("Partenaire", "Partner"),
    Text("Engagement", "Commitment"),
    Text("Échéance du partenaire", "Partner’s due day"),
    Text("Mots ou motif", "Words or reason"),
)
_ACTIONS: Final = (
    Text("Code", "Code"),
    Text("Action", "Action"),
    Text("Partenaire", "Partner"),
    Text("Échéance", "Due on"),
    Text("État", "State"),
    Text("En retard", "Late"),
    Text("Ce qui bloque", "What blocks it"),
    Text("Ce qui le montre", "What shows it"),
)
_READINGS: Final = (
    Text("Code", "Code"),
    Text("Indicateur", "Indicator"),
    Text("Jour", "Day"),
    Text("Valeur", "Value"),
    Text("Unité", "Unit"),
    Text("Source", "Source"),
    Text("Relevé par", "Read by"),
    Text("Remplacé", "Replaced"),
)
