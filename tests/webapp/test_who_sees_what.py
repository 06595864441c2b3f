"""Who sees what: every desk asks for every page of the application, with the ids of everything that there is.

What each may read and open is in ``access_matrix.py``, written by hand; the house that is asked is in ``canaries.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.webapp.access_addresses import READ, SENT, Row
from tests.webapp.access_matrix import (
    CASES,
    CONTRIBUTIONS,
    CUSTOMS,
    EVERY_DESK,
    FRAUD,
    HYGIENE,
    JUSTICE,
    LABOUR,
    LANDLORD,
    PILOT,
    POLICE,
    SECRETS,
    STEPS,
    TITLES,
    TOWN_POLICE,
    may_open,
)
from tests.webapp.access_software import SOFTWARE
from tests.webapp.addresses import absent, fillings, ids_in, of_others, rules_of
from tests.webapp.asking import Answer, address_of, ask
from tests.webapp.canaries import REASON, CanaryHouse
from tests.webapp.canary_home import opened, told_home
from tests.webapp.canary_mail import messages_in
from tests.webapp.canary_words import SILENT_POINT, canaries_in, canary
from tests.webapp.strict_client import token_in
from webapp.demonstration.pictures import draw
from workflows.engine import registry
from workflows.register.api_keys import SCOPES, Pace, make_api_key

# ------------------------------------------------------------------ asking


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CanaryHouse]:
    """The application on a copy of the told home, for tests that leave everything as it is."""
    yield from opened(told_home(), tmp_path_factory.mktemp("who-sees-what") / "home")


@pytest.fixture
def house_to_change(tmp_path: Path) -> Iterator[CanaryHouse]:
    """The application on a copy of one's own."""
    yield from opened(told_home(), tmp_path / "home")


ASK_FOR_NOTHING: Final = (PILOT, POLICE, LANDLORD)
"""Desks of each kind that ask for what never was: whoever may ask for an address is told of its absence alike."""


class Tour:
    """The way of one desk through every address, and what is wrong with what it was answered."""

    def __init__(self, house: CanaryHouse, desk: str) -> None:
        """Sign the desk's person in."""
        self.house, self.desk, self.browser = house, desk, house.desk(desk)
        self.read: dict[str, set[str]] = {}
        self.faults: list[str] = []
        self._nothing: dict[str, Answer] = {}

    def walk(self) -> None:
        """Ask for every address that reads, about everything that there is and about what never was."""
        for rule in rules_of(self.house, "GET"):
            row = READ[rule.rule]
            if row is None:
                continue
            for search in row.searches:
                for names, values in fillings(self.house, rule, row):
                    if row.lets(self.desk, names):
                        self._look(rule, row, names, {**values, "desk": self.desk}, search)
                for names, values in of_others(self.house, rule, row, self.desk):
                    self._expect_nothing(rule, names, {**values, "desk": self.desk}, search)
                if row.kinds and self.desk in ASK_FOR_NOTHING:
                    self._expect_nothing(rule, ("what never was",), {**absent(rule, row), "desk": self.desk}, search)
            self._look_at_another_desk(rule, row)

    def _look(self, rule: Rule, row: Row, names: tuple[str, ...], values: dict[str, Any], search: str) -> None:
        before = self.house.last_read()
        answer = self._ask(rule, names, values, search)
        if answer.status not in (200, 302, 303):
            self.faults.append(f"{rule.rule} answers {answer.status} about {names}, which is for this desk.")
        protected = [word for word in answer.words - TITLES if word in SECRETS and SECRETS[word].secrecy >= 2]
        if protected and self.house.last_read() == before:
            self.faults.append(f"{rule.rule}{search} shows {protected} of {names} and writes no reading down.")
        if row.whole and answer.status == 302:
            self._look(rule, row, names, values, "?whole=")

    def _look_at_another_desk(self, rule: Rule, row: Row) -> None:
        other = POLICE if self.desk != POLICE else PILOT
        for names, values in fillings(self.house, rule, row):
            if row.lets(other, names):
                self._expect_nothing(rule, (*names, f"at the desk of {other}"), {**values, "desk": other}, "")
                return

    def _expect_nothing(self, rule: Rule, names: tuple[str, ...], values: dict[str, Any], search: str) -> None:
        if self._ask(rule, names, values, search) != self._answer_of_nothing(search):
            self.faults.append(f"{rule.rule}{search} about {names} is not answered as an address that never was.")

    def _answer_of_nothing(self, search: str) -> Answer:
        if search not in self._nothing:
            self._nothing[search] = ask(self.browser, f"/{self.desk}/no/such/address{search}")
            assert self._nothing[search].status == 404
        return self._nothing[search]

    def _ask(self, rule: Rule, names: tuple[str, ...], values: dict[str, Any], search: str) -> Answer:
        answer = ask(self.browser, address_of(rule, values) + search)
        for word in answer.words:
            self.read.setdefault(word, set()).add(f"{rule.rule}{search} about {names}")
        return answer


