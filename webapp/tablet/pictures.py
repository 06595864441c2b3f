"""Photos on their way in and out: the original kept as it came under its hash, a view of it shown, each showing noted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from forms.photo import read_photo
from webapp.tablet.operations import is_plain_text
from workflows.processes.photo import Photo
from workflows.store.files import FileStore
from workflows.store.text import Text

LONGEST_CAPTION: Final = 300
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_SHORT: Final = re.compile(r"[A-Za-z0-9-]{0,80}")


class PhotoUnreadable(Exception):
    """What came with a photo cannot be read, or the photo is not the one that left. ``text`` is the sentence.

    ``again`` tells whether sending the same photo once more may help.
    """

    def __init__(self, text: Text, *, again: bool) -> None:
        """Carry the sentence."""
        super().__init__(text.render("en"))
        self.text, self.again = text, again


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """A photo as a tablet or a plain form sends it. ``taken_at`` is the tablet's clock, ``None`` where it is unknown;
    ``sha256`` what the tablet found, empty where no script ran.
    """

    id: UUID
    item: str
    caption: str
    device: str
    taken_at: datetime | None
    sha256: str


def read_sent(form: Mapping[str, str]) -> SentPhoto:
    """Read what comes with a photo; refuses with :class:`PhotoUnreadable`."""
    caption, item = form.get("caption", "").strip(), form.get("item", "")
    device, digest = form.get("device", ""), form.get("sha256", "")
    try:
        known = UUID(form.get("id", ""))
        taken_at = datetime.fromisoformat(form["taken_at"]) if form.get("taken_at") else None
    except ValueError:
        raise PhotoUnreadable(_UNREADABLE, again=False) from None
    if taken_at is not None and (taken_at.tzinfo is None or not 2000 <= taken_at.year < 2200):
        raise PhotoUnreadable(_UNREADABLE, again=False)
    if digest and not _DIGEST.fullmatch(digest):
        raise PhotoUnreadable(_UNREADABLE, again=False)
    if not is_plain_text(caption, LONGEST_CAPTION) or len(item) > 20 or not _SHORT.fullmatch(device):
        raise PhotoUnreadable(_UNREADABLE, again=False)
    return SentPhoto(known, item, caption, device, taken_at, digest)


def view_of(content: bytes, sent: SentPhoto) -> bytes:
    """Prove that ``content`` is a photo and return its view.

    Takes time and memory: call it before the unit of work begins. Refuses like ``read_photo``, and a photo that is not
    the one that the tablet saw.
    """
    if sent.sha256 and hashlib.sha256(content).hexdigest() != sent.sha256:
        raise PhotoUnreadable(_DAMAGED, again=True)
    return read_photo(content).view


def store_photo(files: FileStore, content: bytes, view: bytes, sent: SentPhoto, *, moment: datetime) -> Photo:
    """Store a photo and its view, and return the row that names them, not yet added; for who holds the store."""
    return Photo(
        id=sent.id,
        item=sent.item,
        caption=sent.caption,
        original=files.put(content),
        view=files.put(view),
        taken_at=sent.taken_at or moment,
        device=sent.device,
    )


def receipt_of(photo: Photo) -> dict[str, Any]:
    """Return by what a tablet knows that its photo is kept as it was taken."""
    return {"id": str(photo.id), "state": "kept", "sha256": photo.original}


_UNREADABLE: Final = Text(
    "Cette photo est arrivée sans ce qui doit l’accompagner. Reprenez-la.",
    "This photo came without what must go with it. Take it again.",
)
_DAMAGED: Final = Text(
    "Cette photo a été abîmée en chemin\u00a0: elle sera renvoyée.",
    "This photo was damaged on its way: it will be sent again.",
)
