"""Problems: the list, a new one, and the page on which its group reads and decides."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.problem import ProblemForm
from forms.step import StepForm, mistakes_of
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import here, policy
from webapp.reading import actor, announce, read_case
from webapp.showing.case import clocks_of, doors_of
from webapp.showing.history import history_of, in_brief
from webapp.showing.meeting import read_cursor
from webapp.showing.problem import GROUPS, cursor_after, list_problems, next_for, sheet_of, stages_of
from webapp.showing.strategy import strategies
from webapp.taking import forget_kept, form_of, kept_fields
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.cases import situation_of
from workflows.engine.tables import Case
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.opening import SHARE, STEER
from workflows.processes.problem import open_problem
from workflows.processes.problem_facts import LEAD, VERDICTS
from workflows.register.agencies import agency, holders
from workflows.store.text import Text

blueprint = Blueprint("problems", __name__)
_PAGE: Final = 25
_LATEST: Final = 8


@blueprint.app_template_global("assessed_as")
def assessed_as(name: str) -> Text:
    """Give templates the verdict of an assessment in words."""
    return VERDICTS[name]


@blueprint.get("/<desk>/problems")
@policy("partnership")
def problems_page() -> ResponseReturnValue:
    """The problems that the person may see, the latest first."""
    group = request.args.get("state", "all")
    group = group if group in GROUPS else "all"
    after = read_cursor(request.args.get("after", ""))
    found = list_problems(db(), group, after=after, limit=_PAGE + 1, moment=moment())
    for line in found[:_PAGE]:
        announce(line.case.id, line.case.secrecy)
    return render_template(
        "problem/list.html",
        lines=found[:_PAGE],
        group=group,
        groups=GROUPS,
        first=url_for(".problems_page", state=group) if after else None,
        following=url_for(".problems_page", state=group, after=cursor_after(found[_PAGE - 1]))
        if found[_PAGE:]
        else None,
    )


@blueprint.get("/<desk>/problems/new")
@policy("partnership")
def new_page() -> ResponseReturnValue:
    """The form by which a partner says what is noticed."""
    form, kept = _new_form(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        known = form.strategy.choices
        form.begin({"strategy": known[0][0] if known else None})
    return _draw_new(form)


@blueprint.post("/<desk>/problems/new")
@policy("partnership")
def propose() -> ResponseReturnValue:
    """Propose the problem, and go on to its page."""
    form = _new_form()
    form.receive(request.form)
    if not form.validate():
        return _draw_new(form), 422
    show_again_with(partial(_draw_new, form))
    names = ("title", "place", "observed", "since", "sufferers", "times", "sources", "members")
    facts = {name: form[name].data for name in names}
    taken = open_problem(
        db(),
        actor=actor(),
        moment=moment(),
        strategy_id=UUID(form.strategy.data),
        command=form.command,
        **facts,
    )
    forget_kept()
    return redirect(url_for(".problem_page", case_id=taken.case_id, done=taken.seq), 303)


@blueprint.get("/<desk>/problems/<uuid:case_id>")
@policy("signed_in")
@page_of("problem")
def problem_page(case_id: UUID) -> ResponseReturnValue:
    """A problem on one screen."""
    case = read_case(case_id, "problem")
    sheet = sheet_of(db(), case, moment=moment())
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    following = next_for(sheet, doors)
    history = history_of(db(), case, situation_of(db(), case.id, "", actor=actor(), moment=moment()), latest=_LATEST)
    return render_template(
        "problem/page.html",
        case=case,
        sheet=sheet,
        following=following,
        stages=stages_of(sheet),
        doors=doors,
        beside=[door for door in doors.open if door not in following.doors and door.step.name != "decide"],
        decide=_decide_form(case) if any(door.step.name == "decide" for door in doors.open) else None,
        clocks=clocks_of(db(), case, registry.workflow(case.workflow, case.workflow_version), moment=moment()),
        documents=sorted(documents_of(db(), [case.id]), key=lambda each: -each.version),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        brief=in_brief(history),
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


def _decide_form(case: Case) -> StepForm:
    return form_of(case, "decide")


def _new_form() -> ProblemForm:
    form, always = ProblemForm(), {here().key, *holders(LEAD), *holders(STEER)}
    form.offer(
        strategies=[(str(row.id), Text(row.title, row.title)) for row, case in strategies(db()) if case.is_open],
        members=[(key, agency(key).short) for key in holders(SHARE) if key not in always],
    )
    return form


def _draw_new(form: ProblemForm, notice: Notice | None = None) -> str:
    values: dict[str, Any] = {"form": form, "mistakes": mistakes_of(form), "notice": notice}
    return render_template("problem/new.html", **values)
