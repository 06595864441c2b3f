"""A part of the minutes and the branch of a finding: whoever is first, the hash, the branch and its follow-up agree."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.cases import take
from workflows.engine.refusals import Refused
from workflows.engine.viewer import HOUSE_VIEWER, ViewerSession, unit_of_work
from workflows.processes.consequence import WORKFLOW_OF_ROUTE, Consequence
from workflows.processes.finding import Finding, choose_route
from workflows.processes.section import Section

HYGIENE = PLAYERS["ddpp_ssa"]
CHOSEN = "administrative"
LONG_ENOUGH = 0.5
"""Seconds for the second one to reach what the first one holds."""


@pytest.fixture
def in_validation(tell_until: Callable[..., Story]) -> Story:
    """The story with its minutes open to the agencies."""
    story = tell_until("propose", "allow", "prepare", "carry_out")
    story.take(PLAYERS["prefecture"], story.operation, "open_report", 3, 9)
    return story


def finding_of(story: Story) -> Finding:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        found = session.scalars(
            sa.select(Finding).where(Finding.agency == HYGIENE.agency).order_by(Finding.item)
        ).first()
    assert found is not None
    assert found.route != CHOSEN
    return found


def validate(session: ViewerSession, story: Story, section: UUID) -> None:
    fields = {"validated_by": "Dominique Démo, technicienne"}
    take(session, section, "validate", actor=HYGIENE.actor, moment=story.at(4, 10), fields=fields)


def change(session: ViewerSession, story: Story, finding: UUID) -> None:
    reason = "Fermeture à proposer au préfet."
    choose_route(session, finding, CHOSEN, reason=reason, actor=HYGIENE.actor, moment=story.at(4, 10))


def while_it_is_open(
    story: Story, first: Callable[[ViewerSession], Any], second: Callable[[ViewerSession], Any]
) -> Future[None]:
    """Let the second one begin while the first one's transaction is open; return what became of the second."""

    def in_its_own_unit() -> None:
        with unit_of_work(story.engine, HYGIENE.viewer) as session:
            second(session)

    with ThreadPoolExecutor(1) as elsewhere, unit_of_work(story.engine, HYGIENE.viewer) as session:
        first(session)
        begun = elsewhere.submit(in_its_own_unit)
        time.sleep(LONG_ENOUGH)
    return begun


def what_is_printed(story: Story, section: UUID, finding: Finding) -> tuple[str, str, set[str]]:
    """The branch in the validated part, in the finding itself, and the kinds of follow-up that were opened."""
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        parts = session.get_one(Section, section).content
        written = next(line for part in parts for line in part["findings"] if line["id"] == finding.id.hex)
        kept = session.get_one(Finding, finding.id)
        opened = session.scalars(sa.select(Consequence.kind).where(Consequence.finding_id == finding.id))
        return written["route"], kept.route, set(opened)


def test_a_branch_chosen_while_the_part_is_validated_is_in_it(in_validation: Story) -> None:
    story, finding = in_validation, finding_of(in_validation)
    section = story.section(HYGIENE.agency)
    second = while_it_is_open(
        story, lambda session: change(session, story, finding.id), lambda session: validate(session, story, section)
    )
    second.result()
    assert what_is_printed(story, section, finding) == (CHOSEN, CHOSEN, {WORKFLOW_OF_ROUTE[CHOSEN]})


def test_a_branch_is_no_longer_chosen_once_the_part_is_being_validated(in_validation: Story) -> None:
    story, finding = in_validation, finding_of(in_validation)
    section = story.section(HYGIENE.agency)
    second = while_it_is_open(
        story, lambda session: validate(session, story, section), lambda session: change(session, story, finding.id)
    )
    with pytest.raises(Refused) as refused:
        second.result()
    assert refused.value.refusals[0].code == "finding_confirmed"
    opened = {WORKFLOW_OF_ROUTE[finding.route]}
    assert what_is_printed(story, section, finding) == (finding.route, finding.route, opened)
