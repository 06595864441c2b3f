"""The joint minutes: who has validated, what the pilot adds, what will be printed; and each agency's own part."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.finding import RouteForm
from forms.step import StepForm, mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case, signed_in
from webapp.showing.case import clocks_of, doors_of
from webapp.showing.history import history_of
from webapp.showing.minutes import FULL, as_it_would_print, glance_at, missing_before_closing, reads_in_full
from webapp.showing.rows import state_of
from webapp.showing.section import count_findings, own_part
from webapp.taking import form_of, form_sent, renew, take_form
from webapp.unit import db, moment
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import situation_of
from workflows.engine.tables import Case
from workflows.law.grids import ROUTES
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.finding import Finding, choose_route
from workflows.processes.operation_facts import Operation
from workflows.processes.section import Section
from workflows.processes.snapshot_parts import ConsequenceLine
from workflows.store.text import Text

pages = Blueprint("minutes", __name__)
_LATEST: Final = 6
_SHARED: Final = 2
_STEP: Final = "validate"


@pages.app_template_global("visit_state")
def visit_state(name: str) -> Text:
    """Give templates the words of a visit's state, as the printed minutes name it."""
    return registry.workflow("visit").state(name).label


@pages.app_template_global("follow_state")
def follow_state(line: ConsequenceLine) -> Text:
    """Give templates the words of a consequence's state, in whichever version of its workflow it stands; of a judicial one,
    that it is reserved.
    """
    versions = [each for each in registry.workflows() if each.name == line.workflow]
    known = {state.name: state.label for each in versions for state in each.states}
    return known.get(line.state, WORDS["state_reserved"])


@pages.get("/<desk>/minutes/<uuid:case_id>")
@policy("signed_in")
@page_of("minutes")
def minutes_page(case_id: UUID) -> ResponseReturnValue:
    """The minutes as they stand, with what would be printed for this reader: the full version, or the partners'."""
    case = find_case(case_id, "minutes")
    full = reads_in_full(db(), case, here().key)
    announce(case.id, FULL if full else _SHARED)
    glance = glance_at(db(), case)
    printed = as_it_would_print(db(), case.id, moment())
    history = history_of(db(), case, situation_of(db(), case.id, "", actor=actor(), moment=moment()), latest=_LATEST)
    return render_template(
        "minutes/page.html",
        case=case,
        glance=glance,
        operation=db().get_one(Operation, glance.row.operation_id),
        full=printed if full else None,
        partner=printed.for_partner(),
        missing=missing_before_closing(printed) if full else [],
        own=glance.part_of(here().key),
        doors=doors_of(db(), case, actor=actor(), moment=moment()),
        documents=documents_of(db(), [case.id]),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        history=history,
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


@pages.get("/<desk>/sections/<uuid:case_id>")
@policy("signed_in")
@page_of("section")
def section_page(case_id: UUID) -> ResponseReturnValue:
    """One agency's part: what will be printed of it, what follows from each finding, and its validation."""
    case, row = _section(case_id)
    form = None
    if row is not None and _may_validate(case):
        form = form_of(case, _STEP, {"validated_by": f"{signed_in().name}, {signed_in().function}"})
    return _draw(None, form, case_id=case.id)


@pages.post("/<desk>/sections/<uuid:case_id>")
@policy("validate_section")
def validate(case_id: UUID) -> ResponseReturnValue:
    """Validate the part as it stands; from then on the pilot reads it, and what follows begins."""
    case, _row = _section(case_id)
    form = form_sent(case, _STEP)
    if not form.validate():
        return _draw(None, form, case_id=case.id), 422
    show_again_with(partial(_draw, form=form, case_id=case.id))
    taken = take_form(form, case, _STEP)
    return redirect(url_for(".section_page", case_id=case.id, done=taken.seq), 303)


@pages.post("/<desk>/sections/<uuid:case_id>/findings/<uuid:finding_id>")
@policy("validate_section")
def choose(case_id: UUID, finding_id: UUID) -> ResponseReturnValue:
    """Choose what follows from one finding of one's own agency."""
    case, row = _section(case_id)
    finding = db().get(Finding, finding_id)
    if row is None or finding is None or finding.operation_id != row.operation_id:
        abort(404)
    form = RouteForm(request.form)
    if not form.validate():
        wrong = Notice("error", WORDS["not_done"], tuple(error for _, error in mistakes_of(form)))
        return _draw(wrong, None, case_id=case.id), 422
    show_again_with(partial(_draw, form=None, case_id=case.id))
    if (finding.route, finding.route_reason) != (form.route.data, form.reason.data or ""):
        choose_route(
            db(), finding.id, form.route.data, reason=form.reason.data or "", actor=actor(), moment=moment()
        )  # fmt: skip
    return redirect(
        url_for(".section_page", case_id=case.id, chosen=finding.id, _anchor=f"finding-{finding.id.hex}"), 303
    )


def _draw(notice: Notice | None, form: StepForm | None, *, case_id: UUID) -> str:
    case, row = _section(case_id)
    if form is None and row is not None and _may_validate(case):
        form = form_of(case, _STEP, {"validated_by": f"{signed_in().name}, {signed_in().function}"})
    elif form is not None and notice is not None:
        renew(form, case)
    lines = own_part(db(), row, moment=moment()) if row is not None else []
    history = history_of(db(), case, situation_of(db(), case.id, "", actor=actor(), moment=moment()), latest=_LATEST)
    return render_template(
        "minutes/section.html",
        case=case,
        row=row,
        above=find_case(case.parent_id) if case.parent_id else None,
        state=state_of(case),
        lines=lines,
        findings=count_findings(lines),
        form=form,
        mistakes=mistakes_of(form) if form is not None else [],
        notice=notice,
        clocks=clocks_of(db(), case, registry.workflow(case.workflow, case.workflow_version), moment=moment()),
        history=history,
        chosen=request.args.get("chosen"),
        routes=ROUTES,
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


def _section(case_id: UUID) -> tuple[Case, Section | None]:
    """The case of a part, and the part itself if this person may read it: its agency, and others once it is validated."""
    case = find_case(case_id)
    if case.workflow != "section":
        abort(404)
    row = db().get(Section, case.id)
    announce(case.id, _SHARED if row is None else FULL)
    return case, row


def _may_validate(case: Case) -> bool:
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    return any(door.step.name == _STEP for door in doors.open)
