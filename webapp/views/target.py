"""Targets: look for a place in the register, then make it a target with its reason and its hour."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.step import StepForm, mistakes_of
from forms.target import SearchForm
from webapp.errors import Notice, show_again_with
from webapp.policies import policy
from webapp.reading import read_case
from webapp.showing.establishment import hit_of, search, shown_establishment
from webapp.showing.operation import Target, targets_of
from webapp.taking import form_of, form_sent, renew, take_form
from webapp.unit import db
from workflows.engine.tables import Case
from workflows.processes.operation_facts import Operation
from workflows.register.establishments import Establishment

pages = Blueprint("target", __name__)
_STEP: Final = "add_target"
_BETWEEN_VISITS: Final = timedelta(minutes=45)


@pages.get("/<desk>/operations/<uuid:case_id>/targets")
@policy("pilot_operation")
def search_page(case_id: UUID) -> ResponseReturnValue:
    """Look for a place; each one found says what is known of it and is one press away from being a target."""
    case = _operation(case_id)
    form = SearchForm(request.args)
    form.validate()
    found = search(db(), form.q.data or "", form.town.data or "", request.args.get("after"))
    chosen = {target.visit.establishment_id for target in _targets(case) if target.case.is_open}
    return render_template("establishment/choose.html", case=case, form=form, found=found, chosen=chosen)


@pages.get("/<desk>/operations/<uuid:case_id>/targets/<uuid:establishment_id>")
@policy("pilot_operation")
def target_page(case_id: UUID, establishment_id: UUID) -> ResponseReturnValue:
    """The reason and the hour, with what is known of the place beside them."""
    case, place = _operation(case_id), _place(establishment_id)
    form = form_of(case, _STEP, {"establishment": str(place.id), "planned_at": _next_hour(case)})
    return _draw(form, None, case.id, place.id)


@pages.post("/<desk>/operations/<uuid:case_id>/targets/<uuid:establishment_id>")
@policy("pilot_operation")
def add_target(case_id: UUID, establishment_id: UUID) -> ResponseReturnValue:
    """Make the place a target, and go back to the operation."""
    case, place = _operation(case_id), _place(establishment_id)
    form = form_sent(case, _STEP)
    if not form.validate():
        return _draw(form, None, case.id, place.id), 422
    show_again_with(partial(_draw, form, case_id=case.id, establishment_id=place.id))
    taken = take_form(form, case, _STEP)
    return redirect(
        url_for("operations.operation_page", case_id=case.id, done=taken.seq, _anchor="targets"), 303
    )  # fmt: skip


def _draw(form: StepForm, notice: Notice | None, case_id: UUID, establishment_id: UUID) -> str:
    case, place = _operation(case_id), _place(establishment_id)
    if notice is not None:
        renew(form, case)
    operation = db().get_one(Operation, case.id)
    return render_template(
        "establishment/target.html",
        case=case,
        operation=operation,
        hit=hit_of(db(), place),
        form=form,
        mistakes=mistakes_of(form),
        notice=notice,
    )


def _operation(case_id: UUID) -> Case:
    case = read_case(case_id)
    if case.workflow != "operation":
        abort(404)
    return case


def _place(establishment_id: UUID) -> Establishment:
    return shown_establishment(db(), establishment_id) or abort(404)


def _targets(case: Case) -> list[Target]:
    return targets_of(db(), db().get_one(Operation, case.id))


def _next_hour(case: Case) -> datetime:
    """The start of the operation, or three quarters of an hour after its last visit."""
    operation = db().get_one(Operation, case.id)
    hours = [target.visit.planned_at for target in _targets(case) if target.case.is_open]
    return min(max(hours) + _BETWEEN_VISITS, operation.ends_at) if hours else operation.starts_at
