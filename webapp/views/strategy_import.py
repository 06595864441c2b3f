"""Lines from a spreadsheet: brought as a file or pasted, checked line by line, then written all together or not at all."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.spreadsheet import LARGEST_FILE, SpreadsheetRefused, read_spreadsheet
from forms.strategy_lines import KINDS, Lines, LinesRefused, lines_in
from webapp.errors import Notice
from webapp.importing.fates import is_refused, try_lines
from webapp.importing.paste import lines_pasted, pasted_again
from webapp.importing.template import template_of
from webapp.importing.waiting import (
    PASTED,
    confirm,
    kind_of,
    new_waiting,
    place_of,
    put_down,
    shown_columns,
    told_of,
    waiting_of,
)
from webapp.policies import here, policy
from webapp.reading import actor, read_case, signed_in
from webapp.showing.strategy import chosen_strategy, strategies
from webapp.tables.sending import send_table
from webapp.unit import db, moment, start_over
from webapp.words import WORDS
from workflows.processes.indicator import Indicator
from workflows.processes.strategy import Strategy
from workflows.store.text import Text
from workflows.store.waiting import WaitingLines

blueprint = Blueprint("strategy_import", __name__)
_LARGEST_REQUEST: Final = LARGEST_FILE + 64 * 1024
"""A file and what goes with it."""


@blueprint.get("/<desk>/objectives/import")
@policy("signed_in")
def import_page() -> ResponseReturnValue:
    """Where a file is brought, with a template for each kind of line."""
    over = Notice("warning", WORDS["import_over"]) if "over" in request.args else None
    return _draw_import(_strategy(), over)


@blueprint.post("/<desk>/objectives/import")
@policy("signed_in", largest=_LARGEST_REQUEST)
def bring() -> ResponseReturnValue:
    """Read the file, try every line of it, and show what would become of each; nothing is written yet."""
    strategy, brought = _strategy(), request.files.get("file")
    if brought is None or not brought.filename:
        return _draw_import(strategy, Notice("error", WORDS["import_no_file"])), 422
    with brought.stream as stream:
        content = stream.read(LARGEST_FILE + 1)
    try:
        lines = lines_in(read_spreadsheet(content))
    except (SpreadsheetRefused, LinesRefused) as refused:
        return _draw_import(strategy, Notice("error", WORDS["import_refused"], (refused.text,))), 422
    _let_wait(lines.kind.name, strategy.id, brought.filename, lines)
    return redirect(url_for(".check_page"), 303)


@blueprint.post("/<desk>/indicators/<uuid:case_id>/paste")
@policy("partnership")
def paste(case_id: UUID) -> ResponseReturnValue:
    """Read what was pasted for an indicator, and show what would become of each line; nothing is written yet."""
    case = read_case(case_id, "indicator")
    row, words = db().get_one(Indicator, case.id), request.form.get("pasted", "")
    try:
        lines = lines_pasted(db(), row, words, moment=moment())
    except LinesRefused as refused:
        notice = Notice("error", WORDS["import_refused"], (refused.text,))
        return render_template("strategy/paste.html", row=row, words=words, notice=notice), 422
    _let_wait(PASTED, row.id, row.label, lines)
    return redirect(url_for(".check_page"), 303)


@blueprint.get("/<desk>/objectives/import/check")
@policy("signed_in")
def check_page() -> ResponseReturnValue:
    """What becomes of each line that the person brought last, or what became of it."""
    row = waiting_of(db(), signed_in().user_id, moment=moment())
    return redirect(url_for(".import_page", over=""), 303) if row is None else _draw_check(row)


@blueprint.post("/<desk>/objectives/import/check")
@policy("signed_in")
def write_lines() -> ResponseReturnValue:
    """Write every line, or none where one is refused; a second press finds it done."""
    row = waiting_of(db(), signed_in().user_id, moment=moment(), hold=True)
    if row is None or row.id.hex != request.form.get("lines"):
        return redirect(url_for(".check_page" if row else ".import_page", over=""), 303)
    if row.done_at is None:
        fates = confirm(db(), row, actor=actor(), moment=moment())
        if is_refused(fates):
            start_over()
            now = waiting_of(db(), signed_in().user_id, moment=moment())
            if now is None:
                abort(404)
            now.fates = [fate.as_plain() for fate in fates]
            return _draw_check(now), 409
    return redirect(url_for(".check_page"), 303)


@blueprint.get("/<desk>/objectives/import/readings.ods", defaults={"kind": "readings", "end": "ods"})
@blueprint.get("/<desk>/objectives/import/readings.xlsx", defaults={"kind": "readings", "end": "xlsx"})
@blueprint.get("/<desk>/objectives/import/actions.ods", defaults={"kind": "actions", "end": "ods"})
@blueprint.get("/<desk>/objectives/import/actions.xlsx", defaults={"kind": "actions", "end": "xlsx"})
@blueprint.get("/<desk>/objectives/import/objectives.ods", defaults={"kind": "objectives", "end": "ods"})
@blueprint.get("/<desk>/objectives/import/objectives.xlsx", defaults={"kind": "objectives", "end": "xlsx"})
@policy("signed_in")
def template(kind: str, end: str) -> ResponseReturnValue:
    """A file to fill in: the columns of one kind of line, with what the agency may write already named."""
    strategy = _strategy()
    table = template_of(db(), KINDS[kind], strategy, own=here().key, moment=moment())
    return send_table(table, end, f"{strategy.number}-{kind}")


def _let_wait(kind: str, about: UUID, title: str, lines: Lines) -> None:
    """Try the lines, drop what that wrote, and keep them with what they would do."""
    place = place_of(db(), kind, about, here().key)
    fates = try_lines(db(), place, lines.lines, actor=actor(), moment=moment())
    start_over()
    put_down(db(), new_waiting(signed_in().user_id, about, kind, title, lines, fates), moment=moment())


def _strategy() -> Strategy:
    known = strategies(db())
    if not known:
        abort(404)
    return chosen_strategy(known, request.values.get("strategy", ""))[0]


def _draw_import(strategy: Strategy, notice: Notice | None) -> str:
    return render_template(
        "strategy/import.html", strategy=strategy, kinds=KINDS.values(), notice=notice, largest_file=LARGEST_FILE
    )


def _draw_check(row: WaitingLines) -> str:
    told = told_of(row)
    return render_template(
        "strategy/import_check.html",
        row=row,
        kind=kind_of(row),
        columns=shown_columns(row),
        told=told,
        count={doom: sum(each.doom == doom for each in told) for doom in ("new", "same", "empty", "refused")},
        doom_words=_DOOMS,
        back=_way_back(row),
        pasted=pasted_again(row) if row.kind == PASTED and row.done_at is None else None,
    )


def _way_back(row: WaitingLines) -> tuple[str, str]:
    """Return address and name of the page that the lines are for."""
    if row.kind == PASTED:
        indicator = db().get_one(Indicator, row.about)
        return url_for("strategy.indicator_page", case_id=indicator.id), indicator.label
    strategy = db().get_one(Strategy, row.about)
    return url_for("strategy.objectives_page", strategy=strategy.id), strategy.title


_DOOMS: Final = {
    "new": Text("À écrire", "To write"),
    "same": Text("Déjà là", "Already there"),
    "empty": Text("Vide", "Empty"),
    "refused": Text("Refusée", "Refused"),
}
