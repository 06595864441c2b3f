"""When something fails: a page with a sentence, what was typed, the right status, and never a stack trace."""

from __future__ import annotations

import errno
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.errors import DeadlockDetected
from sqlalchemy.exc import OperationalError

from tests.webapp.strict_client import inputs_in, token_in
from webapp.policies import policy
from workflows.engine.refusals import CommandConflict
from workflows.store.files import FileDamaged

SignIn = Callable[..., FlaskClient]
FULL = OperationalError("INSERT", {}, Exception("database or disk is full"))
LOCKED = OperationalError("INSERT", {}, Exception("database is locked"))
DEADLOCK = OperationalError("UPDATE", {}, DeadlockDetected("deadlock detected"))
FAILURES: dict[str, tuple[Exception, int, str]] = {
    "full_disk_of_database": (FULL, 507, "plus de place"),
    "full_disk_of_files": (OSError(errno.ENOSPC, "No space left on device"), 507, "plus de place"),
    "busy_database": (LOCKED, 503, "très occupé"),
    "deadlock": (DEADLOCK, 503, "très occupé"),
    "damaged_file": (FileDamaged("The file abc was altered on the disk."), 500, "n’a pas pu répondre"),
    "fault_of_ours": (ZeroDivisionError("secret detail"), 500, "n’a pas pu répondre"),
    "command_conflict": (CommandConflict(), 409, "arrive trop tard"),
}


@pytest.fixture
def failing(app: Flask) -> Flask:
    """The application with one page for each failure; a fault of ours becomes a page, as it does in service."""
    app.testing = False
    for name, (failure, _, _) in FAILURES.items():

        @policy("public")
        def fail(failure: Exception = failure) -> str:
            raise failure

        app.add_url_rule(f"/fail/{name}/now", name, fail, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize("name", sorted(FAILURES))
def test_each_failure_has_its_page(failing: Flask, name: str) -> None:
    _, status, words = FAILURES[name]
    answer = failing.test_client().get(f"/fail/{name}/now")
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert words in page
    for secret in ("Traceback", "secret detail", "INSERT", "sqlalchemy", "abc"):
        assert secret not in page


def test_a_failure_shows_what_was_typed_but_no_password_and_no_token(failing: Flask) -> None:
    client = failing.test_client()
    token = token_in(client.get("/prefecture/sign-in").get_data(as_text=True))
    sent = {"csrf": token, "f_reason": "Bruit & <b>fureur</b>\ndeux lignes", "password": "très secret"}
    page = client.post("/fail/full_disk_of_files/now", data=sent).get_data(as_text=True)
    assert "Bruit &amp; &lt;b&gt;fureur&lt;/b&gt;<br>deux lignes" in page
    assert "très secret" not in page


def test_a_script_that_reads_json_gets_the_sentence_as_json(failing: Flask) -> None:
    answer = failing.test_client().get("/fail/busy_database/now", headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.get_json()["error"] == "Beffroi est très occupé"


def test_a_commit_that_fails_is_a_page_too_and_nothing_is_kept(
    app: Flask, sign_in: SignIn, open_sample: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, browser = open_sample(), sign_in("prefecture", "c.durand")
    address = f"/prefecture/cases/{case_id}/steps/enter"
    hidden = inputs_in(browser.get(address).get_data(as_text=True))

    def full(_session: object) -> None:
        raise FULL

    monkeypatch.setattr("workflows.engine.viewer.ViewerSession.commit", full)
    answer = browser.post("/prefecture/reason", data={"csrf": hidden["csrf"], "reason": "audit"})
    assert answer.status_code == 507
    monkeypatch.undo()
    assert "Suivi des suites" in browser.get("/prefecture/").get_data(as_text=True)


def test_the_health_page_answers_and_says_nothing_else(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
