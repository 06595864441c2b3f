"""What the steps of a measure read, refuse and write from the signature on: order, service, posting, watch, remedies, end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from workflows.engine.cases import Situation
from workflows.engine.definition import Effect, Refusal
from workflows.law.calendar import end_of_day, paris_day
from workflows.law.orders import judge
from workflows.processes.consequence import EACH_JOINED
from workflows.processes.house import look, look_up
from workflows.processes.measure_authority import informed_of, may_sign_so, signature_of
from workflows.processes.measure_facts import (
    DECISION,
    INFORMED,
    PENDING,
    REMEDIES,
    WATCHERS,
    MeasureOrder,
    MeasurePosting,
    MeasureRemedy,
    MeasureService,
    MeasureWatch,
)
from workflows.processes.measure_law import (
    bases_of,
    facts_of_order,
    facts_of_signed,
    last_letter,
    last_note,
    laws_of,
    measure_row,
    needs,
    references_of,
    standing_facts,
    still_repeats,
    tells_a_fact,
)
from workflows.processes.measure_steps import STEREOTYPED, beside, given, record_of, today
from workflows.register.agencies import agency, holders
from workflows.register.establishments import Establishment
from workflows.store.text import Text

BINDING: Final = ("served", "in_force", "suspended")
"""The states of an order that was served and has not ended."""
SUSPENDING: Final = ("suspension", "liberte")
"""The remedies by which a judge suspends."""
ANNULLING: Final = ("contentieux", "appel")
"""The remedies by which a judge annuls."""
_SILENT: Final = ("gracieux", "hierarchique")
Choices = Callable[[Situation], Iterable[tuple[str, Text]]]
Check = Callable[[Situation], Refusal | None]


# ---------------------------------------------------------------------- signature


def watcher_choices(_situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the agencies that serve orders and see that they are kept."""
    return [(key, agency(key).short) for key in holders(WATCHERS)]


def signatory_named(situation: Situation) -> Refusal | None:
    """Refuse an act without first name, surname and quality of who signs."""
    return None if len((signature_of(situation)["signatory"] or "").split()) > 1 else _NAMELESS


def signatory_may_hide(situation: Situation) -> Refusal | None:
    """Refuse to make a signatory anonymous but on the one ground that allows it."""
    row = measure_row(situation.session, situation.case.id)
    if not situation.fields.get("anonymised"):
        return None
    law = laws_of(row, situation.fields["signed_on"]) if row is not None else []
    return None if law and all(each.anonymous for each in law) else _NOT_ANONYMOUS


def order_may_be_signed(situation: Situation) -> list[Refusal]:
    """Say everything that stands against the order if it were signed today by who may sign it."""
    row = measure_row(situation.session, situation.case.id)
    assert row is not None, "An order is signed on what was instructed."
    asked = judge(facts_of_order(situation.session, row, signed_on=today(situation), delegation=True, remedies=True))
    longer = [each for each in asked.warnings if each.code == "longer_than_announced"]
    return [*asked.refusals, *longer, *_untold_facts(situation, row)]


def _untold_facts(situation: Situation, row: Any) -> Iterable[Refusal]:
    """Refuse facts that were entered after the letter left: the person could not answer them."""
    letter = last_letter(situation.session, row.id)
    if row.urgency or letter is None:
        return []
    tied = [each for each in standing_facts(situation.session, row.id) if each.link]
    return [_FACT_UNTOLD] if any(each.entered_at > letter.sent_at for each in tied) else []


def order_may_be_signed_so(situation: Situation) -> list[Refusal]:
    """Say everything that stands against the order as it is about to be signed: by whom, on which day, with which words."""
    row, fields = measure_row(situation.session, situation.case.id), situation.fields
    assert row is not None, "An order is signed on what was instructed."
    facts = facts_of_order(
        situation.session, row, signed_on=fields["signed_on"], remedies=bool(fields["remedies"]),
        delegation=may_sign_so(situation, bases_of(row)),
    )  # fmt: skip
    return list(judge(facts).refusals)


def warning_may_be_signed_so(situation: Situation) -> Refusal | None:
    """Refuse a warning by somebody who may not sign for that subject on that day."""
    return None if may_sign_so(situation, (_warned(situation),)) else _NO_DELEGATION


