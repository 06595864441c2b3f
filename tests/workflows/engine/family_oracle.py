"""Small families at random, and what is wrong with them found the slow way: children named one by one, nothing merged."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from itertools import product

from hypothesis import strategies as st

from tests.workflows.engine.generated import CLERK, NAMES, deadline, step, workflow
from workflows.engine.definition import HOUSE, Join, Settled, Step, Workflow

Case = tuple[str, tuple[tuple[str, str], ...]]
"""The parent's state and its children, in the order of their opening: (kind, state)."""
Known = Mapping[str, Workflow]

CHILDREN = 3


@st.composite
def families(draw: st.DrawFn) -> tuple[Workflow, ...]:
    """A parent and one kind of children, or two smaller ones of which the second is a grandchild too."""
    kinds = ("first", "second")[: draw(st.integers(1, 2))]
    grandchildren = {"first": "second"} if len(kinds) == 2 else {}
    children = [draw(_members(kind, 5 - len(kinds), grandchild=grandchildren.get(kind))) for kind in kinds]
    states = {child.name: [state.name for state in child.states] for child in children}
    return draw(_members("parent", 5, states=states)), *children


@st.composite
def _members(
    draw: st.DrawFn,
    name: str,
    size: int,
    states: Mapping[str, list[str]] | None = None,
    grandchild: str | None = None,
) -> Workflow:
    """A line of steps from the first state to an end, and a few steps more in any direction."""
    living = NAMES[: draw(st.integers(1, size - 2))]
    names = [*living, *(f"end_{number}" for number in range(draw(st.integers(1, min(2, size - len(living))))))]
    conditions = _conditions(states) if states else st.just(Settled(grandchild or "", frozenset({"a"})))
    counts = states or grandchild
    steps: list[Step] = []
    joins: list[Join] = []
    clocks = []
    for number in range(draw(st.integers(len(living), len(living) + 3))):
        on_the_line = number < len(living)
        target = names[number + 1] if on_the_line else draw(st.none() | st.sampled_from(names))
        source = living[number] if on_the_line else draw(st.sampled_from(living))
        sources = dict.fromkeys([source, *draw(st.lists(st.sampled_from(living), max_size=1))])
        by_house = draw(st.sampled_from((False, False, True)))
        opened = draw(st.sets(st.sampled_from(sorted(states)))) if states and draw(st.booleans()) else set()
        steps.append(
            step(
                f"step_{number}",
                tuple(sources),
                target,
                HOUSE if by_house else CLERK,
                opens=tuple(sorted(opened)),
                awaits=[draw(conditions)] if states and draw(st.sampled_from((False, False, True))) else [],
                effects=draw(st.sampled_from((False, False, True))),
            )
        )
        if by_house and counts and draw(st.sampled_from((False, True, True))):
            joins.append(Join(f"join_{number}", draw(conditions), f"step_{number}"))
        if by_house and draw(st.booleans()):
            runs = draw(st.lists(st.sampled_from(living), max_size=1))
            clocks.append(deadline(f"clock_{number}", tuple(dict.fromkeys([source, *runs])), f"step_{number}"))
    shown = [state + "!" * state.startswith("end") for state in names]
    return workflow(shown, *steps, name=name, joins=joins, deadlines=clocks)


@st.composite
def _conditions(draw: st.DrawFn, states: Mapping[str, list[str]]) -> Settled:
    child = draw(st.sampled_from(sorted(states)))
    named = draw(st.sets(st.sampled_from(states[child]), min_size=1, max_size=2))
    need = draw(st.sampled_from(("all", "any", "none_open", 1, 2, 3)))
    return Settled(child, frozenset(named), need)  # type: ignore[arg-type]


def faults_by_brute_force(parent: Workflow, known: Known) -> dict[tuple[str, str], int]:
    """Return the length of the shortest path for each (kind, where), from every configuration spelt out."""
    reached = _reached(parent, known)
    found: dict[tuple[str, str], int] = {}

    def nearest(wanted: Callable[[Case], bool]) -> int:
        return min((length for case, length in reached.items() if wanted(case)), default=0)

    for state in parent.states:
        if all(case[0] != state.name for case in reached):
            found["unreachable_state", state.name] = 0
    taken = {(each.name, way) for case in reached for each, way, _ in _open_steps(parent, known, case)}
    for each in parent.steps:
        at_a_source = [case for case in reached if case[0] in each.sources]
        if at_a_source and each.name not in {name for name, _ in taken}:
            found["dead_step", each.name] = min(reached[case] for case in at_a_source)
        for join in parent.joins:
            fired = (each.name, join.name) in taken
            if join.step == each.name in {name for name, _ in taken} and at_a_source and not fired:
                found["dead_join", join.name] = min(reached[case] for case in at_a_source)
    for clock in parent.deadlines:
        for state_name in clock.states:
            if state_name not in parent.step(str(clock.step)).sources:
                found["idle_deadline", f"{clock.name}({state_name})"] = nearest(lambda case: case[0] == state_name)  # noqa: B023
    found.update(_endless(parent, known, reached))
    return found


