"""The agency's software: its keys are made and ended here, its webhooks opened, resumed and ended, its manual read."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.api import KeyForm, WebhookForm
from forms.step import mistakes_of
from webapp.calling_out import why_not
from webapp.effects.webhook import webhook_secret
from webapp.policies import here, policy
from webapp.reading import signed_in
from webapp.settings import Settings
from webapp.showing.api import manual
from webapp.taking import forget_kept, kept_fields
from webapp.unit import db, moment
from webapp.wordings.api import ANSWERS
from workflows.register.api_keys import SCOPES, end_api_key, keys_of, make_api_key
from workflows.register.webhooks import (
    EVENTS,
    TRIAL,
    Webhook,
    ask_trial,
    end_webhook,
    find_webhook,
    has_room,
    open_webhook,
    resume_webhook,
    webhooks_of,
)
from workflows.store.text import Text

blueprint = Blueprint("software", __name__)
_NAMESPACE: Final = UUID("6f1d7c1e-52a6-4a51-9f0b-6d0f6b0c7a11")
"""Of the ids of webhooks that a desk opens: the form of one agency can never name another's."""


@blueprint.get("/<desk>/api")
@policy("keep_keys")
def software_page() -> ResponseReturnValue:
    """The keys of the agency and the addresses that are told."""
    return _draw()


@blueprint.get("/<desk>/api/manual")
@policy("signed_in")
def manual_page() -> ResponseReturnValue:
    """The description of the interface, for people."""
    return render_template("api/manual.html", manual=manual())


@blueprint.get("/<desk>/api/keys/new")
@policy("keep_keys")
def new_key_page() -> ResponseReturnValue:
    """The form of a new key."""
    return _draw_key(_begun(KeyForm()))


@blueprint.post("/<desk>/api/keys/new")
@policy("keep_keys")
def make_key() -> ResponseReturnValue:
    """Make a key and show it, this once."""
    form = KeyForm()
    form.receive(request.form)
    if not form.validate():
        return _draw_key(form), 422
    token = make_api_key(
        db(), agency=here().key, name=form.name.data, scopes=form.scopes.data, days=int(form.days.data),
        made_by=signed_in().user_name, moment=moment(),
    )  # fmt: skip
    forget_kept()
    db().flush()
    return _draw(token=token)


@blueprint.post("/<desk>/api/keys/<uuid:key_id>/end")
@policy("keep_keys")
def end_key(key_id: UUID) -> ResponseReturnValue:
    """End a key: from now on it opens nothing."""
    if not end_api_key(db(), here().key, key_id, moment=moment()):
        abort(404)
    return redirect(url_for(".software_page"), 303)


@blueprint.get("/<desk>/api/webhooks/new")
@policy("keep_keys")
def new_webhook_page() -> ResponseReturnValue:
    """The form of an address to tell."""
    return _draw_webhook(_begun(WebhookForm()))


@blueprint.post("/<desk>/api/webhooks/new")
@policy("keep_keys")
def make_webhook() -> ResponseReturnValue:
    """Have an address told, and show the secret that signs the calls, this once."""
    form = WebhookForm()
    form.receive(request.form)
    if not form.validate() or not _is_callable(form):
        return _draw_webhook(form), 422
    row = open_webhook(
        db(), webhook_id=uuid5(_NAMESPACE, f"{here().key}/{form.command}"), agency=here().key, url=form.url.data, events=form.events.data,
        made_by=signed_in().user_name, moment=moment(),
    )  # fmt: skip
    forget_kept()
    return _draw(secret=webhook_secret(_settings(), row.id))


@blueprint.post("/<desk>/api/webhooks/<uuid:webhook_id>/end")
@policy("keep_keys")
def stop_webhook(webhook_id: UUID) -> ResponseReturnValue:
    """Tell an address nothing more."""
    end_webhook(db(), _own(webhook_id).id, moment=moment())
    return redirect(url_for(".software_page"), 303)


@blueprint.post("/<desk>/api/webhooks/<uuid:webhook_id>/resume")
@policy("keep_keys")
def call_again(webhook_id: UUID) -> ResponseReturnValue:
    """Tell an address again that the house had given up on."""
    resume_webhook(db(), _own(webhook_id).id)
    return redirect(url_for(".software_page"), 303)


@blueprint.post("/<desk>/api/webhooks/<uuid:webhook_id>/try")
@policy("keep_keys")
def try_webhook(webhook_id: UUID) -> ResponseReturnValue:
    """Have an address called once now, to see what it answers."""
    ask_trial(db(), _own(webhook_id).id, moment=moment())
    return redirect(url_for(".software_page", _anchor=f"webhook-{webhook_id}"), 303)


def _draw(token: str | None = None, secret: str | None = None) -> str:
    keys, at = keys_of(db(), here().key), moment()
    return render_template(
        "api/page.html",
        token=token,
        secret=secret,
        running=[key for key in keys if key.opens(at)],
        over=[key for key in keys if not key.opens(at)],
        webhooks=webhooks_of(db(), here().key),
        has_room=has_room(db(), here().key),
        scopes=SCOPES,
        events={**EVENTS, TRIAL: _TRIAL},
        answers=ANSWERS,
    )


def _draw_key(form: KeyForm) -> str:
    return render_template("api/new_key.html", form=form, mistakes=mistakes_of(form))


def _draw_webhook(form: WebhookForm) -> str:
    return render_template("api/new_webhook.html", form=form, mistakes=mistakes_of(form))


def _begun(form: Any) -> Any:
    kept = kept_fields()
    if kept is None:
        form.begin()
    else:
        form.receive(kept)
    return form


def _is_callable(form: WebhookForm) -> bool:
    refused = why_not(form.url.data, private=_settings().private_webhooks)
    if refused is None and not has_room(db(), here().key):
        refused = _NO_ROOM
    if refused is not None:
        form.refuse_url(refused)
    return refused is None


def _own(webhook_id: UUID) -> Webhook:
    found = find_webhook(db(), here().key, webhook_id)
    if found is None:
        abort(404)
    return found


def _settings() -> Settings:
    found: Settings = current_app.extensions["beffroi_settings"]
    return found


_TRIAL: Final = Text("Appel d’essai", "Trial call")
_NO_ROOM: Final = Text(
    "Votre service prévient déjà autant d’adresses qu’il peut\u00a0: cessez d’en prévenir une.",
    "Your agency already tells as many addresses as it may: stop telling one of them.",
)