# ------------------------------------------------------------------ the tests


@pytest.mark.parametrize(("method", "table"), [("GET", READ), ("POST", SENT)])
def test_every_address_of_the_application_has_its_row(
    house: CanaryHouse, method: str, table: Mapping[str, Row | None]
) -> None:
    known = {rule.rule for rule in rules_of(house, method)}
    missing, gone = sorted(known - table.keys()), sorted(table.keys() - known)
    assert not missing, f"Say in the matrix who may {method} {', '.join(missing)}: a row of READ or SENT is missing."
    assert not gone, f"The application has no {method} {', '.join(gone)} any more: take the row out."
    kinds = {kind for row in table.values() if row is not None for kind in row.kinds}
    empty = sorted(kind for kind in kinds if not house.records(kind))
    assert not empty, f"Tell of a record of each kind in the canary house: {', '.join(empty)}."
    strange = {name for rule in house.app.url_map.iter_rules() for name in (rule.methods or ())}
    assert strange == {"GET", "HEAD", "OPTIONS", "POST"}, "A method that no test of this file asks with."


def test_the_house_has_a_case_of_each_process(house: CanaryHouse) -> None:
    processes = {workflow.name for workflow in registry.workflows() if workflow.name != "sample"}
    missing = sorted(processes - set(CASES))
    assert not missing, (
        f"Say in the matrix who opens a case of {', '.join(missing)}, and tell of one in the canary house."
    )
    assert not [kind for kind in CASES if not house.records(kind)]


def test_a_message_leaves_with_words_of_the_partnership_alone(house: CanaryHouse) -> None:
    messages = list(messages_in(house.home))
    assert not [word for words in messages for word in words if SECRETS[word].secrecy > 1]
    assert any(messages), "the titles of what is open to every partner do leave"
    address = canary("strategy", "ask_outside", "address")
    assert sum(address in words for words in messages) == 1, "who has no account is written to, and not told to others"


def test_the_matrix_knows_every_word_that_was_written(house: CanaryHouse) -> None:
    written = canaries_in(repr(house.contents()))
    unknown, unwritten = sorted(written - SECRETS.keys()), sorted(SECRETS.keys() - written)
    assert not unknown, f"Say in the matrix who reads {', '.join(unknown)}."
    assert not unwritten, f"Nobody wrote {', '.join(unwritten)}: the matrix tests nothing with it."


@pytest.mark.parametrize("desk", sorted(EVERY_DESK))
def test_a_desk_reads_what_is_for_it_and_not_a_word_of_anything_else(house: CanaryHouse, desk: str) -> None:
    tour = Tour(house, desk)
    tour.walk()
    own = {word for word, secret in SECRETS.items() if desk in secret.readers}
    leaks = [f"{word}: {', '.join(sorted(where))}" for word, where in sorted(tour.read.items()) if word not in own]
    assert not leaks, f"{desk} reads what is not for it:\n" + "\n".join(leaks)
    assert not tour.faults, "\n".join(tour.faults)
    unread = sorted(own - tour.read.keys())
    assert not unread, f"{desk} finds on no page what is for it: {', '.join(unread)}."


def test_who_is_signed_out_is_asked_to_sign_in_whether_a_record_is_there_or_not(house: CanaryHouse) -> None:
    nobody = house.desk(None)
    for rule in rules_of(house, "GET"):
        row = READ[rule.rule]
        if row is None:
            strange = {name: uuid4() for name in ids_in(rule)}
            fixed = {"desk": POLICE, "name": "beffroi.svg", "mark": "0", "token": "0"}
            answer = ask(nobody, address_of(rule, {**fixed, **strange}))
            assert not answer.words, rule.rule
            continue
        for values in (next(iter(fillings(house, rule, row)))[1], absent(rule, row)):
            answer = ask(nobody, address_of(rule, {**values, "desk": POLICE}))
            assert (answer.status, answer.header("Location")) == (303, f"/{POLICE}/sign-in"), rule.rule
            assert not answer.words, rule.rule


