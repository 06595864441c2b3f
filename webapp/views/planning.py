"""The plan of the night: who may enter where at which hour, and who is assigned to which visit; made to be printed."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.step import mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.policies import policy
from webapp.reading import find_case, read_case
from webapp.showing.planning import plan_of
from webapp.showing.rows import state_of
from webapp.taking import form_sent, take_form
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.processes.operation_facts import Operation

pages = Blueprint("planning", __name__)
_STEP = "assign"


@pages.get("/<desk>/operations/<uuid:case_id>/planning")
@policy("signed_in")
def planning_page(case_id: UUID) -> ResponseReturnValue:
    """Each visit with each agency: its colour, the sentence and the article; the pilot assigns from here."""
    return _draw(None, case_id=_operation(case_id).id)


@pages.post("/<desk>/operations/<uuid:case_id>/planning/<uuid:visit_id>")
@policy("pilot_operation")
def assign(case_id: UUID, visit_id: UUID) -> ResponseReturnValue:
    """Assign the agencies that were ticked to one visit, and come back to it."""
    operation, visit = _operation(case_id), find_case(visit_id)
    if visit.parent_id != operation.id or visit.workflow != "visit":
        abort(404)
    form = form_sent(visit, _STEP)
    if not form.validate():
        wrong = Notice("error", WORDS["not_done"], tuple(error for _, error in mistakes_of(form)))
        return _draw(wrong, case_id=operation.id), 422
    show_again_with(partial(_draw, case_id=operation.id))
    take_form(form, visit, _STEP)
    return redirect(
        url_for(".planning_page", case_id=operation.id, assigned=visit.id, _anchor=f"visit-{visit.id.hex}"), 303
    )


def _draw(notice: Notice | None, *, case_id: UUID) -> str:
    case = _operation(case_id)
    operation = db().get_one(Operation, case.id)
    return render_template(
        "planning/page.html",
        case=case,
        state=state_of(case),
        operation=operation,
        plan=plan_of(db(), operation),
        notice=notice,
        assigned=request.args.get("assigned"),
        printed_at=moment(),
    )


def _operation(case_id: UUID) -> Case:
    case = read_case(case_id)
    if case.workflow != "operation":
        abort(404)
    return case
