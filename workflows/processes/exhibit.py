"""The exhibit: what an agency seized on a visit under a text of its own, sealed, numbered, and followed to its end.

Its number is gapless by agency and year and its own; that of the seal is the one printed on the seal. Its quantity always
balances: what was seized is what is held, what was parted and what has ended, and nothing else. Who keeps it says what
becomes of it; the court alone decides on forfeiture, and the decision is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Actor, PartyTo, Situation, Taken, open_case
from workflows.engine.definition import HOUSE, Field, Refusal, State, Step, Workflow
from workflows.engine.numbers import Number, reserve_number
from workflows.engine.refusals import Refused, UnknownCase
from workflows.engine.viewer import ViewerSession
from workflows.law.gates import NOT_NOW, lets_in
from workflows.law.seizures import bases_of
from workflows.processes.custody import (
    CLASS,
    KEEP,
    RECEIVE,
    CustodyLine,
    HandOver,
    add_line,
    announce_hand_over,
    line_of,
)
from workflows.processes.freeze import is_frozen
from workflows.processes.house import look, look_up
from workflows.processes.sheet import Sheet
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import agency as agency_of
from workflows.register.agencies import holders
from workflows.store.database import Base, Recorded
from workflows.store.text import PARIS, Text

UNITS: Final = {
    "piece": Text("pièces", "pieces"),
    "packet": Text("paquets", "packets"),
    "carton": Text("cartouches", "cartons"),
    "parcel": Text("colis", "parcels"),
    "bottle": Text("bouteilles", "bottles"),
    "gram": Text("g", "g"),
    "kilogram": Text("kg", "kg"),
    "litre": Text("l", "l"),
    "euro": Text("€", "€"),
}
PRESENT: Final = {
    "operator": Text("L’exploitant", "The operator"),
    "manager": Text("Le gérant", "The manager"),
    "employee": Text("Un préposé", "A person in charge"),
    "other": Text("Une autre personne", "Another person"),
    "nobody": Text("Personne", "Nobody"),
}
"""Who was present when it was seized: a quality, never a name."""
PURPOSES: Final = {
    "part": Text("Partie", "Part"),
    "sample": Text("Échantillon pour analyse", "Sample for analysis"),
}
HELD: Final = ("kept", "entrusted")
"""Where an exhibit has not ended."""
LARGEST: Final = 10_000_000
JUSTICE: Final = "receive_referral"


class Exhibit(Recorded, Base):
    """One exhibit, whole or a part of another one (``part_of``). ``agency`` seized it, ``holder`` has it.

    ``quantity`` is what it began with and ``parted`` what was taken out of it into exhibits of their own, both in
    hundredths of ``unit``. ``moving`` is the hand-over that waits for its receiver. Moments are UTC.
    """

    __tablename__ = "exhibit"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="something_seized"),
        sa.CheckConstraint("parted >= 0 and parted < quantity", name="something_left"),
        sa.Index(
            "uq_exhibit_seal", "seal", unique=True, postgresql_where=sa.text("holder <> ''"),
            sqlite_where=sa.text("holder <> ''"),
        ),
    )  # fmt: skip

    number: Mapped[str] = mapped_column(sa.String(60))
    visit_id: Mapped[UUID] = mapped_column(sa.ForeignKey("visit.id"), index=True)
    operation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("operation.id"), index=True)
    part_of: Mapped[UUID | None] = mapped_column(sa.ForeignKey("exhibit.id"), index=True, default=None)
    purpose: Mapped[str] = mapped_column(sa.String(20), default="")
    item: Mapped[str] = mapped_column(sa.String(20), default="")
    nature: Mapped[str] = mapped_column(sa.String(300))
    quantity: Mapped[int] = mapped_column(sa.BigInteger)
    parted: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    unit: Mapped[str] = mapped_column(sa.String(20))
    seal: Mapped[str] = mapped_column(sa.String(60))
    found_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(sa.String(200))
    basis: Mapped[str] = mapped_column(sa.String(60))
    present: Mapped[str] = mapped_column(sa.String(20))
    kept_at: Mapped[str] = mapped_column(sa.String(200))
    holder: Mapped[str] = mapped_column(sa.String(40))
    moving: Mapped[UUID | None] = mapped_column(default=None)
    demonstration: Mapped[bool] = mapped_column(default=False)


def seize(
    session: ViewerSession,
    visit_id: UUID,
    *,
    actor: Actor,
    moment: datetime,
    facts: Mapping[str, Any],
    command: str | None = None,
) -> Taken:
    """Enter what the actor's agency seized on a visit, with its number; ``moment`` is aware.

    ``facts`` are ``nature``, ``quantity`` (a decimal), ``unit``, ``seal``, ``found_at``, ``place``, ``basis``,
    ``present``, ``kept_at`` and ``item`` (or ``""``). Refuses (``Refused``) an agency that may not seize or was not
    there, a text that is not its own, a seal that is taken; a visit that the actor does not see is ``UnknownCase``.
    """
    visit = session.get(Visit, visit_id)
    if visit is None:
        raise UnknownCase
    case_id = uuid4()
    given = {name: value for name, value in facts.items() if value not in (None, "")}

    def rows() -> Sequence[Any]:
        if refusals := list(_faults(session, visit, actor, moment, facts)):
            raise Refused(refusals)
        number = _next_number(session, actor.agency, moment, case_id)
        row = Exhibit(
            id=case_id, case_id=case_id, agency=actor.agency, secrecy=CLASS, number=number, visit_id=visit.id,
            operation_id=visit.operation_id, item=facts.get("item") or "", quantity=hundredths(facts["quantity"]),
            holder=actor.agency, demonstration=visit.demonstration,
            **{name: facts[name] for name in ("nature", "unit", "seal", "found_at", "place", "basis", "present", "kept_at")},
        )  # fmt: skip
        line = line_of(case_id, "seized", row.seal, agency=actor.agency, author=actor.user, moment=moment)
        return [row, line]

    return open_case(
        session, WORKFLOW.name, actor=actor, moment=moment, title=_titled(facts["nature"]), case_id=case_id,
        agency=actor.agency, secrecy=CLASS, parties=[PartyTo(KEEP, actor.agency, CLASS)], records=rows,
        fields={"visit": visit_id.hex, **given}, command=command,
    )  # fmt: skip


def why_not_seize(session: ViewerSession, visit: Any, agency: str) -> Refusal | None:
    """Say why an agency may not seize on a visit; ``None`` where it may."""
    if not bases_of(agency):
        return Refusal(
            "may_not_seize",
            Text(
                "Aucun texte connu ici ne permet au service «\u00a0{agency}\u00a0» de saisir\u00a0: un service qui le peut y procède.",
                "No text known here lets the agency “{agency}” seize: an agency that may does it.",
                agency=agency_of(agency).short,
            ),
        )
    table = Sheet.__table__.c
    if not visit.was_entered or not look(session, Sheet, table.visit_id == visit.id, table.agency == agency):
        return Refusal(
            "was_not_there",
            Text("Votre service n’est pas entré lors de cette visite.", "Your agency did not enter on this visit."),
        )
    return None


def items_of(session: ViewerSession, visit_id: UUID, agency: str) -> list[tuple[str, str]]:
    """Return the points (code, question) of the grid that an agency fills in on a visit; none where it fills in none."""
    found = session.scalars(sa.select(Sheet).where(Sheet.visit_id == visit_id, Sheet.agency == agency))
    return [(item.code, item.label.fr) for sheet in found for item in sheet.selection().items]


def hundredths(amount: Decimal) -> int:
    """Return an amount with two decimals at most as whole hundredths."""
    return int(amount * 100)


def amount_of(kept: int) -> Decimal:
    """Return what is kept in hundredths as an amount."""
    return Decimal(kept) / 100


def balances(rows: Iterable[Any]) -> bool:
    """Tell whether nothing is lost or doubled in these exhibits, each given with all its parts."""
    found = list(rows)
    taken_out: dict[UUID, int] = {}
    for row in found:
        if row.part_of is not None:
            taken_out[row.part_of] = taken_out.get(row.part_of, 0) + row.quantity
    return all(0 <= row.parted < row.quantity and row.parted == taken_out.get(row.id, 0) for row in found)


def _faults(
    session: ViewerSession, visit: Any, actor: Actor, moment: datetime, facts: Mapping[str, Any]
) -> Iterable[Refusal]:
    closed = why_not_seize(session, visit, actor.agency)
    if closed is not None:
        yield closed
        return
    if facts["basis"] not in {basis.key for basis in bases_of(actor.agency)}:
        yield _NOT_THEIR_BASIS
    if hundredths(facts["quantity"]) <= 0:
        yield _NOTHING
    if not visit.entered_at <= facts["found_at"] <= min(moment, visit.left_at or moment):
        yield _NOT_DURING_VISIT
    if _is_taken(session, facts["seal"]):
        yield _SEAL_TAKEN


def _is_taken(session: ViewerSession, seal: str) -> bool:
    # A seal that was broken stays taken; an entry that was cancelled leaves its own free: it was a slip of the pen.
    exhibit, line = Exhibit.__table__.c, CustodyLine.__table__.c
    entered = sa.select(exhibit.id).where(exhibit.id == line.exhibit_id, exhibit.holder != "").exists()
    return bool(look(session, CustodyLine, line.seal == seal, entered))


def _next_number(session: ViewerSession, agency: str, moment: datetime, case_id: UUID) -> str:
    series = f"SC-{agency.upper().replace('_', '-')}"[:40]
    return reserve_number(session, series, moment.astimezone(PARIS).year, case_id, secrecy=CLASS)


def _record(situation: Situation) -> Exhibit:
    return situation.session.get_one(Exhibit, situation.case.id)


def _row(situation: Situation) -> Any:
    return look_up(situation.session, Exhibit, situation.case.id)


def _holds_it(situation: Situation) -> Refusal | None:
    return None if _row(situation).holder == situation.actor.agency else _HELD_BY_ANOTHER


def _stands_still(situation: Situation) -> Refusal | None:
    return _ON_ITS_WAY if _row(situation).moving is not None else None


def _is_sample(situation: Situation) -> Refusal | None:
    return None if _row(situation).purpose == "sample" else _NO_SAMPLE


def _was_only_entered(situation: Situation) -> Refusal | None:
    row = _row(situation)
    if row.part_of is None and row.parted == 0 and row.holder == row.agency and not situation.children("hand_over"):
        return None
    return _HAS_A_LIFE


def _receivers(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer whoever may learn of it: a gate leads there from who seized it and from who holds it."""
    row = _row(situation)
    others = [key for key in holders(RECEIVE) if key != row.holder]
    return [(key, agency_of(key).name) for key in others if _may_learn_of(row, key, situation.moment)]


