"""Who may share what, asked without a case: on the page of any desk, and from the command line."""

from __future__ import annotations

import json
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from webapp.cli import run
from workflows.law.gates import gates

ASKED = {"asked": "1", "from": "urssaf", "to": "caf", "purpose": "illegal_work", "kind": "finding", "on": "2026-11-29"}


@pytest.fixture
def desk(sign_in: Any) -> FlaskClient:
    """Somebody of a partner who has not given a reason: the law is no record."""
    browser: FlaskClient = sign_in("urssaf", "j.blanc", reason=None)
    return browser


def ask(desk: FlaskClient, **asked: str) -> str:
    answer = desk.get(f"/urssaf/law/gates?{urlencode(asked)}")
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_before_anything_is_asked_every_gate_is_listed_with_its_text(desk: FlaskClient) -> None:
    page = ask(desk)
    assert 'id="answer"' not in page
    assert "services chargés du travail illégal, entre eux" in page
    assert "L8271-2" in page
    assert page.count('<dl class="pairs">') == len(gates())


def test_what_is_needed_and_unknown_is_asked_and_then_the_way_is_open(desk: FlaskClient) -> None:
    unknown = ask(desk, **ASKED)
    assert "Le partage n’est pas ouvert" in unknown
    assert "On ne sait pas si\u00a0: Le destinataire l’a demandé par écrit." in unknown
    assert 'name="written_request"' in unknown
    assert 'name="prosecutor_allows"' not in unknown, "what does not matter here is not asked"
    opened = ask(desk, **ASKED, written_request="yes")
    assert "Le partage est ouvert" in opened
    assert "L8271-5" in opened


def test_an_investigation_closes_without_a_word_of_it(desk: FlaskClient) -> None:
    answer = ask(desk, **ASKED, written_request="yes", investigation="yes").partition('id="answer"')[2]
    said = answer.partition("</section>")[0]
    assert "Adressez-vous au parquet" in said
    assert "judiciaire" not in said


def test_a_landlord_is_told_why_nothing_opens(desk: FlaskClient) -> None:
    assert "il apprend qu’une action a eu lieu" in ask(desk, **{**ASKED, "to": "bailleur"})


def test_a_question_without_its_words_is_asked_again(desk: FlaskClient) -> None:
    page = ask(desk, asked="1", **{"from": "urssaf"})
    assert "Choisissez une réponse" in page
    assert 'id="answer"' not in page


def command(words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = run([*words.split(), "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, told


def test_the_command_lists_the_gates_and_answers(capsys: pytest.CaptureFixture[str]) -> None:
    code, told = command("law gates --on 2026-11-29", capsys)
    assert (code, len(told["gates"])) == (0, len(gates()))
    question = "law gates --from urssaf --to caf --purpose illegal_work --kind finding --on 2026-11-29"
    assert command(question, capsys)[1]["refusal"]["code"] == "unknown_written_request"
    assert command(f"{question} --unmet written_request", capsys)[1]["refusal"]["code"] == "not_written_request"
    opened = command(f"{question} --met written_request", capsys)[1]
    assert (opened["passes"], opened["gate"]["key"]) == (True, "protection_bodies")
    assert any("L8271-5" in each for each in opened["gate"]["references"])
    assert run([*question.split(), "--met", "written_request"]) == 0
    assert "Le partage est ouvert." in capsys.readouterr().out
    assert run(["law", "gates"]) == 0
    assert "↔" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("law gates --from urssaf", "Il manque --to"),
        ("law gates --from urssaf --to caf --purpose envie --kind finding", "envie"),
        ("law gates --from urssaf --to nobody --purpose illegal_work --kind finding", "nobody"),
    ],
)
def test_a_wrong_question_is_one_line(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = command(words, capsys)
    assert code == 2
    assert said in told["error"]
