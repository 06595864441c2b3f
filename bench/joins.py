"""A hundred parents, eight children each, all finishing at once: each parent must move exactly once."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any, Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bench import sample
from bench.measure import Spread, spread_of
from bench.place import Place, Size
from bench.report import Line, Part
from workflows.engine.cases import PartyTo, open_case, take
from workflows.engine.definition import HOUSE, Join, Settled, State, Step, Workflow
from workflows.engine.outbox import Handlers, drain
from workflows.engine.statements import load_case
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work
from workflows.store.database import make_engine
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
        Step("begin", ("waiting",), None, Text("Ouvrir", "Open"), sample.CLERK, opens=("bench_child",)),
        Step("gather", ("waiting",), "gathered", Text("Réunir", "Gather"), HOUSE),
    ),
    joins=(Join("all", Settled("bench_child", frozenset({"ended"}), "all"), "gather"),),
)  # fmt: skip


Family = tuple[UUID, list[UUID]]
"""A parent and its children."""


@dataclass(frozen=True, slots=True)
class Joined:
    """How a race ended: how many parents moved once, not at all, more than once; what it took."""

    once: int
    never: int
    more: int
    child: Spread
    """Milliseconds of one child's own step, its transaction included."""
    seconds: float
    """From the first child to the last parent."""


def measure(place: Place, size: Size) -> Part:
    """Run the race on each database."""
    raced = {name: race(address, parents=size.parents) for name, address in place.databases("join").items()}
    return Part(
        f"{size.parents} parents × {CHILDREN} children",
        f"The {CHILDREN} children of a parent end at once, each in a process of its own, which then delivers what is due.",
        [
            Line(
                "parents moved once", "", {name: each.once for name, each in raced.items()}, aim=f"all {size.parents}"
            ),
            Line("parents never moved", "", {name: each.never for name, each in raced.items()}, aim="0"),
            Line("parents moved more than once", "", {name: each.more for name, each in raced.items()}, aim="0"),
            Line("a child’s step", "ms", {name: each.child for name, each in raced.items()}),
            Line("first child to last parent", "s", {name: each.seconds for name, each in raced.items()}),
        ],
    )


def race(address: str, *, parents: int) -> Joined:
    """Let one process a child end the children of the same parent, all at once, parent after parent."""
    engine = make_engine(address)
    with sample.known(CHILD, PARENT):
        families = [_family(engine) for _ in range(parents)]
        engine.dispose()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        barrier = context.Barrier(CHILDREN)
        with ProcessPoolExecutor(CHILDREN, context, _meet_at, (barrier,)) as pool:
            ended = [pool.submit(_end_children, address, families, number) for number in range(CHILDREN)]
            runs = [each.result() for each in ended]
        while drain(engine, Handlers(), moment=sample.MOMENT):
            pass
        finished = time.time()
        moved = Counter(_moves(engine, [parent for parent, _children in families]))
        engine.dispose()
    return Joined(
        once=moved[1],
        never=moved[0],
        more=sum(moved.values()) - moved[0] - moved[1],
        child=spread_of((seconds for _began, took in runs for seconds in took), 1e3),
        seconds=finished - min(began for began, _took in runs),
    )


def _family(engine: Engine) -> Family:
    parent, children = uuid4(), [uuid4() for _ in range(CHILDREN)]
    common: dict[str, Any] = {
        "actor": sample.ACTOR,
        "moment": sample.MOMENT,
        "title": "Mesure",
        "agency": "prefecture",
        "parties": [PartyTo(sample.CLERK, "prefecture", 3)],
    }
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(session, PARENT.name, case_id=parent, **common)
        loaded = load_case(session, parent)
        for child in children:
            open_case(session, CHILD.name, case_id=child, parent=loaded, **common)
    return parent, children


# What follows runs in the processes of the race.

_met: dict[str, Barrier] = {}


def _meet_at(barrier: Barrier) -> None:
    _met["barrier"] = barrier


def _end_children(address: str, families: list[Family], number: int) -> tuple[float, list[float]]:
    """End the child of that number in each family, when everybody is ready; tell when it began, and each step's seconds."""
    engine = make_engine(address)
    chance, took = random.Random(number), []
    with sample.known(CHILD, PARENT):
        with open_session(engine, sample.VIEWER) as session:
            session.connection()  # opened before the race
        _met["barrier"].wait(60)
        start = time.time()
        for _parent, children in families:
            _met["barrier"].wait(60)
            time.sleep(chance.random() / 1000)
            began = time.perf_counter()
            with unit_of_work(engine, sample.VIEWER) as session:
                take(session, children[number], "end", actor=sample.ACTOR, moment=sample.MOMENT, command=str(uuid4()))
            took.append(time.perf_counter() - began)
            drain(engine, Handlers(), moment=sample.MOMENT)
    engine.dispose()
    return start, took


def _moves(engine: Engine, parents: list[UUID]) -> list[int]:
    """Return how often each parent was gathered, by its journal; its state must say the same."""
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        gathered = sa.select(JournalLine.case_id).where(JournalLine.step == "gather", JournalLine.case_id.in_(parents))
        moves = Counter(session.scalars(gathered))
        states = dict(session.execute(sa.select(Case.id, Case.state).where(Case.id.in_(parents))).all())
    assert all((states[parent] == "gathered") == (moves[parent] > 0) for parent in parents)
    return [moves[parent] for parent in parents]
