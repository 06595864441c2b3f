"""The webhook effect: tell an agency's own software that something happened, signed, once; leave a dead address alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Final
from uuid import UUID

from webapp.calling_out import CallFailed, post
from webapp.settings import Settings
from workflows.engine.outbox import Delivery, Handler
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.webhooks import TOPIC, TRIAL, Webhook, keep_failure, keep_success, was_delivered

SIGNATURE: Final = "Beffroi-Signature"
DELIVERY: Final = "Beffroi-Delivery"


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return the handler of webhooks for an installation."""
    return {TOPIC: lambda delivery: call_webhook(delivery, settings)}


def call_webhook(delivery: Delivery, settings: Settings) -> None:
    """Make the call of one effect, once: delivered again after an answer, it does nothing.

    Any answer of the 200s is one; a redirect is not followed. Raises ``CallFailed`` for anything else, and the effect is
    tried again later, until the address has failed for so long that the house gives up on it. A trial is not tried again,
    and is made where the house has given up as well.
    """
    webhook_id, event = UUID(hex=delivery.body["webhook"]), delivery.body["event"]
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        row = session.get(Webhook, webhook_id)
        if row is None or row.ended_at or was_delivered(session, delivery.effect_id):
            return
        if row.stopped_at and event != TRIAL:
            return
        url = row.url
    try:
        status = _call(delivery, url, webhook_secret(settings, webhook_id), private=settings.private_webhooks)
    except CallFailed as failed:
        with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
            if keep_failure(session, webhook_id, event=event, answer=failed.reason, moment=delivery.moment):
                return
        raise
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        keep_success(session, webhook_id, delivery.effect_id, event=event, answer=str(status), moment=delivery.moment)


def webhook_secret(settings: Settings, webhook_id: UUID) -> str:
    """Return the secret of a webhook: made from the key of the house, so that no database holds it."""
    digest = hmac.new(settings.secret_key, f"webhook:{webhook_id.hex}".encode(), hashlib.sha256).digest()
    return "bfs_" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def signature_of(secret: str, timestamp: int, body: bytes) -> str:
    """Return the header that signs a body: HMAC-SHA256 over ``timestamp.body``, in hexadecimal."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def body_of(delivery: Delivery) -> bytes:
    """Return what a call says: ids, the kind of case and the moment, the same at each try. A trial is about no case."""
    said = delivery.body
    told = {
        "id": str(delivery.effect_id),
        "event": said["event"],
        "case_id": str(UUID(hex=said["case"])) if said["case"] else None,
        "kind": said["kind"],
        "occurred_at": said["at"].replace("+00:00", "Z"),
    }
    return json.dumps(told, separators=(",", ":")).encode()


def _call(delivery: Delivery, url: str, secret: str, *, private: bool) -> int:
    body = body_of(delivery)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Beffroi/1",
        DELIVERY: str(delivery.effect_id),
        SIGNATURE: signature_of(secret, int(delivery.moment.timestamp()), body),
    }
    status = post(url, body, headers, private=private)
    if not 200 <= status < 300:
        raise CallFailed(str(status), f"The address answered {status}.")
    return status
