"""What is entered from an original record: by the house alone, and only where an operation names its origin."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.script import PLACES
from webapp.demonstration.story import Story
from workflows.engine.cases import HOUSE_ACTOR, Actor, take
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.minutes_facts import Minutes
from workflows.processes.operation import enter_operation
from workflows.processes.paper import draw_minutes

ORIGIN = "cahier des contrôles de 2019, tenu à la main"


def _enter(story: Story) -> UUID:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return enter_operation(
            session, pilot="prefecture", origin=ORIGIN, moment=story.at(0, 9), title="Contrôle conjoint de 2019",
            zone="Centre-ville", starts_at=story.at(-400, 0), ends_at=story.at(-399, 0), purpose="", command=str(uuid4()),
        ).case_id  # fmt: skip


def _take(story: Story, case_id: UUID, step: str, actor: Actor = HOUSE_ACTOR, **fields: Any) -> None:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        take(session, case_id, step, actor=actor, moment=story.at(0, 9), fields=fields)


def _codes(story: Story, case_id: UUID, step: str, actor: Actor = HOUSE_ACTOR, **fields: Any) -> set[str]:
    with pytest.raises(Refused) as refused:
        _take(story, case_id, step, actor, **fields)
    return {refusal.code for refusal in refused.value.refusals}


def _visit(story: Story, operation: UUID) -> UUID:
    visit = uuid4()
    _take(
        story, operation, "record_visit", visit=str(visit), establishment=str(story.establishments[PLACES[0]]),
        reason="Motif noté.", planned_at=story.at(-400, 21), line=7,
    )  # fmt: skip
    return visit


def test_nothing_of_ours_is_entered_as_past(story: Story) -> None:
    story.propose()
    story.allow()
    visit, part = story.visits[PLACES[0]], story.participation("urssaf")
    assert "no_record" in _codes(story, visit, "record_done")
    assert "no_record" in _codes(story, story.sheet(PLACES[0], "urssaf"), "record_past")
    assert "state" in _codes(story, part, "record_past"), "it has accepted already"
    assert "state" in _codes(story, story.operation, "record_past")


def test_no_agency_may_enter_the_past(story: Story) -> None:
    operation = _enter(story)
    assert "competence" in _codes(story, operation, "record_past", PLAYERS["prefecture"].actor, reason="Clos.")


def test_an_operation_is_not_closed_over_what_is_not_entered(story: Story) -> None:
    operation = _enter(story)
    visit = _visit(story, operation)
    _take(story, operation, "record_agency", agency="urssaf", role="Contrôle")
    assert _codes(story, operation, "record_past", reason="Aucune.") == {"visits_open", "agencies_open"}
    _take(story, visit, "record_sheet", agency="urssaf")
    assert _codes(story, visit, "record_done") == {"sheets_open"}


def test_a_past_finding_keeps_its_own_words_and_needs_no_grid(story: Story) -> None:
    operation = _enter(story)
    visit = _visit(story, operation)
    _take(story, operation, "record_agency", agency="urssaf", role="Contrôle")
    _take(story, story.child(operation, "participation"), "record_past")
    _take(story, visit, "record_sheet", agency="urssaf")
    sheet = story.child(visit, "sheet")
    assert "field_route" in _codes(story, sheet, "record_finding", item="1", label="Constat", route="elsewhere")
    _take(story, sheet, "record_finding", item="1", label="Salarié non déclaré", route="judicial", follow_up="PV")
    _take(story, sheet, "record_past")
    _take(story, visit, "record_done", entered_at=story.at(-400, 21))
    _take(story, operation, "record_past", reason="le cahier n’en dit rien.")
    assert story.stands(story.child(sheet, "referral")) == "recorded"
    _take(story, operation, "record_minutes", signatory="Sans signataire")
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        minutes = session.scalars(sa.select(Minutes)).one()
        drawn = draw_minutes(session, minutes, story.at(0, 9))
        assert session.get(Case, minutes.id).state == "closed"  # type: ignore[union-attr]
    assert drawn.missing() == []
    assert drawn.head.origin == ORIGIN
    found = drawn.visits[0].findings[0]
    assert (found.label, found.severity, found.citations) == ("Salarié non déclaré", 0, ())
    assert [(line.label, line.state, line.due) for line in found.consequences] == [("PV", "recorded", None)]
    assert [line.name for line in drawn.distribution] == ["Sous-préfecture de Calais"]
    assert _codes(story, operation, "record_minutes", signatory="Sans signataire") == {"minutes_exist"}


def test_an_operation_without_origin_cannot_be_entered(story: Story) -> None:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session, pytest.raises(ValueError, match="origin"):
        enter_operation(
            session, pilot="prefecture", origin="", moment=story.at(0, 9), title="Contrôle", zone="Centre-ville",
            starts_at=story.at(-400, 0), ends_at=story.at(-399, 0), purpose="", command=str(uuid4()),
        )  # fmt: skip
