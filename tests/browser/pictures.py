"""Pictures that a tablet's camera would take, drawn for the tests."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw


def photo_of_a_bar(folder: Path) -> Path:
    """Draw a counter with an empty frame above it, as a JPEG file in ``folder``."""
    picture = Image.new("RGB", (1200, 900), (58, 44, 36))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, 1200, 900), fill=(120, 84, 54))
    draw.rectangle((430, 140, 770, 420), outline=(214, 200, 180), width=12)
    path = folder / "comptoir.jpg"
    picture.save(path, quality=85)
    return path
