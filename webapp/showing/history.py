"""The history of a case as people read it: who did what, when, and what they wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from webapp.showing.notes import class_of_note, note_said, why_erased
from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import OPENED, Situation
from workflows.engine.definition import HOUSE, Field, Workflow
from workflows.engine.fields import choices_of
from workflows.engine.tables import Case, JournalLine, Party
from workflows.engine.viewer import ViewerSession
from workflows.processes.visit_facts import Visit
from workflows.register.agencies import UnknownAgency, agency
from workflows.register.establishments import Establishment
from workflows.register.users import User
from workflows.store.text import Text

_HIGHEST: Final = 4


@dataclass(frozen=True, slots=True)
class Written:
    """One thing that was written with a step: its label and its value as people read it."""

    label: Text | str
    value: Any


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    seq: int
    what: Text
    at: datetime
    agency: str
    who: str | None
    state: Text | None
    written: tuple[Written, ...]
    erased: tuple[datetime, Text | str] | None
    times: int = 1


def history_of(session: ViewerSession, case: Case, situation: Situation, *, latest: int | None = None) -> list[Event]:
    """Return the history of a case that this session may see, the latest line first, so many of them at most.

    Of what was written, it tells what the viewer is cleared for: some of it is of a higher class than the case.
    """
    statement = sa.select(JournalLine).where(JournalLine.case_id == case.id).order_by(JournalLine.seq.desc())
    lines = list(session.scalars(statement if latest is None else statement.limit(latest)))
    names = people_of(session, ((line.agency, line.user) for line in lines))
    workflow = registry.workflow(case.workflow, case.workflow_version)
    cleared = _clearance(session, case)
    return [_event(session, line, workflow, names, situation, cleared) for line in lines]


def in_brief(events: Sequence[Event]) -> list[Event]:
    """Return the lines without what was written with them; those that then say the same at the same moment are one."""
    brief: list[Event] = []
    for event in events:
        last = brief[-1] if brief else None
        if last is not None and _same_words(last, event):
            brief[-1] = replace(last, times=last.times + 1)
        else:
            brief.append(replace(event, written=()))
    return brief


def _same_words(one: Event, other: Event) -> bool:
    plain = one.erased is None and other.erased is None and one.state is None and other.state is None
    return plain and (one.what, one.agency, one.who, one.at) == (other.what, other.agency, other.who, other.at)


def people_of(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the names of the people who signed lines, by agency and user name."""
    wanted = sorted({user for _, user in keys})
    rows = session.execute(sa.select(User.agency, User.user_name, User.name).where(User.user_name.in_(wanted)))
    return {(at, user): name for at, user, name in rows}


def line_said(session: Session, line: JournalLine, workflow: Workflow, fields: Mapping[str, Any]) -> Text:
    """Return what a line says: a step in the past tense, or what its note tells where the workflow knows no such step."""
    if line.step == OPENED:
        return WORDS["case_opened"]
    try:
        step = workflow.step(line.step)
    except KeyError:
        return note_said(session, line, workflow, fields)
    return step.done or step.label


def written_of(asks: Sequence[Field], given: Mapping[str, Any], situation: Situation) -> tuple[Written, ...]:
    """Return what was written, field by field in the order of the form; empty ones and unknown ones are left out."""
    return tuple(
        Written(field.label, _said(field, given[field.name], situation))
        for field in asks
        if given.get(field.name) not in (None, "", [])
    )


def _event(
    session: Session,
    line: JournalLine,
    workflow: Workflow,
    names: Mapping[tuple[str, str], str],
    situation: Situation,
    cleared: int,
) -> Event:
    body: dict[str, Any] = json.loads(line.body) if line.body else {}
    fields = _readable(body.get("fields", {}), workflow, line.step, cleared)
    what = line_said(session, line, workflow, fields)
    return Event(
        seq=line.seq,
        what=what,
        at=line.at,
        agency=line.agency,
        who=None if line.agency == HOUSE else names.get((line.agency, line.user), line.user),
        state=_state_reached(line, workflow, what),
        written=written_of(_asks_of(workflow, line.step), fields, situation),
        erased=(line.erased_at, why_erased(line.erased_reason or "")) if line.erased_at else None,
    )


def _clearance(session: ViewerSession, case: Case) -> int:
    """Return the highest class of what belongs to a case that the viewer reads: everything of their own agency's."""
    if session.is_house or case.agency == session.viewer.agency:
        return _HIGHEST
    named = sa.select(sa.func.max(Party.clearance)).where(
        Party.case_id == case.id, Party.agency == session.viewer.agency
    )
    return session.scalar(named) or session.viewer.open_class


def _readable(fields: Mapping[str, Any], workflow: Workflow, step: str, cleared: int) -> dict[str, Any]:
    """Return of the values of a line those of a class up to ``cleared``."""
    classes = {field.name: field.secrecy for field in _asks_of(workflow, step)}
    of_note = class_of_note(step)
    return {name: value for name, value in fields.items() if classes.get(name, of_note) <= cleared}


def _state_reached(line: JournalLine, workflow: Workflow, what: Text) -> Text | None:
    """Return the state that a line reached, unless its own sentence has just said it (« Opération close », « Close »)."""
    if line.target == line.source:
        return None
    label = workflow.state(line.target).label
    return None if _telling(label) <= _telling(what) else label


def _telling(words: Text) -> set[str]:
    return {word for word in words.fr.casefold().split() if len(word) > len("en")}


def _asks_of(workflow: Workflow, step: str) -> Sequence[Field]:
    try:
        return workflow.step(step).asks
    except KeyError:
        return ()


def _said(field: Field, value: Any, situation: Situation) -> Any:
    match field.kind:
        case "day":
            return date.fromisoformat(str(value))
        case "moment":
            return datetime.fromisoformat(str(value))
        case "amount":
            return Decimal(str(value))
        case "yes_no":
            return WORDS["yes"] if value else WORDS["no"]
        case "choice" | "choices":
            codes = [value] if isinstance(value, str) else list(value)
            labels = dict(choices_of(field, situation))
            return [labels.get(code) or _named(code, situation) for code in codes]
        case "line":
            return _place(str(value), situation.session) or value
    return value


def _named(code: str, situation: Situation) -> Text | str:
    """Return what a choice of then is called, now that the form would no longer offer it."""
    try:
        return agency(code).short
    except UnknownAgency:
        return _place(code, situation.session) or code


def _place(code: str, session: Session) -> str | None:
    """Return the name of the establishment or of the visit of that id, if the viewer may see it."""
    try:
        known = UUID(code)
    except ValueError:
        return None
    place = session.get(Establishment, known)
    if place is not None:
        return place.trade_name or place.name
    visit = session.get(Visit, known)
    return visit.trade_name if visit is not None else None