def _may_learn_of(row: Any, receiver: str, moment: datetime) -> bool:
    return all(lets_in([giver], receiver, CLASS, moment) for giver in {row.agency, row.holder} - {receiver})


def _leads_to_somebody(situation: Situation) -> Refusal | None:
    return None if list(_receivers(situation)) else _TO_NOBODY


def _is_not_frozen(situation: Situation) -> Refusal | None:
    visit = look_up(situation.session, Visit, _row(situation).visit_id)
    return NOT_NOW if is_frozen(situation.session, [visit.establishment_id]) else None


def _leaves_something(situation: Situation) -> Refusal | None:
    row, quantity = _row(situation), hundredths(situation.fields["quantity"])
    return None if 0 < quantity < row.quantity - row.parted else _TOO_MUCH


def _seals_are_free(situation: Situation) -> Refusal | None:
    fields = situation.fields
    new = [fields["seal"], *([fields["rest_seal"]] if fields.get("rest_seal") else [])]
    if len(set(new)) < len(new) or any(_is_taken(situation.session, seal) for seal in new):
        return _SEAL_TAKEN
    return None


def _seal_is_free(situation: Situation) -> Refusal | None:
    seal = situation.fields.get("seal")
    return _SEAL_TAKEN if seal and _is_taken(situation.session, seal) else None


