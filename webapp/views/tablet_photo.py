"""Photos of a grid: brought by its team, shown only to people who may see them, and each showing is noted."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Blueprint, abort, jsonify, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from forms.limited import ReaderBusy
from forms.photo import LARGEST_FILE, PhotoRefused
from webapp.errors import ReasonNeeded, error_page, wants_json
from webapp.language import language
from webapp.policies import policy
from webapp.reading import actor, find_case, signed_in
from webapp.security import FILE_POLICY
from webapp.tablet.device import owner_mark
from webapp.tablet.pictures import LONGEST_CAPTION, PhotoUnreadable, read_sent, receipt_of, store_photo, view_of
from webapp.tablet.syncing import LATER, NOT_YET, REFUSED
from webapp.unit import db, engine, moment, start_over
from webapp.views.tablet import own_sheet
from webapp.views.tablet_sync import settings
from webapp.words import WORDS
from workflows.engine.evidence.access import append_read
from workflows.engine.refusals import Refused
from workflows.engine.viewer import Viewer, unit_of_work
from workflows.processes.derived_view import views_of
from workflows.processes.photo import add_photo, photo_of
from workflows.processes.sheet import Sheet
from workflows.store.files import FileStore, hold_store
from workflows.store.text import Text

blueprint = Blueprint("tablet_photo", __name__)
_WITH_FIELDS: Final = LARGEST_FILE + 64 * 1024
"""A photo and what goes with it."""


@blueprint.post("/<desk>/tablet/sheets/<uuid:case_id>/photos")
@policy("inspect", largest=_WITH_FIELDS)
def bring_photo(case_id: UUID) -> ResponseReturnValue:
    """Keep a photo: sent again, it is the one that is kept already."""
    content = _brought()
    owner = request.form.get("owner")
    if owner is not None and owner != owner_mark(settings(), signed_in()):
        return jsonify(other=True), 409
    try:
        sent = read_sent(request.form)
        view = view_of(content, sent)
    except (PhotoRefused, PhotoUnreadable) as refused:
        again = isinstance(refused, PhotoUnreadable) and refused.again
        return _refusal(422, LATER if again else REFUSED, [refused.text])
    except ReaderBusy:
        return _refusal(503, LATER, [WORDS["tablet_photo_busy"]])
    case = find_case(case_id)
    sheet = own_sheet(case)
    if sheet is None:
        abort(404)
    hold_store(db().connection())
    photo = store_photo(_files(), content, view, sent, moment=moment())
    if not photo.caption:
        photo.caption = _question(sheet, photo.item)
    try:
        kept = add_photo(db(), sheet, photo, actor=actor(), moment=moment())
    except Refused as refused:
        return _refusal(409, LATER if case.state in NOT_YET else REFUSED, [each.text for each in refused.refusals])
    if wants_json():
        return jsonify(receipt_of(kept))
    return redirect(url_for("tablet.sheet_page_of", case_id=case_id, _anchor=kept.item or None), 303)


@blueprint.get("/<desk>/tablet/photo/<uuid:photo_id>")
@policy("inspect")
def show_photo(photo_id: UUID) -> ResponseReturnValue:
    """The view of a photo, or the derived view of a number, without anything that its original says of place or device."""
    photo = photo_of(db(), photo_id)
    if photo is None:
        abort(404)
    number = request.args.get("view", type=int)
    derived = [each.sha256 for each in views_of(db(), [photo_id]) if each.number == number]
    if "view" in request.args and not derived:
        abort(404)
    if signed_in().reason is None:
        raise ReasonNeeded
    view, secrecy = next(iter(derived), photo.view), photo.secrecy
    # The reading of this request ends before the line about it is written: one database file has one writer.
    start_over()
    content = _files().get(view)
    _note_showing(photo_id, secrecy)
    response = make_response(content)
    response.mimetype = "image/jpeg"
    response.headers["Content-Disposition"] = f'inline; filename="{photo_id}.jpg"'
    response.headers["Content-Security-Policy"] = FILE_POLICY
    return response


def _brought() -> bytes:
    """Return the bytes of the photo, at most one more than is allowed; a large one lies in a file until then."""
    brought = request.files.get("photo")
    if brought is None:
        return b""
    with brought.stream as stream:
        return bytes(stream.read(LARGEST_FILE + 1))


def _files() -> FileStore:
    return FileStore(settings().home / "files")


def _question(sheet: Sheet, code: str) -> str:
    """Return what the grid asks there, as the caption of a photo that came without one: the press needs one."""
    labels = {item.code: item.label.fr for item in sheet.selection().items}
    return f"{code}, {labels[code]}"[:LONGEST_CAPTION] if code in labels else sheet.place


def _refusal(status: int, state: str, reasons: list[Text]) -> ResponseReturnValue:
    if wants_json():
        return jsonify(state=state, reasons=[reason.render(language()) for reason in reasons]), status
    return error_page(status, WORDS["not_done"], *reasons)


def _note_showing(photo_id: UUID, secrecy: int) -> None:
    someone = signed_in()
    viewer = Viewer(someone.agency.key, someone.user_name)
    with unit_of_work(engine(), viewer) as session:
        append_read(
            session,
            viewer,
            kind="photo",
            reference=photo_id.hex,
            secrecy=secrecy,
            reason=someone.reason or "unstated",
            moment=moment(),
        )