@pytest.mark.parametrize("desk", [PILOT, JUSTICE, POLICE])
def test_a_record_of_another_kind_is_nothing_at_an_address(house: CanaryHouse, desk: str) -> None:
    browser = house.desk(desk)
    nothing = ask(browser, f"/{desk}/no/such/address")
    others = [next(name for name in house.records(kind) if desk in may_open(name)) for kind in _kinds_for(house, desk)]
    for rule in rules_of(house, "GET"):
        row = READ[rule.rule]
        if (
            row is None
            or desk not in row.who
            or not row.kinds
            or row.kinds == CASES
            or "sheets/<uuid:case_id>" in rule.rule
        ):
            continue
        for name in (each for each in others if each.split()[0] not in row.kinds):
            values = {key: house.find(name) for key in absent(rule, row)} | {"step": "cancel", "desk": desk}
            assert ask(browser, address_of(rule, values)) == nothing, f"{rule.rule} about {name}"


def _kinds_for(house: CanaryHouse, desk: str) -> list[str]:
    return [kind for kind in CASES if any(desk in may_open(name) for name in house.records(kind))]


@pytest.mark.parametrize("desk", sorted(EVERY_DESK))
def test_what_a_desk_sends_about_others_finds_nothing_and_changes_nothing(house: CanaryHouse, desk: str) -> None:
    sender, before = Sender(house, desk), house.contents()
    nothing = sender.send(f"/{desk}/no/such/address")
    assert nothing.status == 404
    for rule in rules_of(house, "POST"):
        row = SENT[rule.rule]
        if row is None:
            continue
        asked = [absent(rule, row)] if row.kinds else []
        asked += [values for _names, values in of_others(house, rule, row, desk)]
        for values in asked:
            answer = sender.send(address_of(rule, {**values, "desk": desk}), version=sender.version(values))
            assert answer == nothing, f"{rule.rule} about {values}: {answer.status}"
    assert _changes(before, house.contents()) == []


@pytest.mark.parametrize("desk", [PILOT, JUSTICE, POLICE, CONTRIBUTIONS])
def test_a_step_of_others_in_a_case_that_a_desk_reads_is_refused_and_changes_nothing(
    house: CanaryHouse, desk: str
) -> None:
    sender, before = Sender(house, desk), house.contents()
    for kind, (step, taker) in STEPS.items():
        for name, case in house.records(kind).items():
            if desk in may_open(name) and desk != taker and not (taker == "its agency" and name.split()[-1] == desk):
                answer = sender.send(f"/{desk}/cases/{case}/steps/{step}", version=house.version_of(case))
                assert answer.status in (409, 422), f"{step} of {name}: {answer.status}"
                assert not answer.words - {word for word, secret in SECRETS.items() if desk in secret.readers}
    assert _changes(before, house.contents()) == []


def test_the_same_forms_change_something_in_the_hands_of_those_whose_case_it_is(house_to_change: CanaryHouse) -> None:
    house = house_to_change
    for desk, name in (
        (TOWN_POLICE, "participation coming police_municipale"),
        (JUSTICE, "requisition coming 3"),
        (PILOT, "visit coming bar_3"),
        (PILOT, "operation coming"),
        (POLICE, "referral PN-15 police_nationale"),
        (PILOT, "measure PN-10 police_nationale"),
        (HYGIENE, "compliance SS-04 ddpp_ssa"),
    ):
        case, before = house.find(name), house.contents()
        step, _taker = STEPS[name.split()[0]]
        answer = Sender(house, desk).send(f"/{desk}/cases/{case}/steps/{step}", version=house.version_of(case))
        assert answer.status == 303, f"{step} of {name}: {answer.body.decode()}"
        assert {"case_", "journal"} <= set(_changes(before, house.contents()))


def test_who_is_signed_out_changes_nothing(house: CanaryHouse) -> None:
    nobody, before = house.desk(None), house.contents()
    for rule in rules_of(house, "POST"):
        row = SENT[rule.rule]
        if row is None:
            continue
        for values in [absent(rule, row), *(values for _, values in of_others(house, rule, row, LANDLORD))]:
            address = address_of(rule, {**values, "desk": POLICE})
            answer = Answer.of(nobody.post(address, data=FORM, headers={"Sec-Fetch-Site": "same-origin"}))
            assert (answer.status, answer.words) == (401, frozenset()), rule.rule
    assert _changes(before, house.contents()) == []


