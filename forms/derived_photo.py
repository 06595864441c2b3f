"""What a person gives to crop a photo or blur parts of it, and the view that is made of it, in a limited child process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from forms.limited import LimitedReader, Unreadable
from forms.photo import MEMORY, SECONDS, PhotoRefused

SIDES: Final = ("left", "top", "right", "bottom")
CROP: Final = "crop"
_READER: Final = LimitedReader("forms.derived_photo_child")
_DIGITS: Final = 3


def read_area(form: Mapping[str, str], name: str) -> tuple[int, ...] | None:
    """Return the four sides that were typed for an area, ``None`` where all were left empty; refuses (``ValueError``) what
    is no whole number, or some sides without the others.
    """
    typed = [form.get(f"{name}_{side}", "").strip() for side in SIDES]
    if not any(typed):
        return None
    if not all(each.isascii() and each.isdigit() and len(each) <= _DIGITS for each in typed):
        raise ValueError(name)
    return tuple(int(each) for each in typed)


def derive(content: bytes, crop: Sequence[int], blurred: Sequence[Sequence[int]]) -> bytes:
    """Return a view of a photo as JPEG without metadata: upright, of ``crop`` only, each of ``blurred`` made unreadable.

    Areas are left, top, right, bottom in hundredths of the upright photo. Refuses like ``read_photo``.
    """
    words = json.dumps({"crop": list(crop), "blurred": [list(each) for each in blurred]})
    try:
        _said, view = _READER.ask(content, words, seconds=SECONDS, memory=MEMORY)
    except Unreadable as refused:
        raise PhotoRefused(refused.code) from None
    return view
