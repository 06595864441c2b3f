"""Effects after the commit: at least once, taken over when their worker vanishes, given up in the end, never forgotten."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import CLERK, T0, do, open_board, open_permit
from workflows.engine.cases import note, take
from workflows.engine.outbox import (
    LEASE,
    TRIES,
    Delivery,
    Drain,
    Handlers,
    begin,
    claim,
    deliver,
    drain,
    open_effects,
    renew,
)
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work

SOON = timedelta(seconds=1)


class Receiver:
    """Somebody who receives effects and may be made to fail."""

    def __init__(self) -> None:
        self.received: list[UUID] = []
        self.last: Delivery | None = None
        self.fails = False

    def __call__(self, delivery: Delivery) -> None:
        if self.fails:
            raise ConnectionError("nobody there")
        self.received.append(delivery.effect_id)
        self.last = delivery


@pytest.fixture
def receiver() -> Receiver:
    """A receiver that works."""
    return Receiver()


@pytest.fixture
def handlers(receiver: Receiver) -> Handlers:
    """The receiver, for the one topic of the small workflows."""
    return Handlers({"announce": receiver})


def _row(engine: Engine) -> Outbox:
    with open_session(engine, HOUSE_VIEWER) as session:
        return session.scalars(sa.select(Outbox)).one()


def test_an_effect_arrives_with_what_its_handler_needs(engine: Engine, handlers: Handlers, receiver: Receiver) -> None:
    permit = open_permit(engine)
    do(engine, permit, "submit", CLERK)
    assert drain(engine, handlers, moment=T0 + SOON) == 1
    assert receiver.last is not None
    assert (receiver.last.case_id, receiver.last.topic, receiver.last.body) == (permit, "announce", {"from": "draft"})
    assert receiver.last.moment == T0 + SOON
    assert _row(engine).done_at == T0 + SOON
    assert drain(engine, handlers, moment=T0 + timedelta(days=1)) == 0, "what is done stays done"
    assert len(receiver.received) == 1


def test_what_was_rolled_back_has_no_effect(engine: Engine, handlers: Handlers) -> None:
    permit = open_permit(engine)
    session = open_session(engine, HOUSE_VIEWER)
    take(session, permit, "submit", actor=CLERK, moment=T0)
    session.rollback()
    session.close()
    assert drain(engine, handlers, moment=T0 + SOON) == 0


def test_another_worker_takes_over_when_the_lease_has_passed(
    engine: Engine, handlers: Handlers, receiver: Receiver
) -> None:
    do(engine, open_permit(engine), "submit", CLERK)
    [effect] = claim(engine, moment=T0)
    assert claim(engine, moment=T0 + LEASE - SOON) == [], "it is in somebody's hands"
    renew(engine, effect, moment=T0 + LEASE - SOON)
    assert claim(engine, moment=T0 + LEASE + SOON) == [], "who still works on it"
    assert claim(engine, moment=T0 + 2 * LEASE) == [effect]
    assert deliver(engine, handlers, effect, moment=T0 + 2 * LEASE)
    assert not deliver(engine, handlers, effect, moment=T0 + 2 * LEASE), "the first worker comes back too late"
    assert receiver.received == [effect]


def test_of_two_that_were_told_the_same_effect_one_begins(engine: Engine) -> None:
    do(engine, open_permit(engine), "submit", CLERK)
    [effect] = claim(engine, moment=T0, lease=SOON)
    told = [begin(engine, effect, moment=T0, lease=LEASE, waiting=SOON) for _ in range(2)]
    assert told == [True, False]


def test_a_failing_effect_is_tried_again_more_and_more_rarely_then_given_up(
    engine: Engine, handlers: Handlers, receiver: Receiver
) -> None:
    do(engine, open_permit(engine), "submit", CLERK)
    receiver.fails = True
    moment, pauses = T0, []
    for _ in range(TRIES):
        assert drain(engine, handlers, moment=moment) == 0
        row = _row(engine)
        pauses.append(row.due_at - moment)
        assert claim(engine, moment=row.due_at - timedelta(microseconds=1)) == []
        moment = row.due_at
    assert pauses == sorted(pauses)
    assert pauses[-1] >= timedelta(minutes=30)
    assert (row.dead, row.attempts, row.error) == (True, TRIES, "ConnectionError: nobody there")
    assert claim(engine, moment=moment + timedelta(days=9)) == []
    with open_session(engine, HOUSE_VIEWER) as session:
        assert open_effects(session) == (0, 1), "given up, not forgotten"


def test_a_receiver_that_recovers_gets_everything(engine: Engine, handlers: Handlers, receiver: Receiver) -> None:
    for _ in range(3):
        do(engine, open_permit(engine), "submit", CLERK)
    receiver.fails = True
    drain(engine, handlers, moment=T0)
    receiver.fails = False
    assert drain(engine, handlers, moment=T0 + timedelta(minutes=1)) == 3
    assert len(set(receiver.received)) == 3


def test_a_topic_without_a_handler_waits_and_stops_nobody(
    engine: Engine, handlers: Handlers, receiver: Receiver
) -> None:
    board = open_board(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        note(session, board, "x", actor=CLERK, moment=T0, effects=[("nobody", {}), ("announce", {"a": 1})])
    assert drain(engine, handlers, moment=T0) == 1
    with open_session(engine, HOUSE_VIEWER) as session:
        assert open_effects(session) == (1, 0)


def test_one_topic_has_one_handler(receiver: Receiver) -> None:
    handlers = Handlers({"announce": receiver})
    for topic in ("announce", "join"):
        with pytest.raises(ValueError, match=topic):
            handlers.add(topic, receiver)


@pytest.fixture
def drains() -> Iterator[list[Drain]]:
    """Threads to be stopped at the end, whatever happens."""
    started: list[Drain] = []
    yield started
    for thread in started:
        thread.stop()


def test_the_thread_works_when_woken_and_survives_a_fault(
    engine: Engine, handlers: Handlers, receiver: Receiver, drains: list[Drain]
) -> None:
    worked, faults = threading.Event(), [sa.exc.OperationalError("x", {}, Exception("gone"))]

    def work(_moment: datetime) -> int:
        if faults:
            raise faults.pop()
        done = drain(engine, handlers, moment=T0)
        if receiver.received:
            worked.set()
        return done

    thread = Drain(work, pause=60.0)
    drains.append(thread)
    thread.start()
    do(engine, open_permit(engine), "submit", CLERK)
    for _ in range(100):
        thread.wake()
        if worked.wait(0.1):
            break
    assert len(receiver.received) == 1
    thread.stop()
    assert not thread.is_alive()
