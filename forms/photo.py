"""A photo that somebody brings: proved to be one by decoding it, in a process of its own with little memory and time.

The original is evidence and stays as it came. What is shown is a view made anew from its pixels: upright, at most
1600 pixels wide or high, without place, date, device or any other word that the original carries.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from workflows.store.text import Text

LARGEST_FILE: Final = 12 * 1024 * 1024
"""Bytes."""
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 1600
"""Pixels of a view."""
SECONDS: Final = 20
MEMORY: Final = 768 * 1024 * 1024
"""Bytes of address space for one photo, libraries included."""

_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_ACCEPTED: Final = frozenset({*_FORMATS, "MPO"})  # a JPEG with further frames, as some cameras make them
_QUALITY: Final = 84
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_HOUSE: Final = Path(__file__).resolve().parent.parent


class PhotoRefused(Exception):
    """What was brought is no photo that can be kept. ``code`` is stable, ``text`` is the sentence."""

    def __init__(self, code: str) -> None:
        """Carry the sentence of that code."""
        self.code = code
        self.text = _REFUSALS[code]
        super().__init__(self.text.render("en"))


class DecoderBusy(Exception):
    """Too many photos are being read at this moment: the sender tries again."""


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """A photo that was proved to be one: its view as JPEG, and the size of the original in pixels."""

    view: bytes
    width: int
    height: int


def read_photo(content: bytes, *, seconds: float = SECONDS, memory: int = MEMORY) -> ReadPhoto:
    """Decode a photo in a limited child process and return its view.

    Refuses with :class:`PhotoRefused` what is empty, too large (in bytes or pixels), no JPEG, PNG or WebP, cut short,
    or needs more time or memory than a photo does. Waits for its turn, :class:`DecoderBusy` if that takes too long.
    """
    if not content:
        raise PhotoRefused("empty")
    if len(content) > LARGEST_FILE:
        raise PhotoRefused("too_heavy")
    if not _AT_ONCE.acquire(timeout=2 * seconds):
        raise DecoderBusy
    try:
        return _ask_child(content, seconds, memory)
    finally:
        _AT_ONCE.release()


def _ask_child(content: bytes, seconds: float, memory: int) -> ReadPhoto:
    child = subprocess.Popen(
        [sys.executable, "-m", "forms.photo", str(memory), str(int(seconds) + 1)],
        cwd=_HOUSE,
        env=_bare_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with child:
        try:
            answer, _ = child.communicate(content, timeout=seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            raise PhotoRefused("too_slow") from None
    head, _, view = answer.partition(b"\n")
    try:
        said: dict[str, Any] = json.loads(head)
    except ValueError:
        raise PhotoRefused("too_slow") from None  # killed by its own limits before it could say anything
    if "refused" in said:
        raise PhotoRefused(said["refused"])
    return ReadPhoto(view, said["width"], said["height"])


def _bare_environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "PYTHONPATH": str(_HOUSE), "PYTHONDONTWRITEBYTECODE": "1"}


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


# What follows runs in the child.


def make_view(content: bytes) -> tuple[bytes, int, int]:
    """Return the view of a photo and the original's size; refuses with :class:`PhotoRefused`. Runs in the child."""
    Image.MAX_IMAGE_PIXELS = None  # the limit below is asked before anything is decoded
    try:
        photo = Image.open(BytesIO(content), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError):
        raise PhotoRefused("no_photo") from None
    with photo:
        if photo.format not in _ACCEPTED:
            raise PhotoRefused("no_photo")
        width, height = photo.size
        if width < 1 or height < 1:
            raise PhotoRefused("no_photo")
        if width * height > MOST_PIXELS:
            raise PhotoRefused("too_many_pixels")
        try:
            photo.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            photo.load()
            photo.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _as_jpeg(ImageOps.exif_transpose(photo)), width, height
        except (OSError, SyntaxError, ValueError, TypeError, EOFError):
            raise PhotoRefused("truncated") from None


def _as_jpeg(photo: Image.Image) -> bytes:
    layered = photo.convert("RGBA") if photo.mode in ("RGBA", "LA", "PA", "P") else photo.convert("RGB")
    # Pasted on a sheet of its own: what the original says about itself (comments, XMP, profiles) stays behind.
    clean = Image.new("RGB", layered.size, "white")
    clean.paste(layered, mask=layered.getchannel("A") if layered.mode == "RGBA" else None)
    out = BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _limit(memory: int, seconds: int) -> None:
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main() -> int:
    """Read one photo from standard input and write what it is, then its view, to standard output."""
    memory, seconds = (int(word) for word in sys.argv[1:3])
    _limit(memory, seconds)
    out = sys.stdout.buffer
    try:
        view, width, height = make_view(sys.stdin.buffer.read())
    except PhotoRefused as refused:
        out.write(json.dumps({"refused": refused.code}).encode() + b"\n")
        return 1
    except MemoryError:
        out.write(json.dumps({"refused": "too_slow"}).encode() + b"\n")
        return 1
    out.write(json.dumps({"width": width, "height": height}).encode() + b"\n" + view)
    return 0


if __name__ == "__main__":
    sys.exit(main())
