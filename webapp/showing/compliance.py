"""What the page of a compliance branch says: the notice with its dates, the proofs, and each point with what was seen since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from webapp.words import WORDS
from workflows.engine.viewer import ViewerSession
from workflows.processes.compliance_facts import (
    ANSWERS,
    HANDED_AS,
    PROOFS,
    FormalNotice,
    OperatorProof,
    PointAnswer,
    PointNote,
    points_of,
)
from workflows.store.text import Text

Line = tuple[str, Any]
"""The name of a word, and a value."""


@dataclass(frozen=True, slots=True)
class Said:
    """One answer about a point: the answer, its day, and the agency's note if the viewer may read it."""

    answer: Text
    day: date
    by_proof: bool
    note: str


def said_of_points(session: ViewerSession, case_id: UUID) -> dict[str, list[Said]]:
    """Return what was said of each point of a branch since the notice, by its code, as far as the viewer may see it."""
    codes = {point.id: point.code for point in points_of(session, case_id)}
    rows = session.scalars(
        sa.select(PointAnswer)
        .where(PointAnswer.point_id.in_(codes))
        .order_by(PointAnswer.seen_on, PointAnswer.given_at, PointAnswer.id)
    ).all()
    notes = {
        row.answer_id: row.note
        for row in session.scalars(sa.select(PointNote).where(PointNote.answer_id.in_([row.id for row in rows])))
    }
    said: dict[str, list[Said]] = {}
    for row in rows:
        told = Said(ANSWERS[row.outcome], row.seen_on, row.by_proof, notes.get(row.id, ""))
        said.setdefault(codes[row.point_id], []).append(told)
    return said


def lines_of_notice(session: ViewerSession, case_id: UUID) -> Iterator[Line]:
    """Give what the page of the branch says of its notice, its proofs and its points, in the order of time."""
    notice = session.scalar(sa.select(FormalNotice).where(FormalNotice.id == case_id))
    if notice is not None:
        yield "asked_of_operator", notice.asked
        yield (
            "notice_handed",
            WORDS["notice_handed_how"].with_parameters(
                day=notice.served_on, how=HANDED_AS[notice.handed_as], to=notice.handed_to
            ),
        )
        for each in notice.earlier:
            day = date.fromisoformat(each["respond_by"])
            yield "date_before", WORDS["put_off_from_day"].with_parameters(day=day, reason=each["reason"])
        yield "last_date" if notice.last_date else "operator_date", notice.respond_by
    proofs = sa.select(OperatorProof).where(OperatorProof.consequence_id == case_id)
    for proof in session.scalars(proofs.order_by(OperatorProof.received_on, OperatorProof.entered_at)):
        yield (
            "proof_brought",
            WORDS["proof_said"].with_parameters(
                day=proof.received_on, words=proof.words, outcome=PROOFS[proof.outcome]
            ),
        )
        if proof.outcome != "accepted":
            # Why it was accepted is why the branch ended, and is told as that.
            yield "proof_answer", proof.reason
    for code, said in said_of_points(session, case_id).items():
        yield from (("point_again", _of_point(code, each)) for each in said)


def _of_point(code: str, said: Said) -> Text:
    named: dict[str, Any] = {"point": code, "day": said.day, "answer": said.answer}
    if said.note:
        return WORDS["point_said_noted"].with_parameters(**named, note=said.note)
    return WORDS["point_proved" if said.by_proof else "point_said"].with_parameters(**named)


def reads_notes(session: ViewerSession, case_id: UUID) -> bool:
    """Tell whether the page shows notes of class 3 to this viewer."""
    return session.scalar(sa.select(PointNote.id).where(PointNote.case_id == case_id).limit(1)) is not None
