"""The requisition between the pilot and the prosecutor's office: asked, cut down, refused with the article, never late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from tests.webapp.operations.house import ALLOWED, PROPOSED, JointHouse, moment_field, next_night
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.script import NAMES

HouseAt = Callable[..., JointHouse]


def ask(house: JointHouse, **changed: Any) -> TestResponse:
    night = next_night()
    typed = {
        "f_offences": ["ct_l8221_1", "ct_l8251_1"],
        "f_starts_at": moment_field(night, 20),
        "f_ends_at": moment_field(night + timedelta(days=1), 2),
        "f_reason": "Signalements concordants d’emploi non déclaré.",
    }
    return house.send("prefecture", f"/operations/{house.operation}/requisition", **{**typed, **changed})


def grant(house: JointHouse, number: int = 0, **changed: Any) -> TestResponse:
    night = next_night()
    typed = {
        "f_offences": ["ct_l8221_1"],
        "f_places": [house.story.visits["bar_1"].hex],
        "f_starts_at": moment_field(night, 20),
        "f_ends_at": moment_field(night + timedelta(days=1), 2),
        "f_magistrate": "Le substitut de permanence",
    }
    return house.send("parquet", f"/requisitions/{house.story.requisition(number)}", **{**typed, **changed})


def test_the_request_is_filled_in_with_the_hours_and_the_places_of_the_operation(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    page = house.read("prefecture", f"/operations/{house.operation}/requisition")
    assert f'value="{moment_field(next_night(), 20)}"' in page
    assert "4 lieux seront désignés" in page
    assert all(name in page for name in NAMES.values())
    assert "78-2-1" in page


def test_what_could_not_be_granted_is_refused_to_the_pilot_already_with_the_article(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    answer = ask(house, f_ends_at=moment_field(next_night() + timedelta(days=40), 2))
    page = house.words_of(answer)
    assert answer.status_code == 422
    assert "La période dépasse un mois" in page
    assert "78-2-1" in page.split('role="alert"')[1].split("</div>")[0]
    assert "Signalements concordants" in page
    assert house.story.children(house.operation, "requisition") == []


def test_the_prosecutor_gets_the_form_filled_in_with_the_request(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    assert ask(house).status_code == 303
    inbox = house.read("parquet", "/")
    assert "Délivrer la réquisition ou la refuser" in inbox
    page = house.read("parquet", f"/cases/{house.story.requisition(0)}")
    assert page.count('name="f_places"') == 4
    assert page.split("Lieux</legend>")[1].split("</fieldset>")[0].count(" checked") == 4
    assert page.split("Infractions</legend>")[1].split("</fieldset>")[0].count(" checked") == 2
    assert 'value="substitut de permanence"' in page
    assert "Onze appels pour bruit" in page


def test_the_law_refuses_by_sentence_and_keeps_what_was_ticked(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    ask(house)
    answer = grant(house, f_ends_at=moment_field(next_night() + timedelta(days=40), 2))
    page = house.words_of(answer)
    assert answer.status_code == 409
    assert "La période dépasse un mois" in page
    assert "78-2-1" in page.split('role="alert"')[1].split("</div>")[0]
    assert page.split("Lieux</legend>")[1].split("</fieldset>")[0].count(" checked") == 1
    assert house.story.stands(house.story.requisition(0)) == "requested"
    nothing = grant(house, f_places=[])
    assert nothing.status_code == 422


def test_less_may_be_granted_than_was_asked_and_both_stay(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    ask(house)
    answer = grant(house)
    assert answer.status_code == 303, house.words_of(answer)
    page = house.read("parquet", f"/requisitions/{house.story.requisition(0)}")
    assert "Réquisition délivrée" in page
    granted, asked = page.split("Telle que délivrée")[1].split("Telle que demandée")
    assert NAMES["bar_2"] not in granted
    assert NAMES["bar_2"] in asked
    seen = house.read("prefecture", f"/operations/{house.operation}")
    assert "1 lieu désigné" in seen
    assert NAMES["bar_2"] in seen.split("Non désignés")[1].split("</p>")[0]


def test_the_list_goes_by_state_and_calls_nobody_late(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    ask(house)
    requested = house.read("parquet", "/requisitions")
    assert "Contrôle conjoint des débits" in requested
    assert "4 lieux" in requested
    grant(house)
    assert "Contrôle conjoint des débits" not in house.read("parquet", "/requisitions")
    assert "Contrôle conjoint des débits" in house.read("parquet", "/requisitions?state=granted")
    for page in (requested, house.read("parquet", "/"), house.read("parquet", "/requisitions?state=nonsense")):
        assert "retard" not in page


def test_the_police_read_the_requisition_and_grant_nothing(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    path = f"/requisitions/{house.story.requisition(1)}"
    page = house.read("police_nationale", path)
    assert "Délivrée" in page
    assert 'name="f_magistrate"' not in page
    token = house.read("police_nationale", "/reason").split('name="csrf" value="')[1].split('"')[0]
    assert house.desk("police_nationale").post(f"/police_nationale{path}", data={"csrf": token}).status_code == 404


def test_a_request_that_was_refused_says_why_and_what_to_do_next(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    house.story.take(PLAYERS["prefecture"], house.operation, "invite", -19, 9, agencies=["urssaf"], role="Contrôle")
    ask(house)
    case = f"/cases/{house.story.requisition(0)}"
    assert house.send("parquet", f"{case}/steps/refuse", f_reason="Éléments trop anciens.").status_code == 303
    page = house.read("prefecture", f"/operations/{house.operation}")
    assert "La réquisition a été refusée" in page
    assert "Éléments trop anciens." in page
    assert "Planifier sans réquisition" in page


def test_police_read_on_the_tablet_why_they_cannot_be_ready_before_they_try(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    for number in (0, 1):
        house.story.take(
            PLAYERS["parquet"], house.story.requisition(number), "revoke", -13, 9, reason="Éléments retirés."
        )
    sheet = house.story.sheet("bar_1", "police_nationale")
    page = house.read("police_nationale", f"/tablet/sheets/{sheet}")
    steps = page.split('id="steps-grid"')[1].split("</section>")[0]
    closed = steps.split('class="door door-closed"')[1]
    assert "Se déclarer prêt pour ce lieu" in closed
    assert "le procureur n’a pas accordé la réquisition" in closed
    assert "78-2-1" in closed
    assert "/steps/declare_ready" not in steps
    other = house.read("urssaf", f"/tablet/sheets/{house.story.sheet('bar_1', 'urssaf')}")
    assert "/steps/declare_ready" in other
