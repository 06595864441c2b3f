"""Why this person reads protected cases: asked once in a session, changed from the foot of any page."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from forms.fields import Choice
from forms.step import mistakes_of
from webapp import sessions
from webapp.heading import heading
from webapp.policies import policy
from webapp.reasons import REASONS
from webapp.unit import db
from webapp.words import WORDS

blueprint = Blueprint("reason", __name__)


class ReasonForm(Form):
    """One reason out of the list."""

    reason = Choice(WORDS["reason_label"], choices=REASONS.items(), name="reason")


@blueprint.get("/<desk>/reason")
@policy("signed_in")
def reason_page() -> ResponseReturnValue:
    """The list of reasons, with the one given before."""
    someone = sessions.person()
    return render_template(
        "pages/reason.html", form=ReasonForm(data={"reason": someone.reason if someone else None}), mistakes=[]
    )


@blueprint.post("/<desk>/reason")
@policy("signed_in")
def give_reason() -> ResponseReturnValue:
    """Note the reason, then go on to the page that asked for it."""
    form = ReasonForm(request.form)
    if not form.validate():
        return render_template("pages/reason.html", form=form, mistakes=mistakes_of(form)), 422
    someone = sessions.person()
    assert someone is not None
    sessions.give_reason(db(), someone.session_id, form.reason.data)
    return redirect(heading() or url_for("inbox.inbox_page"), 303)
