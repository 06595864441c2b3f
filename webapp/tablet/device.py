"""What a tablet needs so that it keeps a person's work unreadable to everybody else: a key, and a mark of its owner.

Both follow from the person and the house's own secret, so that whoever signs in again, on this tablet or another, can
read and send what they left there. What this protects is told in ``docs/decisions``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from webapp.sessions import Person
from webapp.settings import Settings
from workflows.store.database import read_only
from workflows.store.sessions import WebSession


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """The key under which a person's work lies on tablets, and how many seconds a tablet may hold it."""

    owner: str
    key: bytes
    seconds: int

    def as_plain(self) -> dict[str, str | int]:
        """Return what the tablet reads."""
        return {"owner": self.owner, "key": base64.b64encode(self.key).decode(), "seconds": self.seconds}


def owner_mark(settings: Settings, someone: Person) -> str:
    """Return the mark under which this person's work lies on tablets: always the same, and nobody's name."""
    return _derive(settings, "owner", someone).hex()[:32]


def device_key(engine: Engine, settings: Settings, someone: Person, *, moment: datetime) -> DeviceKey:
    """Return the key of this person's work on tablets; a tablet forgets it no later than their session ends."""
    with Session(read_only(engine)) as session:
        row = session.get_one(WebSession, someone.session_id)
        left = int((row.expires_at - moment).total_seconds())
    return DeviceKey(owner_mark(settings, someone), _derive(settings, "key", someone), max(left, 0))


def _derive(settings: Settings, purpose: str, someone: Person) -> bytes:
    return hmac.new(settings.secret_key, f"tablet-{purpose}:{someone.user_id.hex}".encode(), hashlib.sha256).digest()
