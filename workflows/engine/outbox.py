"""Effects after the commit: claimed by lease, delivered at least once, given up after many tries, never forgotten."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine import failpoints, registry
from workflows.engine.cases import HOUSE_ACTOR, is_met, situation_of, take
from workflows.engine.definition import next_named
from workflows.engine.refusals import EngineAnswer, Refused
from workflows.engine.tables import Case, Outbox
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work

LEASE: Final = timedelta(seconds=60)
"""How long a worker may keep an effect before another takes it over; handlers that need longer renew it."""
TRIES: Final = 12
_FIRST_PAUSE: Final = timedelta(seconds=2)
_LONGEST_PAUSE: Final = timedelta(hours=1)
_log = logging.getLogger(__name__)

Handler = Callable[["Delivery"], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One effect handed to its handler. The handler is idempotent by ``effect_id`` and opens its own transactions."""

    engine: Engine
    effect_id: UUID
    case_id: UUID | None
    topic: str
    body: Mapping[str, Any]
    moment: datetime


@dataclass
class Handlers:
    """The handlers by topic; one topic has one handler. The engine brings its own for joins."""

    by_topic: dict[str, Handler] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Add the engine's own handler of joins."""
        self.add("join", _take_join_step)

    def add(self, topic: str, handler: Handler) -> None:
        """Register a handler; refuses a second one for the same topic."""
        if topic in self.by_topic:
            raise ValueError(f"The topic {topic} has two handlers.")
        self.by_topic[topic] = handler

    def handler_of(self, topic: str) -> Handler:
        """Return the handler of a topic; refuses an unknown one."""
        if topic not in self.by_topic:
            raise LookupError(f"No handler for the topic {topic}.")
        return self.by_topic[topic]


def drain(engine: Engine, handlers: Handlers, *, moment: datetime, limit: int = 100) -> int:
    """Deliver the effects that are due at ``moment`` (aware); return how many were delivered."""
    delivered = 0
    for effect_id in claim(engine, moment=moment, limit=limit):
        delivered += deliver(engine, handlers, effect_id, moment=moment)
    return delivered


def claim(
    engine: Engine,
    *,
    moment: datetime,
    limit: int = 100,
    lease: timedelta = LEASE,
    only: Collection[str] = (),
    without: Collection[str] = (),
) -> list[UUID]:
    """Lease up to ``limit`` due effects to the caller and return their ids, oldest first.

    ``only`` names the topics that are wanted (none: all of them), ``without`` those that are left to others.
    """
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        due = sa.select(Outbox.id).where(Outbox.done_at.is_(None), ~Outbox.dead, Outbox.due_at <= moment)
        if only:
            due = due.where(Outbox.topic.in_(only))
        if without:
            due = due.where(Outbox.topic.not_in(without))
        ids = list(
            session.scalars(due.order_by(Outbox.due_at, Outbox.id).limit(limit).with_for_update(skip_locked=True))
        )
        if ids:
            session.connection().execute(sa.update(Outbox).where(Outbox.id.in_(ids)).values(due_at=moment + lease))
    failpoints.reach("outbox.claimed")
    return ids


def begin(engine: Engine, effect_id: UUID, *, moment: datetime, lease: timedelta, waiting: timedelta) -> bool:
    """Take an effect in hand for ``lease``; tell whether the caller now has it.

    One whose lease runs beyond ``moment + waiting`` is in somebody else's hands, or postponed: it is left alone. So a
    claim for ``waiting`` or less only queues an effect, and of two that were told the same id one begins.
    """
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        begun = session.connection().execute(
            sa.update(Outbox)
            .where(Outbox.id == effect_id, Outbox.done_at.is_(None), ~Outbox.dead, Outbox.due_at <= moment + waiting)
            .values(due_at=moment + lease)
        )
        return begun.rowcount == 1


