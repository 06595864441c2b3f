"""The pictures of the demonstration: drawn, dated, and plainly no photograph of any place or person."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

_FONT: Final = Path(__file__).parents[2] / "pdf" / "fonts"
_SIZE: Final = (1200, 900)
_GROUND: Final = (236, 239, 244)
_LINE: Final = (96, 112, 136)
_WORDS: Final = (30, 42, 64)


def draw(caption: str, taken_at: datetime) -> tuple[bytes, bytes]:
    """Return an original and its view for a caption; ``taken_at`` in local time. The same call gives the same bytes."""
    picture = Image.new("RGB", _SIZE, _GROUND)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 60, 1140, 840), outline=_LINE, width=4)
    pen.line((60, 640, 1140, 640), fill=_LINE, width=4)
    for number in range(5):
        left = 140 + number * 190
        pen.rectangle((left, 420 - number % 3 * 60, left + 130, 640), outline=_LINE, width=4)
    pen.text((90, 90), "Image de démonstration", font=_font(44), fill=_WORDS)
    pen.text((90, 690), caption, font=_font(54), fill=_WORDS)
    pen.text((90, 770), taken_at.strftime("%d/%m/%Y %H:%M"), font=_font(36), fill=_LINE)
    return _jpeg(picture, 92), _jpeg(picture, 82)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return kept.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(next(_FONT.glob("*Regular*.ttf"))), size)
