"""The readings of an indicator: read, and sent by the step that people take at the desk, with the same refusals."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import abort
from sqlalchemy.orm import aliased

from webapp.api.access import software
from webapp.api.objectives import mine
from webapp.api.operation import PREFIX, idempotency_key, operation
from webapp.api.paging import QUERY, page_of, page_schema
from webapp.api.schemas import Schema
from webapp.api.shapes import AMOUNT, DAY, LINE, told_reading
from webapp.unit import db, moment, start_over
from workflows.engine.cases import Taken, take
from workflows.engine.refusals import CommandRaced
from workflows.engine.tables import JournalLine
from workflows.processes.indicator import Indicator, Reading
from workflows.store.text import Text

_HUNDREDTH: Final = Decimal("0.01")
_NEW: Final[Schema] = {
    "type": "object",
    "required": ["on_day", "value"],
    "additionalProperties": False,
    "properties": {
        "on_day": {**DAY, "description": "The day that the value is for: today or earlier."},
        "value": AMOUNT,
        "source": {
            "type": "string", "minLength": 1, "maxLength": 200, "pattern": LINE,
            "description": "Where the value comes from; left out, the usual source of the indicator.",
        },
    },
}  # fmt: skip


@operation(
    "GET",
    "/indicators/{indicator_id}/readings",
    scope="objectives:read",
    summary=Text("Les relevés d’un indicateur, par jour", "The readings of an indicator, by day"),
    query=QUERY,
    answer=page_schema("Reading"),
)
def list_readings(indicator_id: UUID, asked: dict[str, Any]) -> Any:
    """Every reading of an indicator of the agency, those that were replaced included."""
    _own_indicator(indicator_id)
    return page_of(_readings(indicator_id), (Reading.on_day, Reading.id), asked, told_reading)


@operation(
    "GET",
    "/indicators/{indicator_id}/readings/{reading_id}",
    scope="objectives:read",
    summary=Text("Un relevé", "One reading"),
    answer={"$ref": "#/components/schemas/Reading"},
)
def read_reading(indicator_id: UUID, reading_id: UUID) -> Any:
    """One reading of an indicator of the agency."""
    _own_indicator(indicator_id)
    found = db().execute(_readings(indicator_id).where(Reading.id == reading_id)).one_or_none()
    if found is None:
        abort(404)
    return told_reading(*found)


@operation(
    "POST",
    "/indicators/{indicator_id}/readings",
    scope="readings:write",
    summary=Text("Envoyer un relevé", "Send a reading"),
    body=_NEW,
    answer={"$ref": "#/components/schemas/Reading"},
    status=201,
)
def send_reading(indicator_id: UUID, given: dict[str, Any]) -> Any:
    """Take the step of the desk with what was sent; sent again with the same id, the same answer and no second reading."""
    _own_indicator(indicator_id)
    # 12.5 and 12.50 are one value, and so one command.
    value = Decimal(given["value"]).quantize(_HUNDREDTH)
    fields: dict[str, Any] = {"value": value, "on_day": date.fromisoformat(given["on_day"])}
    if "source" in given:
        fields["source"] = given["source"]
    try:
        taken = _take(indicator_id, fields)
    except CommandRaced:
        start_over()
        taken = _take(indicator_id, fields)
    at = db().scalar(
        sa.select(JournalLine.at).where(JournalLine.case_id == taken.case_id, JournalLine.seq == taken.seq)
    )
    found = db().scalars(
        sa.select(Reading).where(Reading.indicator_id == indicator_id, Reading.received_at == at)
    ).one()  # fmt: skip
    # Whatever has become of it meanwhile, the answer is the one that was given when it was sent.
    told = told_reading(found, replaced=False)
    return told, {"Location": f"{PREFIX}/indicators/{indicator_id}/readings/{found.id}"}


def _take(indicator_id: UUID, fields: dict[str, Any]) -> Taken:
    return take(
        db(),
        indicator_id,
        "read",
        actor=software().actor,
        moment=moment(),
        fields=fields,
        command=_command(),
    )


def _command() -> str:
    """Return the engine's command id for the caller's own: two keys never share one."""
    words = f"{software().key_id.hex}:{idempotency_key()}"
    return "api-" + hashlib.sha256(words.encode()).hexdigest()


def _own_indicator(indicator_id: UUID) -> None:
    if db().execute(mine(Indicator).where(Indicator.id == indicator_id)).one_or_none() is None:
        abort(404)


def _readings(indicator_id: UUID) -> Any:
    later = aliased(Reading)
    replaced = sa.exists().where(later.replaces == Reading.id)
    return sa.select(Reading, replaced).where(Reading.indicator_id == indicator_id)
