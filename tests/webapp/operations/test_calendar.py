"""A private calendar: due dates in a program that everybody knows, nothing protected in it, ended with one press."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from tests.webapp.operations.house import PROPOSED, WRITTEN, JointHouse
from webapp.demonstration.story import TITLE
from webapp.showing.calendar import calendar_of
from workflows.store.text import Text

HouseAt = Callable[..., JointHouse]


def address_of(house: JointHouse, agency: str) -> str:
    """Make the person's address and return its path."""
    page = house.words_of(house.send(agency, "/calendar"))
    found = re.search(r'value="http://localhost(/calendar/[^"]+\.ics)"', page)
    assert found, page
    return found[1]


def test_due_dates_are_read_by_whoever_has_the_address_and_protected_cases_are_not_named(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    address = address_of(house, "ddpp_ssa")
    answer = house.app.test_client().get(address)
    words = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert words.count("BEGIN:VEVENT") == words.count("END:VEVENT") >= 1
    assert "Une échéance réservée" in words.replace("\r\n ", "")
    assert TITLE not in words.replace("\r\n ", "")
    assert "/ddpp_ssa/cases/" in words.replace("\r\n ", "")


def test_an_address_that_was_replaced_or_ended_is_nothing(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    anybody = house.app.test_client()
    first = address_of(house, "prefecture")
    second = address_of(house, "prefecture")
    assert anybody.get(first).status_code == 404
    assert anybody.get(second).status_code == 200
    assert second.split("/")[-1].removesuffix(".ics") not in house.read("prefecture", "/calendar"), "shown once only"
    house.send("prefecture", "/calendar/end", form_on="/calendar")
    assert anybody.get(second).status_code == 404
    assert anybody.get("/calendar/x.ics").status_code == 404
    assert "Vous n’avez pas d’adresse d’agenda." in house.read("prefecture", "/calendar")


@given(title=st.text(max_size=200), secrecy=st.integers(0, 4))
def test_any_title_makes_lines_that_a_calendar_can_read(title: str, secrecy: int) -> None:
    case = SimpleNamespace(id=uuid4(), title=title, secrecy=secrecy)
    state = SimpleNamespace(expects=Text("Répondre; vite, s’il vous plaît", "Answer"), label=None)
    line: Any = SimpleNamespace(
        case=case, state=state, competence="take_part", due=datetime(2026, 12, 1, 22, 59, tzinfo=UTC)
    )
    words = calendar_of(
        [line], name=Text("Nom", "Name"), moment=datetime(2026, 11, 28, tzinfo=UTC), language="fr", address=lambda _line: "https://x/"
    )  # fmt: skip
    lines = words.split("\r\n")
    assert lines[-1] == ""
    assert all(len(each.encode("utf-8", "surrogatepass")) <= 75 for each in lines)
    unfolded = words.replace("\r\n ", "").split("\r\n")
    assert unfolded.count("DTSTART;VALUE=DATE:20261201") == 1
    assert len([each for each in unfolded if each.startswith("SUMMARY:")]) == 1
    assert len(unfolded) == 16, "no title adds a line of its own"
