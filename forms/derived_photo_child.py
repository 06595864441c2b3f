"""Cropping and blurring one photo, within limits; runs in a child process that ``derived_photo.py`` starts."""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from PIL import Image

from forms.limited import answer
from forms.photo_child import LONGEST_SIDE, as_jpeg, open_view

_BEFORE: Final = 3 * LONGEST_SIDE
"""Pixels of the longest side while it is worked on: what is cut out of it is still worth printing."""
_TILES: Final = 6
"""What is blurred keeps the mean colours of so many tiles a side, and nothing of what stood there."""


def make_derived(content: bytes, crop: list[int], blurred: list[list[int]]) -> bytes:
    """Return the view of a photo that shows ``crop`` alone, each area of ``blurred`` made unreadable before."""
    view, _width, _height = open_view(content, _BEFORE)
    for area in blurred:
        box = _box(view, area)
        part = view.crop(box)
        tiles = part.resize((_TILES, _TILES), Image.Resampling.BOX)
        view.paste(tiles.resize(part.size, Image.Resampling.BICUBIC), box)
    derived = view.crop(_box(view, crop))
    derived.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return as_jpeg(derived)


def _box(view: Image.Image, area: list[int]) -> tuple[int, int, int, int]:
    """The pixels of an area, rounded outwards: never less than what was asked, and one at least."""
    left, top, right, bottom = area
    return (
        view.width * left // 100,
        view.height * top // 100,
        max(-(-view.width * right // 100), view.width * left // 100 + 1),
        max(-(-view.height * bottom // 100), view.height * top // 100 + 1),
    )


def _read(content: bytes) -> tuple[dict[str, Any], bytes]:
    asked = json.loads(sys.argv[3])
    return {}, make_derived(content, asked["crop"], asked["blurred"])


def main() -> int:
    """Read one photo from standard input and write the view that the command line asks for to standard output."""
    return answer(_read)


if __name__ == "__main__":
    sys.exit(main())
