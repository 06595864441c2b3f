"""What the two versions of a decision log receive, frozen as plain values: the full one, and the public one cut from it.

The public version has no place for a person, an opinion, or anything of a class above public.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from workflows.processes.mentions import missing_in_head, unless
from workflows.processes.plain import Plain, Snapshot
from workflows.processes.snapshot_parts import Head, PhotoLine
from workflows.store.text import Text

_PUBLIC: Final = 0


@dataclass(frozen=True, slots=True)
class MeetingLine(Plain):
    """The meeting of which a log speaks. ``quorum`` is how many agencies must be there, ``present`` how many are."""

    body: str
    title: str
    place: str
    starts_at: datetime
    chair: str
    strategy: str
    present: int
    quorum: int | None = None


@dataclass(frozen=True, slots=True)
class PresenceLine(Plain):
    """Who came of one agency. ``presence``: present, excused, absent. ``beside`` is what else was written of it."""

    agency_name: str
    who: str
    presence: str
    reason: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Decided(Plain):
    """One decision: what, who does it, by when; ``change`` says what becomes of an objective."""

    rank: int
    words: str
    owner_name: str
    due: date | None
    change: str
    secrecy: int


@dataclass(frozen=True, slots=True)
class OpinionLine(Plain):
    """What one agency said on an item."""

    agency_name: str
    words: str


@dataclass(frozen=True, slots=True)
class QuotedLine(Plain):
    """A figure quoted on an item, as it stood at the closing: ``value`` in hundredths of ``unit``, ``None`` if there was none."""

    label: str
    unit: str
    value: int | None
    on_day: date | None
    source: str
    contested: bool


@dataclass(frozen=True, slots=True)
class ItemPart(Plain):
    """One item of the agenda with what was said and decided on it; ``noted``: the meeting took note."""

    added_later: ClassVar[frozenset[str]] = frozenset({"figures"})

    number: int
    title: str
    context: str
    noted: bool
    secrecy: int
    decisions: tuple[Decided, ...] = ()
    opinions: tuple[OpinionLine, ...] = ()
    figures: tuple[QuotedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDecision(Plain):
    """A decision of an earlier meeting that is not done. ``state`` is that of its action."""

    number: str
    rank: int
    held_on: date
    words: str
    owner_name: str
    due: date
    state: str
    secrecy: int

    def states(self) -> Iterable[tuple[str, str]]:
        """Return the state that the line tells."""
        return [("action", self.state)]


@dataclass(frozen=True, slots=True)
class VersionLine(Plain):
    """One version of the log. ``kind``: closed, corrected, approved. A correction says what, how it read, and why."""

    version: int
    kind: str
    issued_at: datetime
    about: str = ""
    before: str = ""
    after: str = ""
    why: str = ""
    secrecy: int = _PUBLIC


@dataclass(frozen=True, slots=True)
class DecisionsSnapshot(Snapshot):
    """The decision log of a meeting, full version, of the class of its body."""

    document: ClassVar[str] = "decisions"

    head: Head
    meeting: MeetingLine
    presences: tuple[PresenceLine, ...]
    items: tuple[ItemPart, ...]
    open_decisions: tuple[OpenDecision, ...]
    versions: tuple[VersionLine, ...]
    next_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def for_public(self) -> PublicDecisionsSnapshot:
        """Return what anybody may read: public items and decisions, agencies without persons, no opinion."""
        shown = [item for item in self.items if item.secrecy == _PUBLIC]
        return PublicDecisionsSnapshot(
            head=_public_head(self.head),
            body=self.meeting.body,
            title=self.meeting.title,
            place=self.meeting.place,
            starts_at=self.meeting.starts_at,
            chair=self.meeting.chair,
            agencies=tuple(_agencies(self.presences)),
            items=tuple(_public_item(number, item) for number, item in enumerate(shown, start=1)),
            open_decisions=tuple(line for line in self.open_decisions if line.secrecy == _PUBLIC),
            versions=tuple(_public_version(line) for line in self.versions),
            next_at=self.next_at,
            approved_by=self.approved_by,
            approved_at=self.approved_at,
        )

    def missing(self) -> list[Text]:
        """Return every mention that the log must carry and does not; empty when it may be printed."""
        return [
            *missing_in_head(self.head),
            *_missing_in_meeting(self.meeting.title, self.meeting.place, self.meeting.chair),
            *unless(self.presences, "les présences", "the presences"),
            *unless(self.items, "l’ordre du jour", "the agenda"),
            *(text for item in self.items for text in _missing_in_item(item)),
        ]


@dataclass(frozen=True, slots=True)
class AgencyPresence(Plain):
    """An agency named to the public, and whether it was there."""

    agency_name: str
    presence: str


@dataclass(frozen=True, slots=True)
class PublicDecision(Plain):
    """A public decision: it has no class, because there is but one."""

    words: str
    owner_name: str
    due: date | None
    change: str


@dataclass(frozen=True, slots=True)
class PublicItem(Plain):
    """A public item, numbered among the public ones: no gap tells that there were others."""

    number: int
    title: str
    context: str
    noted: bool
    decisions: tuple[PublicDecision, ...] = ()


@dataclass(frozen=True, slots=True)
class PublicDecisionsSnapshot(Snapshot):
    """The decision log of a meeting, public version (class K0)."""

    document: ClassVar[str] = "decisions_public"

    head: Head
    body: str
    title: str
    place: str
    starts_at: datetime
    chair: str
    agencies: tuple[AgencyPresence, ...]
    items: tuple[PublicItem, ...]
    open_decisions: tuple[OpenDecision, ...]
    versions: tuple[VersionLine, ...]
    next_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the public version must carry and does not."""
        return [
            *missing_in_head(self.head),
            *_missing_in_meeting(self.title, self.place, self.chair),
            *unless(self.agencies, "les présences", "the presences"),
        ]