def ground_is_warned_of(situation: Situation) -> Refusal | None:
    """Refuse a warning where the ground asks for none."""
    row = measure_row(situation.session, situation.case.id)
    return None if row is not None and needs(row, "warning", today(situation)) else _NO_WARNING_ASKED


def _warned(situation: Situation) -> str:
    """The ground that a warning comes before."""
    law = laws_of(record_of(situation), today(situation))
    return next(each.key for each in law if "warning" in each.prior)


def reasons_still_tell(situation: Situation) -> Refusal | None:
    """Refuse to sign reasons that name no fact on which the measure still relies."""
    note = last_note(situation.session, situation.case.id)
    days = [each.on_day for each in standing_facts(situation.session, situation.case.id) if each.link]
    return None if note is not None and tells_a_fact(note.reasons, days) else STEREOTYPED


def signed_after_the_note(situation: Situation) -> Refusal | None:
    """Refuse a signature that is older than the decision note on which it rests."""
    note = last_note(situation.session, situation.case.id)
    return _BEFORE_NOTE if note is not None and situation.fields["signed_on"] < paris_day(note.written_at) else None


def signed_after_the_facts(situation: Situation) -> Refusal | None:
    """Refuse a warning that is older than the facts of which it warns."""
    days = [each.on_day for each in standing_facts(situation.session, situation.case.id)]
    return _BEFORE_FACTS if days and situation.fields["signed_on"] < max(days) else None


def sign_order(situation: Situation) -> None:
    """Keep the order that was signed."""
    row = record_of(situation)
    note = last_note(situation.session, row.id)
    assert note is not None, "An order is signed on a note."
    _sign(situation, "order", (row.basis, row.second_basis), note.months, bool(situation.fields["remedies"]))


def sign_warning(situation: Situation) -> None:
    """Keep the warning that was signed."""
    _sign(situation, "warning", (_warned(situation), ""), None, False)


def _sign(situation: Situation, kind: str, bases: tuple[str, str], months: int | None, remedies: bool) -> None:
    row, fields = record_of(situation), situation.fields
    place = look_up(situation.session, Establishment, row.establishment_id)
    situation.session.add(
        MeasureOrder(
            **beside(situation, DECISION, kind=kind, basis=bases[0], second_basis=bases[1], months=months),
            **signature_of(situation),
            establishment_id=row.establishment_id,
            number=fields["number"],
            place=_name_of(place),
            address=_address_of(place),
            facts_on=[each.on_day.isoformat() for each in standing_facts(situation.session, row.id) if each.link],
            repetition=still_repeats(situation.session, row, on=fields["signed_on"]),
            anonymised=bool(fields.get("anonymised")),
            remedies=remedies,
            signed_on=fields["signed_on"],
            executed_by=list(fields["executed_by"]),
        )
    )
    for key in fields["executed_by"]:
        situation.name_party(WATCHERS, key, DECISION)
    for key in informed_of(situation.case.agency):
        situation.name_party(INFORMED, key, DECISION)


def _name_of(place: Any) -> str:
    return str(place.trade_name or place.name or "").replace("'", "’")


def _address_of(place: Any) -> str:
    town = " ".join(part for part in (place.postcode, place.commune) if part)
    parts = (place.complement, place.address or place.declared_address, place.place, town)
    return ", ".join(part for part in parts if part).replace("'", "’")


def order_of(situation: Situation) -> Any | None:
    """Return what was signed in a case, ``None`` before."""
    found = look(situation.session, MeasureOrder, MeasureOrder.__table__.c.measure_id == situation.case.id)
    return found[0] if found else None


# ---------------------------------------------------------------------- service


def serve(situation: Situation) -> None:
    """Keep the service, and count from it when the order binds and when it ends."""
    fields = situation.fields
    way = fields.get("way") or "by_hand"
    situation.session.add(
        MeasureService(
            **beside(situation, DECISION, way=way),
            **given(situation, "served_at", "receipt", "served_to", "proof"),
        )
    )
    order = _order_to_change(situation)
    verdict = judge(facts_of_signed(order, served_at=fields["served_at"]))
    order.binds_from, order.ends_on = verdict.binds_from, verdict.ends_on


def served_in_order(situation: Situation) -> Refusal | list[Refusal] | None:
    """Refuse a service to come, or before the signature."""
    served_at = situation.fields["served_at"]
    if served_at > situation.moment:
        return _SERVED_TO_COME
    order = order_of(situation)
    asked = judge(facts_of_signed(order, served_at=served_at))
    return [each for each in asked.refusals if each.code == "served_before_signature"]


