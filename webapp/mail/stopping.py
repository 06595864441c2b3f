"""The link that stops one kind of message without signing in: signed, for one person and one kind, of no other use."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from workflows.register.correspondence import LEVELS

_SALT: Final = "beffroi.stop-messages"


def stop_token(secret_key: bytes, user_id: UUID, level: str) -> str:
    """Return the token that stops this kind of message for a person; it does not age, since old messages are kept."""
    return str(URLSafeSerializer(secret_key, salt=_SALT).dumps([user_id.hex, level]))


def read_stop_token(secret_key: bytes, token: str) -> tuple[UUID, str] | None:
    """Return whom and what a token stops, ``None`` if it is not one of ours."""
    try:
        user, level = URLSafeSerializer(secret_key, salt=_SALT).loads(token)
        return (UUID(hex=user), level) if level in LEVELS else None
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None
