"""A process that works on a house until it is killed, and tells nobody but two files what it was promised."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.workflows.engine import small
from tests.workflows.engine.small import CLERK, OFFICER, T0, do, open_board, open_opinion, open_permit
from workflows.engine import failpoints
from workflows.engine.cases import note
from workflows.engine.evidence.heads import sign_heads
from workflows.engine.evidence.keys import journal_key
from workflows.engine.outbox import Delivery, Handlers, drain
from workflows.engine.refusals import EngineAnswer
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work
from workflows.store.database import make_engine


class Receiver:
    """Somebody outside who receives effects and knows each by its id: a folder with one file for each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "received"
        self.folder.mkdir(exist_ok=True)
        self.asked = folder / "asked.log"

    def __call__(self, delivery: Delivery) -> None:
        _append(self.asked, delivery.effect_id.hex)
        self.folder.joinpath(delivery.effect_id.hex).touch()

    def received(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())


def _append(path: Path, words: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{words}\n".encode())
    os.close(descriptor)


class Life:
    """What a house does all day, drawn at random: every kind of unit of work, each with a command of its own."""

    def __init__(self, engine: Engine, folder: Path, seed: int) -> None:
        self.engine, self.folder, self.chance = engine, folder, random.Random(seed)
        self.handlers = Handlers({"announce": Receiver(folder)})
        self.key = journal_key(folder / "keys")
        self.hours = 0

    def go_on(self, rounds: int) -> None:
        for _ in range(rounds):
            self.round()

    def round(self) -> None:
        """Open, submit, answer, note, deliver, sweep and sign once each, so that every failpoint is passed."""
        self.hours += 1
        moment = T0 + timedelta(hours=self.hours)
        permit = self.acknowledge(lambda command: open_permit(self.engine, moment=moment, command=command))
        opinion = open_opinion(self.engine, permit, moment=moment)
        board = open_board(self.engine)
        acts: list[Callable[[str], Any]] = [
            lambda command: do(self.engine, permit, "submit", CLERK, command=command, moment=moment),
            lambda command: do(self.engine, opinion, "give", OFFICER, command=command, moment=moment),
            lambda command: do(self.engine, board, "stick", CLERK, fields={"words": "x"}, command=command),
            lambda command: self.remark(board, command),
        ]
        self.chance.shuffle(acts)
        for act in acts:
            self.acknowledge(act)
        if self.chance.random() < 0.5:
            open_opinion(self.engine, permit, moment=moment)
        drain(self.engine, self.handlers, moment=moment + timedelta(minutes=1))
        sweep(self.engine, moment=moment + timedelta(hours=self.chance.choice((1, 2, 5))))
        sign_heads(self.engine, self.key, moment=moment, at_once=True)

    def remark(self, board: UUID, command: str) -> Any:
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            return note(session, board, "remark", actor=CLERK, moment=T0, fields={"words": "x" * 50}, command=command)

    def acknowledge(self, act: Callable[[str], Any]) -> Any:
        command = str(uuid4())
        try:
            answer = act(command)
        except EngineAnswer:
            return None
        _append(self.folder / "acknowledged.log", command)
        return answer


def work(address: str, folder: str, seed: int, rounds: int, failpoint: str | None) -> None:
    """Live until the rounds are over, the failpoint fires or somebody kills this process."""
    small.register_all()
    os.environ["BEFFROI_FAILPOINT_FIRED"] = str(Path(folder, "fired"))
    failpoints.arm(failpoint)
    engine = make_engine(address)
    Life(engine, Path(folder), seed).go_on(rounds)
    engine.dispose()


def work_until_statement(address: str, what: str, case_id: str, count: int) -> None:
    """Do one thing on SQLite and die before its ``count``-th statement; leave quietly when there are fewer."""
    small.register_all()
    engine = make_engine(address)
    left = count

    def die(_statement: str) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

    @sa.event.listens_for(engine, "checkout")
    def watch(connection: sqlite3.Connection, _record: Any, _proxy: Any) -> None:
        connection.set_trace_callback(die)

    ACTS[what](engine, UUID(hex=case_id))
    engine.dispose()


def _remark(engine: Engine, board: UUID) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        note(session, board, "remark", actor=CLERK, moment=T0, command="act", effects=[("announce", {})])


ACTS: dict[str, Callable[[Engine, UUID], Any]] = {
    "open": lambda engine, _case: open_permit(engine, command="act"),
    "take": lambda engine, case: do(engine, case, "stick", CLERK, fields={"words": "x"}, command="act"),
    "note": _remark,
    "sweep": lambda engine, _case: sweep(engine, moment=T0 + timedelta(days=1)),
    "deliver": lambda engine, _case: drain(
        engine, Handlers({"announce": lambda _delivery: None}), moment=T0 + timedelta(days=1)
    ),
}


def fill_the_disk(address: str, folder: str, limit: int) -> None:
    """Work with a limit on the size of every file, tell how it ended, then work on without it."""
    small.register_all()
    engine = make_engine(address)
    with open_session(engine, HOUSE_VIEWER) as session:
        board = session.scalars(sa.select(Case.id).where(Case.workflow == "board")).one()
    life = Life(engine, Path(folder), 1)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    ended = "never"
    try:
        for _ in range(2000):
            life.acknowledge(lambda command: life.remark(board, command))
    except sa.exc.OperationalError as error:
        ended = str(error.orig)
    with Session(engine) as session:
        readable = session.execute(sa.text("select count(*) from journal")).scalar_one()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    life.acknowledge(lambda command: life.remark(board, command))
    Path(folder, "ended.txt").write_text(f"{readable}\n{ended}", encoding="utf-8")
    engine.dispose()
