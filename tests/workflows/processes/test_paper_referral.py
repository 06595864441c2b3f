"""The story of a referral prints its letter and its slip, frozen as they left, and packs a bundle that verifies itself."""

from __future__ import annotations

import hashlib
import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.offences import offence
from tests.fixtures.tellings import codes_refused, refusals, rows_of
from tests.workflows.processes.test_referral import POLICE, SECOND, act, answer, pv_fields, sends_pv
from webapp.demonstration import pictures
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.referral import AUTHOR, REPORTED, ReferralTelling
from webapp.demonstration.story import Story
from webapp.effects.bundle import pack_bundle
from workflows.engine.cases import HOUSE_ACTOR, note, open_case, situation_of
from workflows.engine.fields import choices_of
from workflows.engine.outbox import Delivery
from workflows.engine.tables import Outbox
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work
from workflows.processes.bundle import Bundle
from workflows.processes.document import BUNDLE, Document, keep_document
from workflows.processes.evidence_file import EvidenceFile, add_evidence
from workflows.processes.frozen_paper import FrozenPaper
from workflows.processes.papers import issued
from workflows.processes.photo import Photo
from workflows.processes.referral import WORKFLOW
from workflows.processes.referral_facts import PvTransmission, Referral
from workflows.processes.snapshots_referral import ReferralSnapshot, ReplySnapshot, TransmittalSnapshot
from workflows.processes.stored_files import named_files
from workflows.store.files import FileStore
from workflows.store.text import PARIS

JUSTICE = "parquet"


@pytest.fixture
def files(told: Story) -> FileStore:
    """The store of the story, with the photos of the author: the night was told elsewhere, and only its rows are here."""
    for photo in rows_of(told, sa.select(Photo).where(Photo.agency == AUTHOR)):
        told.files.put(pictures.draw(photo.caption, photo.taken_at.astimezone(PARIS))[0])
    return told.files


@pytest.fixture
def night(told: Story) -> ReferralTelling:
    """The minutes are closed, the judicial branches are due, and the house knows the offence that will be proposed."""
    with unit_of_work(told.engine, HOUSE_VIEWER) as session:
        open_case(
            session, "register_import", actor=HOUSE_ACTOR, moment=told.at(-2, 9), title="NATINF",
            records=[offence("149", "misdemeanour", "TROMPERIE SUR UNE MARCHANDISE")],
        )  # fmt: skip
    return ReferralTelling(engine=told.engine, handlers=told.handlers, night=told.night, tell=told.tell)


@pytest.fixture
def joined(night: ReferralTelling) -> ReferralTelling:
    """The letter is written, with one of the author's own photos as its annex."""
    night.write(night.branch(REPORTED))
    return night


@pytest.fixture
def left(joined: ReferralTelling) -> ReferralTelling:
    """And it is sent."""
    joined.send(joined.branch(REPORTED))
    return joined


def offered(telling: ReferralTelling, case: UUID) -> list[tuple[str, str]]:
    """The files that the author may join, as the step offers them."""
    with unit_of_work(telling.engine, PLAYERS[AUTHOR].viewer) as session:
        situation = situation_of(session, case, "attach", actor=PLAYERS[AUTHOR].actor, moment=telling.at(4, 12))
        field = WORKFLOW.step("attach").asks[0]
        return [(key, label.render("fr")) for key, label in choices_of(field, situation)]


def paper(telling: ReferralTelling, kind: str, case: UUID, version: int = 1) -> Any:
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        return issued(session, kind, case, telling.at(60, 9), version)


