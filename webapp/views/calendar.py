"""The private calendar of what is expected: its address is made, shown once and ended by its owner alone."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webapp.language import language
from webapp.policies import policy
from webapp.reading import signed_in
from webapp.showing.calendar import calendar_of
from webapp.unit import PUBLIC, db, engine, moment
from webapp.words import WORDS
from workflows.engine.turns import inbox
from workflows.engine.viewer import Viewer, open_session
from workflows.register.agencies import agency
from workflows.register.calendar_keys import end_keys, key_since, make_key, owner_of

blueprint = Blueprint("calendar", __name__)
_MOST: Final = 500


@blueprint.get("/<desk>/calendar")
@policy("signed_in")
def calendar_page() -> ResponseReturnValue:
    """Whether the person has a private address, since when, and how to make or end one."""
    return render_template("pages/calendar.html", since=key_since(db(), signed_in().user_id), address=None)


@blueprint.post("/<desk>/calendar")
@policy("signed_in")
def make_address() -> ResponseReturnValue:
    """Make a new address and show it, this once; those before it are over."""
    token = make_key(db(), signed_in().user_id, moment=moment())
    address = url_for(".calendar_file", token=token, _external=True)
    return render_template("pages/calendar.html", since=moment(), address=address)


@blueprint.post("/<desk>/calendar/end")
@policy("signed_in")
def end_address() -> ResponseReturnValue:
    """End the person's address at once."""
    end_keys(db(), signed_in().user_id, moment=moment())
    return redirect(url_for(".calendar_page"), 303)


@blueprint.get("/calendar/<token>.ics")
@policy("public")
def calendar_file(token: str) -> ResponseReturnValue:
    """The calendar behind an address; one that was ended or never was is nothing."""
    with open_session(engine(), PUBLIC, only_reads=True) as session:
        user = owner_of(session, token)
    if user is None:
        abort(404)
    with open_session(engine(), Viewer(user.agency, user.user_name), only_reads=True) as session:
        lines = inbox(session, user.agency, limit=_MOST)
        words = calendar_of(
            lines,
            name=WORDS["calendar_name"].with_parameters(agency=agency(user.agency).short),
            moment=moment(),
            language=language(),
            address=lambda line: url_for("case.case_page", desk=user.agency, case_id=line.case.id, _external=True),
        )
    return Response(words, mimetype="text/calendar")
