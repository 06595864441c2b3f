"""The finding: a point that an agency's own agent found not compliant, and the branch that the agency gives it.

Severity, law and usual consequence come from the grid at the version of the sheet; the agency alone decides what
follows, and says so before it validates its part of the minutes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, note
from workflows.engine.definition import Refusal
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.viewer import ViewerSession
from workflows.law.grids import ROUTES
from workflows.processes import answer
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

NO_SEVERITY: Final = 0


class Finding(Recorded, Base):
    """What was found at one point of one grid, as its agency states it. ``route`` is the branch that the agency chose.

    ``label`` is the sentence in which the grid, at the version of the sheet, says what was not compliant.

    ``severity`` is 0 where an original record, from which the finding was entered, does not say.
    """

    __tablename__ = "finding"
    __table_args__ = (
        sa.UniqueConstraint("sheet_id", "item"),
        sa.CheckConstraint("severity between 0 and 4", name="severity_known"),
    )

    sheet_id: Mapped[UUID] = mapped_column(sa.ForeignKey("sheet.id"), index=True)
    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    item: Mapped[str] = mapped_column(sa.String(20))
    label: Mapped[str] = mapped_column(sa.String(500))
    severity: Mapped[int] = mapped_column(sa.SmallInteger)
    note: Mapped[str] = mapped_column(sa.Text)
    route: Mapped[str] = mapped_column(sa.String(20))
    route_reason: Mapped[str] = mapped_column(sa.Text, default="")
    found_at: Mapped[datetime]
    confirmed: Mapped[bool] = mapped_column(default=False)


def open_findings(session: ViewerSession, sheet: Any) -> list[Finding]:
    """Make a finding of each point of a sheet that stands as not compliant; they travel in the caller's line."""
    asked = sheet.selection()
    made = []
    for item, rows in sorted(answer.standing_answers(session, sheet.id).items()):
        given = rows[-1]
        if given.value == "not_compliant":
            point = asked.item(item)
            made.append(
                Finding(
                    id=uuid4(), case_id=sheet.id, agency=sheet.agency, secrecy=3, sheet_id=sheet.id,
                    visit_id=sheet.visit_id, operation_id=sheet.operation_id, item=item, label=point.finding.fr,
                    severity=point.severity, note=given.note, route=point.route,
                    found_at=given.device_at or given.received_at,
                )
            )  # fmt: skip
    session.add_all(made)
    return made


def enter_finding(
    session: ViewerSession, sheet: Any, *, item: str, label: str, note: str, route: str, moment: datetime
) -> Finding:
    """Make a finding of what an original record says that the sheet's agency found at ``moment`` (aware).

    It has no severity, because no grid of ours was answered, and nobody here may change what follows from it.
    """
    made = Finding(
        id=uuid4(), case_id=sheet.id, agency=sheet.agency, secrecy=3, sheet_id=sheet.id, visit_id=sheet.visit_id,
        operation_id=sheet.operation_id, item=item, label=label, severity=NO_SEVERITY, note=note, route=route,
        found_at=moment, confirmed=True,
    )  # fmt: skip
    session.add(made)
    return made


def choose_route(
    session: ViewerSession, finding_id: UUID, route: str, *, reason: str, actor: Actor, moment: datetime
) -> Finding:
    """Let the finding's agency choose what follows from it, before its part of the minutes is validated.

    Refuses another agency's finding (as absent), an unknown branch, and a finding already validated.
    """
    # Held as it stands now: the agency's part of the minutes may be validated at this very moment.
    row = session.get(Finding, finding_id, with_for_update=True, populate_existing=True)
    if row is None or row.agency != actor.agency or row.case_id is None:
        raise UnknownCase
    if route not in ROUTES:
        raise Refused([Refusal("unknown_route", Text("Cette suite n’existe pas.", "There is no such consequence."))])
    if row.confirmed:
        raise Refused([_CONFIRMED])
    row.route, row.route_reason = route, reason
    note(session, row.case_id, "choose_route", actor=actor, moment=moment, fields={"item": row.item, "route": route})
    return row


_CONFIRMED: Final = Refusal(
    "finding_confirmed",
    Text(
        "La partie de votre service est validée\u00a0: ce constat ne change plus.",
        "Your agency’s part is validated: this finding no longer changes.",
    ),
)
