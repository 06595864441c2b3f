"""Who can move a case, from where to where, and what can be counted on to happen.

Each step of a workflow gives one move for each state that it leaves and each way of taking it. A *sure* move is one
that somebody is bound or able to make when its conditions on children are met:

- a person's step (guards are taken to be satisfiable: they depend on facts, not on the shape of the workflow);
- a house step in a state where a join or a deadline takes it;
- a house step that the handler of an effect takes, where a step with effects arrives in that state or stays in it.

Any other house step is taken from elsewhere, if at all: by another case, by the handler of an effect queued earlier, by
the command line. It *may* happen, so what it leads to is examined; it is never counted as a way out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from workflows.engine.definition import HOUSE, Settled, Step, Workflow


@dataclass(frozen=True, slots=True)
class Move:
    """One way of taking a step in one state, once ``conditions`` on children are met."""

    step: str
    source: str
    target: str
    conditions: tuple[Settled, ...]
    opens: tuple[str, ...]
    sure: bool
    join: str | None = None


def moves_of(workflow: Workflow, known: Container[str]) -> tuple[Move, ...]:
    """Return every move of the workflow, in the order of its steps.

    ``known`` holds the names of the registered workflows. Conditions on a child that is not among them are left out:
    that fault has a name of its own and must not hide others.
    """
    return tuple(
        Move(
            step.name,
            source,
            step.target or source,
            tuple(condition for condition in conditions if condition.child in known),
            step.opens,
            sure,
            join,
        )
        for step in workflow.steps
        for source in dict.fromkeys(step.sources)
        for conditions, sure, join in _ways(workflow, step, source)
    )


def _ways(workflow: Workflow, step: Step, source: str) -> Iterator[tuple[tuple[Settled, ...], bool, str | None]]:
    awaited = tuple(condition for condition, _ in step.awaits)
    if step.competence != HOUSE:
        yield awaited, True, None
        return
    found = False
    for join in workflow.joins:
        if join.step == step.name:
            found = True
            yield (*awaited, join.when), True, join.name
    if any(deadline.step == step.name and source in deadline.states for deadline in workflow.deadlines):
        found = True
        yield awaited, True, None
    if not found:
        yield awaited, _a_handler_is_called(workflow, source), None


def _a_handler_is_called(workflow: Workflow, state: str) -> bool:
    return any(
        step.effects is not None and (step.target == state or (state in step.sources and step.target in (None, state)))
        for step in workflow.steps
    )
