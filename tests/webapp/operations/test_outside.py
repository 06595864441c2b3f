"""Somebody without an account answers by a link and a code: once, in time, for one thing, and nobody else can."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.webapp.conftest import ToldApp
from tests.webapp.operations.house import JointHouse
from tests.webapp.operations.test_objectives import told_strategy
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.strategy import StrategyTelling
from workflows.engine.evidence.journal import verify
from workflows.engine.outbox import drain
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.law.days import paris_day
from workflows.law.outside_answers import outside_rules
from workflows.processes.commitment import Commitment
from workflows.processes.indicator import Reading
from workflows.processes.meeting import convene_meeting
from workflows.processes.meeting_facts import AgendaItem, Opinion
from workflows.processes.outside_answer import OutsideAnswer

PARTNER = "transport"
"""The one that has not answered yet what was asked of it."""
PERSON = "La directrice de l’exploitation"
REASON = "Nos horaires de nuit sont fixés par contrat."


@dataclass
class Outside:
    """The house, and a browser in which nobody is signed in."""

    house: JointHouse
    telling: StrategyTelling
    browser: FlaskClient

    @property
    def share(self) -> UUID:
        """The commitment that is asked of the partner."""
        with open_session(self.telling.engine, HOUSE_VIEWER, only_reads=True) as session:
            return session.scalars(
                sa.select(Commitment.id).join(Case, Case.id == Commitment.id).where(
                    Commitment.agency == PARTNER, Case.state == "asked"
                )
            ).one()  # fmt: skip

    def ask(self, about: UUID, partner: str = PARTNER, **fields: Any) -> tuple[str, str]:
        """Let the sous-préfecture make a link; return its path and its code."""
        due = paris_day(datetime.now(UTC)) + timedelta(days=5)
        given = {"partner": partner, "person": PERSON, "due_on": due.isoformat(), "language": "fr", **fields}
        answer = self.house.send("prefecture", f"/cases/{about}/outside", **given)
        page = unescape(answer.get_data(as_text=True))
        assert answer.status_code == 200, page
        link, code = re.findall(r'class="input[^"]*shown-once"[^>]* value="([^"]*)"', page)
        return link.partition("localhost")[2], "".join(code.split())

    def look(self, path: str, status: int = 200) -> str:
        """Open a page as nobody."""
        answer = self.browser.get(path)
        assert answer.status_code == status, answer.status_code
        return unescape(answer.get_data(as_text=True))

    def say(self, path: str, code: str, **fields: Any) -> TestResponse:
        """Send the form of the link, filled in with this code and these fields."""
        return self.browser.post(path, data={"command": self.command(path), "code": code, **fields})

    def command(self, path: str) -> str:
        """The id that the page gives its form."""
        found = re.search(r'name="command" value="([0-9a-f]+)"', self.look(path))
        return found[1] if found else "0" * 32

    def rows(self, statement: Any) -> list[Any]:
        """What is stored, whoever may see it."""
        with open_session(self.telling.engine, HOUSE_VIEWER, only_reads=True) as session:
            return list(session.scalars(statement))


@pytest.fixture
def outside(home: Path, told_app: ToldApp) -> Outside:
    """A quarter of the strategy, and somebody outside."""
    house, telling = told_strategy(home, told_app)
    return Outside(house, telling, house.app.test_client())


def words(answer: TestResponse) -> str:
    return unescape(answer.get_data(as_text=True))


def test_a_partner_without_an_account_declines_with_its_reason_and_the_link_is_used_up(outside: Outside) -> None:
    path, code = outside.ask(outside.share, words="Merci de répondre avant le comité.")
    page = outside.look(path)
    for said in ("Une réponse vous est demandée", "Sous-préfecture", "Merci de répondre avant le comité."):
        assert said in page, said
    decline = f"{path}?step=decline"
    assert "Ce qui est demandé" in outside.look(decline)
    assert "Motif" in words(outside.say(decline, code)), "without its reason it is asked for it"
    answer = outside.say(decline, code, f_reason=REASON)
    assert answer.status_code == 200
    assert "Votre réponse est reçue" in words(answer)
    assert REASON in words(answer)
    [share] = outside.rows(sa.select(Commitment).where(Commitment.agency == PARTNER, Commitment.reason != ""))
    assert share.reason == REASON
    [line] = outside.rows(
        sa.select(JournalLine).where(JournalLine.step == "decline", JournalLine.user.like("outside:%"))
    )
    assert (line.agency, line.case_id) == (PARTNER, share.id)
    again = outside.look(path)
    assert "Cette réponse a déjà été donnée" in again
    assert REASON not in again
    assert outside.say(decline, code, f_reason="Autre chose").status_code == 409
    assert verify(outside.telling.engine).ok


def test_what_is_sent_twice_is_said_once(outside: Outside) -> None:
    path, code = outside.ask(outside.share)
    sent = {"command": outside.command(path), "code": code, "f_words": "D’accord."}
    first, second = (outside.browser.post(path, data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Votre réponse est reçue" in words(second)
    assert (
        len(
            outside.rows(sa.select(JournalLine).where(JournalLine.step == "accept", JournalLine.user.like("outside:%")))
        )
        == 1
    )


def test_looking_changes_nothing_and_wrong_codes_close_the_link(outside: Outside) -> None:
    path, code = outside.ask(outside.share)
    before = len(outside.rows(sa.select(JournalLine)))
    for _ in range(3):
        outside.look(path)
    assert len(outside.rows(sa.select(JournalLine))) == before
    wrong, most = f"{(int(code) + 1) % 10**6:06d}", outside_rules().attempts
    for left in range(most - 1, 0, -1):
        answer = outside.say(path, wrong, f_words="Oui")
        assert answer.status_code == 422
        assert f"Essais restants\u00a0: {left}" in words(answer)
        assert "Oui" in words(answer), "what was typed stays"
    assert outside.say(path, wrong).status_code == 409
    assert "trop de codes faux" in outside.look(path)
    assert outside.say(path, code, f_words="Oui").status_code == 409, "the right code comes too late"
    assert "trop de codes faux" in outside.house.read("prefecture", "/outside")


def test_a_link_ends_with_its_day_or_when_it_is_revoked_or_replaced(outside: Outside) -> None:
    first, _code = outside.ask(outside.share)
    second, code = outside.ask(outside.share)
    assert "Ce lien a été retiré" in outside.look(first), "a new link replaces the one before"
    [case] = outside.rows(sa.select(Case).where(Case.workflow == "outside_answer", Case.is_open))
    page = outside.house.read("prefecture", f"/cases/{case.id}")
    assert 'class="button button-wide button-second" href' in page
    assert 'class="button button-wide"' not in page, "a link is awaited: to revoke it is not the thing to do"
    sent = outside.house.send("prefecture", f"/cases/{case.id}/steps/revoke", f_reason="Il a un compte.")
    assert sent.status_code == 303
    assert "Ce lien a été retiré" in outside.look(second)
    assert outside.say(second, code).status_code == 409
    third, code = outside.ask(outside.share)
    later = datetime.now(UTC) + timedelta(days=6)
    while sweep(outside.telling.engine, moment=later) + drain(
        outside.telling.engine, outside.telling.handlers, moment=later
    ):
        pass
    with unit_of_work(outside.telling.engine, HOUSE_VIEWER) as session:
        states = dict(session.execute(sa.select(Case.id, Case.state).where(Case.workflow == "outside_answer")).all())
    assert sorted(states.values()) == ["expired", "revoked", "revoked"]
    assert third


def test_a_reading_and_an_opinion_are_given_from_outside(outside: Outside) -> None:
    telling = outside.telling
    indicator = telling.titled("indicator", "Signalements du bailleur, chaque mois")
    path, code = outside.ask(indicator, "bailleur")
    assert "Signalements du bailleur, chaque mois" in outside.look(path)
    tomorrow = paris_day(datetime.now(UTC)) + timedelta(days=1)
    refused = outside.say(path, code, f_value="12", f_on_day=tomorrow.isoformat())
    assert refused.status_code == 409
    assert "Ce jour n’est pas encore passé." in words(refused)
    answer = outside.say(
        path, code, f_value="12", f_on_day=paris_day(datetime.now(UTC)).isoformat(), f_source="Registre"
    )
    assert answer.status_code == 200
    [reading] = outside.rows(sa.select(Reading).where(Reading.author.like("outside:%")))
    assert (reading.value, reading.agency, reading.source) == (1200, "bailleur", "Registre")

    meeting, position = _convene(telling)
    path, code = outside.ask(meeting, point=position)
    assert "Horaires de nuit" in outside.look(path)
    assert outside.say(path, code, f_words="Une navette à 23 h suffirait.").status_code == 200
    [opinion] = outside.rows(sa.select(Opinion))
    assert (opinion.agency, opinion.words) == (PARTNER, "Une navette à 23 h suffirait.")


def test_nobody_but_who_steers_makes_a_link_and_an_unknown_one_is_nothing(outside: Outside) -> None:
    assert outside.house.desk("mairie").get(f"/mairie/cases/{outside.share}/outside").status_code == 404
    assert outside.house.desk("mairie").get("/mairie/outside").status_code == 404
    assert outside.browser.get("/answer/" + "x" * 43).status_code == 404
    path, _code = outside.ask(outside.share)
    answer = outside.browser.get(path)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.headers.getlist("Set-Cookie"), "it opens no session"
    token = path.rpartition("/")[2]
    [row] = outside.rows(sa.select(OutsideAnswer))
    assert token not in repr(row.__dict__)
    assert not [line for line in outside.rows(sa.select(JournalLine)) if token in (line.body or "")]


def _convene(telling: StrategyTelling) -> tuple[UUID, str]:
    """A meeting of the strategy with one item for all partners; returns it and the position of the item."""
    prefecture = PLAYERS["prefecture"]
    with unit_of_work(telling.engine, Viewer("prefecture", prefecture.user_name)) as session:
        taken = convene_meeting(
            session, actor=prefecture.actor, moment=telling.at(3, 9), strategy_id=telling.strategy,
            body_key="steering_committee", title="Comité", place="Sous-préfecture",
            starts_at=datetime.now(UTC) + timedelta(days=3), chair="Le sous-préfet", members=[PARTNER, "mairie"], quorum=None,
        )  # fmt: skip
    telling.take(prefecture, taken.case_id, "add_item", 3, 10, title="Horaires de nuit", secrecy="1")
    with open_session(telling.engine, HOUSE_VIEWER, only_reads=True) as session:
        item = session.scalars(sa.select(AgendaItem).where(AgendaItem.title == "Horaires de nuit")).one()
        return taken.case_id, str(item.position)
