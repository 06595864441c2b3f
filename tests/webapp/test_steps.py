"""From the inbox to the case, through the form, and back: the same pages for any workflow."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.fixtures.databases import DATABASES
from tests.webapp.strict_client import inputs_in
from webapp.showing.case import Door, alike
from workflows.engine.definition import Refusal, Step
from workflows.engine.tables import Case, JournalLine, Read
from workflows.store.text import Text

SignIn = Callable[..., FlaskClient]
OpenSample = Callable[..., UUID]
TYPED = {
    "f_title": "Trois bars du quartier",
    "f_reason": "Bruit la nuit\nDix plaintes en mai",
    "f_on": "2026-11-27",
    "f_from_at": "2026-11-27T21:30",
    "f_agents": "12",
    "f_home": "no",
    "f_kind": "bar",
    "f_dangers": "dog",
}


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Everything here holds on both kinds of database."""
    return str(request.param)


def propose(browser: FlaskClient, case_id: UUID, **changed: str) -> TestResponse:
    address = f"/prefecture/cases/{case_id}/steps/propose"
    hidden = inputs_in(browser.get(address).get_data(as_text=True))
    return browser.post(address, data={**TYPED, **hidden, **changed})


def test_the_inbox_says_what_is_expected_and_leads_to_the_case(sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id = open_sample("Bar du Beffroi")
    page = sign_in("prefecture", "c.durand").get("/prefecture/").get_data(as_text=True)
    assert "Proposer le dossier" in page
    assert f'href="/prefecture/cases/{case_id}"' in page
    assert "Rien n’est attendu" in sign_in("urssaf", "j.blanc").get("/urssaf/").get_data(as_text=True)


def test_the_inbox_turns_its_pages_without_losing_or_repeating_a_line(sign_in: SignIn, open_sample: OpenSample) -> None:
    opened = {str(open_sample(f"Bar {number}")) for number in range(30)}
    browser = sign_in("prefecture", "c.durand")
    first = browser.get("/prefecture/").get_data(as_text=True)
    following = first.split('<nav class="pager"')[1].split('href="')[1].split('"')[0]
    pages = first + browser.get(following).get_data(as_text=True)
    assert all(pages.count(f"/cases/{case_id}") == 1 for case_id in opened)


def test_what_one_reason_closes_is_listed_once_with_it() -> None:
    waits, law = Refusal("waits", Text("Plus tard.", "Later.")), Refusal("law", Text("Jamais.", "Never."))
    doors = [Door(step("open"), (waits,)), Door(step("shut"), (law,)), Door(step("join"), (waits,))]
    assert [[door.step.name for door in each] for each in alike(doors)] == [["open", "join"], ["shut"]]


def step(name: str) -> Step:
    return Step(name, ("here",), None, Text(name, name), "share")


def test_a_closed_door_gives_its_reason_and_the_article(sign_in: SignIn, open_sample: OpenSample) -> None:
    page = sign_in("prefecture", "c.durand").get(f"/prefecture/cases/{open_sample()}").get_data(as_text=True)
    assert "Entrer dans les lieux" in page
    assert "La réquisition du procureur manque." in page
    assert "78-2-1" in page


def test_a_step_is_taken_and_the_history_says_so(sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    answer = propose(browser, case_id)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/prefecture/cases/{case_id}?done=2")
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "C’est fait\u00a0: Dossier proposé." in page
    for words in ("Trois bars du quartier", "Bruit la nuit<br>Dix plaintes en mai", "Chien", "Bar", "Claire Durand"):
        assert words in page, words
    assert "vendredi 27 novembre 2026 à 21\u00a0h\u00a030" in page
    assert "Réponse du parquet" in page


def test_mistakes_are_named_and_what_was_typed_stays(sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id = open_sample()
    answer = propose(sign_in("prefecture", "c.durand"), case_id, f_agents="douze", f_on="", f_title="<b>Trois</b>")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "2 réponses sont à revoir" in page
    assert 'value="douze"' in page
    assert 'aria-describedby="f_agents-error"' in page
    assert "&lt;b&gt;Trois&lt;/b&gt;" in page
    assert "Bruit la nuit" in page


def test_a_refusal_of_the_domain_shows_its_sentence_above_the_filled_form(
    sign_in: SignIn, open_sample: OpenSample
) -> None:
    answer = propose(sign_in("prefecture", "c.durand"), open_sample(), f_reason="un motif interdit")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Ce motif n’est pas admis." in page
    assert "un motif interdit</textarea>" in page


def test_a_case_moved_by_somebody_else_is_said_and_the_text_is_kept(sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    hidden = inputs_in(browser.get(f"/prefecture/cases/{case_id}/steps/propose").get_data(as_text=True))
    propose(browser, case_id)
    answer = browser.post(
        f"/prefecture/cases/{case_id}/steps/propose", data={**TYPED, **hidden, "f_title": "Ma version"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Ce dossier a changé entre-temps" in page
    assert 'value="Ma version"' in page


def test_a_double_click_is_one_step(app: Flask, sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    address = f"/prefecture/cases/{case_id}/steps/propose"
    sent = {**TYPED, **inputs_in(browser.get(address).get_data(as_text=True))}
    answers = [browser.post(address, data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with Session(app.extensions["beffroi_engine"]) as session:
        assert session.scalar(select(func.count()).select_from(JournalLine)) == 2


def test_a_step_of_others_is_shown_closed_and_cannot_be_taken(sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id = open_sample()
    propose(sign_in("prefecture", "c.durand"), case_id)
    browser = sign_in("prefecture", "c.durand")
    page = browser.get(f"/prefecture/cases/{case_id}/steps/approve").get_data(as_text=True)
    assert "Cette étape demande ce rôle" in page
    answer = browser.post(f"/prefecture/cases/{case_id}/steps/approve", data=inputs_in(page))
    assert answer.status_code == 409
    other = sign_in("parquet", "m.leroy")
    form = other.get(f"/parquet/cases/{case_id}/steps/approve").get_data(as_text=True)
    assert "Cette action est définitive." in form
    assert other.post(f"/parquet/cases/{case_id}/steps/approve", data=inputs_in(form)).status_code == 303


def test_a_step_that_no_workflow_knows_is_nothing(sign_in: SignIn, open_sample: OpenSample) -> None:
    assert sign_in("prefecture", "c.durand").get(f"/prefecture/cases/{open_sample()}/steps/fly").status_code == 404


def test_a_refused_step_changes_nothing_at_all(app: Flask, sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id = open_sample()
    propose(sign_in("prefecture", "c.durand"), case_id, f_reason="un motif interdit")
    with Session(app.extensions["beffroi_engine"]) as session:
        case = session.get_one(Case, case_id)
        assert (case.state, case.version) == ("drafted", 1)


def test_each_reading_of_a_protected_case_leaves_a_line_with_its_reason(
    app: Flask, sign_in: SignIn, open_sample: OpenSample
) -> None:
    protected, shared = open_sample(secrecy=2), open_sample(secrecy=1)
    browser = sign_in("prefecture", "c.durand", reason="preparation")
    browser.get("/prefecture/")
    browser.get(f"/prefecture/cases/{shared}")
    browser.get(f"/prefecture/cases/{protected}")
    browser.get(f"/prefecture/cases/{protected}/history")
    with Session(app.extensions["beffroi_engine"]) as session:
        lines = session.scalars(select(Read).order_by(Read.line)).all()
    said = [(line.user, line.agency, line.reason, line.reference, line.secrecy) for line in lines]
    assert said == [("c.durand", "prefecture", "preparation", protected.hex, 2)] * 2


def test_without_a_reason_a_protected_case_is_not_shown(sign_in: SignIn, open_sample: OpenSample) -> None:
    answer = sign_in("prefecture", "c.durand", reason=None).get(f"/prefecture/cases/{open_sample()}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/prefecture/reason")


def test_the_pages_speak_english_when_asked(sign_in: SignIn, open_sample: OpenSample) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    page = browser.get("/prefecture/?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in page
    assert "What is expected of you" in page
    assert "What is next" in browser.get(f"/prefecture/cases/{case_id}").get_data(as_text=True)
