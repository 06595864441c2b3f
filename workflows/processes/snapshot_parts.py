"""The records that documents are made of, frozen plain values: who, where, when, what was found, what follows.

Words that the paper prints as given (names, labels of grids, words of references, what agents wrote) are French
strings; ``agency_name`` and ``owner_name`` are short names, which tables repeat;
participants, partners and recipients have their full ``name``. States and kinds are English codes that the document itself puts into words. Days are ``date``, moments aware
datetimes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from workflows.processes.plain import Plain

NOT_RECEIVED: Final = "not_received"
"""The state of a grid that was handed in by an agency whose part of the minutes was not received."""
RESERVED: Final = "reserved"
"""In the place of the state of a referral: that one is proposed is of class 3, where it stands is of class 4."""
_BRANCHES: Final = {"judicial": "referral", "administrative": "measure", "compliance": "compliance"}


@dataclass(frozen=True, slots=True)
class Letterhead(Plain):
    """The words above a document, from the data of the agency that issues it; never a mark of the State."""

    agency: str
    name: str
    lines: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Head(Plain):
    """What every document says of itself. ``signatory`` is a quality (« Le sous-préfet de Calais »), never a name.
    ``origin`` names the record that an imported operation comes from: what that record never held is then printed as not
    recorded there, and stops no press.
    """

    number: str
    version: int
    issued_at: datetime
    secrecy: int
    letterhead: Letterhead
    demonstration: bool = False
    origin: str = ""
    signatory: str = ""
    copy_number: int = 1


@dataclass(frozen=True, slots=True)
class Citation(Plain):
    """A legal reference as it stood on the day: its key, its words in French, whether it is still to be verified."""

    key: str
    words: str
    to_verify: bool = False


@dataclass(frozen=True, slots=True)
class OperationLine(Plain):
    """The operation of which a document speaks. ``starts_at`` and ``ends_at`` are moments, ``day`` is its day."""

    number: str
    title: str
    day: date
    zone: str
    pilot: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RequisitionReference(Plain):
    """The requisition under which police entered: number, who signed and when, article, period, offences, places."""

    number: str
    magistrate: str
    granted_at: datetime
    article: Citation
    valid_from: datetime
    valid_to: datetime
    offences: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant(Plain):
    """An agency's part. ``answer``: present, absent, declined, reserved, silent, released. No headcount: not known."""

    agency: str
    name: str
    role: str
    answer: str
    reason: str = ""
    headcount: int | None = None
    leaders: tuple[str, ...] = ()

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("participation", self.answer)]


@dataclass(frozen=True, slots=True)
class EstablishmentCard(Plain):
    """Who and where. A demonstration establishment has no SIRET and the paper says so. ``operator_quality`` is that of
    whoever was met on the spot.
    """

    trade_name: str
    address: str
    siret: str = ""
    demonstration: bool = False
    activity: str = ""
    operator: str = ""
    operator_quality: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Entry(Plain):
    """On what power one agency entered, and when; ``note`` says how (requisition shown to whom, and so on)."""

    agency_name: str
    basis: Citation
    entered_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetCount(Plain):
    """How one agency's grid was answered, in counts. ``state``: that of its sheet, e.g. handed_in, not_carried_out;
    or ``not_received``, without a count, where the agency has not validated its part.
    """

    agency_name: str
    state: str
    conform: int = 0
    breach: int = 0
    not_checked: int = 0
    not_applicable: int = 0
    reason: str = ""

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state of the sheet, which is none of a case's where the part was not received."""
        return [] if self.state == NOT_RECEIVED else [("sheet", self.state)]