def binds_at(situation: Situation) -> datetime | None:
    """Return when the order begins to bind, ``None`` before it is served."""
    order = order_of(situation)
    return order.binds_from if order is not None else None


def ends_at(situation: Situation) -> datetime | None:
    """Return the end of the last day of a closure, ``None`` where no end is set."""
    order = order_of(situation)
    return end_of_day(order.ends_on) if order is not None and order.ends_on is not None else None


# ---------------------------------------------------------------------- posting and watch


def post(situation: Situation) -> None:
    """Keep that the order is on the door."""
    situation.session.add(
        MeasurePosting(
            **beside(situation, DECISION), posted_at=situation.fields["posted_at"], words=situation.fields["words"]
        )
    )


def watch(situation: Situation) -> None:
    """Keep what a patrol saw."""
    fields = situation.fields
    situation.session.add(
        MeasureWatch(
            **beside(situation, DECISION), watched_at=fields["watched_at"], seen=fields["seen"],
            posted=bool(fields.get("posted")), words=fields.get("words") or "",
        )
    )  # fmt: skip


def not_yet_to_come(name: str) -> Any:
    """Return the check that a moment that was typed is not to come, nor before the order binds at all."""

    def check(situation: Situation) -> Refusal | None:
        return _MOMENT_TO_COME if situation.fields[name] > situation.moment else None

    return check


def watched_while_binding(situation: Situation) -> Refusal | None:
    """Refuse a watch before the order binds: nobody had to shut then."""
    order = order_of(situation)
    if order is None or order.binds_from is None or situation.fields["watched_at"] >= order.binds_from:
        return None
    return Refusal("not_binding_then", _BEFORE_BINDING, references_of(order, order.signed_on))


# ---------------------------------------------------------------------- remedies and ends


def contest(situation: Situation) -> None:
    """Keep that the measure is contested."""
    situation.session.add(
        MeasureRemedy(**beside(situation, DECISION), **given(situation, "kind", "filed_on", "reference"))
    )


def remedies_among(*kinds: str) -> Choices:
    """Return what offers the remedies of these kinds that are still pending."""

    def offered(situation: Situation) -> Iterable[tuple[str, Text]]:
        return [(each.id.hex, REMEDIES[each.kind]) for each in _pending(situation, kinds)]

    return offered


def pending_among(*kinds: str) -> Check:
    """Return the guard that refuses an outcome where nothing of these kinds is pending."""

    def guard(situation: Situation) -> Refusal | None:
        return None if _pending(situation, kinds) else _NOTHING_PENDING

    return guard


def outcome_may_be(situation: Situation) -> Refusal | None:
    """Refuse what would leave in force an order that the judge suspended or annulled, and a judge’s silence."""
    kind = look_up(situation.session, MeasureRemedy, UUID(hex=situation.fields["remedy"])).kind
    outcome = situation.fields["outcome"]
    if outcome == "granted" and kind in (*SUSPENDING, *ANNULLING) and situation.case.state in BINDING:
        return _JUDGE_GRANTED
    return _JUDGE_SILENT if outcome == "silent" and kind not in _SILENT else None


def decide_remedy(situation: Situation) -> None:
    """Keep what came of it."""
    _settle(situation, situation.fields["outcome"])


def grant_remedy(situation: Situation) -> None:
    """Keep that the judge granted it."""
    _settle(situation, "granted")


def _settle(situation: Situation, outcome: str) -> None:
    row = situation.session.get_one(MeasureRemedy, UUID(hex=situation.fields["remedy"]))
    row.outcome, row.decided_on, row.words = outcome, situation.fields["decided_on"], situation.fields["words"]


def decided_after_filing(situation: Situation) -> Refusal | None:
    """Refuse an outcome before it was asked for."""
    row = look_up(situation.session, MeasureRemedy, UUID(hex=situation.fields["remedy"]))
    return _DECIDED_BEFORE if situation.fields["decided_on"] < row.filed_on else None


def lift(situation: Situation) -> None:
    """Keep from when, and why, the measure was lifted."""
    order = _order_to_change(situation)
    order.lifted_on, order.lifted_because = situation.fields["lifted_on"], situation.fields["reason"]


