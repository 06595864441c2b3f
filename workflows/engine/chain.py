"""The hash chain of a journal: how a body is digested and a header hashed. A newcomer can redo it with pen and SHA-256."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

FORMAT: Final = "beffroi-journal-1"
NOTHING: Final = bytes(32)
"""What the first line of a case has before it."""


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
    fields = [
        FORMAT,
        case_id.hex,
        seq,
        workflow,
        step,
        source,
        target,
        agency,
        user,
        at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        command,
        secrecy,
        case_agency,
        body_digest.hex(),
        previous.hex(),
    ]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).digest()
