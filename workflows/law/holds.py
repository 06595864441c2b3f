"""What holds what: which branch, or which fact, keeps which step of which workflow from being taken. Rules as data.

Only what the law or the established practice says stands here (domain §3.2, §4.1, §4.2). Whether a rule holds in a given case
is told by ``processes/holding.py``, and to whom it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from workflows.engine.definition import COMMAND_LINE, HOUSE, Workflow
from workflows.law.references import CONFIDENCES, DATA, is_reference, sources
from workflows.store.datafile import Row, read_row
from workflows.store.text import Text

_ABOUT: Final = frozenset({"finding", "place"})
_FIRST, _LAST = 1, 99


@dataclass(frozen=True, slots=True)
class Hold:
    """One rule. ``held`` are pairs of workflow and step; ``holder`` is the branch that holds, in one of
    ``states``, about the same thing (``about``), ``None`` where facts of the held case alone do.

    ``when`` are facts that must all be so, ``until`` the one that ends the hold.
    """

    key: str
    held: tuple[tuple[str, str], ...]
    version: int
    holder: str | None
    holder_version: int
    states: tuple[str, ...]
    about: str
    when: tuple[str, ...]
    until: str | None
    says: Text
    references: tuple[str, ...]
    confidence: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def to_verify(self) -> bool:
        """Whether a lawyer must still read the text again."""
        return "V" in self.confidence

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that the rule asks the held case for."""
        return (*self.when, *([self.until] if self.until else []))


def holds() -> tuple[Hold, ...]:
    """Return every rule, in the order of the file."""
    return _known()


def holds_on(workflow: str, step: str) -> tuple[Hold, ...]:
    """Return the rules that may hold a step of a workflow."""
    return _by_held().get((workflow, step), ())


def read_holds(path: Path, known_sources: Iterable[str]) -> tuple[Hold, ...]:
    """Read the file of rules; refuses, naming file and key, what a jurist should correct first."""
    file, marks = read_row(path), frozenset(known_sources)
    found: list[Hold] = []
    for row in file.rows("hold"):
        record = _hold(row, marks)
        if any(record.key == other.key for other in found):
            raise row.fault("cette règle figure déjà plus haut.", "this rule stands already above.")
        found.append(record)
    file.finish()
    return tuple(found)


def dangling_names(
    rules: Iterable[Hold], workflows: Iterable[Workflow], facts: Mapping[str, frozenset[str]]
) -> Iterator[Text]:
    """Say, a sentence each, which names of the rules no workflow knows; ``facts`` are those that each workflow states.

    A rule about a version that is not registered yet waits for it, and is not examined.
    """
    known = tuple(workflows)
    for rule in rules:
        if rule.holder is not None:
            yield from _unknown_states(rule, known, rule.holder)
        for name, step in rule.held:
            yield from _unknown_step(rule, known, name, step, facts.get(name, frozenset()))


def _unknown_states(rule: Hold, known: Iterable[Workflow], holder: str) -> Iterator[Text]:
    yield from _unknown_workflow(rule, known, holder)
    for found in _from_version(known, holder, rule.holder_version):
        names = {state.name for state in found.states}
        for state in rule.states:
            if state not in names:
                yield _NO_STATE.with_parameters(rule=rule.key, workflow=holder, name=state)


def _unknown_step(rule: Hold, known: Iterable[Workflow], name: str, step: str, facts: frozenset[str]) -> Iterator[Text]:
    yield from _unknown_workflow(rule, known, name)
    for found in _from_version(known, name, rule.version):
        taken = {each.name: each for each in found.steps}
        if step not in taken:
            yield _NO_STEP.with_parameters(rule=rule.key, workflow=name, name=step)
        elif taken[step].competence in (HOUSE, COMMAND_LINE):
            yield _NOBODYS_STEP.with_parameters(rule=rule.key, workflow=name, name=step)
        for fact in rule.facts:
            if fact not in facts:
                yield _NO_FACT.with_parameters(rule=rule.key, workflow=name, name=fact)


