"""The team in the shop at 22:40 without network: nothing typed is lost, nothing is doubled, nobody reads another's."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.pictures import photo_of_a_bar
from tests.browser.tablet.conftest import MARKER, PHONE, TABLET, NightStage
from tests.webapp.tablet.night import FRAUD, HYGIENE, LEAD
from tests.webapp.tablet.test_merge import Told, model
from workflows.store.files import FileStore


def test_without_network_answers_survive_a_reload_and_leave_by_themselves_once(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.answer("CC-02", "conforme")
    anne.all_sent()
    anne.context.set_offline(True)
    anne.answer("CC-05", "non conforme", "Sept produits périmés")
    anne.answer("CC-06", "sans objet")
    anne.says("2 réponses en attente (depuis")
    anne.page.reload()
    anne.is_open()
    anne.says("2 réponses en attente")
    anne.has("CC-02", "conforme")
    anne.has("CC-05", "non conforme", "Sept produits périmés")
    anne.has("CC-06", "sans objet")
    assert [row.item for row in night_stage.answers()] == ["CC-02"]
    anne.context.set_offline(False)
    anne.all_sent()
    standing = {row.item: (row.value, row.note) for row in night_stage.answers()}
    assert standing["CC-05"] == ("not_compliant", "Sept produits périmés")
    assert standing["CC-06"] == ("not_applicable", "")
    ids = [row.id for row in night_stage.answers()]
    anne.page.reload()
    anne.is_open()
    anne.has("CC-05", "non conforme", "Sept produits périmés")
    anne.all_sent()
    assert [row.id for row in night_stage.answers()] == ids


def test_the_tablet_starts_cold_without_network_and_the_night_counts_what_is_kept_here(
    night_stage: NightStage,
) -> None:
    anne = night_stage.hand()
    anne.context.set_offline(True)
    anne.page.close()
    anne.page = anne.context.new_page()
    anne.page.goto(f"{anne.address}/{FRAUD}/tablet/")
    expect(anne.page.get_by_role("heading", level=1)).to_have_text("Mes visites")
    before = anne.page.get_by_role("link", name="La Chouette").locator("[data-left]").inner_text()
    anne.open()
    anne.answer("CC-05", "conforme")
    anne.page.get_by_role("link", name="Mes visites").click()
    left = anne.page.get_by_role("link", name="La Chouette").locator("[data-left]")
    expect(left).not_to_have_text(before)
    expect(left).to_have_text(f"{int(before.split()[0]) - 1} points sans réponse")


def test_the_house_goes_down_and_comes_back_and_nobody_touches_anything(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    night_stage.house.down()
    anne.answer("CC-05", "non conforme", "Rayon frais")
    anne.says("Beffroi ne répond pas")
    # By a link of the page, which waits for what was just typed to be on the disk: a reload waits for nothing.
    anne.page.get_by_role("link", name="Mes visites").click()
    anne.page.get_by_role("link", name="La Chouette").click()
    anne.is_open()
    anne.has("CC-05", "non conforme", "Rayon frais")
    night_stage.house.up()
    anne.says("De retour dans le réseau")
    anne.all_sent()
    rows = night_stage.answers()
    assert [row.note for row in rows if not any(row.id.hex in other.replaces for other in rows)] == ["Rayon frais"]


def test_an_answer_of_the_house_that_is_lost_on_its_way_doubles_nothing(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    night_stage.house.lose = "/sync"
    anne.answer("CC-05", "non conforme")
    anne.says("en attente")
    assert night_stage.house.lost.wait(20), "the house was never asked"
    assert len(night_stage.answers()) == 1
    anne.all_sent()
    assert len(night_stage.answers()) == 1
    assert night_stage.house.times_asked("POST", "/sync") == 2


def test_two_tablets_answer_differently_and_one_tap_settles_it(night_stage: NightStage) -> None:
    anne, bruno = night_stage.hand(), night_stage.hand("b.simon")
    anne.open()
    bruno.open()
    bruno.context.set_offline(True)
    bruno.answer("CC-05", "non conforme", "Sept produits")
    anne.answer("CC-05", "conforme")
    anne.all_sent()
    bruno.context.set_offline(False)
    bruno.all_sent()
    contest = bruno.card("CC-05").locator("[data-contest]")
    expect(contest).to_contain_text("Deux réponses différentes")
    expect(contest).to_contain_text("Anne Martin, ")
    expect(contest).to_contain_text("Bruno Simon, ")
    expect(contest).to_contain_text("Sept produits")
    expect(bruno.page.locator("[data-left]")).to_contain_text("1 point à départager")
    bruno.inspect()
    side = contest.locator("form").filter(has_text="Sept produits")
    side.get_by_role("button", name="Garder celle-ci").click()
    bruno.has("CC-05", "non conforme", "Sept produits")
    expect(contest).to_be_hidden()
    bruno.all_sent()
    anne.page.reload()
    anne.has("CC-05", "non conforme", "Sept produits")


def test_a_colleague_on_the_same_tablet_reads_nothing_and_sends_nothing_of_mine(night_stage: NightStage) -> None:
    tablet = night_stage.hand()
    tablet.open()
    tablet.context.set_offline(True)
    tablet.answer("CC-05", "non conforme", MARKER)
    tablet.says("1 réponse en attente")
    assert MARKER not in tablet.dump()
    night_stage.house.down()
    tablet.context.set_offline(False)
    tablet.page.reload()
    tablet.has("CC-05", "non conforme", MARKER)
    tablet.page.goto("about:blank")
    night_stage.house.up()

    tablet.sign_in("b.simon")
    tablet.all_sent()
    expect(tablet.page.locator("[data-advice]")).to_contain_text("de collègues attendent sur cette tablette")
    tablet.open()
    expect(tablet.card("CC-05").get_by_role("textbox")).to_have_value("")
    dumped = tablet.dump()
    for readable in (MARKER, "Anne Martin", 'non conforme", "', "extractable: true"):
        assert readable not in dumped, readable
    assert dumped.count("key, extractable: false") == 1
    tablet.context.set_offline(True)
    tablet.page.goto(f"{tablet.address}/{FRAUD}/tablet/")
    assert MARKER not in tablet.page.content()
    tablet.context.set_offline(False)
    assert night_stage.answers() == []

    tablet.sign_in("a.martin")
    tablet.all_sent()
    expect(tablet.page.locator("[data-advice]")).not_to_contain_text("collègue")
    standing = [(row.author, row.note) for row in night_stage.answers()]
    assert standing[-1] == ("a.martin", MARKER)
    assert {author for author, _ in standing} == {"a.martin"}


def test_signing_out_without_network_locks_the_tablet_at_once_and_the_house_hears_of_it_later(
    night_stage: NightStage,
) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.context.set_offline(True)
    anne.answer("CC-05", "non conforme", MARKER)
    anne.page.locator(".menu-drop > summary").click()
    expect(anne.page.locator(".menu-drop")).to_contain_text("cela reste chiffré sur cette tablette")
    anne.page.get_by_role("button", name="Se déconnecter").click()
    expect(anne.page.get_by_role("heading", level=1)).to_have_text("Tablette verrouillée")
    anne.page.goto(f"{anne.address}/{FRAUD}/tablet/sheets/{anne.sheet}")
    expect(anne.page.get_by_role("heading", level=1)).to_have_text("Tablette verrouillée")
    assert MARKER not in anne.dump() + anne.page.content()
    assert "key, extractable" not in anne.dump()
    anne.inspect()
    anne.context.set_offline(False)
    anne.page.goto(f"{anne.address}/{FRAUD}/")
    expect(anne.page).to_have_url(f"{anne.address}/{FRAUD}/sign-in")
    anne.sign_in("a.martin")
    anne.all_sent()
    assert night_stage.answers()[-1].note == MARKER


def test_a_session_that_ended_keeps_the_queue_and_says_so(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    night_stage.end_sessions()
    anne.answer("CC-05", "non conforme", "Rayon frais")
    anne.says("Reconnectez-vous\u00a0: rien n’est perdu.")
    anne.has("CC-05", "non conforme", "Rayon frais")
    anne.page.locator("[data-sending-acts]").get_by_role("link", name="Se connecter").click()
    anne.page.get_by_label("Identifiant").fill("a.martin")
    anne.page.get_by_label("Mot de passe").fill("phare de Walde 1859")
    anne.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    anne.page.get_by_label("Contrôle en cours").check()
    anne.page.get_by_role("button", name="Continuer").click()
    anne.is_open()
    anne.all_sent()
    anne.has("CC-05", "non conforme", "Rayon frais")
    assert night_stage.answers()[-1].note == "Rayon frais"


def test_somebody_else_signed_in_beside_an_open_page_gets_none_of_its_work(night_stage: NightStage) -> None:
    tablet = night_stage.hand()
    tablet.open()
    anne = tablet.page
    tablet.page = tablet.context.new_page()
    tablet.sign_in("b.simon")
    anne.bring_to_front()
    anne.locator("#CC-05").get_by_role("button", name="non conforme", exact=True).click()
    expect(anne.get_by_role("heading", level=1)).to_have_text("Tablette verrouillée", timeout=20_000)
    assert night_stage.answers() == []


def test_a_note_that_was_being_typed_when_the_battery_died_is_there(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.context.set_offline(True)
    anne.card("CC-05").get_by_role("textbox").press_sequentially("Vitrine à 9,6")
    expect(anne.page.locator("#CC-05 [data-kept]")).to_have_text("", timeout=1_000)
    anne.says("1 réponse en attente")
    anne.page.close(run_before_unload=False)
    anne.page = anne.context.new_page()
    anne.page.goto(f"{anne.address}/{FRAUD}/tablet/sheets/{anne.sheet}")
    expect(anne.card("CC-05").get_by_role("textbox")).to_have_value("Vitrine à 9,6")
    anne.context.set_offline(False)
    anne.all_sent()
    assert [(row.value, row.note) for row in night_stage.answers()] == [("", "Vitrine à 9,6")]


def test_a_photo_is_kept_without_network_and_arrives_byte_by_byte(night_stage: NightStage, tmp_path: Path) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.context.set_offline(True)
    anne.answer("CC-05", "non conforme", "Comptoir sans affiche")
    picture = photo_of_a_bar(tmp_path)
    anne.card("CC-05").locator(".photo-input").set_input_files(picture)
    anne.says("1 réponse et 1 photo en attente")
    anne.page.reload()
    anne.is_open()
    anne.card("CC-05").get_by_text("Voir les photos (1)").click()
    shown = anne.card("CC-05").locator(".picture-list img")
    expect(shown).to_be_visible()
    expect(anne.card("CC-05").locator(".picture-list")).to_contain_text("pas encore envoyée")
    assert shown.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 1200
    anne.inspect()
    anne.context.set_offline(False)
    anne.all_sent()
    [photo] = night_stage.photos()
    original = picture.read_bytes()
    assert photo.original == hashlib.sha256(original).hexdigest()
    assert FileStore(night_stage.files).get(photo.original) == original
    assert (photo.item, photo.caption, photo.author) == ("CC-05", "Comptoir sans affiche", "a.martin")
    anne.page.reload()
    anne.card("CC-05").get_by_text("Voir les photos (1)").click()
    served = anne.card("CC-05").locator(".picture-list img")
    assert served.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") == 1200


def test_what_is_no_photo_is_said_at_once_or_set_aside_with_its_reason(night_stage: NightStage, tmp_path: Path) -> None:
    anne = night_stage.hand()
    anne.open()
    camera = anne.card("CC-05").locator(".photo-input")
    (tmp_path / "huge.jpg").write_bytes(b"\xff\xd8" + b"\x00" * (12 * 1024 * 1024))
    camera.set_input_files(tmp_path / "huge.jpg")
    expect(anne.page.locator("[data-advice]")).to_contain_text("dépasse 12\u00a0Mo")
    (tmp_path / "note.jpg").write_bytes(b"Ceci n'est pas une photo.")
    camera.set_input_files(tmp_path / "note.jpg")
    aside = anne.page.locator("[data-aside]")
    expect(aside).to_contain_text("n’est pas une photo lisible", timeout=20_000)
    anne.all_sent()
    anne.inspect()
    aside.get_by_role("button", name="Effacer de cette tablette").click()
    aside.get_by_role("button", name="Oui, effacer").click()
    expect(aside).to_be_empty()
    assert night_stage.photos() == []


def test_what_comes_after_the_grid_was_handed_in_is_set_aside_never_lost(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.context.set_offline(True)
    anne.answer("CC-05", "non conforme", "Trop tard")
    night_stage.night.do(FRAUD, anne.sheet, "hand_in", 0)
    anne.context.set_offline(False)
    aside = anne.page.locator("[data-aside]")
    expect(aside).to_contain_text("Trop tard", timeout=20_000)
    expect(aside).to_contain_text("Vos réponses restent sur la tablette.")
    expect(anne.page.get_by_text("Grille remise le")).to_be_visible()
    anne.page.reload()
    expect(aside).to_contain_text("Trop tard")


def test_the_grid_opens_without_network_and_its_opening_travels_first(night_stage: NightStage) -> None:
    denis = night_stage.hand("d.robert", desk=HYGIENE)
    denis.context.set_offline(True)
    denis.open()
    expect(denis.card("SS-04").get_by_role("button", name="conforme", exact=True)).to_be_disabled()
    denis.page.get_by_role("button", name="Ouvrir la grille").click()
    expect(denis.page.get_by_role("button", name="Ouverture demandée à")).to_be_disabled()
    denis.answer("SS-04", "non conforme", "9,6 °C relevés")
    denis.says("l’ouverture de la grille et 1 réponse en attente")
    assert night_stage.night.state(denis.sheet) == "ready"
    denis.context.set_offline(False)
    denis.all_sent()
    assert night_stage.night.state(denis.sheet) == "answering"
    assert night_stage.answers()[-1].note == "9,6 °C relevés"
    expect(denis.page.get_by_role("link", name="Remettre la grille")).to_be_visible()
    denis.has("SS-04", "non conforme", "9,6 °C relevés")


def test_a_clock_that_is_wrong_is_said_and_both_times_are_kept(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.page.clock.set_system_time(datetime.now(UTC) + timedelta(minutes=7))
    anne.open()
    anne.answer("CC-05", "conforme")
    expect(anne.page.locator("[data-advice]")).to_contain_text("avance de 7\u00a0min")
    [row] = night_stage.answers()
    assert row.device_at is not None
    assert 6 * 60 < (row.device_at - row.received_at).total_seconds() < 8 * 60
    expect(anne.card("CC-05").locator("[data-by]")).to_contain_text("horloge de la tablette en avance")


def test_a_rescue_file_carries_the_work_to_another_tablet_of_the_same_person_only(
    night_stage: NightStage, tmp_path: Path
) -> None:
    anne = night_stage.hand()
    anne.open()
    anne.context.set_offline(True)
    anne.answer("CC-05", "non conforme", MARKER)
    anne.page.get_by_role("link", name="Mes visites").click()
    anne.page.locator(".rescue summary").click()
    with anne.page.expect_download() as saving:
        anne.page.get_by_role("button", name="Enregistrer le fichier de secours").click()
    saved = tmp_path / "secours.json"
    saving.value.save_as(saved)
    assert MARKER not in saved.read_text()
    for user_name, words in (
        ("b.simon", "n’est pas un fichier de secours de votre compte"),
        ("a.martin", "envois repris"),
    ):
        other = night_stage.hand(user_name)
        other.page.locator(".rescue summary").click()
        other.page.locator("#rescue-file").set_input_files(saved)
        expect(other.page.locator(".rescue")).to_contain_text(words)
        other.all_sent()
    assert [row.note for row in night_stage.answers()][-1] == MARKER


def test_keys_answer_and_the_thumb_goes_from_one_open_item_to_the_next(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    first = anne.page.locator("[data-item]").first
    first.focus()
    anne.page.keyboard.press("2")
    expect(first).to_have_attribute("data-value", "not_compliant")
    anne.page.get_by_role("link", name="Suivant").click()
    second = anne.page.locator("[data-item]").nth(1)
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport()
    anne.page.keyboard.press("1")
    expect(second).to_have_attribute("data-value", "compliant")
    left = int(anne.page.locator("[data-left]").inner_text().split()[0])
    assert left == anne.page.locator("[data-item]").count() - 2


def test_every_target_is_large_enough_for_a_glove(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    for selector, least in ((".answer", 56), (".act:visible", 48), ("[data-next]", 56), (".item textarea", 56)):
        boxes = [each.bounding_box() for each in anne.page.locator(selector).all()]
        assert boxes
        assert min(box["height"] for box in boxes if box) >= least, selector
        assert min(box["width"] for box in boxes if box) >= least, selector


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_nothing_is_wrong_with_the_pages_by_day_and_by_night(night_stage: NightStage, theme: str) -> None:
    anne = night_stage.hand(viewport=PHONE)
    for size, look in ((PHONE, anne.inspect), (TABLET, anne.fits)):
        anne.page.set_viewport_size({"width": size["width"], "height": size["height"]})
        anne.page.goto(f"{anne.address}/{FRAUD}/tablet/?theme={theme}")
        anne.settle_worker()
        look()
        anne.page.goto(f"{anne.address}/{FRAUD}/tablet/sheets/{anne.sheet}")
        anne.is_open()
        anne.answer("CC-02", "conforme")
        anne.answer("CC-05", "non conforme", "Sept produits")
        anne.answer("CC-06", "non vérifié")
        anne.card("CC-05").get_by_text("Ce que dit la loi").click()
        look()
    police = night_stage.hand("s.petit", desk=LEAD)
    bar = night_stage.night.sheet(night_stage.night.visits[1], LEAD)
    police.page.goto(f"{police.address}/{LEAD}/tablet/sheets/{bar}?theme={theme}")
    police.inspect()
    police.page.get_by_role("link", name="Entrer", exact=True).click()
    police.inspect()


def test_the_tablet_and_the_house_agree_on_what_stands(night_stage: NightStage) -> None:
    anne = night_stage.hand()
    anne.open()
    source = anne.page.locator("script[type=module]").get_attribute("src")
    assert source is not None
    chance = random.Random(4)
    histories = [_history(chance) for _ in range(200)]
    told = [[_as_operation(each) for each in history] for history in histories]
    found: list[list[list[str]]] = anne.page.evaluate(
        """async ([address, histories]) => {
          const { standingAt } = await import(address);
          return histories.map((history) => standingAt([], history).map(({ value, note }) => [value, note]));
        }""",
        [source.replace("main.js", "log.js"), told],
    )
    for history, standing in zip(histories, found, strict=True):
        assert {(value, note) for value, note in standing} == model(history).get("CC-05", set())
        assert len(standing) == len({(value, note) for value, note in standing})


def _history(chance: random.Random) -> list[Told]:
    """Draw operations in the order of one tablet: each replaces some of those before it."""
    told: list[Told] = []
    for _ in range(chance.randint(1, 7)):
        replaced = frozenset(each.id for each in told if chance.random() < 0.5)
        value = chance.choice(("compliant", "not_compliant", ""))
        told.append(Told(UUID(int=chance.getrandbits(128)), "CC-05", value, chance.choice(("", "note")), replaced))
    return told


def _as_operation(told: Told) -> dict[str, Any]:
    return {
        "id": str(told.id), "value": told.value, "note": told.note, "at": "2026-11-27T21:41:05.123Z",
        "replaces": [str(each) for each in told.replaces], "made": str(uuid4()),
    }  # fmt: skip
