"""Which mentions the papers of a measure must carry, and the refusals of the law said as reasons why the press stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from workflows.engine.definition import Refusal
from workflows.law.measures import measure
from workflows.law.references import references
from workflows.processes.mentions import unless
from workflows.processes.snapshot_parts import EstablishmentCard
from workflows.processes.snapshot_parts_measure import Addressee, Basis, DatedFact, OrderReference, Signatory
from workflows.store.text import Text


def refused(refusals: Iterable[Refusal], on: date) -> Iterator[Text]:
    """Give each refusal as its sentence with its sources as they stood on that day."""
    for each in refusals:
        cited = references(each.references, on)
        if not cited:
            yield each.text
            continue
        sources = Text(*("; ".join(one.short(language) for one in cited) for language in ("fr", "en")))
        yield Text("{sentence} ({sources})", "{sentence} ({sources})", sentence=each.text, sources=sources)


def missing_in_card(card: EstablishmentCard) -> Iterator[Text]:
    """What the identification of the place lacks."""
    yield from unless(card.trade_name, "l’enseigne", "the trade name")
    yield from unless(card.address, "l’adresse de l’établissement", "the address of the establishment")
    identity = card.siret or ("demonstration" if card.demonstration else "")
    yield from unless(
        identity, "le SIRET, ou la mention d’établissement de démonstration", "the SIRET, or that it is a demonstration"
    )


def missing_in_addressee(line: Addressee) -> Iterator[Text]:
    """What the address lacks."""
    yield from unless(line.name, "le nom du destinataire", "the name of the addressee")


def missing_in_basis(line: Basis) -> Iterator[Text]:
    """What the ground of a measure lacks."""
    yield from unless(line.label, "l’intitulé de la mesure", "the name of the measure")
    yield from unless(line.citation.words, "l’article qui fonde la mesure", "the article that founds the measure")


def missing_in_facts(facts: Iterable[DatedFact]) -> Iterator[Text]:
    """What each fact lacks: what happened, and from which source it is known."""
    for each in facts:
        yield from unless(
            each.words, "fait du {day}\u00a0: ce qui s’est passé", "fact of {day}: what happened", day=each.on
        )
        yield from unless(each.source, "fait du {day}\u00a0: la source", "fact of {day}: the source", day=each.on)


def missing_in_signatory(line: Signatory, bases: Iterable[str], on: date) -> Iterator[Text]:
    """What the signature lacks: names and quality; anonymity is for one measure alone, whose original somebody keeps."""
    yield from unless(line.quality, "la qualité du signataire", "the quality of the signatory")
    if not line.anonymous:
        if len(line.name.split()) < 2:
            yield from refused([Refusal("no_name", _NO_NAME, ("crpa_l212_1",))], on)
        return
    if not all(measure(key, on).anonymous for key in bases):
        yield from refused([Refusal("anonymous", _ANONYMOUS, ("crpa_l212_1", "csi_l333_2"))], on)
    yield from unless(line.original_kept, "qui conserve l’original signé", "who keeps the signed original")
    yield from unless(line.certified_by, "qui certifie la copie conforme", "who certifies the copy")


def missing_in_order_reference(line: OrderReference) -> Iterator[Text]:
    """What the reference of the order lacks."""
    yield from unless(line.number, "le numéro de l’arrêté", "the number of the order")


_NO_NAME = Text(
    "L’acte porte le prénom et le nom de son signataire.", "The act bears the first name and surname of who signs."
)
_ANONYMOUS = Text(
    "Le signataire ne peut être anonymisé pour cette mesure.",
    "The signatory may not be made anonymous for this measure.",
)
