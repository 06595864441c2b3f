"""The page of a bundle, opened from the disk in a real browser: each piece is verified, and whatever was changed is seen."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pdf.bundle import write_bundle
from tests.fixtures.page_faults import SIZES, faults_of
from tests.pdf.samples_bundle import bundle

PIECES = bundle()[0].pieces


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The bundle, unpacked in a folder of its own."""
    unpacked = tmp_path / "SJ-2026-0003"
    with zipfile.ZipFile(io.BytesIO(write_bundle(*bundle()))) as package:
        package.extractall(unpacked)
    return unpacked


@pytest.fixture
def opened(page: Page, folder: Path) -> Page:
    """The page, opened from the disk as whoever receives the bundle does, without any server."""
    page.context.set_offline(True)
    page.goto((folder / "verifier.html").as_uri())
    expect(page.get_by_role("status")).to_have_text("Aucune pièce n’est encore donnée.")
    return page


def give(page: Page, folder: Path) -> None:
    """Choose the whole folder."""
    page.get_by_label("Choisir le dossier entier").set_input_files(folder)


def results(page: Page) -> list[str]:
    """What the page says of each piece."""
    return page.locator("td.state").all_inner_texts()


def test_an_intact_bundle_is_said_to_be_one(opened: Page, folder: Path) -> None:
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_text("Les 4\u00a0pièces sont intactes.")
    assert results(opened) == ["Intacte"] * 4
    expect(opened.locator("#list li")).to_have_count(3)
    expect(opened.locator("#list .bad")).to_have_count(0)
    assert opened.locator("#digest").inner_text() == bundle()[0].digest()


def test_a_changed_byte_shows(opened: Page, folder: Path) -> None:
    photo = folder / PIECES[2].name
    photo.write_bytes(photo.read_bytes().replace(b"photo", b"phoyo"))
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_text("Envoi non conforme\u00a0: 1\u00a0pièce modifiée.")
    assert results(opened) == ["Intacte", "Intacte", "Modifiée", "Intacte"]


def test_a_missing_piece_shows(opened: Page, folder: Path) -> None:
    (folder / PIECES[3].name).unlink()
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_text("Envoi non conforme\u00a0: 1\u00a0pièce manquante.")
    assert results(opened)[3] == "Manquante"


def test_an_extra_piece_shows(opened: Page, folder: Path) -> None:
    (folder / "03-autre.pdf").write_bytes(b"another")
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_text(
        "Envoi non conforme\u00a0: 1\u00a0fichier qui n’est pas de l’envoi."
    )
    expect(opened.locator("#list .bad")).to_have_text("SJ-2026-0003/03-autre.pdf est en trop\u00a0: ce fichier ne fait pas partie de l’envoi.")  # fmt: skip


def test_a_piece_under_the_name_of_another_hides_nothing(opened: Page, folder: Path) -> None:
    slip, letter = folder / PIECES[1].name, folder / PIECES[0].name
    (folder / "copie.pdf").write_bytes(slip.read_bytes())
    slip.write_bytes(b"what somebody would rather have sent")
    letter.rename(folder / "lettre.pdf")
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_attribute("data-state", "bad")
    assert results(opened)[:2] == ["Intacte, sous le nom lettre.pdf", "Intacte, sous le nom copie.pdf"]
    expect(opened.locator("#list .bad")).to_contain_text("porte le nom d’une pièce et a un autre contenu")


@pytest.mark.parametrize("name", ["manifest.json", "SHA256SUMS"])
def test_a_list_that_was_changed_shows(opened: Page, folder: Path, name: str) -> None:
    listed = folder / name
    listed.write_text(listed.read_text().replace(PIECES[2].sha256, "0" * 64))
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_attribute("data-state", "bad")
    expect(opened.locator("#list .bad")).to_contain_text(name)


def test_a_manifest_that_was_changed_in_the_page_itself_has_another_hash(page: Page, folder: Path) -> None:
    """Whoever changes page and pieces alike cannot give the hash that the sender tells otherwise."""
    changed = folder / "verifier.html"
    changed.write_text(changed.read_text().replace(PIECES[2].sha256, "0" * 64))
    page.goto(changed.as_uri())
    expect(page.get_by_role("status")).to_have_text("La liste que porte cette page a été modifiée.")
    assert page.locator("#digest").inner_text() != bundle()[0].digest()


def test_the_files_may_be_dropped_one_after_the_other(opened: Page, folder: Path) -> None:
    for piece in PIECES:
        content = list((folder / piece.name).read_bytes())
        opened.evaluate(
            """([name, bytes]) => {
                const transfer = new DataTransfer();
                transfer.items.add(new File([new Uint8Array(bytes)], name));
                document.getElementById("drop").dispatchEvent(
                    new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
            }""",
            [piece.name, content],
        )
        expect(opened.locator(f'tr[data-name="{piece.name}"] td.state')).to_have_text("Intacte")
    expect(opened.get_by_role("status")).to_have_text("Les 4\u00a0pièces sont intactes.")
    opened.get_by_role("button", name="Recommencer").click()
    assert results(opened) == ["Non donnée"] * 4


def test_the_zip_itself_is_to_be_unpacked_first(opened: Page, tmp_path: Path) -> None:
    (tmp_path / "SJ-2026-0003.zip").write_bytes(write_bundle(*bundle()))
    opened.get_by_label("Choisir des fichiers").set_input_files(tmp_path / "SJ-2026-0003.zip")
    expect(opened.locator("#list .bad")).to_contain_text("décompressez-la")


def test_a_script_that_somebody_put_in_does_not_run(page: Page, folder: Path, page_faults: list[str]) -> None:
    changed = folder / "verifier.html"
    changed.write_text(changed.read_text().replace("</body>", "<script>document.title = 'run'</script></body>"))
    page.goto(changed.as_uri())
    expect(page.get_by_role("status")).to_have_text("Aucune pièce n’est encore donnée.")
    assert page.title() == "Vérifier l’envoi SJ-2026-0003"
    assert page_faults
    page_faults.clear()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_can_be_read_and_used_by_everybody(opened: Page, folder: Path, size: str) -> None:
    width, height = SIZES[size]
    opened.set_viewport_size({"width": width, "height": height})
    (folder / "03-autre.pdf").write_bytes(b"another")
    give(opened, folder)
    expect(opened.get_by_role("status")).to_have_attribute("data-state", "bad")
    assert faults_of(opened) == []
