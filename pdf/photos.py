"""Photos on their way to paper: proved to be pictures, upright, without metadata, no larger than paper needs."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from workflows.processes.snapshot_parts import PhotoLine
from workflows.store.text import Text

LONGEST_SIDE: Final = 1200
"""Pixels: enough for 174 mm at 175 dots per inch; larger pictures double the time of a render."""
MOST_PIXELS: Final = 50_000_000
_QUALITY: Final = 82


def prepare_photos(photos: Iterable[PhotoLine], images: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[Text]]:
    """Return the pictures to print by SHA-256 of the bytes given, and the list of those missing, altered or unreadable."""
    ready: dict[str, bytes] = {}
    missing: list[Text] = []
    for photo in photos:
        number = str(photo.number)
        raw = images.get(photo.shown)
        if raw is None:
            missing.append(Text("photo {number}\u00a0: l’image", "photo {number}: the picture", number=number))
        elif hashlib.sha256(raw).hexdigest() != photo.shown:
            missing.append(
                Text("photo {number}\u00a0: l’image intacte", "photo {number}: the unaltered picture", number=number)
            )
        elif photo.shown not in ready:
            picture = print_ready(raw)
            if picture is None:
                missing.append(
                    Text("photo {number}\u00a0: une image lisible", "photo {number}: a readable picture", number=number)
                )
            else:
                ready[photo.shown] = picture
    return ready, missing


def print_ready(raw: bytes) -> bytes | None:
    """Return a picture as JPEG, at most ``LONGEST_SIDE`` pixels wide and high; ``None`` when it is no picture or a huge one.

    A small grey or RGB JPEG without metadata is returned as it came, so that equal pictures give equal bytes.
    """
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.load()
            fits = max(picture.size) <= LONGEST_SIDE
            if picture.format == "JPEG" and fits and picture.mode in ("L", "RGB") and not picture.getexif():
                return raw
            return _redrawn(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombWarning):
        return None


def _redrawn(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "P"):
        layered = upright.convert("RGBA")
        upright = Image.new("RGB", layered.size, "white")
        upright.paste(layered, mask=layered.getchannel("A"))
    upright = upright.convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    upright.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
