"""The indicator of an objective: what is counted, from where, towards what, and each reading of it (domain §5.1).

A reading is dated and sourced, and never overwritten: a later one of the same day replaces it and both stay. Values are
kept in hundredths, so that no fraction is lost.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import HOUSE, Deadline, Field, Instant, Refusal, State, Step, Workflow
from workflows.engine.viewer import ViewerSession
from workflows.law.clocks import clock
from workflows.law.days import end_of_day, paris_day
from workflows.processes.house import look, look_up
from workflows.processes.opening import SHARE, SHARED, STEER, open_below
from workflows.store.database import Base, Recorded
from workflows.store.text import Text

KINDS: Final = {
    "means": Text("Moyens", "Means"),
    "output": Text("Réalisation", "Output"),
    "result": Text("Résultat", "Result"),
    "perception": Text("Ressenti", "Perception"),
}
DIRECTIONS: Final = {
    "up": Text("doit augmenter", "must rise"),
    "down": Text("doit baisser", "must fall"),
}
FREQUENCIES: Final = {
    "month": Text("chaque mois", "every month"),
    "quarter": Text("chaque trimestre", "every quarter"),
    "year": Text("chaque année", "every year"),
}
_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_GRACE: Final = timedelta(days=clock("reading").term.count)
"""How long after the end of a period its reading is still on time."""
LARGEST: Final = 10**9


class Indicator(Recorded, Base):
    """What is counted for an objective. ``agency`` reads it; one with a ``feed`` is counted from the house's own records
    (``figures.py``) and nobody types it. ``baseline`` and ``target`` are hundredths of ``unit``.
    """

    __tablename__ = "indicator"

    strategy_id: Mapped[UUID] = mapped_column(sa.ForeignKey("strategy.id"), index=True)
    objective_id: Mapped[UUID] = mapped_column(sa.ForeignKey("objective.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(20))
    unit: Mapped[str] = mapped_column(sa.String(40))
    baseline: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    target: Mapped[int] = mapped_column(sa.BigInteger)
    direction: Mapped[str] = mapped_column(sa.String(10))
    frequency: Mapped[str] = mapped_column(sa.String(10))
    source: Mapped[str] = mapped_column(sa.String(200))
    feed: Mapped[str] = mapped_column(sa.String(60), default="")


class Reading(Recorded, Base):
    """One value (hundredths) on one day, from one source, as somebody of ``agency`` gave it; it is never changed.

    ``replaces`` is the reading that this one takes over: both are kept, this one stands.
    """

    __tablename__ = "reading"

    indicator_id: Mapped[UUID] = mapped_column(sa.ForeignKey("indicator.id"))
    on_day: Mapped[date]
    value: Mapped[int] = mapped_column(sa.BigInteger)
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    author: Mapped[str] = mapped_column(sa.String(80))
    received_at: Mapped[datetime]
    replaces: Mapped[UUID | None] = mapped_column(index=True, default=None)

    __table_args__ = (sa.Index("ix_reading_indicator_day", "indicator_id", "on_day"),)


def hundredths(amount: Decimal) -> int:
    """Return an amount of at most two decimals as whole hundredths; refuses a finer one with ``ValueError``."""
    scaled = amount * 100
    if scaled != int(scaled):
        raise ValueError(f"{amount} has more than two decimals.")
    return int(scaled)


def open_indicator(
    situation: Situation,
    *,
    strategy_id: UUID,
    objective_id: UUID,
    owner: str,
    label: str,
    kind: str,
    unit: str,
    baseline: Decimal | None,
    target: Decimal,
    direction: str,
    frequency: str,
    source: str,
    feed: str = "",
) -> UUID:
    """Add an indicator to the objective of the situation, read by the agency ``owner``; returns its case id."""
    row = Indicator(
        id=uuid4(), strategy_id=strategy_id, objective_id=objective_id, label=label, kind=kind, unit=unit,
        baseline=None if baseline is None else hundredths(baseline), target=hundredths(target), direction=direction,
        frequency=frequency, source=source, feed=feed,
    )  # fmt: skip
    return open_below(situation, WORKFLOW.name, row, title=label, owner=owner, agency=owner)


def readings_of(session: ViewerSession, indicator_ids: Iterable[UUID]) -> dict[UUID, list[Reading]]:
    """Return, by indicator, the readings that stand and that the viewer may see, oldest day first."""
    ids = list(indicator_ids)
    later = sa.orm.aliased(Reading)
    statement = (
        sa.select(Reading)
        .where(Reading.indicator_id.in_(ids), ~sa.exists().where(later.replaces == Reading.id))
        .order_by(Reading.indicator_id, Reading.on_day, Reading.received_at)
    )
    found: dict[UUID, list[Reading]] = {each: [] for each in ids}
    for row in session.scalars(statement):
        found[row.indicator_id].append(row)
    return found


def end_of_period(day: date, frequency: str) -> date:
    """Return the last day of the month, quarter or year in which a day lies."""
    months = _MONTHS[frequency]
    last = (day.month - 1) // months * months + months
    return date(day.year, last, monthrange(day.year, last)[1])


def next_reading_by(frequency: str, latest: date | None, since: date) -> date:
    """Return the day by which the next reading is expected: some days of grace after the end of its period.

    ``latest`` is the day of the last reading; without one, the first is for the period that ``since`` lies in.
    """
    period = (
        end_of_period(since, frequency)
        if latest is None
        else end_of_period(end_of_period(latest, frequency) + timedelta(days=1), frequency)
    )
    return period + _GRACE


def add_reading(
    situation: Situation, indicator_id: UUID, *, on_day: date, value: int, source: str, replaces: UUID | None = None
) -> None:
    """Add a reading (hundredths) to an indicator; one of the same day that stands is replaced, never erased."""
    standing = standing_on(situation.session, indicator_id, on_day)
    row = Reading(
        id=uuid4(), case_id=indicator_id, agency=situation.actor.agency, secrecy=SHARED, indicator_id=indicator_id,
        on_day=on_day, value=value, source=source, author=situation.actor.user, received_at=situation.moment,
        replaces=replaces or (standing.id if standing is not None else None),
    )  # fmt: skip
    situation.session.add(row)


def standing_on(session: ViewerSession, indicator_id: UUID, day: date) -> Any | None:
    """Return the reading of that day that nothing has replaced, ``None`` if there is none; for the house's reasoning."""
    table = Reading.__table__.c
    rows = look(session, Reading, table.indicator_id == indicator_id, table.on_day == day)
    replaced = {row.replaces for row in rows}
    return next((row for row in rows if row.id not in replaced), None)


