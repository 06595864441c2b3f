"""The sending room: by SMTP where a server is named, else into a folder, one file for each message."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path
from typing import Final

from webapp.settings import Settings, Smtp

FOLDER: Final = "mail"
_PATIENCE: Final = 20.0
"""Seconds that a mail server may take for one answer: less than an effect is held."""


def send(settings: Settings, message: EmailMessage, *, name: str) -> None:
    """Send one message, or put it into the folder as ``name``.eml: sent again, it is that same file.

    Raises what the server says; the outbox then tries again.
    """
    if settings.smtp is None:
        put_into_folder(settings.home / FOLDER, message, name)
        return
    with _connection(settings.smtp) as server:
        server.send_message(message)


def put_into_folder(folder: Path, message: EmailMessage, name: str) -> Path:
    """Write a message as a file that only its owner reads, whole or not at all; return its path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, aside = folder / f"{name}.eml", folder / f".{name}.part"
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(message.as_bytes(policy=WIRE))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    return path


@contextmanager
def _connection(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            smtp.host, smtp.port, timeout=_PATIENCE, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=_PATIENCE)
    with server:
        if smtp.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if smtp.user:
            server.login(smtp.user, smtp.password)
        yield server
