"""The effect that sends a message: composed from its row, sent once as far as one can know, marked when it has left."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from webapp.mail.letter import compose
from webapp.mail.post import send
from webapp.settings import Settings
from workflows.engine.outbox import Delivery, Handler
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.messages import POST, Message, mark_sent


def handlers(settings: Settings) -> Mapping[str, Handler]:
    """Return the handler of messages for an installation; they leave by its mail server, or into its folder."""
    return {POST: lambda delivery: post_message(delivery, settings)}


def post_message(delivery: Delivery, settings: Settings) -> None:
    """Send one message, unless it has left; what the mail server refuses is raised, and the outbox tries again.

    A server that took a message whose acknowledgement was lost gets it again under the same id: nothing better can be had.
    """
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        message = session.get_one(Message, UUID(hex=delivery.body["message"]))
        if message.sent_at is not None:
            return
        letter = compose(message, settings)
    # No database is held while the server is asked.
    send(settings, letter, name=f"{message.made_at:%Y%m%d-%H%M}-{message.level}-{message.id.hex[:12]}")
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        mark_sent(session, message.id, moment=delivery.moment)