def prior_still_counts(situation: Situation) -> Refusal | None:
    """Refuse to add to the file of a signed order what should have come before it: an acquittal alone may come after."""
    late = situation.case.state in ("signed", *BINDING) and situation.fields["kind"] != "acquittal"
    return _TOO_LATE if late else None


def releases_joined(_situation: Situation) -> Iterable[Effect]:
    """Let the branches that were joined to this one come back: nothing was decided for them."""
    return [Effect(EACH_JOINED, {"step": "come_back"})]


def _pending(situation: Situation, kinds: Iterable[str]) -> list[Any]:
    remedy = MeasureRemedy.__table__.c
    rows = look(
        situation.session, MeasureRemedy, remedy.measure_id == situation.case.id, remedy.outcome == PENDING,
        remedy.kind.in_(kinds),
    )  # fmt: skip
    return sorted(rows, key=lambda each: (each.filed_on, each.id.hex))


def _order_to_change(situation: Situation) -> MeasureOrder:
    found = order_of(situation)
    assert found is not None, "Only what was signed is served, watched and lifted."
    return situation.session.get_one(MeasureOrder, found.id)


_NAMELESS: Final = Refusal(
    "signatory_unnamed",
    Text(
        "L’acte porte le prénom, le nom et la qualité de son signataire.",
        "The act bears the first name, surname and quality of who signs it.",
    ),
    ("crpa_l212_1",),
)
_FACT_UNTOLD: Final = Refusal(
    "fact_after_letter",
    Text(
        "Un fait a été versé après la lettre contradictoire\u00a0: l’écarter, ou écrire une nouvelle lettre.",
        "A fact was entered after the contradictory letter: drop it, or write another letter.",
    ),
    ("crpa_l122_1",),
)
_TOO_LATE: Final = Refusal(
    "prior_too_late",
    Text(
        "L’arrêté est signé\u00a0: seule une relaxe ou un non-lieu s’y ajoute encore.",
        "The order is signed: an acquittal or a dismissal alone is still added.",
    ),
)
_NOT_ANONYMOUS: Final = Refusal(
    "anonymous",
    Text(
        "Le signataire ne peut être anonymisé pour cette mesure.",
        "The signatory may not be made anonymous for this measure.",
    ),
    ("crpa_l212_1", "csi_l333_2"),
)
_BEFORE_NOTE: Final = Refusal(
    "signed_before_note",
    Text(
        "La signature précède la note de décision qui motive l’arrêté.",
        "The signature comes before the decision note that gives the order’s reasons.",
    ),
    ("crpa_l211_5",),
)
_BEFORE_FACTS: Final = Refusal(
    "fact_after_signature",
    Text("Un fait est postérieur à la signature.", "A fact comes after the signature."),
    ("crpa_l211_5",),
)
_NO_DELEGATION: Final = Refusal(
    "no_delegation",
    Text(
        "Le signataire n’a pas délégation pour cette matière à cette date.",
        "The signatory has no delegation for this subject on that day.",
    ),
    ("crpa_l212_1",),
)
_NO_WARNING_ASKED: Final = Refusal(
    "no_warning_asked",
    Text("Ce fondement ne demande pas d’avertissement.", "This ground asks for no warning."),
    ("csp_l3332_15_1",),
)
_SERVED_TO_COME: Final = Refusal(
    "served_to_come", Text("La notification n’a pas encore eu lieu.", "The service has not taken place yet.")
)
_MOMENT_TO_COME: Final = Refusal(
    "moment_to_come", Text("Ce moment n’est pas encore venu.", "That moment has not come yet.")
)
_BEFORE_BINDING: Final = Text("L’arrêté n’était pas encore exécutoire.", "The order did not bind yet.")
_NOTHING_PENDING: Final = Refusal("nothing_pending", Text("Aucun recours n’est en cours.", "No remedy is pending."))
_JUDGE_GRANTED: Final = Refusal(
    "judge_granted",
    Text(
        "Le juge a fait droit à ce recours\u00a0: enregistrer une suspension ou une annulation.",
        "The judge granted it: record a suspension or an annulment.",
    ),
)
_JUDGE_SILENT: Final = Refusal(
    "judge_silent",
    Text(
        "Le silence ne rejette qu’un recours gracieux ou hiérarchique.",
        "Silence rejects an appeal to the author or to the minister alone.",
    ),
)
_DECIDED_BEFORE: Final = Refusal(
    "decided_before_filing", Text("La décision précède le recours.", "The decision comes before the appeal.")
)
