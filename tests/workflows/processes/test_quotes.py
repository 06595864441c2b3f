"""A figure quoted on an item of a meeting stays in its log as it was at the closing."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import rows_of
from tests.pdf.samples_meeting import decisions
from tests.workflows.processes import test_meeting as committee
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.committee import CHAIR, SECOND
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.indicator import Reading
from workflows.processes.meeting_facts import AgendaItem, DecisionLog
from workflows.processes.plain import NotPlain
from workflows.processes.snapshots_meeting import DecisionsSnapshot

tell_until = committee.tell_until


@committee.SQLITE
def test_a_quoted_figure_stays_as_it_was_at_the_closing_whatever_is_read_later(tell_until: committee.Tell) -> None:
    told = tell_until(*committee.SAT)
    indicator = told.titled("indicator", "Signalements du bailleur, chaque mois")
    day = max(rows_of(told, sa.select(Reading.on_day).where(Reading.indicator_id == indicator)))
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        item = session.scalars(
            sa.select(AgendaItem.position).where(
                AgendaItem.meeting_id == told.second, AgendaItem.withdrawn_because == ""
            )
        ).first()
    quoted: dict[str, Any] = {"item": str(item), "indicator": indicator.hex}
    told.take(committee.PILOT, told.second, "quote_figure", SECOND, 11, key="quote", **quoted)
    assert set(committee._refused(told, "prefecture", told.second, "quote_figure", SECOND, **quoted)) == {
        "already_quoted"
    }
    told.close_second()
    told.take(PLAYERS["bailleur"], indicator, "read", SECOND + 1, 9, value=Decimal(12), on_day=day)
    told.take(committee.PILOT, told.second, "approve", SECOND + 2, 9, key="quoted", approved_by=CHAIR)
    logs = [
        json.loads(log.content)
        for log in rows_of(told, sa.select(DecisionLog).where(DecisionLog.meeting_id == told.second))
    ]
    [quotes] = {json.dumps([line["figures"] for line in log["items"] if line["figures"]]) for log in logs}
    [[line]] = json.loads(quotes)
    assert (line["value"], line["contested"], line["on_day"]) == (4100, True, day.isoformat())
    assert len(logs) > 1
    public = DecisionsSnapshot.from_json(json.dumps(logs[-1])).for_public().as_json()
    assert "Signalements du bailleur" not in public, "an indicator is the partnership's, not the public's"


def test_a_log_written_before_figures_were_quoted_is_still_read() -> None:
    written = json.loads(decisions().as_json())
    for item in written["items"]:
        del item["figures"]
    assert DecisionsSnapshot.from_json(json.dumps(written)) == replace(
        decisions(), items=tuple(replace(item, figures=()) for item in decisions().items)
    )
    del written["items"][0]["title"]
    with pytest.raises(NotPlain, match="title"):
        DecisionsSnapshot.from_json(json.dumps(written))
