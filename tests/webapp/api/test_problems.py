"""Whatever goes wrong is told as a problem: its status, its code, both sentences; and the description is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case as Asked
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.webapp.api.conftest import LANDLORD, POLICE, ApiHouse, json_of
from webapp.api.description import description
from webapp.api.operation import LARGEST_BODY
from webapp.api.schemas import DEEPEST, NotJson, faults_in, read_json
from webapp.wordings.api import PROBLEMS
from workflows.law.days import paris_day
from workflows.register.api_keys import Pace


def test_whatever_is_wrong_with_a_request_is_a_problem_with_its_code(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    landlord, path = house.software(LANDLORD), f"/indicators/{house.indicator()}/readings"
    key, browser = {"Authorization": f"Bearer {landlord.token}"}, house.app.test_client()
    sent = {**key, "Idempotency-Key": "one"}

    def post(body: bytes, kind: str = "application/json", headers: Mapping[str, str] = sent) -> Any:
        return browser.post(f"/api/v1{path}", data=body, content_type=kind, headers=headers)

    deep = b'{"on_day": ' + b"[" * 20 + b"]" * 20 + b"}"
    for answer, status, code in (
        (landlord.get("/nothing"), 404, "not_found"),
        (landlord.get(f"/actions/{uuid4()}"), 404, "not_found"),
        (landlord.get("/actions/12"), 404, "not_found"),
        (browser.put("/api/v1/tasks", headers=key), 405, "method_not_allowed"),
        (landlord.get("/tasks?limit=0"), 422, "invalid"),
        (landlord.get("/tasks?limit=1&limit=2"), 422, "invalid"),
        (landlord.get("/tasks?page=2"), 422, "invalid"),
        (landlord.get("/tasks?cursor=WzFd"), 422, "invalid"),
        (post(b"{}", headers=key), 400, "idempotency_needed"),
        (post(b"{}", headers={**key, "Idempotency-Key": "a b"}), 400, "idempotency_needed"),
        (post(b"{}", "text/plain"), 415, "json_only"),
        (post(b"on_day=2026", "application/x-www-form-urlencoded"), 415, "json_only"),
        (post(b"{"), 400, "not_json"),
        (post(b'{"value": "1", "value": "2", "on_day": "2026-01-31"}'), 400, "not_json"),
        (post(b'{"value": NaN, "on_day": "2026-01-31"}'), 400, "not_json"),
        (post(b'{"source": "\\ud800"}'), 400, "not_json"),
        (post(deep), 400, "not_json"),
        (post(b"[" * 9000), 400, "not_json"),
        (post(b" " * (LARGEST_BODY + 1)), 413, "request_entity_too_large"),
        (post(b'{"on_day": "2026-02-30", "value": 3, "unit": "heures"}'), 422, "invalid"),
    ):
        told = json.loads(answer.data)
        assert (answer.status_code, answer.mimetype, told["code"]) == (status, "application/problem+json", code)
        assert not list(faults_in(told, description()["components"]["schemas"]["Problem"])), told
        assert "Set-Cookie" not in answer.headers
    places = {reason["at"] for reason in told["reasons"]}
    assert places == {"/on_day", "/value", "/unit"}, "every fault at once, each with its place"
    assert "Link" not in landlord.get("/webhooks").headers
    english = landlord.get("/nothing", **{"Accept-Language": "en"})
    assert (json_of(english)["title"], english.headers["Content-Language"]) == ("There is nothing here for you", "en")


def test_what_the_desk_refuses_is_refused_with_its_code_and_both_sentences(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    landlord = house.software(LANDLORD)
    path = f"/indicators/{house.indicator()}/readings"
    before = landlord.every(path)
    tomorrow = (paris_day(datetime.now(UTC)) + timedelta(days=1)).isoformat()
    refused = landlord.send(f"/indicators/{house.indicator()}/readings", {"on_day": tomorrow, "value": "1"})
    assert refused.status_code == 409
    assert json_of(refused)["reasons"] == [
        {"code": "in_the_future", "fr": "Ce jour n’est pas encore passé.", "en": "That day has not come yet."}
    ]
    pilot = house.software("prefecture")
    counted = next(each for each in pilot.every("/indicators") if each["counted_by_beffroi"])
    refused = pilot.send(f"/indicators/{counted['id']}/readings", {"on_day": "2026-01-31", "value": "1"})
    assert [each["code"] for each in json_of(refused)["reasons"]] == ["counted_by_itself"]
    theirs = house.software(POLICE).send(
        f"/indicators/{house.indicator()}/readings", {"on_day": "2026-01-31", "value": "1"}
    )
    assert theirs.status_code == 404, "another agency’s indicator is nothing"
    assert landlord.every(path) == before


def test_a_fault_of_ours_is_a_problem_too_and_tells_nothing_of_its_cause(
    house_of_partners: ApiHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house = house_of_partners
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    landlord = house.software(LANDLORD)
    with patch("webapp.api.tasks.told_task", side_effect=RuntimeError("the cause")):
        answer = landlord.get("/tasks")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "the cause" not in answer.get_data(as_text=True) and "the cause" in caplog.text
    unknown = house.app.test_client().get("/api/v1/tasks", base_url="http://elsewhere.test")
    assert (unknown.status_code, unknown.mimetype) == (400, "application/problem+json")


def test_every_problem_has_its_words_and_every_schema_is_understood() -> None:
    assert all(text.fr != text.en for text in PROBLEMS.values())
    told = description()

    def check(schema: Mapping[str, Any]) -> None:
        if "$ref" in schema:
            assert schema["$ref"].removeprefix("#/components/schemas/") in told["components"]["schemas"]
            return
        list(faults_in(None, schema))
        for inner in (*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])):
            check(inner)

    for each in told["components"]["schemas"].values():
        check(each)
    with pytest.raises(NotJson):
        read_json(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


def test_the_interface_keeps_its_description_whatever_schemathesis_asks(house_of_partners: ApiHouse) -> None:
    house = house_of_partners
    indicator, landlord = house.indicator(), house.software(LANDLORD)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", house.app)
    schema.validate()
    ids = {"indicator_id": str(indicator)}

    def ask(case: Asked[Any]) -> None:
        if case.meta is not None and case.meta.generation.mode == GenerationMode.POSITIVE:
            case.path_parameters.update({name: value for name, value in ids.items() if name in case.path_parameters})
            # Where a page begins is told by the page before, never made up.
            case.query.pop("cursor", None)
        case.call_and_validate(headers={"Authorization": f"Bearer {landlord.token}"})

    few = settings(
        max_examples=3,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    with patch("webapp.api.counting.count_requests", return_value=Pace(1, 60)):
        for found in schema.get_all_operations():
            assert isinstance(found, Ok), found
            for mode in GenerationMode:
                few(given(case=found.ok().as_strategy(generation_mode=mode))(ask))()
