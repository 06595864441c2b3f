"""A limit of the law that runs out: its owner is written to at once, at half, at four fifths, at the end, each time once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests.fixtures.tellings import enter_places
from tests.webapp.mail.conftest import MONDAY, MailHouse, at, words_of
from webapp.demonstration.found import demonstration_places
from workflows.engine.cases import Actor, take
from workflows.engine.sweeper import sweep
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.law.clocks import clock
from workflows.processes.consequence import open_elsewhere
from workflows.register.agencies import agency
from workflows.register.establishments import Establishment

TOWN = Actor("mairie", "agent", frozenset(agency("mairie").competences))


def owe(house: MailHouse, key: str, moment: datetime) -> tuple[UUID, datetime]:
    """Let the town hall owe something by a limit, counted from a moment; return the case and when it is due."""
    due = clock(key).due(moment)
    enter_places(house.engine)
    with unit_of_work(house.engine, HOUSE_VIEWER) as session:
        row = session.get_one(Establishment, demonstration_places(house.engine)["bar_1"])
    with unit_of_work(house.engine, Viewer("mairie", "agent")) as session:
        case = open_elsewhere(
            session, "compliance", establishment=row, label="Essai", actor=TOWN, moment=moment, due_at=due, clock_key=key,
            title="Perquisition rue du Phare",
        ).case_id  # fmt: skip
    return case, due


def told(house: MailHouse, moment: datetime) -> list[str]:
    """Return the words of the urgent messages that come at a moment."""
    return [words_of(each) for each in house.round(moment) if "maintenant" in str(each["Subject"])]


@pytest.mark.parametrize(("key", "void"), [("crpm_l205_3", True), ("cd_63_ter", False)])
def test_the_owner_is_written_to_three_times_and_nullity_is_said(house: MailHouse, key: str, void: bool) -> None:
    sunday = at(MONDAY - timedelta(days=1), 20)
    case, due = owe(house, key, sunday)
    length = due - sunday
    assert told(house, sunday + length * 0.49) == []
    found = []
    for share in (0.5, 0.8):
        [message] = told(house, sunday + length * share + timedelta(minutes=1))
        assert told(house, sunday + length * share + timedelta(minutes=2)) == [], "once"
        found.append(message)
    sweep(house.engine, moment=due)
    [message] = told(house, due + timedelta(minutes=1))
    assert told(house, due + timedelta(days=4, hours=1)) == []
    for each, words in zip([*found, message], ("50\u00a0%", "80\u00a0%", "le délai légal est passé"), strict=True):
        assert words in each
        assert ("nul" in each) == void
        assert "Perquisition" not in each, "of what is reserved the house names nothing"
        assert str(case) in each


def test_a_house_that_slept_through_two_alarms_says_how_far_it_has_come_and_nothing_twice(house: MailHouse) -> None:
    sunday = at(MONDAY - timedelta(days=1), 20)
    _case, due = owe(house, "crpm_l205_3", sunday)
    [message] = told(house, due - timedelta(hours=1))
    assert "80\u00a0%" in message
    assert told(house, due - timedelta(minutes=50)) == []


def test_what_was_done_in_time_raises_no_alarm(house: MailHouse) -> None:
    sunday = at(MONDAY - timedelta(days=1), 20)
    case, due = owe(house, "crpm_l205_3", sunday)
    with unit_of_work(house.engine, Viewer("mairie", "agent")) as session:
        take(session, case, "set_aside", actor=TOWN, moment=sunday, fields={"reason": "Fait."})
    assert told(house, due - timedelta(hours=1)) == told(house, due + timedelta(hours=1)) == []


def test_a_rule_of_the_partnership_raises_no_alarm(house: MailHouse) -> None:
    sunday = at(MONDAY - timedelta(days=1), 20)
    _case, due = owe(house, "contradictory_usual", sunday)
    assert not [words for words in told(house, due - timedelta(hours=1)) if "légal" in words or "80\u00a0%" in words]
