"""A hundred parents, eight children each, all finishing at once: each parent must move exactly once."""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench import sample
from bench.measure import Spread, spread_of
from workflows.engine import registry
from workflows.engine.cases import PartyTo, open_case, take
from workflows.engine.definition import HOUSE, Join, Settled, State, Step, Workflow
from workflows.engine.outbox import Handlers, drain
from workflows.engine.statements import load_case
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work
from workflows.store.database import Base, make_engine
from workflows.store.text import Text

CHILDREN: Final = 8
CHILD: Final = Workflow(
    name="bench_child",
    version=1,
    label=Text("Mesure", "Measure"),
    states=(
        State("running", Text("En cours", "Running"), sample.CLERK),
        State("ended", Text("Fini", "Ended"), final=True),
    ),
    steps=(Step("end", ("running",), "ended", Text("Finir", "End"), sample.CLERK),),
)
PARENT: Final = Workflow(
    name="bench_parent",
    version=1,
    label=Text("Mesure", "Measure"),
    states=(State("waiting", Text("En attente", "Waiting"), sample.CLERK), State("gathered", Text("Réuni", "Gathered"), final=True)),
    steps=(
        Step("open", ("waiting",), None, Text("Ouvrir", "Open"), sample.CLERK, opens=("bench_child",)),
        Step("gather", ("waiting",), "gathered", Text("Réunir", "Gather"), HOUSE),
    ),
    joins=(Join("all", Settled("bench_child", frozenset({"ended"}), "all"), "gather"),),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Joined:
    """How a race of joins ended. ``exactly_once`` parents moved once, ``never`` not at all, ``more`` more than once."""

    parents: int
    exactly_once: int
    never: int
    more: int
    child: Spread
    """Seconds of one child's own step, its transaction included."""
    seconds: float
    """From the first child to the last parent."""


def race(url: str, *, parents: int, processes: int = CHILDREN) -> Joined:
    """Let ``processes`` processes end one child each of the same parent, all at once, parent after parent."""
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    families = [_family(engine) for _ in range(parents)]
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(processes), context.Queue()
    engine.dispose()
    began = time.perf_counter()
    runners = [
        context.Process(target=_end_children, args=(url, families, number, processes, barrier, answers))
        for number in range(processes)
    ]
    for runner in runners:
        runner.start()
    took = [seconds for _ in runners for seconds in answers.get(timeout=600)]
    for runner in runners:
        runner.join()
    handlers, moment = Handlers(), sample.MOMENT
    while drain(engine, handlers, moment=moment):
        pass
    seconds = time.perf_counter() - began
    moved = _moves(engine, [parent for parent, _children in families])
    engine.dispose()
    return Joined(
        parents,
        exactly_once=sum(count == 1 for count in moved.values()),
        never=sum(count == 0 for count in moved.values()),
        more=sum(count > 1 for count in moved.values()),
        child=spread_of(took),
        seconds=seconds,
    )


def _family(engine: Engine) -> tuple[UUID, list[UUID]]:
    for workflow in (CHILD, PARENT):
        registry.register(workflow)
    parent, children = uuid4(), [uuid4() for _ in range(CHILDREN)]
    party = [PartyTo(sample.CLERK, "prefecture", 3)]
    common: dict[str, Any] = {"actor": sample.ACTOR, "moment": sample.MOMENT, "title": "Mesure", "agency": "prefecture"}
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(session, "bench_parent", case_id=parent, parties=party, **common)
        loaded = load_case(session, parent)
        for child in children:
            open_case(session, "bench_child", case_id=child, parent=loaded, parties=party, **common)
    return parent, children


def _end_children(
    url: str,
    families: list[tuple[UUID, list[UUID]]],
    number: int,
    processes: int,
    barrier: Barrier,
    answers: Any,
) -> None:
    engine = make_engine(url)
    chance, took = random.Random(number), []
    with unit_of_work(engine, sample.VIEWER) as session:
        session.connection()
    for _parent, children in families:
        barrier.wait()
        time.sleep(chance.random() / 1000)
        for child in children[number::processes]:
            began = time.perf_counter()
            with unit_of_work(engine, sample.VIEWER) as session:
                take(session, child, "end", actor=sample.ACTOR, moment=sample.MOMENT, command=str(uuid4()))
            took.append(time.perf_counter() - began)
    engine.dispose()
    answers.put(took)


def _moves(engine: Engine, parents: list[UUID]) -> dict[UUID, int]:
    """Return how often each parent was gathered, by its journal; its state must say the same."""
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        counted = session.execute(
            sa.select(JournalLine.case_id, sa.func.count())
            .where(JournalLine.step == "gather")
            .group_by(JournalLine.case_id)
        )
        moves = dict(counted)
        states = dict(session.execute(sa.select(Case.id, Case.state).where(Case.id.in_(parents))))
    assert all((states[parent] == "gathered") == (moves.get(parent, 0) > 0) for parent in parents)
    return {parent: moves.get(parent, 0) for parent in parents}
