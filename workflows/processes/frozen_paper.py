"""The paper as it was drawn in the step that orders it: frozen there, it prints the same whenever the press takes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.viewer import ViewerSession
from workflows.processes.house import look
from workflows.processes.plain import Snapshot
from workflows.store.database import Base, Recorded


class FrozenPaper(Recorded, Base):
    """The content of one paper of a case (a snapshot as canonical JSON); its class is that of the paper."""

    __tablename__ = "frozen_paper"
    __table_args__ = (sa.UniqueConstraint("case_id", "kind", "version"),)

    kind: Mapped[str] = mapped_column(sa.String(40))
    version: Mapped[int]
    drawn_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(sa.Text)


def freeze(snapshot: Snapshot, *, case_id: UUID, agency: str | None, moment: datetime) -> FrozenPaper:
    """Return the row that keeps a paper of a case as it stands at ``moment`` (aware); the caller adds it."""
    head: Any = snapshot.head  # type: ignore[attr-defined]
    return FrozenPaper(
        id=uuid4(), case_id=case_id, agency=agency, secrecy=head.secrecy, kind=snapshot.document,
        version=head.version, drawn_at=moment, content=snapshot.as_json(),
    )  # fmt: skip


def frozen(session: ViewerSession, kind: str, case_id: UUID, version: int) -> FrozenPaper | None:
    """Return a version of a paper of a case as its step froze it, if there is one that the viewer may see."""
    return session.scalar(
        sa.select(FrozenPaper).where(
            FrozenPaper.case_id == case_id, FrozenPaper.kind == kind, FrozenPaper.version == version
        )
    )


def last_version(session: ViewerSession, kind: str, case_id: UUID) -> int:
    """Return the number of the last version of a paper of a case, 0 where there is none; for the house's reasoning."""
    table = FrozenPaper.__table__.c
    rows = look(session, FrozenPaper, table.case_id == case_id, table.kind == kind)
    return max((row.version for row in rows), default=0)
