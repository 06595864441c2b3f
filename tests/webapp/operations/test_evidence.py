"""Files that show that something was done: attached on the way, refused without loss, handed out to keep."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.databases import PreparedDatabase
from tests.forms.test_evidence_file import pdf
from tests.forms.test_photo import CANARY, with_secrets
from tests.webapp.operations.house import JointHouse
from tests.webapp.operations.test_objectives import HALLS, Told, told_strategy
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.action import Action
from workflows.processes.evidence_file import MOST, EvidenceFile

ACCESS = "Changer le contrôle d’accès, résidence B"


@pytest.fixture
def told(home: Path, prepared_database: PreparedDatabase) -> Told:
    """The house after the joint inspection and a quarter of the strategy."""
    return told_strategy(home, prepared_database)


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
