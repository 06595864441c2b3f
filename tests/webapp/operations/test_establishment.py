"""Establishments: found in spite of typing errors, with what inspectors published before and after; hidden ones never."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.webapp.operations.house import CARRIED_OUT, JointHouse
from webapp.demonstration.script import NAMES
from workflows.engine.cases import HOUSE_ACTOR, open_case, take
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.register.establishment_lives import search_text
from workflows.register.establishments import OPEN, Establishment
from workflows.register.hygiene import HygieneInspection
from workflows.register.import_runs import ImportRun

HouseAt = Callable[..., JointHouse]
SIRET = "00000000000000"
"""No establishment: the form of a number, none of whose digits means anybody."""


@pytest.fixture
def house(house_at: HouseAt) -> JointHouse:
    """The house with one more open place, one that left public diffusion, and two published inspections of the first."""
    made = house_at()
    shown, hidden = _place("Friterie du Phare", SIRET), _place("Friterie cachée", None, hidden=True)
    with unit_of_work(made.story.engine, HOUSE_VIEWER) as session:
        case = uuid4()
        rows: list[Any] = [
            shown,
            hidden,
            _inspection("A-1", "to_improve", gone=True),
            _inspection("A-2", "satisfactory"),
        ]
        for row in rows:
            row.case_id = case
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=datetime(2026, 1, 2, tzinfo=UTC), title="Essai",
            case_id=case, records=rows,
        )  # fmt: skip
    made.places = {"shown": shown.id, "hidden": hidden.id}
    return made


def test_words_are_found_without_accents_and_with_a_typing_error(house: JointHouse) -> None:
    for words in ("friterie phare", "FRITÉRIE PHARE", "fritterie pharre", SIRET, "000 000 000 00000"):
        page = house.read("urssaf", f"/establishments?q={words}")
        assert "Friterie du Phare" in page, words
    assert "voici les plus ressemblants" in house.read("urssaf", "/establishments?q=fritterie+pharre")
    assert "Aucun établissement ne répond" in house.read("urssaf", "/establishments?q=zzyzx")


def test_a_search_says_that_a_file_has_been_read_in_part_only_until_its_import_ends(house: JointHouse) -> None:
    """The register shows whole batches of an import that was stopped: whoever looks there must know it."""
    said = "StockEtablissement.csv du mer. 1er juil. 2026 n’est lu qu’en partie"
    day, case = datetime(2026, 7, 2, tzinfo=UTC), uuid4()
    run = ImportRun(
        id=uuid4(), case_id=case, agency=None, secrecy=1, kind="establishments", file_name="StockEtablissement.csv",
        file_digest="0" * 64, layout="stock", encoding="utf-8", published_on=date(2026, 7, 1), complete=False,
        length=2_000, position=500, started_at=day,
    )  # fmt: skip
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        open_case(session, "register_import", actor=HOUSE_ACTOR, moment=day, title="Essai", case_id=case, records=[run])
    for address in ("/establishments", "/establishments?q=phare", "/establishments?q=zzyzx"):
        assert said in house.read("urssaf", address), address
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        session.get_one(ImportRun, run.id).finished_at = day
        take(session, case, "finish", actor=HOUSE_ACTOR, moment=day)
    assert "lu qu’en partie" not in house.read("urssaf", "/establishments?q=phare")


def test_a_search_says_what_inspectors_published_and_no_longer_publish(house: JointHouse) -> None:
    page = house.read("prefecture", "/establishments?q=phare")
    assert "Satisfaisant" in page
    whole = house.read("prefecture", f"/establishments/{house.places['shown']}")
    assert "À améliorer" in whole
    assert "N’est plus publié" in whole
    assert "Résultat publié du" in whole


def test_who_left_public_diffusion_is_nowhere(house: JointHouse) -> None:
    assert "cachée" not in house.read("prefecture", "/establishments?q=friterie")
    answer = house.desk("prefecture").get(f"/prefecture/establishments/{house.places['hidden']}")
    assert answer.status_code == 404
    assert answer.data == house.desk("prefecture").get(f"/prefecture/establishments/{uuid4()}").data


def test_a_demonstration_place_is_marked_and_has_no_siret(house: JointHouse) -> None:
    page = house.read("urssaf", f"/establishments/{house.story.establishments['bar_1']}")
    assert "Démonstration" in page
    assert "il n’existe pas, et n’a donc pas de SIRET" in page


def test_a_search_for_nothing_asks_for_words(house: JointHouse) -> None:
    for words in ("", "?q=+", "?q=" + "x" * 500, "?q=a&after=rubbish", "?town=Calais"):
        assert "Chercher" in house.read("urssaf", f"/establishments{words}")


def test_past_visits_are_shown_to_those_who_may_see_them_and_noted(house_at: HouseAt) -> None:
    house = house_at(*CARRIED_OUT)
    place = house.story.establishments["bar_1"]
    page = house.read("ddpp_ssa", f"/establishments/{place}")
    assert "Contrôle conjoint des débits de boissons" in page
    visit = UUID(str(house.story.visits["bar_1"]))
    assert ("ddpp_ssa", "preparation", 2) in house.readings(visit)
    landlord = house.read("bailleur", f"/establishments/{place}")
    assert NAMES["bar_1"] in landlord
    assert "Aucune visite que vous puissiez voir." in landlord


def _place(name: str, siret: str | None, *, hidden: bool = False) -> Establishment:
    columns = {
        "trade_name": name, "siret": siret, "siren": siret[:9] if siret else None, "commune_code": "62193",
        "commune": "Calais", "postcode": "62100", "address": "1 quai d’essai", "kind": "fast_food", "state": OPEN,
        "hidden": hidden, "demonstration": siret is None,
    }  # fmt: skip
    return Establishment(id=uuid4(), secrecy=1 if hidden else 0, **columns, search_text=search_text(columns))


def _inspection(number: str, result: str, *, gone: bool = False) -> HygieneInspection:
    """One inspection, last seen in spring if it is gone since; its result was another one in the first file."""
    first, last = date(2026, 3, 1), date(2026, 4, 1) if gone else date(2026, 6, 1)
    day = date(2026, 2, 1) if gone else date(2026, 2, 9)
    account = {
        "result": [
            ["very_satisfactory", first.isoformat(), first.isoformat(), 0],
            [result, last.isoformat(), last.isoformat(), 0],
        ]
    }
    return HygieneInspection(
        id=uuid4(), secrecy=0, number=number, identifier=SIRET, identifier_kind="siret", siret=SIRET, name="Friterie",
        inspected_on=day, result=result, activities=["Restaurant"], categories=[], first_seen_on=first,
        first_seen_in="mars.csv", last_seen_on=last, last_seen_in="dernier.csv", account=account,
    )  # fmt: skip
