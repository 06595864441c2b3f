"""Meetings: the list, a new one, and the one screen on which agenda, presences and decisions are written as it sits."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.meeting import MeetingForm
from forms.step import StepForm, mistakes_of, step_form
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import here, policy
from webapp.reading import actor, announce, read_case
from webapp.showing.case import clocks_of, doors_of
from webapp.showing.history import history_of, in_brief
from webapp.showing.meeting import GROUPS, cursor_after, list_meetings, read_cursor, sheet_of
from webapp.showing.strategy import strategies
from webapp.taking import forget_kept, form_of, form_sent, kept_fields, renew, take_form
from webapp.unit import db, moment
from workflows.engine import registry
from workflows.engine.cases import Situation, situation_of
from workflows.engine.definition import Step
from workflows.engine.fields import choices_of
from workflows.engine.tables import Case
from workflows.law.bodies import bodies, body
from workflows.law.days import paris_day
from workflows.processes.document import documents_of, press_jobs
from workflows.processes.meeting import convene_meeting
from workflows.processes.meeting_facts import PRESENCES, Meeting
from workflows.processes.meeting_steps import CLASSES
from workflows.processes.opening import SHARE
from workflows.register.agencies import agency, holders
from workflows.store.text import Text, say_day

blueprint = Blueprint("meetings", __name__)
_PAGE: Final = 25
_LATEST: Final = 6
_STEPS: Final = frozenset({
    "add_item", "propose_agenda", "quote_figure", "withdraw_item", "excuse", "start", "record_presence", "give_opinion", "decide",
    "amend_objective", "take_note", "close_session", "correct", "approve", "put_off", "cancel",
})  # fmt: skip
"""The steps that are taken on the page itself."""


@blueprint.app_template_global("class_words")
def class_words(level: int) -> Text:
    """Give templates the class of an item or a decision in words."""
    return CLASSES[str(level)]


@blueprint.app_template_global("presence_words")
def presence_words(name: str) -> Text:
    """Give templates a presence in words."""
    return PRESENCES[name]


@blueprint.get("/<desk>/meetings")
@policy("signed_in")
def meetings_page() -> ResponseReturnValue:
    """The meetings that the person may see, the latest first."""
    group = request.args.get("state", "all")
    group = group if group in GROUPS else "all"
    after = read_cursor(request.args.get("after", ""))
    found = list_meetings(db(), group, after=after, limit=_PAGE + 1)
    for line in found[:_PAGE]:
        announce(line.case.id, line.case.secrecy)
    return render_template(
        "meeting/list.html",
        lines=found[:_PAGE],
        group=group,
        groups=GROUPS,
        first=url_for(".meetings_page", state=group) if after else None,
        following=url_for(".meetings_page", state=group, after=cursor_after(found[_PAGE - 1]))
        if found[_PAGE:]
        else None,
    )


@blueprint.get("/<desk>/meetings/new")
@policy("pilot_strategy")
def new_page() -> ResponseReturnValue:
    """The form of a new meeting, filled in like the one that it follows where the address names one."""
    form, kept = _new_form(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        form.begin(_usual_values())
    return _draw_new(form)


@blueprint.post("/<desk>/meetings/new")
@policy("pilot_strategy")
def convene() -> ResponseReturnValue:
    """Convene the meeting, and go on to the agenda that has already written itself."""
    form = _new_form()
    form.receive(request.form)
    if not form.validate():
        return _draw_new(form), 422
    show_again_with(partial(_draw_new, form))
    title = form.title.data or f"{body(form.body.data).label.fr}, {say_day(paris_day(form.starts_at.data), 'fr')}"
    taken = convene_meeting(
        db(),
        actor=actor(),
        moment=moment(),
        strategy_id=UUID(form.strategy.data),
        body_key=form.body.data,
        title=title,
        place=form.place.data,
        starts_at=form.starts_at.data,
        chair=form.chair.data,
        members=form.members.data,
        quorum=form.quorum.data,
        command=form.command,
    )
    forget_kept()
    return redirect(url_for(".meeting_page", case_id=taken.case_id, done=taken.seq), 303)


@blueprint.get("/<desk>/meetings/<uuid:case_id>")
@policy("signed_in")
@page_of("meeting")
def meeting_page(case_id: UUID) -> ResponseReturnValue:
    """A meeting on one screen."""
    return _draw(case_id)


@blueprint.get("/<desk>/meetings/<uuid:case_id>/<step>")
@policy("partnership")
def step_page(case_id: UUID, step: str) -> ResponseReturnValue:
    """The same screen with the form of a step as it was typed before the session ended."""
    case = _case_with(case_id, step)
    kept = kept_fields()
    form = form_of(case, step) if kept is not None else None
    return _draw(case_id, sent=form, step=step)


@blueprint.post("/<desk>/meetings/<uuid:case_id>/<step>")
@policy("partnership")
def take_step(case_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step of the meeting, and go back to where it was written; refused, its form comes back as it was typed."""
    case = _case_with(case_id, step)
    form = form_sent(case, step)
    if not form.validate():
        return _draw(case_id, sent=form, step=step), 422
    show_again_with(partial(_draw, case_id, sent=form, step=step))
    taken = take_form(form, case, step)
    return redirect(url_for(".meeting_page", case_id=case.id, done=taken.seq, _anchor=_place_of(form, step)), 303)


