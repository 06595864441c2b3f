"""What the house writes to a person: what they choose of it at their desk, and the link that stops a kind without signing in."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.messages import NOBODY, AddressForm, MessagesForm
from forms.step import mistakes_of
from webapp.counting import counted_word
from webapp.errors import Notice
from webapp.mail.confirming import ask, asked_by, confirm
from webapp.mail.stopping import read_stop_token
from webapp.policies import policy
from webapp.reading import signed_in
from webapp.settings import Settings
from webapp.unit import db, engine, moment, start_over
from webapp.wordings.messages import LEVEL_WORDS
from webapp.words import WORDS
from workflows.law.reminders import reminders
from workflows.register.address_requests import MOST_A_DAY, TooManyRequests, request_of
from workflows.register.correspondence import AT_FIRST, Correspondent, choose, colleagues_of, correspondent, stop
from workflows.register.messages import latest_messages
from workflows.register.users import AccountRefused, User
from workflows.store.text import Text

blueprint = Blueprint("messages", __name__)
_LATEST: Final = 8
_DONE: Final = {"1": "messages_kept", "asked": "address_asked", "confirmed": "address_confirmed"}


@blueprint.app_template_global("level_words")
def level_words(level: str) -> Text:
    """Give templates a kind of message in words."""
    return LEVEL_WORDS[level]


@blueprint.get("/<desk>/messages")
@policy("signed_in")
def messages_page() -> ResponseReturnValue:
    """What the person gets, when, who reads for them, and the last messages with their reason."""
    row = db().get(Correspondent, signed_in().user_id)
    form = _form()
    form.process(data=_chosen(row))
    done = _DONE.get(request.args.get("done", ""))
    return _page(form, row, Notice("good", WORDS[done]) if done else None)


@blueprint.post("/<desk>/messages")
@policy("signed_in")
def choose_messages() -> ResponseReturnValue:
    """Keep what the person chose."""
    form = _form()
    form.process(formdata=request.form)
    if not form.validate():
        return _page(form, db().get(Correspondent, signed_in().user_id), None), 422
    choose(
        correspondent(db(), signed_in().user_id, moment=moment()),
        levels=form.levels.data or (),
        quiet_weekdays=[int(each) for each in form.quiet.data or ()],
        language=form.language.data,
        leave=form.leave,
        substitute_id=form.substitute_id,
        moment=moment(),
    )
    return redirect(url_for(".messages_page", done="1"), 303)


@blueprint.post("/<desk>/messages/address")
@policy("signed_in")
def ask_for_address() -> ResponseReturnValue:
    """Send a link to the address that the person gives as theirs; until they follow it, nothing else goes there."""
    form = AddressForm(request.form)
    if not form.validate():
        return _address_refused(form, None), 422
    start_over()
    try:
        ask(engine(), _settings(), signed_in().user_id, form.address.data, moment=moment())
    except AccountRefused as refused:
        form.address.errors = (refused.text,)  # type: ignore[assignment]
        return _address_refused(form, None), 422
    except TooManyRequests:
        most = WORDS["address_too_often_more"].with_parameters(count=MOST_A_DAY)
        return _address_refused(form, Notice("error", WORDS["address_too_often"], (most,))), 429
    return redirect(url_for(".messages_page", done="asked"), 303)


@blueprint.get("/<desk>/messages/address/<token>")
@policy("signed_in")
def address_page(token: str) -> ResponseReturnValue:
    """What the link in a message confirms, if it still does; looking at it changes nothing."""
    row = asked_by(db(), _settings(), signed_in().user_id, token, moment=moment())
    page = render_template("messages/address.html", address=row.address if row is not None else None)
    return page, 200 if row is not None else 404


@blueprint.post("/<desk>/messages/address/<token>")
@policy("signed_in")
def confirm_address(token: str) -> ResponseReturnValue:
    """Take the address as the person's own; a link serves once, its own person alone."""
    start_over()
    if confirm(engine(), _settings(), signed_in().user_id, token, moment=moment()):
        return redirect(url_for(".messages_page", done="confirmed"), 303)
    return render_template("messages/address.html", address=None), 404


@blueprint.get("/messages/stop/<token>")
@policy("public")
def stop_page(token: str) -> ResponseReturnValue:
    """What the link stops; looking at it changes nothing."""
    user, level = _read(token)
    return render_template("messages/stop.html", name=user.name, owner_desk=user.agency, level=level, stopped=False)


@blueprint.post("/messages/stop/<token>")
@policy("public")
def stop_messages(token: str) -> ResponseReturnValue:
    """Stop it, with one press here or by the reader's mail program; pressed twice, it stays stopped."""
    user, level = _read(token)
    stop(db(), user.id, level, moment=moment())
    return render_template("messages/stop.html", name=user.name, owner_desk=user.agency, level=level, stopped=True)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["beffroi_settings"]
    return settings


def _address_refused(address_form: AddressForm, notice: Notice | None) -> str:
    form, row = _form(), db().get(Correspondent, signed_in().user_id)
    form.process(data=_chosen(row))
    return _page(form, row, notice, address_form)


def _read(token: str) -> tuple[User, str]:
    found = read_stop_token(_settings().secret_key, token)
    user = db().get(User, found[0]) if found is not None else None
    if found is None or user is None:
        abort(404)
    return user, found[1]


def _form() -> MessagesForm:
    someone, form = signed_in(), MessagesForm()
    colleagues = colleagues_of(db(), (someone.user_id, someone.agency.key))
    names = [(each.id.hex, f"{each.name}, {each.function}") for each in colleagues]
    form.offer(levels=LEVEL_WORDS.items(), colleagues=[(code, Text(name, name)) for code, name in names])
    return form


def _chosen(row: Correspondent | None) -> dict[str, object]:
    if row is None:
        return {"levels": AT_FIRST, "language": "fr", "substitute": NOBODY}
    return {
        "levels": row.levels,
        "quiet": [str(each) for each in row.quiet_weekdays],
        "language": row.language,
        "away_from": row.away_from,
        "away_to": row.away_to,
        "substitute": row.substitute_id.hex if row.substitute_id else NOBODY,
    }


def _page(
    form: MessagesForm, row: Correspondent | None, notice: Notice | None, address_form: AddressForm | None = None
) -> str:
    address_form = address_form or AddressForm()
    return render_template(
        "messages/page.html",
        form=form,
        address=row.address if row is not None else "",
        address_form=address_form,
        asked=request_of(db(), signed_in().user_id, moment=moment()),
        latest=latest_messages(db(), signed_in().user_id, limit=_LATEST),
        ladder=[counted_word("messages_rung", rung.wait, rung=rung.label) for rung in reminders().rungs],
        mistakes=[*mistakes_of(address_form), *mistakes_of(form)],
        notice=notice,
    )
