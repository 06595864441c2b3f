"""The steps that a team takes on the spot, for its grid and for the visit that it leads, in the frame of the tablet."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from forms.step import StepForm, step_form
from webapp import sessions
from webapp.errors import Notice, show_again_with
from webapp.policies import policy
from webapp.reading import actor, read_case, signed_in
from webapp.showing.case import doors_of
from webapp.tablet.scripting import page_facts
from webapp.unit import db, moment, start_over
from webapp.views.tablet import own_sheet, sheet_of_visit
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import situation_of, take
from workflows.engine.definition import COMMAND_LINE, HOUSE, Step
from workflows.engine.fields import choices_of
from workflows.engine.refusals import CommandRaced
from workflows.engine.tables import Case

blueprint = Blueprint("tablet_step", __name__)
_ENDPOINT: Final = "tablet_step.take_step"


@blueprint.get("/<desk>/tablet/cases/<uuid:case_id>/steps/<step>")
@policy("inspect")
def step_page(case_id: UUID, step: str) -> ResponseReturnValue:
    """The form of a step; filled in again with what the person had typed when their session ended."""
    case = read_case(case_id)
    form = _form(case, _step(case, step))
    form.begin(case.version)
    kept = _kept(step, case_id)
    if kept is None:
        return _draw(form, None, case_id, step)
    form.receive(kept)
    return _draw(form, Notice("information", WORDS["form_refilled"]), case_id, step)


@blueprint.post("/<desk>/tablet/cases/<uuid:case_id>/steps/<step>")
@policy("inspect")
def take_step(case_id: UUID, step: str) -> ResponseReturnValue:
    """Take the step and go back to the grid; refused, the form comes back as it was typed, with the reasons."""
    case = read_case(case_id)
    form = _form(case, _step(case, step))
    form.receive(request.form)
    if not form.validate():
        return _draw(form, None, case_id, step), 422
    show_again_with(partial(_draw, form, case_id=case_id, step=step, fresh=True))
    try:
        _take(form, case_id, step)
    except CommandRaced:
        start_over()
        _take(form, case_id, step)
    if signed_in().kept is not None:
        sessions.keep(db(), signed_in().session_id, None)
    return redirect(url_for("tablet.sheet_page_of", case_id=_sheet_behind(case), done=step), 303)


def _take(form: StepForm, case_id: UUID, step: str) -> None:
    take(
        db(),
        case_id,
        step,
        actor=actor(),
        moment=moment(),
        fields=form.fields(),
        command=form.command,
        # Answers move the version of a grid all the time; whether the step is still possible is for its guards.
        version=None,
    )


def _draw(form: StepForm, notice: Notice | None, case_id: UUID, step: str, *, fresh: bool = False) -> str:
    case = read_case(case_id)
    if fresh:
        form.command = uuid4().hex
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    return render_template(
        "tablet/step.html",
        case=case,
        step=_step(case, step),
        form=form,
        notice=notice,
        door=next((each for each in (*doors.open, *doors.closed, *doors.of_others) if each.step.name == step), None),
        sheet_id=_sheet_behind(case),
        facts=page_facts("step"),
    )


def _sheet_behind(case: Case) -> UUID:
    """Return the grid to which a step leads back; only grids and visits of one's own have steps here."""
    if own_sheet(case) is not None:
        return case.id
    found = sheet_of_visit(case.id) if case.workflow == "visit" else None
    if found is None:
        abort(404)
    return found


def _step(case: Case, name: str) -> Step:
    _sheet_behind(case)
    try:
        found = registry.workflow(case.workflow, case.workflow_version).step(name)
    except KeyError:
        abort(404)
    if found.competence in (HOUSE, COMMAND_LINE):
        abort(404)
    return found


def _form(case: Case, step: Step) -> StepForm:
    situation = situation_of(db(), case.id, step.name, actor=actor(), moment=moment())
    return step_form(step, lambda field: choices_of(field, situation))


def _kept(step: str, case_id: UUID) -> MultiDict[str, str] | None:
    kept = signed_in().kept
    if kept is None or kept.get("endpoint") != _ENDPOINT:
        return None
    at = kept["arguments"]
    return MultiDict(kept["fields"]) if (at.get("step"), at.get("case_id")) == (step, str(case_id)) else None