@pytest.mark.parametrize("desk", [PILOT, JUSTICE])
def test_software_of_a_desk_reads_nothing_protected_whatever_it_asks_for(
    house_to_change: CanaryHouse, desk: str
) -> None:
    house, nobody = house_to_change, house_to_change.desk(None)
    with Session(house.engine) as session, session.begin():
        token = make_api_key(
            session, agency=desk, name="SI", scopes=SCOPES, days=30, made_by="test", moment=datetime.now(UTC)
        )
    # Of the many sheets and visits, one stands for all; of what a share may be, each is asked for.
    shares = ("objective", "commitment", "action", "indicator", "reading")
    records = [next(iter(house.records(kind).values())) for kind in CASES if kind not in shares]
    records += [record for kind in shares for record in house.records(kind).values()]
    words, found = set[str](), 0
    with patch("webapp.api.counting.count_requests", return_value=Pace(1, 60)):
        for rule in (each for each in rules_of(house, "GET") if each.rule in SOFTWARE):
            ids = ids_in(rule)
            for record in records if ids else [uuid4()]:
                address = address_of(rule, dict.fromkeys(ids, record))
                answer = Answer.of(nobody.get(address, headers={"Authorization": f"Bearer {token}"}))
                assert answer.status in (200, 404), (address, answer.status)
                words |= answer.words
                found += answer.status == 200
    assert not [word for word in words if SECRETS[word].secrecy >= 2 or desk not in SECRETS[word].readers]
    assert bool(words) == (desk == PILOT), "the prosecutor's office has no share"
    assert found > 6


@pytest.mark.parametrize("desk", [JUSTICE, LANDLORD])
def test_a_private_calendar_tells_nothing_protected_and_nothing_at_all_once_it_is_ended(
    house_to_change: CanaryHouse, desk: str
) -> None:
    sender, nobody = Sender(house_to_change, desk), house_to_change.desk(None)
    found = re.search(rb"/calendar/[A-Za-z0-9_-]{20,}\.ics", sender.send(f"/{desk}/calendar").body)
    assert found
    told = ask(nobody, found[0].decode())
    assert told.status == 200
    assert b"BEGIN:VEVENT" in told.body
    assert not [word for word in told.words if SECRETS[word].secrecy >= 2]
    assert bool(told.words) == (desk == LANDLORD)
    assert sender.send(f"/{desk}/calendar/end").status == 303
    never = ask(nobody, "/calendar/0123456789012345678901.ics")
    assert never.status == 404
    assert ask(nobody, found[0].decode()) == never


@pytest.mark.parametrize("desk", [TOWN_POLICE, CUSTOMS])
def test_a_tablet_sends_nothing_into_the_grid_of_another_agency(house: CanaryHouse, desk: str) -> None:
    sender, before = Sender(house, desk), house.contents()
    owner = sender.browser.get(f"/{desk}/tablet/key").get_json()["owner"]
    receipts, photos = [], []
    for sheet in (house.find("sheet night bar_1 urssaf"), uuid4()):
        answer = {
            "id": "0d3ab5b0-6f8c-4d0e-8a4b-55b1a2c3d4e5", "kind": "answer", "sheet": str(sheet), "item": SILENT_POINT.upper(),
            "value": "compliant", "note": "", "replaces": [], "device": "tablette", "counter": 1, "at": "2026-11-27T21:41:05Z",
        }  # fmt: skip
        told = sender.browser.post(
            f"/{desk}/tablet/sync", json={"owner": owner, "operations": [answer]}, headers=sender.proof
        )
        receipts.append((told.status_code, told.get_json()["receipts"]))
        photos.append(sender.bring_photo(f"/{desk}/tablet/sheets/{sheet}/photos"))
    assert receipts[0] == receipts[1]
    assert receipts[0][1][0]["state"] == "refused"
    assert photos[0] == photos[1]
    assert photos[0].status == 404
    assert _changes(before, house.contents()) == []


