"""The clock of the law beside a measure: who may sign today and why, each date with its why, what if it is served then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from webapp.showing.measure import Sheet
from webapp.words import WORDS
from workflows.engine.definition import Refusal
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import paris_day
from workflows.law.measures import Measure
from workflows.law.order_facts import OrderFacts
from workflows.law.orders import STALE, answer_until, delay_of, is_stale, judge
from workflows.processes.measure_facts import RECEIPTS, MeasureOrder, SigningDelegation
from workflows.processes.measure_law import bases_of, facts_of_order, facts_of_signed, hearing_of, law_of
from workflows.processes.measure_register import may_sign
from workflows.store.text import Text

_URGENCY: Final = "crpa_l121_2_urgency"
_COURT: Final = "cja_r421_1"


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of the law: what it is, when, how it was counted, on which articles."""

    label: Text
    when: date | datetime
    why: Text
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockPanel:
    """What the law says of a measure today: who may sign (the prefect beside them), the dates, what a careful signatory
    looks at again. ``signed`` tells that the signature is behind us.
    """

    signed: bool
    may_sign: tuple[SigningDelegation, ...]
    dates: tuple[Dated, ...]
    warnings: tuple[Refusal, ...]


def clock_panel(session: ViewerSession, sheet: Sheet, *, moment: datetime) -> ClockPanel | None:
    """Return the panel of a measure whose ground is chosen, ``None`` before, or for who does not read it."""
    if sheet.order is not None:
        return ClockPanel(True, (), tuple(_of_signed(sheet)), ())
    if sheet.row is None or not sheet.row.basis:
        return None
    today = paris_day(moment)
    facts = facts_of_order(session, sheet.row, signed_on=today, delegation=True, remedies=True)
    return ClockPanel(
        False,
        tuple(may_sign(session, bases_of(sheet.row), on=today, of=sheet.row.agency)),
        tuple(_of_draft(session, sheet, facts)),
        judge(facts).warnings,
    )


def if_served(
    session: ViewerSession, sheet: Sheet, *, served_at: datetime, signed_on: date | None, moment: datetime
) -> tuple[Dated, ...]:
    """Return when the order would bind and end if it were served then; one that is not signed yet, if it were signed on a
    day (that of the page where none is given).
    """
    if sheet.order is not None:
        return tuple(_from_service(facts_of_signed(sheet.order, served_at=served_at)))
    if sheet.row is None:
        return ()
    facts = facts_of_order(session, sheet.row, signed_on=signed_on or paris_day(moment))
    return tuple(_from_service(replace(facts, served_at=served_at)))


def _of_draft(session: ViewerSession, sheet: Sheet, facts: OrderFacts) -> Iterator[Dated]:
    yield from _of_hearing(session, sheet)
    days = facts.facts_on
    if not isinstance(days, tuple) or not days:
        return
    if sheet.case.state == "instructed" and "hearing" in (sheet.law.prior if sheet.law else ()):
        yield _after_last_fact("measure_urgent_until", _URGENCY, max(days), ("crpa_l121_2", "caa_douai_20da01013"))
    if sheet.law is not None and sheet.law.delay is not None:
        yield _after_last_fact("measure_fresh_until", STALE, max(days), ("csp_l3332_15",))


def _of_hearing(session: ViewerSession, sheet: Sheet) -> Iterator[Dated]:
    assert sheet.row is not None, "Who reads the letter reads the measure."
    hearing = hearing_of(session, sheet.row)
    until = answer_until(hearing) if hearing is not None else None
    if until is None or not sheet.letters:
        return
    letter = sheet.letters[0]
    why = WORDS["measure_hearing_why"].with_parameters(
        receipt=RECEIPTS[letter.receipt], day=letter.received_on, days=letter.days
    )
    yield Dated(WORDS["answers_until"], until, why, ("crpa_l122_1",))


def _after_last_fact(word: str, limit: str, last: date, references: tuple[str, ...]) -> Dated:
    term = clock(limit).term
    ends = paris_day(term.counted(last).ends_at)
    return Dated(
        WORDS[word],
        ends,
        WORDS["measure_after_last_fact"].with_parameters(length=term.describe(), day=last),
        references,
    )


def _of_signed(sheet: Sheet) -> Iterator[Dated]:
    order = sheet.order
    assert order is not None, "Something was signed."
    yield Dated(WORDS["measure_signed_on"], order.signed_on, _signed_by(sheet, order), ("crpa_l212_1",))
    if sheet.service is not None:
        yield from _from_service(
            facts_of_signed(order, served_at=sheet.service.served_at), warning=order.kind == "warning"
        )


def _signed_by(sheet: Sheet, order: MeasureOrder) -> Text:
    if sheet.hides_signatory:
        return WORDS["measure_signed_anonymous"].with_parameters(quality=order.quality)
    word = "measure_signed_by" if order.delegation_id is None else "measure_signed_for"
    return WORDS[word].with_parameters(name=order.signatory, quality=order.quality)


def _from_service(facts: OrderFacts, *, warning: bool = False) -> Iterator[Dated]:
    assert isinstance(facts.served_at, datetime), "The dates run from a service."
    verdict = judge(facts)
    if warning:
        yield Dated(WORDS["measure_served_on"], facts.served_at, WORDS["measure_warning_why"], ("csp_l3332_15_1",))
        return
    if verdict.binds_from is not None:
        yield Dated(
            WORDS["binds_from"], verdict.binds_from, _why_then(facts), ("crpa_l221_8", *_stale_references(facts))
        )
    if verdict.ends_on is not None:
        yield Dated(WORDS["ends_on"], verdict.ends_on, WORDS["ends_because"].with_parameters(months=facts.months), ())
    court = clock(_COURT)
    yield Dated(
        WORDS["measure_court_until"], paris_day(court.due(facts.served_at)),
        WORDS["measure_after_service"].with_parameters(length=court.term.describe()), (_COURT, "crpa_l411_2"),
    )  # fmt: skip


def _why_then(facts: OrderFacts) -> Text:
    delay = delay_of(_laws(facts))
    if delay is None or not is_stale(facts):
        return WORDS["measure_binds_at_once"]
    return WORDS["delayed_because"].with_parameters(delay=delay.term.describe(), days=clock(STALE).term.count)


def _stale_references(facts: OrderFacts) -> tuple[str, ...]:
    return ("csp_l3332_15",) if is_stale(facts) and delay_of(_laws(facts)) is not None else ()


def _laws(facts: OrderFacts) -> list[Measure]:
    day = facts.signed_on if isinstance(facts.signed_on, date) else date.max
    return [found for key in facts.bases if (found := law_of(key, day)) is not None]
