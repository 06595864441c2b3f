"""The bundle of a referral: what its slip lists and its sealed papers, packed once both papers are there, kept by its hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.bundle_manifest import BundlePiece, Manifest, name_of_piece
from workflows.processes.document import BUNDLE, Document, pressed
from workflows.processes.evidence_file import EvidenceFile
from workflows.processes.frozen_paper import frozen
from workflows.processes.paper_referral import LETTER, SLIP
from workflows.processes.snapshots_referral import TransmittalSnapshot
from workflows.store.database import Base, Recorded

_VERSION: Final = 1
"""A report is sent once: its letter and slip have one version."""
_ENDINGS: Final[Mapping[bytes, str]] = {b"%PDF": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG": "png", b"RIFF": "webp"}


class Bundle(Recorded, Base):
    """The zip of one referral: ``sha256`` names it in the file store, ``manifest`` is the SHA-256 of its manifest."""

    __tablename__ = "bundle"
    __table_args__ = (sa.UniqueConstraint("case_id"),)

    reference: Mapped[str] = mapped_column(sa.String(40))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    manifest: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    pieces: Mapped[int]
    made_at: Mapped[datetime]

    @property
    def file_name(self) -> str:
        """The name of the zip when it leaves the house."""
        return f"{self.reference}-envoi.zip"


@dataclass(frozen=True, slots=True)
class ToPack:
    """What goes into a bundle: the slip as it was frozen, the papers as they were sealed, the files of the annexes.

    ``endings`` are those of files that somebody brought, by SHA-256; of others the content tells.
    """

    slip: TransmittalSnapshot
    letter: Document
    slip_paper: Document
    endings: Mapping[str, str]

    def files(self) -> list[str]:
        """Return the SHA-256 of each file that is packed."""
        annexes = [line.sha256 for line in self.slip.pieces if not line.of_data]
        return [self.letter.sha256, self.slip_paper.sha256, *annexes]

    def manifest(self, contents: Mapping[str, bytes]) -> Manifest:
        """Return the manifest, given the bytes of each file by its SHA-256."""
        slip = self.slip
        return Manifest(
            reference=slip.reference,
            slip=slip.head.number,
            sender=slip.sender,
            addressee=f"{slip.addressee} {slip.addressee_of}",
            sent_on=slip.sent_on,
            secrecy=slip.head.secrecy,
            copy_number=slip.head.copy_number,
            demonstration=slip.head.demonstration,
            pieces=tuple(self._pieces(contents)),
        )

    def _pieces(self, contents: Mapping[str, bytes]) -> Sequence[BundlePiece]:
        papers = [
            self._piece(name, 0, paper.title, paper.secrecy, paper.sha256, contents)
            for name, paper in (("Lettre", self.letter), ("Bordereau", self.slip_paper))
        ]
        annexes = [
            self._piece(str(line.number), line.number, line.title, line.secrecy, line.sha256, contents)
            for line in self.slip.pieces
            if not line.of_data
        ]
        return [*papers, *annexes]

    def _piece(
        self, number: str, rank: int, title: str, secrecy: int, sha256: str, contents: Mapping[str, bytes]
    ) -> BundlePiece:
        content = contents[sha256]
        told = next((known for start, known in _ENDINGS.items() if content.startswith(start)), "bin")
        ending = self.endings.get(sha256, told)
        # The file's name says its ending itself where it was brought under it.
        title_alone = title.removesuffix(f".{ending}")
        # Letter and slip share the rank 0: their titles tell them apart.
        return BundlePiece(number, name_of_piece(rank, title_alone, ending), title, secrecy, len(content), sha256)


def to_pack(session: ViewerSession, case_id: UUID) -> ToPack | None:
    """Return what the bundle of a case holds; ``None`` while one of its papers is not pressed, or once it is packed.

    The session is the house's.
    """
    letter, paper = pressed(session, case_id, LETTER, _VERSION), pressed(session, case_id, SLIP, _VERSION)
    kept = frozen(session, SLIP, case_id, _VERSION)
    if letter is None or paper is None or kept is None or bundle_of(session, case_id) is not None:
        return None
    slip = TransmittalSnapshot.from_json(kept.content)
    brought = sa.select(EvidenceFile.original, EvidenceFile.kind).where(
        EvidenceFile.original.in_([line.sha256 for line in slip.pieces])
    )
    return ToPack(slip, letter, paper, {row.original: row.kind for row in session.execute(brought)})


def keep_bundle(
    session: ViewerSession,
    bundle_id: UUID,
    case_id: UUID,
    manifest: Manifest,
    *,
    sha256: str,
    size: int,
    moment: datetime,
) -> None:
    """Enter a packed bundle in its case, once: the same effect delivered again finds it there."""
    if bundle_of(session, case_id) is not None:
        return
    owner = session.get_one(Case, case_id).agency
    session.add(
        Bundle(
            id=bundle_id, case_id=case_id, agency=owner, secrecy=manifest.secrecy, reference=manifest.reference,
            sha256=sha256, manifest=manifest.digest(), size=size, pieces=len(manifest.pieces), made_at=moment,
        )
    )  # fmt: skip
    fields = {"sha256": sha256, "manifest": manifest.digest(), "pieces": len(manifest.pieces)}
    note(session, case_id, BUNDLE, actor=HOUSE_ACTOR, moment=moment, fields=fields)


def bundle_of(session: ViewerSession, case_id: UUID) -> Bundle | None:
    """Return the bundle of a case if it is packed and the viewer may see it."""
    return session.scalar(sa.select(Bundle).where(Bundle.case_id == case_id))