def _part(situation: Situation) -> None:
    row, fields, case_id = _row(situation), situation.fields, uuid4()
    number = _next_number(situation.session, row.agency, situation.moment, case_id)
    part = Exhibit(
        id=case_id, case_id=case_id, agency=row.agency, secrecy=CLASS, number=number, part_of=row.id,
        purpose=fields["purpose"], quantity=hundredths(fields["quantity"]), seal=fields["seal"], holder=row.holder,
        **{name: getattr(row, name) for name in _INHERITED},
    )  # fmt: skip
    parted = line_of(
        case_id, "parted", part.seal, agency=row.agency, author=situation.actor.user, moment=situation.moment,
        reason=fields["reason"], reference=row.number,
    )  # fmt: skip
    open_case(
        situation.session, WORKFLOW.name, actor=situation.actor, moment=situation.moment, title=_titled(row.nature),
        case_id=case_id, agency=row.agency, secrecy=CLASS, parent=situation.case, records=[part, parted],
        parties=[PartyTo(name, key, clearance) for name, key, clearance in situation.case.parties],
    )  # fmt: skip
    kept = _record(situation)
    kept.parted += part.quantity
    if fields.get("rest_seal"):
        kept.seal = fields["rest_seal"]
        add_line(situation, kept.id, "resealed", kept.seal, agency=row.agency, reason=fields["reason"])


