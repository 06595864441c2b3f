"""The history of a case as people read it: who did what, when, and what they wrote."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from webapp.words import WORDS
from workflows.engine import registry
from workflows.engine.cases import OPENED, Situation
from workflows.engine.definition import HOUSE, Field, Workflow
from workflows.engine.fields import choices_of
from workflows.engine.tables import Case, JournalLine
from workflows.register.agencies import UnknownAgency, agency
from workflows.register.users import User
from workflows.store.text import Text


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
    erased: tuple[datetime, str] | None


def history_of(session: Session, case: Case, situation: Situation, *, latest: int | None = None) -> list[Event]:
    """Return the history of a case that this session may see, the latest line first, so many of them at most."""
    statement = sa.select(JournalLine).where(JournalLine.case_id == case.id).order_by(JournalLine.seq.desc())
    lines = list(session.scalars(statement if latest is None else statement.limit(latest)))
    names = people_of(session, ((line.agency, line.user) for line in lines))
    workflow = registry.workflow(case.workflow, case.workflow_version)
    return [_event(line, workflow, names, situation) for line in lines]


def people_of(session: Session, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the names of the people who signed lines, by agency and user name."""
    wanted = sorted({user for _, user in keys})
    rows = session.execute(sa.select(User.agency, User.user_name, User.name).where(User.user_name.in_(wanted)))
    return {(at, user): name for at, user, name in rows}


def step_said(workflow: Workflow, name: str) -> Text:
    """Return what the history says of a step, in the past tense; a note where the workflow knows no such step."""
    if name == OPENED:
        return WORDS["case_opened"]
    try:
        step = workflow.step(name)
    except KeyError:
        return WORDS["noted"]
    return step.done or step.label


def written_of(asks: Sequence[Field], given: Mapping[str, Any], situation: Situation) -> tuple[Written, ...]:
    """Return what was written, field by field in the order of the form; empty ones and unknown ones are left out."""
    return tuple(
        Written(field.label, _said(field, given[field.name], situation))
        for field in asks
        if given.get(field.name) not in (None, "", [])
    )


def _event(line: JournalLine, workflow: Workflow, names: Mapping[tuple[str, str], str], situation: Situation) -> Event:
    body: dict[str, Any] = json.loads(line.body) if line.body else {}
    moved = line.target != line.source
    return Event(
        seq=line.seq,
        what=step_said(workflow, line.step),
        at=line.at,
        agency=line.agency,
        who=None if line.agency == HOUSE else names.get((line.agency, line.user), line.user),
        state=workflow.state(line.target).label if moved else None,
        written=written_of(_asks_of(workflow, line.step), body.get("fields", {}), situation),
        erased=(line.erased_at, line.erased_reason or "") if line.erased_at else None,
    )


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
        case "yes_no":
            return WORDS["yes"] if value else WORDS["no"]
        case "choice" | "choices":
            codes = [value] if isinstance(value, str) else list(value)
            labels = dict(choices_of(field, situation))
            return [labels.get(code) or _agency_or_code(code) for code in codes]
    return value


def _agency_or_code(code: str) -> Text | str:
    try:
        return agency(code).short
    except UnknownAgency:
        return code
