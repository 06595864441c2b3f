"""Any workflow can be drawn: everything in it is named, nothing lies on anything else, and the live state is lit."""

from __future__ import annotations

from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from tests.workflows.engine.generated import CLERK, deadline, step, workflow, workflows_of_any_shape
from workflows import processes
from workflows.engine.definition import HOUSE, Join, Settled, State, Step, Workflow
from workflows.engine.drawing import diagram
from workflows.engine.drawing.diagram import describe, draw
from workflows.engine.drawing.words import clean, lines, width
from workflows.engine.registry import discover
from workflows.store.text import Text

SVG = "{http://www.w3.org/2000/svg}"

LINE = workflow(
    ["draft", "sent", "read", "closed!"],
    step("send", "draft", "sent"),
    step("remark", "draft", None),
    step("read_it", "sent", "read"),
    step("close", "read", "closed", HOUSE),
    deadlines=[deadline("patience", "read", "close")],
)

OPERATION = workflow(
    [
        *("draft", "proposed", "approved", "requisition_pending", "planned", "ready", "in_progress", "debriefed"),
        *("report_in_validation", "closed!", "postponed", "cancelled!"),
    ],
    step("add_a_target", ("draft", "approved", "planned"), None),
    step("propose_the_operation", "draft", "proposed"),
    step("approve", "proposed", "approved", "parquet"),
    step("send_back_to_the_pilot", "proposed", "draft", "parquet"),
    step("ask_for_a_requisition", "approved", "requisition_pending"),
    step("requisition_granted", "requisition_pending", "planned", HOUSE),
    step("plan_without_a_requisition", ("approved", "requisition_pending"), "planned"),
    step("declare_ready", "planned", "ready"),
    step("stand_down", "ready", "planned"),
    step("begin", "ready", "in_progress"),
    step("visits_over", "in_progress", "debriefed", HOUSE),
    step("abort", "in_progress", "debriefed"),
    step("open_the_report", "debriefed", "report_in_validation"),
    step("minutes_closed", "report_in_validation", "closed", HOUSE),
    step("close_without_a_report", "debriefed", "closed"),
    step("postpone", ("approved", "requisition_pending", "planned", "ready"), "postponed"),
    step("set_a_new_date", "postponed", "planned"),
    step(
        "cancel", ("draft", "proposed", "approved", "requisition_pending", "planned", "ready", "postponed"), "cancelled"
    ),
    name="operation",
)


def labelled(states: list[Text], steps: list[Text]) -> Workflow:
    """A workflow whose labels are given: each step goes to the next state, or stays."""
    names = [f"state_{number}" for number in range(len(states))]
    return Workflow(
        "odd",
        1,
        states[0],
        tuple(State(name, label, final=name == names[-1]) for name, label in zip(names, states, strict=True)),
        tuple(Step(f"step_{n}", (names[0],), names[n % len(names)], label, CLERK) for n, label in enumerate(steps)),
    )


def drawn(definition: Workflow, language: str = "fr", **lit: Any) -> Element:
    return fromstring(draw(definition, language, **lit))


def groups(svg: Element, name: str) -> dict[str, Element]:
    return {found: group for group in svg.iter(f"{SVG}g") if (found := group.get(f"data-{name}"))}


def said(element: Element) -> str:
    return " ".join(text.text or "" for text in element.iter(f"{SVG}text"))


def assert_nothing_overlaps(definition: Workflow) -> None:
    layout = diagram._drawing(definition, "fr").layout
    for row in layout.graph.rows:
        for left, right in combinations(row, 2):
            assert left.x + left.width / 2 + 10 < right.x - right.width / 2
        for node in row:
            assert layout.tops[node.row] - layout.top(node) < 0.01
            assert layout.bottom(node) - layout.bottoms[node.row] < 0.01
            assert node.x - node.width / 2 > 0
            assert node.x + node.width / 2 < layout.width
    for above, below in zip(layout.bottoms, layout.tops[1:], strict=False):
        assert below - above > 17.99


