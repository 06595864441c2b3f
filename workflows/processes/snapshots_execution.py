"""What the papers around an order receive, frozen as plain values: the report before it; service, posting and watch after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from workflows.law.days import paris_day
from workflows.processes.mentions import missing_in_head, unless
from workflows.processes.mentions_measure import missing_in_card, missing_in_facts, missing_in_order_reference
from workflows.processes.plain import Plain, Snapshot
from workflows.processes.snapshot_parts import Citation, EstablishmentCard, Head, PhotoLine
from workflows.processes.snapshot_parts_measure import DatedFact, OrderReference, PriorAct, RemedyLine
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class OpinionLine(Plain):
    """What an agency said of the measure, and when."""

    agency_name: str
    words: str
    dated: date


@dataclass(frozen=True, slots=True)
class WatchLine(Plain):
    """What a patrol saw. ``state``: shut, open. ``posted``: whether the order was still on the door."""

    at: datetime
    agency_name: str
    state: str
    posted: bool
    words: str = ""


@dataclass(frozen=True, slots=True)
class AdminReportSnapshot(Snapshot):
    """The administrative report (class K3): dated facts for the prefect, tied to the place, each with its source.

    ``judicial`` cites the prosecutor’s agreements by which a judicial paper may be used.
    """

    document: ClassVar[str] = "admin_report"

    head: Head
    addressed_to: str
    establishment: EstablishmentCard
    facts: tuple[DatedFact, ...]
    grounds: tuple[str, ...]
    earlier: tuple[PriorAct, ...]
    judicial: tuple[PriorAct, ...]
    opinions: tuple[OpinionLine, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the report must carry and does not."""
        on = paris_day(self.head.issued_at)
        return [
            *missing_in_head(self.head),
            *unless(self.head.signatory, "la qualité du signataire", "the quality of the signatory"),
            *unless(self.addressed_to, "à qui le rapport est adressé", "to whom the report goes"),
            *missing_in_card(self.establishment),
            *unless(self.facts, "les faits", "the facts"),
            *missing_in_facts(self.facts),
            *(_AFTER.with_parameters(day=each.on) for each in self.facts if each.on > on),
        ]


@dataclass(frozen=True, slots=True)
class InspectionReportSnapshot(Snapshot):
    """The administrative report of the agency that made an inspection (class K3): what it found, told to the prefect.

    It says nothing of what the prefecture holds beside: its ground, earlier measures, other agencies’ facts.
    """

    document: ClassVar[str] = "inspection_report"

    head: Head
    addressed_to: str
    establishment: EstablishmentCard
    facts: tuple[DatedFact, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the report must carry and does not."""
        return [
            *missing_in_head(self.head),
            *unless(self.head.signatory, "la qualité du signataire", "the quality of the signatory"),
            *unless(self.addressed_to, "à qui le rapport est adressé", "to whom the report goes"),
            *missing_in_card(self.establishment),
            *unless(self.facts, "les faits", "the facts"),
            *missing_in_facts(self.facts),
        ]


@dataclass(frozen=True, slots=True)
class ServiceRecordSnapshot(Snapshot):
    """The service of an order or a warning (``act``) and its proof (class K2). ``kind``: by_hand, registered, bailiff;
    ``state``: received, refused, unclaimed.

    ``binds_from`` and ``ends_on`` are what the law counts from the service; ``waits`` the hours before it binds, if any. A
    warning is no decision: it closes nothing and says no way to contest it; ``effect`` cites what it comes before.
    """

    document: ClassVar[str] = "service_record"

    head: Head
    order: OrderReference
    establishment: EstablishmentCard
    served_at: datetime
    served_to: str
    kind: str
    state: str
    proof: str
    agency_name: str
    binds_from: datetime
    ends_on: date | None
    waits: int | None
    effect: Citation
    remedies: tuple[RemedyLine, ...]
    act: str = "order"

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the record must carry and does not."""
        return [
            *missing_in_head(self.head),
            *unless(self.order.number, "le numéro de l’acte", "the number of the act"),
            *missing_in_card(self.establishment),
            *unless(self.served_to, "à qui l’acte est remis", "to whom the act is handed"),
            *unless(self.proof, "la preuve de la notification", "the proof of the service"),
            *unless(self.agency_name, "qui notifie", "who serves it"),
            *unless(
                self.remedies if self.act == "order" else self.act,
                "les voies et délais de recours",
                "the ways to contest",
            ),
            *([_SERVED_BEFORE] if paris_day(self.served_at) < self.order.dated else []),
        ]


@dataclass(frozen=True, slots=True)
class PostingSheetSnapshot(Snapshot):
    """The sheet on the door (class K0): that the place is closed, by which order, from when to when.

    It has no field for a ground, an article, a fact or a person: the article alone would tell of what somebody is suspected.
    """

    document: ClassVar[str] = "posting_sheet"

    head: Head
    trade_name: str
    address: str
    order: OrderReference
    authority: str
    binds_from: datetime
    ends_on: date | None

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the sheet must carry and does not, a class above the public’s included."""
        return [
            *missing_in_head(self.head),
            *unless(self.trade_name, "l’enseigne", "the trade name"),
            *unless(self.address, "l’adresse de l’établissement", "the address of the establishment"),
            *missing_in_order_reference(self.order),
            *unless(self.authority, "l’autorité qui a pris l’arrêté", "the authority that made the order"),
            *([] if self.ends_on or self.order.months is None else [Text("le dernier jour", "the last day")]),
            *([] if self.head.secrecy == 0 else [Text("la classe K0", "class K0")]),
        ]


@dataclass(frozen=True, slots=True)
class WatchReportSnapshot(Snapshot):
    """What patrols saw of a place under an order (class K2): a coordination report, no evidence."""

    document: ClassVar[str] = "watch_report"

    head: Head
    order: OrderReference
    establishment: EstablishmentCard
    binds_from: datetime
    ends_on: date | None
    passages: tuple[WatchLine, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the report must carry and does not."""
        return [
            *missing_in_head(self.head),
            *missing_in_order_reference(self.order),
            *missing_in_card(self.establishment),
            *unless(self.passages, "les passages", "the passages"),
            *(
                text
                for each in self.passages
                for text in unless(
                    each.agency_name,
                    "passage du {moment}\u00a0: le service",
                    "passage of {moment}: the agency",
                    moment=each.at,
                )
            ),
        ]


_AFTER = Text("fait du {day}\u00a0: postérieur au rapport", "fact of {day}: after the report")
_SERVED_BEFORE = Text("une notification postérieure à la signature", "a service after the signature")
