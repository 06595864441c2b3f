"""Derived views of a photo: files of their own beside an original that never changes, printed from then on."""

from __future__ import annotations

import hashlib
import re
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.forms.test_derived_photo import striped
from tests.webapp.tablet.conftest import OpenTablet, TestTablet
from tests.webapp.tablet.night import FRAUD, HYGIENE, TabletNight
from tests.webapp.tablet.test_photos import bring
from webapp.settings import Settings
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.processes.derived_view import DerivedView
from workflows.processes.photo import Photo
from workflows.processes.section import content_of
from workflows.processes.sheet import Sheet
from workflows.processes.stored_files import is_named
from workflows.store.files import FileStore

FRAME = {"crop_left": "50", "crop_top": "0", "crop_right": "100", "crop_bottom": "50"}
WHOLE = {"crop_left": "0", "crop_top": "0", "crop_right": "100", "crop_bottom": "100"}
FACE = {"blur_1_left": "10", "blur_1_top": "10", "blur_1_right": "30", "blur_1_bottom": "40"}


@pytest.fixture
def photo_id(tablet: TestTablet) -> str:
    """A photo that the fraud team brought."""
    known = str(uuid4())
    bring(tablet, striped(), id=known)
    return known


def ask_for(tablet: TestTablet, photo_id: str, **sides: str) -> TestResponse:
    page = tablet.get(f"photo/{photo_id}/views").get_data(as_text=True)
    [token] = set(re.findall(r'name="csrf" value="([^"]+)"', page.partition("<main")[2]))
    return tablet.client.post(
        f"/{tablet.desk}/tablet/photo/{photo_id}/views", data={"csrf": token, **sides},
        headers={"Sec-Fetch-Site": "same-origin"},
    )  # fmt: skip


def views(app: Flask) -> list[DerivedView]:
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        return list(session.scalars(select(DerivedView).order_by(DerivedView.number)))


def said(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True))


def test_a_view_is_a_file_of_its_own_and_the_original_never_changes(
    tablet: TestTablet, app: Flask, settings: Settings, photo_id: str
) -> None:
    assert ask_for(tablet, photo_id, **FRAME, **FACE).status_code == 303
    assert ask_for(tablet, photo_id, **WHOLE).status_code == 303, "the whole again, once there is a view"
    [first, second] = views(app)
    files, taken = FileStore(settings.home / "files"), hashlib.sha256(striped()).hexdigest()
    assert files.get(first.original) == striped()
    assert (first.original, first.crop, first.blurred) == (taken, [50, 0, 100, 50], [[10, 10, 30, 40]])
    assert (first.author, first.agency, first.secrecy, second.number) == ("a.martin", FRAUD, 3, 2)
    assert hashlib.sha256(files.get(first.sha256)).hexdigest() == first.sha256 != taken
    with app.extensions["beffroi_engine"].connect() as connection:
        assert is_named(connection, first.sha256), "the store keeps it"
    assert tablet.get(f"photo/{photo_id}?view=1").get_data() == files.get(first.sha256)
    assert tablet.get(f"photo/{photo_id}?view=3").status_code == 404
    page = said(tablet.get(f"photo/{photo_id}/views"))
    assert "Vue 1\u00a0: recadrée, une zone floutée" in page
    assert "Vue 2\u00a0: entière, sans flou" in page
    assert page.count(taken) == 3
    assert first.sha256 in page


def test_papers_print_the_last_view_and_say_what_was_done(
    tablet: TestTablet, app: Flask, night: TabletNight, photo_id: str
) -> None:
    ask_for(tablet, photo_id, **FRAME)
    ask_for(tablet, photo_id, **FRAME, **FACE)
    with unit_of_work(app.extensions["beffroi_engine"], Viewer(FRAUD, "a.martin")) as session:
        photo = session.get_one(Photo, UUID(photo_id))
        sheet = session.get_one(Sheet, photo.sheet_id)
        content = content_of(session, sheet.operation_id, FRAUD, photo.received_at)
    [kept] = [each for part in content for each in part["photos"]]
    assert kept["view"] == views(app)[-1].sha256
    assert kept["original"] == photo.original
    assert kept["done"] == "recadrée, une zone floutée"


@pytest.mark.parametrize(
    ("sides", "sentence"),
    [
        (WHOLE, "Rien n’est recadré ni flouté."),
        ({**WHOLE, "crop_left": "100"}, "une gauche avant sa droite"),
        ({**WHOLE, "crop_right": "101"}, "de 0 à 100"),
        ({**WHOLE, "blur_2_left": "5"}, "quatre nombres entiers"),
    ],
)
def test_what_is_no_view_is_refused_with_what_was_typed(
    tablet: TestTablet, app: Flask, photo_id: str, sides: dict[str, Any], sentence: str
) -> None:
    answer = ask_for(tablet, photo_id, **sides)
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert f'value="{sides["crop_right"]}"' in said(answer)
    assert views(app) == []


def test_nobody_sees_or_makes_views_of_what_another_agency_took(
    open_tablet: OpenTablet, app: Flask, photo_id: str
) -> None:
    other = open_tablet(HYGIENE, "d.robert")
    assert other.get(f"photo/{photo_id}/views").status_code == 404
    sent = other.client.post(
        f"/{HYGIENE}/tablet/photo/{photo_id}/views", data=FRAME,
        headers={"X-Beffroi-Token": other.token, "Sec-Fetch-Site": "same-origin"},
    )  # fmt: skip
    assert sent.status_code == 404
    assert views(app) == []
