"""What the interface tells of each thing, as JSON Schema, and how it is told: values of a case, never its rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from webapp.api.problems import both
from webapp.api.schemas import Schema
from workflows.engine import registry
from workflows.engine.statements import NO_DUE
from workflows.engine.tables import Case, Turn
from workflows.processes.action import Action, is_late
from workflows.processes.commitment import Commitment
from workflows.processes.indicator import DIRECTIONS, FREQUENCIES, KINDS, Indicator, Reading
from workflows.processes.objective import Objective
from workflows.register.webhooks import EVENTS, Webhook
from workflows.store.text import Text

ID: Final[Schema] = {"type": "string", "format": "uuid"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
WORDS: Final[Schema] = {"type": "string"}
ANSWER: Final[Schema] = {
    "type": "string",
    "description": "Of the last call: a status, or in a word why there was none.",
}
PATH: Final[Schema] = {"type": "string", "description": "The page of this case at the agency’s desk."}
AMOUNT: Final[Schema] = {
    "type": "string",
    "pattern": "^(0|[1-9][0-9]{0,8})([.][0-9]{1,2})?$",
    "description": "A decimal number as text, so that no digit is lost: at most two decimals.",
    "examples": ["12.5"],
}
TEXT: Final[Schema] = {"$ref": "#/components/schemas/Text"}
LINE: Final = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]*$"
"""Words on one line: nothing that breaks it, hides in it or turns its direction."""


def _or_nothing(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _told(**properties: Schema) -> Schema:
    return {"type": "object", "required": sorted(properties), "properties": properties}


_STANDING: Final[Mapping[str, Schema]] = {"state": WORDS, "state_label": TEXT, "moved_at": MOMENT, "page": PATH}
SCHEMAS: Final[Mapping[str, Schema]] = {
    "Text": _told(fr=WORDS, en=WORDS),
    "Task": _told(
        case_id=ID, kind=WORDS, kind_label=TEXT, title=WORDS, expected=TEXT, competence=WORDS, due=_or_nothing(MOMENT),
        **_STANDING,
    ),
    "Objective": _told(id=ID, strategy_id=ID, code=WORDS, title=WORDS, aim=WORDS, target=WORDS, due_on=DAY, **_STANDING),
    "Commitment": _told(
        id=ID, objective_id=ID, asked=WORDS, due_on=DAY, asked_at=MOMENT, answered_at=_or_nothing(MOMENT), words=WORDS,
        reason=WORDS, **_STANDING,
    ),
    "Action": _told(
        id=ID, commitment_id=_or_nothing(ID), title=WORDS, due_on=DAY, late={"type": "boolean"}, blocked_by=WORDS,
        evidence=WORDS, **_STANDING,
    ),
    "Indicator": _told(
        id=ID, objective_id=ID, label=WORDS, kind={"type": "string", "enum": sorted(KINDS)}, unit=WORDS,
        baseline=_or_nothing(AMOUNT), target=AMOUNT, direction={"type": "string", "enum": sorted(DIRECTIONS)},
        frequency={"type": "string", "enum": sorted(FREQUENCIES)}, source=WORDS,
        counted_by_beffroi={"type": "boolean", "description": "Counted from the cases themselves: no reading is taken."},
        **_STANDING,
    ),
    "Reading": _told(
        id=ID, indicator_id=ID, on_day=DAY, value=AMOUNT, source=WORDS, author=WORDS, agency=WORDS, received_at=MOMENT,
        replaces=_or_nothing(ID), stands={"type": "boolean", "description": "False once a later one has replaced it."},
    ),
    "Webhook": _told(
        id=ID, url=WORDS, events={"type": "array", "items": {"type": "string", "enum": sorted(EVENTS)}},
        created_at=MOMENT, ended_at=_or_nothing(MOMENT), stopped_at=_or_nothing(MOMENT),
        failing_since=_or_nothing(MOMENT), delivered_at=_or_nothing(MOMENT),
        called_at=_or_nothing(MOMENT), answer=_or_nothing(ANSWER),
    ),
}  # fmt: skip


def told_task(turn: Turn, case: Case, agency: str) -> dict[str, Any]:
    """Return something that is expected of an agency."""
    workflow = registry.workflow(case.workflow, case.workflow_version)
    state = workflow.state(case.state)
    return {
        "case_id": str(case.id),
        "kind": case.workflow,
        "kind_label": both(workflow.label),
        "title": case.title,
        "expected": both(state.expects or state.label),
        "competence": turn.competence,
        "due": None if turn.due == NO_DUE else _moment(turn.due),
        **_standing(case, agency),
    }


def told_objective(row: Objective, case: Case, agency: str) -> dict[str, Any]:
    """Return an objective."""
    return {
        "id": str(row.id), "strategy_id": str(row.strategy_id), "code": row.code, "title": row.title, "aim": row.aim,
        "target": row.target, "due_on": row.due_on.isoformat(), **_standing(case, agency),
    }  # fmt: skip


def told_commitment(row: Commitment, case: Case, agency: str) -> dict[str, Any]:
    """Return a commitment."""
    return {
        "id": str(row.id), "objective_id": str(row.objective_id), "asked": row.asked, "due_on": row.due_on.isoformat(),
        "asked_at": _moment(row.asked_at), "answered_at": _moment(row.answered_at), "words": row.words,
        "reason": row.reason, **_standing(case, agency),
    }  # fmt: skip


def told_action(row: Action, case: Case, agency: str, today: date) -> dict[str, Any]:
    """Return an action as it stands ``today``."""
    return {
        "id": str(row.id), "commitment_id": _id(row.commitment_id), "title": row.title,
        "due_on": row.due_on.isoformat(), "late": is_late(row, case.state, today), "blocked_by": row.blocked_by,
        "evidence": row.evidence, **_standing(case, agency),
    }  # fmt: skip


def told_indicator(row: Indicator, case: Case, agency: str) -> dict[str, Any]:
    """Return an indicator."""
    return {
        "id": str(row.id), "objective_id": str(row.objective_id), "label": row.label, "kind": row.kind,
        "unit": row.unit, "baseline": None if row.baseline is None else amount(row.baseline),
        "target": amount(row.target), "direction": row.direction, "frequency": row.frequency, "source": row.source,
        "counted_by_beffroi": bool(row.feed), **_standing(case, agency),
    }  # fmt: skip


def told_reading(row: Reading, replaced: bool) -> dict[str, Any]:
    """Return a reading, and whether a later one has replaced it."""
    return {
        "id": str(row.id), "indicator_id": str(row.indicator_id), "on_day": row.on_day.isoformat(),
        "value": amount(row.value), "source": row.source, "author": row.author, "agency": row.agency,
        "received_at": _moment(row.received_at), "replaces": _id(row.replaces), "stands": not replaced,
    }  # fmt: skip


def told_webhook(row: Webhook) -> dict[str, Any]:
    """Return a webhook, without its secret."""
    return {
        "id": str(row.id), "url": row.url, "events": row.events, "created_at": _moment(row.created_at),
        "ended_at": _moment(row.ended_at), "stopped_at": _moment(row.stopped_at),
        "failing_since": _moment(row.failing_since), "delivered_at": _moment(row.delivered_at),
        "called_at": _moment(row.called_at), "answer": row.answer,
    }  # fmt: skip


def amount(hundredths: int) -> str:
    """Return a value kept in hundredths as a decimal number in text: ``12.5``."""
    return f"{Decimal(hundredths) / 100:f}"


def _state_label(case: Case) -> Text:
    return registry.workflow(case.workflow, case.workflow_version).state(case.state).label


def _standing(case: Case, agency: str) -> dict[str, Any]:
    return {
        "state": case.state,
        "state_label": both(_state_label(case)),
        "moved_at": _moment(case.moved_at),
        "page": f"/{agency}/cases/{case.id}",
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _id(found: Any) -> str | None:
    return None if found is None else str(found)
