"""Files that show that something was done: attached on the way, refused without loss, handed out to keep."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from playwright.sync_api import FilePayload, expect

from tests.fixtures.browser import OpenContext
from tests.forms.test_evidence_file import pdf
from tests.forms.test_photo import CANARY, with_secrets
from tests.webapp.conftest import ToldApp
from tests.webapp.live import served
from tests.webapp.operations.house import JointHouse
from tests.webapp.operations.test_objectives import HALLS, Told, told_strategy
from webapp.deliveries import carry_out_what_is_due
from webapp.health.finding import Findings
from webapp.health.house import examine_house
from webapp.sessions import cookie_name
from webapp.views import evidence
from webapp.wiring import assemble_house
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.action import Action
from workflows.processes.evidence_file import MOST, EvidenceFile
from workflows.store.files import FileStore

ACCESS = "Changer le contrôle d’accès, résidence B"


@pytest.fixture
def told(home: Path, told_app: ToldApp) -> Told:
    """The house after the joint inspection and a quarter of the strategy."""
    return told_strategy(home, told_app)


def action(told: Told, title: str = ACCESS) -> UUID:
    with unit_of_work(told[1].engine, HOUSE_VIEWER) as session:
        found = session.scalars(sa.select(Action.id).where(Action.title == title)).one()
        assert isinstance(found, UUID)
        return found


def kept(told: Told) -> list[EvidenceFile]:
    with unit_of_work(told[1].engine, HOUSE_VIEWER) as session:
        return list(session.scalars(sa.select(EvidenceFile).order_by(EvidenceFile.received_at, EvidenceFile.name)))


def send(house: JointHouse, desk: str, case: UUID, *files: tuple[bytes, str], **fields: Any) -> Any:
    brought = [(io.BytesIO(content), name) for content, name in files]
    return house.send(desk, f"/cases/{case}/evidence", files=brought, **fields)


def test_an_action_is_reported_with_its_files_and_the_prefects_office_reads_them(told: Told) -> None:
    house, case = told[0], action(told)
    assert "Joindre des pièces" in house.read("bailleur", f"/cases/{case}")
    page = house.read("bailleur", f"/cases/{case}/steps/report")
    assert 'type="file"' in page, "the door leads to the page that takes files too"
    files = ((pdf(), "bon de travaux.pdf"), (with_secrets(), "été.JPG"))
    answer = send(house, "bailleur", case, *files, act="report", f_evidence="Badge posé et essayé.")
    assert answer.status_code == 303, house.words_of(answer)
    assert told[1].stands(case) == "done"
    page = house.read("prefecture", f"/cases/{case}")
    assert "bon de travaux.pdf" in page
    assert "Pièce jointe\u00a0: été.jpg" in page, "the history tells it"
    photo = next(row for row in kept(told) if row.kind == "jpg")
    handed = house.desk("prefecture").get(f"/prefecture/evidence/{photo.id}")
    assert CANARY.encode() not in handed.get_data()
    assert handed.headers["Content-Disposition"].startswith("attachment; filename")
    assert handed.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert handed.headers["X-Content-Type-Options"] == "nosniff"
    assert photo.secrecy == 1


def test_a_refused_file_takes_neither_the_words_nor_the_good_files_with_it(told: Told) -> None:
    house, case = told[0], action(told)
    files = ((b"MZ\x90\x00", "pose.exe"), (pdf(), "bon.pdf"))
    answer = send(house, "bailleur", case, *files, act="report", f_evidence="Trois badges posés.")
    page = house.words_of(answer)
    assert "Pas encore déclaré" in page
    assert "«\u00a0pose\u00a0»\u00a0: Ce fichier n’est pas d’une sorte acceptée" in page
    assert "Trois badges posés." in page, "what was typed is still there"
    assert told[1].stands(case) == "blocked"
    assert [row.name for row in kept(told)] == ["bon.pdf"]
    alone = send(house, "bailleur", case, (b"", "vide.pdf"), act="attach", f_evidence="Trois badges posés.")
    assert alone.status_code == 422
    assert "Trois badges posés." in house.words_of(alone)
    assert send(house, "bailleur", case, act="report", f_evidence=" ").status_code == 422
    assert send(house, "bailleur", case, act="report", f_evidence="Trois badges posés.").status_code == 303
    assert told[1].stands(case) == "done"


def test_the_same_file_is_kept_once_and_a_case_keeps_so_many(told: Told) -> None:
    house, case, content = told[0], action(told), pdf()
    for _ in range(2):
        assert send(house, "bailleur", case, (content, "bon.pdf"), act="attach").status_code == 200
    assert len(kept(told)) == 1
    many = [(f"Jour;{number}\n".encode(), f"{number}.csv") for number in range(MOST)]
    refused = send(house, "bailleur", case, *many, act="attach", f_evidence="Voir les tableaux.")
    assert refused.status_code == 409
    assert "10 pièces au plus" in house.words_of(refused)
    assert "Voir les tableaux." in house.words_of(refused)
    assert len(kept(told)) == 1, "all of them or none"


def test_a_commitment_takes_files_of_its_own_agency_alone_and_a_checked_action_none(told: Told) -> None:
    house, telling = told
    share = telling.child(telling.titled("objective", HALLS), "commitment", "bailleur")
    assert send(house, "bailleur", share, (pdf(), "bilan.pdf"), act="attach").status_code == 200
    assert (
        send(house, "prefecture", share, (pdf(), "autre.pdf"), act="attach", form_on="/objectives").status_code == 404
    )
    done = action(told, "Remplacer l’éclairage du hall, résidence A")
    assert "Joindre des pièces" not in house.read("bailleur", f"/cases/{done}")
    assert send(house, "bailleur", done, (pdf(), "tard.pdf"), act="attach", form_on="/objectives").status_code == 404
    assert [row.name for row in kept(told)] == ["bilan.pdf"]
    objective = telling.titled("objective", HALLS)
    assert house.desk("bailleur").get(f"/bailleur/cases/{objective}/evidence").status_code == 404


MISTAKE = "Relevé d’identité d’un locataire, joint par erreur."


def withdraw(house: JointHouse, desk: str, row: EvidenceFile, reason: str = MISTAKE) -> Any:
    return house.send(desk, f"/evidence/{row.id}/withdraw", form_on=f"/evidence/{row.id}/withdraw", reason=reason)


def do_what_is_due(told: Told) -> None:
    """Let the house deliver its effects."""
    house = assemble_house(told[0].app.extensions["beffroi_settings"])
    while carry_out_what_is_due(house):
        pass
    house.engine.dispose()


def stored(told: Told, row: EvidenceFile) -> bool:
    files = FileStore(told[0].app.extensions["beffroi_settings"].home / "files")
    return files.path(row.original).exists() or files.path(row.handed_out).exists()


@pytest.mark.parametrize("desk", ["bailleur", "prefecture"])
def test_a_file_attached_by_mistake_is_withdrawn_and_its_bytes_and_name_are_gone(told: Told, desk: str) -> None:
    house, case = told[0], action(told)
    send(house, "bailleur", case, (with_secrets(), "carte d’identité.jpg"), (pdf(), "bon.pdf"), act="attach")
    mistake = next(row for row in kept(told) if row.kind == "jpg")
    assert f"/evidence/{mistake.id}/withdraw" in house.read(desk, f"/cases/{case}")
    assert "Motif du retrait" in house.read(desk, f"/evidence/{mistake.id}/withdraw")
    assert withdraw(house, desk, mistake, reason=" ").status_code == 422
    assert withdraw(house, desk, mistake).status_code == 303
    for reader in ("bailleur", "prefecture", "police_nationale"):
        assert house.desk(reader).get(f"/{reader}/evidence/{mistake.id}").status_code == 404, "to nobody any more"
        page = house.read(reader, f"/cases/{case}")
        assert "Pièce retirée" in page
        assert MISTAKE in page
        assert "carte d’identité" not in page + house.read(reader, f"/cases/{case}/history")
        assert "bon.pdf" in page, "the other file stays"
    do_what_is_due(told)
    assert not stored(told, mistake)
    assert stored(told, next(row for row in kept(told) if row.kind == "pdf"))
    history = house.read("police_nationale", f"/cases/{case}/history")
    assert "carte d’identité" not in history
    assert f"Pièce retirée\u00a0: {MISTAKE}" in history
    assert "Pièce jointe, retirée depuis" in history
    row = next(row for row in kept(told) if row.id == mistake.id)
    assert (row.name, row.withdrawn_for, row.withdrawn_because) == ("", desk, MISTAKE)
    assert withdraw_again(house, desk, row).status_code == 303, "a second press finds it done"
    with unit_of_work(told[1].engine, HOUSE_VIEWER) as session:
        assert "carte d’identité" not in repr(
            list(session.execute(sa.text("select body from journal where body like '%carte%'")))
        )
    assert verify(told[1].engine).ok
    rebuilt = rebuild(told[1].engine)
    assert rebuilt.ok, rebuilt.differences
    findings = Findings()
    examine_house(findings, house.app.extensions["beffroi_settings"])
    assert not [each for each in findings.all if each.name == "files" and each.grade == "bad"]


def withdraw_again(house: JointHouse, desk: str, row: EvidenceFile) -> Any:
    return house.send(desk, f"/evidence/{row.id}/withdraw", form_on="/objectives", reason="Encore.")


def test_bytes_that_another_record_names_stay_in_the_store(told: Told) -> None:
    house, case, content = told[0], action(told), pdf()
    share = told[1].child(told[1].titled("objective", HALLS), "commitment", "bailleur")
    for each in (case, share):
        assert send(house, "bailleur", each, (content, "bon.pdf"), act="attach").status_code == 200
    one, other = kept(told)
    assert withdraw(house, "bailleur", one).status_code == 303
    do_what_is_due(told)
    assert house.desk("bailleur").get(f"/bailleur/evidence/{other.id}").data == content
    assert withdraw(house, "bailleur", other).status_code == 303
    do_what_is_due(told)
    assert not stored(told, other)
    again = send(house, "bailleur", case, (content, "bon.pdf"), act="attach")
    assert "Une pièce est jointe." in house.words_of(again), "what was withdrawn may be attached after all"
    assert stored(told, one)


def test_bytes_that_come_back_before_the_house_erases_them_stay(told: Told) -> None:
    house, case, content = told[0], action(told), pdf()
    send(house, "bailleur", case, (content, "bon.pdf"), act="attach")
    assert withdraw(house, "bailleur", kept(told)[0]).status_code == 303
    send(house, "bailleur", case, (content, "bon.pdf"), act="attach")
    do_what_is_due(told)
    back = next(row for row in kept(told) if row.withdrawn_at is None)
    assert house.desk("bailleur").get(f"/bailleur/evidence/{back.id}").data == content


def test_a_file_is_not_withdrawn_by_others_nor_once_the_action_was_checked_with_it(told: Told) -> None:
    house, case = told[0], action(told)
    send(house, "bailleur", case, (pdf(), "bon.pdf"), act="report", f_evidence="Badge posé.")
    row = kept(told)[0]
    assert f"/evidence/{row.id}/withdraw" not in house.read("police_nationale", f"/cases/{case}")
    page = house.read("police_nationale", f"/evidence/{row.id}/withdraw")
    assert "Une pièce se retire par le service qui l’a jointe" in page
    assert withdraw(house, "police_nationale", row).status_code == 409
    assert house.send("prefecture", f"/cases/{case}/steps/check").status_code == 303
    for desk in ("bailleur", "prefecture"):
        assert f"/evidence/{row.id}/withdraw" not in house.read(desk, f"/cases/{case}")
        refused = withdraw(house, desk, row)
        assert refused.status_code == 409
        assert "Ce dossier a été vérifié au vu de ses pièces" in house.words_of(refused)
    assert house.desk("prefecture").get(f"/prefecture/evidence/{row.id}").status_code == 200


def test_a_press_that_is_too_large_says_the_limit_and_the_way_back(told: Told) -> None:
    # As a browser sends it; the test client would lay so large a form down in a file that it never closes.
    answer = (
        told[0]
        .desk("bailleur")
        .post(
            f"/bailleur/cases/{action(told)}/evidence",
            input_stream=io.BytesIO(bytes(37 * 2**20)),
            content_length=37 * 2**20,
            content_type="multipart/form-data; boundary=x",
        )
    )
    assert answer.status_code == 413
    page = told[0].words_of(answer)
    assert "ne dépasse pas 36\u00a0Mo en tout" in page
    assert "Revenez à la page précédente" in page


def table_called(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": content}


def test_files_that_are_too_large_are_told_before_the_words_leave_the_page(
    told: Told, open_context: OpenContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "LARGEST_FILE", 2 * 2**20)
    monkeypatch.setattr(evidence, "TOGETHER", 3 * 2**20)
    house, case = told[0], action(told)
    name = cookie_name(house.app.extensions["beffroi_settings"])
    cookie = house.desk("bailleur").get_cookie(name)
    assert cookie is not None
    with served(house.app) as address:
        context = open_context()
        context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/bailleur/cases/{case}/evidence")
        page.get_by_label("Ce qui le montre").fill("Trois badges posés.")
        files = page.get_by_label("Fichiers")
        for sizes, sentence in (
            ([3], "Un fichier choisi dépasse 2\u00a0Mo."),
            ([2, 2], "Ensemble, ces fichiers dépassent 3\u00a0Mo."),
        ):
            files.set_input_files([table_called(f"{n}.csv", bytes(size * 2**20)) for n, size in enumerate(sizes)])
            expect(page.get_by_role("alert")).to_contain_text(sentence)
            page.get_by_role("button", name="Déclarer faite").click()
            expect(page.get_by_role("alert")).to_contain_text(sentence)
            expect(page.get_by_label("Ce qui le montre")).to_have_value("Trois badges posés.")
        assert told[1].stands(case) == "blocked", "nothing was sent"
        files.set_input_files([table_called("bon.csv", b"Jour;1\n")])
        expect(page.get_by_role("alert")).to_have_count(0)
        page.get_by_role("button", name="Déclarer faite").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(ACCESS)
    assert told[1].stands(case) == "done"
