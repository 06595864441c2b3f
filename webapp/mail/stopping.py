"""The links that stop messages without signing in: signed, of no other use, for one person and one kind, or for what is asked
of somebody outside.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer

from workflows.register.correspondence import LEVELS

_SALT: Final = "beffroi.stop-messages"
_OUTSIDE: Final = "beffroi.stop-outside"


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


def outside_stop_token(secret_key: bytes, link_ids: Iterable[UUID]) -> str:
    """Return the token that stops the reminders about these links to answers from outside."""
    return str(URLSafeSerializer(secret_key, salt=_OUTSIDE).dumps([each.hex for each in link_ids]))


def read_outside_stop_token(secret_key: bytes, token: str) -> list[UUID]:
    """Return the links of whose reminders a token is, none if it is not one of ours."""
    try:
        return [UUID(hex=each) for each in URLSafeSerializer(secret_key, salt=_OUTSIDE).loads(token)]
    except (BadSignature, ValueError, TypeError, AttributeError):
        return []
