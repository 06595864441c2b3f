"""What must hold of every answer, whatever the page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.webapp.strict_client import token_in
from webapp.policies import UndeclaredPolicy, check_policies, policy

SignIn = Callable[..., FlaskClient]


def test_every_answer_carries_the_whole_set_of_headers(client: FlaskClient) -> None:
    for address in (
        "/",
        "/prefecture/sign-in",
        "/nothing",
        "/static/css/base.css",
        "/static/none",
        "/theme/agencies.css",
    ):
        answer = client.get(address)
        policy_said = answer.headers["Content-Security-Policy"]
        assert policy_said.startswith("default-src 'none'"), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address


def test_pages_are_never_stored_and_project_files_are(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert client.get("/").headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    assert "Set-Cookie" not in client.get(sheet).headers


def test_a_route_without_policy_keeps_the_application_from_starting(app: Flask) -> None:
    app.add_url_rule("/bare", "bare", lambda: "")
    with pytest.raises(UndeclaredPolicy, match=r"/bare \(bare\)"):
        check_policies(app)


def test_a_policy_that_names_no_competence_is_refused() -> None:
    with pytest.raises(UndeclaredPolicy, match="fly"):
        policy("fly")


def test_absent_and_forbidden_are_the_same_page_to_the_byte(sign_in: SignIn, open_sample: Callable[..., UUID]) -> None:
    hidden = open_sample(secrecy=4, prosecutor=False)
    browser = sign_in("urssaf", "j.blanc")
    answers = [
        browser.get(f"/urssaf/cases/{hidden}"),
        browser.get(f"/urssaf/cases/{uuid4()}"),
        browser.get(f"/urssaf/cases/{hidden}/history"),
        browser.get(f"/urssaf/cases/{hidden}/steps/propose"),
        browser.get(f"/prefecture/cases/{hidden}"),
        browser.get("/prefecture/"),
        browser.get("/no_such_agency/"),
        browser.get("/urssaf/no/such/page"),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


def test_people_who_are_signed_out_are_asked_to_sign_in_whether_the_case_exists_or_not(
    client: FlaskClient, open_sample: Callable[..., UUID]
) -> None:
    for case_id in (open_sample(), uuid4()):
        answer = client.get(f"/prefecture/cases/{case_id}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/prefecture/sign-in")


def test_a_form_without_the_token_of_the_session_changes_nothing(
    sign_in: SignIn, open_sample: Callable[..., UUID]
) -> None:
    case_id = open_sample()
    browser = sign_in("prefecture", "c.durand")
    answer = browser.post(f"/prefecture/cases/{case_id}/steps/propose", data={"f_title": "Bar", "csrf": "0" * 64})
    assert answer.status_code == 403
    assert "Rien n’a été fait" in answer.get_data(as_text=True)


@pytest.mark.parametrize("header", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_a_form_sent_by_another_site_is_refused_even_with_the_token(
    client: FlaskClient, header: dict[str, str]
) -> None:
    token = token_in(client.get("/prefecture/sign-in").get_data(as_text=True))
    answer = client.post("/prefecture/sign-in", data={"csrf": token, "user_name": "x", "password": "y"}, headers=header)
    assert answer.status_code == 403


def test_a_request_for_another_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_what_is_too_large_is_refused_before_it_is_read(client: FlaskClient) -> None:
    answer = client.post("/prefecture/sign-in", data={"user_name": "x" * 3_000_000})
    assert answer.status_code == 413
    page = answer.get_data(as_text=True)
    assert "trop volumineux" in page
    assert "ne dépasse pas 2\u00a0Mo en tout" in page
    assert "Revenez à la page précédente" in page


@pytest.mark.parametrize("trick", ["/%09/evil.example", "/\\evil.example", "/prefecture//evil.example"])
def test_no_address_makes_us_redirect_elsewhere(client: FlaskClient, trick: str) -> None:
    answer = client.get(trick, base_url="http://localhost")
    assert answer.status_code in (303, 404)
    assert answer.headers.get("Location", "/prefecture/sign-in") == "/prefecture/sign-in"


def test_a_wrong_method_is_answered_with_a_page(client: FlaskClient) -> None:
    answer = client.put("/prefecture/sign-in")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_no_page_has_words_in_its_template(app: Flask) -> None:
    assert app.jinja_env.undefined.__name__ == "StrictUndefined"
