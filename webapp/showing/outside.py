"""What a link shows to whoever answers from outside, and what the steering office sees of the links that it made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from webapp.showing.facts import Fact, facts_of
from webapp.showing.rows import with_cases
from webapp.words import WORDS
from workflows.engine.tables import Case
from workflows.engine.viewer import ViewerSession
from workflows.processes.indicator import Indicator
from workflows.processes.meeting_facts import AgendaItem, Meeting
from workflows.processes.outside_answer import KINDS, Kind, OutsideAnswer
from workflows.processes.outside_link import Standing, standing_of


@dataclass(frozen=True, slots=True)
class Link:
    """One link with its case, what it asks for, and whether it still waits."""

    row: OutsideAnswer
    case: Case
    kind: Kind
    standing: Standing


def links_of(session: ViewerSession, *, moment: datetime) -> list[Link]:
    """Return the links that the viewer may see, the latest first, as they stand at ``moment`` (aware)."""
    found = [
        Link(row, case, KINDS[row.kind], standing_of(row, moment)) for row, case in with_cases(session, OutsideAnswer)
    ]
    return sorted(found, key=lambda link: link.case.opened_at, reverse=True)


def asked_by_link(session: ViewerSession, row: Any, *, moment: datetime) -> tuple[Fact, ...]:
    """Return the facts that whoever answers needs, as their agency may read them; the session is the link's visitor's."""
    if row.kind == "opinion":
        return _of_item(session, row)
    case = session.scalars(sa.select(Case).where(Case.id == row.about_id)).one()
    return facts_of(session, case, moment=moment).lines if row.kind == "acceptance" else _of_indicator(session, row)


def _of_indicator(session: ViewerSession, row: Any) -> tuple[Fact, ...]:
    indicator = session.get_one(Indicator, row.about_id)
    return (
        Fact(WORDS["indicator"], indicator.label),
        Fact(WORDS["unit_of_it"], indicator.unit),
        Fact(WORDS["usual_source"], indicator.source),
    )


def _of_item(session: ViewerSession, row: Any) -> tuple[Fact, ...]:
    item = session.scalars(
        sa.select(AgendaItem).where(
            AgendaItem.meeting_id == row.about_id,
            AgendaItem.position == int(row.point),
            AgendaItem.withdrawn_because == "",
        )
    ).one()
    meeting = session.get_one(Meeting, row.about_id)
    lines = [
        Fact(WORDS["meeting"], meeting.title),
        Fact(WORDS["held_on"], meeting.starts_at, "moment"),
        Fact(WORDS["agenda_item"], item.title),
        Fact(WORDS["context_of_it"], item.context),
    ]
    return tuple(line for line in lines if line.value)
