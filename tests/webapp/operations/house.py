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
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.webapp.people import PASSWORD_HASH
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.found import demonstration_places
from webapp.demonstration.story import PLACES_CASE, Story, night_before
from webapp.demonstration.strategy import StrategyTelling
from webapp.sessions import begin_session, cookie_name
from webapp.wiring import tell_engine
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.outbox import Handlers
from workflows.engine.tables import Read
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes import house, sheet
from workflows.register.demonstration import demonstration_rows
from workflows.register.users import User, find_user
from workflows.store.database import Base, make_engine
from workflows.store.files import FileStore
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
        with Session(self.app.extensions["beffroi_engine"]) as session:
            lines = session.scalars(sa.select(Read).where(Read.reference == case_id.hex).order_by(Read.line))
            return [(line.agency, line.reason, line.secrecy) for line in lines]

    def _sign_in(self, agency: str, reason: str | None) -> FlaskClient:
        engine = self.app.extensions["beffroi_engine"]
        with Session(engine) as session, session.begin():
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


def tell(url: str, night: date, acts: tuple[str, ...], folder: Path) -> None:
    """Make a database with the people and the places, and tell these acts of the story in it."""
    tell_engine(folder)
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        open_case(
            session,
            "register_import",
            actor=HOUSE_ACTOR,
            moment=datetime(2026, 1, 1, tzinfo=UTC),
            title="Établissements de démonstration",
            case_id=PLACES_CASE,
            records=list(demonstration_rows(PLACES_CASE).values()),
        )
    add_people(url)
    engine.dispose()
    story = story_at(url, night, folder)
    for act in acts:
        getattr(story, act)()
    story.engine.dispose()


def story_at(url: str, night: date, folder: Path) -> Story:
    """The story in a database, before any act."""
    engine = make_engine(url)
    handlers = Handlers()
    for topic, handler in {**house.HANDLERS, **sheet.HANDLERS}.items():
        handlers.add(topic, handler)
    handlers.add("press", lambda _delivery: None)
    return Story(
        engine=engine, handlers=handlers, night=night, tell=lambda _text: None, files=FileStore(folder / "files"),
        establishments=demonstration_places(engine),
    )  # fmt: skip


def tell_strategy(url: str, folder: Path) -> None:
    """Tell the joint inspection and then a quarter of the strategy in a new database."""
    tell(url, past_night(), CARRIED_OUT, folder)
    telling = strategy_at(url)
    telling.play()
    telling.engine.dispose()


def strategy_at(url: str) -> StrategyTelling:
    """The quarter of the strategy in a database, before any act."""
    handlers = Handlers()
    for topic, handler in house.HANDLERS.items():
        handlers.add(topic, handler)
    return StrategyTelling(engine=make_engine(url), handlers=handlers, night=past_night(), tell=lambda _text: None)


def add_people(url: str) -> None:
    """Enter the people who play, each with an account of their own."""
    long_ago = datetime.now(UTC) - timedelta(days=1)
    engine = make_engine(url)
    with Session(engine) as session, session.begin():
        for player in PLAYERS.values():
            session.add(
                User(
                    agency=player.agency,
                    user_name=player.user_name,
                    name=player.name,
                    function=player.function,
                    password_hash=PASSWORD_HASH,
                    created_at=long_ago,
                    changed_at=long_ago,
                )
            )
    engine.dispose()
