"""The first page of every desk: what is expected of the agency, and by when."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webapp.desks import LISTED, desk_kinds
from webapp.policies import here, policy
from webapp.reading import signed_in
from webapp.showing.alarms import alarms_by_case
from webapp.showing.inbox import group_inbox, read_cursor, write_cursor
from webapp.unit import db, moment
from workflows.engine.turns import count_expected, inbox
from workflows.law.days import paris_day
from workflows.register.correspondence import stands_in_for

blueprint = Blueprint("inbox", __name__)
_PAGE: Final = 25


@blueprint.get("/<desk>/")
@policy("signed_in")
def inbox_page() -> ResponseReturnValue:
    """What is expected of the agency, most urgent first, a page at a time."""
    after = read_cursor(request.args.get("after", ""))
    found = inbox(db(), here().key, after=after, limit=_PAGE + 1)
    more = found[_PAGE:]
    following = url_for("inbox.inbox_page", after=write_cursor(found[_PAGE - 1].cursor)) if more else None
    kind = desk_kinds()[here().desk]
    panels = [(panel.template, panel.fill()) for panel in kind.panels] if after is None else []
    listed = frozenset().union(*(filled.get(LISTED, ()) for _template, filled in panels))
    shown = [each for each in found[:_PAGE] if each.case.id not in listed]
    return render_template(
        "pages/inbox.html",
        groups=group_inbox(shown, moment=moment(), never_late=kind.never_late),
        alarms={} if kind.never_late else alarms_by_case(db(), moment(), [each.case.id for each in found[:_PAGE]]),
        late=0 if kind.never_late else count_expected(db(), here().key, before=moment()),
        total=count_expected(db(), here().key),
        lead=kind.lead,
        standing_in=stands_in_for(db(), signed_in().user_id, paris_day(moment())),
        panels=panels,
        first=url_for("inbox.inbox_page") if after else None,
        following=following,
    )
