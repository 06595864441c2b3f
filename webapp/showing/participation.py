"""One agency's part in an operation, as the agency itself reads it: what is asked, by when, and where it would enter."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from webapp.showing.planning import plan_of
from webapp.showing.rows import state_of
from workflows.engine.definition import State
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import ViewerSession
from workflows.law.powers import Verdict
from workflows.processes.operation_facts import Operation
from workflows.processes.requisition_facts import Requisition
from workflows.processes.sheet import Sheet
from workflows.processes.visit_facts import Visit


@dataclass(frozen=True, slots=True)
class Own:
    """One visit that the agency is assigned to: its sheet, and what the law says of the planned hour."""

    visit: Visit
    visit_case: Case
    visit_state: State
    sheet: Sheet
    case: Case
    state: State
    colour: str
    verdict: Verdict | None
    expected: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One requisition that the agency may read."""

    row: Requisition
    state: State


def visits_of(session: ViewerSession, operation: Operation, agency: str) -> list[Own]:
    """Return the visits of an agency in the order of the night."""
    own = []
    for row in plan_of(session, operation).rows:
        for cell in row.cells:
            if cell.agency == agency and cell.sheet is not None:
                case = session.get_one(Case, cell.sheet.id)
                expected = _is_expected(session, case, agency)
                own.append(
                    Own(row.visit, row.case, row.state, cell.sheet, case, state_of(case), cell.colour, cell.verdict, expected)
                )  # fmt: skip
    return own


def papers_of(session: ViewerSession, operation: Operation) -> list[Paper]:
    """Return the requisitions of an operation that the viewer may read and that still count, the latest first."""
    found = session.execute(
        sa.select(Requisition, Case)
        .join(Case, Case.id == Requisition.id)
        .where(Requisition.operation_id == operation.id)
        .order_by(Case.opened_at.desc())
    )
    return [Paper(row, state_of(case)) for row, case in found]


def section_of(session: ViewerSession, operation: Operation, agency: str) -> Case | None:
    """Return the agency's part of the minutes, once it has been asked for."""
    minutes = sa.select(Case.id).where(Case.parent_id == operation.id, Case.workflow == "minutes")
    return session.scalar(
        sa.select(Case).where(Case.workflow == "section", Case.agency == agency, Case.parent_id.in_(minutes))
    )


def _is_expected(session: ViewerSession, case: Case, agency: str) -> bool:
    return session.scalar(sa.select(Turn.seq).where(Turn.case_id == case.id, Turn.agency == agency)) is not None
