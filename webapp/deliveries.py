"""How an effect is carried out: begun by one, kept while its handler works, taken over if that one dies.

The outbox is the truth. A claim only queues an effect, for a short while; whoever carries it out holds it for longer and
renews that at each beat, so that an effect whose worker was killed is soon free again (:class:`webapp.wiring.Pace`).

Calls to machines that are not ours are carried out apart, a few at a time: whoever keeps us waiting there keeps no paper
and no message waiting.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID
from weakref import WeakKeyDictionary

from redis.exceptions import RedisError
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from webapp.mail.rounds import write_mail
from webapp.wiring import House
from workflows.engine.evidence.heads import sign_heads
from workflows.engine.evidence.keys import KeyUnsafe, journal_key
from workflows.engine.outbox import Drain, begin, claim, deliver, renew
from workflows.engine.sweeper import sweep
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.outside_reminder import remind_outside
from workflows.processes.trial import write_trials
from workflows.register.webhooks import TOPIC

AT_ONCE: Final = 20
"""How many effects one process claims at a time."""
APART: Final = frozenset({TOPIC})
"""The topics of effects that wait for somebody else's machine."""
CALLS_AT_ONCE: Final = 4
"""How many of those one process carries out at a time; as many are claimed, so that none waits with its lease running."""
_log = logging.getLogger("beffroi.effects")


def now() -> datetime:
    """Return the moment, aware UTC."""
    return datetime.now(UTC)


def carry_out(house: House, effect_id: UUID, *, moment: datetime) -> bool:
    """Carry out one effect if nobody else has it in hand; tell whether it is done now. ``moment`` is aware."""
    if not begin(house.engine, effect_id, moment=moment, lease=house.pace.held, waiting=house.pace.queued):
        return False
    with _kept(house, effect_id, moment):
        return deliver(house.engine, house.handlers, effect_id, moment=moment)


def carry_out_what_is_due(house: House) -> int:
    """Carry out the effects that are due, other than calls, here and now; return how many were claimed."""
    claimed = claim(house.engine, moment=now(), limit=AT_ONCE, lease=house.pace.queued, without=APART)
    for effect_id in claimed:
        carry_out(house, effect_id, moment=now())
    return len(claimed)


def carry_out_calls(house: House) -> int:
    """Carry out the calls that are due, a few side by side; return how many were claimed."""
    claimed = claim(house.engine, moment=now(), limit=CALLS_AT_ONCE, lease=house.pace.queued, only=APART)
    with ThreadPoolExecutor(CALLS_AT_ONCE, thread_name_prefix="calls") as callers:
        # What failed is raised here, as from one that works alone.
        list(callers.map(lambda effect_id: carry_out(house, effect_id, moment=now()), claimed))
    return len(claimed)


def write_down_trials(house: House) -> int:
    """Have the webhooks called that somebody tries; return how many."""
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        return write_trials(session, moment=now())


def sweep_deadlines(house: House) -> int:
    """Do what passed deadlines ask; return how many were looked at."""
    return sweep(house.engine, moment=now())


def sign_journal(house: House) -> int:
    """Sign the heads of the journal if that is due; there is never more of it to do at once."""
    sign_heads(house.engine, journal_key(house.settings.home / "keys"), moment=now())
    return 0


class MailDuty:
    """Writes the messages that are due: what is urgent waits a minute at most, and the database is left in peace meanwhile."""

    def __init__(self, every: timedelta = timedelta(minutes=1)) -> None:
        """Look at most once in ``every``, for each house."""
        self._every = every
        self._last: WeakKeyDictionary[Engine, datetime] = WeakKeyDictionary()

    def __call__(self, house: House) -> int:
        """Write what is due; return how many messages there were."""
        moment = now()
        last = self._last.get(house.engine)
        if last is not None and moment - last < self._every:
            return 0
        self._last[house.engine] = moment
        inside = write_mail(house.engine, house.settings, moment=moment)
        return inside + remind_outside(house.engine, moment=moment)