def press(telling: ReferralTelling, case: UUID, kind: str, files: FileStore) -> None:
    """Have a paper pressed, as far as the case is concerned."""
    content = f"%PDF-1.7 {kind}".encode()
    with unit_of_work(telling.engine, HOUSE_VIEWER) as session:
        snapshot = issued(session, kind, case, telling.at(60, 9), 1)
        digest = files.put(content)
        keep_document(
            session, document_id=UUID(hex=hashlib.sha256(content).hexdigest()[:32]), case_id=case, agency=AUTHOR, secrecy=4,
            kind=kind, number=snapshot.head.number, title=f"{kind} {snapshot.head.number}", sha256=digest, snapshot="1" * 64,  # type: ignore[attr-defined]
            size=len(content), pages=2, moment=telling.at(5, 10),
        )  # fmt: skip


def pack(telling: ReferralTelling, case: UUID, files: FileStore) -> None:
    pack_bundle(Delivery(telling.engine, UUID(int=7), case, BUNDLE, {}, telling.at(5, 11)), files)


def test_the_letter_leaves_with_what_was_written_and_the_slip_with_the_numbers(left: ReferralTelling) -> None:
    case = left.branch(REPORTED)
    letter, slip = paper(left, "referral", case), paper(left, "transmittal", case)
    assert isinstance(letter, ReferralSnapshot)
    assert isinstance(slip, TransmittalSnapshot)
    assert (letter.head.secrecy, slip.head.secrecy, letter.state) == (4, 4, "sent")
    assert letter.missing() == slip.missing() == []
    assert letter.addressee_of == "près le tribunal judiciaire de Boulogne-sur-Mer"
    assert len(letter.observed) == len(letter.reported) == 1
    assert letter.reported[0].source == "la personne responsable sur place"
    assert letter.operation_number.startswith("OP-")
    assert letter.requisition_number.startswith("REQ-")
    assert "149" not in letter.as_json().replace(letter.fingerprint(), "")
    assert [(line.natinf, line.words) for line in slip.offences] == [("149", "TROMPERIE SUR UNE MARCHANDISE")]
    assert slip.pieces[0].sha256 == letter.fingerprint()
    assert (letter.annexes[0].title, letter.annexes[0].number) == ("Vue du rayon frais", 1)
    assert slip.pieces[1].sha256 == letter.annexes[0].sha256
    assert letter.reply is not None
    assert slip.head.number.startswith("BE-")


def test_a_letter_says_what_stood_when_it_left(left: ReferralTelling) -> None:
    case = left.branch(REPORTED)
    before = paper(left, "referral", case)
    with unit_of_work(left.engine, HOUSE_VIEWER) as session:
        session.get_one(Referral, case).learnt_how = "Autrement, dit depuis"
        note(session, case, "retold", actor=HOUSE_ACTOR, moment=left.at(20, 9))
    assert paper(left, "referral", case) == before


def test_only_files_of_the_authors_own_agency_may_be_joined(night: ReferralTelling) -> None:
    titles = [label for _key, label in offered(night, night.branch(REPORTED))]
    own = rows_of(night, sa.select(Photo).where(Photo.agency == AUTHOR))
    others = rows_of(night, sa.select(Photo).where(Photo.agency != AUTHOR))
    assert own
    assert others
    assert all(any(title.startswith(photo.caption) for photo in own) for title in titles)
    assert not any(title.startswith(photo.caption) for photo in others for title in titles)
    other = next(photo for photo in others)
    night.write(night.branch(REPORTED))
    assert codes_refused(night, AUTHOR, night.branch(REPORTED), "attach", 4, file=f"photo-{other.id.hex}")


def test_a_struck_annex_does_not_go_and_the_numbers_close_up(joined: ReferralTelling) -> None:
    case = joined.branch(REPORTED)
    act(joined, AUTHOR, case, "strike", 4, line="annex-1")
    joined.send(case)
    assert paper(joined, "referral", case).annexes == ()
    assert [line.number for line in paper(joined, "transmittal", case).pieces] == [0]


