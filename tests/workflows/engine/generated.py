"""Small workflows for tests: written by hand in a line or two, or drawn at random."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hypothesis import strategies as st

from workflows.engine.definition import HOUSE, Deadline, Join, Refusal, Settled, State, Step, Workflow
from workflows.store.text import Text

CLERK = "clerk"
NOT_YET = Refusal("not_yet", Text("Pas encore.", "Not yet."))
NAMES = tuple("abcdefgh")


class Days:
    """A term of calendar days, enough for definitions that no clock ever runs."""

    def __init__(self, days: int) -> None:
        self.days = days

    def due(self, start: datetime) -> datetime:
        return start + timedelta(days=self.days)

    def describe(self) -> Text:
        return Text("{n} jours", "{n} days", n=self.days)


def words(name: str) -> Text:
    return Text(name.replace("_", " "), name.replace("_", " "))


def step(
    name: str,
    sources: str | tuple[str, ...],
    target: str | None,
    competence: str = CLERK,
    *,
    opens: tuple[str, ...] = (),
    awaits: Iterable[Settled] = (),
    effects: bool = False,
) -> Step:
    """A step in one line; each condition awaited refuses with the same sentence."""
    return Step(
        name,
        (sources,) if isinstance(sources, str) else sources,
        target,
        words(name),
        competence,
        opens=opens,
        awaits=tuple((condition, NOT_YET) for condition in awaits),
        effects=(lambda _situation: ()) if effects else None,
    )


def workflow(
    states: Iterable[str],
    *steps: Step,
    name: str = "letter",
    version: int = 1,
    joins: Iterable[Join] = (),
    deadlines: Iterable[Deadline] = (),
) -> Workflow:
    """A workflow in a few lines; a state whose name ends in ``!`` is final."""
    return Workflow(
        name,
        version,
        words(name),
        tuple(State(state.rstrip("!"), words(state.rstrip("!")), final=state.endswith("!")) for state in states),
        steps,
        tuple(joins),
        tuple(deadlines),
    )


def deadline(name: str, states: str | tuple[str, ...], taken: str | None) -> Deadline:
    """A deadline of ten days that takes a step, or only raises alerts."""
    return Deadline(name, words(name), (states,) if isinstance(states, str) else states, Days(10), taken)


@st.composite
def workflows_of_any_shape(draw: st.DrawFn) -> Workflow:
    """Any table that a workflow accepts: loops, steps in place, several sources, steps of the house, deadlines."""
    names = NAMES[: draw(st.integers(1, 6))]
    finals = draw(st.sets(st.sampled_from(names), min_size=1))
    living = [name for name in names if name not in finals]
    steps = []
    for number in range(draw(st.integers(0, 8))):
        moves = bool(living) and draw(st.booleans())
        sources = draw(st.lists(st.sampled_from(living if moves else list(names)), min_size=1, max_size=3, unique=True))
        target = draw(st.sampled_from(names)) if moves else None
        steps.append(step(f"step_{number}", tuple(sources), target, draw(st.sampled_from((CLERK, "judge", HOUSE)))))
    clocks = [
        deadline(f"clock_{number}", each.sources, each.name)
        for number, each in enumerate(steps)
        if each.competence == HOUSE and draw(st.booleans())
    ]
    return workflow([name + "!" * (name in finals) for name in names], *steps, deadlines=clocks)
