"""What the papers of a referral receive, frozen as plain values: the letter, the transmittal slip, the answer to its author.

The letter has no place for a NATINF number: that goes on the slip (domain §0.9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from workflows.law.days import paris_day
from workflows.processes.mentions import missing_in_annex, missing_in_head, unless
from workflows.processes.plain import Plain, Snapshot, strings_of
from workflows.processes.snapshot_parts import Annex, Citation, Head, PhotoLine
from workflows.store.text import Text

_NATINF: Final = re.compile(r"natinf", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReferralAuthor(Plain):
    """Who reports: name, quality, agency in full, how the prosecutor’s office reaches them."""

    name: str
    quality: str
    agency_name: str
    contact: str


@dataclass(frozen=True, slots=True)
class FactLine(Plain):
    """One fact: when, where, what happened; ``source`` says who reported it, empty for what the author observed."""

    at: datetime
    place: str
    words: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine(Plain):
    """Somebody or a company that the facts concern: part played, identity as far as it is known, SIREN or SIRET."""

    role: str
    identity: str
    siret: str = ""


@dataclass(frozen=True, slots=True)
class ProposedOffence(Plain):
    """A classification that is proposed, with its article where it is known."""

    words: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class EvidenceLine(Plain):
    """One piece of evidence. ``kind``: pv, report, photo, copy, seizure, video, other; ``reference`` is that under which
    it is kept; ``erased_on`` the day from which a video is no longer there; ``annex`` its number if it goes with the letter.
    """

    kind: str
    words: str
    reference: str = ""
    erased_on: date | None = None
    annex: int | None = None


@dataclass(frozen=True, slots=True)
class ReferralSnapshot(Snapshot):
    """The letter to the public prosecution (class K4). The addressee is two lines: ``Le procureur de la République``, ``près le tribunal …``. ``state`` is that of the case.
    ``learnt`` says how the facts were learnt, on ``learnt_on``. ``none_of`` is what its author said there is none of: persons,
    evidence, harm, told.
    """

    document: ClassVar[str] = "referral"

    head: Head
    state: str
    author: ReferralAuthor
    addressee: str
    addressee_of: str
    basis: Citation
    establishment: str
    learnt: str
    learnt_on: date
    observed: tuple[FactLine, ...]
    reported: tuple[FactLine, ...]
    classification: str = ""
    offences: tuple[ProposedOffence, ...] = ()
    operation_number: str = ""
    requisition_number: str = ""
    persons: tuple[PersonLine, ...] = ()
    loss: str = ""
    evidence: tuple[EvidenceLine, ...] = ()
    urgency: str = ""
    minors: bool = False
    told: str = ""
    reply: Citation | None = None
    annexes: tuple[Annex, ...] = ()
    none_of: tuple[str, ...] = ()

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none; photos are annexes."""
        return ()

    def printed_states(self) -> tuple[tuple[str, str], ...]:
        """Return the states that it prints."""
        return (("referral", self.state),)

    def missing(self) -> list[Text]:
        """Return every mention that the letter must carry and does not; a NATINF number is one too many."""
        return [
            *missing_in_head(self.head),
            *unless(self.head.signatory, "la qualité du signataire", "the quality of the signatory"),
            *unless(self.author.name, "le nom de l’auteur", "the name of the author"),
            *unless(self.author.quality, "la qualité de l’auteur", "the quality of the author"),
            *unless(self.author.agency_name, "le service de l’auteur", "the agency of the author"),
            *unless(self.author.contact, "les coordonnées de l’auteur", "how the author is reached"),
            *unless(self.addressee, "le destinataire", "the addressee"),
            *unless(self.basis.words, "le fondement du signalement", "the legal basis"),
            *unless(self.learnt, "comment les faits ont été connus", "how the facts were learnt"),
            *unless(self.observed + self.reported, "les faits", "the facts"),
            *(text for line in self.observed + self.reported for text in _missing_in_fact(line)),
            *(text for line in self.reported for text in _missing_source(line)),
            *unless(self.classification or self.offences, "la qualification proposée", "the proposed classification"),
            *unless(self._said("persons", self.persons), "les personnes, ou aucune", "the persons, or nobody"),
            *unless(self._said("evidence", self.evidence), "les preuves, ou aucune", "the evidence, or none"),
            *unless(self._said("harm", self.loss), "le préjudice, ou aucun", "the loss, or none"),
            *unless(self._said("told", self.told), "les démarches, ou aucune", "the steps taken, or none"),
            *_faults_of_numbers(self.annexes),
            *(text for line in self.annexes for text in missing_in_annex(line)),
            *_absent_annexes(self.evidence, self.annexes),
            *_natinf_in(self),
        ]

    def _said(self, name: str, content: object) -> object:
        return content or (name if name in self.none_of else None)


@dataclass(frozen=True, slots=True)
class PieceLine(Plain):
    """One piece of a consignment: its number, 0 for the letter itself.

    ``sha256`` is that of the file, empty for a paper of which there is no file here. The letter is not printed yet when the slip is drawn: it is known by the fingerprint
    of its data, which stands at its foot, and ``of_data`` says so.
    """

    number: int
    title: str
    secrecy: int
    sha256: str = ""
    sheets: int | None = None
    of_data: bool = False


