"""The proof: every workflow is examined together with its children, and each fault is named with the way to it.

What is examined
    The parent beside 0 to 3 children of each kind that its joins and conditions count (more where a quorum asks for
    more), all time-outs, every order of events. The bound is on children alive in one parent, for each kind.

What is taken for granted
    Guards can be satisfied: they depend on facts. A step that ``opens`` a kind may open none, one or more. A time-out
    may happen whenever its clock runs. The handler of an effect does come back, to a state in which a step with effects
    arrives. Grandchildren settle: the child is examined with them on its own account. Children of a parent that has
    ended live on: nothing in their life depends on it, so their own proof stands.

What is refused
    ``unknown_child``        a step, join or condition names a workflow that is not registered
    ``unknown_state``        a join or condition names a state that the child does not have
    ``missing_competence``   nobody holds the competence of a step, or of the turn of a state
    ``unreachable_state``    no case can come to the state
    ``dead_step``            the step cannot be taken in any configuration, though a case can stand where it starts
    ``dead_join``            the condition of a join is never met in a state that the join leaves, though its step lives
    ``idle_deadline``        a deadline runs in a state that its step does not leave
    ``starving_join``        a case waits on a join, nothing else leaves the state, and the join can no longer be met
    ``wait_without_exit``    nothing is bound to move the case on: its conditions can no longer be met, or what leaves
                             the state is a house step that no join, deadline or handler takes there
    ``dead_end``             a state that is no end and that no step leaves, or a loop that never comes to an end

A case that can always end has none of the last three, and the other way round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from workflows.engine.checker.paths import shortest_path
from workflows.engine.checker.product import Family, StateSpace
from workflows.engine.checker.result import Fault, Result, verdict
from workflows.engine.definition import COMMAND_LINE, HOUSE, Workflow

Holders = Callable[[str], Sequence[str]]
"""Gives the keys of the agencies that hold a competence."""


def check(workflow: Workflow, workflows: Mapping[str, Workflow], holders: Holders) -> Result:
    """Prove one workflow together with its children, or name what is wrong with it.

    ``workflows`` are the registered ones by name, from which children are taken. ``states`` in the result counts the
    configurations examined, after reduction. Refuses with :class:`TooManyStates` what is too large to be proved.
    """
    space = StateSpace(Family(workflow, {workflow.name: workflow, **workflows}))
    stuck = space.stuck()
    faults = [
        *_unknown_names(space, {workflow.name: workflow, **workflows}),
        *_missing_competences(space, holders),
        *_useless_parts(space),
        *_stuck(space, stuck),
        *_traps(space, stuck),
    ]
    return verdict(workflow.name, workflow.version, len(space), faults)


def check_all(definitions: Iterable[Workflow], holders: Holders) -> list[Result]:
    """Prove every workflow, each version of it; children are taken at their newest version."""
    known = sorted(definitions, key=lambda each: (each.name, each.version))
    newest = {each.name: each for each in known}
    return [check(each, newest, holders) for each in known]


def _unknown_names(space: StateSpace, workflows: Mapping[str, Workflow]) -> Iterator[Fault]:
    workflow = space.family.workflow
    opened = [(step.name, step.sources, child) for step in workflow.steps for child in step.opens]
    awaited = [(step.name, step.sources, condition) for step in workflow.steps for condition, _ in step.awaits]
    awaited += [(join.name, workflow.step(join.step).sources, join.when) for join in workflow.joins]
    counted = [(name, sources, condition.child) for name, sources, condition in awaited]
    for name, sources, child in dict.fromkeys(opened + counted):
        if child not in workflows:
            yield Fault("unknown_child", f"{name}({child})", shortest_path(space, space.standing(sources)))
    for name, sources, condition in awaited:
        if condition.child in workflows:
            known = {state.name for state in workflows[condition.child].states}
            path = shortest_path(space, space.standing(sources)) if condition.states - known else ()
            for state in sorted(condition.states - known):
                yield Fault("unknown_state", f"{name}({condition.child}.{state})", path)


def _missing_competences(space: StateSpace, holders: Holders) -> Iterator[Fault]:
    workflow = space.family.workflow
    for step in workflow.steps:
        if step.competence not in (HOUSE, COMMAND_LINE) and not holders(step.competence):
            ready = space.ready_for(step.name) or space.standing(step.sources)
            yield Fault("missing_competence", step.name, shortest_path(space, ready))
    for state in workflow.states:
        if state.turn not in (None, HOUSE) and not holders(str(state.turn)):
            yield Fault("missing_competence", state.name, shortest_path(space, space.standing((state.name,))))


def _useless_parts(space: StateSpace) -> Iterator[Fault]:
    workflow = space.family.workflow
    reached = {state.name for state in workflow.states if space.standing((state.name,))}
    yield from (Fault("unreachable_state", state.name) for state in workflow.states if state.name not in reached)
    living = {move.step for move in space.enabled}
    for step in workflow.steps:
        if step.name not in living and reached.intersection(step.sources):
            yield Fault("dead_step", step.name, shortest_path(space, space.standing(step.sources)))
    for join in workflow.joins:
        sources = workflow.step(join.step).sources
        met = any(move.join == join.name for move in space.enabled)
        if not met and join.step in living and reached.intersection(sources):
            yield Fault("dead_join", join.name, shortest_path(space, space.standing(sources)))
    for deadline in workflow.deadlines:
        for state in deadline.states:
            if deadline.step is not None and state not in workflow.step(deadline.step).sources:
                yield Fault(
                    "idle_deadline", f"{deadline.name}({state})", shortest_path(space, space.standing((state,)))
                )


def _stuck(space: StateSpace, numbers: set[int]) -> Iterator[Fault]:
    workflow = space.family.workflow
    starved: dict[str, set[int]] = {}
    by_state: dict[str, set[int]] = {}
    for number in sorted(numbers):
        by_state.setdefault(space.state(number), set()).add(number)
    for state, stuck in by_state.items():
        leaving = [step for step in workflow.steps_from(state) if step.target not in (None, state)]
        joins = [join.name for join in workflow.joins if any(step.name == join.step for step in leaving)]
        for join in joins:
            starved.setdefault(join, set()).update(stuck)
        if not joins:
            yield Fault("wait_without_exit" if leaving else "dead_end", state, shortest_path(space, stuck))
    for join, stuck in starved.items():
        yield Fault("starving_join", join, shortest_path(space, stuck))


def _traps(space: StateSpace, stuck: set[int]) -> Iterator[Fault]:
    for states, trapped in space.traps(stuck).items():
        names = [state.name for state in space.family.workflow.states if state.name in states]
        yield Fault("dead_end", " ⇄ ".join(names), shortest_path(space, trapped))
