"""A drawing of any workflow as SVG, made without any outside program, with the live state lit by a class.

The drawing carries presentation attributes, so that it stands alone, and no ``style``: the page's policy forbids it. A
page's own sheet wins over these attributes by the classes ``state`` (with ``initial``, ``final``, ``visited`` and
``live``), ``step`` (with ``house`` and ``back``), ``words`` and ``loop``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from html import escape
from typing import Final

from workflows.engine.definition import HOUSE, State, Step, Workflow
from workflows.engine.drawing.graph import Link, Node, graph_of
from workflows.engine.drawing.layout import LINE_WIDTH, Layout, arrow_head, drawn_line, laid_out
from workflows.engine.drawing.table import describe
from workflows.engine.drawing.words import clean, lines, width
from workflows.store.text import Text

__all__ = ["describe", "draw"]

_STATE_SIZE: Final = 14.0
_SMALL_SIZE: Final = 12.0
_STATE_LINE: Final = 18.0
_SMALL_LINE: Final = 15.0
_STATE_WIDEST: Final = 170.0
_WORDS_WIDEST: Final = 130.0
_PADDING: Final = 12.0
_ARROW: Final = 8.0
_INK: Final = "#26323d"
_LINE: Final = "#5b6b7a"

_ABOUT: Final = Text(
    "États et étapes de «\u00a0{name}\u00a0». {count} états\u00a0; début\u00a0: {first}\u00a0; fins\u00a0: {last}.",
    "States and steps of “{name}”. {count} states; start: {first}; ends: {last}.",
)
_NOW: Final = Text(" État actuel\u00a0: {state}.", " Present state: {state}.")
_LIVE: Final = Text("état actuel", "present state")
_VISITED: Final = Text("déjà passé", "already passed")
_FINAL: Final = Text("fin", "end")


@dataclass(frozen=True)
class _Drawing:
    """A workflow laid out in one language: everything that does not depend on the case shown."""

    workflow: Workflow
    layout: Layout
    state_lines: dict[str, tuple[str, ...]]
    loop_lines: dict[str, tuple[tuple[Step, tuple[str, ...]], ...]]
    arrows: str


_made: dict[tuple[str, int, str], _Drawing] = {}


def draw(workflow: Workflow, language: str, live: str | None = None, visited: Collection[str] = ()) -> str:
    """Return the drawing of a workflow as an SVG element, with labels in ``fr`` or ``en``.

    ``live`` is the state in which a case stands, ``visited`` those in which it has stood. Laying out is done once for
    each definition and language; lighting is done at each call.
    """
    drawing = _drawing(workflow, language)
    layout = drawing.layout
    identity = f"diagram-{workflow.name}-{workflow.version}"
    name = clean(workflow.label.render(language))
    boxes = "".join(
        _box(drawing, state, language, live=state.name == live, visited=state.name in visited)
        for state in workflow.states
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="workflow-diagram" role="img" lang="{escape(language)}" '
        f'viewBox="0 0 {layout.width:.0f} {layout.height:.0f}" width="{layout.width:.0f}" '
        f'height="{layout.height:.0f}" aria-labelledby="{identity}-title {identity}-about" fill="{_INK}" '
        f'font-size="{_SMALL_SIZE:.0f}">'
        f'<title id="{identity}-title">{escape(name)}</title>'
        f'<desc id="{identity}-about">{escape(_about(workflow, language, live))}</desc>'
        f"{drawing.arrows}{boxes}</svg>"
    )


def _about(workflow: Workflow, language: str, live: str | None) -> str:
    ends = ", ".join(clean(state.label.render(language)) for state in workflow.states if state.final)
    said = _ABOUT.with_parameters(
        name=clean(workflow.label.render(language)),
        count=len(workflow.states),
        first=clean(workflow.state(workflow.initial).label.render(language)),
        last=ends,
    ).render(language)
    if live is None:
        return said
    return said + _NOW.with_parameters(state=clean(workflow.state(live).label.render(language))).render(language)


def _drawing(workflow: Workflow, language: str) -> _Drawing:
    key = (workflow.name, workflow.version, language)
    known = _made.get(key)
    if known is not None and known.workflow is workflow:
        return known
    graph = graph_of(workflow)
    state_lines = {}
    loop_lines = {}
    for state in workflow.states:
        state_lines[state.name] = lines(state.label.render(language), _STATE_SIZE, _STATE_WIDEST, bold=True)
        loop_lines[state.name] = tuple(
            (step, lines(f"↻ {step.label.render(language)}", _SMALL_SIZE, _STATE_WIDEST))
            for step in workflow.steps_from(state.name)
            if step.target in (None, state.name)
        )
        _size_box(graph.boxes[state.name], state_lines[state.name], [said for _, said in loop_lines[state.name]])
    for row in graph.rows:
        for node in row:
            if node.kind == "line":
                node.width = LINE_WIDTH
    for link in graph.links:
        _size_words(link, language)
    layout = laid_out(graph)
    arrows = "".join(_arrow(layout, link, language) for link in graph.links)
    made = _made[key] = _Drawing(workflow, layout, state_lines, loop_lines, arrows)
    return made


def _size_box(box: Node, name: tuple[str, ...], loops: list[tuple[str, ...]]) -> None:
    small = [line for said in loops for line in said]
    widest = [width(line, _STATE_SIZE, bold=True) for line in name] + [width(line, _SMALL_SIZE) for line in small]
    # A box is wide enough for each line that touches it to have a place of its own on its edge.
    touching = max(len(box.above), len(box.below))
    box.width = max(*widest, 60.0, 14.0 * touching) + 2 * _PADDING
    box.height = 2 * _PADDING + _STATE_LINE * len(name) + (_SMALL_LINE * len(small) + 4.0 if small else 0.0)


def _step_lines(step: Step, language: str) -> tuple[str, ...]:
    return lines(step.label.render(language), _SMALL_SIZE, _WORDS_WIDEST)


def _size_words(link: Link, language: str) -> None:
    said = [line for step in link.steps for line in _step_lines(step, language)]
    link.words.width = max(width(line, _SMALL_SIZE) for line in said) + 4.0
    link.words.height = _SMALL_LINE * len(said) + 4.0 * (len(link.steps) - 1) + 6.0


def _arrow(layout: Layout, link: Link, language: str) -> str:
    x, y = arrow_head(layout, link)
    back = _ARROW if link.upward else -_ARROW
    head = f"M{x:.1f} {y:.1f}L{x - _ARROW / 2:.1f} {y + back:.1f}H{x + _ARROW / 2:.1f}Z"
    dashed = ' stroke-dasharray="5 3"' if link.upward else ""
    classes = "step back" if link.upward else "step"
    if all(step.competence == HOUSE for step in link.steps):
        classes += " house"
    words = []
    line_y = layout.top(link.words) + 3.0
    for step in link.steps:
        slanted = ' font-style="italic"' if step.competence == HOUSE else ""
        words.append(f'<g class="words" data-step="{escape(step.name)}"{slanted}>')
        for line in _step_lines(step, language):
            words.append(_line(line, link.words.x, line_y + 11.5))
            line_y += _SMALL_LINE
        words.append("</g>")
        line_y += 4.0
    return (
        f'<g class="{classes}"><path d="{drawn_line(layout, link)}" fill="none" stroke="{_LINE}" '
        f'stroke-width="1.4"{dashed}/><path class="arrow" d="{head}" fill="{_LINE}"/>{"".join(words)}</g>'
    )


def _box(drawing: _Drawing, state: State, language: str, *, live: bool, visited: bool) -> str:
    layout = drawing.layout
    box = layout.graph.boxes[state.name]
    marks = {"initial": state.name == drawing.workflow.initial, "final": state.final, "visited": visited, "live": live}
    said = [clean(state.label.render(language))]
    said += [text.render(language) for on, text in ((state.final, _FINAL), (visited, _VISITED), (live, _LIVE)) if on]
    left, top = box.x - box.width / 2, layout.top(box)
    outline = [_rectangle(left, top, box.width, box.height, live=live, visited=visited)]
    if state.final:
        outline.append(
            f'<rect x="{left + 4:.1f}" y="{top + 4:.1f}" width="{box.width - 8:.1f}" height="{box.height - 8:.1f}" '
            f'rx="7" fill="none" stroke="{_INK}" stroke-width="1"/>'
        )
    return (
        f'<g class="{" ".join(["state", *(mark for mark, on in marks.items() if on)])}" '
        f'data-state="{escape(state.name)}"><title>{escape(", ".join(said))}</title>'
        f"{''.join(outline)}{_box_words(drawing, state, box, top)}</g>"
    )


def _rectangle(left: float, top: float, wide: float, high: float, *, live: bool, visited: bool) -> str:
    fill = "#ffe9a8" if live else "#e4ecf3" if visited else "#ffffff"
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" rx="10" fill="{fill}" '
        f'stroke="{_INK}" stroke-width="{3.5 if live else 1.5}"/>'
    )


def _box_words(drawing: _Drawing, state: State, box: Node, top: float) -> str:
    y = top + _PADDING
    words = []
    for line in drawing.state_lines[state.name]:
        words.append(_line(line, box.x, y + 13.5, f' font-size="{_STATE_SIZE:.0f}" font-weight="bold"'))
        y += _STATE_LINE
    y += 4.0
    for step, said in drawing.loop_lines[state.name]:
        slanted = ' font-style="italic"' if step.competence == HOUSE else ""
        words.append(f'<g class="loop" data-step="{escape(step.name)}"{slanted}>')
        for line in said:
            words.append(_line(line, box.x, y + 11.5))
            y += _SMALL_LINE
        words.append("</g>")
    return "".join(words)


def _line(words: str, x: float, y: float, attributes: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle"{attributes}>{escape(words)}</text>'
