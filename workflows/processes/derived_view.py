"""The derived view of a photo: a file of its own, cropped or blurred, beside an original that never changes.

What was done, by whom, when and from which original is written with it. The last one made is what papers print from then
on; what was validated before keeps the view that it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, note
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.viewer import ViewerSession
from workflows.processes.photo import Photo
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

DERIVED: Final = "derived_view"
"""What the journal calls the line that says that a view was made."""
MOST: Final = 20
"""Views of one photo."""
MOST_BLURRED: Final = 3


class Area(NamedTuple):
    """A rectangle of a photo held upright, its sides in hundredths of its width and height."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_one(self) -> bool:
        """Whether it holds anything, and nothing outside the photo."""
        return 0 <= self.left < self.right <= 100 and 0 <= self.top < self.bottom <= 100


WHOLE: Final = Area(0, 0, 100, 100)


class DerivedView(Recorded, Base):
    """One view of a photo (class K3): ``original`` and ``sha256`` are SHA-256 of stored files, ``crop`` what is left of it
    and ``blurred`` what is made unreadable, each an :class:`Area`; ``number`` counts the views of one photo.
    """

    __tablename__ = "derived_view"
    __table_args__ = (sa.UniqueConstraint("photo_id", "number"),)

    photo_id: Mapped[UUID] = mapped_column(sa.ForeignKey("photo.id"))
    number: Mapped[int]
    original: Mapped[str] = mapped_column(sa.String(64))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    crop: Mapped[list[Any]] = mapped_column(sa.JSON)
    blurred: Mapped[list[Any]] = mapped_column(sa.JSON)
    author: Mapped[str] = mapped_column(sa.String(80))
    made_at: Mapped[datetime]

    @property
    def done(self) -> Text:
        """What was done to the photo, in words."""
        parts = [_CROPPED] if Area(*self.crop) != WHOLE else []
        parts += [_BLURRED[min(len(self.blurred), 2)].with_parameters(count=len(self.blurred))] if self.blurred else []
        if not parts:
            return _WHOLE
        return Text(", ".join(each.render("fr") for each in parts), ", ".join(each.render("en") for each in parts))


def add_view(
    session: ViewerSession,
    photo_id: UUID,
    sha256: str,
    *,
    crop: Area,
    blurred: Sequence[Area],
    actor: Actor,
    moment: datetime,
) -> DerivedView:
    """Enter a view of a photo of the actor's agency, made from its original and stored already; ``moment`` is aware.

    Refuses (``Refused``) one too many, and one that changes nothing of a photo that has none; a photo of others is
    ``UnknownCase``.
    """
    photo = session.get(Photo, photo_id)
    if photo is None or photo.agency != actor.agency or photo.case_id is None:
        raise UnknownCase
    earlier = views_of(session, [photo_id])
    if refusal := why_not_made(crop, blurred, len(earlier)):
        raise Refused([refusal])
    view = DerivedView(
        id=uuid4(), case_id=photo.case_id, agency=photo.agency, secrecy=photo.secrecy, photo_id=photo.id,
        number=len(earlier) + 1, original=photo.original, sha256=sha256, crop=list(crop),
        blurred=[list(each) for each in blurred], author=actor.user, made_at=moment,
    )  # fmt: skip
    session.add(view)
    fields = {"item": photo.item, "original": photo.original, "derived": sha256, "number": view.number}
    note(session, photo.case_id, DERIVED, actor=actor, moment=moment, fields=fields)
    return view


def why_not_made(crop: Area, blurred: Sequence[Area], earlier: int) -> Refusal | None:
    """Say why no view is made of a photo that has so many earlier ones; ``None`` where one may be."""
    if not all(each.is_one for each in (crop, *blurred)) or len(blurred) > MOST_BLURRED:
        return _NO_AREA
    if crop == WHOLE and not blurred and not earlier:
        return _NOTHING_DONE
    return _TOO_MANY if earlier >= MOST else None


def views_of(session: ViewerSession, photos: Sequence[UUID]) -> list[DerivedView]:
    """Return the views of photos that the viewer may see, in the order in which they were made."""
    asked = sa.select(DerivedView).where(DerivedView.photo_id.in_(photos))
    return list(session.scalars(asked.order_by(DerivedView.photo_id, DerivedView.number)))


def as_printed(photo: Photo, view: DerivedView | None) -> dict[str, Any]:
    """Return what a frozen section keeps of a photo: papers print its last derived view, if it has one."""
    kept = photo.as_plain()
    return kept if view is None else {**kept, "view": view.sha256, "done": view.done.render("fr")}


_CROPPED: Final = Text("recadrée", "cropped")
_BLURRED: Final = {
    1: Text("une zone floutée", "one area blurred"),
    2: Text("{count} zones floutées", "{count} areas blurred"),
}
_WHOLE: Final = Text("entière, sans flou", "whole, nothing blurred")
_NO_AREA: Final = Refusal(
    "no_area",
    Text(
        "Une zone a une gauche avant sa droite et un haut avant son bas, de 0 à 100.",
        "An area has its left before its right and its top before its bottom, from 0 to 100.",
    ),
)
_NOTHING_DONE: Final = Refusal(
    "nothing_done", Text("Rien n’est recadré ni flouté.", "Nothing is cropped or blurred.")
)  # fmt: skip
_TOO_MANY: Final = Refusal(
    "too_many_views", Text("Une photo a {most} vues au plus.", "A photo has {most} views at most.", most=MOST)
)
