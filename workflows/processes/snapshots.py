"""What documents receive: each document's content, frozen as plain values, with the list of its missing mentions.

A snapshot is already cut to the class of its version: what the version may not say is in no field of it. The records
that snapshots are made of are in ``snapshot_parts``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from workflows.processes.mentions import (
    missing_in_annex,
    missing_in_attendance,
    missing_in_head,
    missing_in_offence,
    missing_in_operation,
    missing_in_participant,
    missing_in_photo,
    missing_in_place,
    missing_in_requisition,
    missing_in_validation,
    missing_in_visit,
    unless,
)
from workflows.processes.plain import NotPlain, Snapshot
from workflows.processes.snapshot_parts import (
    Abbreviation,
    Annex,
    AttendanceLine,
    Citation,
    DecisionLine,
    Head,
    IncidentLine,
    OperationLine,
    Participant,
    PartnerAgency,
    PartnerTask,
    PartnerValidation,
    PhotoLine,
    Recipient,
    RequestedOffence,
    RequestedPlace,
    RequisitionReference,
    Validation,
    VisitPart,
)
from workflows.processes.snapshots_execution import (
    AdminReportSnapshot,
    InspectionReportSnapshot,
    PostingSheetSnapshot,
    ServiceRecordSnapshot,
    WatchReportSnapshot,
)
from workflows.processes.snapshots_exhibits import ExhibitRegisterSnapshot
from workflows.processes.snapshots_measure import (
    ContradictoryLetterSnapshot,
    HearingMinutesSnapshot,
    OrderSnapshot,
    WarningSnapshot,
)
from workflows.processes.snapshots_meeting import DecisionsSnapshot, PublicDecisionsSnapshot
from workflows.processes.snapshots_problem import ProblemSnapshot
from workflows.processes.snapshots_referral import ReferralSnapshot, ReplySnapshot, TransmittalSnapshot
from workflows.processes.snapshots_sharing import SharedCopySnapshot
from workflows.processes.snapshots_steering import SteeringNoteSnapshot
from workflows.store.text import PARIS, Text


@dataclass(frozen=True, slots=True)
class MinutesSnapshot(Snapshot):
    """The joint minutes, full version (class K3): a report of coordination, validated part by part, no evidence."""

    document: ClassVar[str] = "minutes"

    head: Head
    operation: OperationLine
    participants: tuple[Participant, ...]
    visits: tuple[VisitPart, ...]
    validations: tuple[Validation, ...]
    distribution: tuple[Recipient, ...]
    requisition: RequisitionReference | None = None
    without_requisition: str = ""
    incidents: tuple[IncidentLine, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    partner_tasks: tuple[PartnerTask, ...] = ()
    annexes: tuple[Annex, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return every photo that the minutes print, in the order of the visits."""
        return tuple(photo for visit in self.visits for photo in visit.photos)

    def for_partner(self) -> PartnerMinutesSnapshot:
        """Return what a partner may read: that the action took place, counts, what each must do, nothing else."""
        return PartnerMinutesSnapshot(
            head=_partner_head(self.head),
            operation_number=self.operation.number,
            day=self.operation.day,
            zone=self.operation.zone,
            pilot=self.operation.pilot,
            agencies=tuple(PartnerAgency(line.name, line.answer == "present") for line in self.participants),
            visits_planned=len(self.visits),
            visits_done=sum(visit.state == "done" for visit in self.visits),
            points_checked=sum(sheet.conform + sheet.breach for visit in self.visits for sheet in visit.sheets),
            findings=sum(len(visit.findings) for visit in self.visits),
            tasks=self.partner_tasks,
            validations=tuple(PartnerValidation(line.agency_name, line.state) for line in self.validations),
            recipients=tuple(line.name for line in self.distribution if line.edition == "partner"),
        )

    def missing(self) -> list[Text]:
        """Return every mention that the minutes must carry and do not; empty when they may be printed."""
        return [
            *missing_in_head(self.head),
            *unless(self.head.signatory, "la qualité du signataire", "the quality of the signatory"),
            *missing_in_operation(self.operation),
            *missing_in_requisition(self.requisition, self.without_requisition),
            *(text for line in self.participants for text in missing_in_participant(line)),
            *unless(self.participants or self.head.origin, "les services participants", "the participating agencies"),
            *unless(self.visits, "l’ordre des visites", "the order of visits"),
            *(text for visit in self.visits for text in missing_in_visit(visit, bool(self.head.origin))),
            *unless(self.validations or self.head.origin, "les validations par service", "the validations by agency"),
            *(text for line in self.validations for text in missing_in_validation(line)),
            *unless(self.distribution, "la liste de diffusion", "the distribution list"),
            *(text for line in self.annexes for text in missing_in_annex(line)),
        ]


