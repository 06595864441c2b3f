"""What a workflow is: a table of states, steps, joins and deadlines that a jurist can read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from workflows.store.text import Text

if TYPE_CHECKING:
    from workflows.engine.cases import Situation

HOUSE: Final = "house"
"""The competence of steps that the house itself takes: joins, deadlines, handlers."""

OPENED: Final = "open"
"""The name of the first line of every journal, which no step may bear."""

COMMAND_LINE: Final = "command_line"
"""The competence of steps that whoever operates the machine takes by a command, such as the end of an import."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")

FieldKind = Literal["line", "text", "day", "moment", "number", "amount", "yes_no", "choice", "choices"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a step may not be taken now: a stable code, the sentence that the user reads, keys of legal references."""

    code: str
    text: Text
    references: tuple[str, ...] = ()


class Term(Protocol):
    """A length of time with its rule; the calendar that counts it lives in the law, not here."""

    def due(self, start: datetime) -> datetime:
        """Return the moment (aware UTC) at which a term that starts at ``start`` (aware UTC) has passed."""

    def describe(self) -> Text:
        """Return the rule as people read it, e.g. ``5 jours ouvrés``."""


class Instant:
    """A term of no length: for a clock whose start is already the moment that counts, such as the end of a permit."""

    def due(self, start: datetime) -> datetime:
        """Return the start itself."""
        return start

    def describe(self) -> Text:
        """Return the rule as people read it."""
        return Text("à la date fixée", "on the date set")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a step asks: its name, its label, what kind of value, and whether it must be given.

    ``choices`` is a list of (code, label) or a function of the situation that returns one. ``maximum`` bounds the
    length of words and the size of numbers. ``secrecy`` is the class of what is written there, where that is above the
    class of the case: of those who see the case, only those cleared for it are shown it.
    """

    name: str
    label: Text
    kind: FieldKind = "line"
    required: bool = True
    help: Text | None = None
    choices: Iterable[tuple[str, Text]] | Callable[[Situation], Iterable[tuple[str, Text]]] = ()
    maximum: int = 4000
    secrecy: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to do after the commit, delivered at least once to the handler of its topic."""

    topic: str
    body: Mapping[str, Any] = field(default_factory=dict)


Guard = Callable[["Situation"], Refusal | Iterable[Refusal] | None]
"""Answers with what stands against the step: one refusal, several at once, or nothing."""
Write = Callable[["Situation"], None]
Effects = Callable[["Situation"], Iterable[Effect]]


@dataclass(frozen=True, slots=True)
class State:
    """Where a case may stand. ``turn`` is the competence from which something is expected, ``None`` if nobody's.

    Where a case names nobody for it, whoever holds that competence is expected, and sees the case; with ``once_named``,
    nobody is before a step has named an agency.
    """

    name: str
    label: Text
    turn: str | None = None
    final: bool = False
    expects: Text | None = None
    """What is expected of the one whose turn it is, as the inbox says it."""
    once_named: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """A condition on children: how many cases of one child workflow stand in the named states.

    ``need`` is ``"all"`` (every child, at least one), ``"any"`` (one is enough), ``"none_open"`` (every child, and no
    child at all will do) or a whole number (a quorum).
    """

    child: str
    states: frozenset[str]
    need: Literal["all", "any", "none_open"] | int = "all"

    def met(self, settled: int, total: int) -> bool:
        """Tell whether ``settled`` of ``total`` children satisfy the condition."""
        if self.need == "all":
            return total > 0 and settled >= total
        if self.need == "any":
            return settled >= 1
        if self.need == "none_open":
            return settled >= total
        return settled >= self.need


@dataclass(frozen=True, slots=True)
class Step:
    """One move: from which states to which, who may take it, what it asks, what refuses it, what it writes and causes.

    ``competence`` is held by agencies (their data says so) or is ``HOUSE``. ``target`` ``None`` means that the case
    stays where it is. ``awaits`` are conditions on children that both the engine and the checker understand;
    ``guards`` are everything else. ``writes`` changes records in the same transaction; ``effects`` happen after it.
    """

    name: str
    sources: tuple[str, ...]
    target: str | None
    label: Text
    competence: str
    asks: tuple[Field, ...] = ()
    awaits: tuple[tuple[Settled, Refusal], ...] = ()
    guards: tuple[Guard, ...] = ()
    checks: tuple[Guard, ...] = ()
    """What refuses the values that were typed; asked only when the step is taken, never to draw the door."""
    writes: Write | None = None
    effects: Effects | None = None
    opens: tuple[str, ...] = ()
    """Names of the child workflows that this step may open cases of."""
    done: Text | None = None
    """What the history says, in the past tense; the label where absent."""
    grave: bool = False
    """Whether the page asks to confirm, because the step cannot be undone."""
    aside: bool = False
    """Whether the step goes around what its state expects, so that no page offers it as the thing to do."""


@dataclass(frozen=True, slots=True)
class Join:
    """A step of the parent, taken by the house as soon as its children are settled."""

    name: str
    when: Settled
    step: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock that runs while the case stands in one of ``states``.

    It starts on entry, or when ``start`` says, and ends after ``term``, or when ``ends`` says (aware UTC; ``None`` from
    either = no clock in this case). Alerts are raised at
    ``alerts`` shares of its length; when it has passed the house takes ``step``, if there is one. ``source`` is the key
    of the legal reference that sets the length, ``None`` for a rule of the partnership.
    """

    name: str
    label: Text
    states: tuple[str, ...]
    term: Term
    step: str | None = None
    alerts: tuple[float, ...] = (0.5, 0.8, 1.0)
    start: Callable[[Situation], datetime | None] | None = None
    ends: Callable[[Situation], datetime | None] | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Workflow:
    """A whole process at one version. Running cases keep the version that they began with.

    Refuses at construction what no case could live with: unknown or doubled names, no final state.
    """

    name: str
    version: int
    label: Text
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    joins: tuple[Join, ...] = ()
    deadlines: tuple[Deadline, ...] = ()

    def __post_init__(self) -> None:
        faults = list(_dangling_names(self))
        if faults:
            raise ValueError(f"Workflow {self.name} v{self.version}: " + " ".join(faults))

    @property
    def initial(self) -> str:
        """The state in which a new case stands: the first of the table."""
        return self.states[0].name

    @property
    def final_states(self) -> frozenset[str]:
        """The states in which a case has ended."""
        return frozenset(state.name for state in self.states if state.final)

    @property
    def children(self) -> frozenset[str]:
        """The child workflows of which this one may open cases."""
        return frozenset(name for step in self.steps for name in step.opens)

    def state(self, name: str) -> State:
        """Return the state of that name; refuses an unknown one with ``KeyError``."""
        found: State = next_named(self.states, name)
        return found

    def step(self, name: str) -> Step:
        """Return the step of that name; refuses an unknown one with ``KeyError``."""
        found: Step = next_named(self.steps, name)
        return found

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """Return every step that leaves ``state``, in the order of the table."""
        return tuple(step for step in self.steps if state in step.sources)


def next_named(rows: Iterable[Any], name: str) -> Any:
    """Return the row of that name; refuses an unknown one with ``KeyError``."""
    for row in rows:
        if row.name == name:
            return row
    raise KeyError(name)


def _dangling_names(workflow: Workflow) -> Iterable[str]:
    yield from _faults_of_names(workflow)
    states = {state.name for state in workflow.states}
    if not workflow_finals(workflow):
        yield "it has no final state."
    for step in workflow.steps:
        yield from _faults_of_step(step, states, workflow_finals(workflow))
    steps = {step.name: step for step in workflow.steps}
    for join in workflow.joins:
        yield from _faults_of_house_step(f"join {join.name}", join.step, steps)
    for deadline in workflow.deadlines:
        yield from (
            f"deadline {deadline.name} runs in the unknown state {n}." for n in deadline.states if n not in states
        )
        if deadline.step is not None:
            yield from _faults_of_house_step(f"deadline {deadline.name}", deadline.step, steps)


def _faults_of_names(workflow: Workflow) -> Iterable[str]:
    rows: dict[str, Iterable[Any]] = {
        "state": workflow.states,
        "step": workflow.steps,
        "join": workflow.joins,
        "deadline": workflow.deadlines,
    }
    for kind, named in rows.items():
        names = [row.name for row in named]
        yield from (f"{kind} {name} is declared twice." for name in sorted({n for n in names if names.count(n) > 1}))
        yield from (f"{kind} {name} is not a plain lower-case name." for name in names if not _NAME.fullmatch(name))


def _faults_of_step(step: Step, states: set[str], finals: frozenset[str]) -> Iterable[str]:
    if step.name == OPENED:
        yield f"step {step.name} has the name of the line that opens a case."
    for name in (*step.sources, step.target or step.sources[0]):
        if name not in states:
            yield f"step {step.name} names the unknown state {name}."
    for name in step.sources:
        if name in finals and step.target not in (None, name):
            yield f"step {step.name} leaves the final state {name}."


def _faults_of_house_step(what: str, name: str, steps: Mapping[str, Step]) -> Iterable[str]:
    if name not in steps:
        yield f"{what} takes the unknown step {name}."
    elif steps[name].competence != HOUSE:
        yield f"{what} takes {name}, which is not a step of the house."


def workflow_finals(workflow: Workflow) -> frozenset[str]:
    """Return the names of the final states (usable while the workflow is still being checked)."""
    return frozenset(state.name for state in workflow.states if state.final)
