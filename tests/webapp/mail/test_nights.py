"""An agency's part in a joint operation is an event too: of one identity, of which nothing leaves but its hours."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.fixtures.databases import PreparedDatabase
from tests.fixtures.tellings import joint_inspection, told_once
from tests.webapp.mail.test_invitations import event_of
from tests.webapp.operations.house import PROPOSED, next_night, tell
from tests.webapp.people import add_players
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.script import NAMES
from webapp.demonstration.story import Story
from webapp.mail.post import FOLDER
from webapp.mail.rounds import write_mail
from webapp.settings import Settings, read_settings
from webapp.wiring import gather_handlers, tell_engine
from workflows.engine.outbox import drain
from workflows.register.correspondence import set_address
from workflows.register.users import find_user
from workflows.store.database import make_engine

POLICE, PILOT = PLAYERS["police_nationale"], PLAYERS["prefecture"]
ADDRESS = "alix@police.invalid"


@dataclass
class Night:
    """A joint operation that was approved, and the mail of the police officer who may be invited to it."""

    story: Story
    settings: Settings
    seen: set[str] = field(default_factory=set)

    def act(self, key: str, case: UUID, step: str, day: int, **fields: Any) -> None:
        """Take a step at ten in the morning of a day counted from the night."""
        self.story.take(PLAYERS[key], case, step, day, 10, **fields)

    def police(self) -> UUID:
        """The part of the police."""
        return self.story.participation("police_nationale")

    def mail(self, day: int, minute: int = 5) -> list[EmailMessage]:
        """Return the invitations that leave in a round on that day, to the police."""
        moment = self.story.at(day, 10, minute)
        handlers = gather_handlers(self.settings)
        # What the operation does to its parts comes first, as it may not in a house that is busy.
        drain(self.story.engine, handlers, moment=moment)
        write_mail(self.story.engine, self.settings, moment=moment)
        drain(self.story.engine, handlers, moment=moment)
        paths = [each for each in sorted((self.settings.home / FOLDER).glob("*.eml")) if each.name not in self.seen]
        self.seen.update(each.name for each in paths)
        messages = [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]
        return [each for each in messages if any(part.get_content_type() == "text/calendar" for part in each.walk())]


@pytest.fixture
def night(home: Path, prepared_database: PreparedDatabase) -> Iterator[Night]:
    """The operation of the demonstration for a night to come, approved, nobody invited yet."""
    tell_engine(home)

    def tell_it(engine: Engine) -> None:
        add_players(engine)
        tell(engine, next_night(), PROPOSED, home)

    url = prepared_database("mail-night", lambda address: told_once(address, tell_it))
    story = joint_inspection(make_engine(url), next_night(), home)
    story.propose()
    with Session(story.engine) as session, session.begin():
        user = find_user(session, POLICE.agency, POLICE.user_name)
        assert user is not None
        set_address(session, user.id, ADDRESS, "agent", moment=story.at(-30, 9))
    settings = replace(read_settings({"BEFFROI_HOME": str(home)}), database_url=url)
    yield Night(story, settings)
    story.engine.dispose()


def invite(night: Night) -> None:
    night.act(
        "prefecture", night.story.operation, "invite", -19, agencies=["police_nationale"], role="Ouvrir les portes"
    )


def hours(event: dict[str, str]) -> tuple[datetime, datetime]:
    start, end = (datetime.strptime(f"{event[name]}+0000", "%Y%m%dT%H%M%SZ%z") for name in ("DTSTART", "DTEND"))
    return start, end


def test_the_night_of_an_invitation_is_one_event_through_a_new_date_and_the_cancellation(night: Night) -> None:
    story, operation = night.story, night.story.operation
    invite(night)
    [message] = night.mail(-19)
    first = event_of(message)
    assert message["To"] == ADDRESS
    assert (first["METHOD"], first["SEQUENCE"], first["STATUS"]) == ("REQUEST", "0", "CONFIRMED")
    assert hours(first) == (story.at(0, 20), story.at(1, 2))
    assert night.mail(-19, 20) == [], "one message for each version"
    night.act("police_nationale", night.police(), "accept", -18)
    assert night.mail(-18) == [], "an answer is no new version"
    night.act("prefecture", operation, "postpone", -17, reason="Effectifs")
    [message] = night.mail(-17)
    postponed = event_of(message)
    assert (postponed["METHOD"], postponed["SEQUENCE"], postponed["STATUS"]) == ("REQUEST", "1", "TENTATIVE")
    later = {"starts_at": story.at(7, 20), "ends_at": story.at(8, 2)}
    night.act("prefecture", operation, "resume", -16, **later)
    [message] = night.mail(-16)
    moved = event_of(message)
    assert (moved["METHOD"], moved["SEQUENCE"], moved["STATUS"]) == ("REQUEST", "2", "CONFIRMED")
    assert hours(moved) == (later["starts_at"], later["ends_at"])
    night.act("prefecture", operation, "cancel", -15, reason="Sans objet")
    [message] = night.mail(-15)
    ended = event_of(message)
    assert (ended["METHOD"], ended["SEQUENCE"], ended["STATUS"]) == ("CANCEL", "3", "CANCELLED")
    assert {each["UID"] for each in (first, postponed, moved, ended)} == {first["UID"]}
    assert night.mail(-15, 20) == []


@pytest.mark.parametrize(("key", "step"), [("police_nationale", "decline"), ("prefecture", "release")])
def test_who_declines_or_is_released_sees_the_night_leave_the_calendar(night: Night, key: str, step: str) -> None:
    invite(night)
    first = event_of(night.mail(-19)[0])
    night.act("police_nationale", night.police(), "accept", -18)
    night.act(key, night.police(), step, -17, reason="Effectif engagé ailleurs")
    [message] = night.mail(-17)
    ended = event_of(message)
    assert (ended["METHOD"], ended["UID"], ended["SEQUENCE"]) == ("CANCEL", first["UID"], "1")
    night.act("prefecture", night.story.operation, "postpone", -16, reason="Effectifs")
    assert night.mail(-16) == [], "what becomes of the operation is no news for who has left it"


def test_a_night_that_is_over_before_anybody_was_told_takes_nothing_out_of_a_calendar(night: Night) -> None:
    invite(night)
    night.act("police_nationale", night.police(), "decline", -18, reason="Effectif engagé ailleurs")
    assert night.mail(-18) == []


def test_nothing_leaves_of_what_the_operation_is_for_where_it_goes_and_why(night: Night) -> None:
    invite(night)
    [message] = night.mail(-19)
    whole = repr(message.items()) + "".join(
        str(part.get_content()) for part in message.walk() if not part.is_multipart()
    )
    for word in (*NAMES.values(), "Beau-Marais", "commerces", "contrôle", "opération", "Nuisances", "portes"):
        assert word.casefold() not in whole.casefold(), word
    event = event_of(message)
    assert event["SUMMARY"] == "Une date réservée pour votre service (détails dans Beffroi)"
    assert {"LOCATION", "DESCRIPTION"}.isdisjoint(event)
