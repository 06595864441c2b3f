"""The agency's webhooks: where its software wants to be told that something happened."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from flask import abort, current_app

from webapp.api.access import software
from webapp.api.operation import PREFIX, idempotency_key, operation
from webapp.api.paging import page_schema
from webapp.api.problems import Problem, Reason
from webapp.api.schemas import Schema
from webapp.api.shapes import SCHEMAS, told_webhook
from webapp.calling_out import LONGEST_ADDRESS, why_not
from webapp.effects.webhook import webhook_secret
from webapp.settings import Settings
from webapp.unit import db, moment
from workflows.register.webhooks import (
    EVENTS,
    TooManyWebhooks,
    Webhook,
    end_webhook,
    find_webhook,
    open_webhook,
    webhooks_of,
)
from workflows.store.text import Text

_SCOPE: Final = "webhooks:manage"
_NEW: Final[Schema] = {
    "type": "object",
    "required": ["url", "events"],
    "additionalProperties": False,
    "properties": {
        "url": {"type": "string", "minLength": 8, "maxLength": LONGEST_ADDRESS, "description": "An https address."},
        "events": {
            "type": "array", "minItems": 1, "maxItems": len(EVENTS), "uniqueItems": True,
            "items": {"type": "string", "enum": sorted(EVENTS)},
        },
    },
}  # fmt: skip
_OPENED: Final[Schema] = {
    "type": "object",
    "required": [*SCHEMAS["Webhook"]["required"], "secret"],
    "properties": {
        **SCHEMAS["Webhook"]["properties"],
        "secret": {"type": "string", "description": "Signs the calls; it is told here and never again."},
    },
}


@operation(
    "GET",
    "/webhooks",
    scope=_SCOPE,
    summary=Text("Les avertissements du service", "The agency’s webhooks"),
    answer=page_schema("Webhook"),
)
def list_webhooks() -> Any:
    """Those that were not ended, on one page: there are few."""
    return {"data": [told_webhook(row) for row in webhooks_of(db(), software().agency)], "next": None}


@operation(
    "POST",
    "/webhooks",
    scope=_SCOPE,
    summary=Text("Ouvrir un avertissement", "Open a webhook"),
    body=_NEW,
    answer=_OPENED,
    status=201,
)
def make_webhook(given: dict[str, Any]) -> Any:
    """Open a webhook, once for each id of the caller's own, and tell its secret."""
    settings: Settings = current_app.extensions["beffroi_settings"]
    refused = why_not(given["url"], private=settings.private_webhooks)
    if refused is not None:
        raise Problem(409, "refused", [Reason("address_refused", refused, "/url")])
    webhook_id = uuid5(software().key_id, idempotency_key())
    try:
        row = open_webhook(
            db(), webhook_id=webhook_id, agency=software().agency, url=given["url"], events=given["events"],
            made_by=software().actor.user, moment=moment(),
        )  # fmt: skip
    except TooManyWebhooks:
        raise Problem(409, "refused", [Reason("too_many_webhooks", _TOO_MANY)]) from None
    if (row.url, row.events) != (given["url"], sorted(given["events"])):
        raise Problem(409, "idempotency_conflict")
    told = {**told_webhook(row), "secret": webhook_secret(settings, row.id)}
    return told, {"Location": f"{PREFIX}/webhooks/{row.id}"}


@operation(
    "GET",
    "/webhooks/{webhook_id}",
    scope=_SCOPE,
    summary=Text("Un avertissement", "One webhook"),
    answer={"$ref": "#/components/schemas/Webhook"},
)
def read_webhook(webhook_id: UUID) -> Any:
    """One of them, without its secret."""
    return told_webhook(_own(webhook_id))


@operation(
    "POST",
    "/webhooks/{webhook_id}/end",
    scope=_SCOPE,
    summary=Text("Couper un avertissement", "End a webhook"),
    answer={"$ref": "#/components/schemas/Webhook"},
)
def stop_webhook(webhook_id: UUID) -> Any:
    """End one of them: nothing more is sent there."""
    row = _own(webhook_id)
    end_webhook(db(), row.id, moment=moment())
    row.ended_at = moment()
    return told_webhook(row)


def _own(webhook_id: UUID) -> Webhook:
    found = find_webhook(db(), software().agency, webhook_id)
    if found is None:
        abort(404)
    return found


_TOO_MANY: Final = Text(
    "Le service a déjà autant d’avertissements qu’il peut en avoir\u00a0: coupez-en un.",
    "The agency already has as many webhooks as it may have: end one of them.",
)
