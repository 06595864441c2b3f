"""The section: one agency's part of the joint minutes. It writes and validates its own; silence is written as silence.

Five working days (internal, domain §2 row 13): then "part not received", never validated by itself.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import PartyTo, Situation, open_case
from workflows.engine.definition import HOUSE, Deadline, Field, State, Step, Workflow
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.law.references import Reference, references
from workflows.processes.consequence import open_consequence
from workflows.processes.derived_view import as_printed, views_of
from workflows.processes.finding import Finding
from workflows.processes.photo import Photo
from workflows.processes.sheet import Sheet
from workflows.register.agencies import agency as agency_of
from workflows.store.database import Base, Recorded
from workflows.store.plain import canonical, plain
from workflows.store.text import Text

VALIDATE: Final = "validate_section"
PILOT: Final = "pilot_operation"
_FINDINGS: Final = 3
"""The class of what an agency writes in its part; the case itself, which says only whether it has spoken, is K2."""


class Section(Recorded, Base):
    """One agency's part, frozen when it validates: what it found, visit by visit, with its hash."""

    __tablename__ = "section"
    __table_args__ = (
        sa.UniqueConstraint("minutes_id", "agency"),
        sa.CheckConstraint("(validated_at is null) = (section_hash = '')", name="validated_with_its_hash"),
    )

    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    minutes_id: Mapped[UUID] = mapped_column(sa.ForeignKey("minutes.id"), index=True)
    due_at: Mapped[datetime]
    remarks: Mapped[str] = mapped_column(sa.Text, default="")
    validated_at: Mapped[datetime | None] = mapped_column(default=None)
    validated_by: Mapped[str] = mapped_column(sa.String(160), default="")
    content: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    section_hash: Mapped[str] = mapped_column(sa.String(64), default="")


def open_section(situation: Situation, *, agency: str, operation_id: UUID) -> UUID:
    """Ask an agency for its part of the minutes of the situation; returns the new case's id."""
    minutes, case_id = situation.case, uuid4()
    row = Section(
        id=case_id, case_id=case_id, agency=agency, secrecy=3, operation_id=operation_id, minutes_id=minutes.id,
        due_at=clock("minutes_section").due(situation.moment), content=[],
    )  # fmt: skip
    open_case(
        situation.session,
        WORKFLOW.name,
        actor=situation.actor,
        moment=situation.moment,
        title=f"{minutes.title} – {agency_of(agency).short.fr}",
        case_id=case_id,
        agency=agency,
        parent=minutes,
        parties=[
            PartyTo(VALIDATE, agency, 3),
            *(PartyTo(PILOT, key, 2) for name, key, _clearance in minutes.parties if name == PILOT),
        ],
        records=[row],
    )
    return case_id


def content_of(session: ViewerSession, operation_id: UUID, agency: str, moment: datetime) -> list[dict[str, Any]]:
    """Return what an agency's part says, visit by visit, as plain values; the session must be that agency's own."""
    sheets = session.scalars(
        sa.select(Sheet)
        .where(Sheet.operation_id == operation_id, Sheet.agency == agency)
        .order_by(Sheet.planned_at, Sheet.id)
    ).all()
    return [_part_of(session, sheet, moment) for sheet in sheets]


def _part_of(session: ViewerSession, sheet: Sheet, moment: datetime) -> dict[str, Any]:
    found = session.scalars(sa.select(Finding).where(Finding.sheet_id == sheet.id).order_by(Finding.item)).all()
    photos = session.scalars(
        sa.select(Photo).where(Photo.sheet_id == sheet.id).order_by(Photo.taken_at, Photo.id)
    ).all()
    derived = {view.photo_id: view for view in views_of(session, [photo.id for photo in photos])}
    return {
        "visit": sheet.visit_id.hex,
        "sheet": sheet.id.hex,
        "basis": sheet.basis,
        "entered_at": plain(sheet.entered_at),
        "state": "handed_in" if sheet.handed_in_at else "not_carried_out",
        "reason": sheet.not_carried_out_reason,
        "measures": sheet.measures,
        "counts": [sheet.compliant, sheet.not_compliant, sheet.not_checked, sheet.not_applicable],
        "findings": [_finding_of(sheet, row, moment) for row in found],
        "photos": [as_printed(photo, derived.get(photo.id)) for photo in photos],
    }