def deliver(engine: Engine, handlers: Handlers, effect_id: UUID, *, moment: datetime) -> bool:
    """Hand one effect to its handler and record the outcome; tell whether it is done. Never raises for a handler."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        row = session.get(Outbox, effect_id)
        if row is None or row.done_at is not None or row.dead:
            return False
        delivery = Delivery(engine, row.id, row.case_id, row.topic, json.loads(row.body), moment)
    failpoints.reach("outbox.before_handler")
    try:
        handlers.handler_of(delivery.topic)(delivery)
    except Exception as fault:  # noqa: BLE001 (one handler's fault must not stop the others; it is kept with the effect)
        _log.warning("Effect %s (%s) failed: %s", effect_id, delivery.topic, type(fault).__name__)
        _postpone(engine, effect_id, fault, moment)
        return False
    failpoints.reach("outbox.handled")
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.connection().execute(sa.update(Outbox).where(Outbox.id == effect_id).values(done_at=moment, error=None))
    failpoints.reach("outbox.marked")
    return True


def renew(engine: Engine, effect_id: UUID, *, moment: datetime, lease: timedelta = LEASE) -> None:
    """Keep an effect a while longer: for a handler that works for more than the lease."""
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.connection().execute(
            sa.update(Outbox).where(Outbox.id == effect_id, Outbox.done_at.is_(None)).values(due_at=moment + lease)
        )


def open_effects(session: ViewerSession) -> tuple[int, int]:
    """Return how many effects still wait, and how many were given up."""
    waiting = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.done_at.is_(None), ~Outbox.dead)
    given_up = sa.select(sa.func.count()).select_from(Outbox).where(Outbox.dead)
    return session.execute(waiting).scalar_one(), session.execute(given_up).scalar_one()


def _postpone(engine: Engine, effect_id: UUID, fault: Exception, moment: datetime) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        row = session.get(Outbox, effect_id)
        if row is not None and row.done_at is None:
            row.attempts += 1
            row.error = f"{type(fault).__name__}: {fault}"[:2000]
            row.dead = row.attempts >= TRIES
            row.due_at = moment + min(_FIRST_PAUSE * 2 ** (row.attempts - 1), _LONGEST_PAUSE)


def _take_join_step(delivery: Delivery) -> None:
    """Take the parent's step as the house, if the parent waits for it; another arrival asks again."""
    assert delivery.case_id is not None
    with unit_of_work(delivery.engine, HOUSE_VIEWER) as session:
        parent = session.get(Case, delivery.case_id)
        if parent is None:
            return
        workflow = registry.workflow(parent.workflow, parent.workflow_version)
        join, step = next_named(workflow.joins, delivery.body["join"]), workflow.step(delivery.body["step"])
        if parent.state not in step.sources:
            return
        situation = situation_of(session, parent.id, step.name, actor=HOUSE_ACTOR, moment=delivery.moment)
        if not is_met(join.when, situation):
            return  # a child was opened or went back meanwhile: the last one to settle asks again
        try:
            take(
                session,
                parent.id,
                step.name,
                actor=HOUSE_ACTOR,
                moment=delivery.moment,
                command=str(uuid5(delivery.effect_id, "join")),
            )
        except Refused:
            session.rollback()
            if _has_moved_on(session, delivery.case_id, step.sources):
                return
            raise


def _has_moved_on(session: ViewerSession, case_id: UUID, sources: tuple[str, ...]) -> bool:
    session.expire_all()
    parent = session.get(Case, case_id)
    return parent is None or parent.state not in sources


class Drain(threading.Thread):
    """Drains the outbox and sweeps the deadlines in a thread of the web process, when there is no Redis.

    It works as soon as it is woken, and every ``pause`` seconds anyway.
    """

    def __init__(self, work: Callable[[datetime], int], *, pause: float = 5.0) -> None:
        """``work`` does what is due at a moment and returns how much that was."""
        super().__init__(name="beffroi-drain", daemon=True)
        self._work = work
        self._pause = pause
        self._bell = threading.Event()
        self._ended = threading.Event()

    def wake(self) -> None:
        """Look now: something was just committed."""
        self._bell.set()

    def ask_to_stop(self) -> None:
        """Let it end after the effect in hand, without waiting for that."""
        self._ended.set()
        self._bell.set()

    def stop(self, timeout: float = 30.0) -> None:
        """End after the effect in hand."""
        self.ask_to_stop()
        self.join(timeout)

    def run(self) -> None:
        """Work until stopped; a fault of the database is logged and tried again."""
        while not self._ended.is_set():
            try:
                while not self._ended.is_set() and self._work(datetime.now(UTC)):
                    pass
            except (sa.exc.SQLAlchemyError, EngineAnswer, OSError) as fault:
                _log.warning("The outbox could not be drained: %s", type(fault).__name__)
            self._bell.wait(self._pause)
            self._bell.clear()
