"""Photos of a grid: kept as they came under the hash that the tablet found, shown without secrets, each showing noted."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.forms.test_photo import CANARY, with_secrets
from tests.webapp.strict_client import inputs_in
from tests.webapp.tablet.conftest import OpenTablet, TestTablet
from tests.webapp.tablet.night import FRAUD, HYGIENE, TabletNight
from webapp.settings import Settings
from workflows.engine.tables import Read
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.photo import Photo
from workflows.store.files import FileStore


def bring(tablet: TestTablet, content: bytes, **more: Any) -> TestResponse:
    form = {
        "owner": tablet.owner, "id": str(uuid4()), "item": "CC-05", "caption": "Rayon frais", "device": "tablette-1a2b",
        "taken_at": "2026-11-27T21:41:05.123Z", "sha256": hashlib.sha256(content).hexdigest(), **more,
    }  # fmt: skip
    # Encoded here: the test client would leave a large one in a file that nobody closes.
    boundary, body = encode_multipart({**form, "photo": FileStorage(BytesIO(content), "IMG_0001.jpg")})
    return tablet.client.post(
        f"/{tablet.desk}/tablet/sheets/{tablet.sheet}/photos",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Accept": "application/json", "X-Beffroi-Token": tablet.token, "Sec-Fetch-Site": "same-origin"},
    )


def photos(app: Flask) -> list[Photo]:
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        return list(session.scalars(select(Photo)))


def test_the_original_is_kept_byte_by_byte_under_the_tablets_hash(
    tablet: TestTablet, app: Flask, settings: Settings
) -> None:
    content, known = with_secrets(), str(uuid4())
    answer = bring(tablet, content, id=known)
    digest = hashlib.sha256(content).hexdigest()
    assert answer.get_json() == {"id": known, "state": "kept", "sha256": digest}
    [photo] = photos(app)
    files = FileStore(settings.home / "files")
    assert files.get(photo.original) == content
    assert (photo.original, photo.author, photo.caption, photo.secrecy) == (digest, "a.martin", "Rayon frais", 3)
    assert photo.taken_at != photo.received_at
    view = files.get(photo.view)
    assert CANARY.encode() not in view
    assert CANARY.encode() in content


def test_the_same_photo_again_is_kept_once(tablet: TestTablet, app: Flask) -> None:
    content, known = with_secrets(), str(uuid4())
    answers = [bring(tablet, content, id=known).get_json() for _ in range(3)]
    assert answers == [answers[0]] * 3
    assert len(photos(app)) == 1
    other = Image.new("RGB", (40, 40), "blue")
    out = BytesIO()
    other.save(out, "PNG")
    answer = bring(tablet, out.getvalue(), id=known)
    assert (answer.status_code, answer.get_json()["state"]) == (409, "refused")


def test_a_photo_is_shown_through_its_viewers_session_and_each_showing_is_noted(
    open_tablet: OpenTablet, app: Flask, night: TabletNight
) -> None:
    tablet = open_tablet()
    known = str(uuid4())
    bring(tablet, with_secrets(), id=known)
    shown = tablet.get(f"photo/{known}")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"] == f'inline; filename="{known}.jpg"'
    assert shown.headers["Cache-Control"] == "no-store"
    assert CANARY.encode() not in shown.get_data()
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        [line] = session.scalars(select(Read).where(Read.kind == "photo"))
        assert (line.reference, line.secrecy, line.user, line.reason) == (
            known.replace("-", ""),
            3,
            "a.martin",
            "inspection",
        )
    hygiene = open_tablet(HYGIENE, "d.robert")
    for somebody in (hygiene, open_tablet("prefecture", "c.durand")):
        assert somebody.get(f"photo/{known}").status_code == 404
    assert tablet.get(f"photo/{uuid4()}").status_code == 404
    assert f"photo/{known}" in tablet.page()


def test_a_photo_damaged_on_its_way_is_asked_for_again(tablet: TestTablet, app: Flask) -> None:
    answer = bring(tablet, with_secrets(), sha256="0" * 64)
    assert (answer.status_code, answer.get_json()["state"]) == (422, "later")
    assert "abîmée" in answer.get_json()["reasons"][0]
    assert photos(app) == []


def test_what_is_no_photo_gets_a_sentence_and_changes_nothing(tablet: TestTablet, app: Flask) -> None:
    for content, words in (
        (b"<svg onload='alert(1)'/>", "n’est pas une photo lisible"),
        (with_secrets()[:-3000], "incomplète"),
        (b"", "vide"),
        (b"\x00" * (12 * 1024 * 1024 + 1), "dépasse 12\u00a0Mo"),
    ):
        answer = bring(tablet, content)
        assert (answer.status_code, answer.get_json()["state"]) == (422, "refused")
        assert words in answer.get_json()["reasons"][0]
    assert photos(app) == []


def test_what_goes_with_a_photo_is_read_strictly(tablet: TestTablet, app: Flask) -> None:
    for wrong in (
        {"id": "one"},
        {"taken_at": "yesterday"},
        {"taken_at": "2026-11-27T21:41:05"},
        {"sha256": "x"},
        {"caption": "x" * 301},
        {"caption": "\x00"},
        {"device": "<b>"},
        {"item": "x" * 21},
    ):
        assert bring(tablet, with_secrets(), **wrong).status_code == 422, wrong
    assert bring(tablet, with_secrets(), item="SS-01").status_code == 409
    assert bring(tablet, with_secrets(), owner="0" * 32).get_json() == {"other": True}
    assert photos(app) == []


def test_far_too_much_is_refused_before_it_is_read(tablet: TestTablet) -> None:
    answer = bring(tablet, b"\x00" * (14 * 1024 * 1024))
    assert answer.status_code == 413
    assert "volumineux" in answer.get_json()["error"]


def test_a_photo_waits_for_the_grid_to_open_and_comes_too_late_once_it_is_handed_in(
    open_tablet: OpenTablet, night: TabletNight
) -> None:
    hygiene, fraud = open_tablet(HYGIENE, "d.robert"), open_tablet()
    answer = bring(hygiene, with_secrets(), item="SS-04")
    assert (answer.status_code, answer.get_json()["state"]) == (409, "later")
    night.do(FRAUD, fraud.sheet, "hand_in", 0)
    answer = bring(fraud, with_secrets())
    assert (answer.status_code, answer.get_json()["state"]) == (409, "refused")
    assert "reste sur la tablette" in answer.get_json()["reasons"][0]


def test_without_scripts_a_plain_form_brings_a_photo_with_the_question_as_its_caption(
    tablet: TestTablet, app: Flask
) -> None:
    form = tablet.page().split('id="CC-05"')[1].split("data-photo")[1]
    hidden = inputs_in(form.split("<label")[0])
    answer = tablet.client.post(
        f"/{FRAUD}/tablet/sheets/{tablet.sheet}/photos",
        data={**hidden, "photo": (BytesIO(with_secrets()), "../../etc/passwd")},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/{FRAUD}/tablet/sheets/{tablet.sheet}#CC-05")
    [photo] = photos(app)
    assert photo.caption.startswith("CC-05, ")
    refused = tablet.client.post(
        f"/{FRAUD}/tablet/sheets/{tablet.sheet}/photos",
        data={**hidden, "photo": (BytesIO(b"no"), "x.jpg")},
    )
    assert refused.status_code == 422
    assert "n’est pas une photo lisible" in refused.get_data(as_text=True)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"X-Beffroi-Token": "0" * 64}], ids=str)
def test_another_site_brings_no_photo(tablet: TestTablet, headers: dict[str, str], app: Flask) -> None:
    answer = tablet.client.post(
        f"/{FRAUD}/tablet/sheets/{tablet.sheet}/photos",
        data={"photo": (BytesIO(with_secrets()), "x.jpg")},
        headers={"X-Beffroi-Token": tablet.token, "Sec-Fetch-Site": "same-origin", **headers},
    )
    assert answer.status_code == 403
    assert photos(app) == []
