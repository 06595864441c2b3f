"""The plan of the night: what the law says of each agency at each hour, before and after it is assigned."""

from __future__ import annotations

from collections.abc import Callable

from tests.webapp.operations.house import ALLOWED, PROPOSED, JointHouse
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.script import NAMES

HouseAt = Callable[..., JointHouse]
PILOT = PLAYERS["prefecture"]


def panel_of(page: str, name: str) -> str:
    """The part of the page about one place."""
    return page.split(f"</span> {name}</h2>")[1].split("</section>", maxsplit=1)[0]


def test_the_law_speaks_before_anybody_is_assigned_and_in_words(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    for key in ("police_nationale", "police_municipale", "urssaf"):
        house.story.take(PILOT, house.operation, "invite", -19, 9, key=key, agencies=[key], role="Contrôle")
    page = house.read("prefecture", f"/operations/{house.operation}/planning")
    assert "Entrée impossible\u00a0: il n’y a pas de réquisition du procureur" in panel_of(page, NAMES["bar_1"])
    assert "78-2-1 du code de procédure pénale" in page
    late = panel_of(page, NAMES["bar_3"])
    assert "23\u00a0h\u00a005 est hors de la plage de 6\u00a0h à 23\u00a0h" in late
    assert "L512-6" in late
    for word in ("Possible", "Impossible"):
        assert f"<span>{word}</span>" in page
    assert "Non affecté" in page


def test_only_who_accepted_can_be_ticked_and_the_pilot_assigns_from_there(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    for key in ("police_nationale", "urssaf"):
        house.story.take(PILOT, house.operation, "invite", -19, 9, key=key, agencies=[key], role="Contrôle")
    house.story.take(PLAYERS["police_nationale"], house.story.participation("police_nationale"), "accept", -18, 9)
    plan = f"/operations/{house.operation}/planning"
    page = house.read("prefecture", plan)
    assert page.count('name="f_agencies" value="police_nationale"') == len(NAMES)
    assert 'value="urssaf"' not in page
    visit = house.story.visits["bar_1"]
    answer = house.send(
        "prefecture", f"{plan}/{visit}", form_on=plan, f_agencies="police_nationale", f_lead="police_nationale"
    )
    assert answer.status_code == 303, house.words_of(answer)
    told = house.read("prefecture", answer.headers["Location"].removeprefix("/prefecture"))
    assert "Services affectés" in panel_of(told, NAMES["bar_1"])
    assert "À préparer" in panel_of(told, NAMES["bar_1"])
    assert 'name="f_agencies"' not in panel_of(told, NAMES["bar_1"])


def test_nobody_ticked_is_said_and_changes_nothing(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    house.story.take(PILOT, house.operation, "invite", -19, 9, agencies=["urssaf"], role="Contrôle")
    house.story.take(PLAYERS["urssaf"], house.story.participation("urssaf"), "accept", -18, 9)
    plan = f"/operations/{house.operation}/planning"
    answer = house.send("prefecture", f"{plan}/{house.story.visits['bar_1']}", form_on=plan)
    assert answer.status_code == 422
    assert "Choisissez au moins une réponse." in house.words_of(answer)


def test_a_visit_of_another_operation_is_not_assigned_from_here(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    plan = f"/operations/{house.operation}/planning"
    stray = house.story.participation("urssaf")
    assert house.send("prefecture", f"{plan}/{stray}", form_on=plan, f_agencies="urssaf").status_code == 404


def test_a_target_is_read_by_who_is_assigned_to_it_and_opened_by_who_leads(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    _invite(house, "police_nationale", "police_municipale")
    visit = house.story.visits["bar_1"]
    for key in ("police_nationale", "police_municipale"):
        house.read(key, f"/cases/{visit}", status=404)
        assert NAMES["bar_1"] not in house.read(key, "/")
    house.story.take(
        PILOT, visit, "assign", -17, 9, agencies=["police_municipale", "police_nationale"], lead="police_nationale"
    )
    for key in ("police_nationale", "police_municipale"):
        assert "Onze appels pour bruit" in house.read(key, f"/cases/{visit}")
    assert "Ouvrir la visite à l’arrivée" in house.read("police_nationale", "/")
    assert "Ouvrir la visite à l’arrivée" not in house.read("police_municipale", "/")


def test_where_nobody_assigned_may_secure_a_visit_whoever_does_anywhere_opens_it(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    _invite(house, "urssaf")
    visit = house.story.visits["bar_1"]
    house.story.take(PILOT, visit, "assign", -17, 9, agencies=["urssaf"], lead="urssaf")
    assert "Ouvrir la visite à l’arrivée" in house.read("police_nationale", "/")
    assert "Ouvrir la visite à l’arrivée" not in house.read("urssaf", "/")


def _invite(house: JointHouse, *agencies: str) -> None:
    for key in agencies:
        house.story.take(PILOT, house.operation, "invite", -19, 9, key=key, agencies=[key], role="Contrôle")
        house.story.take(PLAYERS[key], house.story.participation(key), "accept", -18, 9)


def test_an_agency_sees_its_own_column_and_assigns_nobody(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    page = house.read("urssaf", f"/operations/{house.operation}/planning")
    assert "L243-7" in page
    assert "78-2-1" not in page
    assert "f_agencies" not in page
