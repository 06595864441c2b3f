"""A derived view: upright, of what was kept alone, what was blurred gone for good, not a word of the original left."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from forms.derived_photo import derive, read_area
from forms.photo import PhotoRefused
from tests.forms.test_photo import CANARY, saved, with_secrets

WHOLE = (0, 0, 100, 100)


def striped() -> bytes:
    """A white photo of 800 by 600, whose left half is striped black pixel by pixel."""
    photo = Image.new("RGB", (800, 600), "white")
    pen = ImageDraw.Draw(photo)
    for x in range(0, 400, 4):
        pen.rectangle((x, 0, x + 1, 599), fill="black")
    return saved(photo, "PNG")


def opened(view: bytes) -> Image.Image:
    return Image.open(BytesIO(view)).convert("L")


def test_the_frame_alone_is_left() -> None:
    view = opened(derive(striped(), (50, 0, 100, 50), ()))
    assert view.size == (400, 300)
    low, _high = view.getextrema()
    assert int(low) > 240, "the stripes are outside"  # type: ignore[arg-type]


def test_what_is_blurred_cannot_be_told_any_more_and_the_rest_can() -> None:
    view = opened(derive(striped(), WHOLE, ((0, 0, 50, 50),)))
    blurred, left = view.crop((0, 0, 400, 300)), view.crop((0, 300, 400, 600))
    assert blurred.getextrema()[1] - blurred.getextrema()[0] < 24, "no stripe is left"  # type: ignore[operator]
    assert left.getextrema()[1] - left.getextrema()[0] > 200  # type: ignore[operator]


def test_areas_are_of_the_upright_photo_and_nothing_it_says_of_itself_is_kept() -> None:
    content = with_secrets()
    view = derive(content, (0, 0, 50, 100), ())
    assert opened(view).size == (240, 640), "it was taken with the camera turned"
    assert CANARY.encode() in content
    assert CANARY.encode() not in view


def test_what_is_no_photo_is_refused() -> None:
    with pytest.raises(PhotoRefused):
        derive(b"%PDF-1.7", WHOLE, ())


@pytest.mark.parametrize(
    ("typed", "area"),
    [(("", "", "", ""), None), (("0", "10", " 90 ", "100"), (0, 10, 90, 100))],
)
def test_an_area_is_four_numbers_or_none(typed: tuple[str, ...], area: tuple[int, ...] | None) -> None:
    form = dict(zip(("crop_left", "crop_top", "crop_right", "crop_bottom"), typed, strict=True))
    assert read_area(form, "crop") == area
    for wrong in ("", "-1", "1.5", "٣", "1000"):
        with pytest.raises(ValueError, match="crop"):
            read_area({"crop_left": "1", "crop_top": "1", "crop_right": "9", "crop_bottom": wrong}, "crop")
