"""A workflow as a plain-text table: who may do what, from where to where, and what happens by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workflows.engine.definition import COMMAND_LINE, HOUSE, Settled, Step, Workflow
from workflows.engine.drawing.words import clean
from workflows.store.text import Text

_HEADS: Final = (
    Text("ÉTAT", "STATE"),
    Text("ÉTAPE", "STEP"),
    Text("VERS", "TO"),
    Text("QUI", "WHO"),
)
_END: Final = Text("(fin)", "(end)")
_STAYS: Final = Text("(reste)", "(stays)")
_WHO: Final = {
    HOUSE: Text("la maison", "the house"),
    COMMAND_LINE: Text("la ligne de commande", "the command line"),
}
_JOINS: Final = Text("Jonctions", "Joins")
_AWAITS: Final = Text("Attentes", "Waits")
_DEADLINES: Final = Text("Délais", "Deadlines")
_NEEDS: Final = {
    "all": Text("tous (un au moins)", "all (at least one)"),
    "any": Text("un au moins", "at least one"),
    "none_open": Text("tous, s’il y en a", "all, if there are any"),
}
_QUORUM: Final = Text("{n} au moins", "at least {n}")
_ALERT: Final = Text("alerte seulement", "alert only")


def describe(workflow: Workflow, language: str) -> str:
    """Return the workflow as a table for a terminal, with labels in ``fr`` or ``en`` and code names beside them."""
    title = f"{clean(workflow.label.render(language))} · {workflow.name} v{workflow.version}"
    rows = [tuple(head.render(language) for head in _HEADS), *_step_rows(workflow, language)]
    parts = [title, "", *_columns(rows)]
    awaits = [(f"  {step.name}", _said(condition, language)) for step in workflow.steps for condition, _ in step.awaits]
    if awaits:
        parts += ["", _AWAITS.render(language), *_columns(awaits)]
    if workflow.joins:
        joins = [(f"  {join.name}", _said(join.when, language), f"→ {join.step}") for join in workflow.joins]
        parts += ["", _JOINS.render(language), *_columns(joins)]
    if workflow.deadlines:
        parts += ["", _DEADLINES.render(language), *_columns(list(_deadline_rows(workflow, language)))]
    return "\n".join(parts) + "\n"


def _step_rows(workflow: Workflow, language: str) -> Iterator[tuple[str, ...]]:
    for state in workflow.states:
        end = f" {_END.render(language)}" if state.final else ""
        name = f"{clean(state.label.render(language))} [{state.name}]{end}"
        steps = workflow.steps_from(state.name)
        if not steps:
            yield name, "", "", ""
        for number, step in enumerate(steps):
            yield name if number == 0 else "", *_cells(workflow, step, state.name, language)


def _cells(workflow: Workflow, step: Step, state: str, language: str) -> tuple[str, str, str]:
    target = _STAYS if step.target in (None, state) else workflow.state(str(step.target)).label
    return (
        f"{clean(step.label.render(language))} [{step.name}]",
        clean(target.render(language)),
        _WHO[step.competence].render(language) if step.competence in _WHO else step.competence,
    )


def _deadline_rows(workflow: Workflow, language: str) -> Iterator[tuple[str, ...]]:
    for deadline in workflow.deadlines:
        taken = f"→ {deadline.step}" if deadline.step else _ALERT.render(language)
        states = ", ".join(clean(workflow.state(name).label.render(language)) for name in deadline.states)
        yield f"  {deadline.name}", clean(deadline.term.describe().render(language)), states, taken


def _said(condition: Settled, language: str) -> str:
    need = _QUORUM.with_parameters(n=condition.need) if isinstance(condition.need, int) else _NEEDS[condition.need]
    return f"{condition.child} ({need.render(language)}) ∈ {', '.join(sorted(condition.states))}"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.ljust(room) for cell, room in zip(row, widths, strict=True)).rstrip() for row in rows]
