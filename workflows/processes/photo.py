"""The photo: its original kept unmodified under its hash, a view made without metadata, and where and when it was taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, note
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.answer import LATE_OPEN
from workflows.processes.house import look_up
from workflows.store.database import Base, Recorded
from workflows.store.plain import plain
from workflows.store.text import Text


class Photo(Recorded, Base):
    """One photo of a sheet (class K3). ``original`` and ``view`` are SHA-256 of stored files; moments are UTC."""

    __tablename__ = "photo"

    sheet_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sheet.id"), index=True)
    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    item: Mapped[str] = mapped_column(sa.String(20), default="")
    original: Mapped[str] = mapped_column(sa.String(64))
    view: Mapped[str] = mapped_column(sa.String(64))
    caption: Mapped[str] = mapped_column(sa.String(300))
    taken_at: Mapped[datetime]
    received_at: Mapped[datetime]
    author: Mapped[str] = mapped_column(sa.String(80))
    device: Mapped[str] = mapped_column(sa.String(80), default="")
    direction: Mapped[str] = mapped_column(sa.String(120), default="")

    def as_plain(self) -> dict[str, Any]:
        """Return what a frozen section keeps of the photo."""
        return {
            "id": self.id.hex,
            "item": self.item,
            "original": self.original,
            "view": self.view,
            "caption": self.caption,
            "taken_at": plain(self.taken_at),
            "author": self.author,
            "device": self.device,
            "direction": self.direction,
        }


def add_photo(session: ViewerSession, sheet: Any, photo: Photo, *, actor: Actor, moment: datetime) -> Photo:
    """Add a photo to an open sheet; the same photo sent again is the photo already kept.

    ``photo`` names files that are stored already. Refuses a sheet that is not open, an item that it does not ask, and
    an id that another picture bears.
    """
    known = look_up(session, Photo, photo.id)
    if known is not None:
        if (known.original, known.sheet_id) != (photo.original, sheet.id):
            raise Refused([_ID_REUSED])
        kept = session.get(Photo, photo.id)
        assert kept is not None
        return kept
    case = session.get(Case, sheet.id, populate_existing=True)
    if case is None or case.state not in LATE_OPEN:
        raise Refused([_SHEET_CLOSED])
    if photo.item and photo.item not in {item.code for item in sheet.selection().items}:
        raise Refused([_UNKNOWN_ITEM])
    photo.case_id, photo.agency, photo.secrecy = sheet.id, sheet.agency, 3
    photo.sheet_id, photo.visit_id = sheet.id, sheet.visit_id
    photo.received_at, photo.author = moment, actor.user
    session.add(photo)
    note(
        session, sheet.id, "photo", actor=actor, moment=moment, fields={"item": photo.item, "original": photo.original}
    )
    return photo


def photo_of(session: ViewerSession, photo_id: UUID) -> Photo | None:
    """Return a photo if the viewer may see it."""
    return session.get(Photo, photo_id)


def photos_of(session: ViewerSession, sheet_id: UUID) -> list[Photo]:
    """Return the photos of a sheet that the viewer may see, in the order in which they were taken."""
    return list(session.scalars(sa.select(Photo).where(Photo.sheet_id == sheet_id).order_by(Photo.taken_at, Photo.id)))


_ID_REUSED: Final = Refusal(
    "photo_id_reused", Text("Une autre photo porte déjà cet identifiant.", "Another photo already has this id.")
)
_SHEET_CLOSED: Final = Refusal(
    "sheet_closed",
    Text(
        "Cette grille n’est pas ouverte\u00a0: la photo n’y entre pas. Elle reste sur la tablette.",
        "This grid is not open: the photo does not enter it. It stays on the tablet.",
    ),
)
_UNKNOWN_ITEM: Final = Refusal("unknown_item", Text("Ce point n’est pas demandé ici.", "This item is not asked here."))
