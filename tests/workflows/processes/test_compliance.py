"""The compliance branch: a formal notice, the operator's proof or a second look, and what follows when the date passes."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.tellings import codes_refused, hands, no_press, refusals
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.story import Story
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.registry import workflow
from workflows.engine.statements import load_case
from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.viewer import HOUSE_VIEWER, unit_of_work
from workflows.law.calendar import end_of_day
from workflows.law.days import paris_day
from workflows.processes import consequence, house, sheet
from workflows.processes.compliance_facts import FormalNotice, OperatorProof, PointAnswer, PointNote, points_of
from workflows.processes.consequence import Consequence, open_elsewhere
from workflows.processes.evidence_file import (
    EvidenceFile,
    add_evidence,
    proving_step,
    takes_evidence,
    why_not_withdrawn,
)
from workflows.processes.figures import Period, figure
from workflows.register.establishments import Establishment

FRAUD, PILOT, OUTSIDER = "ddpp_ccrf", "prefecture", "bailleur"
SERVED: Final = 13
"""The day of the story on which the notice is handed over."""
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what asks nothing of a database that the whole story has not asked of both."""


@pytest.fixture
def open_(told: Story) -> Story:
    """The story told to its end, with the hands that end what is joined."""
    told.handlers = hands(house, sheet, consequence, press=no_press)
    return told


@pytest.fixture
def prices(open_: Story) -> UUID:
    """The compliance branch of the prices that the bar did not show."""
    return branch(open_, "CC-01")


def branch(story: Story, item: str, kind: str = "compliance") -> UUID:
    """Return the one branch of that kind about that point."""
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return session.scalars(sa.select(Case.id).where(Case.workflow == kind, Case.title.contains(f" {item} "))).one()


def act(story: Story, case: UUID, step: str, day: int, *, key: str = FRAUD, hour: int = 9, **fields: Any) -> None:
    story.take(PLAYERS[key], case, step, day, hour, **fields)


def day_of(story: Story, day: int) -> date:
    return paris_day(story.at(day, 9))


def serve(story: Story, case: UUID, *, days: int = 10) -> None:
    """Hand the notice over, with so many days to answer."""
    act(
        story, case, "serve", SERVED, asked="Afficher les prix à l’extérieur.", handed_as="hand", handed_to="gérant",
        served_on=day_of(story, SERVED), respond_by=day_of(story, SERVED + days), reference="CCRF 2026-12",
    )  # fmt: skip


def receive(story: Story, case: UUID, day: int) -> None:
    act(story, case, "receive_proof", day, received_on=day_of(story, day), words="Photo de l’affichage.")


def elsewhere(story: Story, place: str, label: str, key: str = FRAUD) -> UUID:
    """Open a branch that no joint inspection gave rise to."""
    player = PLAYERS[key]
    with unit_of_work(story.engine, player.viewer) as session:
        return open_elsewhere(
            session, "compliance", establishment=session.get_one(Establishment, story.establishments[place]), label=label,
            actor=player.actor, moment=story.at(12, 15), due_at=story.at(27, 23), clock_key="contradictory_usual",
            title=f"{place} – mise en conformité",
        ).case_id  # fmt: skip


def only(story: Story, row: type[Any], *conditions: Any) -> Any:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return session.scalars(sa.select(row).where(*conditions)).one()


def every(story: Story, row: type[Any], *conditions: Any) -> list[Any]:
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return list(session.scalars(sa.select(row).where(*conditions)))


def said_of(story: Story, case: UUID) -> dict[str, list[str]]:
    """Return what was said of each point of a branch, in order."""
    with unit_of_work(story.engine, HOUSE_VIEWER) as session:
        return {point.code: [each.outcome for each in point.answers] for point in points_of(session, case)}


