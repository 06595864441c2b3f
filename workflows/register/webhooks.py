"""Where an agency's own software wants to be told that something happened, and how the calls to it went."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.store.checksum import Checksummed
from workflows.store.database import Base
from workflows.store.text import Text

TOPIC: Final = "webhook"
"""Of the effect that calls an address."""
EVENTS: Final[Mapping[str, Text]] = {
    "task.opened": Text("Quelque chose est attendu du service", "Something is expected of the agency"),
    "objective.moved": Text("Un objectif auquel il prend part a changé d’état", "An objective that it shares in has moved"),
    "commitment.moved": Text("Un de ses engagements a changé d’état", "One of its commitments has moved"),
    "reading.contested": Text("Un de ses relevés est contesté", "One of its readings is contested"),
}  # fmt: skip
TRIAL: Final = "trial"
"""The event of a call that somebody asked for at the desk, to see whether it arrives."""
PATIENCE: Final = timedelta(hours=1)
"""How long every call may fail before the address is left alone: less than the outbox goes on trying."""
MOST: Final = 10
"""How many addresses an agency may have at a time."""
_REMEMBERED: Final = timedelta(days=7)
"""How long a delivery is remembered; the outbox has long stopped trying again by then."""


class Webhook(Checksummed, Base):
    """One address of one agency, and the events that it is told. The secret that signs the calls is not kept here.

    ``failing_since`` is the first failure after the last success; ``stopped_at`` when the house gave up on the address.
    Of the last call are kept when it was made, of which event it told, and its ``answer``: a status, or why there was none.
    ``trial_at`` is when somebody asked for a trial call that is still to be written into the outbox.
    """

    __tablename__ = "webhook"
    __unchecked__: ClassVar[frozenset[str]] = frozenset(
        {"ended_at", "stopped_at", "failing_since", "delivered_at", "called_at", "called_event", "answer", "trial_at"}
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agency: Mapped[str] = mapped_column(sa.String(40), index=True)
    url: Mapped[str] = mapped_column(sa.String(500))
    events: Mapped[list[str]] = mapped_column(sa.JSON)
    made_by: Mapped[str] = mapped_column(sa.String(80))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    failing_since: Mapped[datetime | None] = mapped_column(default=None)
    delivered_at: Mapped[datetime | None] = mapped_column(default=None)
    called_at: Mapped[datetime | None] = mapped_column(default=None)
    called_event: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    answer: Mapped[str | None] = mapped_column(sa.String(20), default=None)
    trial_at: Mapped[datetime | None] = mapped_column(default=None)


class WebhookDelivery(Checksummed, Base):
    """One call that was answered, by the effect that caused it: it is not made again."""

    __tablename__ = "webhook_delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook_id: Mapped[UUID] = mapped_column(sa.ForeignKey("webhook.id"), index=True)
    at: Mapped[datetime]


class TooManyWebhooks(Exception):
    """The agency has as many addresses as it may have."""


def open_webhook(
    session: Session,
    *,
    webhook_id: UUID,
    agency: str,
    url: str,
    events: Collection[str],
    made_by: str,
    moment: datetime,
) -> Webhook:
    """Enter an address of an agency at ``moment`` (aware), once for each ``webhook_id``; the caller has checked it.

    Refuses with ``ValueError`` no event, an unknown one and an id that another agency has, with :class:`TooManyWebhooks` one more than ``MOST``. The
    caller commits.
    """
    if not events or not set(events) <= set(EVENTS):
        raise ValueError("A webhook is told known events.")
    known = session.get(Webhook, webhook_id)
    if known is not None:
        if known.agency != agency:
            raise ValueError("This id is another agency’s.")
        return known
    if not has_room(session, agency):
        raise TooManyWebhooks
    row = Webhook(
        id=webhook_id, agency=agency, url=url, events=sorted(set(events)), made_by=made_by, created_at=moment
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def webhooks_of(session: Session, agency: str) -> list[Webhook]:
    """Return the addresses of an agency that were not ended, oldest first."""
    return list(
        session.scalars(
            sa.select(Webhook)
            .where(Webhook.agency == agency, Webhook.ended_at.is_(None))
            .order_by(Webhook.created_at, Webhook.id)
        )
    )


def has_room(session: Session, agency: str) -> bool:
    """Tell whether an agency may have one more address."""
    return len(webhooks_of(session, agency)) < MOST


def find_webhook(session: Session, agency: str, webhook_id: UUID) -> Webhook | None:
    """Return an address of an agency that was not ended, ``None`` if there is none of that id."""
    return session.scalar(
        sa.select(Webhook).where(Webhook.id == webhook_id, Webhook.agency == agency, Webhook.ended_at.is_(None))
    )


def end_webhook(session: Session, webhook_id: UUID, *, moment: datetime) -> None:
    """End an address at ``moment`` (aware): nothing more is sent there. The caller commits."""
    _change(session, webhook_id, ended_at=moment)


def resume_webhook(session: Session, webhook_id: UUID) -> None:
    """Send to an address again that the house had given up on; the caller commits."""
    _change(session, webhook_id, stopped_at=None, failing_since=None)


def ask_trial(session: Session, webhook_id: UUID, *, moment: datetime) -> None:
    """Ask at ``moment`` (aware) for a trial call, once however often that is asked before it is made. The caller commits."""
    _change(session, webhook_id, trial_at=moment)


def take_trials(session: Session) -> list[UUID]:
    """Return the addresses for which a trial call was asked, and ask no more. The caller writes them down and commits."""
    table = Webhook.__table__.c
    asked = sa.select(table.id).where(table.trial_at.is_not(None), table.ended_at.is_(None)).order_by(table.trial_at)
    found = list(session.connection().scalars(asked.with_for_update(skip_locked=True)))
    for webhook_id in found:
        _change(session, webhook_id, trial_at=None)
    return found


def listening(session: Session) -> list[Any]:
    """Return the addresses (as plain rows) to which something may be sent now, for the house's own reasoning."""
    table = Webhook.__table__.c
    return list(
        session.connection().execute(
            sa.select(table.id, table.agency, table.events).where(table.ended_at.is_(None), table.stopped_at.is_(None))
        )
    )