def brought(telling: ReferralTelling, files: FileStore, name: str, content: bytes) -> str:
    """Bring a file to the author's draft; return it as the step that annexes it names it."""
    digest, player = files.put(content), PLAYERS[AUTHOR]
    row = EvidenceFile(
        name=name, kind=name.rpartition(".")[2], original=digest, handed_out=digest, length=len(content)
    )  # fmt: skip
    with unit_of_work(telling.engine, player.viewer) as session:
        case = telling.branch(REPORTED)
        (added,) = add_evidence(session, case, [row], actor=player.actor, moment=telling.at(4, 16))
        return f"file-{added.id.hex}"


def test_a_file_that_its_author_brings_is_an_annex_of_the_bundle_or_keeps_the_letter(
    joined: ReferralTelling, files: FileStore
) -> None:
    case, player = joined.branch(REPORTED), PLAYERS[AUTHOR]
    key = brought(joined, files, "Relevé.ods", b"PK\x03\x04 une feuille")
    assert "Relevé.ods" in dict(offered(joined, case))[key]
    signed = {"signed_as": "agent", "signatory": player.name, "quality": player.function, "contact": "Calais"}
    assert codes_refused(joined, AUTHOR, case, "send", 5, **signed) == {"loose_files"}
    act(joined, AUTHOR, case, "attach", 4, file=key)
    with unit_of_work(joined.engine, Viewer(JUSTICE)) as session:
        assert session.scalars(sa.select(EvidenceFile)).all() == [], "nobody else reads a draft"
    joined.send(case)
    assert [line.title for line in paper(joined, "referral", case).annexes] == ["Vue du rayon frais", "Relevé.ods"]
    assert [line.kind for line in paper(joined, "referral", case).evidence][-1] == "copy"
    for kind in ("referral", "transmittal"):
        press(joined, case, kind, files)
    pack(joined, case, files)
    (bundle,) = rows_of(joined, sa.select(Bundle))
    with zipfile.ZipFile(io.BytesIO(files.get(bundle.sha256))) as package:
        assert package.read("02-Releve.ods") == b"PK\x03\x04 une feuille"
        assert hashlib.sha256(package.read("02-Releve.ods")).hexdigest() in package.read("SHA256SUMS").decode()


def test_nothing_that_was_brought_to_a_draft_goes_with_a_pv(joined: ReferralTelling, files: FileStore) -> None:
    brought(joined, files, "Relevé.ods", b"PK\x03\x04 une feuille")
    given = pv_fields(joined, 6, public_order=False)
    assert codes_refused(joined, AUTHOR, joined.branch(REPORTED), "transmit_pv", 6, **given) == {"files_left"}


def test_a_natinf_number_in_the_words_keeps_the_letter_from_leaving(joined: ReferralTelling) -> None:
    case = joined.branch(REPORTED)
    act(joined, AUTHOR, case, "add_fact", 4, side="observed", at=joined.at(0, 23), place="Caisse", words="NATINF 149.")
    player = PLAYERS[AUTHOR]
    said = refusals(
        joined, AUTHOR, case, "send", 5, signed_as="agent", signatory=player.name, quality=player.function, contact="Calais",
    )  # fmt: skip
    assert set(said) == {"letter_unprintable"}
    assert "dont la place est au bordereau" in said["letter_unprintable"]


def test_the_bundle_waits_for_both_papers_holds_each_piece_and_verifies_itself(
    left: ReferralTelling, files: FileStore, tmp_path: Path
) -> None:
    case = left.branch(REPORTED)
    press(left, case, "referral", files)
    pack(left, case, files)
    assert rows_of(left, sa.select(Bundle)) == []
    press(left, case, "transmittal", files)
    pack(left, case, files)
    pack(left, case, files)
    (bundle,) = rows_of(left, sa.select(Bundle))
    with zipfile.ZipFile(io.BytesIO(files.get(bundle.sha256))) as package:
        package.extractall(tmp_path)
        names = set(package.namelist())
    assert {"manifest.json", "SHA256SUMS", "verifier.html", "01-Vue-du-rayon-frais.jpg"} <= names
    assert len(names) == 3 + bundle.pieces == 6
    assert hashlib.sha256((tmp_path / "manifest.json").read_bytes()).hexdigest() == bundle.manifest
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, check=False
    )
    assert checked.returncode == 0
    with unit_of_work(left.engine, HOUSE_VIEWER) as session:
        assert bundle.sha256 in set(named_files(session.connection()))


