"""A file that shows that an action was done or a commitment kept: kept under its hash, never replaced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, note
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes import action
from workflows.processes.house import look
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

MOST: Final = 10
"""Files of one case."""
PROVED_BY: Final = {"action": "report", "commitment": "keep"}
"""The step by which a case of each workflow says that it was done."""
_TAKES: Final = {"action": action.OPEN, "commitment": ("accepted", "kept")}
"""Where a case still takes files: until somebody else has checked it."""


class EvidenceFile(Recorded, Base):
    """One file of a case, of the class of the case. ``original`` and ``handed_out`` are SHA-256 of stored files: the same
    one unless it is a photo. ``kind`` is the ending of its name, ``length`` the bytes of what is handed out.
    """

    __tablename__ = "evidence_file"

    name: Mapped[str] = mapped_column(sa.String(100))
    kind: Mapped[str] = mapped_column(sa.String(10))
    original: Mapped[str] = mapped_column(sa.String(64))
    handed_out: Mapped[str] = mapped_column(sa.String(64))
    length: Mapped[int]
    author: Mapped[str] = mapped_column(sa.String(80))
    received_at: Mapped[datetime]


def takes_evidence(case: Case, agency: str) -> bool:
    """Tell whether an agency may add files to a case as it stands."""
    return case.agency == agency and case.state in _TAKES.get(case.workflow, ())


def add_evidence(
    session: ViewerSession, case_id: UUID, files: Sequence[EvidenceFile], *, actor: Actor, moment: datetime
) -> list[EvidenceFile]:
    """Add files to a case of the actor's agency and return those that were not there yet.

    ``files`` name contents that are stored already. Refuses a case of others or one that was checked, and more than
    :data:`MOST` files.
    """
    case = session.get(Case, case_id, populate_existing=True)
    if case is None or not takes_evidence(case, actor.agency):
        raise Refused([_CLOSED])
    rows = look(session, EvidenceFile, EvidenceFile.__table__.c.case_id == case_id)
    known = {row.original for row in rows}
    added = []
    for row in files:
        if row.original not in known:
            known.add(row.original)
            added.append(row)
    if len(rows) + len(added) > MOST:
        raise Refused([_TOO_MANY])
    for row in added:
        row.id, row.case_id, row.agency, row.secrecy = uuid4(), case.id, case.agency, case.secrecy
        row.author, row.received_at = actor.user, moment
        session.add(row)
        fields: dict[str, Any] = {"name": row.name, "original": row.original}
        note(session, case_id, "evidence_file", actor=actor, moment=moment, fields=fields)
    return added


def evidence_of(session: ViewerSession, case_id: UUID) -> list[EvidenceFile]:
    """Return the files of a case that the viewer may see, oldest first."""
    statement = sa.select(EvidenceFile).where(EvidenceFile.case_id == case_id)
    return list(session.scalars(statement.order_by(EvidenceFile.received_at, EvidenceFile.name)))


_CLOSED: Final = Refusal(
    "takes_no_file",
    Text(
        "Ce dossier ne reçoit pas, ou plus, de pièce de votre service.",
        "This case takes no file of your agency, or no longer.",
    ),
)
_TOO_MANY: Final = Refusal(
    "too_many_files",
    Text("Un dossier garde {most} pièces au plus.", "A case keeps {most} files at most.", most=MOST),
)