def was_delivered(session: Session, effect_id: UUID) -> bool:
    """Tell whether the call of an effect was answered before."""
    return session.get(WebhookDelivery, effect_id) is not None


def keep_success(
    session: Session, webhook_id: UUID, effect_id: UUID, *, event: str, answer: str, moment: datetime
) -> None:
    """Note that a call was answered at ``moment`` (aware), and forget those of long ago. The caller commits."""
    old = WebhookDelivery.__table__.c
    session.connection().execute(
        sa.delete(WebhookDelivery).where(old.webhook_id == webhook_id, old.at < moment - _REMEMBERED)
    )
    session.add(WebhookDelivery(id=effect_id, webhook_id=webhook_id, at=moment))
    last = {"called_at": moment, "called_event": event, "answer": answer}
    _change(session, webhook_id, failing_since=None, delivered_at=moment, **last)


def keep_failure(session: Session, webhook_id: UUID, *, event: str, answer: str, moment: datetime) -> bool:
    """Note that a call failed at ``moment`` (aware), and how; tell whether it is over: not to be made again.

    So is a call with which the house gives up on the address. A trial is made once, and gives nothing up. The caller
    commits.
    """
    row = session.get_one(Webhook, webhook_id)
    last = {"called_at": moment, "called_event": event, "answer": answer}
    if event == TRIAL:
        _change(session, webhook_id, **last)
        return True
    since = row.failing_since or moment
    gives_up = moment - since >= PATIENCE
    _change(session, webhook_id, failing_since=since, stopped_at=moment if gives_up else None, **last)
    return gives_up


def _change(session: Session, webhook_id: UUID, **values: Any) -> None:
    session.connection().execute(sa.update(Webhook).where(Webhook.__table__.c.id == webhook_id).values(**values))
