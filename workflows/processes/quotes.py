"""A figure quoted on an item of a meeting: live until the meeting is closed, then as it stood at the closing, for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from workflows.engine.cases import Situation
from workflows.engine.definition import Refusal
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.law.days import paris_day
from workflows.processes.contest import Contest
from workflows.processes.figures import figure
from workflows.processes.house import house_look, look, look_up
from workflows.processes.indicator import Indicator, readings_of
from workflows.processes.meeting_facts import Meeting
from workflows.processes.meeting_steps import item_at
from workflows.processes.opening import SHARED
from workflows.processes.steering import period_of
from workflows.processes.strategy import Strategy
from workflows.store.database import Base, Recorded
from workflows.store.text import Text


class QuotedFigure(Recorded, Base):
    """An indicator quoted on an item. Once ``frozen_at`` is set, its value (hundredths; ``None`` if there was none), day,
    source and whether it was contested are those of that moment, and never change.
    """

    __tablename__ = "quoted_figure"
    __table_args__ = (sa.UniqueConstraint("item_id", "indicator_id"),)

    meeting_id: Mapped[UUID] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    item_id: Mapped[UUID] = mapped_column(sa.ForeignKey("agenda_item.id"))
    indicator_id: Mapped[UUID] = mapped_column(sa.ForeignKey("indicator.id"))
    value: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    on_day: Mapped[date | None] = mapped_column(default=None)
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    contested: Mapped[bool] = mapped_column(default=False)
    frozen_at: Mapped[datetime | None] = mapped_column(default=None)


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted figure as it is to be read: its indicator, and the value of the closing or, before it, of today."""

    item_id: UUID
    indicator: Indicator
    value: int | None
    on_day: date | None
    source: str
    contested: bool


def indicator_choices(situation: Situation) -> Iterable[tuple[str, Text]]:
    """Offer the indicators of the strategy that are still followed."""
    row = look_up(situation.session, Meeting, situation.case.id)
    table, cases = Indicator.__table__.c, Case.__table__.c
    rows = look(
        situation.session, Indicator, table.strategy_id == row.strategy_id,
        table.id.in_(sa.select(cases.id).where(cases.workflow == "indicator", cases.is_open)),
    )  # fmt: skip
    return [
        (each.id.hex, Text(each.label, each.label)) for each in sorted(rows, key=lambda each: (each.label, each.id.hex))
    ]


def quote(situation: Situation) -> None:
    """Quote an indicator on an item."""
    meeting, item = look_up(situation.session, Meeting, situation.case.id), item_at(situation, situation.fields["item"])
    situation.session.add(
        QuotedFigure(
            id=uuid4(), case_id=meeting.id, agency=meeting.agency, secrecy=max(SHARED, item.secrecy), meeting_id=meeting.id,
            item_id=item.id, indicator_id=UUID(situation.fields["indicator"]),
        )
    )  # fmt: skip


def not_quoted_yet(situation: Situation) -> Refusal | None:
    """Refuse to quote an indicator twice on an item."""
    item, table = item_at(situation, situation.fields["item"]), QuotedFigure.__table__.c
    indicator_id = UUID(situation.fields["indicator"])
    if not look(situation.session, QuotedFigure, table.item_id == item.id, table.indicator_id == indicator_id):
        return None
    return Refusal(
        "already_quoted", Text("Ce chiffre est déjà cité sur ce point.", "This figure is already quoted on this item.")
    )


def freeze(situation: Situation) -> None:
    """Keep what every quoted figure of the meeting says now: later readings change nothing of it."""
    session = situation.session
    with house_look(session) as house:
        known = {
            (each.item_id, each.indicator.id): each for each in quotes_of(house, situation.case.id, situation.moment)
        }
    for row in session.scalars(sa.select(QuotedFigure).where(QuotedFigure.meeting_id == situation.case.id)):
        found = known[row.item_id, row.indicator_id]
        row.value, row.on_day, row.source, row.contested = found.value, found.on_day, found.source, found.contested
        row.frozen_at = situation.moment


def quotes_of(session: ViewerSession, meeting_id: UUID, moment: datetime) -> list[Quote]:
    """Return the figures quoted in a meeting that the viewer may see, by label: frozen ones as they were frozen, others
    as they stand at ``moment`` (aware).
    """
    rows: Any = session.execute(
        sa.select(QuotedFigure, Indicator)
        .join(Indicator, Indicator.id == QuotedFigure.indicator_id)
        .where(QuotedFigure.meeting_id == meeting_id)
        .order_by(Indicator.label, QuotedFigure.id)
    )
    return [
        _frozen(row, indicator) if row.frozen_at else _live(session, row, indicator, moment) for row, indicator in rows
    ]


def _frozen(row: QuotedFigure, indicator: Indicator) -> Quote:
    return Quote(row.item_id, indicator, row.value, row.on_day, row.source, row.contested)


def _live(session: ViewerSession, row: QuotedFigure, indicator: Indicator, moment: datetime) -> Quote:
    if indicator.feed:
        strategy = session.get_one(Strategy, indicator.strategy_id)
        value = figure(session, indicator.feed, period_of(strategy, moment)).value
        return Quote(row.item_id, indicator, value, paris_day(moment), indicator.source, contested=False)
    readings = readings_of(session, [indicator.id])[indicator.id]
    if not readings:
        return Quote(row.item_id, indicator, None, None, indicator.source, contested=False)
    last = readings[-1]
    contested = session.scalar(
        sa.select(sa.func.count())
        .select_from(Contest)
        .where(Contest.indicator_id == indicator.id, Contest.outcome == "")
    )
    return Quote(row.item_id, indicator, last.value, last.on_day, last.source or indicator.source, bool(contested))
