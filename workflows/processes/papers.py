"""Every paper by its kind: those of an operation as they stand, those of a meeting as they were issued."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from workflows.engine.viewer import ViewerSession
from workflows.processes import paper, paper_meeting
from workflows.processes.plain import Snapshot


def draw(session: ViewerSession, kind: str, case_id: UUID, moment: datetime, version: int) -> Snapshot:
    """Return the snapshot of a document of a case at ``moment`` (aware); the session is the house's.

    Kinds: those of ``paper.draw``, of which there is one version, and decisions, decisions_public of a meeting.
    """
    if kind in paper_meeting.KINDS:
        return paper_meeting.issued(session, kind, case_id, version)
    return paper.draw(session, kind, case_id, moment)
