"""The demonstration story told as far as a test wants, and browsers without a screen for its people."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.fixtures.tellings import enter_places, hands, joint_inspection, play, untold
from tests.webapp.application import engine_of
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story, night_before
from webapp.demonstration.strategy import StrategyTelling
from webapp.sessions import begin_session, cookie_name
from workflows.engine.tables import Read
from workflows.law.days import paris_day
from workflows.processes import house
from workflows.register.users import find_user
from workflows.store.sessions import WebSession
from workflows.store.text import PARIS

PROPOSED: Final = ("propose",)
ALLOWED: Final = ("propose", "allow")
PREPARED: Final = ("propose", "allow", "prepare")
CARRIED_OUT: Final = (*PREPARED, "carry_out")
WRITTEN: Final = (*CARRIED_OUT, "write_down")
_INPUT: Final = re.compile(r'<input type="hidden" name="(csrf|command|version|f_establishment)" value="([^"]*)">')


@dataclass
class JointHouse:
    """The application on a told story, and the people who play it."""

    app: Flask
    story: Story
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    places: dict[str, UUID] = field(default_factory=dict)
    """Establishments that a test added, by a name of its own."""

    @property
    def operation(self) -> UUID:
        """The operation of the story."""
        return self.story.operation

    def desk(self, agency: str, reason: str | None = "preparation") -> FlaskClient:
        """A browser in which the agency's person is signed in; always the same one for the same reason."""
        key = f"{agency}/{reason}"
        if key not in self.browsers:
            self.browsers[key] = self._sign_in(agency, reason)
        return self.browsers[key]

    def read(self, agency: str, path: str, status: int = 200) -> str:
        """Return the page at a path of an agency's desk, links followed to where they lead."""
        answer = self.desk(agency).get(f"/{agency}{path}", follow_redirects=True)
        assert answer.status_code == status, (answer.status_code, path)
        return unescape(answer.get_data(as_text=True))

    def send(self, agency: str, path: str, *, form_on: str | None = None, **fields: Any) -> TestResponse:
        """Send a form as its page gives it, with these fields filled in; the page is at the same path if not told."""
        page = self.desk(agency).get(f"/{agency}{form_on or path}", follow_redirects=True).get_data(as_text=True)
        scope = page.split(f'action="/{agency}{path}"')[-1] if f'action="/{agency}{path}"' in page else page
        hidden = dict(reversed(_INPUT.findall(scope)))
        return self.desk(agency).post(f"/{agency}{path}", data={**hidden, **fields})

    def words_of(self, answer: TestResponse) -> str:
        """Return what an answer says, entities read."""
        return unescape(answer.get_data(as_text=True))

    def readings(self, case_id: UUID) -> list[tuple[str | None, str, int]]:
        """Return (agency, reason, class) of each reading of a case that was written down."""
        with Session(engine_of(self.app)) as session:
            lines = session.scalars(sa.select(Read).where(Read.reference == case_id.hex).order_by(Read.line))
            return [(line.agency, line.reason, line.secrecy) for line in lines]

    def _sign_in(self, agency: str, reason: str | None) -> FlaskClient:
        with Session(engine_of(self.app)) as session, session.begin():
            user = find_user(session, agency, PLAYERS[agency].user_name)
            assert user is not None
            token = begin_session(session, user, moment=datetime.now(UTC))
            session.flush()
            session.execute(update(WebSession).where(WebSession.user_id == user.id).values(reason=reason))
        browser = self.app.test_client()
        browser.set_cookie(cookie_name(self.app.extensions["beffroi_settings"]), token, domain="localhost")
        return browser


def next_night() -> date:
    """The Friday after the next three weeks: a night that is still being prepared today."""
    later = paris_day(datetime.now(UTC)) + timedelta(days=25)
    return later + timedelta(days=(4 - later.weekday()) % 7)


def past_night() -> date:
    """The last night whose whole story lies before today."""
    return night_before(paris_day(datetime.now(UTC)))


def moment_field(day: date, hour: int, minute: int = 0) -> str:
    """A moment as a form wants it, in Paris time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS).strftime("%Y-%m-%dT%H:%M")


def tell(engine: Engine, night: date, acts: tuple[str, ...], folder: Path) -> None:
    """Enter the places into a new database, and tell these acts of the joint inspection in it."""
    enter_places(engine)
    play(joint_inspection(engine, night, folder), acts)


def tell_strategy(engine: Engine, folder: Path) -> None:
    """Tell the joint inspection and then a quarter of the strategy in a new database."""
    tell(engine, past_night(), CARRIED_OUT, folder)
    strategy_in(engine).play()


def strategy_in(engine: Engine) -> StrategyTelling:
    """The quarter of the strategy in a database, before any act."""
    return untold(StrategyTelling, engine, hands(house), past_night())
