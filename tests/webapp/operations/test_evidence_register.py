"""The evidence register at the desks: a seizure entered from the visit, read, taken away, counted by whoever leads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.webapp.operations.house import CARRIED_OUT, JointHouse
from workflows.engine.tables import RunningDeadline
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.processes.exhibit import Exhibit
from workflows.processes.frozen_paper import frozen
from workflows.processes.legal_limit import LegalLimit
from workflows.processes.snapshots_exhibits import ExhibitRegisterSnapshot
from workflows.processes.video import Video
from workflows.processes.visit_facts import Visit
from workflows.store.text import PARIS

HouseAt = Callable[..., JointHouse]
POLICE, HYGIENE, TOWN = "police_nationale", "ddpp_ssa", "police_municipale"
REGISTER = "/evidence-register"


def visit_of(house: JointHouse, place: str = "night_grocery") -> Visit:
    """The row of a visit."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        return session.get_one(Visit, house.story.visits[place])


def typed(moment: datetime | None) -> str:
    """A moment as a browser sends it."""
    assert moment is not None
    return moment.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M:%S")


def rows(house: JointHouse, kind: type[Any]) -> list[Any]:
    """Every row of a kind."""
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        return list(session.scalars(sa.select(kind)))


def seize(house: JointHouse, **changed: str) -> int:
    """Send what the police seized in the grocery and return the status of the answer."""
    visit = visit_of(house)
    assert visit.entered_at is not None
    fields = {
        "nature": "Cartouches sans timbre", "quantity": "12,5", "unit": "carton", "seal": "S-77",
        "found_at": typed(visit.entered_at + timedelta(minutes=2)), "place": "Réserve", "basis": "flagrancy",
        "present": "employee", "kept_at": "Salle des scellés", **changed,
    }  # fmt: skip
    address = f"/visits/{visit.id}/seizure"
    return house.send(POLICE, address, form_on=address, **fields).status_code


@pytest.fixture
def house(house_at: HouseAt) -> JointHouse:
    """The house after the doors have closed."""
    return house_at(*CARRIED_OUT)


def test_a_seizure_is_entered_from_the_visit_read_in_the_register_and_taken_away(house: JointHouse) -> None:
    visit = visit_of(house)
    assert f"/visits/{visit.id}/seizure" in house.read(POLICE, f"/cases/{visit.id}")
    assert seize(house) == 303
    [row] = rows(house, Exhibit)
    page = house.read(POLICE, REGISTER)
    for words in (row.number, "Cartouches sans timbre", "S-77", "12,5 cartouches", "Salle des scellés"):
        assert words in page, words
    case = house.read(POLICE, f"/cases/{row.id}")
    for words in ("Enquête de flagrance (à vérifier)", "Un préposé", "Remettre à un autre service"):
        assert words in case, words
    table = house.desk(POLICE).get(f"/{POLICE}{REGISTER}.csv").get_data(as_text=True)
    assert row.number in table and "S-77" in table
    assert row.number not in house.read(POLICE, f"{REGISTER}?state=ended")
    assert row.number in house.read(POLICE, f"{REGISTER}?operation={house.operation}")


def test_a_seizure_twice_under_one_seal_is_refused_and_what_was_typed_stays(house: JointHouse) -> None:
    assert [seize(house), seize(house)] == [303, 409]
    assert len(rows(house, Exhibit)) == 1


def test_who_may_not_seize_reads_why(house: JointHouse) -> None:
    address = f"/visits/{visit_of(house).id}/seizure"
    page = house.read(TOWN, address)
    assert "Aucun texte connu ici ne permet" in page and 'name="seal"' not in page
    assert house.send(TOWN, address, form_on=address, nature="x").status_code == 422
    assert rows(house, Exhibit) == []


