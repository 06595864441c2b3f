"""Each field of a step bears the class of the record that it goes into, where that is above the class of its case."""

from __future__ import annotations

import pytest

from workflows.engine.definition import Workflow
from workflows.processes import minutes, section, sheet

FINDINGS = 3
OPEN = {
    ("sheet", "declare_ready"): "the basis of entry stands in the plan of the visit",
    ("sheet", "give_up"): "why nobody went in says nothing of what was found",
    ("minutes", "ask_partner"): "what the partner itself is asked, without a word of the findings",
    ("minutes", "close"): "who signs stands on the version of the partners too",
    ("minutes", "record_past"): "who signs stands on the version of the partners too",
}
"""Steps of cases of class K2 whose fields are of that class, and why."""


@pytest.mark.parametrize("workflow", [sheet.WORKFLOW, section.WORKFLOW, minutes.WORKFLOW], ids=lambda each: each.name)
def test_what_is_written_of_findings_is_labelled_as_findings(workflow: Workflow) -> None:
    for step in workflow.steps:
        for field in step.asks:
            known = (workflow.name, step.name) in OPEN
            assert known != (field.secrecy >= FINDINGS), f"{step.name}: {field.name}"