def _missing_in_meeting(title: str, place: str, chair: str) -> Iterator[Text]:
    yield from unless(title, "l’intitulé de la réunion", "the title of the meeting")
    yield from unless(place, "le lieu de la réunion", "the place of the meeting")
    yield from unless(chair, "la qualité de qui préside", "the capacity of who chairs")


def _missing_in_item(item: ItemPart) -> Iterator[Text]:
    yield from unless(item.title, "point {n}\u00a0: l’intitulé", "item {n}: the title", n=item.number)
    for line in item.decisions:
        yield from unless(line.words, "décision {n}\u00a0: les mots", "decision {n}: the words", n=line.rank)
        yield from unless(line.owner_name, "décision {n}\u00a0: le service", "decision {n}: the agency", n=line.rank)
        if not line.change:
            yield from unless(line.due, "décision {n}\u00a0: l’échéance", "decision {n}: the due day", n=line.rank)


def _public_head(head: Head) -> Head:
    return Head(
        number=head.number,
        version=head.version,
        issued_at=head.issued_at,
        secrecy=_PUBLIC,
        letterhead=head.letterhead,
        demonstration=head.demonstration,
        signatory=head.signatory,
    )


def _agencies(lines: tuple[PresenceLine, ...]) -> Iterator[AgencyPresence]:
    """One line for each agency: present if anybody of it was."""
    order = ("present", "excused", "absent")
    best: dict[str, str] = {}
    for line in lines:
        known = best.get(line.agency_name, order[-1])
        best[line.agency_name] = min(known, line.presence, key=order.index)
    yield from (AgencyPresence(name, presence) for name, presence in best.items())


def _public_item(number: int, item: ItemPart) -> PublicItem:
    decisions = tuple(
        PublicDecision(line.words, line.owner_name, line.due, line.change)
        for line in item.decisions
        if line.secrecy == _PUBLIC
    )
    return PublicItem(number, item.title, item.context, item.noted, decisions)


def _public_version(line: VersionLine) -> VersionLine:
    """Say of a correction of something public what it was; of another one only that there was one."""
    if line.secrecy == _PUBLIC:
        return line
    return VersionLine(line.version, line.kind, line.issued_at)
