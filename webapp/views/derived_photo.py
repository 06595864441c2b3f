"""The derived views of a photo: shown beside what was taken, and made by giving what is cropped and what is blurred."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.derived_photo import CROP, SIDES, derive, read_area
from forms.limited import ReaderBusy
from forms.photo import PhotoRefused
from webapp.errors import Notice
from webapp.policies import here, policy
from webapp.reading import actor, announce
from webapp.settings import Settings
from webapp.unit import db, moment, start_over
from webapp.words import WORDS
from workflows.engine.refusals import Refused
from workflows.processes.derived_view import MOST_BLURRED, WHOLE, Area, add_view, views_of, why_not_made
from workflows.processes.photo import Photo, photo_of
from workflows.store.files import FileStore, hold_store
from workflows.store.text import Text

blueprint = Blueprint("derived_photo", __name__)
BLURS: Final = tuple(f"blur_{number}" for number in range(1, MOST_BLURRED + 1))


@blueprint.get("/<desk>/tablet/photo/<uuid:photo_id>/views")
@policy("inspect")
def views_page(photo_id: UUID) -> ResponseReturnValue:
    """A photo of one's own agency beside its derived views, and the form by which one more is made."""
    return _draw(_own_photo(photo_id), {})


@blueprint.post("/<desk>/tablet/photo/<uuid:photo_id>/views")
@policy("inspect")
def make_view(photo_id: UUID) -> ResponseReturnValue:
    """Make a derived view at once, from the original, and show it beside."""
    photo = _own_photo(photo_id)
    try:
        crop, blurred = _areas(request.form)
    except ValueError:
        return _draw(photo, request.form, WORDS["derived_not_a_number"]), 422
    if refusal := why_not_made(crop, blurred, len(views_of(db(), [photo_id]))):
        return _draw(photo, request.form, refusal.text), 422
    # Decoding takes time: no unit of work waits for it.
    original = photo.original
    start_over()
    try:
        made = derive(_files().get(original), crop, blurred)
    except PhotoRefused as refused:
        return _draw(_own_photo(photo_id), request.form, refused.text), 422
    except ReaderBusy:
        return _draw(_own_photo(photo_id), request.form, WORDS["tablet_photo_busy"]), 503
    hold_store(db().connection())
    try:
        add_view(
            db(), photo_id, _files().put(made), crop=crop, blurred=blurred, actor=actor(), moment=moment()
        )  # fmt: skip
    except Refused as refused:
        start_over()
        return _draw(_own_photo(photo_id), request.form, refused.refusals[0].text), 422
    return redirect(url_for("derived_photo.views_page", photo_id=photo_id, _anchor="views"), 303)


def _own_photo(photo_id: UUID) -> Photo:
    photo = photo_of(db(), photo_id)
    if photo is None or photo.agency != here().key or photo.case_id is None:
        abort(404)
    announce(photo.case_id, photo.secrecy)
    return photo


def _areas(form: Mapping[str, str]) -> tuple[Area, list[Area]]:
    crop = read_area(form, CROP)
    found = (read_area(form, name) for name in BLURS)
    return Area(*crop) if crop else WHOLE, [Area(*each) for each in found if each]


def _draw(photo: Photo, typed: Mapping[str, Any], told: Text | None = None) -> str:
    assert photo.case_id is not None
    return render_template(
        "tablet/views.html",
        photo=photo,
        views=views_of(db(), [photo.id]),
        areas=[(CROP, WORDS["derived_crop"], WHOLE)]
        + [
            (name, WORDS["derived_blur"].with_parameters(number=rank), None) for rank, name in enumerate(BLURS, start=1)
        ],
        sides=SIDES,
        typed=typed,
        notice=Notice("error", WORDS["not_done"], (told,)) if told else None,
    )


def _files() -> FileStore:
    settings: Settings = current_app.extensions["beffroi_settings"]
    return FileStore(settings.home / "files")