def test_whoever_leads_reads_how_many_and_nothing_else(house: JointHouse) -> None:
    seize(house)
    page = house.read("prefecture", f"/operations/{house.operation}")
    assert "Une saisie est inscrite au registre." in page
    assert "Cartouches sans timbre" not in page
    assert "Aucun scellé ici." in house.read("prefecture", REGISTER)
    assert "inscrite au registre" not in house.read("parquet", f"/operations/{house.operation}")


def test_a_video_is_noted_with_the_day_on_which_it_is_erased(house: JointHouse) -> None:
    visit = visit_of(house, "bar_1")
    address = f"/visits/{visit.id}/video"
    sent = house.send(
        TOWN, address, form_on=address, camera_owner="Pharmacie", place="Trottoir", starts_at=typed(visit.entered_at),
        ends_at=typed(visit.left_at), retention="60",
    )  # fmt: skip
    assert sent.status_code == 303
    [row] = rows(house, Video)
    page = house.read(TOWN, f"/cases/{row.id}")
    assert "60 jours, plus que la durée légale la plus longue" in page.replace("\u00a0", " ")
    assert "Trottoir" in house.read(TOWN, REGISTER)
    assert "Trottoir" not in house.read(POLICE, REGISTER)


def test_an_agency_reads_in_its_inbox_that_its_limit_runs_out_and_that_the_act_would_be_void(house: JointHouse) -> None:
    visit = visit_of(house)
    address = f"/visits/{visit.id}/limit"
    sent = house.send(
        HYGIENE, address, form_on=address, clock="crpm_l205_3", paper="PV 12", starts_at=typed(visit.left_at)
    )  # fmt: skip
    assert sent.status_code == 303
    [row] = rows(house, LegalLimit)
    now = datetime.now(PARIS)
    with house.story.engine.begin() as connection:
        clock = RunningDeadline.__table__.c
        span = {"started_at": now - timedelta(days=6), "due": now + timedelta(days=1)}
        connection.execute(sa.update(RunningDeadline).where(clock.case_id == row.id).values(span))
    page = house.read(HYGIENE, "/").replace("\u00a0", " ")
    assert "80 % du délai légal sont écoulés ; passé ce délai, l’acte est nul" in page
    assert "du délai légal" not in house.read(POLICE, "/")


def test_an_agency_without_a_limit_of_its_own_is_told_so(house: JointHouse) -> None:
    visit = visit_of(house, "bar_1")
    assert "Aucune échéance légale n’est connue ici" in house.read(POLICE, f"/visits/{visit.id}/limit")
    assert f"/visits/{visit.id}/limit" not in house.read(POLICE, f"/cases/{visit.id}")


def test_the_register_is_printed_as_it_stands_for_who_seized_and_nobody_else(house: JointHouse) -> None:
    seize(house)
    address = f"{REGISTER}?operation={house.operation}"
    page = house.read(POLICE, address)
    assert "Imprimer le registre" in page
    sent = house.send(POLICE, f"/operations/{house.operation}/exhibit-register", form_on=address)
    assert sent.status_code == 303
    case = UUID(sent.headers["Location"].rpartition("/")[2])
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        kept = frozen(session, "exhibit_register", case, 1)
        assert kept is not None
        drawn = ExhibitRegisterSnapshot.from_json(kept.content)
    [exhibit] = drawn.exhibits
    assert (exhibit.nature, exhibit.seized, exhibit.seal) == ("Cartouches sans timbre", "12,5\u00a0cartouches", "S-77")
    assert [link.event for link in exhibit.custody] == ["Saisi"]
    assert drawn.head.secrecy == 3
    assert drawn.head.number.startswith("RS-")
    assert drawn.missing() == []
    assert "Relevé du registre des scellés" in house.read(POLICE, f"/cases/{case}")
    for other in ("prefecture", "parquet", TOWN):
        house.read(other, f"/cases/{case}", 404)
    empty = house.send(HYGIENE, f"/operations/{house.operation}/exhibit-register", form_on=address)
    assert empty.status_code == 409
    assert "n’a rien saisi" in house.words_of(empty)
