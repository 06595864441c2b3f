"""The annexes of a referral: files of its author's own agency that go with the letter, each by its hash.

Photos of the visit, files that the agency brought here or to its other branches about the same place, and its papers about
it may be chosen; nothing of another agency, and of a PV nothing at all: it goes its own way, and never through here (domain
§0.8, §8).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.viewer import ViewerSession
from workflows.processes.consequence import Consequence, about_establishment, establishment_of
from workflows.processes.document import Document
from workflows.processes.evidence_file import EvidenceFile
from workflows.processes.house import look, look_up
from workflows.processes.photo import Photo
from workflows.processes.referral_facts import Line
from workflows.store.database import Base
from workflows.store.text import PARIS, Text

ATTACH: Final = "attach"
"""The step that makes a file an annex."""


class ReferralAnnex(Line, Base):
    """One file that goes with the letter: ``sha256`` names it in the store, ``shown_class`` is the class of what it shows.

    ``kind`` is ``photo``, ``file`` or ``paper``; ``sheets`` is known of photos and papers.
    """

    __tablename__ = "referral_annex"

    referral_id: Mapped[UUID] = mapped_column(sa.ForeignKey("referral.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(20))
    title: Mapped[str] = mapped_column(sa.String(300))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    shown_class: Mapped[int] = mapped_column(sa.SmallInteger)
    sheets: Mapped[int | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that may be chosen as an annex: what the annex will say of it."""

    key: str
    kind: str
    title: str
    sha256: str
    shown_class: int
    sheets: int | None = None


def candidates(session: ViewerSession, referral_id: UUID) -> list[Candidate]:
    """Return the files that the author's agency may join, photos first; for the house's own reasoning."""
    row = look_up(session, Consequence, referral_id)
    return [*_photos(session, row), *_files(session, row), *_papers(session, row)]


def annex_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the files that may be joined and are not yet."""
    joined = {each.sha256 for each in _standing(situation)}
    return [
        (each.key, Text("{title}", "{title}", title=each.title))
        for each in candidates(situation.session, situation.case.id)
        if each.sha256 not in joined
    ]


def something_to_annex(situation: Situation) -> Refusal | None:
    """Refuse where the agency has no file to join, or has joined every one."""
    return None if annex_choices(situation) else _NOTHING


def files_are_annexes(situation: Situation) -> Refusal | None:
    """Refuse to send while a file that was brought here is no annex: whoever receives the letter would read it unasked."""
    joined = {each.sha256 for each in _standing(situation)}
    return None if all(each.original in joined for each in _brought(situation)) else _LOOSE


def no_file_is_left(situation: Situation) -> Refusal | None:
    """Refuse to send a PV while a file that was brought here is left: nothing goes with a PV."""
    return _LEFT if _brought(situation) else None


def chosen(situation: Situation) -> dict[str, Any]:
    """Return the values of the annex that the fields of the situation chose."""
    key = situation.fields["file"]
    found = next(each for each in candidates(situation.session, situation.case.id) if each.key == key)
    return {
        "kind": found.kind,
        "title": situation.fields.get("title") or found.title,
        "sha256": found.sha256,
        "shown_class": found.shown_class,
        "sheets": found.sheets,
    }


def _standing(situation: Situation) -> list[Any]:
    table = ReferralAnnex.__table__.c
    return look(situation.session, ReferralAnnex, table.referral_id == situation.case.id, table.struck_at.is_(None))


def _brought(situation: Situation) -> list[Any]:
    table = EvidenceFile.__table__.c
    return look(situation.session, EvidenceFile, table.case_id == situation.case.id, table.withdrawn_at.is_(None))


def _photos(session: ViewerSession, row: Any) -> Iterable[Candidate]:
    table = Photo.__table__.c
    # Without a visit there is no photo either: null equals nothing.
    rows = look(session, Photo, table.visit_id == row.visit_id, table.agency == row.agency)
    for each in sorted(rows, key=lambda photo: (photo.taken_at, photo.id.hex)):
        at = each.taken_at.astimezone(PARIS).strftime("%d/%m/%Y, %-H\u00a0h\u00a0%M")
        yield Candidate(f"photo-{each.id.hex}", "photo", f"{each.caption} – {at}", each.original, each.secrecy, 1)


def key_of(file_id: UUID) -> str:
    """Return how the step names a file that was brought."""
    return f"file-{file_id.hex}"


def _files(session: ViewerSession, row: Any) -> Iterable[Candidate]:
    """What the agency brought here, then to its other branches about the same place: scans, pictures, records of exhibits."""
    table = EvidenceFile.__table__.c
    branches = sa.or_(table.case_id == row.id, table.case_id.in_(_others(session, row)))
    rows = look(session, EvidenceFile, branches, table.agency == row.agency, table.withdrawn_at.is_(None))
    for each in sorted(rows, key=lambda file: (file.case_id != row.id, file.received_at, file.id.hex)):
        yield Candidate(key_of(each.id), "file", each.name, each.original, each.secrecy)


def _papers(session: ViewerSession, row: Any) -> Iterable[Candidate]:
    """The agency's own papers of other branches about the same place; never the minutes, which are of all agencies."""
    branches = _others(session, row)
    table = Document.__table__.c
    rows = look(session, Document, table.case_id.in_(branches), table.agency == row.agency)
    for each in sorted(rows, key=lambda paper: (paper.pressed_at, paper.id.hex)):
        yield Candidate(f"paper-{each.id.hex}", "paper", each.title, each.sha256, each.secrecy, each.pages)


def _others(session: ViewerSession, row: Any) -> Any:
    about = about_establishment(establishment_of(session, row))
    return sa.select(Consequence.id).where(Consequence.id != row.id, Consequence.agency == row.agency, about)


_LOOSE = Refusal(
    "loose_files",
    Text(
        "Un fichier apporté ici n’est pas une annexe\u00a0: joignez-le en annexe, ou retirez-le.",
        "A file that was brought here is no annex: join it as one, or withdraw it.",
    ),
)
_LEFT = Refusal(
    "files_left",
    Text(
        "Rien n’accompagne un procès-verbal\u00a0: retirez d’abord les fichiers apportés ici.",
        "Nothing goes with an official report: withdraw the files that were brought here first.",
    ),
)
_NOTHING = Refusal(
    "nothing_to_annex",
    Text(
        "Votre service n’a ici ni photo, ni fichier, ni papier qui ne soit pas déjà joint.",
        "Your agency has no photo, file or paper here that is not joined already.",
    ),
)
