"""Operations: the list, a new one, the page of one, and the night as it goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.operation import OperationDays, OperationForm
from forms.step import mistakes_of
from webapp.counting import counted_word
from webapp.errors import Notice, show_again_with
from webapp.own_pages import page_of
from webapp.policies import policy
from webapp.reading import actor, announce, find_case, read_case
from webapp.showing.night import mark_of, night_of
from webapp.showing.operation_page import overview_of
from webapp.showing.operations import GROUPS, Asked, cursor_after, list_operations, read_cursor
from webapp.showing.section import short_severity
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from webapp.views import minutes, participation, planning, target
from workflows.processes.operation import open_operation
from workflows.processes.operation_facts import Operation
from workflows.register.territory import quarters
from workflows.store.text import PARIS, Text

blueprint = Blueprint("operations", __name__)
for each in (target, planning, participation, minutes):
    blueprint.register_blueprint(each.pages)
_PAGE: Final = 25
_FIRST_HOUR: Final = 20
_USUAL_LENGTH: Final = timedelta(hours=6)
_WEEKS_AHEAD: Final = timedelta(days=21)


@blueprint.app_template_global("counted")
def counted_in_page(name: str, count: int, **parameters: Any) -> Any:
    """Give templates the sentences that count."""
    return counted_word(name, count, **parameters)


@blueprint.app_template_global("has_page")
def has_page(endpoint: str) -> bool:
    """Tell templates whether a page exists in this installation before they link to it."""
    return endpoint in current_app.view_functions


@blueprint.app_template_global("severity")
def severity(level: int) -> Text | str:
    """Give templates a severity in a word; nothing where an original record did not say."""
    return short_severity(level) if level else ""


@blueprint.app_template_global("now")
def now() -> datetime:
    """Give templates the moment of the request."""
    return moment()


@blueprint.get("/<desk>/operations")
@policy("signed_in")
def operations_page() -> ResponseReturnValue:
    """The operations that the person may see, the latest night first."""
    days = OperationDays(request.args)
    group = request.args.get("state", "all")
    asked = Asked(group if group in GROUPS else "all", *((days.since.data, days.until.data) if days.validate() else ()))
    after = read_cursor(request.args.get("after", ""))
    found = list_operations(db(), asked, after=after, limit=_PAGE + 1)
    for line in found[:_PAGE]:
        announce(line.case.id, line.case.secrecy)
    kept: dict[str, Any] = {"state": asked.group, "since": asked.since, "until": asked.until}
    return render_template(
        "operation/list.html",
        lines=found[:_PAGE],
        groups=GROUPS,
        asked=asked,
        days=days,
        first=url_for(".operations_page", **kept) if after else None,
        following=url_for(".operations_page", **kept, after=cursor_after(found[_PAGE - 1])) if found[_PAGE:] else None,
    )


@blueprint.get("/<desk>/operations/new")
@policy("pilot_operation")
def new_page() -> ResponseReturnValue:
    """The form of a new operation, three weeks ahead unless something was typed before."""
    form, kept = OperationForm(), kept_fields()
    if kept is not None:
        form.receive(kept)
    else:
        starts = (moment() + _WEEKS_AHEAD).astimezone(PARIS).replace(hour=_FIRST_HOUR, minute=0, second=0)
        form.begin({"zone": _usual_zone(), "starts_at": starts, "ends_at": starts + _USUAL_LENGTH})
    return render_template("operation/new.html", form=form, mistakes=[], notice=None)


@blueprint.post("/<desk>/operations/new")
@policy("pilot_operation")
def open_new() -> ResponseReturnValue:
    """Open the operation as a draft, and go on to its targets."""
    form = OperationForm()
    form.receive(request.form)
    if not form.validate():
        return render_template("operation/new.html", form=form, mistakes=mistakes_of(form), notice=None), 422
    show_again_with(partial(_new_again, form))
    taken = open_operation(db(), actor=actor(), moment=moment(), command=form.command, **_facts(form))
    forget_kept()
    return redirect(url_for(".operation_page", case_id=taken.case_id, done=taken.seq), 303)


@blueprint.get("/<desk>/operations/<uuid:case_id>")
@policy("signed_in")
@page_of("operation")
def operation_page(case_id: UUID) -> ResponseReturnValue:
    """An operation on one page, the one thing to do next first."""
    case = read_case(case_id, "operation")
    shown = overview_of(db(), case, actor=actor(), moment=moment(), done=request.args.get("done"))
    return render_template("operation/page.html", **shown)


@blueprint.get("/<desk>/operations/<uuid:case_id>/night")
@policy("signed_in")
def night_page(case_id: UUID) -> ResponseReturnValue:
    """The night alone, for a wall or for the page that follows it; asked since when nothing moved, nothing at all."""
    case = find_case(case_id, "operation")
    if request.args.get("since") == mark_of(db(), case.id):
        return Response(status=204, mimetype="text/plain")
    announce(case.id, case.secrecy)
    operation = db().get_one(Operation, case.id)
    return render_template("operation/night.html", case=case, operation=operation, night=night_of(db(), operation))


def _facts(form: OperationForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "zone": form.zone.data,
        "starts_at": form.starts_at.data,
        "ends_at": form.ends_at.data,
        "purpose": form.purpose.data or "",
    }


def _new_again(form: OperationForm, notice: Notice) -> str:
    return render_template("operation/new.html", form=form, mistakes=[], notice=notice)


def _usual_zone() -> str:
    first = next(iter(quarters().values()), None)
    return first.label.fr if first else ""