def _reseal(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    row.seal = fields["seal"]
    add_line(situation, row.id, "resealed", row.seal, agency=_owner(row), reason=fields["reason"])


def _hand_over(situation: Situation) -> None:
    fields = situation.fields
    moving = announce_hand_over(situation, _row(situation), receiver=fields["receiver"], reason=fields["reason"])
    _record(situation).moving = moving


def _arrive(situation: Situation) -> None:
    row = _record(situation)
    moved = situation.session.get_one(HandOver, row.moving)
    assert moved.received_at is not None, "Its receiver has said so."
    situation.session.add(
        line_of(
            row.id, "received", row.seal, agency=_owner(row), giver=row.holder, receiver=moved.receiver,
            reason=moved.reason, author=moved.received_by, moment=moved.received_at,
        )
    )  # fmt: skip
    row.holder, row.kept_at, row.moving = moved.receiver, moved.kept_at, None
    situation.name_party(KEEP, row.holder, CLASS)


def _stay(situation: Situation) -> None:
    _record(situation).moving = None


def _entrust(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    row.kept_at = fields["receiver"]
    add_line(
        situation, row.id, "entrusted", row.seal, agency=_owner(row), giver=row.holder, receiver=fields["receiver"],
        reason=fields["reason"], reference=fields["receipt"],
    )  # fmt: skip


def _come_back(situation: Situation) -> None:
    row, fields = _record(situation), situation.fields
    giver, row.kept_at = row.kept_at, fields["kept_at"]
    row.seal = fields.get("seal") or row.seal
    add_line(situation, row.id, "came_back", row.seal, agency=_owner(row), receiver=row.holder, reason=giver)


def _ends_as(kind: str) -> Any:
    """Return what writes the end of an exhibit from the step's fields."""

    def write(situation: Situation) -> None:
        row, fields = _record(situation), situation.fields
        add_line(
            situation, row.id, kind, row.seal, agency=_owner(row), giver=row.holder, receiver=fields.get("receiver") or "",
            reason=fields.get("reason") or "", reference=fields["reference"],
        )  # fmt: skip

    return write


def _cancel(situation: Situation) -> None:
    row = _record(situation)
    row.holder = ""
    numbers = situation.session.scalars(sa.select(Number).where(Number.case_id == row.id))
    for number in numbers:
        number.cancelled_reason = situation.fields["reason"][:300]


def _tell_prosecutor(situation: Situation) -> None:
    for key in holders(JUSTICE):
        situation.name_party(JUSTICE, key, CLASS)


def _titled(nature: str) -> str:
    return f"Scellé – {nature}"[:300]


def _owner(row: Exhibit) -> str:
    assert row.agency is not None, "Somebody seized it."
    return row.agency


_INHERITED: Final = (
    "visit_id", "operation_id", "item", "nature", "unit", "found_at", "place", "basis", "present", "kept_at", "demonstration",
)  # fmt: skip
_NOT_THEIR_BASIS: Final = Refusal(
    "not_their_basis", Text("Ce fondement n’est pas celui de votre service.", "This basis is not your agency’s.")
)
_NOTHING: Final = Refusal("nothing_seized", Text("Une saisie porte sur quelque chose.", "A seizure is of something."))
_NOT_DURING_VISIT: Final = Refusal(
    "not_during_visit",
    Text(
        "Une saisie est faite entre l’entrée et la sortie de la visite.",
        "A seizure is made between the entry and the exit of the visit.",
    ),
)
_SEAL_TAKEN: Final = Refusal(
    "seal_taken", Text("Un autre scellé porte déjà ce numéro.", "Another exhibit already bears this seal number.")
)
_HELD_BY_ANOTHER: Final = Refusal(
    "held_by_another", Text("Votre service ne détient pas ce scellé.", "Your agency does not hold this exhibit.")
)
_ON_ITS_WAY: Final = Refusal(
    "on_its_way",
    Text(
        "Une remise attend d’être confirmée\u00a0: elle se retire d’abord.",
        "A hand-over waits to be confirmed: it is withdrawn first.",
    ),
)
_NO_SAMPLE: Final = Refusal(
    "no_sample", Text("Seul un échantillon se consomme.", "Only a sample is used up.")
)  # fmt: skip
_HAS_A_LIFE: Final = Refusal(
    "has_a_life",
    Text(
        "Ce scellé a été remis ou divisé, ou vient d’un autre\u00a0: son inscription ne s’annule plus.",
        "This exhibit was handed over or parted, or comes from another: its entry can no longer be cancelled.",
    ),
)
_TO_NOBODY: Final = Refusal(
    "to_nobody",
    Text(
        "Aucun texte n’ouvre ce scellé à un autre service du partenariat\u00a0: il se confie contre un reçu signé.",
        "No text opens this exhibit to another agency of the partnership: it is entrusted against a signed receipt.",
    ),
)
_TOO_MUCH: Final = Refusal(
    "too_much",
    Text(
        "Une partie est plus que rien et moins que ce qui est détenu.",
        "A part is more than nothing and less than what is held.",
    ),
)
_REASON: Final = Field("reason", Text("Motif", "Reason"), "line", maximum=500)
_TO_WHOM: Final = Field("receiver", Text("À qui (par fonction)", "To whom (by function)"), "line", maximum=160, help=Text("Une fonction, jamais un nom.", "A function, never a name."))  # fmt: skip
_DECISION: Final = Field("reference", Text("Décision (qui, date, référence)", "Decision (whose, date, reference)"), "line", maximum=120)  # fmt: skip
_MINE: Final = (_holds_it, _stands_still)
_NEW_SEAL: Final = Field("seal", Text("Numéro du nouveau scellé", "Number of the new seal"), "line", maximum=60)

WORKFLOW: Final = Workflow(
    name="exhibit",
    version=1,
    label=Text("Scellé", "Exhibit"),
    states=(
        State("kept", Text("Gardé", "Kept")),
        State("entrusted", Text("Confié hors du partenariat", "Entrusted outside the partnership")),
        State("returned", Text("Restitué", "Returned"), final=True),
        State("destroyed", Text("Détruit", "Destroyed"), final=True),
        State("forfeited", Text("Confisqué", "Forfeited"), final=True),
        State("used_up", Text("Consommé par l’analyse", "Used up by the analysis"), final=True),
        State("cancelled", Text("Inscription annulée", "Entry cancelled"), final=True),
    ),
    steps=(
        Step("hand_over", ("kept",), None, Text("Remettre à un autre service", "Hand over to another agency"), KEEP, asks=(Field("receiver", Text("À quel service", "To which agency"), "choice", choices=_receivers), _REASON), guards=(*_MINE, _is_not_frozen, _leads_to_somebody), writes=_hand_over, opens=("hand_over",), done=Text("Remise annoncée", "Hand-over announced")),
        Step("entrust", ("kept",), "entrusted", Text("Confier hors du partenariat", "Entrust outside the partnership"), KEEP, asks=(_TO_WHOM, Field("receipt", Text("Référence du reçu signé", "Reference of the signed receipt"), "line", maximum=120), _REASON), guards=_MINE, writes=_entrust, done=Text("Scellé confié", "Exhibit entrusted")),
        Step("come_back", ("entrusted",), "kept", Text("Enregistrer le retour", "Record the return"), KEEP, asks=(Field("kept_at", Text("Où il est gardé", "Where it is kept"), "line", maximum=200), Field("seal", Text("Nouveau numéro, si le scellé a été refait", "New number, if it was sealed again"), "line", required=False, maximum=60)), guards=(_holds_it,), checks=(_seal_is_free,), writes=_come_back, done=Text("Scellé revenu", "Exhibit came back")),
        Step(
            "part", ("kept",), None, Text("Diviser, ou prélever un échantillon", "Part, or take a sample"), KEEP,
            asks=(
                Field("purpose", Text("Ce qui est séparé", "What is parted"), "choice", choices=tuple(PURPOSES.items())),
                Field("quantity", Text("Quantité séparée", "Quantity parted"), "amount", maximum=LARGEST),
                Field("seal", Text("Numéro de son scellé", "Number of its seal"), "line", maximum=60),
                Field("rest_seal", Text("Nouveau numéro pour le reste, si son scellé a été rompu", "New number for the rest, if its seal was broken"), "line", required=False, maximum=60),
                _REASON,
            ),
            guards=_MINE, checks=(_leaves_something, _seals_are_free), writes=_part, opens=("exhibit",), done=Text("Scellé divisé", "Exhibit parted"),
        ),
        Step("reseal", ("kept",), None, Text("Sceller de nouveau", "Seal again"), KEEP, asks=(_NEW_SEAL, _REASON), guards=_MINE, checks=(_seal_is_free,), writes=_reseal, done=Text("Scellé de nouveau", "Sealed again")),
        Step("tell_prosecutor", HELD, None, Text("Porter à la connaissance du parquet", "Bring to the prosecutor’s knowledge"), KEEP, asks=(Field("reference", Text("Référence du procès-verbal transmis", "Reference of the report sent"), "line", maximum=120),), guards=(_holds_it,), writes=_tell_prosecutor, done=Text("Porté à la connaissance du parquet", "Brought to the prosecutor’s knowledge")),
        Step("give_back", HELD, "returned", Text("Restituer", "Return"), KEEP, asks=(_TO_WHOM, _DECISION, _REASON), guards=_MINE, writes=_ends_as("returned"), grave=True, done=Text("Scellé restitué", "Exhibit returned")),
        Step("destroy", HELD, "destroyed", Text("Détruire", "Destroy"), KEEP, asks=(_DECISION, _REASON), guards=_MINE, writes=_ends_as("destroyed"), grave=True, done=Text("Scellé détruit", "Exhibit destroyed")),
        Step("forfeit", HELD, "forfeited", Text("Enregistrer la confiscation décidée par le tribunal", "Record the forfeiture decided by the court"), KEEP, asks=(Field("reference", Text("Décision du tribunal (juridiction, date, référence)", "Decision of the court (which, date, reference)"), "line", maximum=120), Field("receiver", Text("À qui il est remis (par fonction)", "To whom it is handed (by function)"), "line", maximum=160)), guards=_MINE, writes=_ends_as("forfeited"), grave=True, done=Text("Confiscation enregistrée", "Forfeiture recorded")),
        Step("use_up", HELD, "used_up", Text("Enregistrer qu’il est consommé", "Record that it is used up"), KEEP, asks=(Field("reference", Text("Référence du rapport d’analyse", "Reference of the analysis report"), "line", maximum=120),), guards=(*_MINE, _is_sample), writes=_ends_as("used_up"), grave=True, done=Text("Échantillon consommé", "Sample used up")),
        Step("cancel", ("kept",), "cancelled", Text("Annuler l’inscription", "Cancel the entry"), KEEP, asks=(_REASON,), guards=(*_MINE, _was_only_entered), writes=_cancel, grave=True, done=Text("Inscription annulée\u00a0; le numéro reste", "Entry cancelled; its number stays")),
        Step("arrive", ("kept",), None, Text("Remise confirmée", "Hand-over confirmed"), HOUSE, writes=_arrive, done=Text("Reçu par un autre service", "Received by another agency")),
        Step("stay", ("kept",), None, Text("Remise sans suite", "Hand-over without effect"), HOUSE, writes=_stay, done=Text("La remise n’a pas eu lieu", "The hand-over did not take place")),
    ),
)  # fmt: skip