@pytest.mark.parametrize(
    ("desk", "name", "address", "secrecy"),
    [
        (POLICE, "visit night bar_1", "cases/{}", 2),
        (LABOUR, "operation night", "operations/{}", 2),
        (CONTRIBUTIONS, "minutes night", "minutes/{}", 2),
        (JUSTICE, "minutes night", "minutes/{}", 3),
        (PILOT, "section night ddpp_ccrf", "sections/{}", 3),
        (HYGIENE, "sheet night night_grocery ddpp_ssa", "tablet/sheets/{}", 3),
        (JUSTICE, "referral PN-07 police_nationale", "referrals/{}", 4),
    ],
)
def test_a_protected_record_is_read_with_a_reason_that_is_written_down(
    house: CanaryHouse, desk: str, name: str, address: str, secrecy: int
) -> None:
    record = house.find(name)
    path = f"/{desk}/{address.format(record)}"
    last = house.last_read()
    asked = ask(house.desk(desk, reason=None), path)
    assert (asked.status, asked.header("Location"), asked.words) == (303, f"/{desk}/reason", frozenset())
    assert house.reads(after=last) == []
    assert ask(house.desk(desk), path).status == 200
    assert (desk, REASON, record.hex, secrecy) in house.reads(after=last)


@pytest.mark.parametrize(
    ("desk", "name", "owner"),
    [
        (JUSTICE, "paper photo_board of minutes night", "minutes night"),
        (FRAUD, "photo night night_grocery ddpp_ccrf CC-05", ""),
    ],
)
def test_a_paper_or_a_photo_is_read_with_a_reason_too(house: CanaryHouse, desk: str, name: str, owner: str) -> None:
    record = house.find(name)
    where = "documents" if owner else "tablet/photo"
    last = house.last_read()
    assert ask(house.desk(desk, reason=None), f"/{desk}/{where}/{record}").status == 303
    assert ask(house.desk(desk), f"/{desk}/{where}/{record}").status == 200
    reference = house.find(owner) if owner else record
    assert house.reads(after=last) == [(desk, REASON, reference.hex, 3)]


def test_a_file_that_shows_something_is_read_with_a_reason_where_its_case_is(house: CanaryHouse) -> None:
    address, last = f"/{PILOT}/evidence/{house.find('evidence_file hidden bailleur')}", house.last_read()
    assert ask(house.desk(PILOT, reason=None), address).status == 303
    assert ask(house.desk(PILOT), address).status == 200
    assert house.reads(after=last) == [(PILOT, REASON, house.find("action hidden bailleur").hex, 2)]
    assert ask(house.desk(POLICE), address.replace(PILOT, POLICE)).status == 404


# ------------------------------------------------------------------ sending

FORM: Final = {
    "f_reason": "Parce que.", "f_agency": LANDLORD, "f_words": "Balayer.", "f_validated_by": "Une cheffe de service",
    "f_establishment": str(uuid4()), "f_planned_at": "2027-01-08T21:00", "f_agencies": FRAUD, "f_offences": "ct_l8221_1",
    "f_starts_at": "2027-01-08T20:00", "f_ends_at": "2027-01-08T23:00", "f_magistrate": "Le substitut", "title": "Une nuit",
    "zone": "Beau-Marais", "starts_at": "2027-01-08T20:00", "ends_at": "2027-01-08T23:00", "route": "none",
    "item": "PN-01", "value": "compliant", "note": "", "replaces": "", "id": str(uuid4()),
}  # fmt: skip
"""What every form of the application asks, at once: each takes what is its own."""


class Sender:
    """Somebody who fills in any form, with the token of their own session, as a page of ours would send it."""

    def __init__(self, house: CanaryHouse, desk: str) -> None:
        """Sign in, and take the token from a page."""
        self._house = house
        self.browser = house.desk(desk)
        token = token_in(self.browser.get(f"/{desk}/reason").get_data(as_text=True))
        self.proof = {"Sec-Fetch-Site": "same-origin", "X-Beffroi-Token": token}

    def send(self, address: str, *, version: int = 1) -> Answer:
        """Send everything that a form may ask."""
        data = {**FORM, "command": uuid4().hex, "version": str(version)}
        return Answer.of(self.browser.post(address, data=data, headers=self.proof))

    def bring_photo(self, address: str) -> Answer:
        """Send a photo that is one."""
        form = {"id": FORM["id"], "photo": (BytesIO(draw("Vitrine", datetime.now(UTC))[0]), "photo.jpg")}
        return Answer.of(self.browser.post(address, data=form, headers=self.proof))

    def version(self, values: Mapping[str, Any]) -> int:
        """Return the version of the case that values name, as if they had been told: it must not help."""
        case = values.get("visit_id", values.get("case_id"))
        return self._house.version_of(case) if case in self._house.cases.values() else 1


def _changes(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    """Return the tables in which anything changed."""
    return [name for name in after if before[name] != after[name]]
