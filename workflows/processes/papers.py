"""Every paper by its kind, as the step that ordered it froze it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from workflows.engine.viewer import ViewerSession
from workflows.processes import paper, paper_meeting
from workflows.processes.frozen_paper import frozen
from workflows.processes.plain import Snapshot
from workflows.processes.snapshots import read_snapshot


def owner_of(session: ViewerSession, kind: str, case_id: UUID, version: int) -> str | None:
    """Return the agency whose paper it is, as its step froze it; ``None`` where nothing was frozen: it is the case’s."""
    kept = frozen(session, kind, case_id, version)
    return None if kept is None else kept.agency


def issued(session: ViewerSession, kind: str, case_id: UUID, moment: datetime, version: int) -> Snapshot:
    """Return a version of a paper of a case as it was issued; the session is the house's, ``moment`` is aware.

    Kinds: those of ``paper.draw``, and decisions, decisions_public of a meeting.
    """
    if kind in paper_meeting.KINDS:
        return paper_meeting.issued(session, kind, case_id, version)
    kept = frozen(session, kind, case_id, version)
    # A step taken before an upgrade froze nothing: what it asked for is drawn now.
    return read_snapshot(kept.content) if kept is not None else paper.draw(session, kind, case_id, moment)
