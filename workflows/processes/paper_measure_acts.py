"""The acts of a measure, drawn from its rows: the warning, the contradictory letter, what was said, the order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.measures import measure
from workflows.law.order_texts import effects_of, penalties_of
from workflows.processes.citations import cite_in_full, cite_in_short, visas
from workflows.processes.house import look
from workflows.processes.measure_authority import informed_of, is_mayors
from workflows.processes.measure_facts import (
    DECISION,
    INSTRUCTION,
    MeasureLetter,
    MeasureObservation,
    MeasureOrder,
)
from workflows.processes.measure_law import bases_of, last_letter, last_note
from workflows.processes.measure_register import may_sign
from workflows.processes.paper_measure_file import MeasureFile, bare, basis, law_in_force
from workflows.processes.snapshot_parts import Citation
from workflows.processes.snapshot_parts_measure import (
    Addressee,
    Argument,
    EffectLine,
    HearingPart,
    LengthReason,
    Piece,
    Proposed,
    Signatory,
    Urgency,
)
from workflows.processes.snapshots_measure import (
    ContradictoryLetterSnapshot,
    HearingMinutesSnapshot,
    OrderSnapshot,
    WarningSnapshot,
)
from workflows.register.agencies import agency

_NOT_APPEALABLE: Final = "ta_cergy_2107561"
_HEARD: Final = "crpa_l122_1"
_ALWAYS: Final = ("crpa_l211_2", "crpa_l211_5", "crpa_l212_1", "crpa_l221_8", "cja_r421_1", "cja_r421_5")
_POST: Final = timedelta(days=2)
"""An example of a receipt, for a letter that the post brings."""


def draw_warning(file: MeasureFile, _number: str, version: int) -> WarningSnapshot:
    """Return the warning that was signed."""
    order = signed_in(file.session, file.row.id)
    law = measure(order.basis, order.signed_on)
    assert law.cap is not None, "A warning comes before a closure that has its longest length."
    signatory = _signatory(file, order)
    return WarningSnapshot(
        head=file.head(bare(order.number), version, DECISION, signatory.quality), addressee=file.operator(),
        establishment=file.card(), basis=basis(order.basis, order.signed_on), facts=file.facts(tied=True),
        asked=("faire cesser ces manquements sans délai",), months=law.cap, months_repeated=law.cap_repeated,
        not_appealable=(cite_in_full(_NOT_APPEALABLE, order.signed_on),), signatory=signatory,
        authority=file.authority, signed_on=order.signed_on,
    )  # fmt: skip


def draw_letter(file: MeasureFile, number: str, version: int) -> ContradictoryLetterSnapshot:
    """Return the contradictory letter that was sent last."""
    letter = last_letter(file.session, file.row.id)
    assert letter is not None, "What is drawn was sent."
    on, handed = letter.sent_on, letter.way == "by_hand"
    counted_from = on if handed else on + _POST
    signatory = _who_signed(file, letter.signatory, letter.basis, on)
    return ContradictoryLetterSnapshot(
        head=file.head(number, version, INSTRUCTION, signatory.quality), addressee=file.operator(),
        establishment=file.card(), basis=basis(letter.basis, on), facts=file.facts(tied=True),
        texts=tuple(cite_in_full(key, on) for key in ("crpa_l121_1", "crpa_l211_2")), rights=(cite_in_full(_HEARD, on),),
        prior=file.prior(before=on), proposed=(_proposed(letter),), repetition=file.row.repetition, days=letter.days,
        days_by=_days_by(letter.basis, on), counted_from=counted_from, answer_by=counted_from + timedelta(days=letter.days),
        handed=handed, file=_sources(file, "") , answer_to=agency(file.row.agency or "").name.fr, kind=letter.way, reference=letter.reference,
        signatory=signatory, authority=file.authority, sent_on=on,
    )  # fmt: skip


def draw_hearing(file: MeasureFile, number: str, version: int) -> HearingMinutesSnapshot:
    """Return what the person said when heard last, to be read again and signed."""
    letter = last_letter(file.session, file.row.id)
    assert letter is not None, "Who is heard was written to."
    said = max(
        (each for each in file.rows(MeasureObservation) if each.oral), key=lambda each: (each.entered_at, each.id.hex)
    )
    return HearingMinutesSnapshot(
        head=file.head(number, version, INSTRUCTION), establishment=file.card(),
        letter=Piece("lettre de procédure contradictoire", file.letter_number, letter.sent_on),
        proposed=_proposed(letter), held_on=said.on_day, place=file.typed.get("place") or "", heard=Addressee(said.by), heard_by=said.heard_by,
        statements=(said.words,), handed_in=_handed_in(file), right=cite_in_short(_HEARD, said.on_day), state="to_sign",
    )  # fmt: skip


def draw_order(file: MeasureFile, _number: str, version: int) -> OrderSnapshot:
    """Return the order that was signed."""
    order, note = signed_in(file.session, file.row.id), last_note(file.session, file.row.id)
    assert note is not None, "An order is signed on a note."
    on, keys = order.signed_on, bases_of(order)
    signatory, urgent = _signatory(file, order), file.row.urgency
    return OrderSnapshot(
        head=file.head(bare(order.number), version, DECISION, signatory.quality), authority=file.authority,
        establishment=file.card(), operator=file.operator(), bases=tuple(basis(key, on) for key in keys),
        visas=visas(_visas(keys, on, heard=not urgent and last_letter(file.session, file.row.id) is not None, urgent=bool(urgent)), on),
        reports=_sources(file, "la pièce suivante\u00a0: "), prior=file.prior(before=on), earlier=file.earlier(),
        hearing=None if urgent else _hearing(file), urgency=Urgency(urgent, (cite_in_short("crpa_l121_2", on),)) if urgent else None,
        facts=file.facts(tied=True), because=note.reasons,
        length_because=(
            LengthReason("gravity", note.gravity), LengthReason("repetition", note.repeated),
            LengthReason("cured", note.cured), LengthReason("jobs", note.jobs),
        ),
        months=order.months, repetition=order.repetition,
        effects=tuple(
            EffectLine(each.says.fr, tuple(cite_in_short(key, on) for key in each.references))
            for each in effects_of(keys, order.months)
        ),
        penalties=tuple(cite_in_full(key, on) for key in penalties_of(keys)),
        remedies=file.remedies(on) if order.remedies else (),
        executed_by=tuple(agency(key).name.fr for key in order.executed_by),
        copies=tuple(agency(key).name.fr for key in informed_of(file.row.agency)), signatory=signatory, signed_on=on,
        power=file.power(keys, on), by_mayor=is_mayors(file.row.agency),
    )  # fmt: skip


def signed_in(session: ViewerSession, measure_id: UUID) -> Any:
    """Return what was signed in a measure; for the house’s reasoning."""
    (found,) = look(session, MeasureOrder, MeasureOrder.__table__.c.measure_id == measure_id)
    return found


def _signatory(file: MeasureFile, order: Any) -> Signatory:
    delegation = file.delegation(order.delegation_id)
    if not order.anonymised:
        return Signatory(order.signatory, order.quality, delegation)
    keeper = agency(file.row.agency or "").name.fr
    return Signatory("", order.quality, delegation, True, keeper, keeper)


def _who_signed(file: MeasureFile, said: str, key: str, on: date) -> Signatory:
    """Who signed a letter, as it was typed: « prénom nom, qualité », or a quality alone; with the delegation, if it is theirs."""
    name, _, quality = said.partition(",")
    mine = [
        each for each in may_sign(file.session, (key,), on=on, of=file.row.agency) if each.signatory == name.strip()
    ]
    delegation = file.delegation(mine[0].id) if mine else None
    return Signatory(name.strip() if quality else "", quality.strip() or said.strip(), delegation)


def _proposed(letter: Any) -> Proposed:
    return Proposed(letter.proposed, letter.months)


def _days_by(key: str, on: date) -> tuple[Citation, ...]:
    """What sets the days to answer; nothing where usage does."""
    hearing = measure(key, on).hearing
    article = clock(hearing).reference if hearing is not None else None
    return (cite_in_full(article, on),) if article is not None else ()


def _hearing(file: MeasureFile) -> HearingPart | None:
    letter: MeasureLetter | None = last_letter(file.session, file.row.id)
    if letter is None:
        return None
    said = sorted(file.rows(MeasureObservation), key=lambda each: (each.on_day, each.id.hex))
    return HearingPart(
        file.letter_number, letter.sent_on, (_proposed(letter),), letter.days, letter.received_on, letter.way,
        letter.proof, tuple(Argument(each.words, each.by, each.on_day, each.oral, each.answer) for each in said),
    )  # fmt: skip


def _handed_in(file: MeasureFile) -> tuple[Piece, ...]:
    """What the person handed in: one paper a line."""
    lines = (file.typed.get("handed_in") or "").splitlines()
    return tuple(Piece(line.strip()) for line in lines if line.strip())


def _sources(file: MeasureFile, before: str) -> tuple[Piece, ...]:
    """The papers that the facts come from, each once."""
    found = dict.fromkeys((each.source, each.proof) for each in file.facts(tied=True))
    return tuple(Piece(f"{before}{source}{', ' if proof else ''}{proof}") for source, proof in found)


def _visas(keys: tuple[str, ...], on: date, *, heard: bool, urgent: bool) -> list[str]:
    law = law_in_force(keys, on)
    hearings = [clock(each.hearing).reference for each in law if heard and each.hearing is not None]
    return [
        *(each.reference for each in law if each.reference is not None),
        *penalties_of(keys),
        *(key for key in hearings if key is not None),
        *(("crpa_l121_1", _HEARD) if heard else ("crpa_l121_1", "crpa_l121_2") if urgent else ()),
        *_ALWAYS,
    ]
