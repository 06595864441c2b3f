"""Workers are killed, Redis is emptied, stopped and lied to: every errand still arrives, once by its id."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from redis import Redis
from sqlalchemy.engine import Engine

from tests import services
from tests.fixtures.databases import DATABASES
from tests.webapp.errands import PACE, Receiver, ask, assemble, undone
from webapp.bell import QUEUE, Bell
from webapp.deliveries import (
    CALLS,
    CALLS_AT_ONCE,
    Rounds,
    carry_out,
    carry_out_calls,
    carry_out_what_is_due,
    now,
    start_rounds,
)
from webapp.settings import read_settings
from webapp.wiring import House, tell_engine
from workflows.engine import registry
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.definition import State, Workflow
from workflows.engine.outbox import Delivery, claim
from workflows.engine.tables import Outbox, SignedHead
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.webhooks import TOPIC
from workflows.store.database import Base, make_engine
from workflows.store.text import Text

ROOT = Path(__file__).parents[2]
_WORKER = "from tests.webapp.errands import main; main()"

ERRANDS = Workflow(
    name="errands",
    version=1,
    label=Text("Courses", "Errands"),
    states=(State("open", Text("Ouvert", "Open")), State("closed", Text("Clos", "Closed"), final=True)),
    steps=(),
)

Start = Callable[..., "RunningWorker"]


class RunningWorker:
    """A worker with its processes, seen from outside."""

    def __init__(self, redis_url: str | None, processes: int) -> None:
        environment = dict(os.environ)
        environment.pop("BEFFROI_REDIS_URL", None)
        if redis_url:
            environment["BEFFROI_REDIS_URL"] = redis_url
        self.process = subprocess.Popen(
            [sys.executable, "-c", _WORKER, str(processes)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def queue_workers(self) -> list[int]:
        """Return the processes that carry effects out."""
        return [each for each in descendants(self.process.pid) if "spawn_main" in command_of(each)]

    def everything(self) -> list[int]:
        """Return this process and all that came from it."""
        return [self.process.pid, *descendants(self.process.pid)]

    def kill_everything(self) -> None:
        """Pull the plug."""
        for each in self.everything():
            kill(each)
        self.process.communicate(timeout=60)

    def stop(self) -> int:
        """Ask it to stop, as a service manager does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        return self.process.returncode


def descendants(process: int) -> list[int]:
    found = []
    for child in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for each in map(int, child.read_text().split()):
                found += [each, *descendants(each)]
    return found


