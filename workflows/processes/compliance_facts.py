"""The rows of the compliance branch: the formal notice, the operator's proofs, and what was seen again point by point.

Nothing is overwritten: an earlier date, an earlier proof and an earlier answer about a point stay readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.consequence import DUE, Consequence
from workflows.processes.finding import Finding
from workflows.processes.house import look
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

AT_WORK: Final = (*DUE, "notice_served", "proof_received", "lapsed")
"""Where a case of this branch is still being dealt with by itself."""
CURED: Final = "cured"
NOT_CURED: Final = "not_cured"
ANSWERS: Final = {
    CURED: Text("Régularisé", "Put right"),
    NOT_CURED: Text("Toujours pas conforme", "Still not compliant"),
}
"""What is said of a point that is looked at again."""
HANDED_AS: Final = {
    "hand": Text("remise en main propre, contre récépissé", "handed over, against a receipt"),
    "registered": Text("lettre recommandée avec avis de réception", "registered letter with receipt"),
    "officer": Text("acte de commissaire de justice", "served by a judicial officer"),
}
"""How a formal notice reaches the operator (domain §4.2-4)."""
PROOFS: Final = {
    "": Text("à examiner", "to be examined"),
    "accepted": Text("acceptée", "accepted"),
    "in_part": Text("acceptée pour une partie", "accepted in part"),
    "refused": Text("refusée", "refused"),
    "seen": Text("remplacée par une visite", "replaced by a visit"),
}
"""What became of a proof."""


class FormalNotice(Recorded, Base):
    """What the agency asks the operator to put right; its ``id`` is that of the consequence.

    ``handed_to`` is a capacity, never a name. ``earlier`` keeps each earlier date with its reason; ``last_date`` tells
    whether the last one was given. ``passed_to`` is the first case of the administrative branch that took over.
    """

    __tablename__ = "formal_notice"

    consequence_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consequence.id"), index=True)
    asked: Mapped[str] = mapped_column(sa.Text)
    handed_as: Mapped[str] = mapped_column(sa.String(20))
    handed_to: Mapped[str] = mapped_column(sa.String(160))
    served_on: Mapped[date]
    respond_by: Mapped[date]
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    last_date: Mapped[bool] = mapped_column(default=False)
    passed_to: Mapped[UUID | None] = mapped_column(sa.ForeignKey("consequence.id"), index=True, default=None)


class OperatorProof(Recorded, Base):
    """What the operator brought to show that it is put right, and what became of it; ``outcome`` is of :data:`PROOFS`."""

    __tablename__ = "operator_proof"

    consequence_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consequence.id"), index=True)
    received_on: Mapped[date]
    words: Mapped[str] = mapped_column(sa.Text)
    entered_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(sa.String(20), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


class PointAnswer(Recorded, Base):
    """One answer about one point after the notice: cured or not, on which day, seen on the spot or by the proof.

    ``consequence_id`` is the branch in which it was given, ``point_id`` that of the point: the same one, or one that is
    joined to it.
    """

    __tablename__ = "point_answer"

    consequence_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consequence.id"), index=True)
    point_id: Mapped[UUID] = mapped_column(sa.ForeignKey("consequence.id"), index=True)
    finding_id: Mapped[UUID | None] = mapped_column(sa.ForeignKey("finding.id"), index=True, default=None)
    outcome: Mapped[str] = mapped_column(sa.String(20))
    by_proof: Mapped[bool] = mapped_column(default=False)
    seen_on: Mapped[date]
    given_at: Mapped[datetime]


class PointNote(Recorded, Base):
    """What was seen with an answer, in the agency's words: a finding, so of class 3. Its ``id`` is that of the answer."""

    __tablename__ = "point_note"

    answer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("point_answer.id"), index=True)
    note: Mapped[str] = mapped_column(sa.Text)


@dataclass(frozen=True, slots=True)
class Point:
    """One point that a notice covers, as the house reasons about it: its branch, its code and name, what was said since."""

    id: UUID
    code: str
    label: str
    finding_id: UUID | None
    found_on: date | None
    answers: tuple[Any, ...]

    @property
    def cured(self) -> bool:
        """Whether the last answer says that it is put right; nothing said is not."""
        return bool(self.answers) and self.answers[-1].outcome == CURED


def points_of(session: ViewerSession, case_id: UUID) -> list[Point]:
    """Return the points of a branch, its own first, then those joined to it; for the house's own reasoning."""
    table = Consequence.__table__.c
    rows = look(session, Consequence, sa.or_(table.id == case_id, table.joined_to == case_id))
    rows.sort(key=lambda row: (row.id != case_id, row.due_at, row.id.hex))
    ids = [row.finding_id for row in rows if row.finding_id is not None]
    findings = {row.id: row for row in look(session, Finding, Finding.__table__.c.id.in_(ids))}
    answers = answers_by_point(session, [row.id for row in rows])
    named: list[Point] = []
    for row in rows:
        finding = findings.get(row.finding_id)
        code = _code(finding, {point.code for point in named})
        label = f"{finding.item} – {finding.label}" if finding is not None else row.label
        day = paris_day(finding.found_at) if finding is not None else None
        named.append(Point(row.id, code, label, row.finding_id, day, tuple(answers.get(row.id, ()))))
    return named


def answers_by_point(session: ViewerSession, ids: list[UUID]) -> dict[UUID, list[Any]]:
    """Return the answers about points, in the order of the days on which they were seen; for the house's own reasoning."""
    gathered: dict[UUID, list[Any]] = {}
    rows = look(session, PointAnswer, PointAnswer.__table__.c.point_id.in_(ids))
    for row in sorted(rows, key=lambda each: (each.seen_on, each.given_at, each.id.hex)):
        gathered.setdefault(row.point_id, []).append(row)
    return gathered


def _code(finding: Any, taken: set[str]) -> str:
    """Return a code that people read too: the history shows it once the point is no longer offered."""
    code = "signalement" if finding is None else str(finding.item)
    if code in taken:
        code = f"{code} ({len(taken) + 1})"
    return code