write_messages: Final = MailDuty()

Duty = Callable[[House], int]
"""Something that the house does by itself again and again; returns how much there was to do."""

EVERYTHING: Final[Mapping[str, Duty]] = {
    "deadlines": sweep_deadlines,
    "heads": sign_journal,
    "mail": write_messages,
    "effects": carry_out_what_is_due,
}
"""The duties of a process that is alone, calls left out."""
CALLS: Final[Mapping[str, Duty]] = {"trials": write_down_trials, "calls": carry_out_calls}
"""The duties of a thread of its own, which calls the machines of others."""


class Rounds:
    """The rounds of one process: its duties one after the other. What fails in one is logged and stops no other."""

    def __init__(self, house: House, duties: Mapping[str, Duty] = EVERYTHING) -> None:
        """Make rounds in ``house`` with these duties, named as the log names them."""
        self._house = house
        self._duties = duties
        self._failing: set[str] = set()

    def make(self, _moment: datetime | None = None) -> int:
        """Make one round and return how much there was to do, so that the caller may come again at once."""
        return sum(self._do(name, duty) for name, duty in self._duties.items())

    def _do(self, name: str, duty: Duty) -> int:
        try:
            found = duty(self._house)
        except Exception as fault:  # noqa: BLE001 (one duty's fault must not stop the others; it is logged)
            # A database or a Redis that is away is said once, without pages of traces.
            known = isinstance(fault, (SQLAlchemyError, RedisError, OSError, KeyUnsafe))
            if name not in self._failing:
                _log.error("The round of %s fails: %s", name, type(fault).__name__, exc_info=None if known else fault)
            self._failing.add(name)
            return 0
        if name in self._failing:
            self._failing.discard(name)
            _log.warning("The round of %s works again.", name)
        return found


class Threads:
    """The threads of one process that make its rounds, each with its own duties."""

    def __init__(self, drains: Sequence[Drain]) -> None:
        """Hold threads that run."""
        self._drains = drains

    def wake(self) -> None:
        """Have all of them look now: something was just committed."""
        for drain in self._drains:
            drain.wake()

    def stop(self) -> None:
        """End all of them after the effects in hand."""
        for drain in self._drains:
            drain.ask_to_stop()
        for drain in self._drains:
            drain.stop()


def start_rounds(house: House, *groups: Mapping[str, Duty]) -> Threads:
    """Start one thread for each group of duties: it makes its rounds at the house's pace, and whenever it is woken."""
    drains = [Drain(Rounds(house, duties).make, pause=house.pace.pause) for duties in groups]
    for drain in drains:
        drain.start()
    return Threads(drains)


@contextmanager
def _kept(house: House, effect_id: UUID, moment: datetime) -> Iterator[None]:
    beats = _Beats(house, effect_id, moment)
    beats.start()
    try:
        yield
    finally:
        beats.end()


class _Beats(threading.Thread):
    """Gives a sign of life for an effect until its handler is done."""

    def __init__(self, house: House, effect_id: UUID, moment: datetime) -> None:
        super().__init__(name=f"beats-{effect_id.hex[:8]}", daemon=True)
        self._house, self._effect_id, self._moment = house, effect_id, moment
        self._ended = threading.Event()

    def run(self) -> None:
        """Renew the lease again and again; a database that is away for a moment is asked again."""
        began = time.monotonic()
        while not self._ended.wait(self._house.pace.beat):
            moment = self._moment + timedelta(seconds=time.monotonic() - began)
            try:
                renew(self._house.engine, self._effect_id, moment=moment, lease=self._house.pace.held)
            except SQLAlchemyError as fault:
                _log.warning("Effect %s could not be kept: %s", self._effect_id, type(fault).__name__)

    def end(self) -> None:
        """Stop, once the last sign is given."""
        self._ended.set()
        self.join()
