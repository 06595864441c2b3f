"""A photo that somebody brings: proved to be one by decoding it, in a process of its own with little memory and time.

The original is evidence and stays as it came. What is shown is a view made anew from its pixels: upright, at most
1600 pixels wide or high, without place, date, device or any other word that the original carries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from forms.limited import LimitedReader, Unreadable
from workflows.store.text import Text

LARGEST_FILE: Final = 12 * 1024 * 1024
"""Bytes."""
SECONDS: Final = 20
MEMORY: Final = 768 * 1024 * 1024
"""Bytes of address space for one photo, libraries included."""
_READER: Final = LimitedReader("forms.photo_child")


class PhotoRefused(Exception):
    """What was brought is no photo that can be kept. ``code`` is stable, ``text`` is the sentence."""

    def __init__(self, code: str) -> None:
        """Carry the sentence of that code; one that is not known is no photo."""
        self.code = code if code in _REFUSALS else "no_photo"
        self.text = _REFUSALS[self.code]
        super().__init__(self.text.render("en"))


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """A photo that was proved to be one: its view as JPEG, and the size of the original in pixels."""

    view: bytes
    width: int
    height: int


def read_photo(content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> ReadPhoto:
    """Decode a photo in a limited child process and return its view.

    Refuses with :class:`PhotoRefused` what is empty, too large (in bytes or pixels), no JPEG, PNG or WebP, cut short,
    or needs more time or memory than a photo does. Waits for its turn, :class:`ReaderBusy` if that takes too long.
    """
    if not content:
        raise PhotoRefused("empty")
    if len(content) > LARGEST_FILE:
        raise PhotoRefused("too_heavy")
    try:
        said, view = _READER.ask(content, seconds=seconds, memory=memory)
    except Unreadable as refused:
        raise PhotoRefused(refused.code) from None
    return ReadPhoto(view, said["width"], said["height"])


_REFUSALS: Final = {
    "empty": Text("Cette photo est vide. Reprenez-la.", "This photo is empty. Take it again."),
    "too_heavy": Text(
        "Cette photo dépasse 12\u00a0Mo. Reprenez-la avec une qualité moindre.",
        "This photo is larger than 12\u00a0MB. Take it again at a lower quality.",
    ),
    "too_many_pixels": Text(
        "Cette photo dépasse 40 millions de points. Reprenez-la avec une définition moindre.",
        "This photo has more than 40 million pixels. Take it again at a lower resolution.",
    ),
    "no_photo": Text(
        "Ce fichier n’est pas une photo lisible. Les formats acceptés sont JPEG, PNG et WebP.",
        "This file is not a photo that can be read. JPEG, PNG and WebP are accepted.",
    ),
    "truncated": Text(
        "Cette photo est incomplète\u00a0: la fin du fichier manque. Reprenez-la.",
        "This photo is incomplete: the end of the file is missing. Take it again.",
    ),
    "too_slow": Text(
        "Cette photo demande trop de mémoire ou de temps pour être lue. Reprenez-la.",
        "This photo takes too much memory or time to read. Take it again.",
    ),
}
