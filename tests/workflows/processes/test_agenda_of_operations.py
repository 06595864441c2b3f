"""What the requests of joint operations met comes before the body that prepares operations, once, and before no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import TITLE, Story
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.agenda import Proposal, Upcoming, proposals
from workflows.processes.meeting import convene_meeting
from workflows.processes.strategy import open_strategy

PREPARES = "codaf_restricted"
PILOT, PROSECUTOR = PLAYERS["prefecture"], PLAYERS["parquet"]
Told = Callable[..., Story]


@pytest.fixture
def database_kind() -> str:
    """One kind is enough for what an agenda says."""
    return "sqlite"


@pytest.fixture
def asked(tell_until: Told) -> tuple[Story, UUID]:
    """An agency has declined, the prosecutor refuses one requisition and lets another pass unanswered; and a strategy."""
    told = tell_until("propose", "allow")
    for number, day in enumerate((-11, -10)):
        told.take(
            PILOT, told.operation, "renew_requisition", day, 9, key=f"again-{number}", offences=["ct_l8221_1"],
            starts_at=told.at(-8, 20), ends_at=told.at(-7, 2), reason="Signalements concordants.",
        )  # fmt: skip
    told.take(PROSECUTOR, told.requisition(2), "refuse", -9, 12, reason="Éléments insuffisants.")
    told.let_the_house_work(-6, 9)
    with unit_of_work(told.engine, PILOT.viewer) as session:
        strategy = open_strategy(
            session, actor=PILOT.actor, moment=told.at(-60, 9), title="Stratégie", quarter="beau_marais_centre_ville",
            starts_on=told.night - timedelta(days=60), ends_on=told.night + timedelta(days=900), command="strategy",
        ).case_id  # fmt: skip
    return told, strategy


def _brought(told: Story, strategy: UUID, body: str) -> list[Proposal]:
    moment = told.at(-5, 9)
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        return proposals(session, Upcoming(uuid4(), strategy, body, moment), moment)


def test_refused_and_expired_requests_come_before_the_body_that_prepares_operations(asked: tuple[Story, UUID]) -> None:
    found = _brought(*asked, PREPARES)
    assert [(each.source, each.secrecy) for each in found] == [
        ("declined_invitation", 2), ("refused_requisition", 2), ("silent_requisition", 2)
    ]  # fmt: skip
    assert found[0].title == "Invitation déclinée\u00a0: Inspection du travail"
    assert all(TITLE in each.context for each in found)
    said = " ".join(f"{each.title} {each.context}" for each in found)
    assert "Éléments insuffisants" not in said, "the reason is for those who may open the request"
    assert "Mirliton" not in said, "and so are the places"


@pytest.mark.parametrize("body", ["steering_committee", "gpo", "clspd_restricted", "codaf_plenary"])
def test_no_other_body_hears_of_them(asked: tuple[Story, UUID], body: str) -> None:
    assert _brought(*asked, body) == []


def test_what_the_body_has_seen_does_not_come_back(asked: tuple[Story, UUID]) -> None:
    told, strategy = asked
    with unit_of_work(told.engine, PILOT.viewer) as session:
        convene_meeting(
            session, actor=PILOT.actor, moment=told.at(-5, 9), strategy_id=strategy, body_key=PREPARES,
            title="CODAF", starts_at=told.at(-4, 9), place="Parquet", chair="Le procureur", members=["police_nationale"],
            command="meeting",
        )  # fmt: skip
    assert _brought(told, strategy, PREPARES) == []
