"""The trees of consequences, the second look, and branches that no joint inspection gave rise to: what each desk reads and does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.webapp.operations.house import WRITTEN, JointHouse
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.pictures import draw
from webapp.language import say_short_day
from workflows.engine.cases import take
from workflows.engine.registry import workflows
from workflows.engine.tables import Case
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.days import paris_day
from workflows.law.holds import Hold
from workflows.processes import consequence, holding
from workflows.processes.compliance_facts import PointAnswer
from workflows.processes.consequence import OWNER, Consequence
from workflows.processes.evidence_file import EvidenceFile
from workflows.processes.holding import UNTOLD
from workflows.processes.visit_facts import Visit
from workflows.store.text import Text

HouseAt = Callable[..., JointHouse]
PILOT, POLICE, FRAUD, HYGIENE, JUSTICE, LANDLORD = (
    "prefecture", "police_nationale", "ddpp_ccrf", "ddpp_ssa", "parquet", "bailleur",
)  # fmt: skip
WHY: Final = Text("Le parquet a le dossier.", "The prosecution has the case.")


@pytest.fixture
def house(house_at: HouseAt) -> JointHouse:
    """The house whose minutes are written: every branch is open."""
    return house_at(*WRITTEN)


def branch(house: JointHouse, item: str, kind: str = "compliance") -> UUID:
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        return session.scalars(sa.select(Case.id).where(Case.workflow == kind, Case.title.contains(f" {item} "))).one()


def act(house: JointHouse, key: str, case: UUID, step: str, *, days_ago: int = 0, **fields: Any) -> None:
    """Take a step of a branch, some days ago."""
    player, moment = PLAYERS[key], datetime.now(UTC) - timedelta(days=days_ago)
    with unit_of_work(house.story.engine, player.viewer) as session:
        take(session, case, step, actor=player.actor, moment=moment, fields=fields)


def send(house: JointHouse, referral: UUID) -> None:
    """The police record that their official report went to the prosecutor."""
    day = paris_day(datetime.now(UTC))
    pv: dict[str, Any] = {
        "reference": "PV 4711",
        "drawn_on": day,
        "author": "Officier",
        "sent_on": day,
        "public_order": False,
    }
    act(house, POLICE, referral, "transmit_pv", **pv)


def today() -> date:
    return paris_day(datetime.now(UTC))


def serve(house: JointHouse, case: UUID, key: str = FRAUD) -> None:
    act(
        house, key, case, "serve", asked="Afficher les prix.", handed_as="hand", handed_to="gérant",
        served_on=today(), respond_by=today() + timedelta(days=12),
    )  # fmt: skip


def tree_at(house: JointHouse, desk: str, place: str) -> str:
    return house.read(desk, f"/establishments/{house.story.establishments[place]}/consequences")


def unseen(page: str) -> int:
    found = re.search(r"<strong>(\d+)</strong> réservées? à d’autres", page)
    assert found is not None
    return int(found[1])


def test_the_tree_of_a_place_says_what_is_open_with_whom_since_when_and_until_when(house: JointHouse) -> None:
    serve(house, branch(house, "CC-01"))
    page = tree_at(house, FRAUD, "bar_1")
    line = page.split("CC-01")[1].split("</li>")[0]
    assert "Mise en demeure remise" in line
    assert "agency-ddpp_ccrf" in line
    assert f"depuis le {short(house, today())}" in line
    assert f"pour le {short(house, today() + timedelta(days=12))}" in line
    assert "Ce qui l’a finie" not in page, "nothing that is open is told as ended"


def test_each_desk_sees_its_own_branches_and_the_number_of_the_others(house: JointHouse) -> None:
    everything = 5
    for desk, shown in ((PILOT, 2), (POLICE, 3), (FRAUD, 1), (HYGIENE, 0), (JUSTICE, 0), (LANDLORD, 0)):
        page = tree_at(house, desk, "bar_1")
        assert page.count('class="line-title" href') == shown, desk
        assert unseen(page) == everything - shown, desk


def test_of_a_referral_nobody_else_reads_a_word(house: JointHouse) -> None:
    referral = branch(house, "PN-07", "referral")
    send(house, referral)
    visit = visit_of(house, "bar_1")
    for desk in (PILOT, FRAUD, HYGIENE):
        for page in (
            tree_at(house, desk, "bar_1"),
            house.read(desk, f"/visits/{visit}/consequences"),
            house.read(desk, f"/operations/{house.operation}/consequences"),
            house.read(desk, f"/establishments/{house.story.establishments['bar_1']}"),
        ):
            assert "4711" not in page
            assert "Transmise au procureur" not in page
            assert referral.hex not in page.replace("-", "")
    assert "Transmise au procureur" in tree_at(house, JUSTICE, "bar_1")


def visit_of(house: JointHouse, place: str) -> UUID:
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        return session.scalars(
            sa.select(Visit.id).where(Visit.establishment_id == house.story.establishments[place])
        ).one()


def test_the_tree_of_a_visit_leaves_out_the_other_places(house: JointHouse) -> None:
    page = house.read(FRAUD, f"/visits/{visit_of(house, 'bar_1')}/consequences")
    assert "CC-01" in page
    assert "CC-02" not in page
    house.read(LANDLORD, f"/visits/{visit_of(house, 'bar_1')}/consequences", status=404)
    house.read(PILOT, f"/visits/{house.operation}/consequences", status=404)


def test_a_branch_leads_to_everything_that_follows_from_its_finding(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    page = house.read(FRAUD, f"/cases/{case}")
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        row = session.get_one(Consequence, case)
    assert row.finding_id is not None
    address = f"/visits/{row.visit_id}/consequences#finding-{row.finding_id.hex}"
    assert address in page
    assert f'id="finding-{row.finding_id.hex}"' in house.read(FRAUD, address.split("#", maxsplit=1)[0])


def test_reading_a_tree_writes_down_what_was_read(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    before = len(house.readings(case))
    tree_at(house, FRAUD, "bar_1")
    assert len(house.readings(case)) == before + 1


def test_no_open_state_of_any_branch_is_worded_as_an_end() -> None:
    ended = {"close", "closed", "régularisée", "sans objet", "finie", "terminée", "put right", "not applicable"}
    for each in workflows():
        if each.name in OWNER:
            for state in each.states:
                words = {state.label.render("fr").lower(), state.label.render("en").lower()}
                assert state.final or not words & ended, f"{each.name} v{each.version}: {state.name}"


# ------------------------------------------------------------------ a second look


def test_the_open_points_are_looked_at_again_on_one_page_with_a_photo(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    serve(house, case)
    page = house.read(FRAUD, f"/cases/{case}/steps/check_point")
    assert "Revoir les points ouverts" in page, "the door of the step leads to all open points"
    assert "CC-01 – " in page
    photo = (BytesIO(draw("Prix affichés", datetime.now(UTC))[0]), "vitrine.jpg")
    answer = house.send(
        FRAUD, f"/cases/{case}/again", seen_on=today().isoformat(), outcome_0="not_cured",
        note_0="Affichage posé à l’intérieur.", files=photo,
    )  # fmt: skip
    assert answer.status_code == 303
    assert "Point revu sur place" in house.read(FRAUD, f"/cases/{case}?done=3")
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        assert session.scalars(sa.select(PointAnswer)).one().outcome == "not_cured"
        assert session.scalars(sa.select(EvidenceFile)).one().name == "vitrine.jpg"
    page = house.read(FRAUD, f"/cases/{case}")
    assert "Toujours pas conforme. Affichage posé à l’intérieur." in page
    assert "toujours pas conforme" in tree_at(house, FRAUD, "bar_1")
    assert "Affichage posé" not in house.read(PILOT, f"/cases/{case}"), "what the agency saw is its own"
    assert "Toujours pas conforme" in house.read(PILOT, f"/cases/{case}")


def test_a_point_that_was_put_right_and_no_longer_is_has_the_page_of_the_step_itself(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    act(house, FRAUD, case, "check_point", point="CC-01", outcome="cured", seen_on=today())
    house.read(FRAUD, f"/cases/{case}/again", status=404)
    page = house.read(FRAUD, f"/cases/{case}/steps/check_point")
    assert "Ce qui est vu" in page
    answer = house.send(
        FRAUD, f"/cases/{case}/steps/check_point", f_point="CC-01", f_outcome="not_cured", f_seen_on=today().isoformat()
    )
    assert answer.status_code == 303
    assert "toujours pas conforme" in tree_at(house, FRAUD, "bar_1")


def test_a_look_at_nothing_is_refused_and_what_was_typed_stays(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    answer = house.send(
        FRAUD, f"/cases/{case}/again", seen_on=today().isoformat(), outcome_0="unseen", note_0="Un mot resté là."
    )
    page = house.words_of(answer)
    assert answer.status_code == 422
    assert "Dites d’au moins un point ce qui est vu." in page
    assert "Un mot resté là." in page


def test_a_look_refused_by_the_law_of_days_comes_back_with_the_sentence(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    later = (today() + timedelta(days=3)).isoformat()
    answer = house.send(FRAUD, f"/cases/{case}/again", seen_on=later, outcome_0="cured", note_0="")
    assert answer.status_code in (409, 422)
    assert "Ce jour n’est pas encore venu." in house.words_of(answer)


def test_the_page_of_the_second_look_is_for_the_agency_while_something_is_open(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    house.read(PILOT, f"/cases/{case}/again", status=404)
    house.read(FRAUD, f"/cases/{branch(house, 'CC-05', 'referral')}/again", status=404)
    act(house, FRAUD, case, "set_aside", reason="Fermé.")
    house.read(FRAUD, f"/cases/{case}/again", status=404)


# ------------------------------------------------------------------ the operator's proof


def test_the_proof_is_recorded_with_its_photo_on_one_page(house: JointHouse) -> None:
    case = branch(house, "CC-01")
    serve(house, case)
    page = house.read(FRAUD, f"/cases/{case}/steps/receive_proof")
    assert "Ce que l’exploitant a fourni" in page
    assert 'type="file"' in page
    photo = (BytesIO(draw("Prix affichés", datetime.now(UTC))[0]), "prix.jpg")
    answer = house.send(
        FRAUD, f"/cases/{case}/evidence", f_received_on=today().isoformat(), f_words="Photo de la façade.",
        files=photo, act="report",
    )  # fmt: skip
    assert answer.status_code == 303
    page = house.read(FRAUD, f"/cases/{case}")
    assert "Preuve reçue, à examiner" in page
    assert "prix.jpg" in page
    assert "à examiner\u00a0: Photo de la façade." in page


# ------------------------------------------------------------------ without a joint inspection


def test_an_agency_opens_a_branch_about_a_place_and_finds_it_there(house: JointHouse) -> None:
    place = house.story.establishments["bar_2"]
    path = f"/establishments/{place}/consequences/new"
    assert path in house.read(FRAUD, f"/establishments/{place}")
    assert "Mise en conformité" in house.read(FRAUD, path)
    answer = house.send(FRAUD, path, kind="compliance", label="Signalement d’un client\u00a0: prix absents.")
    assert answer.status_code == 303
    page = tree_at(house, FRAUD, "bar_2")
    assert "Sans contrôle conjoint" in page
    assert "Signalement d’un client" in page
    assert "Signalement d’un client" in house.read(FRAUD, f"/establishments/{place}")
    other = tree_at(house, HYGIENE, "bar_2")
    assert "Signalement d’un client" not in other
    assert unseen(other) == 1


def test_only_who_holds_the_competence_of_a_branch_is_offered_it(house: JointHouse) -> None:
    place = house.story.establishments["bar_2"]
    path = f"/establishments/{place}/consequences/new"
    assert "Suite administrative" in house.read(PILOT, path)
    assert "Mise en conformité" not in house.read(PILOT, path).split("<form")[-1]
    for desk in (JUSTICE, LANDLORD):
        house.read(desk, path, status=404)
        assert path not in house.read(desk, f"/establishments/{place}")
    answer = house.send(PILOT, path, kind="compliance", label="Pas à elle.")
    assert answer.status_code == 422


def test_what_is_joined_is_told_on_both_sides_and_ends_with_the_lead(house: JointHouse) -> None:
    place = house.story.establishments["bar_1"]
    house.send(FRAUD, f"/establishments/{place}/consequences/new", kind="compliance", label="Étiquetage.")
    with unit_of_work(house.story.engine, HOUSE_VIEWER) as session:
        other = session.scalars(sa.select(Consequence.id).where(Consequence.establishment_id == place)).one()
    lead = branch(house, "CC-01")
    act(house, FRAUD, other, "join", lead=lead.hex)
    for page in (tree_at(house, FRAUD, "bar_1"), house.read(FRAUD, f"/operations/{house.operation}/consequences")):
        assert "Jointes à celle-ci" in page
    assert "Jointe à <a" in tree_at(house, FRAUD, "bar_1")
    act(house, FRAUD, lead, "check_point", point="CC-01", outcome="cured", seen_on=today())
    act(house, FRAUD, lead, "check_point", point="signalement", outcome="cured", seen_on=today())
    act(house, FRAUD, lead, "cure", words="Tout est affiché.")
    for topic, handler in consequence.HANDLERS.items():
        house.story.handlers.add(topic, handler)
    house.story.let_the_house_work((today() - house.story.night).days + 1, 9)
    page = tree_at(house, FRAUD, "bar_1")
    assert "Ce qui l’a finie\u00a0: Tout est affiché." in page
    assert page.count("Revu régularisé le") == 2


# ------------------------------------------------------------------ what holds what


def test_a_hold_is_shown_where_it_closes_a_door_and_says_no_more_than_the_door(
    house: JointHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Hold(
        "rule",
        (("measure", "set_aside"),),
        1,
        "referral",
        1,
        ("sent",),
        "place",
        (),
        None,
        WHY,
        ("cpp_79",),
        ("W",),
        (),
    )
    monkeypatch.setattr(holding, "holds_on", lambda name, step: (held,) if (name, step) in held.held else ())
    assert "tree-held" not in tree_at(house, PILOT, "bar_1")
    send(house, branch(house, "PN-07", "referral"))
    for page in (
        tree_at(house, PILOT, "bar_1"),
        house.read(PILOT, f"/cases/{branch(house, 'PN-10', 'measure')}?whole="),
    ):
        assert UNTOLD.text.render("fr") in page
        assert WHY.render("fr") not in page
    assert "tree-held" not in tree_at(house, POLICE, "bar_1"), "the police could not take that step anyway"


def short(house: JointHouse, day: date) -> str:
    """Return a day as a page says it."""
    with house.app.test_request_context():
        return say_short_day(day)
