"""Who takes a measure: the prefect, or the mayor to whom the power to close was delegated; and who signs for either.

The authority is that of the agency that instructs. The mayor takes, in his own name, what the law gives to either of them,
and what the prefect has delegated to him: a dated record of the register of delegations, asked again at the signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.law.measures import Measure
from workflows.law.order_texts import order_texts
from workflows.processes.house import look, look_up
from workflows.processes.measure_facts import INFORMED, MeasureOrder, SigningDelegation, covers
from workflows.processes.measure_law import bases_of, bases_on, law_of, laws_of, measure_row
from workflows.processes.measure_register import delegations
from workflows.register.agencies import holders
from workflows.store.text import Text

PREFECT: Final = "prefect"
MAYOR: Final = "mayor"
_OWN_NAME: Final = (PREFECT, MAYOR)
"""Who signs in their own name, by the law that gives the power or the delegation of it."""
_TOLD_AS_MAYOR: Final = "told_as_mayor"
_INSTRUCTS: Final = "follow_up_administrative"
TO_PREFECT: Final = "mayor_order_to_prefect"
"""The time limit (``law/clocks``) within which the mayor’s closure is sent to the prefect."""


def is_mayors(agency_key: str | None) -> bool:
    """Tell whether an agency is the mayor’s: what it instructs, the mayor signs."""
    return agency_key in holders(_TOLD_AS_MAYOR)


def mayors_agency() -> str:
    """Return the agency to which the power to close may be delegated."""
    return holders(_TOLD_AS_MAYOR)[0]


def authority_of(agency_key: str | None) -> Text:
    """Return in whose name an agency’s orders are made."""
    return order_texts().mayor if is_mayors(agency_key) else order_texts().authority


def bases_for(agency_key: str | None, day: date) -> list[Measure]:
    """Return the measures that an agency may instruct: for the mayor’s, what is his by law or may be delegated to him."""
    return [each for each in bases_on(day) if not is_mayors(agency_key) or each.delegable or _is_his(each)]


def power_of(session: ViewerSession, agency_key: str | None, subjects: Iterable[str], on: date) -> Any | None:
    """Return the delegation of the power to close that covers every one of these subjects on a day, if one does."""
    asked = list(subjects)
    return next(
        (
            each
            for each in delegations(session, power=True)
            if each.power_to == agency_key and all(covers(each, subject, on) for subject in asked)
        ),
        None,
    )


def without_power(session: ViewerSession, agency_key: str | None, subjects: Iterable[str], on: date) -> list[Refusal]:
    """Refuse what the mayor may not order on a day: each ground that is not his and of which the power is not delegated."""
    if not is_mayors(agency_key):
        return []
    law = [found for key in subjects if (found := law_of(key, on)) is not None and not _is_his(found)]
    return [
        Refusal("no_power", _NO_POWER.with_parameters(key=each.key, day=on), _reference(each))
        for each in law
        if power_of(session, agency_key, [each.key], on) is None
    ]


def ground_is_in_power(situation: Situation) -> list[Refusal]:
    """Refuse, when it is chosen, a ground on which the mayor may not close today."""
    chosen = [key for key in (situation.fields["basis"], situation.fields.get("second_basis")) if key]
    return without_power(situation.session, situation.case.agency, chosen, paris_day(situation.moment))


def still_in_power(situation: Situation) -> list[Refusal]:
    """Refuse the signature where the power to close is no longer, or not yet, delegated today."""
    row = measure_row(situation.session, situation.case.id)
    subjects = bases_of(row) if row is not None else ()
    return without_power(situation.session, situation.case.agency, subjects, paris_day(situation.moment))


def in_power_then(situation: Situation) -> list[Refusal]:
    """Refuse a signature on a day on which the power to close was not delegated."""
    row = measure_row(situation.session, situation.case.id)
    subjects = bases_of(row) if row is not None else ()
    return without_power(situation.session, situation.case.agency, subjects, situation.fields["signed_on"])


def signatory_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer who decides, then every signing delegation of that agency: the law says of each whether it covers the act."""
    own = (MAYOR, _THE_MAYOR) if is_mayors(situation.case.agency) else (PREFECT, _THE_PREFECT)
    found = [
        (each.id.hex, Text("{name}, {quality}", "{name}, {quality}", name=each.signatory, quality=each.quality))
        for each in delegations(situation.session, of=situation.case.agency)
    ]
    return [own, *found]


def author_is_nobody_else(situation: Situation) -> Refusal | None:
    """Refuse somebody of the register of delegations who would sign as the prefect, or the mayor, in person."""
    fields = situation.fields
    said = (fields.get("name") or "").strip().casefold()
    delegates = {each.signatory.strip().casefold() for each in delegations(situation.session, of=situation.case.agency)}
    return _DELEGATE if fields["signatory"] in _OWN_NAME and said in delegates else None