@dataclass(frozen=True, slots=True)
class PartnerMinutesSnapshot(Snapshot):
    """The joint minutes, partner version (class K1). It has no place for a finding, a person or a judicial route."""

    document: ClassVar[str] = "minutes_partner"

    head: Head
    operation_number: str
    day: date
    zone: str
    pilot: str
    agencies: tuple[PartnerAgency, ...]
    visits_planned: int
    visits_done: int
    points_checked: int
    findings: int
    tasks: tuple[PartnerTask, ...]
    validations: tuple[PartnerValidation, ...]
    recipients: tuple[str, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the partner version must carry and does not."""
        return [
            *missing_in_head(self.head),
            *unless(self.operation_number, "le numéro de l’opération", "the number of the operation"),
            *unless(self.zone, "le périmètre", "the zone"),
            *unless(self.pilot, "le service pilote", "the pilot"),
            *unless(self.agencies, "les services participants", "the participating agencies"),
            *unless(
                self.recipients, "les destinataires de la version partenaires", "the recipients of the partner version"
            ),
        ]


@dataclass(frozen=True, slots=True)
class PhotoBoardSnapshot(Snapshot):
    """The photo board: numbered pictures with caption, moment, author, device, place and item of a grid (class K3)."""

    document: ClassVar[str] = "photo_board"

    head: Head
    operation: OperationLine
    pictures: tuple[PhotoLine, ...]
    author: str

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return every photo of the board in its order."""
        return self.pictures

    def missing(self) -> list[Text]:
        """Return every mention that the board must carry and does not."""
        return [
            *missing_in_head(self.head),
            *missing_in_operation(self.operation),
            *unless(self.pictures, "les photographies", "the photos"),
            *unless(self.author, "l’auteur de la planche", "the author of the board"),
            *(text for photo in self.pictures for text in missing_in_photo(photo)),
        ]


@dataclass(frozen=True, slots=True)
class AttendanceSnapshot(Snapshot):
    """The attendance sheet of the briefing, empty before it, filled after (class K2). ``spare_lines``: empty rows."""

    document: ClassVar[str] = "attendance"

    head: Head
    operation: OperationLine
    briefing_place: str
    briefing_at: datetime
    lines: tuple[AttendanceLine, ...]
    instructions: tuple[str, ...] = ()
    spare_lines: int = 4

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the sheet must carry and does not."""
        return [
            *missing_in_head(self.head),
            *missing_in_operation(self.operation),
            *unless(self.briefing_place, "le lieu du briefing", "the place of the briefing"),
            *unless(self.lines, "les personnes attendues", "the persons expected"),
            *(text for line in self.lines for text in missing_in_attendance(line)),
        ]


@dataclass(frozen=True, slots=True)
class RequisitionSnapshot(Snapshot):
    """A requisition drafted for the prosecutor, who alone signs: article, offences, places, period (class K2)."""

    document: ClassVar[str] = "requisition"

    head: Head
    operation_number: str
    court: str
    magistrate: str
    article: Citation
    offences: tuple[RequestedOffence, ...]
    places: tuple[RequestedPlace, ...]
    valid_from: datetime
    valid_to: datetime
    service: str
    requested_by: str
    reasons: tuple[str, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the draft must carry and does not, a period that is none or too long included."""
        return [
            *missing_in_head(self.head),
            *unless(self.operation_number, "le numéro de l’opération", "the number of the operation"),
            *unless(self.court, "le tribunal judiciaire", "the court"),
            *unless(self.magistrate, "le magistrat requis", "the magistrate asked"),
            *unless(
                self.article.words, "l’article qui fonde la réquisition", "the article that founds the requisition"
            ),
            *unless(self.offences, "les infractions recherchées", "the offences looked for"),
            *(text for line in self.offences for text in missing_in_offence(line)),
            *unless(self.places, "les lieux", "the places"),
            *(text for line in self.places for text in missing_in_place(line)),
            *unless(self.service, "le service requis", "the service that will act"),
            *unless(self.requested_by, "qui demande la réquisition", "who asks for the requisition"),
            *unless(self.reasons, "les motifs", "the reasons"),
            *_faults_of_period(self.valid_from, self.valid_to),
        ]


def read_snapshot(text: str) -> Snapshot:
    """Return the snapshot of whichever kind a canonical JSON text holds; refuses an unknown kind (``NotPlain``)."""
    try:
        name = json.loads(text)["document"]
    except (ValueError, KeyError, TypeError) as error:
        raise NotPlain("This is not a snapshot.") from error
    for kind in _KINDS:
        if kind.document == name:
            return kind.from_json(text)
    raise NotPlain(f"There is no document called {name}.")


def _partner_head(head: Head) -> Head:
    return Head(
        number=head.number,
        version=head.version,
        issued_at=head.issued_at,
        secrecy=1,
        letterhead=head.letterhead,
        demonstration=head.demonstration,
        signatory=head.signatory,
        copy_number=head.copy_number,
    )


_KINDS: Final[tuple[type[Snapshot], ...]] = (
    MinutesSnapshot, PartnerMinutesSnapshot, PhotoBoardSnapshot, AttendanceSnapshot, RequisitionSnapshot,
    DecisionsSnapshot, PublicDecisionsSnapshot, ProblemSnapshot, SteeringNoteSnapshot,
    WarningSnapshot, ContradictoryLetterSnapshot, HearingMinutesSnapshot, OrderSnapshot,
    ServiceRecordSnapshot, PostingSheetSnapshot, WatchReportSnapshot, AdminReportSnapshot,
    InspectionReportSnapshot,
    ReferralSnapshot, TransmittalSnapshot, ReplySnapshot,
    SharedCopySnapshot, ExhibitRegisterSnapshot,
)  # fmt: skip


def _faults_of_period(start: datetime, end: datetime) -> list[Text]:
    """At most one month (code de procédure pénale, art. 78-2-1), counted in Paris from day to same day."""
    if end <= start:
        return [Text("une période qui finit après son début", "a period that ends after its start")]
    first, last = start.astimezone(PARIS), end.astimezone(PARIS)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 1 or (months == 1 and (last.day, last.time()) > (first.day, first.time())):
        return [Text("une période d’un mois au plus", "a period of one month at most")]
    return []
