"""A paper that was halted goes to the press again, by a press of its owner's, and no other paper does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from tests.webapp.operations.house import WRITTEN, JointHouse
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.document import PRESS, PressJob, set_stage

HouseAt = Callable[..., JointHouse]
AGAIN = "Relancer l’impression"


@pytest.fixture
def minutes(house_at: HouseAt) -> tuple[JointHouse, UUID]:
    """The closed minutes: their full version was stopped, the partners' version has just been begun."""
    house = house_at(*WRITTEN)
    case_id = house.story.child(house.operation, "minutes")
    told = datetime.now(UTC)
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        set_stage(
            session,
            uuid4(),
            case_id,
            "minutes",
            1,
            "stopped",
            told,
            [["photo 1\u00a0: une légende", "photo 1: a caption"]],
        )
        set_stage(session, uuid4(), case_id, "minutes_partner", 1, "rendering", told, [])
    return house, case_id


def waiting(house: JointHouse) -> list[str]:
    """The papers that the press has still to make, as the last effects ask for them."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        rows = session.execute(sa.select(Outbox.body).where(Outbox.topic == PRESS, Outbox.done_at.is_(None)))
        return [body for (body,) in rows]


def stages(house: JointHouse, case_id: UUID) -> dict[str, str]:
    """Where each job stands."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        return {job.kind: job.stage for job in session.scalars(sa.select(PressJob).where(PressJob.case_id == case_id))}


def test_the_owner_sees_what_is_missing_and_sends_the_paper_to_the_press_again(
    minutes: tuple[JointHouse, UUID],
) -> None:
    house, case_id = minutes
    page = house.read("prefecture", f"/minutes/{case_id}")
    assert "photo 1\u00a0: une légende" in page
    assert page.count(AGAIN) == 1, "what is at work needs no press"
    before = waiting(house)
    answer = house.send("prefecture", f"/cases/{case_id}/press", form_on=f"/minutes/{case_id}")
    assert answer.status_code == 303
    [asked] = [body for body in waiting(house) if body not in before]
    assert '"kind":"minutes"' in asked
    assert stages(house, case_id) == {"minutes": "waiting", "minutes_partner": "rendering"}
    page = house.read("prefecture", f"/minutes/{case_id}")
    assert AGAIN not in page
    assert "Impression relancée" in page


def test_pressed_twice_it_is_asked_for_once(minutes: tuple[JointHouse, UUID]) -> None:
    house, case_id = minutes
    before = waiting(house)
    for _ in range(2):
        assert house.send("prefecture", f"/cases/{case_id}/press", form_on=f"/minutes/{case_id}").status_code == 303
    assert len(waiting(house)) == len(before) + 1


def test_it_is_nobody_elses_to_press(minutes: tuple[JointHouse, UUID]) -> None:
    house, case_id = minutes
    before = waiting(house)
    assert AGAIN not in house.read("parquet", f"/minutes/{case_id}")
    for agency in ("parquet", "bailleur"):
        assert house.send(agency, f"/cases/{case_id}/press", form_on="/documents").status_code == 404
    assert waiting(house) == before


def test_a_job_without_a_sign_for_an_hour_has_been_given_up(minutes: tuple[JointHouse, UUID]) -> None:
    house, case_id = minutes
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        jobs = {job.kind: job for job in session.scalars(sa.select(PressJob).where(PressJob.case_id == case_id))}
    begun = jobs["minutes_partner"]
    assert not begun.is_halted(begun.changed_at + timedelta(minutes=59))
    assert begun.is_halted(begun.changed_at + timedelta(minutes=61))
    begun.stage = "done"
    assert not begun.is_halted(begun.changed_at + timedelta(days=3))