@dataclass(frozen=True, slots=True)
class SlipOffence(Plain):
    """A proposed classification with its NATINF number, and its article where it is known."""

    words: str
    natinf: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class TransmittalSnapshot(Snapshot):
    """The transmittal slip (class K4): who sends what to whom on which day, piece by piece, and the acknowledgement.

    ``kind``: article_40, contravention or pv. ``reference`` is the number of what is sent.
    """

    document: ClassVar[str] = "transmittal"

    head: Head
    kind: str
    state: str
    reference: str
    establishment: str
    sender: str
    addressee: str
    addressee_of: str
    sent_on: date
    means: str
    pieces: tuple[PieceLine, ...]
    offences: tuple[SlipOffence, ...] = ()

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def printed_states(self) -> tuple[tuple[str, str], ...]:
        """Return the states that it prints: those of a referral, or of the transmission of one PV."""
        return (("referral" if self.kind == "article_40" else "pv_transmission", self.state),)

    def missing(self) -> list[Text]:
        """Return every mention that the slip must carry and does not."""
        return [
            *missing_in_head(self.head),
            *unless(self.head.signatory, "la qualité du signataire", "the quality of the signatory"),
            *unless(self.reference, "la référence de l’envoi", "the reference of what is sent"),
            *unless(self.sender, "l’expéditeur", "the sender"),
            *unless(self.addressee, "le destinataire", "the addressee"),
            *unless(self.pieces, "les pièces", "the pieces"),
            *(text for line in self.pieces for text in _missing_in_piece(line, self.kind == "article_40")),
            *_pieces_above(self.pieces, self.head.secrecy),
        ]


@dataclass(frozen=True, slots=True)
class ReplySnapshot(Snapshot):
    """What the author of a referral is told (class K4): a draft for the prosecutor’s office, who alone signs.

    ``answer`` is the state that it led to: no_action, alternative, penal_settlement, transaction, prosecution. ``reason`` is
    that of a no-action, ``measure`` what was decided otherwise. ``appeal`` is cited with a no-action only.
    """

    document: ClassVar[str] = "reply_40_2"

    head: Head
    referral_number: str
    referral_on: date
    establishment: str
    author: ReferralAuthor
    case_no: str
    answer: str
    answered_on: date
    basis: Citation
    measure: str = ""
    reason: str = ""
    appeal: Citation | None = None

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def printed_states(self) -> tuple[tuple[str, str], ...]:
        """Return the states that it prints."""
        return (("referral", self.answer),)

    def missing(self) -> list[Text]:
        """Return every mention that the draft must carry and does not: a no-action is never told without its reasons."""
        closed = self.answer == "no_action"
        return [
            *missing_in_head(self.head),
            *unless(self.head.signatory, "la qualité du signataire", "the quality of the signatory"),
            *unless(self.referral_number, "le numéro du signalement", "the number of the referral"),
            *unless(self.author.quality, "la qualité de l’auteur", "the quality of the author"),
            *unless(self.reason if closed else True, "les raisons du classement", "the reasons of the closing"),
            *unless(self.appeal if closed else True, "le recours", "the appeal"),
            *unless(True if closed else self.measure, "la décision prise", "what was decided"),
        ]


def _missing_in_fact(line: FactLine) -> Iterator[Text]:
    day = paris_day(line.at).isoformat()
    yield from unless(line.words, "fait du {day}\u00a0: ce qui s’est passé", "fact of {day}: what happened", day=day)
    yield from unless(line.place, "fait du {day}\u00a0: le lieu", "fact of {day}: the place", day=day)


def _missing_source(line: FactLine) -> Iterator[Text]:
    day = paris_day(line.at).isoformat()
    yield from unless(
        line.source, "fait rapporté du {day}\u00a0: par qui", "reported fact of {day}: by whom", day=day
    )  # fmt: skip


def _missing_in_piece(line: PieceLine, has_file: bool) -> Iterator[Text]:
    number = str(line.number)
    yield from unless(line.title, "pièce {number}\u00a0: le titre", "piece {number}: the title", number=number)
    hashed = line.sha256 or not has_file
    yield from unless(hashed or None, "pièce {number}\u00a0: l’empreinte", "piece {number}: the hash", number=number)


def _faults_of_numbers(annexes: Sequence[Annex]) -> Iterator[Text]:
    if [line.number for line in annexes] != list(range(1, len(annexes) + 1)):
        yield Text("des annexes numérotées de 1 en 1", "annexes numbered one by one")


def _absent_annexes(evidence: Sequence[EvidenceLine], annexes: Sequence[Annex]) -> Iterator[Text]:
    there = {line.number for line in annexes}
    for line in evidence:
        if line.annex is not None and line.annex not in there:
            yield Text("l’annexe {number}", "annex {number}", number=str(line.annex))


def _pieces_above(pieces: Sequence[PieceLine], secrecy: int) -> Iterator[Text]:
    for line in pieces:
        if line.secrecy > secrecy:
            yield Text(
                "pièce {number}\u00a0: une classe qui ne dépasse pas celle de l’envoi",
                "piece {number}: a class no higher than that of the consignment",
                number=str(line.number),
            )


def _natinf_in(letter: ReferralSnapshot) -> Iterator[Text]:
    """NATINF goes on the slip: whoever wrote it into the letter is told so before the letter leaves."""
    for _path, words in strings_of(letter):
        if _NATINF.search(words):
            yield Text(
                "un texte sans code NATINF, dont la place est au bordereau\u00a0: «\u00a0{begins}\u00a0»",
                "a text without a NATINF code, whose place is the slip: “{begins}”",
                begins=words[:60],
            )
