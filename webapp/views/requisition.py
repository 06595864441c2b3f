"""Requisitions: asked by the pilot, granted, cut down or refused by the prosecutor's office on one page, never late."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.step import StepForm, mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import policy
from webapp.reading import actor, announce, read_case, signed_in
from webapp.showing.case import doors_of
from webapp.showing.history import history_of
from webapp.showing.inbox import read_cursor
from webapp.showing.requisition import GROUPS, count_by_group, cursor_after, latest_grounds, list_requisitions, sheet_of
from webapp.showing.rows import state_of
from webapp.taking import form_of, form_sent, renew, take_form
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine.cases import situation_of
from workflows.engine.tables import Case
from workflows.law.requisitions import RequisitionFacts, faults, kind_of
from workflows.processes.operation_facts import Operation
from workflows.processes.requisition_facts import BASIS, Requisition
from workflows.processes.visit import places_of

blueprint = Blueprint("requisitions", __name__)
_PAGE: Final = 25
_LATEST: Final = 6
_ASK: Final = {"approved": "ask_requisition", "requisition_pending": "ask_requisition", "planned": "renew_requisition",
               "ready": "renew_requisition"}  # fmt: skip


@blueprint.get("/<desk>/requisitions")
@policy("signed_in")
def requisitions_page() -> ResponseReturnValue:
    """The requisitions by state, those to sign first."""
    group = request.args.get("state", "requested")
    group = group if group in GROUPS else "requested"
    after = read_cursor(request.args.get("after", ""))
    found = list_requisitions(db(), group, after=after, limit=_PAGE + 1)
    for line in found[:_PAGE]:
        announce(line.case.id, line.case.secrecy)
    more = url_for(".requisitions_page", state=group, after=cursor_after(found[_PAGE - 1])) if found[_PAGE:] else None
    return render_template(
        "requisition/list.html",
        lines=found[:_PAGE],
        group=group,
        groups=GROUPS,
        counts=count_by_group(db()),
        first=url_for(".requisitions_page", state=group) if after else None,
        following=more,
    )


@blueprint.get("/<desk>/requisitions/<uuid:case_id>")
@policy("signed_in")
@page_of("requisition")
def requisition_page(case_id: UUID) -> ResponseReturnValue:
    """A requisition: what is asked, and for who may grant it the form, filled in with just that."""
    case = read_case(case_id, "requisition")
    form = form_of(case, "grant", _as_asked(case)) if _may_grant(case) else None
    return _draw(None, form, case_id=case.id)


@blueprint.post("/<desk>/requisitions/<uuid:case_id>")
@policy("grant_requisition")
def grant(case_id: UUID) -> ResponseReturnValue:
    """Grant it as typed; what the article does not allow comes back with its sentences."""
    case = read_case(case_id, "requisition")
    form = form_sent(case, "grant")
    if not form.validate():
        return _draw(None, form, case_id=case.id), 422
    show_again_with(partial(_draw, form=form, case_id=case.id))
    taken = take_form(form, case, "grant")
    return redirect(url_for(".requisition_page", case_id=case.id, done=taken.seq), 303)


@blueprint.get("/<desk>/operations/<uuid:case_id>/requisition")
@policy("pilot_operation")
def ask_page(case_id: UUID) -> ResponseReturnValue:
    """The request to the prosecutor, for the hours of the operation and the places that it has."""
    case = _operation(case_id)
    operation = db().get_one(Operation, case.id)
    values = {"starts_at": operation.starts_at, "ends_at": operation.ends_at, "reason": latest_grounds(db(), case.id)}
    return _draw_request(None, form_of(case, _ASK[case.state], values), case_id=case.id)


@blueprint.post("/<desk>/operations/<uuid:case_id>/requisition")
@policy("pilot_operation")
def ask(case_id: UUID) -> ResponseReturnValue:
    """Ask for it; a request that could not be granted as written is refused here already, with the article."""
    case = _operation(case_id)
    form = form_sent(case, _ASK[case.state])
    if not form.validate():
        return _draw_request(None, form, case_id=case.id), 422
    found = faults(_facts(form.fields(), case))
    if found:
        keys = tuple(key for fault in found for key in fault.references)
        unlawful = Notice("error", WORDS["not_done"], tuple(fault.text for fault in found), tuple(dict.fromkeys(keys)))
        return _draw_request(unlawful, form, case_id=case.id), 422
    show_again_with(partial(_draw_request, form=form, case_id=case.id))
    taken = take_form(form, case, _ASK[case.state])
    return redirect(
        url_for("operations.operation_page", case_id=case.id, done=taken.seq, _anchor="requisitions"), 303
    )  # fmt: skip


def _draw(notice: Notice | None, form: StepForm | None, *, case_id: UUID) -> str:
    case = read_case(case_id)
    if form is not None and notice is not None:
        renew(form, case)
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    history = history_of(db(), case, situation, latest=_LATEST)
    return render_template(
        "requisition/page.html",
        case=case,
        state=state_of(case),
        sheet=sheet_of(db(), case),
        form=form,
        mistakes=mistakes_of(form) if form is not None else [],
        notice=notice,
        doors=doors_of(db(), case, actor=actor(), moment=moment()),
        history=history,
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


def _draw_request(notice: Notice | None, form: StepForm, *, case_id: UUID) -> str:
    case = _operation(case_id)
    if notice is not None:
        renew(form, case)
    return render_template(
        "requisition/ask.html",
        case=case,
        form=form,
        mistakes=mistakes_of(form),
        notice=notice,
        kind=kind_of(BASIS),
        places=places_of(db(), case.id),
    )


def _may_grant(case: Case) -> bool:
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    return any(door.step.name == "grant" for door in doors.open)


def _as_asked(case: Case) -> dict[str, Any]:
    row = db().get_one(Requisition, case.id)
    return {
        "offences": row.offences,
        "places": [place[0] for place in row.places],
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "magistrate": signed_in().function,
    }


def _facts(fields: dict[str, Any], case: Case) -> RequisitionFacts:
    places = tuple(address for _, _, address in places_of(db(), case.id))
    return RequisitionFacts(
        BASIS, tuple(fields["offences"]), places, fields["starts_at"], fields["ends_at"], granted=False, signed_on=None
    )


def _operation(case_id: UUID) -> Case:
    case = read_case(case_id)
    if case.workflow != "operation" or case.state not in _ASK:
        abort(404)
    return case
