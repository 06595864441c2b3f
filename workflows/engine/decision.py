"""Where a step leads: one shared `transitions` machine per workflow and version, compiled once to a table.

The machine decides and does nothing else. It holds no model, has no callback and no automatic jump between states, and
raises on a step that does not leave the state. The engine reads the table, which costs a dictionary look-up; the
property test in ``tests/workflows/engine/test_decision.py`` holds both equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from transitions import Machine

from workflows.engine.definition import Workflow

_known: dict[tuple[str, int], tuple[Workflow, DecisionTable]] = {}


class Standing:
    """A throw-away thing that stands in a state: what the machine is given instead of a case.

    A case itself is never given to the machine: it would come back with methods added and its state reset.
    """

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """The moves of one workflow at one version, and the machine that they were read from."""

    machine: Machine
    moves: Mapping[tuple[str, str], str]

    def target(self, state: str, step: str) -> str | None:
        """Return the state to which ``step`` leads from ``state``, or ``None`` if it does not leave it.

        A step that stays in place gives ``state`` itself.
        """
        return self.moves.get((state, step))


def decisions(workflow: Workflow) -> DecisionTable:
    """Return the decision table of a workflow, made at the first call and shared by every later one.

    It is kept by name and version. Another definition under the same name and version replaces it. Refuses a step
    named ``state`` with ``ValueError``: the machine keeps that word for itself.
    """
    key = (workflow.name, workflow.version)
    known = _known.get(key)
    if known is not None and known[0] is workflow:
        return known[1]
    machine = build_machine(workflow)
    table = DecisionTable(machine, MappingProxyType(_compiled(machine)))
    _known[key] = (workflow, table)
    return table


def build_machine(workflow: Workflow) -> Machine:
    """Return a new machine for the workflow: no model, no callback, no automatic transition, refusals raised."""
    machine = Machine(
        model=None,
        name=f"{workflow.name} v{workflow.version}",
        states=[{"name": state.name, "final": state.final} for state in workflow.states],
        initial=workflow.initial,
        auto_transitions=False,
        ignore_invalid_triggers=False,
        send_event=True,
    )
    for step in workflow.steps:
        # No destination is what the library calls an internal transition: the state is neither left nor entered.
        machine.add_transition(step.name, list(step.sources), step.target)
    return machine


def _compiled(machine: Machine) -> dict[tuple[str, str], str]:
    moves = {}
    for name, event in machine.events.items():
        for source, transitions in event.transitions.items():
            # Without conditions the first transition of a state always wins, so it alone is the decision.
            moves[source, name] = transitions[0].dest or source
    return moves
