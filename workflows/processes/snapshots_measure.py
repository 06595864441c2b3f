"""What the papers that come before an order receive, and the order itself, frozen as plain values.

A paper that the law refuses is not printed: the refusals of ``workflows/law/orders`` are asked of what would be printed,
and each is given back as what stops the press.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from workflows.engine.definition import Refusal
from workflows.law.measures import Measure, UnknownMeasureError, measure
from workflows.law.order_facts import UNKNOWN, HearingFacts, OrderFacts, Unknown
from workflows.law.order_texts import NEEDED
from workflows.law.orders import delay_of, is_stale, judge
from workflows.processes.mentions import missing_in_head, unless
from workflows.processes.mentions_measure import (
    missing_in_addressee,
    missing_in_basis,
    missing_in_card,
    missing_in_facts,
    missing_in_signatory,
    refused,
)
from workflows.processes.plain import Snapshot
from workflows.processes.snapshot_parts import Citation, EstablishmentCard, Head, PhotoLine
from workflows.processes.snapshot_parts_measure import (
    Addressee,
    Basis,
    CodeVisa,
    DatedFact,
    Delegation,
    EffectLine,
    HearingPart,
    LengthReason,
    Piece,
    PriorAct,
    Proposed,
    RemedyLine,
    Signatory,
    Urgency,
)
from workflows.store.text import Text

_OF_A_LETTER: Final = frozenset({
    "wrong_basis", "no_dated_fact", "fact_after_signature", "not_linked_to_place", "no_length", "too_long", "no_warning",
    "no_formal_notice", "no_opinion", "no_proposal", "nothing_proposed", "several_proposed", "hearing_too_short",
    "no_delegation",
})  # fmt: skip
"""The refusals that already stand against the letter: the others are about what comes after it."""
_OF_A_WARNING: Final = frozenset({"wrong_basis", "no_dated_fact", "fact_after_signature", "not_linked_to_place", "no_delegation"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class WarningSnapshot(Snapshot):
    """The warning before a closure (class K2): the breaches, what is asked, what may follow.

    ``months`` and ``months_repeated`` are the lengths that a closure may reach; ``not_appealable`` cites what says that the
    warning is no decision that can be contested.
    """

    document: ClassVar[str] = "warning"

    head: Head
    addressee: Addressee
    establishment: EstablishmentCard
    basis: Basis
    facts: tuple[DatedFact, ...]
    asked: tuple[str, ...]
    months: int
    months_repeated: int | None
    not_appealable: tuple[Citation, ...]
    signatory: Signatory
    authority: str
    signed_on: date

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the warning must carry and does not, and every refusal of the law."""
        on = self.signed_on
        return [
            *missing_in_head(self.head),
            *missing_in_addressee(self.addressee),
            *missing_in_card(self.establishment),
            *missing_in_basis(self.basis),
            *missing_in_facts(self.facts),
            *missing_in_signatory(self.signatory, (self.basis.key,), on),
            *unless(
                self.authority, "l’autorité au nom de laquelle on signe", "the authority in whose name it is signed"
            ),
            *refused(self._refusals(on), on),
        ]

    def _refusals(self, on: date) -> Iterable[Refusal]:
        facts = OrderFacts(
            bases=(self.basis.key,), signed_on=on, facts_on=tuple(each.on for each in self.facts),
            linked_to_place=_all_linked(self.facts), delegation=_may_sign(self.signatory, (self.basis.key,), on),
        )  # fmt: skip
        if any("warning" not in each.prior for each in _law((self.basis.key,), on)):
            yield Refusal("not_this_basis", _NO_WARNING_HERE, ("csp_l3332_15",))
        yield from (each for each in judge(facts).refusals if each.code in _OF_A_WARNING)


