"""What comes in from tablets: kept once, proved by a receipt, in whatever order; a bad one steps aside."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.webapp.tablet.conftest import OpenTablet, TestTablet
from tests.webapp.tablet.night import FRAUD, HYGIENE, TabletNight
from webapp.tablet import syncing
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.answer import Answer


def receipts_of(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["receipts"]
    return found


def digest(operation: dict[str, Any]) -> str:
    names = ("id", "sheet", "item", "value", "note", "replaces", "device", "counter", "at")
    text = json.dumps([operation[name] for name in names], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def kept_answers(app: Flask) -> int:
    with unit_of_work(app.extensions["beffroi_engine"], HOUSE_VIEWER) as session:
        return session.scalar(select(func.count()).select_from(Answer)) or 0


def values(tablet: TestTablet) -> dict[str, list[str]]:
    told = tablet.now()["standing"].items()
    return {item: [each["value"] for each in given] for item, given in told if given}


def test_two_tablets_that_did_not_know_of_each_other_both_stand_and_one_tap_settles(open_tablet: OpenTablet) -> None:
    anne, bruno = open_tablet(), open_tablet(FRAUD, "b.simon")
    one, other = anne.answer("CC-05", "compliant"), bruno.answer("CC-05", "not_compliant", "Rayon frais")
    receipts_of(anne.send(one))
    receipts_of(bruno.send(other))
    assert values(anne)["CC-05"] == ["compliant", "not_compliant"]
    page = anne.page()
    card = page.split('id="CC-05"')[1].split("</article>")[0]
    assert "Deux réponses différentes" in card
    assert "Anne Martin" in card
    assert "Bruno Simon" in card
    assert "Rayon frais" in card
    assert "Deux réponses différentes attendent" in anne.get(f"cases/{anne.sheet}/steps/hand_in").get_data(as_text=True)
    settled = anne.answer("CC-05", "not_compliant", "Rayon frais", replaces=[one["id"], other["id"]])
    receipts_of(anne.send(settled))
    assert values(bruno)["CC-05"] == ["not_compliant"]


def test_tablets_that_agree_do_not_contest_and_are_replaced_together(open_tablet: OpenTablet) -> None:
    anne, bruno = open_tablet(), open_tablet(FRAUD, "b.simon")
    receipts_of(anne.send(anne.answer("CC-05", "compliant")))
    receipts_of(bruno.send(bruno.answer("CC-05", "compliant")))
    [standing] = anne.now()["standing"]["CC-05"]
    assert len(standing["ids"]) == 2
    receipts_of(anne.send(anne.answer("CC-05", "not_checked", replaces=standing["ids"])))
    assert values(anne)["CC-05"] == ["not_checked"]


def test_a_bad_operation_steps_aside_and_the_others_go_on(tablet: TestTablet) -> None:
    good = tablet.answer("CC-05", "compliant")
    bad = [
        tablet.answer("SS-01", "compliant"),
        tablet.answer("CC-06", "perfect"),
        tablet.answer("CC-06", "compliant", note="x" * 4001),
        tablet.answer("CC-06", "compliant", note="\x00"),
        tablet.answer("CC-06", "compliant", note="\ud800"),
        tablet.answer("CC-06", "compliant", counter=-1),
        tablet.answer("CC-06", "compliant", counter=True),
        tablet.answer("CC-06", "compliant", at="2026-11-27T21:41:05"),
        tablet.answer("CC-06", "compliant", at="0001-01-01T00:00:00Z"),
        tablet.answer("CC-06", "compliant", device="<script>"),
        tablet.answer("CC-06", "compliant", replaces="all"),
        tablet.answer("CC-06", "compliant", replaces=["nothing"]),
        tablet.answer("CC-06", "compliant", role="admin"),
        tablet.answer("CC-06", "compliant", kind="hand_in"),
        tablet.answer("CC-06", "compliant", sheet=str(uuid4())),
    ]
    states = [(each["state"], bool(each["reasons"])) for each in receipts_of(tablet.send(*bad[:7], good, *bad[7:]))]
    assert states == [("refused", True)] * 7 + [("kept", False)] + [("refused", True)] * 8
    assert values(tablet) == {"CC-05": ["compliant"]}


def test_the_same_id_for_something_else_is_refused(open_tablet: OpenTablet, night: TabletNight) -> None:
    fraud = open_tablet()
    first = fraud.answer("CC-05", "compliant")
    receipts_of(fraud.send(first))
    [receipt] = receipts_of(fraud.send({**first, "value": "not_compliant"}))
    assert receipt["state"] == "refused"
    twice = fraud.answer("CC-06", "compliant")
    assert [each["digest"] for each in receipts_of(fraud.send(twice, {**twice, "note": "autre"}))] == [
        digest(twice)
    ] * 2
    assert fraud.now()["standing"]["CC-06"][0]["note"] == ""
    night.begin(HYGIENE)
    hygiene = open_tablet(HYGIENE, "d.robert")
    stolen = {**hygiene.answer("SS-01", "compliant"), "id": first["id"]}
    assert receipts_of(hygiene.send(stolen))[0]["state"] == "refused"
    assert values(fraud)["CC-05"] == ["compliant"]


def test_a_grid_of_another_agency_takes_nothing(open_tablet: OpenTablet, night: TabletNight) -> None:
    theirs = night.begin(HYGIENE)
    fraud = open_tablet()
    [receipt] = receipts_of(fraud.send(fraud.answer("SS-01", "compliant", sheet=str(theirs))))
    assert receipt["state"] == "refused"
    assert "n’existe pas" in receipt["reasons"][0]


def test_answers_wait_while_the_grid_is_not_open_and_the_opening_may_travel_with_them(
    open_tablet: OpenTablet, night: TabletNight
) -> None:
    hygiene = open_tablet(HYGIENE, "d.robert")
    answer = hygiene.answer("SS-01", "compliant", counter=2)
    [receipt] = receipts_of(hygiene.send(answer))
    assert (receipt["state"], "n’est pas ouverte" in receipt["reasons"][0]) == ("later", True)
    begin = {"id": str(uuid4()), "kind": "begin", "sheet": str(hygiene.sheet), "at": "2026-11-27T21:40:00.000Z"}
    states = [each["state"] for each in receipts_of(hygiene.send(begin, answer))]
    assert states == ["kept", "kept"]
    assert night.state(hygiene.sheet) == "answering"
    assert [each["state"] for each in receipts_of(hygiene.send(begin, answer))] == ["kept", "kept"]
    other = {**begin, "id": str(uuid4())}
    assert receipts_of(hygiene.send(other))[0]["state"] == "kept"


def test_an_opening_that_the_law_refuses_is_set_aside_with_its_reason(
    open_tablet: OpenTablet, night: TabletNight
) -> None:
    fraud = open_tablet()
    bar = night.sheet(night.visits[1], FRAUD)
    begin = {"id": str(uuid4()), "kind": "begin", "sheet": str(bar), "at": "2026-11-27T21:40:00.000Z"}
    [receipt] = receipts_of(fraud.send(begin))
    assert receipt["state"] == "refused"
    assert "La visite n’est pas ouverte" in receipt["reasons"][0]
    assert night.state(bar) == "ready"


def test_what_comes_after_the_grid_was_handed_in_is_refused_and_said(tablet: TestTablet, night: TabletNight) -> None:
    early, late = tablet.answer("CC-05", "compliant"), tablet.answer("CC-06", "not_compliant")
    receipts_of(tablet.send(early))
    night.do(FRAUD, tablet.sheet, "hand_in", 0)
    states = {each["id"]: each for each in receipts_of(tablet.send(early, late))}
    assert states[early["id"]]["state"] == "kept"
    assert states[late["id"]]["state"] == "refused"
    assert "restent sur la tablette" in states[late["id"]]["reasons"][0]


def test_work_is_sent_by_its_owner_only(open_tablet: OpenTablet) -> None:
    anne, bruno = open_tablet(), open_tablet(FRAUD, "b.simon")
    assert anne.owner != bruno.owner
    answer = bruno.send(bruno.answer("CC-05", "compliant"), owner=anne.owner)
    assert (answer.status_code, answer.get_json()) == (409, {"other": True})
    assert values(anne) == {}


def test_the_key_is_ones_own_the_same_on_every_tablet_and_given_to_nobody_else(open_tablet: OpenTablet) -> None:
    anne, again, bruno = open_tablet(), open_tablet(), open_tablet(FRAUD, "b.simon")
    keys = [each.get("key").get_json() for each in (anne, again, bruno)]
    assert keys[0]["key"] == keys[1]["key"] != keys[2]["key"]
    assert keys[0]["owner"] == keys[1]["owner"]
    assert 0 < keys[0]["seconds"] <= 12 * 3600
    assert "Anne" not in json.dumps(keys[0])
    assert anne.get("key").headers["Cache-Control"] == "no-store"
    nobody: FlaskClient = anne.client.application.test_client()
    answer = nobody.get(f"/{FRAUD}/tablet/key", headers={"Accept": "application/json"})
    assert answer.status_code == 401


def test_another_site_can_send_nothing(tablet: TestTablet) -> None:
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-Beffroi-Token": ""},
        {"X-Beffroi-Token": "0" * 64},
    ):
        assert tablet.send(tablet.answer("CC-05", "compliant"), **headers).status_code == 403, headers
    assert values(tablet) == {}


def test_an_origin_of_elsewhere_is_refused_where_the_browser_says_nothing_more(tablet: TestTablet) -> None:
    answer = tablet.client.post(
        f"/{FRAUD}/tablet/sync",
        json={"owner": tablet.owner, "operations": []},
        headers={"X-Beffroi-Token": tablet.token, "Origin": "https://example.org"},
    )
    assert answer.status_code == 403


def test_an_ended_session_is_told_in_words_and_keeps_nothing(tablet: TestTablet) -> None:
    tablet.client.post(f"/{FRAUD}/sign-out", headers={"X-Beffroi-Token": tablet.token})
    answer = tablet.send(tablet.answer("CC-05", "compliant"))
    assert answer.status_code == 401
    assert answer.get_json()["error"] == "Votre session est terminée"


NO_BATCHES = (
    b"",
    b"{",
    b"[]",
    b'{"owner": 1, "operations": []}',
    b'{"owner": "x"}',
    b'{"owner": "x", "operations": {}}',
    b'{"owner": "x", "operations": [1]}',
    b'{"owner": "x", "operations": [{"id": "y"}]}',
    b'{"owner": "x", "operations": [], "more": 1}',
    b'{"owner": "x", "operations": [' + b",".join([b"{}"] * 201) + b"]}",
    b"\xff\xfe",
    b'{"owner": "x", "operations": ' + b"[" * 5000 + b"]" * 5000 + b"}",
)


def test_what_is_no_batch_is_refused_whole(tablet: TestTablet) -> None:
    headers = {"X-Beffroi-Token": tablet.token, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    for body in NO_BATCHES:
        answer = tablet.client.post(f"/{FRAUD}/tablet/sync", data=body, headers=headers)
        assert answer.status_code == 400, body[:60]
        assert "error" in answer.get_json()


def test_a_commit_that_fails_gives_no_receipt(tablet: TestTablet, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = syncing.keep_batch

    def keep_and_break(session: Any, *args: Any, **kwargs: Any) -> Any:
        found = keep(session, *args, **kwargs)
        session.add(Answer(id=uuid4(), sheet_id=UUID(int=0)))
        return found

    monkeypatch.setattr("webapp.views.tablet_sync.keep_batch", keep_and_break)
    operation = tablet.answer("CC-05", "compliant")
    answer = tablet.send(operation)
    assert answer.status_code >= 500
    assert "receipts" not in answer.get_json()
    monkeypatch.undo()
    assert kept_answers(app) == 0
    assert receipts_of(tablet.send(operation))[0]["state"] == "kept"