def _read(situation: Situation) -> None:
    fields, row = situation.fields, look_up(situation.session, Indicator, situation.case.id)
    add_reading(
        situation, row.id, on_day=fields["on_day"], value=hundredths(fields["value"]),
        source=fields.get("source") or row.source,
    )  # fmt: skip


def _not_after_today(situation: Situation) -> Refusal | None:
    if situation.fields["on_day"] <= paris_day(situation.moment):
        return None
    return Refusal("in_the_future", Text("Ce jour n’est pas encore passé.", "That day has not come yet."))


def _is_typed(situation: Situation) -> Refusal | None:
    if not look_up(situation.session, Indicator, situation.case.id).feed:
        return None
    return Refusal(
        "counted_by_itself",
        Text(
            "Cet indicateur est compté dans Beffroi\u00a0: personne ne le saisit.",
            "This indicator is counted in Beffroi: nobody types it.",
        ),
    )


def _next_reading(situation: Situation) -> datetime | None:
    row = look_up(situation.session, Indicator, situation.case.id)
    if row is None or row.feed:
        return None
    days = _days_read(situation.session, row.id)
    return end_of_day(next_reading_by(row.frequency, max(days, default=None), paris_day(situation.moment)))


def _days_read(session: ViewerSession, indicator_id: UUID) -> Sequence[date]:
    table = Reading.__table__.c
    return [row.on_day for row in look(session, Reading, table.indicator_id == indicator_id)]


WORKFLOW: Final = Workflow(
    name="indicator",
    version=1,
    label=Text("Indicateur", "Indicator"),
    states=(
        State("up_to_date", Text("À jour", "Up to date")),
        State("awaited", Text("Relevé attendu", "Reading expected"), SHARE, expects=Text("Saisir le relevé de la période", "Write the reading of the period")),
        State("ended", Text("Plus suivi", "No longer followed"), final=True),
    ),
    steps=(
        Step(
            "read", ("up_to_date", "awaited"), "up_to_date", Text("Saisir un relevé", "Write a reading"), SHARE,
            asks=(
                Field("value", Text("Valeur", "Value"), "amount", maximum=LARGEST),
                Field("on_day", Text("Relevé du", "Reading of"), "day"),
                Field("source", Text("Source", "Source"), "line", required=False, maximum=200, help=Text("Vide\u00a0: la source habituelle de l’indicateur.", "Empty: the usual source of the indicator.")),
            ),
            guards=(_is_typed,), checks=(_not_after_today,), writes=_read, done=Text("Relevé saisi", "Reading written"),
        ),
        Step("fall_due", ("up_to_date",), "awaited", Text("Relevé attendu", "Reading expected"), HOUSE, done=Text("Le relevé de la période n’est pas arrivé", "The reading of the period has not come")),
        Step("end", ("up_to_date", "awaited"), "ended", Text("Ne plus suivre", "Stop following"), STEER, asks=(Field("reason", Text("Motif", "Reason"), "text", maximum=1000),), done=Text("Indicateur plus suivi", "Indicator no longer followed")),
        Step("fall", ("up_to_date", "awaited"), "ended", Text("L’objectif a pris fin", "The objective has ended"), HOUSE, done=Text("Plus suivi\u00a0: l’objectif a pris fin", "No longer followed: the objective has ended")),
    ),
    deadlines=(Deadline("next", Text("Prochain relevé", "Next reading"), ("up_to_date",), Instant(), step="fall_due", alerts=(), ends=_next_reading),),
)  # fmt: skip