@dataclass(frozen=True, slots=True)
class ContradictoryLetterSnapshot(Snapshot):
    """The letter that opens the contradictory procedure (class K3): the one measure envisaged, and the rights of the person.

    ``reference`` is that of who sent it. The letter decides nothing: its signatory is asked for a quality only. ``counted_from`` is the day from which the last day to answer is told: that of the receipt where ``handed`` over on the
    spot, else an example. ``days_by`` cites what sets the days, nothing where usage does. ``rights`` cites who may be heard.
    """

    document: ClassVar[str] = "contradictory_letter"

    head: Head
    addressee: Addressee
    establishment: EstablishmentCard
    basis: Basis
    facts: tuple[DatedFact, ...]
    texts: tuple[Citation, ...]
    rights: tuple[Citation, ...]
    prior: tuple[PriorAct, ...]
    proposed: tuple[Proposed, ...]
    repetition: bool | None
    days: int
    days_by: tuple[Citation, ...]
    counted_from: date
    answer_by: date
    handed: bool
    file: tuple[Piece, ...]
    answer_to: str
    kind: str
    reference: str
    signatory: Signatory
    authority: str
    sent_on: date

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the letter must carry and does not, and every refusal of the law."""
        on = self.sent_on
        return [
            *missing_in_head(self.head),
            *missing_in_addressee(self.addressee),
            *missing_in_card(self.establishment),
            *missing_in_basis(self.basis),
            *missing_in_facts(self.facts),
            *unless(self.signatory.quality, "la qualité du signataire", "the quality of the signatory"),
            *unless(
                self.authority, "l’autorité au nom de laquelle on signe", "the authority in whose name it is signed"
            ),
            *unless(self.texts, "les textes", "the texts"),
            *unless(self.rights, "le droit de présenter des observations", "the right to answer"),
            *unless(self.answer_to, "à qui adresser les observations", "to whom to answer"),
            *unless(self.file, "les pièces du dossier", "the papers of the file"),
            *refused((each for each in judge(self._facts(on)).refusals if each.code in _OF_A_LETTER), on),
        ]

    def _facts(self, on: date) -> OrderFacts:
        return OrderFacts(
            bases=(self.basis.key,), signed_on=on, facts_on=tuple(each.on for each in self.facts),
            linked_to_place=_all_linked(self.facts),
            months=self.proposed[0].months if len(self.proposed) == 1 else None,
            repetition=_known(self.repetition),
            hearing=HearingFacts(days=self.days, proposed=tuple(each.words for each in self.proposed)),
            delegation=_may_sign(self.signatory, (self.basis.key,), on),
            **_what_came_before(self.prior),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class HearingMinutesSnapshot(Snapshot):
    """What a person said when heard (class K3): observations, gathered by the administration, that prove nothing else.

    ``state``: to_sign, signed, refused.
    """

    document: ClassVar[str] = "hearing_minutes"

    head: Head
    establishment: EstablishmentCard
    letter: Piece
    proposed: Proposed
    held_on: date
    place: str
    heard: Addressee
    heard_by: str
    statements: tuple[str, ...]
    handed_in: tuple[Piece, ...]
    right: Citation
    state: str
    refused_because: str = ""

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the minutes must carry and do not."""
        return [
            *missing_in_head(self.head),
            *missing_in_card(self.establishment),
            *unless(
                self.letter.number, "le numéro de la lettre de procédure contradictoire", "the number of the letter"
            ),
            *unless(self.place, "le lieu de l’entretien", "the place of the hearing"),
            *unless(self.heard.name, "la personne entendue", "the person heard"),
            *unless(self.heard_by, "qui a entendu la personne", "who heard the person"),
            *unless(self.statements, "les observations", "the observations"),
            *unless(self.right.words, "l’article qui donne ce droit", "the article that gives this right"),
        ]


