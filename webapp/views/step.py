"""Taking a step: a form made from what the step asks, one call of the domain, and back to the case."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from forms.step import StepForm, step_form
from webapp import sessions
from webapp.errors import Notice, show_again_with
from webapp.policies import here, policy
from webapp.reading import actor, read_case, signed_in
from webapp.showing.case import Door, doors_of
from webapp.unit import db, moment, start_over
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import Taken, situation_of, take
from workflows.engine.definition import COMMAND_LINE, HOUSE, Step
from workflows.engine.fields import choices_of
from workflows.engine.refusals import CommandRaced
from workflows.engine.tables import Case
from workflows.processes.compliance_checks import CHECK, points_to_check
from workflows.processes.evidence_file import proving_step, takes_evidence

blueprint = Blueprint("step", __name__)


@blueprint.get("/<desk>/cases/<uuid:case_id>/steps/<step>")
@policy("signed_in")
def step_page(case_id: UUID, step: str) -> ResponseReturnValue:
    """The form of a step; filled in again with what the person had typed when their session ended."""
    case = read_case(case_id)
    form = _form(case, _step(case, step))
    form.begin(case.version)
    kept = _kept(step, case_id)
    if kept is None and proving_step(case) == step and takes_evidence(case, here().key):
        return redirect(url_for("evidence.evidence_page", case_id=case_id))
    if kept is None and step == CHECK and "single" not in request.args and points_to_check(db(), case, here().key):
        return redirect(url_for("recheck.recheck_page", case_id=case_id))
    if kept is None:
        return _draw(form, None, case_id, step)
    form.receive(kept)
    return _draw(form, Notice("information", WORDS["form_refilled"]), case_id, step)


@blueprint.post("/<desk>/cases/<uuid:case_id>/steps/<step>")
@policy("signed_in")
def take_step(case_id: UUID, step: str) -> ResponseReturnValue:
    """Take the step, and go back to the case; refused, the form comes back as it was typed, with the reasons."""
    case = read_case(case_id)
    form = _form(case, _step(case, step))
    form.receive(request.form)
    if not form.validate():
        return _draw(form, None, case_id, step), 422
    show_again_with(partial(_draw, form, case_id=case_id, step=step, fresh=True))
    try:
        taken = _take(form, case_id, step)
    except CommandRaced:
        start_over()
        taken = _take(form, case_id, step)
    if signed_in().kept is not None:
        sessions.keep(db(), signed_in().session_id, None)
    return redirect(url_for("case.case_page", case_id=case_id, done=taken.seq), 303)


def _take(form: StepForm, case_id: UUID, step: str) -> Taken:
    return take(
        db(),
        case_id,
        step,
        actor=actor(),
        moment=moment(),
        fields=form.fields(),
        command=form.command,
        version=form.version,
    )


def _draw(form: StepForm, notice: Notice | None, case_id: UUID, step: str, *, fresh: bool = False) -> str:
    case = read_case(case_id)
    if fresh:
        form.version, form.command = case.version, uuid4().hex
    return render_template(
        "pages/step.html",
        case=case,
        step=_step(case, step),
        form=form,
        notice=notice,
        door=_door(case, step),
        state=registry.workflow(case.workflow, case.workflow_version).state(case.state),
    )


def _step(case: Case, name: str) -> Step:
    try:
        found = registry.workflow(case.workflow, case.workflow_version).step(name)
    except KeyError:
        abort(404)
    if found.competence in (HOUSE, COMMAND_LINE):
        abort(404)
    return found


def _door(case: Case, step: str) -> Door | None:
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    return next((door for door in (*doors.open, *doors.closed, *doors.of_others) if door.step.name == step), None)


def _form(case: Case, step: Step) -> StepForm:
    situation = situation_of(db(), case.id, step.name, actor=actor(), moment=moment())
    return step_form(step, lambda field: choices_of(field, situation))


def _kept(step: str, case_id: UUID) -> MultiDict[str, str] | None:
    kept = signed_in().kept
    if kept is None or kept.get("endpoint") != "step.take_step":
        return None
    at = kept["arguments"]
    return MultiDict(kept["fields"]) if (at.get("step"), at.get("case_id")) == (step, str(case_id)) else None
