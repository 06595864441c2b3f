"""The pages of a team in the field: the visits of the night, the grid of one of them, the steps on the spot.

Each works as plain forms; where scripts run, ``static/tablet`` keeps what is typed on the tablet first and sends it.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.errors import ReasonNeeded
from webapp.own_pages import page_of
from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case, signed_in
from webapp.tablet.grid import plain_state, sheet_of, sheet_page
from webapp.tablet.night import night_of
from webapp.tablet.operations import is_plain_text
from webapp.tablet.scripting import page_facts
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.tables import Case, JournalLine
from workflows.law.grids import ANSWER_LABELS
from workflows.processes.answer import LONGEST_NOTE, GivenAnswer, record_answers
from workflows.processes.sheet import Sheet
from workflows.store.text import Text

blueprint = Blueprint("tablet", __name__)
ANSWERS_CLASS: Final = 3
"""The class of what a grid holds: the findings of an agency."""


@blueprint.get("/<desk>/tablet/")
@policy("inspect")
def night_page() -> ResponseReturnValue:
    """The agency's visits in the order of the night; one tap opens one."""
    if signed_in().reason is None:
        raise ReasonNeeded  # asked before leaving, not at the door
    return render_template(
        "tablet/night.html", night=night_of(db(), here().key, moment=moment()), facts=page_facts("night")
    )


@blueprint.get("/<desk>/tablet/sheets/<uuid:case_id>")
@page_of("sheet")
@policy("signed_in")
def sheet_page_of(case_id: UUID) -> ResponseReturnValue:
    """The agency's own grid in one visit; other agencies that may see the case are shown the page of every case."""
    case = find_case(case_id)
    sheet = own_sheet(case)
    if sheet is None:
        return redirect(url_for("case.case_page", case_id=case_id, whole="1"))
    announce(case.id, ANSWERS_CLASS)
    return render_template(
        "tablet/sheet.html",
        page=sheet_page(db(), sheet, case, actor=actor(), moment=moment()),
        labels=ANSWER_LABELS,
        facts=page_facts("sheet", plain_state(db(), sheet, case)),
        new_id=uuid4,
        done=_done(case, request.args.get("done", "")),
    )


@blueprint.post("/<desk>/tablet/sheets/<uuid:case_id>/answers")
@policy("inspect")
def give_answer(case_id: UUID) -> ResponseReturnValue:
    """Keep one answer of a plain form, where no script runs; the browser's own clock is not known."""
    sheet = own_sheet(find_case(case_id))
    if sheet is None:
        abort(404)
    given = _answer_typed()
    record_answers(db(), sheet, [given], actor=actor(), moment=moment())
    return redirect(url_for("tablet.sheet_page_of", case_id=case_id, _anchor=given.item), 303)


def _done(case: Case, word: str) -> Text | None:
    """Return what was just done, from the name of a step or the number of a line of the history."""
    if word.isascii() and word.isdigit() and len(word) < 10:
        line = sa.select(JournalLine.step).where(JournalLine.case_id == case.id, JournalLine.seq == int(word))
        word = db().scalar(line) or ""
    for workflow in (registry.workflow(case.workflow, case.workflow_version), registry.workflow("visit")):
        for step in workflow.steps:
            if step.name == word:
                return step.done or step.label
    return None


def own_sheet(case: Case) -> Sheet | None:
    """Return the sheet of a case if it belongs to the agency of this desk, and its people may answer it."""
    if case.workflow != "sheet" or case.agency != here().key or "inspect" not in signed_in().competences:
        return None
    return sheet_of(db(), case.id)


def sheet_of_visit(visit_id: UUID) -> UUID | None:
    """Return the sheet of the agency of this desk in a visit."""
    return db().scalar(sa.select(Sheet.id).where(Sheet.visit_id == visit_id, Sheet.agency == here().key))


def _answer_typed() -> GivenAnswer:
    form = request.form
    note = form.get("note", "").replace("\r\n", "\n")
    item, value = form.get("item", ""), form.get("value", "")
    if not is_plain_text(note, LONGEST_NOTE) or len(item) > 20 or len(value) > 20:
        abort(400)
    try:
        known = UUID(form.get("id", ""))
        replaced = tuple(UUID(each) for each in form.get("replaces", "").split(",") if each)
    except ValueError:
        abort(400)
    return GivenAnswer(id=known, item=item, value=value, note=note, replaces=replaced)
