"""What the law says of a measure under instruction: the facts of an order, built from its rows, and their verdict.

Counted by ``law/orders`` alone. What nobody recorded is unknown, and what is unknown and needed refuses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from workflows.engine.viewer import ViewerSession
from workflows.law.measures import Measure, UnknownMeasureError, measure, measures
from workflows.law.order_facts import UNKNOWN, HearingFacts, OrderFacts, Unknown
from workflows.processes.house import look, look_up
from workflows.processes.measure_facts import (
    AdministrativeMeasure,
    MeasureFact,
    MeasureLetter,
    MeasureNote,
    MeasurePrior,
)
from workflows.processes.measure_register import repeated_by, warning_on
from workflows.store.text import Text

_PREFECT: Final = ("prefect", "mayor_or_prefect")
_MONTHS_FR: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def bases_on(day: date) -> list[Measure]:
    """Return the measures that the prefect may take, and that the house can print, by an order on a day."""
    return [each for each in _ordered(day) if each.unprinted is None]


def unprinted_on(day: date) -> list[Measure]:
    """Return the measures that the prefect may take by an order on a day, and that the house cannot print."""
    return [each for each in _ordered(day) if each.unprinted is not None]


def softer_on(day: date) -> Measure:
    """Return the softer measure of a day: what is taken without an order."""
    return next(each for each in measures(day) if not each.by_order)


def _ordered(day: date) -> list[Measure]:
    return [each for each in measures(day) if each.authority in _PREFECT and each.by_order]


def law_of(basis: str, day: date) -> Measure | None:
    """Return a measure as it stands on a day, ``None`` where it does not exist then."""
    try:
        return measure(basis, day)
    except UnknownMeasureError:
        return None


def named(each: Measure) -> Text:
    """Return a measure as people choose it: its key and its label."""
    return Text("{key}\u00a0: {label}", "{key}: {label}", key=each.key, label=each.label)


def needs(row: Any, prior: str, day: date) -> bool:
    """Tell whether the law asks, on a day, for something before an order on the bases of a measure."""
    return any(prior in each.prior for each in laws_of(row, day))


def bases_of(row: Any) -> tuple[str, ...]:
    """Return the bases of a measure, one as a rule."""
    return tuple(key for key in (row.basis, row.second_basis) if key)


def references_of(row: Any, day: date) -> tuple[str, ...]:
    """Return the articles on which a measure, or an order, rests on a day; none before its ground is chosen."""
    return tuple(each.reference for each in laws_of(row, day) if each.reference is not None)


def laws_of(row: Any, day: date) -> list[Measure]:
    """Return the bases of a measure, or of an order, as they stand on a day; one that does not exist then is left out."""
    return [each for key in bases_of(row) if (each := law_of(key, day)) is not None]


def standing_facts(session: ViewerSession, measure_id: UUID) -> list[Any]:
    """Return the facts that are still relied on, the earliest first; for the house's reasoning."""
    fact = MeasureFact.__table__.c
    rows = look(session, MeasureFact, fact.measure_id == measure_id, fact.dropped_because == "")
    return sorted(rows, key=lambda each: (each.on_day, each.id.hex))


def last_letter(session: ViewerSession, measure_id: UUID) -> Any | None:
    """Return the last contradictory letter of a measure, ``None`` before one was sent."""
    return _latest(look(session, MeasureLetter, MeasureLetter.__table__.c.measure_id == measure_id), "sent_at")


def last_note(session: ViewerSession, measure_id: UUID) -> Any | None:
    """Return the decision note that stands, ``None`` before one was written."""
    return _latest(look(session, MeasureNote, MeasureNote.__table__.c.measure_id == measure_id), "written_at")


def hearing_of(session: ViewerSession, row: Any) -> HearingFacts | None:
    """Return what is known of the contradictory procedure of a measure, ``None`` where there was none."""
    if row.urgency:
        return HearingFacts(urgency=row.urgency)
    letter = last_letter(session, row.id)
    if letter is None:
        return None
    return HearingFacts(
        received_on=letter.received_on, days=letter.days, urgency=None, proposed=(announced_in(letter),)
    )


def announced_in(letter: Any) -> str:
    """Return the one measure that a letter announces, with its length."""
    return letter.proposed if letter.months is None else f"{letter.proposed}, {letter.months}\u00a0mois"


