"""The document: a paper that was pressed, sealed and stored by its hash, and the press job that made it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import HOUSE_ACTOR, Actor, note
from workflows.engine.definition import Effect
from workflows.engine.viewer import ViewerSession
from workflows.store.checksum import Checksummed
from workflows.store.database import Base, Recorded

PRESS: Final = "press"
BUNDLE: Final = "bundle"
"""The effect that packs the papers of a case once all of them are pressed."""
_PACKED: Final = frozenset({"referral", "transmittal"})
"""The papers after which it is asked for."""
STAGES: Final = ("waiting", "drawing", "rendering", "sealing", "storing", "done", "stopped")


_NOT_IN_A_NAME: Final = re.compile(r"[^\w.-]+")
"""The number of an act is typed as its agency writes it: « 2026/118 » is no name of a file."""
_SILENCE: Final = timedelta(hours=1)
"""The tries of an effect come closer together than that; after it, the press has been given up."""


class Document(Recorded, Base):
    """A sealed paper of a case; ``sha256`` names the PDF in the file store, ``snapshot`` what it was made from.

    A paper that is issued again is a new version: the earlier ones stay.
    """

    __tablename__ = "document"
    __table_args__ = (sa.UniqueConstraint("case_id", "kind", "version"),)

    kind: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(300))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    snapshot: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    pages: Mapped[int]
    pressed_at: Mapped[datetime]

    @property
    def file_name(self) -> str:
        """The name of its file when it leaves the house; a later version is another file."""
        version = f"-v{self.version}" if self.version > 1 else ""
        plain = unicodedata.normalize("NFKD", self.number).encode("ascii", "ignore").decode()
        number = _NOT_IN_A_NAME.sub("-", plain).strip("-")
        return f"{number}-{self.kind.replace('_', '-')}{version}.pdf"


class PressJob(Checksummed, Base):
    """Where a press job stands, for the page that waits for it; it proves nothing and enters no journal."""

    __tablename__ = "press_job"
    # Rows written before papers had versions keep the checksum that they have.
    __unchecked__: ClassVar[frozenset[str]] = frozenset({"version"})
    __table_args__ = (sa.UniqueConstraint("case_id", "kind", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(sa.ForeignKey("case_.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column(default=1)
    stage: Mapped[str] = mapped_column(sa.String(20))
    changed_at: Mapped[datetime]
    missing: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)

    def is_halted(self, moment: datetime) -> bool:
        """Tell whether nothing more will come of this job by itself: stopped, or without a sign for an hour."""
        return self.stage == "stopped" or (self.stage != "done" and moment - self.changed_at > _SILENCE)


def press(kind: str, version: int = 1) -> Effect:
    """Return the effect that presses one document of the case whose step causes it, as that version of it."""
    return Effect(PRESS, {"kind": kind, "version": version})


def keep_document(
    session: ViewerSession,
    *,
    document_id: UUID,
    case_id: UUID,
    agency: str | None,
    secrecy: int,
    kind: str,
    number: str,
    title: str,
    sha256: str,
    snapshot: str,
    size: int,
    pages: int,
    moment: datetime,
    version: int = 1,
) -> None:
    """Enter a pressed document in its case, once: the same effect delivered again finds it there."""
    if session.get(Document, document_id) is not None:
        return
    if pressed(session, case_id, kind, version) is not None:
        return
    session.add(
        Document(
            id=document_id, case_id=case_id, agency=agency, secrecy=secrecy, kind=kind, version=version, number=number,
            title=title, sha256=sha256, snapshot=snapshot, size=size, pages=pages, pressed_at=moment,
        )
    )  # fmt: skip
    note(
        session,
        case_id,
        "document",
        actor=HOUSE_ACTOR,
        moment=moment,
        fields={"kind": kind, "number": number, "version": version, "sha256": sha256},
        effects=[(BUNDLE, {})] if kind in _PACKED else [],
    )


def pressed(session: ViewerSession, case_id: UUID, kind: str, version: int) -> Document | None:
    """Return a version of a document of a case if it has been pressed and the viewer may see it."""
    return session.scalar(
        sa.select(Document).where(Document.case_id == case_id, Document.kind == kind, Document.version == version)
    )


def documents_of(session: ViewerSession, case_ids: list[UUID]) -> list[Document]:
    """Return the documents of these cases that the viewer may see, oldest first."""
    statement = (
        sa.select(Document)
        .where(Document.case_id.in_(case_ids))
        .order_by(Document.pressed_at, Document.number, Document.kind)
    )
    return list(session.scalars(statement))


def set_stage(
    session: ViewerSession,
    effect_id: UUID,
    case_id: UUID,
    kind: str,
    version: int,
    stage: str,
    moment: datetime,
    missing: list[Any],
) -> None:
    """Say where a press job stands; ``missing`` lists ``[fr, en]`` of each missing mention when it was stopped."""
    job = session.get(PressJob, effect_id)
    if job is None:
        job = session.scalar(
            sa.select(PressJob).where(PressJob.case_id == case_id, PressJob.kind == kind, PressJob.version == version)
        )
    if job is None:
        job = PressJob(
            id=effect_id, case_id=case_id, kind=kind, version=version, stage=stage, changed_at=moment, missing=missing
        )
        session.add(job)
    job.stage, job.changed_at, job.missing = stage, moment, missing


def press_jobs(session: ViewerSession, case_ids: list[UUID]) -> list[PressJob]:
    """Return the press jobs of cases that the caller has already been allowed to see."""
    return list(
        session.scalars(
            sa.select(PressJob).where(PressJob.case_id.in_(case_ids)).order_by(PressJob.kind, PressJob.version)
        )
    )


def press_again(session: ViewerSession, case_id: UUID, *, actor: Actor, moment: datetime) -> bool:
    """Send the papers of a case that were halted to the press once more; tell whether there were any.

    ``moment`` is aware. What was printed stays; a paper that is there already is not printed twice.
    """
    halted = [job for job in press_jobs(session, [case_id]) if job.is_halted(moment)]
    if not halted:
        return False
    for job in halted:
        job.stage, job.changed_at, job.missing = "waiting", moment, []
    note(
        session,
        case_id,
        "press_again",
        actor=actor,
        moment=moment,
        fields={"kinds": sorted({job.kind for job in halted})},
        effects=[(PRESS, {"kind": job.kind, "version": job.version}) for job in halted],
    )
    return True
