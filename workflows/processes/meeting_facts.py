"""The records of a meeting: its agenda, who came, what was said and decided, and each version of its decision log.

Nothing that somebody wrote is changed by somebody else: presences, opinions and corrected decisions are rows beside the
earlier ones, each with who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.viewer import ViewerSession
from workflows.processes.house import look
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

PRESENCES: Final = {
    "present": Text("présent", "present"),
    "excused": Text("excusé", "excused"),
    "absent": Text("absent", "absent"),
}
SOURCES: Final = {
    "typed": Text("inscrit à la main", "written by hand"),
    "open_decision": Text("décision antérieure, non faite", "earlier decision, not done"),
    "late_action": Text("action en retard", "late action"),
    "late_means": Text("moyens en retard ou incomplets", "late or missing means"),
    "late_training": Text("formation non comptée", "training not counted"),
    "silent_commitment": Text("engagement sans réponse", "commitment without an answer"),
    "declined_commitment": Text("engagement décliné", "declined commitment"),
    "declined_invitation": Text("invitation déclinée", "declined invitation"),
    "silent_invitation": Text("invitation sans réponse", "invitation without an answer"),
    "refused_requisition": Text("réquisition refusée", "refused requisition"),
    "silent_requisition": Text("réquisition sans réponse", "requisition without an answer"),
    "red_objective": Text("objectif loin de sa cible", "objective far from its target"),
    "reading_awaited": Text("relevé attendu", "reading expected"),
    "problem_to_analyse": Text("problème à analyser", "problem to analyse"),
    "problem_to_assess": Text("problème à évaluer", "problem to assess"),
}
"""Where an item of the agenda comes from; all but the first are written by the house."""
PROBLEMS: Final = frozenset({"problem_to_analyse", "problem_to_assess"})
"""The sources whose items are about a problem: what is decided there is an action of it."""
ISSUES: Final = {
    "closed": Text("établi à la clôture", "drawn up at the closing"),
    "corrected": Text("rectifié", "corrected"),
    "approved": Text("approuvé", "approved"),
}
"""Why a version of the decision log was issued."""


class Meeting(Recorded, Base):
    """One meeting of a body (a key of ``law/bodies``) under a strategy. ``members`` are the agencies convened.

    ``sitting`` counts the times that it sat, one more each time it is put off; ``earlier`` keeps each
    ``{starts_at, place, reason, at}`` that was given up. ``version`` is that of its decision log, 0 before the closing.
    """

    __tablename__ = "meeting"
    __table_args__ = (sa.CheckConstraint("(approved_at is null) = (approved_by = '')", name="approved_by_somebody"),)

    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    body: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[str] = mapped_column(sa.String(200))
    starts_at: Mapped[datetime]
    chair: Mapped[str] = mapped_column(sa.String(160))
    quorum: Mapped[int | None] = mapped_column(default=None)
    members: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    previous_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("meeting.id"), default=None)
    sitting: Mapped[int] = mapped_column(default=1)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    version: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    approved_by: Mapped[str] = mapped_column(sa.String(160), default="")
    ended_because: Mapped[str] = mapped_column(sa.Text, default="")
    demonstration: Mapped[bool] = mapped_column(default=False)


class AgendaItem(Recorded, Base):
    """One item; ``secrecy`` says whether it may stand in the public version (0), ``source`` where it comes from.

    ``position`` never changes. ``source_id`` is the record that the house found; ``noted`` that the meeting took note.
    """

    __tablename__ = "agenda_item"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "position"),)

    meeting_id: Mapped[UUID] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(300))
    context: Mapped[str] = mapped_column(sa.Text, default="")
    source: Mapped[str] = mapped_column(sa.String(40), default="typed")
    source_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    noted: Mapped[bool] = mapped_column(default=False)
    withdrawn_because: Mapped[str] = mapped_column(sa.String(300), default="")


class Attendance(Recorded, Base):
    """What somebody (``said_by``, an agency, and its ``author``) wrote of the presence of an agency at one sitting."""

    __tablename__ = "attendance"

    meeting_id: Mapped[UUID] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    sitting: Mapped[int]
    who: Mapped[str] = mapped_column(sa.String(160), default="")
    presence: Mapped[str] = mapped_column(sa.String(20))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    said_by: Mapped[str] = mapped_column(sa.String(40))
    author: Mapped[str] = mapped_column(sa.String(80))
    said_at: Mapped[datetime]


class Opinion(Recorded, Base):
    """What an agency said on an item; nothing that comes later changes it."""

    __tablename__ = "opinion"

    meeting_id: Mapped[UUID] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(sa.ForeignKey("agenda_item.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    author: Mapped[str] = mapped_column(sa.String(80))
    said_at: Mapped[datetime]


class Decision(Recorded, Base):
    """What was decided on an item, by whom (``agency``) it is done and when: an action, or a change of an objective.

    ``change`` is ``{target, due_on}`` of the objective, ``None`` for what stays. A correction is a new row that
    ``replaces`` the earlier one.
    """

    __tablename__ = "decision"
    __table_args__ = (sa.CheckConstraint("action_id is not null or objective_id is not null", name="leads_somewhere"),)

    meeting_id: Mapped[UUID] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(sa.ForeignKey("agenda_item.id"))
    rank: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(200))
    due_on: Mapped[date | None] = mapped_column(default=None)
    action_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("action.id"), index=True, default=None)
    objective_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("objective.id"), default=None)
    change: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON, default=None)
    replaces: Mapped[UUID | None] = mapped_column(default=None)


class DecisionLog(Recorded, Base):
    """One version of the decision log: why it was issued, and its whole content (a snapshot as canonical JSON), frozen.

    A correction says what it is ``about`` (of class ``about_class``), how that read ``before`` and ``after``, and why.
    """

    __tablename__ = "decision_log"
    __table_args__ = (sa.UniqueConstraint("meeting_id", "version"),)

    meeting_id: Mapped[UUID] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    version: Mapped[int]
    issue: Mapped[str] = mapped_column(sa.String(20))
    issued_at: Mapped[datetime]
    about: Mapped[str] = mapped_column(sa.String(400), default="")
    about_class: Mapped[int] = mapped_column(default=0)
    before: Mapped[str] = mapped_column(sa.Text, default="")
    after: Mapped[str] = mapped_column(sa.Text, default="")
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    content: Mapped[str] = mapped_column(sa.Text)


def items_of(session: ViewerSession, meeting_id: UUID) -> list[Any]:
    """Return the items that stand on the agenda, in their order; for the house's reasoning."""
    table = AgendaItem.__table__.c
    rows = look(session, AgendaItem, table.meeting_id == meeting_id, table.withdrawn_because == "")
    return sorted(rows, key=lambda row: row.position)