def _case_with(case_id: UUID, step: str) -> Case:
    if step not in _STEPS:
        abort(404)
    return read_case(case_id, "meeting")


def _place_of(form: StepForm, step: str) -> str:
    """Return the place of the page where the next line of the same kind is written."""
    typed = form.fields()
    if step == "record_presence":
        return f"member-{typed['agency']}"
    return f"item-{typed['item']}" if typed.get("item") else {"add_item": "write-item"}.get(step, "content")


def _draw(case_id: UUID, notice: Notice | None = None, *, sent: StepForm | None = None, step: str = "") -> str:
    case = read_case(case_id, "meeting")
    if sent is not None:
        renew(sent, case)
    keeps = case.agency == here().key
    situation = situation_of(db(), case.id, "", actor=actor(), moment=moment())
    history = history_of(db(), case, situation, latest=_LATEST)
    doors = doors_of(db(), case, actor=actor(), moment=moment())
    steps = {door.step.name: door for door in (*doors.open, *doors.closed)}
    forms = {name: _blank(door.step, situation, case) for name, door in steps.items()}
    return render_template(
        "meeting/page.html",
        case=case,
        sheet=sheet_of(db(), case, moment=moment(), keeps=keeps),
        keeps=keeps,
        steps=steps,
        forms=forms,
        sent=sent,
        sent_at=_uid(sent, step) if sent is not None else "",
        sent_step=step if sent is not None else "",
        mistakes=mistakes_of(sent) if sent is not None else [],
        notice=notice,
        clocks=clocks_of(db(), case, registry.workflow(case.workflow, case.workflow_version), moment=moment()),
        documents=sorted(documents_of(db(), [case.id]), key=lambda each: (-each.version, each.kind)),
        jobs=[job for job in press_jobs(db(), [case.id]) if job.stage != "done"],
        brief=in_brief(history),
        done=next((event for event in history if str(event.seq) == request.args.get("done")), None),
    )


def _blank(step: Step, situation: Situation, case: Case) -> StepForm:
    """Return the form of a step with nothing typed yet; the choices of all forms are read in one situation."""
    form = step_form(step, lambda field: choices_of(field, situation))
    form.begin(case.version, {"approved_by": db().get_one(Meeting, case.id).chair})
    return form


def _uid(form: StepForm, step: str) -> str:
    """Return what tells the form that was sent from the others of its step: its item or agency."""
    typed = form.typed()
    name = {"record_presence": "f_agency"}.get(step, "f_item")
    return f"{step}-{typed[name][0]}" if typed.get(name) and step != "take_note" else step


def _new_form() -> MeetingForm:
    form = MeetingForm()
    form.offer(
        bodies=[(each.key, each.label) for each in bodies()],
        strategies=[(str(row.id), Text(row.title, row.title)) for row, case in strategies(db()) if case.is_open],
        members=[(key, agency(key).short) for key in holders(SHARE)],
    )
    return form


def _usual_values() -> dict[str, Any]:
    """Return what the form begins with: what the meeting to follow was, else the steering committee of the strategy."""
    earlier = _meeting_asked()
    if earlier is not None:
        return {
            "body": earlier.body, "strategy": str(earlier.strategy_id), "starts_at": earlier.next_at,
            "place": earlier.place, "chair": earlier.chair, "members": earlier.members, "quorum": earlier.quorum,
        }  # fmt: skip
    first = bodies()[0]
    known = [str(row.id) for row, case in strategies(db()) if case.is_open]
    return {
        "body": first.key,
        "strategy": known[0] if known else None,
        "chair": first.chair.fr,
        "members": [here().key],
    }


def _meeting_asked() -> Meeting | None:
    try:
        asked = UUID(request.args.get("after", ""))
    except ValueError:
        return None
    return db().scalar(sa.select(Meeting).where(Meeting.id == asked))


def _draw_new(form: MeetingForm, notice: Notice | None = None) -> str:
    return render_template("meeting/new.html", form=form, bodies=bodies(), mistakes=mistakes_of(form), notice=notice)