def facts_of_order(
    session: ViewerSession,
    row: Any,
    *,
    signed_on: date,
    delegation: bool | Unknown = UNKNOWN,
    remedies: bool | Unknown = UNKNOWN,
) -> OrderFacts:
    """Return what the rows of a measure say of an order that would be signed on a day; for the house's reasoning."""
    note = last_note(session, row.id)
    return replace(
        _before_the_note(session, row, signed_on),
        months=row.months if note is None else note.months,
        delegation=delegation,
        remedies=remedies,
    )


def _before_the_note(session: ViewerSession, row: Any, signed_on: date) -> OrderFacts:
    facts = standing_facts(session, row.id)
    tied = [each for each in facts if each.link]
    return OrderFacts(
        bases=bases_of(row),
        facts_on=tuple(each.on_day for each in tied or facts),
        signed_on=signed_on,
        repetition=UNKNOWN if (repeated := still_repeats(session, row, on=signed_on)) is None else repeated,
        warning_on=warning_on(session, row.establishment_id, row.id, before=signed_on),
        hearing=hearing_of(session, row),
        linked_to_place=bool(tied) if facts else UNKNOWN,
        **_notice(session, row.id),
        opinion_on=_prior(session, row.id, "opinion"),
        proposal_on=_prior(session, row.id, "proposal"),
    )


def facts_of_signed(order: Any, *, served_at: datetime) -> OrderFacts:
    """Return what counts for an order that was signed: when it binds and ends if it is served at a moment (aware)."""
    return OrderFacts(
        bases=bases_of(order),
        facts_on=tuple(date.fromisoformat(day) for day in order.facts_on),
        signed_on=order.signed_on,
        served_at=served_at,
        months=order.months,
        repetition=UNKNOWN if order.repetition is None else order.repetition,
    )


def repetition_found(session: ViewerSession, row: Any, basis: str, *, on: date) -> Any | None:
    """Return the order of the register that a measure on a basis would repeat."""
    latest = max((each.on_day for each in standing_facts(session, row.id) if each.link), default=None)
    return repeated_by(session, row.establishment_id, basis, latest=latest, on=on, besides=row.id)


def still_repeats(session: ViewerSession, row: Any, *, on: date) -> bool | None:
    """Tell whether a measure is a repetition on a day, ``None`` where nobody knows.

    What the register found when the ground was chosen is asked of it again: that order may have been annulled since, or
    the fact that repeated it dropped.
    """
    if row.repetition_of is None:
        return row.repetition  # type: ignore[no-any-return]
    return True if repetition_found(session, row, row.basis, on=on) is not None else None


def tells_a_fact(reasons: str, days: list[date]) -> bool:
    """Tell whether reasons name the day of one of the facts, in figures or in French."""
    said = reasons.casefold().replace("\u00a0", " ").replace("1er ", "1 ")
    return any(re.search(rf"(?<!\d){re.escape(form)}(?!\d)", said) for day in days for form in _forms_of(day))


def _forms_of(day: date) -> tuple[str, ...]:
    return (
        f"{day:%d/%m/%Y}", f"{day.isoformat()}", f"{day.day} {_MONTHS_FR[day.month - 1]} {day.year}",
    )  # fmt: skip


def _prior(session: ViewerSession, measure_id: UUID, kind: str) -> date | Unknown:
    return max((each.on_day for each in _priors(session, measure_id, kind)), default=UNKNOWN)


def _notice(session: ViewerSession, measure_id: UUID) -> dict[str, Any]:
    """The formal notice that counts: the last one, with the time that it left."""
    last = max(_priors(session, measure_id, "formal_notice"), key=lambda each: (each.on_day, each.id.hex), default=None)
    return {} if last is None else {"formal_notice_on": last.on_day, "formal_notice_until": last.until}


def _priors(session: ViewerSession, measure_id: UUID, kind: str) -> list[Any]:
    prior = MeasurePrior.__table__.c
    return look(session, MeasurePrior, prior.measure_id == measure_id, prior.kind == kind)


def _latest(rows: list[Any], by: str) -> Any | None:
    return max(rows, key=lambda each: (getattr(each, by), each.id.hex), default=None)


def measure_row(session: ViewerSession, case_id: UUID) -> Any | None:
    """Return the row of a measure, ``None`` before anything was entered; for the house's reasoning."""
    return look_up(session, AdministrativeMeasure, case_id)
