"""A partner's own software reads what is expected of it and sends its readings: once each, refused as at the desk."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from tests.webapp.api.conftest import LANDLORD, REPORTS, ApiHouse, json_of
from workflows.engine.tables import JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.indicator import Reading


@pytest.fixture(params=("sqlite", "postgresql"))
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both: a command answered twice is the database's doing."""
    return str(request.param)


def readings_in(house: ApiHouse) -> int:
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        return session.execute(sa.select(sa.func.count()).select_from(Reading)).scalar_one()


def test_a_landlords_software_reads_its_share_and_sends_a_reading_once(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    landlord = house.software(LANDLORD)
    tasks = landlord.every("/tasks?limit=2")
    assert {task["kind"] for task in tasks} >= {"commitment", "action"}
    assert [task["due"] or "9" for task in tasks] == sorted(task["due"] or "9" for task in tasks)
    blocked = next(task for task in tasks if task["state"] == "blocked")
    assert blocked["expected"]["fr"] == "Lever ce qui bloque cette action"
    assert house.read(LANDLORD, blocked["page"].removeprefix(f"/{LANDLORD}"))

    (mine,) = landlord.every("/indicators")
    assert (mine["label"], mine["baseline"], mine["target"]) == (REPORTS, "46", "23")
    before = readings_in(house)
    path, today = f"/indicators/{mine['id']}/readings", paris_day(datetime.now(UTC)).isoformat()
    sent = landlord.send(path, {"on_day": today, "value": "37.5"}, key="2026-11")
    assert sent.status_code == 201, sent.get_data(as_text=True)
    assert json_of(sent)["value"] == "37.5"
    assert json_of(sent)["source"] == "Registre de tranquillité du bailleur"
    again = landlord.send(path, {"value": "37.50", "on_day": today}, key="2026-11")
    assert (again.status_code, again.data, again.location) == (201, sent.data, sent.location)
    assert readings_in(house) == before + 1
    assert landlord.read(sent.location) == json_of(sent)
    assert json_of(sent) in landlord.every(f"{path}?limit=1")

    other = landlord.send(path, {"on_day": today, "value": "12"}, key="2026-11")
    assert (other.status_code, other.mimetype) == (409, "application/problem+json")
    assert json_of(other)["code"] == "idempotency_conflict"
    corrected = landlord.send(path, {"on_day": today, "value": "36"})
    assert json_of(corrected)["replaces"] == json_of(sent)["id"]
    assert landlord.read(sent.location)["stands"] is False
    assert landlord.send(path, {"value": "37.5", "on_day": today}, key="2026-11").data == sent.data
    assert "37,5" in house.read(LANDLORD, f"/cases/{mine['id']}")
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        who = session.scalars(
            sa.select(JournalLine.user).where(JournalLine.case_id == house.indicator(), JournalLine.step == "read")
        ).all()
    assert who[-2:] == ["SI du service (API)"] * 2, "the journal says that software did it"