def test_a_notice_is_served_and_the_operators_photo_is_accepted(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    assert open_.stands(prices) == "notice_served"
    notice = only(open_, FormalNotice)
    assert (notice.id, notice.handed_as, notice.secrecy, notice.agency) == (prices, "hand", 2, FRAUD)
    clock = only(open_, RunningDeadline, RunningDeadline.case_id == prices)
    assert (clock.name, clock.due) == ("respond", end_of_day(day_of(open_, SERVED + 10)))

    receive(open_, prices, SERVED + 4)
    assert open_.stands(prices) == "proof_received"
    act(open_, prices, "accept_proof", SERVED + 5, words="Prix affichés, lisibles de la rue.")
    assert open_.stands(prices) == "cured"
    assert said_of(open_, prices) == {"CC-01": ["cured"]}
    answer = only(open_, PointAnswer)
    assert answer.by_proof
    assert answer.finding_id == only(open_, Consequence, Consequence.id == prices).finding_id
    assert only(open_, OperatorProof).outcome == "accepted"
    assert only(open_, Consequence, Consequence.id == prices).end_reason == "Prix affichés, lisibles de la rue."
    assert not every(open_, RunningDeadline, RunningDeadline.case_id == prices)
    with unit_of_work(open_.engine, HOUSE_VIEWER) as session:
        assert rebuild(session).differences == []


def test_a_refused_proof_goes_back_with_a_new_date_and_the_earlier_one_stays(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    receive(open_, prices, SERVED + 2)
    assert codes_refused(
        open_, FRAUD, prices, "refuse_proof", SERVED + 3, reason="Illisible.", respond_by=day_of(open_, SERVED + 3)
    ) == {"not_ahead"}
    act(open_, prices, "refuse_proof", SERVED + 3, reason="Photo illisible.", respond_by=day_of(open_, SERVED + 20))
    assert open_.stands(prices) == "notice_served"
    notice = only(open_, FormalNotice)
    assert notice.respond_by == day_of(open_, SERVED + 20)
    assert [(each["respond_by"], each["reason"]) for each in notice.earlier] == [
        (day_of(open_, SERVED + 10).isoformat(), "Photo illisible.")
    ]
    assert only(open_, OperatorProof).reason == "Photo illisible."
    assert said_of(open_, prices) == {"CC-01": []}, "a refused proof says nothing of the point itself"

    open_.let_the_house_work(SERVED + 15, 9)
    assert open_.stands(prices) == "notice_served", "the earlier date no longer counts"
    receive(open_, prices, SERVED + 16)
    act(open_, prices, "accept_proof", SERVED + 16, hour=11, words="Lisible.")
    assert [each.outcome for each in sorted(every(open_, OperatorProof), key=lambda row: row.received_on)] == [
        "refused", "accepted",
    ]  # fmt: skip


@ON_ONE
def test_on_the_evening_of_the_date_nothing_lapses_and_after_midnight_it_does(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    open_.let_the_house_work(SERVED + 10, 23, 59)
    assert open_.stands(prices) == "notice_served"
    open_.let_the_house_work(SERVED + 11, 0, 1)
    assert open_.stands(prices) == "lapsed"


@ON_ONE
def test_a_proof_that_came_before_the_date_does_not_lapse_while_it_is_examined(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    receive(open_, prices, SERVED + 9)
    open_.let_the_house_work(SERVED + 40, 9)
    assert open_.stands(prices) == "proof_received"


@ON_ONE
def test_after_the_date_a_last_one_is_given_once_and_a_late_proof_is_still_taken(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    open_.let_the_house_work(SERVED + 11, 9)
    act(open_, prices, "give_last_date", SERVED + 12, reason="Travaux en cours.", respond_by=day_of(open_, SERVED + 19))
    open_.let_the_house_work(SERVED + 20, 9)
    assert open_.stands(prices) == "lapsed"
    assert "last_date_given" in codes_refused(
        open_, FRAUD, prices, "give_last_date", SERVED + 20, reason="Encore.", respond_by=day_of(open_, SERVED + 30)
    )
    receive(open_, prices, SERVED + 21)
    assert open_.stands(prices) == "proof_received"


def test_what_is_not_put_right_is_passed_on_to_the_administrative_branch_of_the_same_finding(
    open_: Story, prices: UUID
) -> None:
    serve(open_, prices)
    open_.let_the_house_work(SERVED + 11, 9)
    act(open_, prices, "pass_on", SERVED + 12, reason="Aucune réponse de l’exploitant.")
    assert open_.stands(prices) == "passed_on"
    measure = only(open_, Consequence, Consequence.id == only(open_, FormalNotice).passed_to)
    origin = only(open_, Consequence, Consequence.id == prices)
    case = only(open_, Case, Case.id == measure.id)
    assert (measure.kind, measure.finding_id, measure.visit_id) == ("measure", origin.finding_id, origin.visit_id)
    assert (case.parent_id, case.state, measure.owner, measure.agency) == (prices, "due", PILOT, FRAUD)
    assert case.title == "Bar de démonstration Le Mirliton – CC-01 – suite administrative"
    assert measure.due_at > open_.at(SERVED + 12, 9)


def test_each_joined_point_is_looked_at_again_and_only_what_is_left_is_passed_on(open_: Story, prices: UUID) -> None:
    other = elsewhere(open_, "bar_1", "Étiquetage des boissons")
    act(open_, other, "join", 12, hour=16, lead=prices.hex)
    serve(open_, prices)
    assert said_of(open_, prices) == {"CC-01": [], "signalement": []}
    open_.let_the_house_work(SERVED + 11, 9)

    seen = day_of(open_, SERVED + 12)
    act(
        open_, prices, "check_point", SERVED + 12, key=FRAUD, point="CC-01", outcome="not_cured", seen_on=seen,
        note="Toujours rien à l’extérieur.",
    )  # fmt: skip
    act(open_, prices, "check_point", SERVED + 12, hour=10, point="signalement", outcome="cured", seen_on=seen)
    assert open_.stands(prices) == "lapsed", "looking again moves nothing by itself"
    assert refusals(open_, FRAUD, prices, "cure", SERVED + 12, words="Tout est fait.")["not_cured"].endswith(": CC-01.")

    act(open_, prices, "pass_on", SERVED + 13, reason="Refus de l’exploitant.")
    open_.let_the_house_work(SERVED + 13, 10)
    assert open_.stands(other) == "closed"
    measures = every(open_, Case, Case.parent_id == prices)
    assert [case.title.split(" – ")[1] for case in measures] == ["CC-01"], "what was put right is not passed on"
    assert said_of(open_, prices) == {"CC-01": ["not_cured"], "signalement": ["cured"]}


def test_what_was_seen_not_cured_stays_when_it_is_seen_cured_later(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    for day, outcome in ((SERVED + 2, "not_cured"), (SERVED + 6, "cured")):
        act(open_, prices, "check_point", day, point="CC-01", outcome=outcome, seen_on=day_of(open_, day))
    act(open_, prices, "cure", SERVED + 6, hour=10, words="Vu sur place.")
    assert open_.stands(prices) == "cured"
    assert said_of(open_, prices) == {"CC-01": ["not_cured", "cured"]}


@ON_ONE
def test_a_point_that_went_wrong_again_is_open_again(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    for day, outcome in ((SERVED + 2, "cured"), (SERVED + 6, "not_cured")):
        act(open_, prices, "check_point", day, point="CC-01", outcome=outcome, seen_on=day_of(open_, day))
    assert codes_refused(open_, FRAUD, prices, "cure", SERVED + 6, words="Fait.") == {"not_cured"}


@ON_ONE
def test_a_proof_for_one_of_two_points_leaves_the_other_with_a_date(open_: Story, prices: UUID) -> None:
    other = elsewhere(open_, "bar_1", "Étiquetage des boissons")
    act(open_, other, "join", 12, hour=16, lead=prices.hex)
    serve(open_, prices)
    receive(open_, prices, SERVED + 2)
    assert codes_refused(
        open_, FRAUD, prices, "accept_in_part", SERVED + 3, points=["CC-01", "signalement"], reason="Le reste.",
        respond_by=day_of(open_, SERVED + 20),
    ) == {"nothing_left"}  # fmt: skip
    act(
        open_, prices, "accept_in_part", SERVED + 3, points=["CC-01"], reason="Étiquettes illisibles.",
        respond_by=day_of(open_, SERVED + 20),
    )  # fmt: skip
    assert open_.stands(prices) == "notice_served"
    assert said_of(open_, prices) == {"CC-01": ["cured"], "signalement": []}
    receive(open_, prices, SERVED + 5)
    assert "one_point" in codes_refused(
        open_, FRAUD, prices, "accept_in_part", SERVED + 5, points=["signalement"], reason="Plus rien.",
        respond_by=day_of(open_, SERVED + 20),
    )  # fmt: skip
    act(open_, prices, "accept_proof", SERVED + 6, words="Tout est fait.")
    assert said_of(open_, prices) == {"CC-01": ["cured"], "signalement": ["cured"]}


@ON_ONE
def test_a_point_is_not_joined_to_a_notice_that_is_out(open_: Story, prices: UUID) -> None:
    other = elsewhere(open_, "bar_1", "Étiquetage des boissons")
    serve(open_, prices)
    assert codes_refused(open_, FRAUD, other, "join", SERVED + 1, lead=prices.hex) == {"notice_is_out"}


@ON_ONE
def test_what_is_joined_comes_back_when_the_lead_is_set_aside(open_: Story, prices: UUID) -> None:
    other = elsewhere(open_, "bar_1", "Étiquetage des boissons")
    act(open_, other, "join", 12, hour=16, lead=prices.hex)
    serve(open_, prices)
    act(open_, prices, "set_aside", SERVED + 1, reason="Établissement fermé définitivement.")
    open_.let_the_house_work(SERVED + 1, 10)
    assert open_.stands(other) == "due"


@ON_ONE
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"served_on": 2}, "day_to_come"),
        ({"respond_by": 0}, "no_time_left"),
        ({"handed_as": "pigeon"}, "field_handed_as"),
        ({"asked": ""}, "field_asked"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(open_: Story, prices: UUID, fields: dict[str, Any], code: str) -> None:
    given: dict[str, Any] = {
        "asked": "Afficher.", "handed_as": "hand", "handed_to": "gérant", "served_on": 0, "respond_by": 10, **fields,
    }  # fmt: skip
    days = {name: day_of(open_, SERVED + given[name]) for name in ("served_on", "respond_by")}
    assert code in codes_refused(open_, FRAUD, prices, "serve", SERVED, **{**given, **days})


@ON_ONE
def test_days_that_cannot_be_are_refused(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    proof = {"words": "Photo."}
    for day, code in ((SERVED + 3, "day_to_come"), (SERVED - 1, "before_notice")):
        assert codes_refused(
            open_, FRAUD, prices, "receive_proof", SERVED + 2, received_on=day_of(open_, day), **proof
        ) == {code}
    seen = {"point": "CC-01", "outcome": "cured"}
    for day, code in ((SERVED + 3, "day_to_come"), (-1, "seen_before")):
        assert codes_refused(open_, FRAUD, prices, "check_point", SERVED + 2, seen_on=day_of(open_, day), **seen) == {
            code
        }


@ON_ONE
def test_nobody_but_the_agency_that_found_it_takes_a_step(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    with unit_of_work(open_.engine, PLAYERS[OUTSIDER].viewer) as session:
        assert session.get(Case, prices) is None
        assert session.get(FormalNotice, prices) is None
    assert codes_refused(
        open_, PILOT, prices, "check_point", SERVED + 2, point="CC-01", outcome="cured", seen_on=day_of(open_, SERVED)
    ) == {"competence"}


@ON_ONE
def test_the_pilot_reads_the_outcome_of_a_second_look_and_not_the_agencys_note(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    act(
        open_, prices, "check_point", SERVED + 2, point="CC-01", outcome="not_cured", note="Rien.",
        seen_on=day_of(open_, SERVED + 2),
    )  # fmt: skip
    with unit_of_work(open_.engine, PLAYERS[PILOT].viewer) as session:
        assert session.scalars(sa.select(PointAnswer)).one().outcome == "not_cured"
        assert session.scalars(sa.select(PointNote)).all() == []
    with unit_of_work(open_.engine, PLAYERS[FRAUD].viewer) as session:
        assert session.scalars(sa.select(PointNote)).one().note == "Rien."


def attach(story: Story, case: UUID, day: int) -> None:
    player, digest = PLAYERS[FRAUD], "a" * 64
    with unit_of_work(story.engine, player.viewer) as session:
        file = EvidenceFile(name="affichage.jpg", kind="jpg", original=digest, handed_out=digest, length=3)
        add_evidence(session, case, [file], actor=player.actor, moment=story.at(day, 9))


@ON_ONE
def test_the_photo_is_attached_by_the_agency_and_is_not_withdrawn_once_it_has_counted(
    open_: Story, prices: UUID
) -> None:
    serve(open_, prices)
    attach(open_, prices, SERVED + 2)
    receive(open_, prices, SERVED + 2)
    act(open_, prices, "accept_proof", SERVED + 3, words="Affiché.")
    with unit_of_work(open_.engine, PLAYERS[FRAUD].viewer) as session:
        case = session.get_one(Case, prices)
        assert proving_step(case) == "receive_proof"
        assert not takes_evidence(case, FRAUD), "what was decided is not proved any more"
    with unit_of_work(open_.engine, PLAYERS[FRAUD].viewer) as session:
        loaded = load_case(session, prices)
        assert loaded is not None
        refused = why_not_withdrawn(loaded, PLAYERS[FRAUD].actor)
        assert refused is not None
        assert refused.code == "checked_with_it"


@ON_ONE
def test_only_what_the_agency_has_not_acted_on_is_overdue(open_: Story, prices: UUID) -> None:
    period = Period(open_.at(0, 0), open_.at(60, 0))

    def late() -> set[UUID]:
        open_.let_the_house_work(22, 9)
        with unit_of_work(open_.engine, HOUSE_VIEWER) as session:
            return set(figure(session, "consequences_overdue", period).cases)

    serve(open_, prices, days=30)
    assert prices not in late(), "it is with the operator"
    assert branch(open_, "CC-02") in late()


@ON_ONE
def test_once_the_operators_date_has_passed_the_agency_is_late_again(open_: Story, prices: UUID) -> None:
    serve(open_, prices)
    open_.let_the_house_work(SERVED + 11, 9)
    period = Period(open_.at(0, 0), open_.at(60, 0))
    with unit_of_work(open_.engine, HOUSE_VIEWER) as session:
        assert prices in figure(session, "consequences_overdue", period).cases


@ON_ONE
def test_a_case_of_the_first_version_goes_on_as_it_began(open_: Story) -> None:
    first = workflow("compliance", 1)
    player = PLAYERS[FRAUD]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workflows.engine.cases.registry.workflow", lambda name, version=None: first)
        with unit_of_work(open_.engine, player.viewer) as session:
            place = session.get_one(Establishment, open_.establishments["bar_2"])
            case = open_elsewhere(
                session, "compliance", establishment=place, label="Ancienne suite", actor=player.actor,
                moment=open_.at(12, 15), due_at=open_.at(27, 23), clock_key="contradictory_usual", title="Ancienne",
            ).case_id  # fmt: skip
    act(open_, case, "send", SERVED, reference="Lettre 7")
    act(open_, case, "answer", SERVED + 1, answer="Photo.")
    act(open_, case, "close", SERVED + 2, reason="Vu.")
    assert open_.stands(case) == "closed"
    with unit_of_work(open_.engine, player.viewer) as session:
        assert proving_step(session.get_one(Case, case)) is None
