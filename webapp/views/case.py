"""The page of a case, the same for every workflow: facts, what is next, who, related cases, history."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from webapp.own_pages import own_page
from webapp.policies import here, policy
from webapp.reading import actor, announce, find_case, read_case
from webapp.showing.case import children_of, clocks_of, doors_of, expected_by_agency, named_in, parent_of
from webapp.showing.drawing import drawing_of
from webapp.showing.facts import facts_of
from webapp.showing.history import history_of
from webapp.showing.reminders import climbed_in
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.cases import situation_of
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.evidence_file import evidence_of, proving_step, takes_evidence, why_not_withdrawn

blueprint = Blueprint("case", __name__)
_LATEST: Final = 6


@blueprint.get("/<desk>/cases/<uuid:case_id>")
@policy("signed_in")
def case_page(case_id: UUID) -> ResponseReturnValue:
    """Everything about a case on one page, what is next first; or the page that its workflow has to itself."""
    own = own_page(find_case(case_id))
    if own is not None:
        return redirect(own)
    case = read_case(case_id)
    workflow = registry.workflow(case.workflow, case.workflow_version)
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    history = history_of(db(), case, situation, latest=_LATEST + 1)
    facts = facts_of(db(), case, moment=moment())
    for read, secrecy in facts.readings:
        announce(read, secrecy)
    return render_template(
        "pages/case.html",
        case=case,
        workflow=workflow,
        state=workflow.state(case.state),
        doors=doors_of(db(), case, actor=actor(), moment=moment()),
        expected=expected_by_agency(db(), case),
        clocks=clocks_of(db(), case, workflow, moment=moment()),
        reminded=climbed_in(db(), [case.id]).get(case.id, []),
        named=named_in(db(), case),
        parent=parent_of(db(), case),
        facts=facts,
        documents=documents_of(db(), [case.id]),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        evidence=evidence_of(db(), case.id) if proving_step(case) else None,
        takes_evidence=takes_evidence(case, here().key),
        may_withdraw=why_not_withdrawn(situation.case, actor()) is None,
        children=children_of(db(), case),
        drawing=drawing_of(db(), case),
        history=history[:_LATEST],
        more_history=len(history) > _LATEST,
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


@blueprint.get("/<desk>/cases/<uuid:case_id>/history")
@policy("signed_in")
def history_page(case_id: UUID) -> ResponseReturnValue:
    """The whole history of a case."""
    case = read_case(case_id)
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    return render_template("pages/history.html", case=case, history=history_of(db(), case, situation))
