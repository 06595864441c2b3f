"""The page on which the law is asked without a case: what is left empty is unknown, and the answer says why."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

SOUND = {
    "asked": "1", "basis": "A2", "months": "3", "facts_on": "01/10/2026\n2026-09-30", "linked_to_place": "yes",
    "repetition": "no", "hearing": "held", "received_on": "2026-10-20", "days": "15", "proposed": "fermeture de 3 mois",
    "delegation": "yes", "remedies": "yes", "signed_on": "2026-11-20", "served_at": "2026-11-21T10:00",
}  # fmt: skip


@pytest.fixture
def desk(sign_in: Any) -> FlaskClient:
    """Somebody who is signed in."""
    browser: FlaskClient = sign_in("prefecture", "c.durand")
    return browser


def ask(desk: FlaskClient, **facts: str) -> str:
    answer = desk.get(f"/prefecture/law/measure?{urlencode(facts)}")
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_before_anything_is_asked_nothing_is_answered(desk: FlaskClient) -> None:
    page = ask(desk)
    assert "Interroger le droit" in page
    assert 'id="answer"' not in page


def test_a_sound_order_is_told_with_its_dates_and_their_reasons(desk: FlaskClient) -> None:
    page = ask(desk, **SOUND)
    assert "Rien ne s’oppose à la signature" in page
    assert "mercredi 4 novembre 2026" in page, "the last day to answer"
    assert "lundi 23 novembre 2026 à 10\u00a0h" in page
    assert "48\u00a0heures après la notification" in page
    assert "mardi 23 février 2027" in page
    assert "3 mois au plus" in page
    assert "À vérifier" in page, "the wording of August 2026 was read in a secondary source"


def test_what_is_left_empty_is_unknown_and_said(desk: FlaskClient) -> None:
    page = ask(desk, asked="1", basis="A1", signed_on="2026-11-20")
    assert "Cet arrêté ne peut pas être signé" in page
    assert "On ne sait pas si un avertissement a précédé" in page
    assert "On ne sait pas si la personne a pu présenter ses observations" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"hearing": "none"}, "La personne n’a pas pu présenter ses observations"),
        ({"hearing": "urgent"}, "Plus d’un mois après les faits, l’urgence n’est pas établie."),
        ({"signed_on": "2026-08-19", "served_at": "", "facts_on": "2026-07-20", "received_on": "2026-07-25"}, "3 mois dépassent le plafond de 2 mois"),
        ({"basis": "A1", "prior": "no"}, "L’avertissement, obligatoire, n’a pas précédé."),
        ({"proposed": "refus\nfermeture de 3 mois"}, "La lettre annonçait plusieurs mesures"),
    ],
)  # fmt: skip
def test_what_stands_against_it_is_said_in_words_with_the_text(
    desk: FlaskClient, changed: dict[str, str], said: str
) -> None:
    page = ask(desk, **{**SOUND, **changed})
    assert said in page
    assert "Cet arrêté ne peut pas être signé" in page


def test_a_day_that_is_none_is_refused_at_its_field_and_the_question_stays(desk: FlaskClient) -> None:
    page = ask(desk, **{**SOUND, "facts_on": "31/02/2026"})
    assert "Cette date n’existe pas" in page
    assert "31/02/2026" in page
    assert 'id="answer"' not in page


def test_the_text_is_cited_as_it_stood_on_the_day_of_the_signature(desk: FlaskClient) -> None:
    before = {"signed_on": "2026-08-19", "served_at": "", "facts_on": "2026-07-20", "received_on": "2026-07-25"}
    assert "(à vérifier)" not in ask(desk, **{**SOUND, **before})
    assert "(à vérifier)" in ask(desk, **SOUND)


def test_the_table_of_scenarios_says_each_result_with_its_text_and_source(desk: FlaskClient) -> None:
    page = unescape(desk.get("/prefecture/law/scenarios").get_data(as_text=True))
    assert "À Arras, une fermeture prise sans contradictoire ni urgence" in page
    assert "CAA Douai, 20DA01013" in page
    assert "Un arrêté complet, pris dans les règles" in page
    assert "sndll.info, tribunal administratif de Lyon, 8 décembre 2009" in page