@dataclass(frozen=True, slots=True)
class ConsequenceLine(Plain):
    """What is proposed or under way after a finding. ``kind``: judicial, administrative, compliance, none.
    ``state`` is that of its workflow; of a judicial one, :data:`RESERVED`, or recorded (begun, as an original record says).
    """

    kind: str
    label: str
    state: str
    owner_name: str
    due: date | None = None

    @property
    def workflow(self) -> str | None:
        """The workflow of the branch, ``None`` where nothing follows."""
        return _BRANCHES.get(self.kind)

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state of the consequence; a finding from which nothing follows has none."""
        return [(self.workflow, self.state)] if self.workflow is not None else []


@dataclass(frozen=True, slots=True)
class FindingLine(Plain):
    """What one agency's agent found himself: item of its grid, facts, severity 1 (minor) to 4 (critical).

    Severity 0: the record that an imported operation comes from does not say.
    """

    agency: str
    agency_name: str
    item: str
    label: str
    severity: int
    note: str = ""
    citations: tuple[Citation, ...] = ()
    consequences: tuple[ConsequenceLine, ...] = ()
    photos: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoLine(Plain):
    """One numbered photo. ``shown``: SHA-256 of the picture printed; ``original``: that of the file kept unmodified;
    ``done`` what was done to make the one of the other, empty for a copy made smaller and no more.
    """

    added_later: ClassVar[frozenset[str]] = frozenset({"done"})

    number: int
    shown: str
    original: str
    caption: str
    taken_at: datetime
    author: str
    place: str
    device: str = ""
    direction: str = ""
    item: str = ""
    marker: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class MeasureLine(Plain):
    """A measure taken on the spot by one agency."""

    agency_name: str
    words: str
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandedDocument(Plain):
    """A document handed over or asked for on the spot, and to whom by quality (never by name)."""

    agency_name: str
    words: str
    recipient: str


@dataclass(frozen=True, slots=True)
class VisitPart(Plain):
    """One establishment's chapter. ``state``: done, closed_on_arrival, no_activity, access_refused, aborted, cancelled.
    Persons are counted, never named. ``outcome_reason`` says why a visit did not take place as planned.
    """

    order: int
    establishment: EstablishmentCard
    state: str
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    outcome_reason: str = ""
    persons_present: int | None = None
    persons_working: int | None = None
    entries: tuple[Entry, ...] = ()
    sheets: tuple[SheetCount, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    photos: tuple[PhotoLine, ...] = ()
    measures: tuple[MeasureLine, ...] = ()
    documents: tuple[HandedDocument, ...] = ()
    remarks: str = ""

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("visit", self.state)]


@dataclass(frozen=True, slots=True)
class IncidentLine(Plain):
    """Something that went wrong. ``kind``: refusal, injury, complaint, press, other."""

    kind: str
    at: datetime
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class DecisionLine(Plain):
    """A follow-up that is proposed to the competent authority; the minutes decide nothing."""

    words: str
    owner_name: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Validation(Plain):
    """One agency's section. ``state``: validated, silent, to_validate. A silent section names nobody and no moment."""

    agency: str
    agency_name: str
    state: str
    validated_at: datetime | None = None
    validated_by: str = ""
    due: datetime | None = None
    section_hash: str = ""

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("section", self.state)]


@dataclass(frozen=True, slots=True)
class Recipient(Plain):
    """Who gets which version. ``edition``: full, partner. ``gate`` says on what ground."""

    name: str
    edition: str
    secrecy: int
    gate: str = ""


@dataclass(frozen=True, slots=True)
class Annex(Plain):
    """A document that goes with the minutes, by its number, class and SHA-256."""

    number: int
    title: str
    secrecy: int
    sha256: str
    sheets: int | None = None


@dataclass(frozen=True, slots=True)
class Abbreviation(Plain):
    """A code that the document cites in short, and its name."""

    short: str
    name: str


@dataclass(frozen=True, slots=True)
class PartnerTask(Plain):
    """What one partner itself must do, worded for it: all that the partner version prints of the pilot's words."""

    agency: str
    agency_name: str
    words: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class PartnerAgency(Plain):
    """An agency named to the partners, and whether it was there."""

    name: str
    present: bool


@dataclass(frozen=True, slots=True)
class PartnerValidation(Plain):
    """Whether an agency's section was received: no name, no moment."""

    agency_name: str
    state: str

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("section", self.state)]


@dataclass(frozen=True, slots=True)
class AttendanceLine(Plain):
    """One person expected or come to the briefing. ``answer``: expected, present, absent, declined."""

    agency_name: str
    name: str
    quality: str
    answer: str = "expected"
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RequestedOffence(Plain):
    """An offence that the requisition would look for, with its article and, where there is one, its NATINF number."""

    words: str
    citation: Citation
    natinf: str = ""


@dataclass(frozen=True, slots=True)
class RequestedPlace(Plain):
    """A place that the requisition would name, with the objective reason why it is asked for."""

    order: int
    trade_name: str
    address: str
    reason: str
    siret: str = ""
    demonstration: bool = False