def replay(parent: Workflow, known: Known, path: tuple[str, ...]) -> Case:
    """Walk the moves told, each of which must be possible where it is told, and return where they lead."""
    case: Case = (parent.initial, ())
    for told in path:
        here = [after for after, label, _ in _next(parent, known, case) if label == told]
        assert here, f"{told} cannot be done from {case} on the way {path}"
        case = here[0]
    return case


def _reached(parent: Workflow, known: Known) -> dict[Case, int]:
    start: Case = (parent.initial, ())
    reached = {start: 0}
    waiting = deque([start])
    while waiting:
        case = waiting.popleft()
        for after, _, _ in _next(parent, known, case):
            if after not in reached:
                reached[after] = reached[case] + 1
                waiting.append(after)
    return reached


def _endless(parent: Workflow, known: Known, reached: Mapping[Case, int]) -> dict[tuple[str, str], int]:
    sure = {case: {after for after, _, certain in _next(parent, known, case) if certain} for case in reached}
    visits = {
        state.name: _leading_to({case for case in reached if case[0] == state.name}, sure) for state in parent.states
    }
    future = {case: frozenset(name for name, cases in visits.items() if case in cases) for case in reached}
    found: dict[tuple[str, str], int] = {}

    def tell(kind: str, where: str, case: Case) -> None:
        found[kind, where] = min(found.get((kind, where), reached[case]), reached[case])

    stuck = {case for case in reached if future[case] == {case[0]} and case[0] not in parent.final_states}
    for case in stuck:
        leaving = {each.name for each in parent.steps if case[0] in each.sources and each.target not in (None, case[0])}
        joins = [join.name for join in parent.joins if join.step in leaving]
        for join in joins:
            tell("starving_join", join, case)
        if not joins:
            tell("wait_without_exit" if leaving else "dead_end", case[0], case)
    excused = _leading_to(stuck, sure)
    wavering = _leading_to({case for case in reached for after in sure[case] if future[after] != future[case]}, sure)
    for case in set(reached) - excused - wavering:
        if not future[case] & parent.final_states:
            tell("dead_end", " ⇄ ".join(state.name for state in parent.states if state.name in future[case]), case)
    return found


def _leading_to(cases: set[Case], sure: Mapping[Case, set[Case]]) -> set[Case]:
    before: dict[Case, list[Case]] = {case: [] for case in sure}
    for case, after in sure.items():
        for each in after:
            before[each].append(case)
    found = set(cases)
    waiting = list(found)
    while waiting:
        for each in before[waiting.pop()]:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return found


def _next(parent: Workflow, known: Known, case: Case) -> Iterator[tuple[Case, str, bool]]:
    state, children = case
    for each, _, certain in _open_steps(parent, known, case):
        kinds = [kind for kind in sorted(known) if kind in each.opens]
        room = [range(CHILDREN + 1 - sum(kind == other for other, _ in children)) for kind in kinds]
        for numbers in product(*room):
            more = [kind for kind, number in zip(kinds, numbers, strict=True) for _ in range(number)]
            after = (each.target or state, (*children, *((kind, known[kind].initial) for kind in more)))
            yield after, _told(parent, each, case, more), certain
    for place, (kind, stands) in enumerate(children):
        number = sum(other == kind for other, _ in children[: place + 1])
        for each, certain in _child_steps(known[kind], stands):
            moved = (*children[:place], (kind, each.target or stands), *children[place + 1 :])
            yield (state, moved), f"{kind}#{number}.{each.name}", certain


def _told(parent: Workflow, each: Step, case: Case, more: list[str]) -> str:
    counted = {condition.child for s in parent.steps for condition, _ in s.awaits} | {
        j.when.child for j in parent.joins
    }
    held = [kind for kind, _ in case[1]]
    born = []
    for kind in more:
        held.append(kind)
        if kind in counted:
            born.append(f"{kind}#{held.count(kind)}")
    return f"{parent.name}.{each.name}" + (f"({', '.join(born)})" if born else "")


def _open_steps(parent: Workflow, known: Known, case: Case) -> Iterator[tuple[Step, str | None, bool]]:
    state, children = case

    def met(condition: Settled) -> bool:
        stands = [child_state for kind, child_state in children if kind == condition.child]
        return condition.met(sum(each in condition.states for each in stands), len(stands))

    for each in parent.steps:
        if state not in each.sources or not all(met(condition) for condition, _ in each.awaits):
            continue
        if each.competence != HOUSE:
            yield each, None, True
            continue
        joins = [join for join in parent.joins if join.step == each.name]
        yield from ((each, join.name, True) for join in joins if met(join.when))
        clocks = [clock for clock in parent.deadlines if clock.step == each.name and state in clock.states]
        if clocks:
            yield each, None, True
        if not joins and not clocks:
            yield each, None, _handled(parent, state)


def _child_steps(child: Workflow, state: str) -> Iterator[tuple[Step, bool]]:
    for each in child.steps:
        if state in each.sources:
            by_itself = (
                each.competence != HOUSE
                or any(join.step == each.name for join in child.joins)
                or any(clock.step == each.name and state in clock.states for clock in child.deadlines)
            )
            if by_itself:
                yield each, True
            else:
                yield each, _handled(child, state)


def _handled(definition: Workflow, state: str) -> bool:
    return any(
        each.effects and (each.target == state or (each.target is None and state in each.sources))
        for each in definition.steps
    )
