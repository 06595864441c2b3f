"""The mail of the canary house: everybody has an address, and the messages of the last working morning lie in its folder."""

from __future__ import annotations

import email
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.webapp.canary_words import canaries_in
from webapp.demonstration.mail import enter_addresses, write_demonstration_mail
from webapp.mail.post import FOLDER
from webapp.wiring import House
from workflows.engine.outbox import drain


def tell_mail(house: House) -> None:
    """Write to everybody what the last working morning brought, and let the messages leave."""
    moment = datetime.now(UTC)
    enter_addresses(house.engine, moment)
    assert write_demonstration_mail(house, moment)
    drain(house.engine, house.handlers, moment=moment)


def messages_in(home: Path) -> Iterator[frozenset[str]]:
    """Give of each message that left every canary in it, headers and attachments too."""
    for path in (home / FOLDER).glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=default)
        parts = [
            str(part.get_content())
            for part in message.walk()
            if isinstance(part, EmailMessage) and not part.is_multipart()
        ]
        yield canaries_in(repr(message.items())) | frozenset().union(*(canaries_in(part) for part in parts))
