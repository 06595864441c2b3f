"""Making the view of one photo, within limits; runs in a child process that ``photo.py`` starts."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from forms.limited import Unreadable, answer

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 1600
"""Pixels of a view."""
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_ACCEPTED: Final = frozenset({*_FORMATS, "MPO"})  # a JPEG with further frames, as some cameras make them
_QUALITY: Final = 84


def make_view(content: bytes) -> tuple[bytes, int, int]:
    """Return the view of a photo and the original's size; refuses with :class:`Unreadable`."""
    view, width, height = open_view(content)
    return as_jpeg(view), width, height


def open_view(content: bytes, longest: int = LONGEST_SIDE) -> tuple[Image.Image, int, int]:
    """Return a photo upright, in plain colours, no side longer than ``longest``, and the original's size; refuses likewise."""
    Image.MAX_IMAGE_PIXELS = None  # the limit below is asked before anything is decoded
    try:
        photo = Image.open(BytesIO(content), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError):
        raise Unreadable("no_photo") from None
    with photo:
        if photo.format not in _ACCEPTED:
            raise Unreadable("no_photo")
        width, height = photo.size
        if width < 1 or height < 1:
            raise Unreadable("no_photo")
        if width * height > MOST_PIXELS:
            raise Unreadable("too_many_pixels")
        try:
            photo.draft("RGB", (longest, longest))
            photo.load()
            photo.thumbnail((longest, longest))
            return _plain(ImageOps.exif_transpose(photo)), width, height
        except (OSError, SyntaxError, ValueError, TypeError, EOFError):
            raise Unreadable("truncated") from None


def _plain(photo: Image.Image) -> Image.Image:
    layered = photo.convert("RGBA") if photo.mode in ("RGBA", "LA", "PA", "P") else photo.convert("RGB")
    # Pasted on a sheet of its own: what the original says about itself (comments, XMP, profiles) stays behind.
    clean = Image.new("RGB", layered.size, "white")
    clean.paste(layered, mask=layered.getchannel("A") if layered.mode == "RGBA" else None)
    return clean


def as_jpeg(view: Image.Image) -> bytes:
    """Return a view as it is stored: JPEG, without a word about where it comes from."""
    out = BytesIO()
    view.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _read(content: bytes) -> tuple[dict[str, Any], bytes]:
    view, width, height = make_view(content)
    return {"width": width, "height": height}, view


def main() -> int:
    """Read one photo from standard input and write what it is, then its view, to standard output."""
    return answer(_read)


if __name__ == "__main__":
    sys.exit(main())
