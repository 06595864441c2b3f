"""The invitation as the invited agency reads it: what is asked of it, by when, where it may enter, and its answer."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from webapp.own_pages import page_of
from webapp.policies import policy
from webapp.reading import actor, find_case, read_case
from webapp.showing.case import clocks_of, doors_of
from webapp.showing.history import history_of
from webapp.showing.participation import papers_of, section_of, visits_of
from webapp.showing.rows import state_of
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.cases import situation_of
from workflows.processes.operation_facts import Operation
from workflows.processes.participation import Participation

pages = Blueprint("participation", __name__)
_LATEST = 6


@pages.get("/<desk>/participations/<uuid:case_id>")
@policy("signed_in")
@page_of("participation")
def participation_page(case_id: UUID) -> ResponseReturnValue:
    """One agency's part in an operation: the answer first, then its visits and why it may enter them or not."""
    case = read_case(case_id, "participation")
    part = db().get_one(Participation, case.id)
    operation = db().get_one(Operation, part.operation_id)
    history = history_of(db(), case, situation_of(db(), case.id, "", actor=actor(), moment=moment()), latest=_LATEST)
    return render_template(
        "operation/participation.html",
        case=case,
        part=part,
        operation=operation,
        above=find_case(operation.id),
        state=state_of(case),
        doors=doors_of(db(), case, actor=actor(), moment=moment()),
        clocks=clocks_of(db(), case, registry.workflow(case.workflow, case.workflow_version), moment=moment()),
        visits=visits_of(db(), operation, part.agency or ""),
        papers=papers_of(db(), operation),
        section=section_of(db(), operation, part.agency or ""),
        history=history,
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )
