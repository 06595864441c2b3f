"""A town hall with an agent, a colleague, a head and a director, a sub-prefecture with an agent, and the folder of their mail."""

from __future__ import annotations

import email
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.fixtures.databases import PreparedDatabase
from tests.fixtures.tellings import told_once
from tests.webapp.mail.errands import DEED, ERRAND
from tests.webapp.people import PASSWORD_HASH
from webapp.mail.post import FOLDER
from webapp.mail.rounds import write_mail
from webapp.settings import Settings, read_settings
from webapp.wiring import gather_handlers, tell_engine
from workflows.engine import registry
from workflows.engine.cases import HOUSE_ACTOR, Actor, PartyTo, open_case, take
from workflows.engine.outbox import Handlers, drain
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.register.correspondence import Correspondent, set_address
from workflows.register.users import User, find_user
from workflows.store.database import make_engine
from workflows.store.text import PARIS

PEOPLE = (
    ("mairie", "agent", "Andréa Agent", "agent"),
    ("mairie", "other", "Olive Autre", "agent"),
    ("mairie", "head", "Claude Cheffe", "head"),
    ("mairie", "director", "Dominique Directeur", "director"),
    ("prefecture", "office", "Camille Bureau", "agent"),
)
MONDAY = date(2026, 3, 2)
"""Five weeks without a holiday follow."""


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    """That hour of a day in Paris."""
    return datetime.combine(day, time(hour, minute), PARIS)


@dataclass
class MailHouse:
    """A house whose mail is caught in its folder."""

    engine: Engine
    settings: Settings
    handlers: Handlers
    _seen: set[str] = field(default_factory=set)

    def ask(self, due: datetime | None, *, title: str = "Éclairage du passage", secrecy: int = 1, moment: datetime, kind: str = ERRAND.name) -> UUID:  # fmt: skip
        """Ask something of the town hall by a date."""
        case_id = uuid4()
        with unit_of_work(self.engine, HOUSE_VIEWER) as session:
            open_case(
                session, kind, actor=HOUSE_ACTOR, moment=moment, title=title, case_id=case_id, agency="mairie",
                secrecy=secrecy, parties=[PartyTo("partnership", "mairie", secrecy)],
                fields={"due": due.isoformat()} if due else {},
            )  # fmt: skip
        return case_id

    def answer(self, case_id: UUID, moment: datetime, *, user: str = "agent") -> None:
        """Have the town hall do what was asked."""
        actor = Actor("mairie", user, frozenset({"partnership"}))
        with unit_of_work(self.engine, Viewer("mairie", user)) as session:
            take(session, case_id, "answer", actor=actor, moment=moment)

    def round(self, moment: datetime) -> list[EmailMessage]:
        """Make the round of the mail room, let the effects happen, and return what came into the folder."""
        write_mail(self.engine, self.settings, moment=moment)
        drain(self.engine, self.handlers, moment=moment)
        return self.caught()

    def caught(self) -> list[EmailMessage]:
        """Return the messages that came since the last look."""
        paths = sorted((self.settings.home / FOLDER).glob("*.eml"))
        new = [path for path in paths if path.name not in self._seen]
        self._seen.update(path.name for path in new)
        return [email.message_from_bytes(path.read_bytes(), policy=default) for path in new]

    def choose(self, user_name: str, at_agency: str = "mairie", **changes: Any) -> None:
        """Change what somebody gets."""
        with Session(self.engine) as session, session.begin():
            row = session.get_one(Correspondent, self.user(user_name, at_agency).id)
            for name, value in changes.items():
                setattr(row, name, value)

    def user(self, user_name: str, at_agency: str = "mairie") -> User:
        """Return an account."""
        with Session(self.engine, expire_on_commit=False) as session:
            found = find_user(session, at_agency, user_name)
            assert found is not None
            return found


def words_of(message: EmailMessage) -> str:
    """Return the plain words of a message."""
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


@pytest.fixture
def database_kind() -> str:
    """SQLite, unless a test asks for both kinds."""
    return "sqlite"


@pytest.fixture
def workflows_of_errands() -> Iterator[None]:
    """The two workflows, known while a test runs."""
    for workflow in (ERRAND, DEED):
        registry.register(workflow)
    yield
    for workflow in (ERRAND, DEED):
        registry.forget(workflow)


@pytest.fixture
def open_house(
    home: Path, prepared_database: PreparedDatabase, workflows_of_errands: None
) -> Iterator[Callable[[], MailHouse]]:
    """Open a fresh house each time, with its people and an empty folder."""
    made: list[MailHouse] = []
    tell_engine(home)
    plain = read_settings({"BEFFROI_HOME": str(home)})

    def opened() -> MailHouse:
        url = prepared_database("mail-people", lambda address: told_once(address, _write_people))
        settings = replace(plain, home=home / str(len(made)), database_url=url)
        made.append(MailHouse(make_engine(url), settings, gather_handlers(settings)))
        return made[-1]

    yield opened
    for each in made:
        each.engine.dispose()


@pytest.fixture
def house(open_house: Callable[[], MailHouse]) -> MailHouse:
    """One house."""
    return open_house()


def _write_people(engine: Engine) -> None:
    long_ago = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=1)
    with Session(engine) as session, session.begin():
        for agency, user_name, name, rank in PEOPLE:
            user = User(
                id=uuid4(), agency=agency, user_name=user_name, name=name, function="Poste d’essai",
                password_hash=PASSWORD_HASH, created_at=long_ago, changed_at=long_ago,
            )  # fmt: skip
            session.add(user)
            session.flush()
            address = "" if user_name == "other" else f"{user_name}@{agency}.invalid"
            set_address(session, user.id, address, rank, moment=long_ago)
