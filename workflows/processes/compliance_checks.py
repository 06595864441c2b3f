"""A second look at a place, limited to its open points: each one answered again, in one transaction, a line for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from workflows.engine.cases import Actor, Taken, take
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.compliance_facts import AT_WORK, Point, points_of

CHECK: Final = "check_point"
"""The step by which one point is answered again."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen of one point: its code, the answer (``cured``, ``not_cured``), the words of the agency if any."""

    code: str
    outcome: str
    note: str = ""


def points_to_check(session: ViewerSession, case: Case, agency: str) -> list[Point]:
    """Return the points that an agency may look at again in its case: its own and those joined that are still open."""
    if case.workflow != "compliance" or case.workflow_version < 2 or case.agency != agency:
        return []
    return [point for point in points_of(session, case.id) if not point.cured] if case.state in AT_WORK else []


def check_points(
    session: ViewerSession,
    case_id: UUID,
    looked: Sequence[Looked],
    *,
    seen_on: date,
    actor: Actor,
    moment: datetime,
    command: str,
    version: int | None = None,
) -> Taken:
    """Enter what was seen of each point on one day, and return the answer of the last line.

    ``command`` makes a double click one look; ``version`` is the case as the author saw it. Refuses as ``take`` does,
    and then nothing of it is kept: the edge rolls back. Refuses no point at all with ``ValueError``.
    """
    if not looked:
        raise ValueError("A second look is at one point at least.")
    taken = None
    for each in looked:
        fields = {"point": each.code, "outcome": each.outcome, "seen_on": seen_on}
        taken = take(
            session, case_id, CHECK, actor=actor, moment=moment,
            fields={**fields, "note": each.note} if each.note else fields,
            command=str(uuid5(UUID(hex=command), each.code)), version=version,
        )  # fmt: skip
        version = None
    assert taken is not None
    return taken