def test_each_paper_that_is_pressed_asks_for_the_bundle(left: ReferralTelling, files: FileStore) -> None:
    case = left.branch(REPORTED)
    before = len(rows_of(left, sa.select(Outbox).where(Outbox.topic == BUNDLE)))
    press(left, case, "referral", files)
    press(left, case, "transmittal", files)
    assert len(rows_of(left, sa.select(Outbox).where(Outbox.topic == BUNDLE))) == before + 2


def test_who_may_not_read_the_referral_finds_no_paper_and_no_bundle(left: ReferralTelling, files: FileStore) -> None:
    case = left.branch(REPORTED)
    for kind in ("referral", "transmittal"):
        press(left, case, kind, files)
    pack(left, case, files)
    for key in (AUTHOR, JUSTICE):
        assert len(rows_of(left, sa.select(Bundle), Viewer(agency=key))) == 1
    for key in ("prefecture", POLICE, "mairie", "urssaf"):
        assert rows_of(left, sa.select(Bundle), Viewer(agency=key)) == []
        assert rows_of(left, sa.select(FrozenPaper).where(FrozenPaper.case_id == case), Viewer(agency=key)) == []
        assert rows_of(left, sa.select(Document).where(Document.case_id == case), Viewer(agency=key)) == []


def test_a_closing_gives_the_prosecutor_a_draft_with_its_reasons(left: ReferralTelling) -> None:
    case = left.branch(REPORTED)
    left.answer(case)
    told = paper(left, "reply_40_2", case)
    assert isinstance(told, ReplySnapshot)
    assert told.missing() == []
    assert told.head.letterhead.agency == JUSTICE
    assert (told.answer, told.case_no) == ("no_action", "26327000123")
    assert "61 – autres poursuites" in told.reason
    assert "la réponse pénale" in told.reason
    assert told.appeal is not None
    orders = rows_of(left, sa.select(Outbox).where(Outbox.topic == "press", Outbox.case_id == case))
    assert sum("reply_40_2" in order.body for order in orders) == 1


def test_nothing_is_drafted_for_what_the_author_entered_from_paper(left: ReferralTelling) -> None:
    case = left.branch(REPORTED)
    act(
        left, AUTHOR, case, "note_close_without_action", 8, source="Lettre du 3", answered_on=left.at(8, 9).date(), code="21",
        reason="Rien ne l’établit.",
    )  # fmt: skip
    assert rows_of(left, sa.select(FrozenPaper).where(FrozenPaper.kind == "reply_40_2")) == []


def test_a_second_answer_is_a_second_version_of_the_draft(left: ReferralTelling) -> None:
    case = left.branch(REPORTED)
    answer(left, "register", 6)
    answer(left, "choose_alternative", 7)
    answer(left, "close_without_action", 8)
    assert paper(left, "reply_40_2", case, 1).measure.startswith("Mesure\u00a0: régularisation")
    assert paper(left, "reply_40_2", case, 2).answer == "no_action"


def test_a_pv_leaves_with_a_slip_of_its_own_that_holds_no_word_of_it(night: ReferralTelling) -> None:
    case = night.branch(SECOND)
    sends_pv(night, POLICE, case, 6)
    (pv,) = rows_of(night, sa.select(PvTransmission))
    slip = paper(night, "transmittal", pv.id)
    assert (slip.kind, slip.reference, slip.printed_states()) == ("pv", "2026/114", (("pv_transmission", "sent"),))
    assert [line.sha256 for line in slip.pieces] == [""]
    assert slip.missing() == []
    assert rows_of(night, sa.select(FrozenPaper).where(FrozenPaper.kind == "referral")) == []
