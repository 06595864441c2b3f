"""What is a photo and what is not: decoded in a limited process, refused with a sentence, shown without its secrets."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageOps
from PIL.PngImagePlugin import PngInfo

from forms.photo import LARGEST_FILE, PhotoRefused, read_photo
from forms.photo_child import LONGEST_SIDE

CANARY = "Canari-6217-Calais"


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    noise = Image.effect_noise((width, height), 60)
    return noise.convert(mode)


def saved(image: Image.Image, kind: str, **words: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **words)
    return out.getvalue()


def with_secrets() -> bytes:
    """A photo that tells where, when and with what it was taken, in every way that a JPEG knows."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned: the camera was held upright
    exif[0x010F] = f"Maker {CANARY}"
    exif[0x9286] = f"Comment {CANARY}"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (50.0, 57.0, 0.0), "E", (1.0, 51.0, 0.0)
    return saved(
        picture(),
        "JPEG",
        quality=90,
        exif=exif,
        comment=CANARY,
        xmp=f"<x>{CANARY}</x>".encode(),
        icc_profile=CANARY.encode(),
    )


def png_bomb(side: int = 30_000) -> bytes:
    """A few kilobytes that claim to be 900 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00" * (side + 1) * 200)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_the_view_is_upright_small_and_silent_and_the_original_untouched() -> None:
    content = with_secrets()
    assert content.count(CANARY.encode()) >= 4
    read = read_photo(content)
    assert (read.width, read.height) == (640, 480)
    assert CANARY.encode() not in read.view
    with Image.open(BytesIO(read.view)) as view:
        assert view.format == "JPEG"
        assert view.size == (480, 640)
        assert dict(view.getexif()) == {}
        assert not {"exif", "comment", "xmp", "icc_profile"} & set(view.info)
        expected = ImageOps.exif_transpose(Image.open(BytesIO(content))).convert("L").resize((12, 16))
        shown = view.convert("L").resize((12, 16))
        assert max(abs(one - other) for one, other in zip(expected.tobytes(), shown.tobytes(), strict=True)) < 12


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "RGB"), ("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "RGB"), ("PNG", "P"), ("PNG", "1"), ("WEBP", "RGB")],
)
def test_photos_of_every_accepted_kind_are_read(kind: str, mode: str) -> None:
    read = read_photo(saved(picture(2000, 1000, mode), kind))
    with Image.open(BytesIO(read.view)) as view:
        assert (view.size, view.mode) == ((LONGEST_SIDE, 800), "RGB")


def test_what_shines_through_is_shown_on_white() -> None:
    read = read_photo(saved(Image.new("RGBA", (50, 50), (200, 0, 0, 0)), "PNG"))
    with Image.open(BytesIO(read.view)) as view:
        colour = view.getpixel((20, 20))
    assert isinstance(colour, tuple)
    assert min(colour) > 245


NO_PHOTOS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "words": ("no_photo", lambda: b"Ceci n'est pas une photo."),
    "zeros": ("no_photo", lambda: b"\x00" * 5000),
    "a drawing with a script": ("no_photo", lambda: b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "a page": ("no_photo", lambda: b"<!doctype html><script>alert(1)</script>"),
    "only the first bytes of a JPEG": ("no_photo", lambda: b"\xff\xd8\xff\xe0"),
    "GIF": ("no_photo", lambda: saved(picture(), "GIF")),
    "BMP": ("no_photo", lambda: saved(picture(), "BMP")),
    "TIFF": ("no_photo", lambda: saved(picture(), "TIFF")),
    "PDF": ("no_photo", lambda: saved(picture(), "PDF")),
    "an archive": ("no_photo", lambda: b"PK\x03\x04" + b"\x00" * 200),
    "half a JPEG": ("truncated", lambda: (whole := saved(picture(1200, 900), "JPEG"))[: len(whole) // 2]),
    "half a PNG": ("truncated", lambda: (whole := saved(picture(300, 300), "PNG"))[: len(whole) // 2]),
    "half a WebP": ("no_photo", lambda: (whole := saved(picture(300, 300), "WEBP"))[: len(whole) // 2]),
    "too many pixels": ("too_many_pixels", lambda: saved(Image.new("L", (8000, 6000)), "PNG")),
    "a bomb": ("too_many_pixels", png_bomb),
    "too many bytes": ("too_heavy", lambda: saved(picture(), "JPEG") + b"\x00" * LARGEST_FILE),
}


@pytest.mark.parametrize("name", NO_PHOTOS)
def test_what_is_no_photo_is_refused_with_a_sentence(name: str) -> None:
    code, make = NO_PHOTOS[name]
    with pytest.raises(PhotoRefused) as refused:
        read_photo(make())
    assert refused.value.code == code
    assert refused.value.text.fr.endswith(".")


def test_words_hidden_behind_a_photo_do_not_reach_its_view() -> None:
    content = saved(picture(), "JPEG") + b"<script>" + CANARY.encode() + b"</script>"
    assert CANARY.encode() not in read_photo(content).view


def test_words_inside_a_png_do_not_reach_its_view() -> None:
    words = PngInfo()
    words.add_text("Location", CANARY)
    words.add_itxt("XML:com.adobe.xmp", CANARY)
    assert CANARY.encode() not in read_photo(saved(picture(), "PNG", pnginfo=words)).view


def test_a_photo_that_needs_too_much_time_or_memory_is_refused_not_waited_for() -> None:
    content = saved(picture(3000, 2000), "JPEG")
    with pytest.raises(PhotoRefused) as refused:
        read_photo(content, seconds=0.01)
    assert refused.value.code == "too_slow"
    with pytest.raises(PhotoRefused) as refused:
        read_photo(content, memory=48 * 1024 * 1024)
    assert refused.value.code == "too_slow"
