"""The pages of a referral: written on one page, read at the prosecutor's desk, answered there, by a link or from paper."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.offences import offence
from tests.webapp.operations.conftest import HouseAt
from tests.webapp.operations.house import WRITTEN, JointHouse
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.referral import CASE_NUMBER, REPORTED, ReferralTelling
from workflows.engine.cases import HOUSE_ACTOR, open_case
from workflows.engine.evidence.journal import verify
from workflows.engine.refusals import Refused
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.processes.outside_letter import ByMail
from workflows.processes.outside_link import make_link
from workflows.processes.referral_annex import ReferralAnnex
from workflows.processes.referral_facts import (
    Referral,
    ReferralAnswer,
    ReferralFact,
    ReferralOffence,
    ReferralPerson,
)

AUTHOR, JUSTICE = "ddpp_ccrf", "parquet"
FACT = {"f_side": "observed", "f_place": "Rayon frais", "f_words": "Sept produits périmés."}


@pytest.fixture
def told(house_at: HouseAt) -> tuple[JointHouse, ReferralTelling]:
    """The minutes are closed, the judicial branches are due; the house knows one offence."""
    house = house_at(*WRITTEN)
    story = house.story
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=story.at(-2, 9), title="NATINF",
            records=[offence("149", "misdemeanour", "TROMPERIE SUR UNE MARCHANDISE")],
        )  # fmt: skip
    return house, ReferralTelling(engine=story.engine, handlers=story.handlers, night=story.night, tell=story.tell)


@pytest.fixture
def sent(told: tuple[JointHouse, ReferralTelling]) -> tuple[JointHouse, ReferralTelling]:
    """The report is sent."""
    house, telling = told
    telling.write(telling.branch(REPORTED))
    telling.send(telling.branch(REPORTED))
    return house, telling


def _rows(telling: ReferralTelling, kind: Any) -> list[Any]:
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        return list(session.scalars(sa.select(kind)))


def _at(telling: ReferralTelling) -> str:
    return telling.at(0, 23).strftime("%Y-%m-%dT%H:%M")


def test_a_letter_is_kept_whole_whichever_button_is_pressed(told: tuple[JointHouse, ReferralTelling]) -> None:
    house, telling = told
    path = f"/referrals/{telling.branch(REPORTED)}/letter"
    answer = house.send(
        AUTHOR, path, **FACT, f_at=_at(telling), f_name="Exploitant", f_role="operator", f_harm="Aucun.", f_is_urgent="yes",
        f_urgency="Denrées encore en rayon.", do="keep",
    )  # fmt: skip
    assert answer.status_code == 303
    page = house.read(AUTHOR, path)
    for words in ("Sept produits périmés.", "Exploitant", "Denrées encore en rayon.", "présumée innocente"):
        assert words in page, words
    assert (len(_rows(telling, ReferralFact)), len(_rows(telling, ReferralPerson))) == (1, 1)
    house.send(AUTHOR, path, f_harm="Aucun.", strike="person-1", do="keep")
    assert "Exploitant" not in house.read(AUTHOR, path).split('id="person"')[1].split("</section>")[0]
    assert _rows(telling, Referral)[0].harm == "Aucun."


def test_what_is_not_right_comes_back_as_it_was_typed_and_nothing_of_it_is_kept(
    told: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = told
    path = f"/referrals/{telling.branch(REPORTED)}/letter"
    answer = house.send(AUTHOR, path, **FACT, f_harm="Aucun.", do="keep")
    assert answer.status_code == 422, "a fact has a day and an hour"
    assert "Sept produits périmés." in house.words_of(answer)
    reported = {**FACT, "f_side": "reported", "f_at": _at(telling)}
    answer = house.send(AUTHOR, path, **reported, f_harm="Aucun.", do="keep")
    assert answer.status_code == 409
    assert "Ce qui est rapporté dit par qui" in house.words_of(answer)
    assert "Sept produits périmés." in house.words_of(answer)
    assert _rows(telling, Referral) == []


def test_a_scan_that_is_brought_to_a_letter_is_one_of_its_annexes_at_once(
    told: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = told
    case = telling.branch(REPORTED)
    scan = (io.BytesIO(b"article;prix\n1;2\n"), "Relevé.csv")
    assert house.send(AUTHOR, f"/cases/{case}/evidence", files=scan, act="attach").status_code == 200
    assert [(row.title, row.kind) for row in _rows(telling, ReferralAnnex)] == [("Relevé.csv", "file")]
    assert "Relevé.csv" in house.read(AUTHOR, f"/referrals/{case}/letter").split('id="annex"')[1].split("</section>")[0]


def test_an_offence_is_looked_for_by_its_words_without_losing_what_was_typed(
    told: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = told
    path = f"/referrals/{telling.branch(REPORTED)}/letter"
    page = house.words_of(house.send(AUTHOR, path, **FACT, look_for="tromperie", do="look"))
    assert "NATINF 149 – TROMPERIE SUR UNE MARCHANDISE" in page
    assert "Sept produits périmés." in page
    house.send(AUTHOR, path, f_natinf="149", do="keep")
    assert [row.natinf_code for row in _rows(telling, ReferralOffence)] == ["149"]


def test_the_prosecutors_first_screen_says_what_came_in_what_presses_and_one_thing_to_do(
    sent: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = sent
    screen = house.read(JUSTICE, "/").split('id="came-in"')[1].split("</section>")[0]
    days = (paris_day(datetime.now(UTC)) - telling.at(5, 9).date()).days
    assert "Lire ce signalement et l’enregistrer" in screen
    assert house.read(JUSTICE, "/").count(str(telling.branch(REPORTED))) == 1, "once, not in the inbox beside too"
    assert f"reçu depuis {days} jours" in screen
    assert "retard" not in screen
    page = house.read(JUSTICE, f"/referrals/{telling.branch(REPORTED)}")
    for words in ("Constaté personnellement", "Rapporté par d’autres", "présumée innocente", "Enregistrer"):
        assert words in page, words


def test_a_pv_and_the_referral_that_it_goes_with_are_one_line_at_the_prosecutors_desk(
    told: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = told
    telling.transmit()
    case = telling.branch("PN-07")
    pv = telling.child(case, "pv_transmission")
    screen = house.read(JUSTICE, "/")
    assert (screen.count(str(case)), screen.count(str(pv))) == (1, 0)
    assert str(pv) in house.read(JUSTICE, f"/referrals/{case}"), "its receipt is acknowledged from there"


def test_an_answer_is_read_by_its_author_with_its_reason_and_how_to_challenge_it(
    sent: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = sent
    case = telling.branch(REPORTED)
    today = paris_day(datetime.now(UTC)).isoformat()
    house.send(JUSTICE, f"/cases/{case}/steps/register", f_answered_on=today, f_case_number=CASE_NUMBER)
    house.send(
        JUSTICE, f"/cases/{case}/steps/close_without_action", f_answered_on=today, f_code="61", f_reason="Amende administrative engagée."
    )  # fmt: skip
    page = house.read(AUTHOR, f"/referrals/{case}")
    for words in (
        CASE_NUMBER,
        "61 – autres poursuites",
        "Amende administrative engagée.",
        "procureur général",
        "art.\u00a040-3",
    ):
        assert words in page, words
    assert telling.stands(case) == "no_action"
    house.read("prefecture", f"/referrals/{case}", 404)


def test_an_enquiry_is_ordered_at_the_prosecutors_desk_and_no_page_of_its_author_says_so(
    sent: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = sent
    case, today = telling.branch(REPORTED), paris_day(datetime.now(UTC)).isoformat()
    house.send(JUSTICE, f"/cases/{case}/steps/register", f_answered_on=today, f_case_number=CASE_NUMBER)
    before = house.read(AUTHOR, f"/referrals/{case}").split("<main")[1]
    apart = telling.child(case, "enquiry")
    house.send(
        JUSTICE, f"/cases/{apart}/steps/order_enquiry", f_answered_on=today, f_enquiry="preliminary", f_service="Service chargé"
    )  # fmt: skip
    page = house.read(JUSTICE, f"/referrals/{case}")
    for words in ("Enquête en cours", "Service chargé", "Ouvrir une information judiciaire"):
        assert words in page, words
    assert "Enquête en cours" in house.read(JUSTICE, "/referrals?state=at_work")
    assert house.read(JUSTICE, "/").count(str(case)) == 1, "once: among what is expected, no longer among what came in"
    assert _without_tokens(house.read(AUTHOR, f"/referrals/{case}").split("<main")[1]) == _without_tokens(before)
    house.read(AUTHOR, f"/cases/{apart}", 404)


def _without_tokens(page: str) -> str:
    return re.sub(r'value="[^"]*"', "", page)


def _link(house: JointHouse, case: UUID) -> tuple[str, str]:
    due = (paris_day(datetime.now(UTC)) + timedelta(days=5)).isoformat()
    made = house.send(AUTHOR, f"/referrals/{case}/clerk", person="Le bureau d’ordre", due_on=due)
    page = house.words_of(made)
    assert made.status_code == 200, page
    link, code = re.findall(r'class="input[^"]*shown-once"[^>]* value="([^"]*)"', page)
    return link.partition("localhost")[2], "".join(code.split())


def test_a_clerk_without_an_account_answers_once_by_a_link_that_shows_the_number_alone(
    sent: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = sent
    case = telling.branch(REPORTED)
    path, code = _link(house, case)
    nobody = house.app.test_client()
    page = unescape(nobody.get(path).get_data(as_text=True))
    assert _rows(telling, Referral)[0].number in page
    for secret in ("Chouette", "Exploitant de démonstration", "Sept produits", "149"):
        assert secret not in page, secret
    command = re.search(r'name="command" value="([0-9a-f]+)"', page)
    assert command
    day = paris_day(datetime.now(UTC)).isoformat()
    form = {"command": command[1], "f_answered_on": day, "f_case_number": "26/77", "f_section": ""}
    wrong = nobody.post(path, data={**form, "code": "000000" if code != "000000" else "000001"})
    assert wrong.status_code == 422
    assert _rows(telling, ReferralAnswer) == []
    assert nobody.post(path, data={**form, "code": code}).status_code == 200
    assert [(row.answer, row.way, row.agency) for row in _rows(telling, ReferralAnswer)] == [
        ("registered", "link", JUSTICE)
    ]
    assert nobody.post(path, data={**form, "command": "1" * 32, "code": code}).status_code == 409
    assert "26/77" in house.read(AUTHOR, f"/referrals/{case}")
    assert verify(telling.engine).ok


def test_a_link_to_a_judicial_case_is_its_authors_to_make_and_never_leaves_by_mail(
    sent: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = sent
    case = telling.branch(REPORTED)
    path, _code = _link(house, case)
    first = house.app.test_client()
    _link(house, case)
    assert "retiré" in unescape(first.get(path).get_data(as_text=True)), "a new link replaces the one before"
    for key in ("prefecture", "police_nationale"):
        house.read(key, f"/referrals/{case}/clerk", 404)
    player = PLAYERS[AUTHOR]
    with unit_of_work(telling.engine, player.viewer) as session, pytest.raises(Refused, match="handed over"):
        make_link(
            session, case, partner=JUSTICE, person="Greffe", due_on=paris_day(datetime.now(UTC)), actor=player.actor,
            moment=datetime.now(UTC), by_mail=ByMail("greffe@exemple.invalid", "fr", b"k" * 32),
        )  # fmt: skip


def test_the_slip_names_every_answer_and_what_was_ticked_is_entered_from_the_paper(
    sent: tuple[JointHouse, ReferralTelling],
) -> None:
    house, telling = sent
    case = telling.branch(REPORTED)
    slip = house.read(AUTHOR, f"/referrals/{case}/slip")
    for words in (
        "Enregistré au parquet",
        "71 – auteur inconnu",
        "Comparution immédiate",
        "Dispositif",
    ):
        assert words in slip, words
    for words in ("Enquête", "Information judiciaire"):
        assert words not in slip, "it comes back to the author, who is not told of it"
    assert "Exploitant de démonstration" not in slip
    assert "La réponse est venue sur papier" in house.read(AUTHOR, f"/referrals/{case}")
    day = paris_day(datetime.now(UTC)).isoformat()
    house.send(
        AUTHOR, f"/cases/{case}/steps/note_register", f_source="Bordereau du jour", f_answered_on=day, f_case_number="26/78"
    )  # fmt: skip
    assert [(row.way, row.source) for row in _rows(telling, ReferralAnswer)] == [("paper", "Bordereau du jour")]


def test_a_body_under_private_law_is_told_what_it_can_do_instead(told: tuple[JointHouse, ReferralTelling]) -> None:
    house, _telling = told
    page = house.read("bailleur", "/referrals")
    assert "il dépose une plainte, ou adresse un signalement simple" in page


def test_a_report_is_begun_from_an_establishment(told: tuple[JointHouse, ReferralTelling]) -> None:
    house, telling = told
    place = next(iter(house.story.establishments.values()))
    path = f"/establishments/{place}/consequences/new"
    page = house.read("mairie", f"/establishments/{place}")
    assert page.count(f'href="/mairie{path}"') == 1
    assert "/referrals/new" not in page, "one way in, not two side by side"
    assert path not in house.read("bailleur", f"/establishments/{place}")
    answer = house.send("mairie", path, kind="referral", label="Faits connus au guichet")
    assert answer.status_code == 303
    assert "/letter" in answer.headers["Location"]
    house.send("mairie", answer.headers["Location"].removeprefix("/mairie"), **FACT, f_at=_at(telling), do="keep")
    assert [row.agency for row in _rows(telling, Referral)] == ["mairie"]
