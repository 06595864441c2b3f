"""A branch holds another by rule: the door says why to whom may know, one same sentence to anybody else, and opens by itself."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import refusals
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine import registry
from workflows.engine.cases import open_steps
from workflows.engine.definition import Refusal
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.holds import Hold
from workflows.processes import holding
from workflows.processes.consequence import Consequence
from workflows.processes.holding import UNTOLD
from workflows.store.text import Text

PILOT, POLICE, FRAUD, JUSTICE = "prefecture", "police_nationale", "ddpp_ccrf", "parquet"
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
WHY: Final = Text("Le parquet a le dossier.", "The prosecution has the case.")
pytestmark = ON_ONE


def rule(
    held: tuple[str, str] = ("measure", "set_aside"),
    *,
    holder: str | None = "referral",
    states: tuple[str, ...] = ("sent",),
    about: str = "place",
    when: tuple[str, ...] = (),
    until: str | None = None,
    says: Text = WHY,
) -> Hold:
    """A rule of a test, about the first version of every branch."""
    return Hold("rule", (held,), 1, holder, 1, states, about, when, until, says, ("cpp_79",), ("W",), ())


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> list[Hold]:
    """The rules that stand, to be added to."""
    standing: list[Hold] = []

    def on(workflow: str, step: str) -> tuple[Hold, ...]:
        return tuple(each for each in standing if (workflow, step) in each.held)

    monkeypatch.setattr(holding, "holds_on", on)
    monkeypatch.setattr(holding, "_FACTS", {})
    return standing


def branch(story: Story, kind: str, item: str) -> UUID:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return session.scalars(sa.select(Case.id).where(Case.workflow == kind, Case.title.contains(f" {item} "))).one()


def act(story: Story, key: str, case: UUID, step: str, day: int, **fields: Any) -> None:
    story.take(PLAYERS[key], case, step, day, 9, **fields)


def send(story: Story, referral: UUID) -> None:
    """The police record that their official report went to the prosecutor."""
    drawn = story.at(12, 9).date()
    pv = {"reference": "PV 12", "drawn_on": drawn, "author": "Officier", "sent_on": drawn, "public_order": False}
    act(story, POLICE, referral, "transmit_pv", 13, **pv)


def door(story: Story, key: str, case: UUID, step: str) -> list[Refusal]:
    """Return what an agency reads at the door of a step."""
    player = PLAYERS[key]
    with unit_of_work(story.engine, player.viewer) as session:
        doors = open_steps(session, case, actor=player.actor, moment=story.at(14, 9))
    return list(next(each.refusals for each in doors if each.step.name == step))


def test_the_prefecture_waits_without_learning_of_the_referral_and_goes_on_once_it_is_answered(
    told: Story, rules: list[Hold]
) -> None:
    rules.append(rule())
    referral, measure = branch(told, "referral", "PN-07"), branch(told, "measure", "PN-10")
    assert door(told, PILOT, measure, "set_aside") == [], "nothing was sent yet"
    send(told, referral)
    assert door(told, PILOT, measure, "set_aside") == [UNTOLD]
    said = refusals(told, PILOT, measure, "set_aside", 14, reason="Autre voie.")
    assert set(said) == {"held"}
    assert WHY.render("fr") not in said["held"]
    act(told, JUSTICE, referral, "register", 14, answered_on=told.at(14, 9).date(), case_number="26327000123")
    assert door(told, PILOT, measure, "set_aside") == []
    act(told, PILOT, measure, "set_aside", 15, reason="Autre voie.")


def test_who_may_see_the_holder_is_told_why_with_the_article(told: Story, rules: list[Hold]) -> None:
    rules.append(rule(holder="compliance", states=("due", "overdue"), says=WHY))
    measure = branch(told, "measure", "PN-10")
    refused = door(told, PILOT, measure, "set_aside")
    assert refused == [Refusal("held", WHY, ("cpp_79",))], "the pilot follows the compliance branch of the operation"
    compliance = branch(told, "compliance", "CC-01")
    act(told, FRAUD, compliance, "set_aside", 14, reason="Affiché devant l’agent.")
    assert door(told, PILOT, measure, "set_aside") == []


def test_a_hold_is_said_to_nobody_who_could_not_take_the_step_anyway(told: Story, rules: list[Hold]) -> None:
    rules.append(rule())
    send(told, branch(told, "referral", "PN-07"))
    assert [each.code for each in door(told, POLICE, branch(told, "measure", "PN-10"), "set_aside")] == ["competence"]


def test_what_is_said_to_who_may_not_know_is_the_same_whatever_holds(told: Story, rules: list[Hold]) -> None:
    measure = branch(told, "measure", "PN-10")
    send(told, branch(told, "referral", "PN-07"))
    heard = set()
    for states, says in product([("sent",), ("due",), ("due", "sent")], [WHY, Text("Autre motif.", "Another reason.")]):
        rules[:] = [rule(states=states, says=says)] * len(states)
        heard.add(
            tuple(
                (each.code, each.text.render("fr"), each.references) for each in door(told, PILOT, measure, "set_aside")
            )
        )
    assert heard == {(("held", UNTOLD.text.render("fr"), ()),)}


def test_of_two_holds_the_one_that_may_be_told_is_and_the_other_is_said_when_it_has_gone(
    told: Story, rules: list[Hold]
) -> None:
    rules += [rule(), rule(holder="compliance", states=("due", "overdue"))]
    referral, compliance = branch(told, "referral", "PN-07"), branch(told, "compliance", "CC-01")
    measure = branch(told, "measure", "PN-10")
    send(told, referral)
    assert [each.text for each in door(told, PILOT, measure, "set_aside")] == [WHY]
    act(told, FRAUD, compliance, "set_aside", 14, reason="Affiché.")
    assert door(told, PILOT, measure, "set_aside") == [UNTOLD]


def test_a_rule_about_a_finding_holds_nothing_at_the_same_place(told: Story, rules: list[Hold]) -> None:
    rules.append(rule(about="finding"))
    send(told, branch(told, "referral", "PN-07"))
    assert door(told, PILOT, branch(told, "measure", "PN-10"), "set_aside") == []


def test_a_branch_at_another_place_holds_nothing(told: Story, rules: list[Hold]) -> None:
    rules.append(rule(holder="compliance", states=("due",)))
    act(told, FRAUD, branch(told, "compliance", "CC-01"), "set_aside", 14, reason="Affiché.")
    assert told.stands(branch(told, "compliance", "CC-02")) == "due"
    assert door(told, PILOT, branch(told, "measure", "PN-10"), "set_aside") == []


FACTS: Final = (True, False, None)


@pytest.mark.parametrize(("cause", "end"), list(product(FACTS, FACTS)))
def test_facts_hold_while_the_cause_is_known_and_its_end_is_not(
    told: Story, rules: list[Hold], monkeypatch: pytest.MonkeyPatch, cause: bool | None, end: bool | None
) -> None:
    rules.append(rule(holder=None, states=(), about="", when=("piece",), until="agreed"))
    stated: dict[str, Callable[[Any], bool | None]] = {"piece": lambda _: cause, "agreed": lambda _: end}
    monkeypatch.setattr(holding, "_FACTS", {"measure": stated})
    held = cause is True and end is not True
    assert bool(door(told, PILOT, branch(told, "measure", "PN-10"), "set_aside")) is held


def test_what_is_joined_to_the_holder_holds_with_it(told: Story, rules: list[Hold]) -> None:
    rules.append(rule(about="finding"))
    lead, joined = branch(told, "referral", "PN-07"), branch(told, "referral", "PN-15")
    send(told, lead)
    finding = {}
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        for each in (lead, joined):
            finding[each] = session.get_one(Consequence, each).finding_id
        place = told.establishments["bar_1"]
        found = holding._held(session, rule(about="finding"), JUSTICE, place, finding[joined])
        assert list(found) == []
        case: Any = Case.__table__
        session.connection().execute(sa.update(case).where(case.c.id == joined).values(state="joined"))
        row: Any = Consequence.__table__
        session.connection().execute(sa.update(row).where(row.c.id == joined).values(joined_to=lead))
        found = holding._held(session, rule(about="finding"), JUSTICE, place, finding[joined])
        assert [each.holder for each in found] == [joined]
        session.rollback()


def test_the_engine_asks_the_rules_of_every_step_that_people_take(told: Story) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(registry._told, "hold", lambda situation: UNTOLD if situation.step == "set_aside" else None)
        measure = branch(told, "measure", "PN-10")
        assert door(told, PILOT, measure, "set_aside") == [UNTOLD]
        assert UNTOLD not in door(told, PILOT, measure, "take_softer")
        told.let_the_house_work(40, 9)
        assert told.stands(measure) == "overdue", "no rule stops a clock"