def command_of(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def wait_until(what: Callable[[], bool], seconds: float = 180.0) -> float:
    """Wait until something is so, and return how many seconds that took."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "It did not happen in time."
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


def prepared(home: Path, url: str) -> Iterator[Engine]:
    """Open a database with every table of the house."""
    tell_engine(home)
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(home: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A prepared database, where the workers of the test find it."""
    monkeypatch.setenv("BEFFROI_DATABASE_URL", database_url)
    yield from prepared(home, database_url)


@pytest.fixture
def sqlite(home: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The same on SQLite alone, for what does not depend on the database."""
    monkeypatch.setenv("BEFFROI_DATABASE_URL", sqlite_url)
    yield from prepared(home, sqlite_url)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the user of Redis may enter."""
    with tempfile.TemporaryDirectory(prefix="beffroi-redis-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def receiver(home: Path) -> Receiver:
    """Where the errands arrive."""
    return Receiver(home)


@pytest.fixture
def start() -> Iterator[Start]:
    """Start workers that do not outlive the test."""
    running: list[RunningWorker] = []

    def start_one(redis_url: str | None, processes: int = 1) -> RunningWorker:
        running.append(RunningWorker(redis_url, processes))
        return running[-1]

    yield start_one
    for each in running:
        if each.process.poll() is None:
            each.kill_everything()


@pytest.fixture
def house(sqlite: Engine) -> Iterator[House]:
    """The house of the errands in this process."""
    registry.register(ERRANDS)
    house = assemble(read_settings())
    yield house
    house.engine.dispose()
    registry.forget(ERRANDS)


def all_arrived(engine: Engine, receiver: Receiver, errands: list[UUID]) -> bool:
    return receiver.delivered() == set(errands) and not undone(engine, errands)


@pytest.mark.long
def test_a_worker_is_killed_while_it_carries_effects_out(
    engine: Engine, receiver: Receiver, start: Start, redis_url: str
) -> None:
    worker = start(redis_url)
    long, *short = ask(engine, 1, first=60.0) + ask(engine, 5)
    wait_until(lambda: len(receiver.begun(long)) == 1)
    horse = receiver.begun(long)[0]
    assert horse in descendants(worker.process.pid)
    assert horse != worker.process.pid

    kill(horse)
    retaken = wait_until(lambda: all_arrived(engine, receiver, [long, *short]))
    assert retaken < PACE.held.total_seconds() + 30
    assert len(receiver.begun(long)) == 2
    assert all(len(receiver.begun(each)) == 1 for each in short)

    unlucky = ask(engine, 1, first=60.0)[0]
    wait_until(lambda: len(receiver.begun(unlucky)) == 1)
    worker.kill_everything()
    another = start(redis_url)
    wait_until(lambda: all_arrived(engine, receiver, [long, *short, unlucky]))
    assert len(receiver.begun(unlucky)) == 2
    assert another.stop() == 0


@pytest.mark.long
def test_redis_forgets_everything_and_goes_away(
    engine: Engine, receiver: Receiver, start: Start, open_folder: Path
) -> None:
    with services.running_redis(open_folder) as redis_url, Redis.from_url(redis_url) as redis:
        worker = start(redis_url)
        errands = ask(engine, 20, seconds=0.1)
        wait_until(lambda: int(redis.llen(f"rq:queue:{QUEUE}")) > 3)
        redis.flushall()
        wait_until(lambda: all_arrived(engine, receiver, errands))
        by_horses = set(receiver.all_begun())
        assert worker.process.pid not in by_horses
        errands += ask(engine, 10, seconds=0.1)
        wait_until(lambda: len(receiver.delivered()) > 20)
    errands += ask(engine, 5)
    wait_until(lambda: all_arrived(engine, receiver, errands))
    assert worker.process.pid in receiver.all_begun()
    assert all(len(receiver.begun(each)) <= 2 for each in errands)
    assert worker.stop() == 0


@pytest.mark.long
def test_whatever_is_killed_and_whenever_every_errand_arrives(
    engine: Engine, receiver: Receiver, start: Start, redis_url: str
) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    worker = start(redis_url, 2)
    errands = ask(engine, 20, seconds=0.2)
    for _kill in range(5):
        time.sleep(chance.uniform(0.0, 0.7))
        victim = chance.choice(worker.everything())
        kill(victim)
        if victim == worker.process.pid:
            worker.process.communicate(timeout=60)
            worker = start(redis_url, 2)
    wait_until(lambda: all_arrived(engine, receiver, errands))
    # Each killing cuts off one errand at most, and the end of a worker those of both its processes.
    assert len(receiver.all_begun()) <= len(errands) + 2 * 5, f"seed {seed}"


@pytest.mark.long
def test_a_worker_told_to_stop_finishes_the_effect_in_hand(
    sqlite: Engine, receiver: Receiver, start: Start, redis_url: str
) -> None:
    worker = start(redis_url, 2)
    # Longer than the lease: signs of life keep it from the other queue worker and from the rounds.
    long = ask(sqlite, 1, seconds=PACE.held.total_seconds() * 1.2)
    wait_until(lambda: all_arrived(sqlite, receiver, long))
    assert len(receiver.all_begun()) == 1
    last = ask(sqlite, 1, seconds=1.0)
    wait_until(lambda: len(receiver.all_begun()) == 2)
    assert worker.stop() == 0
    assert all_arrived(sqlite, receiver, [*long, *last])
    assert len(receiver.all_begun()) == 2


def test_queue_workers_end_with_the_worker_that_started_them(sqlite: Engine, start: Start, redis_url: str) -> None:
    worker = start(redis_url)
    wait_until(lambda: len(worker.queue_workers()) == 1)
    queue_worker = worker.queue_workers()[0]
    kill(worker.process.pid)
    worker.process.communicate(timeout=60)
    wait_until(lambda: not command_of(queue_worker))


def test_a_worker_without_redis_carries_everything_out_itself(sqlite: Engine, receiver: Receiver, start: Start) -> None:
    errands = ask(sqlite, 3)
    worker = start(None)
    wait_until(lambda: all_arrived(sqlite, receiver, errands))
    assert set(receiver.all_begun()) == {worker.process.pid}
    assert worker.stop() == 0


def test_a_job_written_by_somebody_else_calls_nothing_of_theirs(
    sqlite: Engine, receiver: Receiver, start: Start, redis_url: str, tmp_path: Path
) -> None:
    forged, errand = uuid4(), ask(sqlite, 1)
    with Redis.from_url(redis_url) as redis:
        mark = str(tmp_path / "called")
        call = {"data": zlib.compress(json.dumps(["os.mkdir", None, [mark], {}]).encode()), "origin": QUEUE}
        callbacks = {f"{when}_callback_name": "os.getpid" for when in ("success", "failure", "stopped")}
        redis.hset(f"rq:job:{forged}", mapping={**call, **callbacks, "status": "queued"})
        redis.rpush(f"rq:queue:{QUEUE}", str(forged))
        start(redis_url)
        wait_until(lambda: all_arrived(sqlite, receiver, errand))
        wait_until(lambda: redis.llen(f"rq:queue:{QUEUE}") == 0)
    assert not Path(mark).exists()


def test_an_id_waits_in_redis_once_and_is_put_back_when_its_worker_died(house: House, redis_url: str) -> None:
    bell = Bell(redis_url)
    (errand,) = ask(house.engine, 1)
    bell.ring(errand)
    bell.ring(errand)
    assert bell.waiting() == 1
    bell.connection.lpop(f"rq:queue:{QUEUE}")
    bell.ring(errand)
    assert bell.waiting() == 1
    bell.connection.close()


def test_no_more_ids_wait_in_redis_than_are_worth_it(
    house: House, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.bell.MOST_WAITING", 3)
    bell = Bell(redis_url)
    ask(house.engine, 5)
    assert (bell.pass_on(house), bell.pass_on(house), bell.waiting()) == (3, 0, 3)
    bell.connection.close()


def test_of_two_told_the_same_effect_one_begins(house: House, receiver: Receiver) -> None:
    (errand,) = ask(house.engine, 1, seconds=0.3)
    claim(house.engine, moment=now(), lease=house.pace.queued)
    moment = now()
    with ThreadPoolExecutor(2) as both:
        done = list(both.map(lambda _: carry_out(house, errand, moment=moment), range(2)))
    assert sorted(done) == [False, True]
    assert len(receiver.begun(errand)) == 1


def test_an_effect_that_fails_is_postponed_and_not_begun_early(house: House) -> None:
    def fail(_delivery: Delivery) -> None:
        raise OSError("The printer is on fire.")

    house.handlers.add("broken", fail)
    broken = Outbox(id=uuid4(), topic="broken", body="{}", created_at=now(), due_at=now(), attempts=5)
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        session.add(broken)
    assert not carry_out(house, broken.id, moment=now())
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        row = session.get_one(Outbox, broken.id)
        assert row.attempts == 6
        assert row.due_at > now() + timedelta(seconds=30)
    assert carry_out_what_is_due(house) == 0
    assert not carry_out(house, broken.id, moment=now())


def want_calls(house: House, count: int) -> list[UUID]:
    """Put calls of webhooks into the outbox and return their ids."""
    rows = [Outbox(id=uuid4(), topic=TOPIC, body="{}", created_at=now(), due_at=now()) for _ in range(count)]
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        session.add_all(rows)
    return [row.id for row in rows]


def test_somebody_elses_slow_machine_holds_up_no_paper_and_no_mail(house: House, receiver: Receiver) -> None:
    called, answers = threading.Semaphore(0), threading.Event()

    def wait_for_them(_delivery: Delivery) -> None:
        called.release()
        assert answers.wait(60)

    house.handlers.add(TOPIC, wait_for_them)
    calls = want_calls(house, CALLS_AT_ONCE + 1)
    rounds = start_rounds(house, {"effects": carry_out_what_is_due}, CALLS)
    try:
        assert called.acquire(timeout=30), "the call is being made"
        errands = ask(house.engine, 3)
        rounds.wake()
        wait_until(lambda: all_arrived(house.engine, receiver, errands), seconds=30)
        assert undone(house.engine, calls) == set(calls), "and nobody has answered it yet"
    finally:
        answers.set()
    wait_until(lambda: not undone(house.engine, calls), seconds=30)
    rounds.stop()


def test_several_machines_are_called_at_once_each_call_by_its_lease(house: House) -> None:
    together = threading.Barrier(CALLS_AT_ONCE)

    def meet(_delivery: Delivery) -> None:
        together.wait(30)

    house.handlers.add(TOPIC, meet)
    calls = want_calls(house, CALLS_AT_ONCE)
    taken = want_calls(house, 1)[0]
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        session.get_one(Outbox, taken).due_at = now() + house.pace.held
    assert carry_out_calls(house) == CALLS_AT_ONCE
    assert undone(house.engine, [*calls, taken]) == {taken}, "one that somebody else has in hand is left alone"


def test_calls_to_somebody_elses_machine_never_stand_in_the_queue_of_papers(house: House, redis_url: str) -> None:
    bell = Bell(redis_url)
    calls, errands = want_calls(house, 2), ask(house.engine, 1)
    assert (bell.pass_on(house), bell.waiting()) == (1, 1)
    assert bell.connection.lpop(f"rq:queue:{QUEUE}") == str(errands[0]).encode()
    assert carry_out_what_is_due(house) == 0, "nor are they made where Redis does not answer"
    assert undone(house.engine, calls) == set(calls)
    bell.connection.close()


def test_what_fails_in_one_duty_stops_no_other(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_house: House) -> int:
        raise ZeroDivisionError

    rounds = Rounds(house, {"broken": broken, "other": lambda _house: 1})
    assert rounds.make() + rounds.make() == 2
    assert [record.message for record in caplog.records] == ["The round of broken fails: ZeroDivisionError"]


def test_the_rounds_sign_the_journal(house: House) -> None:
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        open_case(session, "errands", actor=HOUSE_ACTOR, moment=now() - timedelta(hours=1), title="Une course")
    Rounds(house).make()
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SignedHead)) == 1
