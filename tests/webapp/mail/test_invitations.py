"""An invitation is an event: the same one for good, moved by a new date, taken out by a cancellation."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import pytest

from tests.webapp.mail.conftest import MONDAY, MailHouse, at, words_of
from workflows.engine.cases import Actor, take
from workflows.engine.viewer import Viewer, unit_of_work
from workflows.processes.meeting import convene_meeting
from workflows.processes.strategy import open_strategy
from workflows.register.agencies import agency

OFFICE = Actor("prefecture", "office", agency("prefecture").competences)
TITLE = "Réunion des riverains; ordre du jour, suite"


def convened(house: MailHouse, body: str) -> UUID:
    """Convene the town hall to a meeting of a body in two weeks."""
    with unit_of_work(house.engine, Viewer("prefecture", "office")) as session:
        strategy = open_strategy(
            session, actor=OFFICE, moment=at(MONDAY, 7), title="Essai", quarter="beau_marais", founded_on="",
            starts_on=MONDAY, ends_on=MONDAY + timedelta(days=300),
        ).case_id  # fmt: skip
        return convene_meeting(
            session, actor=OFFICE, moment=at(MONDAY, 7), strategy_id=strategy, body_key=body, title=TITLE,
            place="Salle Opale", starts_at=at(MONDAY + timedelta(days=14), 14), chair="Le sous-préfet", members=["mairie"],
        ).case_id  # fmt: skip


def step(house: MailHouse, case_id: UUID, name: str, **fields: object) -> None:
    """Take a step of the meeting."""
    with unit_of_work(house.engine, Viewer("prefecture", "office")) as session:
        take(session, case_id, name, actor=OFFICE, moment=at(MONDAY, 10), fields=fields)


def event_of(message: EmailMessage) -> dict[str, str]:
    """Return the lines of the event of a message, unfolded."""
    [part] = [each for each in message.walk() if each.get_filename() == "evenement.ics"]
    words = part.get_content()
    text = words.decode() if isinstance(words, bytes) else str(words)
    return dict(re.findall(r"^([A-Z]+)[;:](.*?)\r?$", text.replace("\r\n ", "").replace("\n ", ""), re.MULTILINE))


def to_town_hall(messages: list[EmailMessage]) -> EmailMessage:
    """Return the one message to the town hall's agent."""
    [found] = [each for each in messages if each["To"] == "agent@mairie.invalid" and "réunion" in each["Subject"]]
    return found


def test_one_event_follows_the_meeting_through_a_new_date_and_its_cancellation(house: MailHouse) -> None:
    case_id = convened(house, "neighbourhood_meeting")
    message = to_town_hall(house.round(at(MONDAY, 7, 10)))
    first = event_of(message)
    assert "Lieu\u00a0: Salle Opale" in words_of(message)
    assert (first["METHOD"], first["SEQUENCE"], first["DTSTART"]) == ("REQUEST", "0", "20260316T130000Z")
    assert first["SUMMARY"] == r"Réunion des riverains\; ordre du jour\, suite"
    assert "mailto:agent@mairie.invalid" in first["ATTENDEE"]
    assert {part.get_content_type() for part in message.walk()} >= {"text/plain", "text/html", "text/calendar"}
    assert [each for each in house.round(at(MONDAY, 7, 20)) if "réunion" in each["Subject"]] == []
    step(house, case_id, "put_off", starts_at=at(MONDAY + timedelta(days=20), 9), reason="Salle prise")
    moved = event_of(to_town_hall(house.round(at(MONDAY, 11))))
    assert (moved["UID"], moved["SEQUENCE"], moved["DTSTART"]) == (first["UID"], "1", "20260322T080000Z")
    step(house, case_id, "cancel", reason="Sans objet")
    ended = event_of(to_town_hall(house.round(at(MONDAY, 12))))
    assert (ended["METHOD"], ended["UID"], ended["SEQUENCE"], ended["STATUS"]) == (
        "CANCEL",
        first["UID"],
        "2",
        "CANCELLED",
    )


@pytest.mark.parametrize("wanted", [["invitation"], []])
def test_of_a_reserved_meeting_only_the_hour_leaves_and_only_to_who_wants_invitations(
    house: MailHouse, wanted: list[str]
) -> None:
    house.choose("agent", levels=wanted)
    convened(house, "clspd_restricted")
    got = [each for each in house.round(at(MONDAY, 7, 10)) if each["To"] == "agent@mairie.invalid"]
    assert len(got) == len(wanted)
    for message in got:
        whole = "".join(str(part.get_content()) for part in message.walk() if not part.is_multipart())
        assert "riverains" not in whole and "Opale" not in whole
        assert event_of(message)["DTSTART"] == "20260316T130000Z"
