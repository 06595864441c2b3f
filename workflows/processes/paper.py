"""What the papers of an operation say: rows drawn once into frozen snapshots, by the house, from what was validated.

The minutes print an agency's findings only from the section that it validated; a silent section is printed as silent.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.law.grids import ROUTES
from workflows.law.powers import basis_of
from workflows.law.references import reference
from workflows.processes.citations import abbreviations, articles_in_words, cite_in_full, cite_in_short
from workflows.processes.consequence import Consequence
from workflows.processes.minutes_facts import Minutes
from workflows.processes.operation_facts import Operation
from workflows.processes.paper_parts import (
    day_of,
    head_of,
    moment_of,
    operation_line,
    row_of,
    rows_of,
    with_cases,
)
from workflows.processes.participation import Participation
from workflows.processes.plain import Snapshot
from workflows.processes.requisition_facts import Requisition
from workflows.processes.section import Section, content_of
from workflows.processes.sheet import Sheet
from workflows.processes.snapshot_parts import (
    NOT_RECEIVED,
    RESERVED,
    Annex,
    AttendanceLine,
    Citation,
    ConsequenceLine,
    DecisionLine,
    Entry,
    EstablishmentCard,
    FindingLine,
    HandedDocument,
    IncidentLine,
    MeasureLine,
    Participant,
    PartnerTask,
    PhotoLine,
    Recipient,
    RequestedOffence,
    RequestedPlace,
    RequisitionReference,
    SheetCount,
    Validation,
    VisitPart,
)
from workflows.processes.snapshots import (
    AttendanceSnapshot,
    MinutesSnapshot,
    PartnerMinutesSnapshot,
    PhotoBoardSnapshot,
    RequisitionSnapshot,
)
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency, holders
from workflows.register.users import User
from workflows.store.text import PARIS

_QUALITIES: Final = {
    "operator": "exploitant",
    "manager": "gérant",
    "person_in_charge": "préposé",
    "employee": "salarié",
}
PAPERS: Final = ("minutes", "minutes_partner", "attendance", "photo_board")
"""The papers that minutes may have; a board only where a validated part shows a photo."""

_TITLES: Final = {"attendance": "Feuille d’émargement", "photo_board": "Planche photographique"}


def draw(session: ViewerSession, kind: str, case_id: UUID, moment: datetime) -> Snapshot:
    """Return the snapshot of a document of a case as it stands (``moment`` is aware); the session is the house's.

    Kinds: requisition (of a requisition) and ``PAPERS`` (of minutes); refuses a kind that the case lacks (``KeyError``).
    """
    if kind == "requisition":
        return draw_requisition(session, row_of(session, Requisition, case_id), moment)
    papers = draw_papers(session, row_of(session, Minutes, case_id), moment)
    return {paper.document: paper for paper in papers}[kind]


def draw_papers(
    session: ViewerSession, minutes: Minutes, moment: datetime, *, signatory: str = ""
) -> list[MinutesSnapshot | PartnerMinutesSnapshot | AttendanceSnapshot | PhotoBoardSnapshot]:
    """Return every paper of minutes as they stand, in the order of ``PAPERS``; those of a past record are one."""
    full = draw_minutes(session, minutes, moment, signatory=signatory)
    if row_of(session, Operation, minutes.operation_id).origin:
        return [full]
    return [full, full.for_partner(), *_papers_apart(session, minutes, moment)]


def draw_minutes(session: ViewerSession, minutes: Minutes, moment: datetime, *, signatory: str = "") -> MinutesSnapshot:
    """Return the full joint minutes as they stand; ``signatory`` is the one that the minutes will have."""
    operation = row_of(session, Operation, minutes.operation_id)
    sections = [row for row, _case in with_cases(session, Section, Section.minutes_id == minutes.id)]
    parts = [(row.agency or "", part) for row in sections for part in row.content]
    if operation.origin:
        parts = list(_parts_of_a_record(session, operation, moment))
    granted = _granted_requisition(session, operation.id)
    heard = {row.agency for row in sections if row.section_hash}
    visits = tuple(_visits(session, operation, parts, heard, _photo_numbers(sections), moment))
    return MinutesSnapshot(
        head=head_of(minutes.number, operation, moment, secrecy=3, signatory=minutes.signatory or signatory),
        operation=operation_line(operation),
        participants=tuple(_participants(session, operation)),
        visits=visits,
        validations=tuple(_validations(session, sections)),
        distribution=tuple(_distribution(session, operation, minutes)),
        requisition=_requisition_line(granted) if granted is not None else None,
        without_requisition="" if granted is not None else operation.without_requisition,
        incidents=tuple(
            IncidentLine(each["kind"], moment_of(each["at"]), each["place"], each["words"])
            for each in minutes.incidents
        ),
        decisions=tuple(
            DecisionLine(each["words"], agency(each["owner"]).short.fr, day_of(each["due"]))
            for each in minutes.decisions
        ),
        partner_tasks=tuple(
            PartnerTask(each["agency"], agency(each["agency"]).name.fr, each["words"], day_of(each["due"]))
            for each in minutes.partner_tasks
        ),
        annexes=tuple(_annexes(session, minutes, sections, moment)),
        abbreviations=tuple(abbreviations(_cited_in(visits))),
    )


def draw_attendance(session: ViewerSession, minutes: Minutes, moment: datetime) -> AttendanceSnapshot:
    """Return the attendance sheet of the briefing, with who came and who did not."""
    operation = row_of(session, Operation, minutes.operation_id)
    return AttendanceSnapshot(
        head=head_of(minutes.attendance_number, operation, moment, secrecy=2, signatory=minutes.signatory),
        operation=operation_line(operation),
        briefing_place=agency(operation.agency or "").name.fr,
        briefing_at=operation.briefing_at or operation.starts_at,
        lines=tuple(_attendance_lines(session, operation)),
        spare_lines=0,
    )


def draw_photo_board(session: ViewerSession, minutes: Minutes, moment: datetime) -> PhotoBoardSnapshot:
    """Return the photo board: every photo of a validated section, numbered as in the minutes."""
    operation = row_of(session, Operation, minutes.operation_id)
    sections = [row for row, _case in with_cases(session, Section, Section.minutes_id == minutes.id)]
    numbers = _photo_numbers(sections)
    places = {row.id: row for row in rows_of(session, Visit, Visit.operation_id == operation.id)}
    pictures = [
        _photo_line(session, section.agency or "", photo, numbers, places[UUID(hex=part["visit"])])
        for section in sections
        for part in section.content
        for photo in part["photos"]
    ]
    return PhotoBoardSnapshot(
        head=head_of(minutes.board_number, operation, moment, secrecy=3, signatory=minutes.signatory),
        operation=operation_line(operation),
        pictures=tuple(sorted(pictures, key=lambda line: line.number)),
        author=f"Pour le service pilote, {agency(operation.agency or '').name.fr}",
    )


def draw_requisition(session: ViewerSession, row: Requisition, moment: datetime) -> RequisitionSnapshot:
    """Return the draft of a requisition for the prosecutor, who alone signs it: under the letterhead of who signs."""
    operation = row_of(session, Operation, row.operation_id)
    visits = {each.id: each for each in rows_of(session, Visit, Visit.operation_id == operation.id)}
    court = agency(holders("grant_requisition")[0])
    police = agency(basis_of(row.basis).agencies[0])
    on = paris_day(moment)
    return RequisitionSnapshot(
        head=head_of(row.number, operation, moment, secrecy=2, signatory="Le procureur de la République", under=court),
        operation_number=operation.number,
        court=next((line for line in court.letterhead if "ribunal" in line), court.name.fr),
        magistrate="Le procureur de la République",
        article=cite_in_full(row.basis, on),
        offences=tuple(RequestedOffence(reference(key, on).says.fr, cite_in_full(key, on)) for key in row.offences),
        places=tuple(_requested_places(row, visits)),
        valid_from=row.starts_at,
        valid_to=row.ends_at,
        service=police.name.fr,
        requested_by=agency(operation.agency or "").name.fr,
        reasons=tuple(line for line in row.reason.splitlines() if line.strip()),
    )


def _requested_places(row: Requisition, visits: dict[UUID, Visit]) -> Iterable[RequestedPlace]:
    for order, (visit_id, name, address) in enumerate(row.places, start=1):
        place = visits[UUID(hex=visit_id)]
        yield RequestedPlace(order, name, address, place.reason, place.siret, place.demonstration)


def _parts_of_a_record(
    session: ViewerSession, operation: Operation, moment: datetime
) -> Iterable[tuple[str, dict[str, Any]]]:
    """What an original record says that each agency found: there is no section, because nobody validated it here."""
    for row, _case in with_cases(session, Participation, Participation.operation_id == operation.id):
        for part in content_of(session, operation.id, row.agency or "", moment):
            yield row.agency or "", part


def _participants(session: ViewerSession, operation: Operation) -> Iterable[Participant]:
    for row, case in with_cases(session, Participation, Participation.operation_id == operation.id):
        yield Participant(
            agency=row.agency or "",
            name=agency(row.agency or "").name.fr,
            role=row.role,
            answer=case.state,
            reason=row.reason,
            headcount=row.headcount if case.state == "present" else None,
            leaders=(row.leader,) if row.leader else (),
        )


def _attendance_lines(session: ViewerSession, operation: Operation) -> Iterable[AttendanceLine]:
    for row, case in with_cases(session, Participation, Participation.operation_id == operation.id):
        name, _comma, quality = row.leader.partition(",")
        answer = case.state if case.state in ("present", "declined") else "absent"
        yield AttendanceLine(
            agency_name=agency(row.agency or "").short.fr,
            name=name.strip() or "Aucune personne désignée",
            quality=quality.strip(),
            answer=answer,
            arrived_at=row.arrived_at,
            left_at=row.left_at,
            reason=row.reason if answer != "present" else "",
        )


def _visits(
    session: ViewerSession,
    operation: Operation,
    parts: list[tuple[str, dict[str, Any]]],
    heard: Container[str | None],
    numbers: dict[str, int],
    moment: datetime,
) -> Iterable[VisitPart]:
    visits = with_cases(session, Visit, Visit.operation_id == operation.id)
    ordered = sorted(visits, key=lambda pair: (pair[0].entered_at or pair[0].planned_at, pair[0].id.hex))
    for order, (row, case) in enumerate(ordered, start=1):
        here = [(key, part) for key, part in parts if part["visit"] == row.id.hex]
        yield VisitPart(
            order=order,
            establishment=_card(row),
            state=case.state,
            arrived_at=row.entered_at,
            left_at=row.left_at,
            outcome_reason=row.outcome_reason,
            persons_present=row.persons_present,
            persons_working=row.persons_working,
            entries=tuple(_entries(session, row, moment)),
            sheets=() if operation.origin else tuple(_sheet_counts(session, row, heard)),
            findings=tuple(_findings(session, here, numbers)),
            photos=tuple(
                _photo_line(session, key, photo, numbers, row) for key, part in here for photo in part["photos"]
            ),
            measures=tuple(
                MeasureLine(agency(key).short.fr, part["measures"]) for key, part in here if part["measures"]
            ),
            documents=tuple(_handed(row)),
            remarks=row.remarks,
        )


def _handed(row: Visit) -> Iterable[HandedDocument]:
    """What was handed over; who wrote it also wrote to whom, by quality."""
    if row.documents_handed:
        yield HandedDocument("", row.documents_handed, "")


def _card(row: Visit) -> EstablishmentCard:
    return EstablishmentCard(
        trade_name=row.trade_name,
        address=row.address,
        siret=row.siret,
        demonstration=row.demonstration,
        activity=row.activity,
        operator=row.operator,
        # Until somebody is met on the spot, the row only repeats that the register's operator is one.
        operator_quality=_QUALITIES.get(row.operator_quality, ""),
        licence=row.licence,
    )


def _entries(session: ViewerSession, visit: Visit, moment: datetime) -> Iterable[Entry]:
    for row, _case in with_cases(session, Sheet, Sheet.visit_id == visit.id):
        if row.entered_at is not None and row.basis:
            basis = basis_of(row.basis)
            note = visit.entry_note if basis.formality == "requisition" else ""
            yield Entry(
                agency(row.agency or "").short.fr,
                cite_in_short(basis.references[0], paris_day(moment)),
                row.entered_at,
                note,
            )


def _sheet_counts(session: ViewerSession, visit: Visit, heard: Container[str | None]) -> Iterable[SheetCount]:
    """How each grid was answered: counts are part of what an agency validates, and silence keeps them unsaid."""
    for row, case in with_cases(session, Sheet, Sheet.visit_id == visit.id):
        name = agency(row.agency or "").short.fr
        if case.state != "handed_in":
            yield SheetCount(name, case.state, reason=row.not_carried_out_reason)
        elif row.agency not in heard:
            yield SheetCount(name, NOT_RECEIVED)
        else:
            yield SheetCount(name, case.state, row.compliant, row.not_compliant, row.not_checked, row.not_applicable)


def _findings(
    session: ViewerSession, parts: list[tuple[str, dict[str, Any]]], numbers: dict[str, int]
) -> Iterable[FindingLine]:
    for key, part in parts:
        for found in part["findings"]:
            shown = [photo for photo in part["photos"] if photo["item"] == found["item"]]
            yield FindingLine(
                agency=key,
                agency_name=agency(key).short.fr,
                item=found["item"],
                label=found["label"],
                severity=found["severity"],
                note=found["note"],
                citations=tuple(_citations(found)),
                consequences=tuple(_consequence_lines(session, found)),
                photos=tuple(numbers[photo["id"]] for photo in shown),
            )


def _citations(found: dict[str, Any]) -> Iterable[Citation]:
    yield from (Citation(key, words, bool(to_verify)) for key, words, to_verify in found["references"])
    if not found["references"] and found["basis"]:
        yield Citation("", found["basis"], True)


def _consequence_lines(session: ViewerSession, found: dict[str, Any]) -> Iterable[ConsequenceLine]:
    rows = with_cases(session, Consequence, Consequence.finding_id == UUID(hex=found["id"]))
    if not rows:
        yield ConsequenceLine("none", ROUTES["none"].fr, "not_applicable", "–")
    for row, case in rows:
        kind = {"referral": "judicial", "measure": "administrative", "compliance": "compliance"}[row.kind]
        due = None if case.state == "recorded" else row.due_at.astimezone(PARIS).date()
        state = RESERVED if kind == "judicial" and case.state != "recorded" else case.state
        yield ConsequenceLine(kind, row.label, state, agency(row.owner).short.fr, due)


def _photo_numbers(sections: list[Section]) -> dict[str, int]:
    photos = [photo for section in sections for part in section.content for photo in part["photos"]]
    ordered = sorted(photos, key=lambda photo: (photo["taken_at"], photo["id"]))
    return {photo["id"]: number for number, photo in enumerate(ordered, start=1)}


def _photo_line(
    session: ViewerSession, key: str, photo: dict[str, Any], numbers: dict[str, int], visit: Visit
) -> PhotoLine:
    return PhotoLine(
        number=numbers[photo["id"]],
        shown=photo["view"],
        original=photo["original"],
        caption=photo["caption"],
        taken_at=moment_of(photo["taken_at"]),
        author=_person(session, key, photo["author"]),
        place=f"{visit.trade_name}, {visit.address}",
        device=photo["device"],
        direction=photo["direction"],
        item=photo["item"],
        done=photo.get("done", ""),
    )


def _person(session: ViewerSession, key: str, user_name: str) -> str:
    """Return the name and function of an account, or its user name where the account is no longer there."""
    found = session.scalar(sa.select(User).where(User.agency == key, User.user_name == user_name))
    return f"{found.name}, {found.function}" if found is not None else user_name


def _validations(session: ViewerSession, sections: list[Section]) -> Iterable[Validation]:
    states = {case.id: case.state for case in rows_of(session, Case, Case.id.in_([row.id for row in sections]))}
    for row in sections:
        yield Validation(
            agency=row.agency or "",
            agency_name=agency(row.agency or "").short.fr,
            state=states[row.id],
            validated_at=row.validated_at,
            validated_by=row.validated_by,
            due=row.due_at,
            section_hash=row.section_hash,
        )


def _distribution(session: ViewerSession, operation: Operation, minutes: Minutes) -> Iterable[Recipient]:
    """Full to the pilot and the prosecutor's office; partner version to everybody else (domain §3.3: default deny).

    Everybody else: each agency that was invited, and each partner of whom something is expected.
    Minutes drawn from an original record stay with the agency that had them drawn.
    """
    pilot = operation.agency or ""
    if operation.origin:
        yield Recipient(agency(pilot).name.fr, "full", 3, "service qui a repris le relevé")
        return
    full = [pilot, *(key for key in holders("approve_operation") if key != pilot)]
    for key in full:
        yield Recipient(agency(key).name.fr, "full", 3, "co-présidence du comité" if key != pilot else "service pilote")
    invited = [
        row.agency or ""
        for row, _case in with_cases(session, Participation, Participation.operation_id == operation.id)
        if row.agency not in full
    ]
    for key in invited:
        yield Recipient(agency(key).name.fr, "partner", 1, "service invité")
    for key in dict.fromkeys(each["agency"] for each in minutes.partner_tasks):
        if key not in full and key not in invited:
            yield Recipient(agency(key).name.fr, "partner", 1, "action attendue")


def _annexes(session: ViewerSession, minutes: Minutes, sections: list[Section], moment: datetime) -> Iterable[Annex]:
    """The papers that go with the minutes, whose own pages say the same hash, then each part that was validated."""
    papers = [
        (f"{_TITLES[paper.document]} n°\u00a0{paper.head.number}", paper.head.secrecy, paper.fingerprint())
        for paper in _papers_apart(session, minutes, moment)
    ]
    parts = [
        (f"Partie validée – {agency(row.agency or '').short.fr}", 3, row.section_hash)
        for row in sections
        if row.section_hash
    ]
    for number, (title, secrecy, digest) in enumerate(papers + parts, start=1):
        yield Annex(number, title, secrecy, digest)


def _papers_apart(
    session: ViewerSession, minutes: Minutes, moment: datetime
) -> Iterable[AttendanceSnapshot | PhotoBoardSnapshot]:
    """The sheet of the briefing and the photo board; an original record came with neither."""
    if minutes.attendance_number:
        yield draw_attendance(session, minutes, moment)
    if minutes.board_number:
        board = draw_photo_board(session, minutes, moment)
        if board.pictures:
            yield board


def _cited_in(visits: Iterable[VisitPart]) -> Iterable[Citation]:
    for visit in visits:
        yield from (entry.basis for entry in visit.entries)
        yield from (citation for finding in visit.findings for citation in finding.citations)


def _requisition_line(row: Requisition) -> RequisitionReference:
    assert row.signed_at is not None
    on = paris_day(row.signed_at)
    return RequisitionReference(
        number=row.number,
        magistrate=row.magistrate,
        granted_at=row.signed_at,
        article=cite_in_full(row.basis, on),
        valid_from=row.starts_at,
        valid_to=row.ends_at,
        offences=tuple(articles_in_words(row.offences, on)),
        places=tuple(f"{place[1]}, {place[2]}" for place in row.places),
    )


def _granted_requisition(session: ViewerSession, operation_id: UUID) -> Requisition | None:
    rows = rows_of(session, Requisition, Requisition.operation_id == operation_id, Requisition.granted.is_(True))
    return max(rows, key=lambda row: row.signed_at or row.starts_at, default=None)
