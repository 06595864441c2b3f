"""What the papers of a measure share when they are drawn: its rows, its place, its ground and facts, as the house reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.measures import Measure, measure
from workflows.law.order_texts import order_texts
from workflows.processes.citations import cite_in_full, cite_in_short
from workflows.processes.frozen_paper import frozen, last_version
from workflows.processes.measure_authority import authority_of, is_mayors, power_of
from workflows.processes.measure_facts import MeasureOrder, MeasurePrior, SigningDelegation
from workflows.processes.measure_law import standing_facts
from workflows.processes.measure_register import warning_on
from workflows.processes.paper_parts import row_of, rows_of
from workflows.processes.snapshot_parts import EstablishmentCard, Head, Letterhead
from workflows.processes.snapshot_parts_measure import (
    Addressee,
    Basis,
    DatedFact,
    Delegation,
    OrderReference,
    PriorAct,
    RemedyLine,
    Subject,
)
from workflows.register.agencies import agency
from workflows.register.establishments import Establishment


@dataclass(frozen=True, slots=True)
class MeasureFile:
    """A measure as the house reads it at a moment (aware): ``row`` is its own, every other one is looked up.

    ``acting`` is the agency whose step issues a paper, ``typed`` what was typed in that step.
    """

    session: ViewerSession
    row: Any
    moment: datetime
    acting: str
    typed: Mapping[str, Any]

    @property
    def place(self) -> Any:
        """The establishment."""
        return row_of(self.session, Establishment, self.row.establishment_id)

    def head(self, number: str, version: int, secrecy: int, signatory: str = "", *, by: str = "") -> Head:
        """Return the head of a paper, under the letterhead of an agency: ``by``, else the one that follows the measure."""
        issuer = agency(by or self.row.agency or "")
        return Head(
            number=number, version=version, issued_at=self.moment, secrecy=secrecy,
            letterhead=Letterhead(issuer.key, issuer.name.fr, issuer.letterhead, issuer.city),
            demonstration=self.place.demonstration, signatory=signatory,
        )  # fmt: skip

    @property
    def authority(self) -> str:
        """In whose name its acts are made."""
        return authority_of(self.row.agency).fr

    def power(self, keys: Iterable[str], on: date) -> Delegation | None:
        """Return the delegation of the power to close by which the mayor acts, ``None`` where none is needed."""
        found = power_of(self.session, self.row.agency, keys, on) if is_mayors(self.row.agency) else None
        return None if found is None else self.delegation(found.id)

    def remedies(self, on: date) -> tuple[RemedyLine, ...]:
        """Return the ways to contest its orders, as they stand on a day."""
        every = remedies(on)
        if not is_mayors(self.row.agency):
            return every
        first = {"gracious": order_texts().mayor_before.fr}
        return tuple(
            replace(each, before=first.get(each.kind, each.before)) for each in every if each.kind != "hierarchical"
        )

    def card(self) -> EstablishmentCard:
        """Return who and where."""
        place = self.place
        return EstablishmentCard(
            trade_name=place.shown_name, address=place.shown_address, siret=place.siret or "",
            demonstration=place.demonstration, activity=place.activity_label or "", operator=_operator(place),
        )  # fmt: skip

    def operator(self) -> Addressee:
        """Return to whom papers are sent: who runs the place, by name where it is known."""
        place = self.place
        return Addressee(
            _operator(place) or f"L’exploitant de l’établissement «\u00a0{place.shown_name}\u00a0»",
            "",
            place.shown_address,
        )

    def rows(self, table: type[Any]) -> list[Any]:
        """Return the rows of a table of this measure, by id."""
        return rows_of(self.session, table, table.measure_id == self.row.id)

    def facts(self, *, tied: bool) -> tuple[DatedFact, ...]:
        """Return the facts that are relied on, the earliest first; with ``tied``, those whose link is said, if any is."""
        found = standing_facts(self.session, self.row.id)
        kept = [each for each in found if each.link] if tied else []
        return tuple(
            DatedFact(each.on_day, each.words, each.link, each.source, each.proof) for each in kept or found
        )  # fmt: skip

    @property
    def letter_number(self) -> str:
        """The number that the house gave to the contradictory letter that was sent last."""
        version = last_version(self.session, "contradictory_letter", self.row.id)
        kept = frozen(self.session, "contradictory_letter", self.row.id, version)
        assert kept is not None, "What was sent was frozen."
        return number_in(kept.content)

    def prior(self, *, before: date) -> tuple[PriorAct, ...]:
        """Return what came before: the warning that counts, then what the file holds, the prosecutor’s agreement included."""
        warned = warning_on(self.session, self.row.establishment_id, self.row.id, before=before)
        held = [each for each in self.rows(MeasurePrior) if each.kind != "warning" and each.on_day < before]
        return (
            *([PriorAct("warning", warned)] if warned is not None else []),
            *(
                PriorAct(each.kind, each.on_day, each.words, each.until)
                for each in sorted(held, key=lambda each: each.on_day)
            ),
        )

    def earlier(self) -> tuple[PriorAct, ...]:
        """Return the measure of which this one is a repetition."""
        if self.row.repetition_of is None:
            return ()
        found = rows_of(self.session, MeasureOrder, MeasureOrder.measure_id == self.row.repetition_of)
        return tuple(PriorAct("closure", each.signed_on, numbered(each.number)) for each in found)

    def delegation(self, delegation_id: UUID | None) -> Delegation | None:
        """Return the delegation by which somebody signs, ``None`` for who signs in their own name."""
        if delegation_id is None:
            return None
        row = row_of(self.session, SigningDelegation, delegation_id)
        return Delegation(
            _of_the_order(row.order_reference), row.bulletin,
            tuple(Subject(key, _subject(key, self.moment.date())) for key in row.subjects), row.valid_from, row.valid_to,
        )  # fmt: skip


def basis(key: str, on: date) -> Basis:
    """Return a ground as it stands on a day."""
    law = measure(key, on)
    return Basis(key, law.label.fr, law.ground.fr, cite_in_full(law.reference or "", on))


def law_in_force(keys: Iterable[str], on: date) -> list[Measure]:
    """Return these measures as they stand on a day."""
    return [measure(key, on) for key in keys]


def remedies(on: date) -> tuple[RemedyLine, ...]:
    """Return the ways to contest, as they stand on a day."""
    return tuple(
        RemedyLine(
            each.key, each.before.fr, clock(each.within).term.count if each.within else None,
            tuple(cite_in_short(key, on) for key in each.references),
        )
        for each in order_texts().remedies
    )  # fmt: skip


def reference_of(order: Any) -> OrderReference:
    """Return how later papers name an order."""
    return OrderReference(bare(order.number), order.signed_on, order.months)


def number_in(content: str) -> str:
    """Return the number of a paper as it was frozen."""
    return str(json.loads(content)["head"]["number"])


def bare(number: str) -> str:
    """Return a number as typed without the words before it: ``arrêté n° 2026-118`` is ``2026-118``."""
    return number.rpartition("n°")[2].strip() or number.strip()


def numbered(number: str) -> str:
    """Return a number with its sign before it."""
    return f"n°\u00a0{bare(number)}"


def _operator(place: Any) -> str:
    return str(place.operator or place.name or "").replace("'", "’")


def _subject(key: str, on: date) -> str:
    label: str = measure(key, on).label.fr
    return label[:1].lower() + label[1:]


def _of_the_order(reference: str) -> str:
    """The order of delegation as « Vu » wants it, however it was typed."""
    if reference.casefold().startswith("arrêté"):
        return f"l’{reference[:1].lower()}{reference[1:]}"
    return reference if reference.startswith("l’") else f"l’arrêté {reference}"
