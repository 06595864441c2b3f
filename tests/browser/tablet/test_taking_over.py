"""Between two pages of the tablet: what is tapped before the script is there, while a page leaves, while one is drawn anew."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.pictures import photo_of_a_bar
from tests.browser.tablet.conftest import MARKER, NightStage
from tests.webapp.tablet.night import FRAUD, HYGIENE


def test_what_is_tapped_and_typed_before_the_script_is_there_is_taken_over(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    # The script comes from the house, and only once everything has been tapped and typed.
    anne.page.evaluate(
        "() => navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((each) => each.unregister())))"
    )
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    anne.page.route("**/main.js", hold)
    anne.page.goto(f"{anne.address}/{FRAUD}/tablet/sheets/{anne.sheet}", wait_until="commit")
    for item, word in (("CC-02", "conforme"), ("CC-05", "non conforme"), ("CC-06", "sans objet")):
        anne.card(item).get_by_role("button", name=word, exact=True).click()
    anne.card("CC-05").get_by_role("textbox").fill("Sept produits périmés")
    [script] = held
    script.continue_()
    anne.is_open()
    anne.all_sent()
    assert night_stage.standing() == {
        "CC-02": ("compliant", ""),
        "CC-05": ("not_compliant", "Sept produits périmés"),
        "CC-06": ("not_applicable", ""),
    }


def test_the_page_is_left_once_the_last_tap_is_on_the_disk(night_stage: NightStage, tmp_path: Path) -> None:
    anne = night_stage.hand()
    anne.open()
    photo = photo_of_a_bar(tmp_path)
    anne.card("CC-05").locator(".photo-input").set_input_files(photo)
    for item in ("CC-02", "CC-05", "CC-06"):
        anne.card(item).get_by_role("button", name="conforme", exact=True).click()
    anne.page.get_by_role("link", name="Remettre la grille").click()
    anne.page.get_by_role("button", name="Remettre la grille").click()
    expect(anne.page.get_by_role("status").filter(has_text="Grille remise")).to_be_visible()
    assert night_stage.standing() == dict.fromkeys(("CC-02", "CC-05", "CC-06"), ("compliant", ""))
    assert len(night_stage.photos()) == 1
    expect(anne.page.locator("[data-aside]")).to_be_empty()


def test_a_note_goes_on_while_the_house_draws_the_grid_anew(night_stage: NightStage) -> None:
    denis = night_stage.hand("d.robert", desk=HYGIENE)
    denis.open()
    night_stage.house.hold = str(denis.sheet)
    denis.page.get_by_role("button", name="Ouvrir la grille").click()
    note = denis.card("SS-04").get_by_role("textbox")
    expect(note).to_be_enabled()
    note.press_sequentially("Vitrine à 9,6")
    night_stage.house.go_on.set()
    expect(denis.page.get_by_role("link", name="Remettre la grille")).to_be_visible()
    expect(note).to_have_value("Vitrine à 9,6")
    note.press("End")
    note.press_sequentially(" °C")
    denis.card("SS-04").get_by_role("button", name="non conforme", exact=True).click()
    denis.all_sent()
    assert night_stage.standing() == {"SS-04": ("not_compliant", "Vitrine à 9,6 °C")}


def test_the_grid_is_handed_in_with_measures_and_what_was_typed_there_survives(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.page.get_by_role("link", name="Remettre la grille").click()
    measures = anne.page.get_by_label("Mesures prises sur place")
    measures.fill("Sept produits retirés du rayon.")
    anne.inspect()
    night_stage.house.down()
    anne.page.get_by_role("button", name="Remettre la grille").click()
    expect(anne.page.locator("[data-advice]")).to_contain_text("page gardée sur la tablette")
    expect(measures).to_have_value("Sept produits retirés du rayon.")
    night_stage.house.up()
    anne.page.get_by_role("button", name="Remettre la grille").click()
    expect(anne.page.get_by_role("status").filter(has_text="Grille remise")).to_be_visible()
    assert night_stage.night.state(anne.sheet) == "handed_in"
    expect(anne.page.get_by_text("Sept produits retirés du rayon.")).to_be_visible()
    assert MARKER not in anne.dump()
