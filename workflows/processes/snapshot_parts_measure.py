"""The records that the papers of an administrative measure are made of, frozen plain values.

Words that the paper prints as given are French; kinds and states are English codes that the document puts into words.
Citations are legal references as they stood on the day of the act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflows.processes.plain import Plain
from workflows.processes.snapshot_parts import Citation


@dataclass(frozen=True, slots=True)
class Addressee(Plain):
    """To whom a paper is sent: name, quality (« exploitante »), address in lines."""

    name: str
    quality: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Subject(Plain):
    """A measure by its key (A1 to A16), in words."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Delegation(Plain):
    """What lets somebody sign in the prefect’s place: the order of delegation and its bulletin as printed, for which
    measures, from when to when (both included, ``None``: until ended).
    """

    order: str
    bulletin: str
    subjects: tuple[Subject, ...]
    valid_from: date
    valid_to: date | None = None

    def covers(self, key: str, on: date) -> bool:
        """Tell whether it lets its holder sign that measure on that day."""
        in_time = self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
        return in_time and any(each.key == key for each in self.subjects)


@dataclass(frozen=True, slots=True)
class Signatory(Plain):
    """Who signs: first name and surname, quality, and the delegation, ``None`` where the prefect signs.

    ``anonymous``: the copy that is served does not name the signatory (CRPA L212-1); ``original_kept`` says who keeps the
    signed original, ``certified_by`` which quality certifies the copy.
    """

    name: str
    quality: str
    delegation: Delegation | None = None
    anonymous: bool = False
    original_kept: str = ""
    certified_by: str = ""


@dataclass(frozen=True, slots=True)
class DatedFact(Plain):
    """One fact: its day, what happened, how it is tied to the place, its source, what proves it."""

    on: date
    words: str
    link: str = ""
    source: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Basis(Plain):
    """The ground of a measure: its key, what the measure is called, the ground in the law’s words, the article in full."""

    key: str
    label: str
    ground: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CodeVisa(Plain):
    """A code that a paper rests on, with its article (« le code … »), and its articles, each by its number alone."""

    text: str
    articles: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Piece(Plain):
    """A paper of the file: its title, its number and its day where it has them."""

    title: str
    number: str = ""
    dated: date | None = None


@dataclass(frozen=True, slots=True)
class PriorAct(Plain):
    """What came before. ``kind``: warning, formal_notice, opinion, proposal, prosecutor, closure.

    ``until`` is the last day that a formal notice left to comply.
    """

    kind: str
    dated: date
    words: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Proposed(Plain):
    """A measure that a letter announces: in words, with its length in months where it has one."""

    words: str
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Argument(Plain):
    """What the person put forward: when, by whom, heard or in writing, and how the order answers it."""

    words: str
    by: str
    dated: date
    oral: bool = False
    answer: str = ""


@dataclass(frozen=True, slots=True)
class HearingPart(Plain):
    """The contradictory procedure as an order recalls it. ``kind``: by_hand, registered, bailiff.

    ``received_on`` is ``None`` while nothing proves that the letter was received.
    """

    number: str
    dated: date
    proposed: tuple[Proposed, ...]
    days: int
    received_on: date | None
    kind: str
    proof: str
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class RemedyLine(Plain):
    """One way to contest. ``kind``: gracious, hierarchical, court, suspension, liberty. ``months``: the time limit, if any."""

    kind: str
    before: str
    months: int | None
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class EffectLine(Plain):
    """What a measure brings with it by law."""

    words: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class LengthReason(Plain):
    """One thing that was weighed for the length of a measure: what (``gravity``, ``repetition``, ``cured``, ``jobs``), how it was
    found to be.
    """

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Urgency(Plain):
    """Why nobody was heard before, and what allows it."""

    words: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class OrderReference(Plain):
    """The order that a later paper serves, posts or watches: its number, its day, its length in months if it has one."""

    number: str
    dated: date
    months: int | None
