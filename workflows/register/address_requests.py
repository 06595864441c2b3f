"""The address that a person has given and not confirmed yet: nothing but the request to confirm it goes there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from workflows.register.correspondence import LONGEST_ADDRESS, correspondent, refuse_no_address, set_address
from workflows.register.messages import Message
from workflows.register.users import AccountRefused
from workflows.store.checksum import Checksummed
from workflows.store.database import Base
from workflows.store.text import Text

LEVEL: Final = "address"
"""The kind of the messages about an address: nobody chooses them or stops them."""
GOOD_FOR: Final = timedelta(hours=24)
MOST_A_DAY: Final = 5
"""So many requests may one person make within a day: the house is no machine for writing to strangers."""


class AddressRequest(Checksummed, Base):
    """The one address that a person (``user_id``) has asked for last and not confirmed."""

    __tablename__ = "address_request"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("user_account.id"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS))
    asked_at: Mapped[datetime]


class TooManyRequests(Exception):
    """The person has asked for an address too often today."""


def occasion_of(asked_at: datetime) -> str:
    """Return what the message that asks to confirm is for."""
    return f"{LEVEL}:{asked_at.isoformat()}"


def ask_for_address(session: Session, user_id: UUID, address: str, *, moment: datetime) -> AddressRequest:
    """Note that a person asks at ``moment`` (aware) for an address, in place of any that they asked for before.

    Refuses with :class:`AccountRefused` what is no plain address or is theirs already, and with :class:`TooManyRequests`
    more than :data:`MOST_A_DAY`. The caller commits.
    """
    refuse_no_address(address)
    if correspondent(session, user_id, moment=moment).address == address:
        raise AccountRefused(_THEIRS)
    since = sa.select(sa.func.count()).where(
        Message.user_id == user_id, Message.occasion.startswith(f"{LEVEL}:"), Message.made_at > moment - GOOD_FOR
    )
    if (session.scalar(since) or 0) >= MOST_A_DAY:
        raise TooManyRequests
    row = session.get(AddressRequest, user_id) or AddressRequest(user_id=user_id)
    row.address, row.asked_at = address, moment
    session.add(row)
    session.flush()
    return row


def request_of(session: Session, user_id: UUID, *, moment: datetime) -> AddressRequest | None:
    """Return the address that a person has yet to confirm, ``None`` without one or once its time has passed."""
    row = session.get(AddressRequest, user_id)
    return row if row is not None and moment < row.asked_at + GOOD_FOR else None


def confirm_address(session: Session, row: AddressRequest, *, moment: datetime) -> str:
    """Have the house write to the address that was asked for, from ``moment`` (aware) on; return the one before."""
    before = correspondent(session, row.user_id, moment=moment)
    former = before.address
    set_address(session, row.user_id, row.address, before.rank, moment=moment)
    session.delete(row)
    session.flush()
    return former


_THEIRS: Final = Text("Vos messages partent déjà à cette adresse.", "Your messages go to this address already.")
