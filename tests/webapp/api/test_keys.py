"""Keys: made and ended at the agency's desk, shown once, bounded in scope, time, class and pace."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.webapp.api.conftest import LANDLORD, POLICE, TOWN, ApiHouse, Software, json_of
from webapp.api import problems
from workflows.engine.tables import Case, Turn
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.objective import Objective
from workflows.register.api_keys import A_MINUTE, ApiKey, Pace, count_requests
from workflows.register.users import User


def token_shown(page: str) -> str:
    found = re.search(r'value="(beffroi_[A-Za-z0-9_-]{43})"', page)
    assert found, "no key is shown"
    return found[1]


def make_at_desk(house: ApiHouse, **fields: Any) -> str:
    given = {"name": "Logiciel du parc", "scopes": ["objectives:read"], "days": "90", **fields}
    return house.words_of(house.send(LANDLORD, "/api/keys/new", **given))


def test_a_key_is_shown_once_does_what_it_was_made_for_and_ends_with_one_press(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    assert "Aucune clé." in house.read(LANDLORD, "/api")
    token = token_shown(make_at_desk(house))
    listed = house.read(LANDLORD, "/api")
    assert token not in listed and "Jamais utilisée" in listed and "Logiciel du parc" in listed
    with Session(house.story.engine) as session:
        row = session.scalars(sa.select(ApiKey)).one()
    assert token not in repr(vars(row))

    software = Software(house.app, token)
    assert software.read("/objectives")["data"]
    assert "Dernier usage" in house.read(LANDLORD, "/api")
    refused = software.get("/tasks")
    assert (refused.status_code, json_of(refused)["code"]) == (403, "scope_missing")
    refused = software.send(f"/indicators/{house.indicator()}/readings", {"on_day": "2026-01-31", "value": "1"})
    assert refused.status_code == 403

    assert house.send(TOWN, f"/api/keys/{row.id}/end", form_on="/api").status_code == 404, (
        "another agency's key is nothing"
    )
    assert software.get("/objectives").status_code == 200
    assert house.send(LANDLORD, f"/api/keys/{row.id}/end", form_on="/api").status_code == 303
    over = software.get("/objectives")
    assert (over.status_code, json_of(over)["code"]) == (401, "key_unknown")
    assert over.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Terminée le" in house.read(LANDLORD, "/api")


def test_who_does_not_keep_the_keys_finds_no_page_of_them_and_a_bad_form_comes_back(
    house_of_partners: ApiHouse,
) -> None:
    house = house_of_partners
    page = house.send(LANDLORD, "/api/keys/new", name="Parc", days="365")
    assert page.status_code == 422
    assert "Choisissez au moins une réponse." in house.words_of(page) and 'value="Parc"' in house.words_of(page)
    way_back = f'href="/{LANDLORD}/api"'
    assert way_back in house.read(LANDLORD, "/api/manual")
    with Session(house.story.engine) as session, session.begin():
        session.scalars(sa.select(User).where(User.agency == LANDLORD)).one().competences = ["partnership"]
    house.read(LANDLORD, "/api", status=404)
    assert "Logiciels du service" not in house.read(LANDLORD, "/")
    manual = house.read(LANDLORD, "/api/manual")
    assert "Mode d’emploi de l’interface" in manual and way_back not in manual


def test_a_key_ends_by_itself_and_one_of_an_agency_that_is_gone_opens_nothing(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    old = house.software(LANDLORD, at=datetime.now(UTC) - timedelta(days=30, seconds=1))
    assert old.get("/tasks").status_code == 401
    assert "Expirée depuis le" in house.read(LANDLORD, "/api")
    assert house.software("nobody_knows_it").get("/tasks").status_code == 401
    assert json_of(house.nobody().get("/tasks"))["code"] == "key_needed"
    browser = house.desk(LANDLORD)
    assert browser.get("/api/v1/tasks").status_code == 401, "the cookie of a person opens nothing here"


def test_a_key_sees_its_agencys_share_alone_and_nothing_above_the_partnerships_class(
    house_of_partners: ApiHouse,
) -> None:
    house = house_of_partners
    landlord, police, pilot = (house.software(each) for each in (LANDLORD, POLICE, "prefecture"))
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        classes = dict(
            session.execute(
                sa.select(Case.secrecy, sa.func.count()).join(Turn, Turn.case_id == Case.id)
                .where(Turn.agency == "prefecture").group_by(Case.secrecy)
            ).all()
        )  # fmt: skip
        every = set(map(str, session.scalars(sa.select(Objective.id))))
    assert sum(count for secrecy, count in classes.items() if secrecy >= 2), "the pilot has protected work"
    assert len(pilot.every("/tasks?limit=100")) == sum(count for secrecy, count in classes.items() if secrecy <= 1)

    mine = {each["id"] for each in landlord.every("/objectives")}
    assert mine and mine < every
    for kind in ("objectives", "commitments", "actions", "indicators"):
        own = {each["id"] for each in landlord.every(f"/{kind}")}
        theirs = {each["id"] for each in police.every(f"/{kind}")} - own
        for each in own:
            assert landlord.read(f"/{kind}/{each}")["id"] == each
        for each in theirs:
            answer, never = (
                landlord.get(f"/{kind}/{each}"),
                landlord.get(f"/{kind}/00000000-0000-4000-8000-000000000000"),
            )
            assert (answer.status_code, answer.data) == (404, never.data), "not ours and never was answer alike"


def test_a_key_has_its_pace_whichever_process_counts(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    landlord = house.software(LANDLORD)
    first = landlord.get("/webhooks")
    assert first.headers["RateLimit-Policy"] == '"key";q=60;w=60'
    with Session(house.story.engine) as session, session.begin():
        key_id = session.scalars(sa.select(ApiKey)).one().id
        at = datetime(2026, 11, 28, 12, 0, 59, tzinfo=UTC)
        counted = [count_requests(session, key_id, moment=at) for _ in range(A_MINUTE + 1)]
        assert counted[0] == Pace(1, 1) and counted[-1] == Pace(A_MINUTE + 1, 1)
        assert [each.is_over for each in counted if each].count(True) == 1
        assert count_requests(session, key_id, moment=at + timedelta(seconds=1)) == Pace(1, 60), "a new minute"
    now = datetime.now(UTC).replace(second=20)
    with Session(house.story.engine) as session, session.begin():
        for _ in range(A_MINUTE):
            count_requests(session, key_id, moment=now)
    with patch("webapp.unit.datetime") as clock:
        clock.now.return_value = now
        refused = landlord.get("/webhooks")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "40")
    assert refused.headers["RateLimit"] == '"key";r=0;t=40'
    assert refused.mimetype == problems.TYPE and json_of(refused)["code"] == "too_many"
    assert house.software(TOWN).get("/webhooks").status_code == 200, "each key has its own"


def test_a_reading_waits_for_no_long_writer_and_its_pace_is_counted_all_the_same(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    landlord, town = house.software(LANDLORD), house.software(TOWN)
    now = datetime.now(UTC).replace(second=20)
    with patch("webapp.unit.datetime") as clock, Session(house.story.engine) as writer:
        clock.now.return_value = now
        writer.execute(sa.text("update api_key set used = used where agency = 'mairie'"))
        began = time.monotonic()
        answers = [landlord.get("/tasks")]
        assert time.monotonic() - began < 20, (
            "whoever waits for this writer waits until the database gives up, for 30 s"
        )
        answers += [landlord.get("/tasks") for _ in range(A_MINUTE)]
        assert [each.status_code for each in answers] == [200] * A_MINUTE + [429]
        assert answers[0].headers["RateLimit"] == f'"key";r={A_MINUTE - 1};t=40'
        assert town.get("/tasks").status_code == 200
        writer.rollback()
        assert landlord.get("/tasks").status_code == 429, "what was owed is written"
        with Session(house.story.engine) as session:
            used = dict(session.execute(sa.select(ApiKey.agency, ApiKey.used)).all())
        assert used == {LANDLORD: A_MINUTE + 2, TOWN: 0}, "with the next request of the same key"
        clock.now.return_value = now + timedelta(minutes=1)
        assert town.get("/tasks").headers["RateLimit"] == f'"key";r={A_MINUTE - 1};t=40', (
            "a minute owes the next nothing"
        )