@dataclass(frozen=True, slots=True)
class OrderSnapshot(Snapshot):
    """The order of closure (class K2): visas, reasons, articles, remedies, signature.

    ``earlier`` are the measures of which this one is a repetition, ``length_because`` the reasons of its length, ``urgency``
    why nobody was heard before; ``executed_by`` who executes it, ``copies`` who gets a copy. ``by_mayor``: the mayor makes it,
    by the delegation of the power to close (``power``) or because the law gives it to him.
    """

    document: ClassVar[str] = "order"

    head: Head
    authority: str
    establishment: EstablishmentCard
    operator: Addressee
    bases: tuple[Basis, ...]
    visas: tuple[CodeVisa, ...]
    reports: tuple[Piece, ...]
    prior: tuple[PriorAct, ...]
    earlier: tuple[PriorAct, ...]
    hearing: HearingPart | None
    urgency: Urgency | None
    facts: tuple[DatedFact, ...]
    because: str
    length_because: tuple[LengthReason, ...]
    months: int | None
    repetition: bool | None
    effects: tuple[EffectLine, ...]
    penalties: tuple[Citation, ...]
    remedies: tuple[RemedyLine, ...]
    executed_by: tuple[str, ...]
    copies: tuple[str, ...]
    signatory: Signatory
    signed_on: date
    power: Delegation | None = None
    by_mayor: bool = False

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def facts_of_law(self) -> OrderFacts:
        """Return what the law asks of an order, read from what this one prints: nothing else counts."""
        on, hearing, keys = self.signed_on, self.hearing, self.keys
        return OrderFacts(
            bases=keys, facts_on=tuple(each.on for each in self.facts), signed_on=on, served_at=None, months=self.months,
            repetition=_known(self.repetition), linked_to_place=_all_linked(self.facts),
            hearing=None if hearing is None and not self.urgency else HearingFacts(
                received_on=hearing.received_on if hearing else None,
                days=hearing.days if hearing else 0,
                urgency=self.urgency.words if self.urgency else None,
                proposed=tuple(each.words for each in hearing.proposed) if hearing else (),
            ),
            delegation=_may_sign(self.signatory, keys, on) and self._in_power(on),
            remedies={each.kind for each in self.remedies if each.before and (each.months or each.kind not in NEEDED)} >= self._needed,
            **_what_came_before(self.prior),
        )  # fmt: skip

    def _in_power(self, on: date) -> bool:
        """Whether the authority that makes it may: the mayor what is his by law, or was delegated to him."""
        given = [each.key for each in _law(self.keys, on) if each.authority != "mayor_or_prefect"]
        return not self.by_mayor or all(self.power is not None and self.power.covers(key, on) for key in given)

    @property
    def _needed(self) -> frozenset[str]:
        return NEEDED - {"hierarchical"} if self.by_mayor else NEEDED

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its grounds."""
        return tuple(each.key for each in self.bases)

    @property
    def waits(self) -> int | None:
        """How many hours it waits after its service because all its facts are old, ``None`` where it binds at once."""
        facts = self.facts_of_law()
        delay = delay_of(_law(self.keys, self.signed_on)) if is_stale(facts) else None
        return None if delay is None else delay.term.count

    def missing(self) -> list[Text]:
        """Return every mention that the order must carry and does not, and every refusal of the law with its source."""
        on = self.signed_on
        law = _law(self.keys, on)
        return [
            *missing_in_head(self.head),
            *unless(
                self.authority, "l’autorité au nom de laquelle on signe", "the authority in whose name it is signed"
            ),
            *missing_in_card(self.establishment),
            *unless(self.operator.name, "l’exploitant", "the operator"),
            *(text for each in self.bases for text in missing_in_basis(each)),
            *unless(self.visas, "les textes visés", "the texts"),
            *missing_in_facts(self.facts),
            *unless(self.because, "les raisons de fait", "the reasons of fact"),
            *unless(self.length_because, "pourquoi cette durée", "why this length"),
            *_unanswered(self.hearing),
            *unless(self.executed_by, "qui exécute l’arrêté", "who executes the order"),
            *missing_in_signatory(self.signatory, self.keys, on),
            *([_CLOSES_NOTHING] if law and not any(each.closes for each in law) else []),
            *refused(judge(self.facts_of_law()).refusals, on),
        ]


def _unanswered(hearing: HearingPart | None) -> Iterable[Text]:
    for number, each in enumerate(hearing.arguments if hearing else (), start=1):
        yield from unless(
            each.answer, "la réponse à l’argument {number}", "the answer to argument {number}", number=str(number)
        )


def _all_linked(facts: Iterable[DatedFact]) -> bool:
    return all(each.link for each in facts)


def _known(repetition: bool | None) -> bool | Unknown:
    return UNKNOWN if repetition is None else repetition


def _may_sign(signatory: Signatory, keys: Iterable[str], on: date) -> bool:
    delegation = signatory.delegation
    return delegation is None or all(delegation.covers(key, on) for key in keys)


def _what_came_before(acts: Iterable[PriorAct]) -> dict[str, Any]:
    last = {each.kind: each for each in sorted(acts, key=lambda each: each.dated)}
    days = {
        f"{kind}_on": last[kind].dated if kind in last else None
        for kind in ("warning", "formal_notice", "opinion", "proposal")
    }
    return days | {"formal_notice_until": last["formal_notice"].until if "formal_notice" in last else None}


def _law(keys: Iterable[str], on: date) -> list[Measure]:
    """The measures in force; one that is not is refused elsewhere, by its sentence."""
    found = []
    for key in keys:
        try:
            found.append(measure(key, on))
        except UnknownMeasureError:
            continue
    return found


_CLOSES_NOTHING: Final = Text(
    "une mesure de fermeture\u00a0: celle-ci ne ferme rien", "a measure that closes: this one closes nothing"
)
_NO_WARNING_HERE: Final = Text(
    "L’avertissement n’est prévu que pour le manquement aux lois et règlements de l’établissement.",
    "The warning is for breaches of the laws and regulations of the establishment only.",
)
