"""The joint minutes: each agency writes its part, nobody reads it before, silence is silence; then what follows."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from tests.webapp.operations.house import CARRIED_OUT, WRITTEN, JointHouse
from webapp.demonstration.answers import POINTS
from webapp.demonstration.cast import COMES, PLAYERS
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.finding import Finding

HouseAt = Callable[..., JointHouse]
PILOT = PLAYERS["prefecture"]
NOTES = {
    agency: [point.note for (_, key), points in POINTS.items() if key == agency for point in points if point.note]
    for agency in COMES
}
"""What each agency wrote beside its answers: words that stand nowhere else."""


def in_validation(house_at: HouseAt) -> JointHouse:
    """The story when the minutes have just been opened: nobody has validated."""
    house = house_at(*CARRIED_OUT)
    house.story.take(PILOT, house.operation, "open_report", 3, 9)
    return house


def validated(house: JointHouse, agency: str) -> None:
    """Let an agency validate its part."""
    house.story.take(
        PLAYERS[agency], house.story.section(agency), "validate", 4, 10, validated_by="Sa cheffe de service"
    )


def minutes_of(house: JointHouse) -> str:
    return f"/minutes/{house.story.child(house.operation, 'minutes')}"


def test_before_validation_no_byte_of_a_page_of_others_holds_a_finding(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    paths = [
        f"/operations/{house.operation}",
        f"/operations/{house.operation}/night",
        f"/operations/{house.operation}/consequences",
        minutes_of(house),
        *(f"/sections/{house.story.section(agency)}" for agency in COMES),
    ]
    for reader in ("prefecture", "parquet", "ddpp_ssa"):
        for path in paths:
            answer = house.desk(reader).get(f"/{reader}{path}", follow_redirects=True)
            for agency in COMES:
                for note in NOTES[agency]:
                    if agency != reader:
                        assert note not in house.words_of(answer), (reader, path, agency)


def test_the_pilot_sees_who_has_validated_who_is_awaited_and_until_when(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    validated(house, "ddpp_ccrf")
    page = house.read("prefecture", minutes_of(house))
    assert "4 parties sont attendues" in page
    assert "Sa cheffe de service" in page
    assert page.count("jusqu’au") >= 4
    assert NOTES["ddpp_ccrf"][0] in page
    assert not any(note in page for note in (*NOTES["ddpp_ssa"], *NOTES["police_nationale"]))
    minutes = house.story.child(house.operation, "minutes")
    assert house.readings(minutes) == [("prefecture", "preparation", 3)]


def test_another_agency_never_reads_a_part_even_validated(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    validated(house, "ddpp_ccrf")
    page = house.read("ddpp_ssa", minutes_of(house))
    assert "Ce que les partenaires recevront" in page
    assert not any(note in page for note in NOTES["ddpp_ccrf"])
    assert house.desk("ddpp_ssa").get(f"/ddpp_ssa/sections/{house.story.section('ddpp_ccrf')}").status_code == 404


def test_an_agency_reads_its_own_part_chooses_what_follows_and_validates(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    section = f"/sections/{house.story.section('ddpp_ccrf')}"
    page = house.read("ddpp_ccrf", section)
    assert all(note in page for note in NOTES["ddpp_ccrf"])
    assert not any(note in page for note in NOTES["ddpp_ssa"])
    assert 'value="Maxime Démo, inspecteur de la concurrence"' in page
    finding = _finding(house, "ddpp_ccrf", "CC-05")
    choosing = f"{section}/findings/{finding}"
    answer = house.send("ddpp_ccrf", choosing, form_on=section, route="administrative", reason="Fermeture à étudier.")
    assert answer.status_code == 303, house.words_of(answer)
    chosen = house.read("ddpp_ccrf", answer.headers["Location"].removeprefix("/ddpp_ccrf"))
    assert "C’est fait\u00a0: Suite choisie." in chosen
    assert 'value="Fermeture à étudier."' in chosen
    assert house.send("ddpp_ccrf", section, f_validated_by="Sa cheffe", f_remarks="").status_code == 303
    frozen = house.read("ddpp_ccrf", section)
    assert "Figée à la validation" in frozen
    assert "Valider définitivement" not in frozen
    tree = house.read("prefecture", f"/operations/{house.operation}/consequences")
    assert "Suite administrative" in tree
    late = house.send("ddpp_ccrf", choosing, form_on="/reason", route="none", reason="")
    assert late.status_code == 409
    assert "ce constat ne change plus" in house.words_of(late)


def test_nobody_chooses_for_another_agency(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    own, other = house.story.section("ddpp_ssa"), _finding(house, "ddpp_ccrf", "CC-05")
    answer = house.send("ddpp_ssa", f"/sections/{own}/findings/{other}", form_on="/reason", route="none", reason="")
    assert answer.status_code == 404
    unknown = house.send(
        "ddpp_ssa", f"/sections/{own}/findings/{_finding(house, 'ddpp_ssa', 'SS-04')}", form_on="/reason", route="fly"
    )
    assert unknown.status_code == 422


def test_silence_is_shown_as_silence_and_what_is_missing_before_closing_is_named(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    house.story.let_the_house_work(30, 8)
    page = house.read("prefecture", minutes_of(house))
    assert page.count("Non reçue") == 5
    assert "jamais comme un accord" in page
    assert "Relire et clore le compte rendu" in page
    assert "la qualité du signataire" not in page
    assert not any(note in page for notes in NOTES.values() for note in notes)


def test_the_pilot_adds_incidents_decisions_and_tasks_and_reads_them_as_they_will_be_printed(house_at: HouseAt) -> None:
    house = in_validation(house_at)
    minutes = house.story.child(house.operation, "minutes")
    answer = house.send(
        "prefecture", f"/cases/{minutes}/steps/ask_partner", f_agency="bailleur", f_words="Dégager les parties communes.", f_due=""
    )  # fmt: skip
    assert answer.status_code == 303, house.words_of(answer)
    page = house.read("prefecture", minutes_of(house))
    assert "Dégager les parties communes." in page
    assert "Dégager les parties communes." in house.read("urssaf", minutes_of(house))


def test_the_full_version_names_a_judicial_consequence_without_its_state(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    page = house.read("prefecture", minutes_of(house))
    line = (
        page.split("La déclaration préalable à l’embauche n’a pas été présentée")[1]
        .split("preview-follow")[1]
        .split("</p>")[0]
    )
    assert "Police nationale" in line
    assert "À faire" not in line


def test_the_tree_shows_each_consequence_to_its_owner_and_counts_the_others(house_at: HouseAt) -> None:
    house = house_at(*WRITTEN)
    pilot = house.read("prefecture", f"/operations/{house.operation}/consequences")
    police = house.read("police_nationale", f"/operations/{house.operation}/consequences")
    assert "suites ne sont pas montrées" in pilot
    assert "Suite judiciaire, réservée à ceux qui en sont chargés." in pilot
    assert "Suite judiciaire</a>" in police
    assert "Suite judiciaire</a>" not in pilot
    hygiene = house.read("ddpp_ssa", f"/operations/{house.operation}/consequences")
    assert "SS-04" in hygiene
    assert "CC-05" not in hygiene
    own = house.read("ddpp_ssa", "/consequences")
    assert "Mise en conformité" in own
    assert "Suite administrative" in house.read("prefecture", "/consequences")


def _finding(house: JointHouse, agency: str, item: str) -> str:
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        found = session.scalar(sa.select(Finding.id).where(Finding.agency == agency, Finding.item == item))
    return str(found)
