"""The hash chain of a journal: how a body is digested and a header hashed. A newcomer can redo it with pen and SHA-256."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

FORMAT: Final = "beffroi-journal-1"
NOTHING: Final = bytes(32)
"""What the first line of a case has before it."""
_AS_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def digest_of_body(salt: bytes, body: str) -> bytes:
    """Return the salted SHA-256 of a body: without the salt, nobody can guess an erased body from its digest."""
    return hashlib.sha256(salt + body.encode()).digest()


def hash_of_header(
    *,
    case_id: UUID,
    seq: int,
    workflow: str,
    step: str,
    source: str,
    target: str,
    agency: str,
    user: str,
    at: datetime,
    command: str | None,
    secrecy: int,
    case_agency: str | None,
    body_digest: bytes,
    previous: bytes,
) -> bytes:
    """Return the SHA-256 of a header: its fields in this order as one JSON array, the moment in UTC microseconds."""
    who = (agency, user, moment_text(at), command, secrecy, case_agency)
    return digest_of(
        [FORMAT, case_id.hex, seq, workflow, step, source, target, *who, body_digest.hex(), previous.hex()]
    )


def digest_of(fields: list[Any]) -> bytes:
    """Return the SHA-256 of plain values as one JSON array."""
    return hashlib.sha256(_AS_JSON(fields).encode()).digest()


def moment_text(moment: datetime) -> str:
    """Return a moment (aware) as the chain writes it: UTC, six decimals, Z."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def stored_moment_text(stored: str | datetime) -> str:
    """Return a stored moment as the chain writes it; SQLite stores it as text. Refuses another spelling."""
    if isinstance(stored, datetime):
        return moment_text(stored)
    if len(stored) != 26 or stored[10] != " ":
        raise ValueError(f"Not a moment: {stored!r}.")
    return f"{stored[:10]}T{stored[11:]}Z"
