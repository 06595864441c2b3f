"""The press prints what the snapshot says and nothing else, the same bytes each time, for machines and for people."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import json
import logging
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from pdf.documents import Document, document_for
from pdf.fonts import FAMILY
from pdf.limits import LONGEST_LIST, LONGEST_TEXT, LONGEST_WORD
from pdf.pages import write_html
from pdf.photos import LONGEST_SIDE, print_ready
from pdf.press import OwnPictures, render
from pdf.stopped import PressFailed, PressStopped
from tests.pdf import samples
from tests.pdf.printed import NAMES, page_texts, press, printed, snapshot, text_of
from workflows.processes.plain import Snapshot
from workflows.processes.snapshot_parts import NOT_RECEIVED, FindingLine, SheetCount, VisitPart
from workflows.processes.snapshots import MinutesSnapshot, read_snapshot

CODES = {
    "document",
    "presence",
    "state",
    "kind",
    "answer",
    "edition",
    "shown",
    "agency",
    "agency_name",
    "key",
    "verdict",
    "weather",
}


def with_finding(**changes: Any) -> MinutesSnapshot:
    """The minutes with the first finding of the first visit changed."""
    content = samples.minutes()
    first = content.visits[0]
    finding = dataclasses.replace(first.findings[0], **changes)
    return with_visit(findings=(finding, *first.findings[1:]))


def with_visit(**changes: Any) -> MinutesSnapshot:
    """The minutes with the first visit changed."""
    content = samples.minutes()
    return dataclasses.replace(content, visits=(dataclasses.replace(content.visits[0], **changes), *content.visits[1:]))


def stopped_by(content: Snapshot, images: dict[str, bytes] | None = None) -> list[str]:
    """What the press says is missing, in French."""
    with pytest.raises(PressStopped) as caught:
        render(document_for(content), content, samples.pictures() if images is None else images)
    assert all(text.render("en") for text in caught.value.missing)
    return [text.render("fr") for text in caught.value.missing]


@pytest.mark.parametrize("name", NAMES)
def test_a_document_names_itself_in_french_and_says_what_it_conforms_to(name: str) -> None:
    with pikepdf.open(BytesIO(printed(name))) as read:
        assert str(read.Root.Lang) == "fr"
        assert bool(read.Root.MarkInfo.Marked)
        assert bool(read.Root.ViewerPreferences.DisplayDocTitle)
        assert str(read.docinfo.Title)
        with read.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "A", "1")
    info = subprocess.run(["pdfinfo", "-"], input=printed(name), capture_output=True, check=True).stdout.decode()
    assert "Tagged:          yes" in info
    assert "JavaScript:      no" in info
    assert "A4" in info


@pytest.mark.parametrize("name", NAMES)
def test_a_document_embeds_our_fonts_and_no_other(name: str, tmp_path: Path) -> None:
    (tmp_path / "document.pdf").write_bytes(printed(name))
    rows = subprocess.run(["pdffonts", tmp_path / "document.pdf"], capture_output=True, check=True).stdout.decode()
    fonts = rows.splitlines()[2:]
    assert fonts
    for font in fonts:
        assert FAMILY.replace(" ", "-") in font or FAMILY.replace(" ", "") in font
        assert font.split()[-5] == "yes", f"not embedded: {font}"


@pytest.mark.parametrize("name", NAMES)
def test_the_same_snapshot_travels_inside(name: str) -> None:
    with pikepdf.open(BytesIO(printed(name))) as read:
        (attached,) = read.attachments.values()
        assert attached.filename == f"{name}.json"
        data = attached.get_file()
        assert data.mime_type == "application/json"
        (associated,) = read.Root.AF
        assert str(associated.AFRelationship) == "/Source"
        assert str(data.creation_date or "").startswith(("2026-12-07", "2026-11-16"))
        carried = data.read_bytes().decode()
    assert carried == snapshot(name).as_json()
    assert read_snapshot(carried) == snapshot(name)


def test_equal_snapshots_give_equal_bytes() -> None:
    assert press(samples.minutes()) == printed("minutes")
    assert press(read_snapshot(samples.minutes().as_json())) == printed("minutes")


def test_another_process_prints_the_same_bytes() -> None:
    said = (
        "from tests.pdf.printed import press, snapshot; import hashlib;"
        "print(hashlib.sha256(press(snapshot('attendance'))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", said],
            env={"PYTHONHASHSEED": seed, "PATH": "", "TZ": zone, "LANG": "C"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }
    assert digests == {hashlib.sha256(printed("attendance")).hexdigest().encode() + b"\n"}


def test_a_changed_word_changes_the_print_on_every_page() -> None:
    changed = with_finding(note="Une autre phrase.")
    mark = changed.fingerprint()[:4]
    assert mark != samples.minutes().fingerprint()[:4]
    assert all(f"Empreinte {mark}" in page for page in page_texts(press(changed)))


def test_each_page_after_the_first_says_what_it_belongs_to() -> None:
    pages = page_texts(printed("minutes"))
    assert len(pages) >= 5
    for number, page in enumerate(pages, start=1):
        assert f"page {number} / {len(pages)}" in page
        assert "Document de démonstration – établissements fictifs" in page
        assert "Version 1 du 7 décembre 2026" in page
    assert all("CR-2026-0007" in page and "Diffusion restreinte · K3" in page for page in pages[1:])
    assert all(len(page) > 400 for page in pages), "a page is nearly empty"


def test_only_demonstrations_are_marked_so() -> None:
    content = samples.minutes()
    real = dataclasses.replace(content, head=dataclasses.replace(content.head, demonstration=False))
    assert "démonstration – établissements fictifs" not in text_of(press(real))


def test_the_minutes_follow_their_plan() -> None:
    words = text_of(printed("minutes"))
    plan = (
        "1 Participants et rôles",
        "2 Ordre des visites",
        "3 Établissements",
        "4 Incidents",
        "5 Tableau de synthèse",
        "6 Suites proposées",
        "7 Validations par service",
        "8 Diffusion",
        "9 Annexes",
    )
    places = [words.index(title) for title in plan]
    assert places == sorted(places)
    for said in ("établissement de démonstration, sans SIRET", "23 présentes", "21 h 05", "2026/1147"):
        assert said in words


def test_silence_is_printed_as_silence() -> None:
    words = text_of(printed("minutes"))
    assert "Partie non reçue. Aucune validation n’est parvenue avant le 4 décembre 2026 à 18 h 00." in words
    assert "Ce silence ne vaut pas accord" in words
    assert "Partie non reçue : Inspection du travail" in words


def test_what_is_pending_is_not_worded_as_settled() -> None:
    words = text_of(printed("minutes"))
    for said in ("proposée, non engagée", "engagée, en attente de réponse", "non close, échéance dépassée"):
        assert said in words
    assert "suites ne sont pas closes" in words
    assert "n’a pas de valeur probante" in words


def test_an_unknown_code_stops_the_press() -> None:
    assert stopped_by(with_visit(state="haunted", outcome_reason="inconnue")) == [
        "un mot pour l’état «\u00a0haunted\u00a0» (visit), que ce document n’imprime pas"
    ]


def test_an_imported_operation_prints_what_its_record_held() -> None:
    content = samples.minutes()
    first = content.visits[0]
    bare = VisitPart(
        order=1,
        establishment=dataclasses.replace(first.establishment, address="", operator="", demonstration=False),
        state="done",
        findings=(FindingLine("urssaf", samples.UR, "UR-01", "Point relevé", 2),),
    )
    old = dataclasses.replace(
        content,
        head=dataclasses.replace(content.head, origin="journal des contrôles conjoints 2019", demonstration=False),
        visits=(bare,),
        validations=(),
        requisition=None,
        without_requisition="non documentée",
    )
    words = text_of(press(old))
    assert "Établi à partir de : journal des contrôles conjoints 2019." in words
    assert "non renseigné" in words
    assert "Aucune validation dans le relevé d’origine." in words


def test_every_missing_mention_is_listed_at_once_and_nothing_is_printed() -> None:
    content = with_visit(persons_present=None, left_at=None)
    broken = dataclasses.replace(content, requisition=None, distribution=())
    said = stopped_by(broken, {})
    assert "Le Phare du Beau-Marais\u00a0: le nombre de personnes présentes" in said
    assert "Le Phare du Beau-Marais\u00a0: l’heure de départ" in said
    assert "la référence de la réquisition, ou la raison de son absence" in said
    assert "la liste de diffusion" in said
    assert {"photo 1\u00a0: l’image", "photo 2\u00a0: l’image"} <= set(said)


def test_an_altered_photo_stops_the_press() -> None:
    images = dict(samples.pictures())
    name = samples.minutes().photos()[0].shown
    images[name] = images[name][:-1] + b"\x00"
    assert "photo 1\u00a0: l’image intacte" in stopped_by(samples.minutes(), images)


def test_a_file_that_is_no_photo_stops_the_press() -> None:
    raw = b"%PDF-1.7 no picture at all"
    digest = hashlib.sha256(raw).hexdigest()
    board = samples.photo_board()
    broken = dataclasses.replace(board, pictures=(dataclasses.replace(board.pictures[0], shown=digest),))
    assert stopped_by(broken, {digest: raw}) == ["photo 1\u00a0: une image lisible"]


def test_photos_are_made_upright_small_and_mute() -> None:
    big = Image.new("RGBA", (3000, 1500), (200, 10, 10, 128))
    exif = Image.Exif()
    exif[0x0112] = 6  # a camera held upright
    out = BytesIO()
    big.convert("RGB").save(out, "JPEG", exif=exif)
    ready = print_ready(out.getvalue())
    assert ready is not None
    with Image.open(BytesIO(ready)) as picture:
        assert picture.size == (LONGEST_SIDE // 2, LONGEST_SIDE)
        assert not picture.getexif()
    layered = BytesIO()
    big.save(layered, "PNG")
    flat = print_ready(layered.getvalue())
    assert flat is not None
    with Image.open(BytesIO(flat)) as picture:
        assert picture.mode == "RGB"


def test_a_letter_that_no_font_draws_is_named() -> None:
    said = stopped_by(with_finding(note="caché \u202e à l’envers"))
    assert said == ["un dessin pour le signe U+202E, dans «\u00a0caché  à l’envers\u00a0»"]


def test_monsters_are_refused_before_any_layout() -> None:
    assert "2 000 000" in stopped_by(with_finding(note="x " * 1_000_000))[0].replace("\u202f", " ").replace(
        "\u00a0", " "
    )
    assert stopped_by(with_finding(note="x" * 1_000_000))[0].startswith("un texte plus court")
    assert stopped_by(with_finding(note="x" * (LONGEST_WORD + 1)))[0].startswith("un mot plus court")
    one = samples.minutes().visits[0].findings[0]
    assert stopped_by(with_visit(findings=(one,) * (LONGEST_LIST + 1)))[0].startswith("une liste plus courte")


def test_a_long_note_runs_across_the_page_and_leaves_no_page_empty() -> None:
    pages = page_texts(press(with_finding(note="Une phrase de plusieurs mots. " * 600)))
    assert all(len(page) > 400 for page in pages)


def test_long_texts_are_bounded_below_the_limit_of_the_fields() -> None:
    assert LONGEST_TEXT >= 4000  # what a form accepts is printed


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_ever_read_as_a_page(name: str) -> None:
    attack = '<script>x()</script><img src="file:///etc/passwd"><b>gras</b>{{ 7*7 }} url(http://example.org/)'
    data = json.loads(snapshot(name).as_json())
    poisoned = read_snapshot(json.dumps(_poison(data, attack)))
    printed_words = text_of(press(poisoned))
    assert printed_words.count("<script>x()</script>") >= 5
    assert "{{ 7*7 }}" in printed_words


def _poison(value: Any, attack: str, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _poison(item, attack, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_poison(item, attack, name) for item in value]
    if isinstance(value, str) and name not in CODES and not _is_time(value):
        return attack
    return value


def _is_time(value: str) -> bool:
    return len(value) >= 10 and value[:4].isdigit() and value[4] == "-" and value[7] == "-"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:1/",
        "https://example.org/x.png",
        "data:text/css,*{}",
        "ftp://example.org/",
        "beffroi-photo:" + "0" * 64,
        "relative.png",
    ],
)
def test_the_press_fetches_nothing(address: str) -> None:
    with pytest.raises(ValueError, match="fetches nothing"):
        OwnPictures({"a" * 64: b""}).fetch(address)


def test_a_template_that_asks_for_the_world_stops_the_render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pdf.press.write_html",
        lambda *_: '<html lang="fr"><title>x</title><img alt="x" src="file:///etc/passwd"></html>',
    )
    with pytest.raises(PressFailed):
        press(samples.attendance())


def test_what_the_library_only_logs_fails_the_render(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pdf.press.write_html", lambda *_: "<html><title>x</title><p>Sans langue.</p></html>")
    with pytest.raises(PressFailed, match="lang"):
        press(samples.attendance())


@pytest.mark.parametrize("name", NAMES)
def test_the_styles_are_understood_whole(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        press(snapshot(name))
    assert [record.getMessage() for record in caplog.records] == []


def test_the_press_tells_where_it_is_and_leaves_the_collector_as_it_was() -> None:
    heard: list[tuple[str, int]] = []
    content = samples.attendance()
    render(document_for(content), content, {}, progress=lambda stage, page: heard.append((stage, page)))
    stages = [stage for stage, _ in heard]
    assert stages[0] == "prepare"
    assert stages[-1] == "write"
    assert ("lay_out", 1) in heard
    assert gc.isenabled()


def test_a_document_prints_only_its_own_snapshots() -> None:
    assert isinstance(document_for(samples.minutes()), Document)
    assert document_for(samples.minutes().for_partner()).name == "minutes_partner"


def test_the_letters_of_an_ordinal_are_raised_and_still_read_as_letters() -> None:
    first = samples.minutes().visits[0].findings[0].consequences[0]
    said = with_finding(consequences=(dataclasses.replace(first, label="Contravention de 5e classe <b>5e</b> & co"),))
    page = write_html(document_for(said), said, "beffroi-photo:")
    assert "de 5<sup>e</sup> classe" in page
    assert "&lt;b&gt;5e&lt;/b&gt; &amp; co" in page
    assert "Contravention de 5e classe <b>5e</b> & co" in text_of(press(said))


def test_a_finding_is_headed_by_its_sentence_and_followed_by_its_note() -> None:
    said = with_finding(label="Une bouée manque.", note="Anneau vide.")
    assert "Une bouée manque. Anneau vide." in text_of(press(said))


def test_a_part_that_was_not_received_has_no_count_on_paper() -> None:
    lines = (SheetCount(samples.PN, "handed_in", 17, 3, 2, 3), SheetCount(samples.IT, NOT_RECEIVED))
    content = with_visit(sheets=lines)
    page = write_html(document_for(content), content, "beffroi-photo:")
    unheard = page.split(f"{samples.IT}</th>")[1].split("</tr>")[0]
    assert unheard.endswith('<td colspan="4" class="n">Partie non reçue</td>')
    heard = page.split(f"{samples.PN}<span")[1].split("</tr>")[0]
    assert heard.endswith("".join(f'<td class="n">{figure}</td>' for figure in (17, 3, 2, 3)))


def test_a_place_where_nothing_was_inspected_says_so_in_a_sentence() -> None:
    lines = tuple(SheetCount(name, "not_carried_out") for name in (samples.PN, samples.SS))
    words = text_of(press(with_visit(state="closed_on_arrival", outcome_reason="Rideau baissé.", sheets=lines)))
    assert f"Contrôle non réalisé : {samples.PN} et {samples.SS}." in words


def test_a_night_that_ends_on_the_next_day_says_so() -> None:
    content = samples.minutes()
    assert "vendredi 27 novembre 2026, de 20 h 45 à 0 h 40 le lendemain" in text_of(printed("minutes"))
    evening = dataclasses.replace(content.operation, ends_at=samples.at(23, 30))
    words = text_of(press(dataclasses.replace(content, operation=evening)))
    assert "vendredi 27 novembre 2026, de 20 h 45 à 23 h 30 Périmètre" in words


def test_an_attendance_sheet_is_signed_before_the_briefing_and_tells_who_came_after_it() -> None:
    held = text_of(printed("attendance"))
    assert "n° FE-2026-0007 – briefing du 27 novembre 2026" in held
    assert "Signature" not in held.split("Prénom")[0]
    assert "Non arrivé" in held
    sheet = samples.attendance()
    expected = tuple(
        dataclasses.replace(line, answer="expected", arrived_at=None, left_at=None) for line in sheet.lines
    )
    before = text_of(press(dataclasses.replace(sheet, lines=expected)))
    assert "Arrivée Départ Signature" in before
    assert "Non arrivé" not in before


def test_a_requisition_cites_its_article_in_full() -> None:
    draft = samples.requisition()
    article = dataclasses.replace(draft.article, words="article\u00a078-2-1 du code de procédure pénale")
    words = text_of(press(dataclasses.replace(draft, article=article)))
    assert "Vu l’article 78-2-1 du code de procédure pénale ;" in words
    assert "Le procureur de la République près le tribunal judiciaire de Boulogne-sur-Mer," in words
    assert "Fait à Boulogne-sur-Mer, le" in words


def test_the_last_page_of_a_paper_carries_more_than_a_signature() -> None:
    for name in NAMES:
        last = page_texts(printed(name))[-1].split("Fait à")[0]
        assert len(last) > 300, name
