"""The strategy as files to take away: one address for each table and format."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from webapp.policies import here, policy
from webapp.reading import read_case
from webapp.showing.indicator import sheet_of
from webapp.showing.strategy import Board, board_of, chosen_strategy, strategies
from webapp.showing.strategy_tables import actions_table, objectives_table, readings_table
from webapp.tables.sending import send_table
from webapp.unit import db, moment
from workflows.law.days import paris_day
from workflows.processes.indicator import Indicator

blueprint = Blueprint("strategy_tables", __name__)


@blueprint.get("/<desk>/objectives.csv", defaults={"kind": "csv"})
@blueprint.get("/<desk>/objectives.ods", defaults={"kind": "ods"})
@blueprint.get("/<desk>/objectives.xlsx", defaults={"kind": "xlsx"})
@policy("signed_in")
def objectives(kind: str) -> ResponseReturnValue:
    """The objectives of the strategy that the page shows, with its filters, one line for each commitment."""
    board = _board()
    table = objectives_table(
        board, made_for=here(), moment=moment(), weather=request.args.get("weather", ""),
        axis_id=request.args.get("axis", type=UUID),
    )  # fmt: skip
    return send_table(table, kind, _name(board.row.number))


@blueprint.get("/<desk>/actions.csv", defaults={"kind": "csv"})
@blueprint.get("/<desk>/actions.ods", defaults={"kind": "ods"})
@blueprint.get("/<desk>/actions.xlsx", defaults={"kind": "xlsx"})
@policy("signed_in")
def actions(kind: str) -> ResponseReturnValue:
    """The actions of the strategy that the page shows."""
    board = _board()
    table = actions_table(db(), board, made_for=here(), moment=moment())
    return send_table(table, kind, _name(f"{board.row.number}-actions"))


@blueprint.get("/<desk>/indicators/<uuid:case_id>/readings.csv", defaults={"kind": "csv"})
@blueprint.get("/<desk>/indicators/<uuid:case_id>/readings.ods", defaults={"kind": "ods"})
@blueprint.get("/<desk>/indicators/<uuid:case_id>/readings.xlsx", defaults={"kind": "xlsx"})
@policy("signed_in")
def readings(case_id: UUID, kind: str) -> ResponseReturnValue:
    """Every reading of an indicator."""
    case = read_case(case_id, "indicator")
    sheet = sheet_of(db(), db().get_one(Indicator, case.id), case, moment=moment())
    table = readings_table(sheet, made_for=here(), moment=moment())
    return send_table(table, kind, _name(f"{sheet.strategy.number}-{sheet.objective.code}"))


def _board() -> Board:
    known = strategies(db())
    if not known:
        abort(404)
    row, case = chosen_strategy(known, request.args.get("strategy", ""))
    return board_of(db(), row, case, moment=moment())


def _name(about: str) -> str:
    return f"{about}-{paris_day(moment()).isoformat()}"
