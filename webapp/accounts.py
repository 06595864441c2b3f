"""Signing in and out: one try at a time is counted before the password is even looked at."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webapp.sessions import begin_session, end_session
from workflows.register.users import find_user, password_matches
from workflows.store.database import read_only
from workflows.store.sessions import SignInThrottle

FREE_TRIES: Final = 5
"""So many failures for one account cost nothing; each further one doubles the wait."""

FREE_TRIES_OF_ADDRESS: Final = 50
"""A whole office may share one address."""

_FIRST_WAIT: Final = timedelta(seconds=30)
_LONGEST_WAIT: Final = timedelta(minutes=15)
_FORGET_AFTER: Final = timedelta(hours=1)
_log = logging.getLogger("beffroi.accounts")


class SignInRefused(Exception):
    """Nobody was signed in: the name and password do not go together. It is never said which of them is wrong."""


class TooManyTries(Exception):
    """Signing in failed too often: nothing is tried before ``until`` (aware UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__("Too many tries.")
        self.until = until


def sign_in(
    engine: Engine,
    *,
    agency: str,
    user_name: str,
    password: str,
    address: str,
    moment: datetime,
    former_session: UUID | None = None,
) -> tuple[str, UUID]:
    """Open a session and return the token for the browser and the user's id; the former session of it is ended.

    Refuses with :class:`SignInRefused` or :class:`TooManyTries`. It commits by itself: a refused try must count.
    """
    account, network = _key("account", agency, user_name), _key("address", address)
    with Session(engine) as session, session.begin():
        waits = [
            _count_try(session, account, free=FREE_TRIES, moment=moment),
            _count_try(session, network, free=FREE_TRIES_OF_ADDRESS, moment=moment),
        ]
    until = max((wait for wait in waits if wait is not None), default=None)
    if until is not None:
        _log.warning("sign-in refused: too many tries, agency=%s", agency)
        raise TooManyTries(until)
    with Session(read_only(engine)) as session:
        user = find_user(session, agency, user_name)
        session.expunge_all()
    if not password_matches(user, password) or user is None:
        _log.warning("sign-in refused: no such name and password, agency=%s", agency)
        raise SignInRefused
    with Session(engine) as session, session.begin():
        _forgive(session, account, network)
        if former_session is not None:
            end_session(session, former_session, moment=moment)
        token = begin_session(session, user, moment=moment)
    _log.info("signed in: user=%s", user.id)
    return token, user.id


def sign_out(engine: Engine, session_id: UUID, *, moment: datetime) -> None:
    """End a session now. It commits by itself: whatever else fails, the person is out."""
    with Session(engine) as session, session.begin():
        end_session(session, session_id, moment=moment)
    _log.info("signed out: session=%s", session_id)


def _count_try(session: Session, key: str, *, free: int, moment: datetime) -> datetime | None:
    throttle = _throttle(session, key, moment)
    if throttle.blocked_until is not None and throttle.blocked_until > moment:
        return throttle.blocked_until
    if moment - throttle.last_at > _FORGET_AFTER:
        throttle.failures = 0
    throttle.failures += 1
    throttle.last_at = moment
    over = throttle.failures - free
    if over >= 0:
        throttle.blocked_until = moment + min(_FIRST_WAIT * 2 ** min(over, 10), _LONGEST_WAIT)
    session.flush()
    return None


def _throttle(session: Session, key: str, moment: datetime) -> SignInThrottle:
    found = session.get(SignInThrottle, key, with_for_update=True)
    if found is not None:
        return found
    try:
        with session.begin_nested():
            found = SignInThrottle(key=key, failures=0, last_at=moment)
            session.add(found)
            session.flush()
    except IntegrityError:
        # Somebody tries the same account at this very moment; their row is there now.
        return session.get_one(SignInThrottle, key, with_for_update=True)
    return found


def _forgive(session: Session, account: str, network: str) -> None:
    by_account = session.get(SignInThrottle, account)
    if by_account is not None:
        session.delete(by_account)
    by_network = session.get(SignInThrottle, network)
    if by_network is not None and by_network.failures > 0:
        by_network.failures -= 1
        by_network.blocked_until = None


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
