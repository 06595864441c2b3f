"""What a decision log says: the rows of a meeting drawn by the house into a frozen snapshot, as one of its versions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from workflows.engine.viewer import ViewerSession
from workflows.law.bodies import body
from workflows.law.days import paris_day
from workflows.processes.agenda import open_decisions
from workflows.processes.meeting_facts import (
    AgendaItem,
    Attendance,
    Decision,
    DecisionLog,
    Meeting,
    Opinion,
    presence_of,
    standing_decisions,
)
from workflows.processes.objective import Objective
from workflows.processes.plain import Snapshot
from workflows.processes.quotes import Quote, quotes_of
from workflows.processes.snapshot_parts import Head, Letterhead
from workflows.processes.snapshots_meeting import (
    Decided,
    DecisionsSnapshot,
    ItemPart,
    MeetingLine,
    OpenDecision,
    OpinionLine,
    PresenceLine,
    QuotedLine,
    VersionLine,
)
from workflows.processes.strategy import Strategy
from workflows.register.agencies import agencies, agency

KINDS: Final = frozenset({"decisions", "decisions_public"})
"""The documents of a meeting."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Why a version is issued and when (aware): ``closed``, ``corrected`` (with what, before, after, why), ``approved``."""

    kind: str
    at: datetime
    about: str = ""
    about_class: int = 0
    before: str = ""
    after: str = ""
    why: str = ""


def issued(session: ViewerSession, kind: str, meeting_id: UUID, version: int) -> Snapshot:
    """Return one version of a log as it was frozen when it was issued, full or public; refuses an unknown one."""
    row = session.scalars(
        sa.select(DecisionLog).where(DecisionLog.meeting_id == meeting_id, DecisionLog.version == version)
    ).one()
    full = DecisionsSnapshot.from_json(row.content)
    return full if kind == "decisions" else full.for_public()


def draw_decisions(session: ViewerSession, meeting: Meeting, issue: Issue) -> DecisionsSnapshot:
    """Return the full log of a meeting as it stands, as the version that ``issue`` causes; the session is the house's."""
    presences = tuple(_presences(session, meeting))
    return DecisionsSnapshot(
        head=_head(meeting, issue),
        meeting=MeetingLine(
            body=body(meeting.body).label.fr,
            title=meeting.title,
            place=meeting.place,
            starts_at=meeting.starts_at,
            chair=meeting.chair,
            strategy=session.get_one(Strategy, meeting.strategy_id).title,
            present=len({line.agency_name for line in presences if line.presence == "present"}),
            quorum=meeting.quorum,
        ),
        presences=presences,
        items=tuple(_items(session, meeting, issue.at)),
        open_decisions=tuple(_open_decisions(session, meeting)),
        versions=(*_versions(session, meeting), _version(meeting.version, issue)),
        next_at=meeting.next_at,
        approved_by=meeting.approved_by,
        approved_at=meeting.approved_at,
    )


def _head(meeting: Meeting, issue: Issue) -> Head:
    keeper = agency(meeting.agency or "")
    return Head(
        number=meeting.number,
        version=meeting.version,
        issued_at=issue.at,
        secrecy=meeting.secrecy,
        letterhead=Letterhead(keeper.key, keeper.name.fr, keeper.letterhead, keeper.city),
        demonstration=meeting.demonstration,
        signatory=meeting.approved_by or meeting.chair,
    )


def _presences(session: ViewerSession, meeting: Meeting) -> Iterable[PresenceLine]:
    """Each agency that was convened or came, in the order of the house; one of which nobody said anything is absent."""
    rows = _rows(session, Attendance, Attendance.meeting_id == meeting.id, Attendance.sitting == meeting.sitting)
    counted = presence_of(rows, meeting.sitting, meeting.agency or "")
    keys = {*meeting.members, *counted} if rows else set()
    own = [row for row in sorted(rows, key=lambda row: row.said_at) if row.said_by == row.agency != meeting.agency]
    for key in (each.key for each in agencies() if each.key in keys):
        name = agency(key).short.fr
        for row in counted.get(key, ()):
            yield _presence(name, row, next((each for each in reversed(own) if each.agency == key), None))
        if key not in counted:
            yield PresenceLine(name, "", "absent")