def decisions_of(session: ViewerSession, meeting_id: UUID) -> list[Any]:
    """Return the decisions that stand, in the order in which they were taken; for the house's reasoning."""
    return standing_decisions(look(session, Decision, Decision.__table__.c.meeting_id == meeting_id))


def standing_decisions(rows: Iterable[Any]) -> list[Any]:
    """Return of a meeting's decisions those that no correction has replaced, in the order in which they were taken."""
    known = list(rows)
    replaced = {row.replaces for row in known}
    return sorted((row for row in known if row.id not in replaced), key=lambda row: row.rank)


def presence_of(rows: Iterable[Any], sitting: int, keeper: str) -> dict[str, list[Any]]:
    """Return by agency what counts for a sitting: the last word of who keeps the meeting on each person.

    Where the keeper has said nothing of an agency, its own last word counts, until then.
    """
    found: dict[str, dict[str, Any]] = {}
    kept: set[str] = set()
    for row in sorted((row for row in rows if row.sitting == sitting), key=lambda row: (row.said_at, row.id.hex)):
        if row.said_by == keeper and row.agency not in kept:
            kept.add(row.agency)
            found[row.agency] = {}
        if row.said_by == keeper or row.agency not in kept:
            found.setdefault(row.agency, {})[row.who] = row
    return {key: _named_first(each.values()) for key, each in found.items()}


def present_agencies(session: ViewerSession, meeting: Any) -> list[str]:
    """Return the agencies that the meeting counts as present, for its quorum; for the house's reasoning."""
    rows = look(session, Attendance, Attendance.__table__.c.meeting_id == meeting.id)
    counted = presence_of(rows, meeting.sitting, meeting.agency)
    return sorted(key for key, each in counted.items() if _is_present(each))


def _named_first(rows: Iterable[Any]) -> list[Any]:
    """Leave out what was said of an agency as a whole where persons of it are named."""
    known = list(rows)
    return [row for row in known if row.who] or known


def _is_present(rows: Sequence[Any]) -> bool:
    return any(row.presence == "present" for row in rows)