@given(workflows_of_any_shape(), st.sampled_from(("fr", "en")))
@settings(max_examples=50)
def test_any_workflow_is_drawn_with_every_state_and_step_named(definition: Workflow, language: str) -> None:
    svg = drawn(definition, language)
    boxes, steps = groups(svg, "state"), groups(svg, "step")
    assert set(boxes) == {state.name for state in definition.states}
    assert set(steps) == {each.name for each in definition.steps}
    for state in definition.states:
        assert clean(state.label.render(language)) in said(boxes[state.name])
    for each in definition.steps:
        assert clean(each.label.render(language)) in said(steps[each.name])
    assert_nothing_overlaps(definition)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_registered_workflow_is_drawn_and_described(language: str) -> None:
    for definition in discover(processes):
        svg = drawn(definition, language, live=definition.initial)
        assert set(groups(svg, "state")) == {state.name for state in definition.states}
        assert set(groups(svg, "step")) == {each.name for each in definition.steps}
        assert_nothing_overlaps(definition)
        table = describe(definition, language)
        names = [state.name for state in definition.states] + [each.name for each in definition.steps]
        assert [name for name in names if f"[{name}]" not in table] == []


labels = st.text(min_size=1, max_size=60).map(lambda words: Text(words.replace("{", "("), words.replace("{", "(")))


@given(st.lists(labels, min_size=1, max_size=4), st.lists(labels, max_size=5))
@settings(max_examples=60)
def test_whatever_the_labels_hold_the_drawing_is_well_formed(states: list[Text], steps: list[Text]) -> None:
    definition = labelled(states, steps)
    svg = drawn(definition, live="state_0")
    assert len(groups(svg, "state")) == len(states)
    assert_nothing_overlaps(definition)


def test_labels_are_words_and_never_markup() -> None:
    definition = labelled([Text("<script>", "<b>"), Text("a & b", "“quoted”")], [Text('"><x', "'>")])
    svg = drawn(definition)
    assert said(groups(svg, "state")["state_0"]) == '<script> ↻ "><x'
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= {
        *("svg", "title", "desc", "g", "path", "rect", "text"),
    }