def _unknown_workflow(rule: Hold, known: Iterable[Workflow], name: str) -> Iterator[Text]:
    if name not in {each.name for each in known}:
        yield _NO_WORKFLOW.with_parameters(rule=rule.key, workflow=name)


def _from_version(known: Iterable[Workflow], name: str, version: int) -> list[Workflow]:
    return [each for each in known if each.name == name and each.version >= version]


@cache
def _known() -> tuple[Hold, ...]:
    return read_holds(DATA / "holds.toml", sources())


@cache
def _by_held() -> Mapping[tuple[str, str], tuple[Hold, ...]]:
    gathered: dict[tuple[str, str], tuple[Hold, ...]] = {}
    for rule in holds():
        for held in rule.held:
            gathered[held] = (*gathered.get(held, ()), rule)
    return gathered


def _hold(row: Row, marks: frozenset[str]) -> Hold:
    record = Hold(
        key=row.line("key"),
        held=tuple(_held(row, name) for name in row.words("held")),
        version=row.number("version", _FIRST, _LAST) if row.has("version") else _FIRST,
        holder=row.line("holder") if row.has("holder") else None,
        holder_version=row.number("holder_version", _FIRST, _LAST) if row.has("holder_version") else _FIRST,
        states=row.words("states"),
        about=row.one_of("about", _ABOUT) if row.has("about") else "",
        when=row.words("when"),
        until=row.line("until") if row.has("until") else None,
        says=row.text("says"),
        references=row.words("references"),
        confidence=row.words("confidence", CONFIDENCES),
        sources=row.words("source", marks),
    )
    row.finish()
    for fr, en in _faults_of(record):
        raise row.fault(fr, en)
    return record


def _held(row: Row, name: str) -> tuple[str, str]:
    workflow, dot, step = name.partition(".")
    if not (workflow and dot and step):
        raise row.fault(
            "«\u00a0{name}\u00a0» ne nomme pas une étape (dossier.étape).",
            "{name} names no step (workflow.step).",
            name=name,
        )
    return workflow, step


def _faults_of(record: Hold) -> Iterable[tuple[str, str]]:
    if not record.held:
        yield "la règle ne retient rien.", "the rule holds nothing."
    if record.holder is None and not record.when:
        yield "rien ne dit ce qui retient.", "nothing says what holds."
    if (record.holder is None) != (not record.states) or (record.holder is None) != (not record.about):
        yield (
            "une suite qui retient a ses états, et dit sur quoi elle porte.",
            "a branch that holds has its states, and says what it is about.",
        )
    for key in record.references:
        if not is_reference(key):
            yield f"{key} n’est pas une référence légale connue.", f"{key} is no known legal reference."
    if not record.confidence:
        yield "la clé «\u00a0confidence\u00a0» manque.", "the key confidence is missing."
    if any(mark.startswith("S") for mark in record.confidence) and not record.sources:
        yield "ce qui a été lu quelque part nomme sa source.", "what was read somewhere names its source."


_NO_WORKFLOW: Final = Text(
    "Règle {rule}\u00a0: aucun processus ne s’appelle {workflow}.", "Rule {rule}: no workflow is called {workflow}."
)
_NO_STATE: Final = Text(
    "Règle {rule}\u00a0: {workflow} n’a pas d’état {name}, et ne retiendra donc rien.",
    "Rule {rule}: {workflow} has no state {name}, and so will hold nothing.",
)
_NO_STEP: Final = Text(
    "Règle {rule}\u00a0: {workflow} n’a pas d’étape {name}, qui n’est donc pas retenue.",
    "Rule {rule}: {workflow} has no step {name}, which is therefore not held.",
)
_NOBODYS_STEP: Final = Text(
    "Règle {rule}\u00a0: l’étape {name} de {workflow} est de la maison\u00a0: une règle n’arrête pas une horloge.",
    "Rule {rule}: the step {name} of {workflow} is the house’s: a rule stops no clock.",
)
_NO_FACT: Final = Text(
    "Règle {rule}\u00a0: {workflow} n’énonce pas le fait {name}, que la règle lui demande.",
    "Rule {rule}: {workflow} does not state the fact {name}, for which the rule asks.",
)
