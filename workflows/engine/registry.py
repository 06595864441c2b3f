"""The workflows that the house knows: found in the processes' files, checked once, never listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final, cast

from workflows.engine.definition import COMMAND_LINE, HOUSE, Effect, Join, Refusal, Workflow
from workflows.store.text import Text

if TYPE_CHECKING:
    from workflows.engine.situation import Situation

_WORKFLOWS: Final[dict[tuple[str, int], Workflow]] = {}
_NEWEST: Final[dict[str, Workflow]] = {}
_JOINS: Final[dict[tuple[str, str], tuple[Join, ...]]] = {}


class UnknownWorkflow(KeyError):
    """No workflow of that name or version is registered."""

    def __str__(self) -> str:
        return str(self.args[0])


def register(workflow: Workflow) -> Workflow:
    """Make a workflow known; refuses another definition under the same name and version."""
    key = (workflow.name, workflow.version)
    known = _WORKFLOWS.get(key)
    if known is workflow:
        return workflow
    if known is not None:
        raise ValueError(f"The workflow {workflow.name} v{workflow.version} is defined twice.")
    _WORKFLOWS[key] = workflow
    newest = _NEWEST.get(workflow.name)
    if newest is None or newest.version < workflow.version:
        _NEWEST[workflow.name] = workflow
    return workflow


def forget(workflow: Workflow) -> None:
    """Take a workflow out again: for tests that bring their own."""
    _WORKFLOWS.pop((workflow.name, workflow.version), None)
    _NEWEST.pop(workflow.name, None)
    for other in _WORKFLOWS.values():
        if other.name == workflow.name:
            _NEWEST[other.name] = max(other, _NEWEST.get(other.name, other), key=lambda each: each.version)
    _JOINS.clear()


def discover(package: ModuleType) -> tuple[Workflow, ...]:
    """Register the ``WORKFLOW`` of every module of a package, and earlier versions listed in its ``EARLIER``."""
    found = []
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        for workflow in (*getattr(module, "EARLIER", ()), getattr(module, "WORKFLOW", None)):
            if workflow is not None:
                found.append(register(workflow))
    return tuple(found)


def workflow(name: str, version: int | None = None) -> Workflow:
    """Return a workflow, the newest version unless one is named; refuses with :class:`UnknownWorkflow`."""
    found = _NEWEST.get(name) if version is None else _WORKFLOWS.get((name, version))
    if found is None:
        raise UnknownWorkflow(f"No workflow is called {name}" + (f" v{version}." if version else "."))
    return found


def workflows() -> tuple[Workflow, ...]:
    """Return every registered workflow, by name then version."""
    return tuple(_WORKFLOWS[key] for key in sorted(_WORKFLOWS))


def joins_fed_by(parent_kind: str, child: str) -> tuple[Join, ...]:
    """Return the joins of a parent (``name/version``) that count children of the workflow ``child``."""
    key = (parent_kind, child)
    if key not in _JOINS:
        name, version = parent_kind.rsplit("/", 1)
        _JOINS[key] = tuple(join for join in workflow(name, int(version)).joins if join.when.child == child)
    return _JOINS[key]


Holders = Callable[[str], Sequence[str]]
_OWN: Final = {
    HOUSE: Text("la maison elle-même", "the house itself"),
    COMMAND_LINE: Text("qui exploite la machine", "whoever operates the machine"),
}
_told: Final[dict[str, Callable[..., Any]]] = {}
"""What the composition root tells the engine: who holds a competence, how people call it, who watches the moves, who
knows what holds a step."""


def set_holders(holders: Holders) -> None:
    """Tell the engine who holds a competence when a case names nobody: the register knows, the engine does not."""
    _told["holders"] = holders


def holders(competence: str) -> Sequence[str]:
    """Return the keys of the agencies that hold a competence."""
    return cast("Sequence[str]", _told["holders"](competence)) if "holders" in _told else ()


def set_labels(labels: Callable[[str], Text]) -> None:
    """Tell the engine how people call a competence."""
    _told["labels"] = labels


def label_of(competence: str) -> Text:
    """Return a competence as people read it, the house's own ones included."""
    if competence in _OWN:
        return _OWN[competence]
    return cast("Text", _told["labels"](competence)) if "labels" in _told else Text(competence, competence)


Watch = Callable[["Situation", str, Sequence[tuple[str, str, datetime]]], Iterable[Effect]]
"""Told of each move before it is written: the situation, the state that it leads to, and the turns that it gives as
(competence, agency, due). Answers with effects to be delivered once the move is committed."""


def set_watch(watch: Watch) -> None:
    """Tell the engine who is asked, at each move, for effects beside those of the step."""
    _told["watch"] = watch


def watched(situation: Situation, target: str, turns: Sequence[tuple[str, str, datetime]]) -> Iterable[Effect]:
    """Return the effects that whoever watches wants of this move, none where nobody does."""
    return cast("Iterable[Effect]", _told["watch"](situation, target, turns)) if "watch" in _told else ()


Holding = Callable[["Situation"], "Refusal | None"]
"""Asked of each step that people take: what holds it from outside of its workflow, if anything does."""


def set_hold(hold: Holding) -> None:
    """Tell the engine who knows what holds a step by a rule that its workflow does not know itself."""
    _told["hold"] = hold


def held(situation: Situation) -> Refusal | None:
    """Return what holds the step of a situation from outside of its workflow."""
    return cast("Refusal | None", _told["hold"](situation)) if "hold" in _told else None


Gatekeeper = Callable[[Iterable[str | None], str, int, datetime], bool]
"""Told of each agency that is about to see what one agency alone knows: who gives (the case's agency, and who acts), who
receives, up to which class, when. Answers whether the law opens a way."""


def set_gatekeeper(gatekeeper: Gatekeeper) -> None:
    """Tell the engine who says whether an agency may be let into what another one alone knows."""
    _told["gatekeeper"] = gatekeeper


def lets_in(givers: Iterable[str | None], agency: str, clearance: int, moment: datetime) -> bool:
    """Tell whether an agency may be let in up to this class; yes where nobody keeps the gates."""
    return bool(_told["gatekeeper"](givers, agency, clearance, moment)) if "gatekeeper" in _told else True


def all_named(names: Iterable[str]) -> dict[str, Workflow]:
    """Return the newest workflows of these names, those that exist."""
    return {name: _NEWEST[name] for name in names if name in _NEWEST}
