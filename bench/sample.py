"""The workflow that is timed: one step there, one step back, with everything that a step of ours may have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.engine import Engine

from workflows.engine import registry
from workflows.engine.cases import Actor, PartyTo, Situation, open_case
from workflows.engine.definition import Deadline, Effect, Field, Refusal, State, Step, Workflow
from workflows.engine.viewer import Viewer, unit_of_work
from workflows.law.calendar import working_days
from workflows.store.text import Text

CLERK: Final = "bench_clerk"
WATCH: Final = "bench_watch"
ACTOR: Final = Actor("prefecture", "bench", frozenset({CLERK}))
VIEWER: Final = Viewer("prefecture", "bench")
MOMENT: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NOTE: Final = "Vu sur place, rien à signaler de plus que la dernière fois."


def _is_watched(situation: Situation) -> Refusal | None:
    if any(competence == WATCH for competence, _agency, _clearance in situation.case.parties):
        return None
    return Refusal("unwatched", Text("Personne ne regarde.", "Nobody is watching."))


def _tell(situation: Situation) -> Iterable[Effect]:
    return [Effect("bench", {"case": situation.case.id.hex, "step": situation.step})]


_NOTE: Final = Field("note", Text("Note", "Note"), "text")
WORKFLOW: Final = Workflow(
    name="bench",
    version=1,
    label=Text("Mesure", "Measure"),
    states=(
        State("here", Text("Ici", "Here"), CLERK),
        State("there", Text("Là", "There"), CLERK),
        State("over", Text("Fini", "Over"), final=True),
    ),
    steps=(
        Step("go", ("here",), "there", Text("Aller", "Go"), CLERK, asks=(_NOTE,), guards=(_is_watched,), effects=_tell),
        Step("back", ("there",), "here", Text("Revenir", "Back"), CLERK, asks=(_NOTE,), guards=(_is_watched,), effects=_tell),
        Step("end", ("here", "there"), "over", Text("Finir", "End"), CLERK),
    ),
    deadlines=(Deadline("answer", Text("Répondre", "Answer"), ("there",), working_days(5)),),
)  # fmt: skip


@contextmanager
def known(*workflows: Workflow) -> Iterator[None]:
    """Have these workflows known to the house for as long as they are measured."""
    for workflow in workflows:
        registry.register(workflow)
    try:
        yield
    finally:
        for workflow in workflows:
            registry.forget(workflow)


def open_one(engine: Engine) -> UUID:
    """Open a case to be moved and return its id."""
    case_id = uuid4()
    with unit_of_work(engine, VIEWER) as session:
        open_case(
            session, "bench", actor=ACTOR, moment=MOMENT, title="Mesure", case_id=case_id, agency="prefecture",
            parties=[PartyTo(CLERK, "prefecture", 3), PartyTo(WATCH, "parquet", 2)],
        )  # fmt: skip
    return case_id
