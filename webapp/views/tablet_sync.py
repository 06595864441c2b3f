"""What a tablet's scripts ask for: the key of its person's work, a place to send it, and how a grid stands now.

A change needs the session's cookie, the token of that session in a header, and the browser's word that one of our own
pages asks (``webapp.security``); the work also bears the mark of its owner, so that nobody sends another's.
"""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from webapp.language import language
from webapp.policies import policy
from webapp.reading import actor, announce, find_case, signed_in
from webapp.security import token
from webapp.settings import Settings
from webapp.tablet.device import device_key, owner_mark
from webapp.tablet.grid import plain_state
from webapp.tablet.operations import UnreadableBatch, read_batch
from webapp.tablet.standing import stamp
from webapp.tablet.syncing import keep_batch
from webapp.unit import db, engine, moment
from webapp.views.tablet import ANSWERS_CLASS, own_sheet

blueprint = Blueprint("tablet_sync", __name__)


def settings() -> Settings:
    """Return the settings of this application."""
    found: Settings = current_app.extensions["beffroi_settings"]
    return found


@blueprint.get("/<desk>/tablet/key")
@policy("inspect")
def key() -> ResponseReturnValue:
    """The key of this person's work on tablets, and the token of their session."""
    found = device_key(engine(), settings(), signed_in(), moment=moment())
    return jsonify(**found.as_plain(), token=token(), now=stamp(moment()))


@blueprint.post("/<desk>/tablet/sync")
@policy("inspect")
def sync() -> ResponseReturnValue:
    """Keep what a tablet sends, each operation once; the receipts leave once all is committed."""
    try:
        batch = read_batch(request.get_json(silent=True))
    except (UnreadableBatch, RecursionError):
        abort(400)
    if batch.owner != owner_mark(settings(), signed_in()):
        return jsonify(other=True), 409
    receipts = keep_batch(db(), batch, actor=actor(), moment=moment())
    return jsonify(receipts=[receipt.as_plain(language()) for receipt in receipts], now=stamp(moment()))


@blueprint.get("/<desk>/tablet/sheets/<uuid:case_id>/now")
@policy("inspect")
def sheet_now(case_id: UUID) -> ResponseReturnValue:
    """The answers of a grid as they stand, unless the tablet knows them already; only then something is read."""
    case = find_case(case_id)
    sheet = own_sheet(case)
    if sheet is None:
        abort(404)
    if request.args.get("version") == str(case.version):
        return jsonify(unchanged=True, now=stamp(moment()))
    announce(case.id, ANSWERS_CLASS)
    return jsonify(**plain_state(db(), sheet, case), now=stamp(moment()))