def _presence(name: str, row: Attendance, own: Attendance | None) -> PresenceLine:
    """Who excused itself in writing is excused, whatever was ticked in the room; what was ticked is said too."""
    if own is None or row.said_by == row.agency or own.presence == row.presence:
        return PresenceLine(name, row.who, row.presence, row.reason)
    if row.presence == "absent":
        return PresenceLine(name, row.who, own.presence, own.reason, "noté absent en séance")
    return PresenceLine(name, row.who, row.presence, row.reason, "s’était excusé par écrit")


def _items(session: ViewerSession, meeting: Meeting, moment: datetime) -> Iterable[ItemPart]:
    quoted = quotes_of(session, meeting.id, moment)
    rows = _rows(session, AgendaItem, AgendaItem.meeting_id == meeting.id, AgendaItem.withdrawn_because == "")
    decisions = standing_decisions(_rows(session, Decision, Decision.meeting_id == meeting.id))
    opinions = _rows(session, Opinion, Opinion.meeting_id == meeting.id)
    for number, row in enumerate(sorted(rows, key=lambda each: each.position), start=1):
        yield ItemPart(
            number=number,
            title=row.title,
            context=row.context,
            noted=row.noted,
            secrecy=row.secrecy,
            decisions=tuple(_decided(session, each) for each in decisions if each.item_id == row.id),
            opinions=tuple(
                OpinionLine(agency(each.agency or "").short.fr, each.words)
                for each in sorted(opinions, key=lambda each: (each.said_at, each.id.hex))
                if each.item_id == row.id
            ),
            figures=tuple(_quoted(each) for each in quoted if each.item_id == row.id),
        )


def _quoted(quote: Quote) -> QuotedLine:
    row = quote.indicator
    return QuotedLine(row.label, row.unit, quote.value, quote.on_day, quote.source, quote.contested)


def _decided(session: ViewerSession, row: Decision) -> Decided:
    return Decided(
        rank=row.rank,
        words=row.words,
        owner_name=agency(row.agency or "").short.fr,
        due=row.due_on,
        change=_change(session, row),
        secrecy=row.secrecy,
    )


def _change(session: ViewerSession, row: Decision) -> str:
    if row.objective_id is None or row.change is None:
        return ""
    code = session.get_one(Objective, row.objective_id).code
    target, due_on = row.change["target"], row.change["due_on"]
    said = [f"cible\u00a0: {target}"] if target else []
    said += [f"échéance\u00a0: {date.fromisoformat(due_on):%d/%m/%Y}"] if due_on else []
    return f"Objectif {code}, {', '.join(said)}"


def _open_decisions(session: ViewerSession, meeting: Meeting) -> Iterable[OpenDecision]:
    for decision, earlier, action, case in open_decisions(session, meeting):
        yield OpenDecision(
            number=earlier.number,
            rank=decision.rank,
            held_on=paris_day(earlier.starts_at),
            words=decision.words,
            owner_name=agency(action.agency or "").short.fr,
            due=action.due_on,
            state=case.state,
            secrecy=decision.secrecy,
        )


def _versions(session: ViewerSession, meeting: Meeting) -> Iterable[VersionLine]:
    rows = _rows(session, DecisionLog, DecisionLog.meeting_id == meeting.id)
    for row in sorted(rows, key=lambda each: each.version):
        issue = Issue(row.issue, row.issued_at, row.about, row.about_class, row.before, row.after, row.why)
        yield _version(row.version, issue)


def _version(version: int, issue: Issue) -> VersionLine:
    return VersionLine(
        version, issue.kind, issue.at, issue.about, issue.before, issue.after, issue.why, issue.about_class
    )


def _rows(session: ViewerSession, table: type[Any], *conditions: Any) -> list[Any]:
    return list(session.scalars(sa.select(table).where(*conditions).order_by(table.id)))