def _finding_of(sheet: Sheet, row: Finding, moment: datetime) -> dict[str, Any]:
    item = sheet.item(row.item)
    return {
        "id": row.id.hex,
        "item": row.item,
        "label": row.label,
        "severity": row.severity,
        "note": row.note,
        "route": row.route,
        "usual": item.consequence.fr if item and item.consequence else "",
        "references": [_cited(each) for each in references(item.references, paris_day(moment))] if item else [],
        "basis": item.basis.fr if item and item.basis else "",
    }


def _cited(reference: Reference) -> list[Any]:
    return [reference.key, reference.short("fr"), reference.to_verify]


def _validate(situation: Situation) -> None:
    row = situation.session.get(Section, situation.case.id)
    assert row is not None
    assert row.agency is not None
    _hold_findings(situation.session, row)
    content = content_of(situation.session, row.operation_id, row.agency, situation.moment)
    row.content, row.remarks = content, situation.fields.get("remarks") or ""
    row.validated_at, row.validated_by = situation.moment, situation.fields["validated_by"]
    row.section_hash = hashlib.sha256(canonical([row.agency, content, row.remarks]).encode()).hexdigest()
    _open_consequences(situation, row)
    # The agency has spoken: the pilot may now read this part.
    for name, key, _clearance in situation.case.parties:
        if name == PILOT:
            situation.name_party(PILOT, key, 3)


def _hold_findings(session: ViewerSession, row: Section) -> None:
    """Let nobody give a finding another branch until what the part says of it is written."""
    found = sa.select(Finding).where(Finding.operation_id == row.operation_id, Finding.agency == row.agency)
    held = found.order_by(Finding.id).with_for_update().execution_options(populate_existing=True)
    session.scalars(held).all()


def _open_consequences(situation: Situation, row: Section) -> None:
    session = situation.session
    places = {
        sheet.id: sheet for sheet in session.scalars(sa.select(Sheet).where(Sheet.operation_id == row.operation_id))
    }
    found = session.scalars(
        sa.select(Finding)
        .where(Finding.operation_id == row.operation_id, Finding.agency == row.agency, ~Finding.confirmed)
        .order_by(Finding.item)
    )
    for finding in found.all():
        finding.confirmed = True
        sheet = places[finding.sheet_id]
        usual = sheet.selection().item(finding.item).consequence
        open_consequence(situation, finding, place=sheet.place, words=usual.fr if usual else finding.label)


WORKFLOW: Final = Workflow(
    name="section",
    version=1,
    label=Text("Partie d’un service au compte rendu", "An agency’s part of the minutes"),
    states=(
        State("to_validate", Text("À valider", "To validate"), VALIDATE, expects=Text("Relire et valider votre partie du compte rendu", "Read and validate your part of the minutes")),
        State("validated", Text("Validée", "Validated"), final=True),
        State("silent", Text("Non reçue", "Not received"), final=True),
    ),
    steps=(
        Step(
            "validate", ("to_validate",), "validated", Text("Valider la partie de mon service", "Validate my agency’s part"), VALIDATE,
            asks=(
                Field("validated_by", Text("Nom et qualité de qui valide", "Name and rank of who validates"), "line", maximum=160, secrecy=_FINDINGS),
                Field("remarks", Text("Observations", "Remarks"), "text", required=False, secrecy=_FINDINGS),
            ),
            writes=_validate, opens=("referral", "measure", "compliance"), grave=True,
            done=Text("Partie validée par le service", "Part validated by the agency"),
        ),
        Step("fall_silent", ("to_validate",), "silent", Text("Délai de validation passé", "Validation overdue"), HOUSE, done=Text("Partie non reçue dans le délai\u00a0: le silence ne vaut pas accord", "Part not received in time: silence is not agreement")),
    ),
    deadlines=(Deadline("validation", Text("Valider sa partie du compte rendu", "Validate one’s part of the minutes"), ("to_validate",), clock("minutes_section").term, step="fall_silent"),),
)  # fmt: skip
