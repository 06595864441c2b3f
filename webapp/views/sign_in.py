"""Signing in at a desk and out again; what was typed before comes back."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from forms.sign_in import SignInForm
from forms.step import mistakes_of
from webapp import accounts, sessions
from webapp.errors import Notice
from webapp.heading import heading, open_kept, page_of_kept
from webapp.policies import here, policy
from webapp.settings import Settings
from webapp.unit import engine, moment
from webapp.words import WORDS

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/<desk>/sign-in")
@policy("public")
def sign_in_page() -> ResponseReturnValue:
    """The form to sign in at a desk."""
    told = Notice("good", WORDS["signed_out"]) if request.args.get("out") == "1" else None
    return _page(SignInForm(), told)


@blueprint.post("/<desk>/sign-in")
@policy("public")
def sign_in() -> ResponseReturnValue:
    """Sign in, then go on to where the person was heading."""
    form = SignInForm(request.form)
    if not form.validate():
        return _page(form, None), 422
    someone = sessions.person()
    try:
        token, user_id = accounts.sign_in(
            engine(),
            agency=here().key,
            user_name=form.user_name.data.lower(),
            password=form.password.data,
            address=request.remote_addr or "",
            moment=moment(),
            former_session=someone.session_id if someone else None,
        )
    except accounts.SignInRefused:
        return _page(form, Notice("error", WORDS["sign_in_failed"])), 422
    kept = open_kept(request.form.get("kept", ""), user=user_id.hex)
    return _enter(token, kept)


@blueprint.post("/<desk>/sign-out")
@policy("signed_in")
def sign_out() -> ResponseReturnValue:
    """End the session at once, here and wherever its token may have gone."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    someone = sessions.person()
    if someone is not None:
        accounts.sign_out(engine(), someone.session_id, moment=moment())
    response = redirect(url_for("sign_in.sign_in_page", out="1"), 303)
    sessions.clear_cookie(response, settings)
    return response


def _enter(token: str, kept: dict[str, object] | None) -> ResponseReturnValue:
    settings: Settings = current_app.extensions["beffroi_settings"]
    address = heading()
    if kept is not None and (page := page_of_kept(kept)) is not None:
        someone = sessions.find_person(engine(), token, moment=moment())
        if someone is not None:
            with Session(engine()) as session, session.begin():
                sessions.keep(session, someone.session_id, kept)
            address = page
    response = redirect(address or url_for("inbox.inbox_page"), 303)
    sessions.set_cookie(response, settings, token)
    return response


def _page(form: SignInForm, told: Notice | None) -> str:
    kept = request.form.get("kept", "")
    return render_template(
        "pages/sign_in.html", here=here(), form=form, mistakes=mistakes_of(form), told=told, kept=kept
    )
