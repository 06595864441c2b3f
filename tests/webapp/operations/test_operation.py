"""From an empty draft to a planned operation, by the pages alone, each desk in its turn; and who may not read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.webapp.operations.house import (
    ALLOWED,
    CARRIED_OUT,
    PREPARED,
    PROPOSED,
    WRITTEN,
    JointHouse,
    moment_field,
    next_night,
)
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.script import NAMES, TARGETS
from workflows.store.text import PARIS

HouseAt = Callable[..., JointHouse]
PILOT, POLICE = PLAYERS["prefecture"], PLAYERS["police_nationale"]
TITLE = "Contrôle conjoint des commerces de nuit"


def new_operation(house: JointHouse, **changed: str) -> str:
    night = next_night()
    typed = {
        "title": TITLE,
        "zone": "Beau-Marais",
        "starts_at": moment_field(night, 20),
        "ends_at": moment_field(night + timedelta(days=1), 2),
        "purpose": "Nuisances nocturnes.",
    }
    answer = house.send("prefecture", "/operations/new", **{**typed, **changed})
    assert answer.status_code == 303, house.words_of(answer)
    return answer.headers["Location"].removeprefix("/prefecture").partition("?")[0]


def test_a_new_operation_asks_for_its_targets_first(house_at: HouseAt) -> None:
    house = house_at()
    page = house.read("prefecture", new_operation(house))
    assert TITLE in page
    assert "Choisir les cibles" in page
    assert "Brouillon" in page
    assert "de 20\u00a0h\u00a000 à 2\u00a0h\u00a000" in page
    assert TITLE in house.read("prefecture", "/operations")
    assert TITLE in house.read("prefecture", "/")


def test_an_operation_that_ends_before_it_starts_is_refused_with_what_was_typed(house_at: HouseAt) -> None:
    house, night = house_at(), next_night()
    answer = house.send(
        "prefecture", "/operations/new", title=TITLE, zone="Beau-Marais", starts_at=moment_field(night, 20),
        ends_at=moment_field(night, 19), purpose="",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "La fin doit venir après le début." in house.words_of(answer)
    assert f'value="{TITLE}"' in house.words_of(answer)


def test_a_form_sent_twice_opens_one_operation(house_at: HouseAt) -> None:
    house, night = house_at(), next_night()
    page = house.desk("prefecture").get("/prefecture/operations/new").get_data(as_text=True)
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("csrf", "command")}
    typed = {
        "title": TITLE,
        "zone": "Beau-Marais",
        "starts_at": moment_field(night, 20),
        "ends_at": moment_field(night, 23),
        "purpose": "",
    }
    answers = [house.desk("prefecture").post("/prefecture/operations/new", data={**hidden, **typed}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_only_who_leads_operations_opens_one(house_at: HouseAt) -> None:
    house = house_at()
    assert house.desk("urssaf").get("/urssaf/operations/new").status_code == 404
    assert house.desk("parquet").get("/parquet/operations/new").status_code == 404
    assert "Nouvelle opération" not in house.read("urssaf", "/operations")


def test_a_target_is_found_in_spite_of_typing_errors_and_added_with_its_reason(house_at: HouseAt) -> None:
    house = house_at()
    operation = new_operation(house)
    page = house.read("prefecture", f"{operation}/targets?q=epicerie+nuit+chouete")
    assert NAMES["night_grocery"] in page
    assert "Démonstration" in page
    address = page.split(f'href="/prefecture{operation}/targets/')[1].split('"')[0]
    answer = house.send(
        "prefecture", f"{operation}/targets/{address}", f_reason="Deux signalements datés du 3 et du 9.",
        f_planned_at=moment_field(next_night(), 21, 30), f_establishment=address,
    )  # fmt: skip
    assert answer.status_code == 303, house.words_of(answer)
    page = house.read("prefecture", answer.headers["Location"].removeprefix("/prefecture"))
    assert "C’est fait\u00a0: Cible ajoutée." in page
    assert "Deux signalements datés du 3 et du 9." in page
    assert "21\u00a0h\u00a030" in page
    assert "Proposer l’opération au parquet" in page
    assert "Déjà une cible" in house.read("prefecture", f"{operation}/targets?q=chouette")


def test_a_target_outside_the_hours_is_refused_above_the_form_as_typed(house_at: HouseAt) -> None:
    house = house_at()
    operation = new_operation(house)
    place = house.story.establishments["bar_1"]
    answer = house.send(
        "prefecture", f"{operation}/targets/{place}", f_reason="Deux signalements datés.", f_establishment=str(place),
        f_planned_at=moment_field(next_night(), 12),
    )  # fmt: skip
    page = house.words_of(answer)
    assert answer.status_code == 409
    assert "L’heure prévue est hors de l’opération" in page
    assert "Deux signalements datés.</textarea>" in page


def test_the_prosecutor_reads_targets_and_reasons_and_approves_in_one_press(house_at: HouseAt) -> None:
    house = house_at()
    operation = new_operation(house)
    place = house.story.establishments["bar_1"]
    house.send(
        "prefecture", f"{operation}/targets/{place}", f_reason="Onze appels datés.", f_establishment=str(place),
        f_planned_at=moment_field(next_night(), 21),
    )  # fmt: skip
    steps = operation.replace("/operations/", "/cases/")
    assert house.send("prefecture", f"{steps}/steps/propose", form_on=operation).status_code == 303
    assert "Le parquet examine l’opération" in house.read("prefecture", operation)
    page = house.read("parquet", operation)
    assert "Onze appels datés." in page
    assert NAMES["bar_1"] in page
    assert "en retard" not in page
    assert house.send("parquet", f"{steps}/steps/approve", form_on=operation).status_code == 303
    assert "Inviter les services" in house.read("prefecture", operation)


def test_the_page_of_any_case_of_an_operation_leads_to_its_own_page_and_can_still_be_had(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    answer = house.desk("prefecture").get(f"/prefecture/cases/{house.operation}?done=3")
    assert answer.headers["Location"] == f"/prefecture/operations/{house.operation}?done=3"
    whole = house.read("prefecture", f"/cases/{house.operation}?whole=")
    assert "Service responsable" in whole


def test_who_is_invited_answers_on_one_page_with_a_reason_if_it_declines(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    house.story.take(PILOT, house.operation, "invite", -19, 9, agencies=["urssaf"], role="Travail dissimulé")
    part = f"/participations/{house.story.participation('urssaf')}"
    page = house.read("urssaf", part)
    assert "Répondre à l’invitation" in page
    assert "Travail dissimulé" in page
    steps = part.replace("/participations/", "/cases/")
    answer = house.send("urssaf", f"{steps}/steps/decline", f_reason="Effectif déjà engagé ce soir-là.")
    assert answer.status_code == 303
    assert "Effectif déjà engagé ce soir-là." in house.read("urssaf", part)
    seen = house.read("prefecture", f"/operations/{house.operation}")
    assert "A décliné" in seen
    assert "Effectif déjà engagé ce soir-là." in seen


def test_the_page_says_why_the_police_are_not_ready_with_the_article(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    house.story.take(PILOT, house.operation, "invite", -19, 9, agencies=["police_nationale"], role="Ouverture")
    house.story.take(POLICE, house.story.participation("police_nationale"), "accept", -18, 9)
    house.story.take(
        PILOT, house.story.visits["bar_1"], "assign", -18, 10, agencies=["police_nationale"], lead="police_nationale"
    )
    sheet = house.story.sheet("bar_1", "police_nationale")
    answer = house.send("police_nationale", f"/cases/{sheet}/steps/declare_ready", f_basis="cpp_78_2_1")
    refused = house.words_of(answer)
    assert answer.status_code == 409
    assert "réquisition" in refused.split('role="alert"')[1].split("</div>")[0]
    assert "78-2-1" in refused
    for agency, path in (
        ("prefecture", f"/operations/{house.operation}"),
        ("police_nationale", f"/participations/{house.story.participation('police_nationale')}"),
    ):
        page = house.read(agency, path)
        assert "Entrée impossible" in page, agency
        assert "78-2-1 du code de procédure pénale" in page, agency


def test_each_version_of_the_requisition_stays_with_the_places_that_it_does_not_name(house_at: HouseAt) -> None:
    page = house_at(*ALLOWED)
    words = page.read("prefecture", f"/operations/{page.operation}")
    assert "4 lieux désignés" in words
    assert "3 lieux désignés" in words
    assert words.split("Non désignés")[1].partition("</strong>")[2].startswith(NAMES["night_grocery"])


def test_once_everybody_is_ready_the_page_says_from_when_the_operation_may_start(house_at: HouseAt) -> None:
    house = house_at(*PREPARED)
    page = house.read("prefecture", f"/operations/{house.operation}")
    assert "Tout est prêt pour la nuit" in page
    assert "L’opération ne commence que le" in page.split('class="next next-wait"')[1].split("</section>")[0]
    assert "/steps/start" not in page
    assert "Alix Démo, capitaine de police, 8 agents" in page


def test_once_its_hour_has_come_the_next_thing_is_to_start(house_at: HouseAt, monkeypatch: pytest.MonkeyPatch) -> None:
    house = house_at(*PREPARED)
    monkeypatch.setattr("webapp.views.operation.moment", lambda: house.story.at(0, 20, 5))
    page = house.read("prefecture", f"/operations/{house.operation}")
    assert "Tenir le briefing, puis lancer l’opération" in page
    assert "/steps/start" in page


def test_the_night_shows_arrivals_visits_and_counts_but_no_finding(house_at: HouseAt) -> None:
    house = house_at(*CARRIED_OUT)
    page = house.read("prefecture", f"/operations/{house.operation}/night")
    assert "5/5" in page
    assert "Fermé à l’arrivée" in page
    assert "3 non conformes" in page
    assert "Déclaration préalable présentée pour une seule des deux." not in page


def test_the_night_answers_nothing_while_nothing_moves_and_is_not_read(house_at: HouseAt) -> None:
    house = house_at(*CARRIED_OUT)
    page = house.read("prefecture", f"/operations/{house.operation}/night")
    mark = page.split('data-mark="')[1].split('"')[0]
    read_before = len(house.readings(house.operation))
    answer = house.desk("prefecture").get(f"/prefecture/operations/{house.operation}/night?since={mark}")
    assert (answer.status_code, answer.data) == (204, b"")
    assert len(house.readings(house.operation)) == read_before
    house.story.take(PILOT, house.operation, "open_report", 3, 9)
    moved = house.desk("prefecture").get(f"/prefecture/operations/{house.operation}/night?since={mark}")
    assert moved.status_code == 200


def test_a_closed_operation_shows_what_remains_open_first(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    page = house.read("prefecture", f"/operations/{house.operation}")
    assert "Suivre les suites" in page
    assert page.index('id="follow"') < page.index('id="targets"')


def test_the_list_filters_by_stage_and_by_day_and_turns_its_pages(house_at: HouseAt) -> None:
    house = house_at()
    night = next_night()
    for number in range(27):
        new_operation(house, title=f"Opération {number:02}", starts_at=moment_field(night, 18, number))
    first = house.read("prefecture", "/operations")
    following = first.split('<nav class="pager"')[1].split('href="/prefecture')[1].split('"')[0]
    pages = first + house.read("prefecture", following)
    assert all(pages.count(f"Opération {number:02}<") == 1 for number in range(27))
    assert "Opération 05<" not in house.read("prefecture", "/operations?state=closed")
    assert "Opération 05<" not in house.read("prefecture", f"/operations?since={night + timedelta(days=1)}")
    assert "Opération 05<" in house.read(
        "prefecture", f"/operations?since={night}&until={night}&after=rubbish&state=none"
    )


def test_a_landlord_gets_the_page_of_what_is_not_there(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    minutes = house.story.child(house.operation, "minutes")
    nowhere = house.desk("bailleur").get(f"/bailleur/operations/{uuid4()}").data
    for path in (
        f"/operations/{house.operation}",
        f"/operations/{house.operation}/night",
        f"/operations/{house.operation}/planning",
        f"/operations/{house.operation}/consequences",
        f"/operations/{house.operation}/targets",
        f"/operations/{house.operation}/requisition",
        f"/minutes/{minutes}",
        f"/sections/{house.story.section('ddpp_ccrf')}",
        f"/requisitions/{house.story.requisition(0)}",
        f"/participations/{house.story.participation('urssaf')}",
        f"/cases/{house.operation}",
    ):
        answer = house.desk("bailleur").get(f"/bailleur{path}")
        assert answer.status_code == 404, path
        assert answer.data == nowhere, path
    for path in ("/operations", "/requisitions", "/consequences?of=all"):
        page = house.read("bailleur", path)
        assert NAMES["bar_1"] not in page
        assert "Contrôle conjoint des débits" not in page


def test_an_invited_agency_reads_its_own_visits_and_no_other_answer(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    page = house.read("urssaf", f"/operations/{house.operation}")
    assert NAMES["bar_1"] in page
    assert "Police municipale" not in page.split('id="history"')[0]
    assert "Effectif déjà engagé" not in page


def test_each_reading_leaves_a_line_with_its_reason_and_none_without_one(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    answer = house.desk("prefecture", reason=None).get(f"/prefecture/operations/{house.operation}")
    assert answer.headers["Location"] == "/prefecture/reason"
    assert house.readings(house.operation) == []
    house.read("parquet", f"/operations/{house.operation}")
    assert house.readings(house.operation) == [("parquet", "preparation", 2)]


def test_the_pages_speak_english_when_asked(house_at: HouseAt) -> None:
    house = house_at(*ALLOWED)
    page = house.read("prefecture", f"/operations/{house.operation}?lang=en")
    for words in ("Waiting", "Agencies invited", "Not named", "Conditional", "Targets"):
        assert words in page, words
    assert "Cibles" not in page


def test_every_target_stands_at_its_hour_in_paris(house_at: HouseAt) -> None:
    house = house_at(*PROPOSED)
    page = house.read("prefecture", f"/operations/{house.operation}")
    for key, (reason, hour, minute) in TARGETS.items():
        said = house.story.at(0, hour, minute).astimezone(PARIS).strftime("%-H\u00a0h\u00a0%M")
        line = page.split(NAMES[key])[0].rpartition('class="nights-hour">')[2]
        assert line.startswith(said), key
        assert reason in page


def test_a_team_notes_its_departure_on_its_page_once(house_at: HouseAt) -> None:
    house = house_at(*PREPARED)
    story, part = house.story, house.story.participation("police_nationale")
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    story.take(PILOT, house.operation, "start", 0, 20, 50, briefing_at=story.at(0, 20, 30))
    story.take(POLICE, part, "arrive", 0, 20, 51, arrived_at=now - timedelta(hours=1))
    page = house.read("police_nationale", f"/participations/{part}")
    assert "Noter le départ" in page.split('class="next next-act"')[1].split("</section>")[0]
    typed = now.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M")
    assert house.send("police_nationale", f"/cases/{part}/steps/depart", f_left_at=typed).status_code == 303
    page = house.read("police_nationale", f"/participations/{part}")
    assert "partie à" in page
    assert "next-act" not in page
    assert "next-wait" not in page