def may_sign_so(situation: Situation, subjects: Iterable[str]) -> bool:
    """Tell whether who is about to sign may, for these subjects, on the day that was typed."""
    signatory, on = situation.fields["signatory"], situation.fields["signed_on"]
    if signatory in _OWN_NAME:
        return True
    row = look_up(situation.session, SigningDelegation, UUID(hex=signatory))
    return all(covers(row, subject, on) for subject in subjects)


def signature_of(situation: Situation) -> dict[str, Any]:
    """Return who signs, as an order keeps it: name, quality, delegation."""
    fields = situation.fields
    if fields["signatory"] in _OWN_NAME:
        texts = order_texts()
        quality = texts.mayor_quality if fields["signatory"] == MAYOR else texts.authority_quality
        return {"signatory": fields.get("name"), "quality": quality.fr, "delegation_id": None}
    row = look_up(situation.session, SigningDelegation, UUID(hex=fields["signatory"]))
    return {"signatory": row.signatory, "quality": row.quality, "delegation_id": row.id}


def informed_of(agency_key: str | None) -> tuple[str, ...]:
    """Return who gets a copy of an agency’s orders; the prefecture is told of the mayor’s."""
    others = [key for key in holders(INFORMED) if key != agency_key]
    return (*(key for key in holders(_INSTRUCTS) if is_mayors(agency_key) and not is_mayors(key)), *others)


# ---------------------------------------------------------------------- the prefect is told of the mayor’s closure


def goes_to_prefect(situation: Situation) -> Refusal | None:
    """Refuse to send the prefect what is not the mayor’s by delegation, or was sent already."""
    order = _order(situation)
    if order is None or not _by_delegation(order):
        return _NOT_BY_DELEGATION
    return _SENT if order.to_prefect_on is not None else None


def sent_after_signature(situation: Situation) -> Refusal | None:
    """Refuse a day before the signature."""
    order = _order(situation)
    return _BEFORE_SIGNATURE if order is not None and situation.fields["sent_on"] < order.signed_on else None


def send_to_prefect(situation: Situation) -> None:
    """Keep the day on which the order was sent to the prefect."""
    order = _order(situation)
    assert order is not None, "What is sent was signed."
    situation.session.get_one(MeasureOrder, order.id).to_prefect_on = situation.fields["sent_on"]


def due_at_prefect(situation: Situation) -> datetime | None:
    """Return until when the mayor’s order is sent to the prefect, ``None`` where it is not, or no longer, to be sent."""
    order = _order(situation)
    if order is None or not _by_delegation(order) or order.to_prefect_on is not None:
        return None
    return clock(TO_PREFECT).term.counted(order.signed_on).ends_at


def _order(situation: Situation) -> Any | None:
    found = look(situation.session, MeasureOrder, MeasureOrder.__table__.c.measure_id == situation.case.id)
    return found[0] if found else None


def _by_delegation(order: Any) -> bool:
    return is_mayors(order.agency) and not all(_is_his(each) for each in laws_of(order, order.signed_on))


def _is_his(law: Measure) -> bool:
    return law.authority == "mayor_or_prefect"


def _reference(law: Measure) -> tuple[str, ...]:
    return (law.reference,) if law.reference is not None else ()


_THE_PREFECT: Final = Text("Le préfet, en son nom", "The prefect, in his own name")
_THE_MAYOR: Final = Text("Le maire, en son nom", "The mayor, in his own name")
_NO_POWER: Final = Text(
    "Le {day}, le préfet n’a pas délégué au maire le pouvoir de fermer sur le fondement {key}.",
    "On {day} the prefect has not delegated to the mayor the power to close on basis {key}.",
)
_DELEGATE: Final = Refusal(
    "delegate_named",
    Text(
        "Cette personne signe par délégation\u00a0: choisir sa délégation.",
        "This person signs by delegation: choose the delegation.",
    ),
    ("crpa_l212_1",),
)
_NOT_BY_DELEGATION: Final = Refusal(
    "not_by_delegation",
    Text(
        "Seule une fermeture que le maire prend par délégation est transmise au préfet.",
        "Only a closure that the mayor takes by delegation is sent to the prefect.",
    ),
)
_SENT: Final = Refusal("sent_already", Text("L’arrêté est déjà transmis.", "The order was sent already."))
_BEFORE_SIGNATURE: Final = Refusal(
    "sent_before_signature", Text("La transmission précède la signature.", "It was sent before the signature.")
)