def test_the_drawing_keeps_to_the_policy_of_the_pages() -> None:
    for element in drawn(OPERATION, live="planned").iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name]
        assert element.tag not in (f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject")


def test_the_live_state_and_the_way_so_far_are_lit_by_class_and_said_in_words() -> None:
    boxes = groups(drawn(LINE, "en", live="read", visited=["draft", "sent"]), "state")
    assert {name: box.get("class") for name, box in boxes.items()} == {
        "draft": "state initial visited",
        "sent": "state visited",
        "read": "state live",
        "closed": "state final",
    }
    assert {name: box.findtext(f"{SVG}title") for name, box in boxes.items()} == {
        "draft": "draft, already passed",
        "sent": "sent, already passed",
        "read": "read, present state",
        "closed": "closed, end",
    }


def test_lighting_moves_nothing() -> None:
    dark, lit = drawn(OPERATION), drawn(OPERATION, live="ready")
    places = [(element.get("d"), element.get("x"), element.get("y")) for element in dark.iter()]
    assert places == [(element.get("d"), element.get("x"), element.get("y")) for element in lit.iter()]


def test_a_state_that_does_not_exist_cannot_be_lit() -> None:
    with pytest.raises(KeyError):
        draw(LINE, "fr", live="nowhere")


def test_an_end_is_doubled_and_the_house_writes_in_italics() -> None:
    svg = drawn(LINE)
    frames = {name: len(box.findall(f"{SVG}rect")) for name, box in groups(svg, "state").items()}
    assert frames == {"draft": 1, "sent": 1, "read": 1, "closed": 2}
    slanted = {name for name, group in groups(svg, "step").items() if group.get("font-style") == "italic"}
    assert slanted == {"close"}


def test_a_step_that_stays_is_written_inside_its_state() -> None:
    assert said(groups(drawn(LINE), "state")["draft"]) == "draft ↻ remark"


def test_one_definition_is_laid_out_once_and_a_new_one_anew() -> None:
    first = diagram._drawing(LINE, "fr")
    assert diagram._drawing(LINE, "fr") is first
    other = workflow(["draft", "closed!"], step("close", "draft", "closed"))
    assert set(groups(drawn(other), "state")) == {"draft", "closed"}


def test_the_drawing_is_named_and_told_for_those_who_do_not_see_it() -> None:
    svg = drawn(LINE, live="sent")
    assert svg.findtext(f"{SVG}title") == "letter"
    assert svg.findtext(f"{SVG}desc") == (
        "États et étapes de «\u00a0letter\u00a0». 4 états\u00a0; début\u00a0: draft\u00a0; fins\u00a0: closed. "
        "État actuel\u00a0: sent."
    )
    named = {element.get("id") for element in svg}
    assert set(str(svg.get("aria-labelledby")).split()) <= named


def test_words_break_at_spaces_and_long_ones_are_cut() -> None:
    assert lines("Réquisition demandée au\u00a0procureur", 12, 110) == ("Réquisition", "demandée", "au\u00a0procureur")
    assert all(width(line, 12) <= 60 for line in lines("Anticonstitutionnellement", 12, 60))
    assert "".join(lines("Anticonstitutionnellement", 12, 60)) == "Anticonstitutionnellement"
    assert clean("a\u0000b\n c\u202fd") == "a b c\u202fd"


def test_the_table_says_who_does_what_and_what_waits() -> None:
    definition = workflow(
        ["draft", "asking", "closed!"],
        step("ask", "draft", "asking", opens=("opinion",)),
        step("give_up", "asking", "closed", awaits=[Settled("opinion", frozenset({"refused"}), 2)]),
        step("close", "asking", "closed", HOUSE),
        joins=[Join("answers_in", Settled("opinion", frozenset({"given", "refused"})), "close")],
        deadlines=[deadline("patience", "asking", "close"), deadline("alarm", "draft", None)],
    )
    assert describe(definition, "en").splitlines() == [
        "letter · letter v1",
        "",
        "STATE                  STEP               TO      WHO",
        "draft [draft]          ask [ask]          asking  clerk",
        "asking [asking]        give up [give_up]  closed  clerk",
        "                       close [close]      closed  the house",
        "closed [closed] (end)",
        "",
        "Waits",
        "  give_up  opinion (at least 2) ∈ refused",
        "",
        "Joins",
        "  answers_in  opinion (all (at least one)) ∈ given, refused  → close",
        "",
        "Deadlines",
        "  patience  10 days  asking  → close",
        "  alarm     10 days  draft   alert only",
    ]
    assert "la maison" in describe(definition, "fr")


OVERLAPS = """() => {
  const texts = [...document.querySelectorAll("text")].map(e => ({words: e.textContent, own: e.closest("g.state"), b: e.getBBox()}));
  const boxes = [...document.querySelectorAll("g.state")].map(g => ({name: g.dataset.state, own: g, b: g.querySelector("rect").getBBox()}));
  const hit = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y + 2 < b.y + b.height && b.y + 2 < a.y + a.height;
  const holds = (b, q, m) => q.x > b.x + m && q.x < b.x + b.width - m && q.y > b.y + m && q.y < b.y + b.height - m;
  const found = [];
  texts.forEach((t, i) => {
    texts.slice(i + 1).forEach(u => { if (hit(t.b, u.b)) found.push(t.words + " / " + u.words); });
    boxes.forEach(k => {
      if (k.own !== t.own && hit(t.b, k.b)) found.push(t.words + " on the box " + k.name);
      if (k.own === t.own && (t.b.x < k.b.x || t.b.x + t.b.width > k.b.x + k.b.width)) found.push(t.words + " sticks out");
    });
  });
  document.querySelectorAll("g.step > path:first-child").forEach(path => {
    for (let at = 0; at < path.getTotalLength(); at += 3) {
      const q = path.getPointAtLength(at);
      boxes.forEach(k => { if (holds(k.b, q, 1.5)) found.push("a line in the box " + k.name); });
      texts.forEach(t => { if (holds(t.b, q, 3)) found.push("a line on " + t.words); });
    }
  });
  return [...new Set(found)];
}"""


@pytest.mark.parametrize("definition", [LINE, OPERATION], ids=["line", "operation"])
@pytest.mark.parametrize("typeface", ["DejaVu Sans", "Liberation Sans"])
def test_in_a_real_browser_no_words_touch_a_box_a_line_or_each_other(
    page: Page, definition: Workflow, typeface: str
) -> None:
    page.set_content(f"<body style='font-family:{typeface}'>{draw(definition, 'fr', live=definition.initial)}</body>")
    assert page.evaluate(OVERLAPS) == []
