"""Means and trainings: what is needed, pledged, arrived; what is planned and was held. Counts stay, late is computed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import NIGHT, codes_refused, hands, open_quarter, played, untold
from tests.workflows.processes.conftest import ToldDatabase
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.means import COMING, HELD, MeansTelling
from webapp.demonstration.strategy import BEGIN
from webapp.showing.means import bar_of, means_of, trainings_of
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.viewer import Viewer, unit_of_work
from workflows.processes import house, means
from workflows.processes.agenda import Upcoming, proposals
from workflows.processes.figures import Period, figure, visible_cases
from workflows.processes.means import MeansMovement, counts_of, standing_movements
from workflows.processes.strategy import Strategy
from workflows.processes.training import Training

POLICE, TOWN = "police_nationale", "mairie"


@pytest.fixture
def told(told_database: ToldDatabase) -> MeansTelling:
    """The strategy with its means and trainings as the demonstration tells them."""
    return played(_telling(told_database("means", lambda fresh: _telling(fresh).play())), "means", "play")


def _telling(engine: Engine) -> MeansTelling:
    return untold(MeansTelling, engine, hands(house, means), NIGHT, strategy=open_quarter(engine, NIGHT))


def lines_of(telling: MeansTelling, day: int = 0) -> dict[str, Any]:
    """Every line of means as it stands on a day of the story, by its profile."""
    with unit_of_work(telling.engine, Viewer(TOWN, "andrea.demo")) as session:
        strategy = session.get_one(Strategy, telling.strategy)
        return {
            line.row.profile: line
            for table in means_of(session, strategy, moment=telling.at(day, 9))
            for line in table.lines
        }


def test_each_line_stands_where_its_movements_put_it(told: MeansTelling) -> None:
    lines = lines_of(told)
    assert {profile: line.case.state for profile, line in lines.items()} == {
        "gardien de la paix": "arriving", "policier municipal": "complete", "médiateur": "asked",
        "véhicule sérigraphié": "short",
    }  # fmt: skip
    team, vehicles = lines["gardien de la paix"].counts, lines["véhicule sérigraphié"].counts
    assert (team.needed, team.pledged, team.arrived, team.gap) == (12, 12, 10, 2)
    assert (vehicles.needed, vehicles.pledged, vehicles.arrived, vehicles.gap) == (2, 1, 1, 1)


def test_late_is_the_promised_day_and_nobody_types_it(told: MeansTelling) -> None:
    promised = told.at(BEGIN + 45, 9).date()
    assert lines_of(told, BEGIN + 45)["gardien de la paix"].late_since is None
    assert lines_of(told, BEGIN + 46)["gardien de la paix"].late_since == promised
    assert lines_of(told)["policier municipal"].late_since is None
    assert lines_of(told)["médiateur"].late_since == told.at(BEGIN + 60, 9).date(), "asked for, and nobody pledged"


def test_what_is_needed_and_promised_by_nobody_is_late_from_the_day_of_the_need(told: MeansTelling) -> None:
    vehicles = lines_of(told)["véhicule sérigraphié"]
    assert vehicles.case.state == "short"
    needed_on = vehicles.counts.needed_on
    day_after = (needed_on - told.at(0, 9).date()).days + 1
    assert lines_of(told, day_after - 1)["véhicule sérigraphié"].late_since is None
    assert lines_of(told, day_after)["véhicule sérigraphié"].late_since == needed_on


def test_an_agency_offers_means_and_announces_a_training_of_its_own_accord(told: MeansTelling) -> None:
    town, soon = PLAYERS[TOWN], told.at(20, 9).date()
    told.take(
        town, told.strategy, "offer_means", 0, 9, unit="Mairie", kind="people", profile="ASVP", count=4, on_day=soon,
        source="Délibération",
    )  # fmt: skip
    told.let_the_house_work(0, 10)
    line = lines_of(told)["ASVP"]
    assert (line.row.agency, line.case.state, line.counts.needed, line.counts.pledged) == (TOWN, "pledged", 4, 4)
    assert lines_of(told)["médiateur"].case.state == "asked", "what was asked for and not pledged waits on"
    told.take(
        town, told.strategy, "announce_training", 0, 11, subject="Accueil", provider="Centre de gestion",
        starts_on=soon, attending=TOWN, profile="ASVP", count=4,
    )  # fmt: skip
    with unit_of_work(told.engine, town.viewer) as session:
        found = session.scalars(sa.select(Training).where(Training.subject == "Accueil")).one()
        assert found.agency == TOWN


def test_the_rest_arrives_and_the_line_is_complete_and_a_correction_keeps_both(told: MeansTelling) -> None:
    team = lines_of(told)["gardien de la paix"].row.id
    police = PLAYERS[POLICE]
    day = told.at(-5, 9).date()
    told.take(police, team, "arrive", -5, 10, count=3, on_day=day, source="Appel")
    told.let_the_house_work(-5, 11)
    assert told.stands(team) == "complete"
    with unit_of_work(told.engine, police.viewer) as session:
        rows = list(session.scalars(sa.select(MeansMovement).where(MeansMovement.means_id == team)))
    third = standing_movements(rows)[-1]
    assert codes_refused(
        told, POLICE, team, "correct", -4, movement=third.id.hex, count=3, on_day=told.at(3, 9).date(), source="x"
    ) == {"in_the_future"}
    told.take(police, team, "correct", -4, 10, movement=third.id.hex, count=1, source="Recomptage")
    told.let_the_house_work(-4, 11)
    assert told.stands(team) == "arriving"
    with unit_of_work(told.engine, police.viewer) as session:
        kept = list(session.scalars(sa.select(MeansMovement).where(MeansMovement.means_id == team)))
    assert len(kept) == len(rows) + 1
    assert counts_of(kept).arrived == 11
    assert rebuild(told.engine).ok


def test_only_its_agency_moves_a_line_and_only_who_steers_revises_the_need(told: MeansTelling) -> None:
    mediation = lines_of(told)["médiateur"].row.id
    soon = told.at(20, 9).date()
    assert "competence" in codes_refused(told, POLICE, mediation, "pledge", 0, count=3, on_day=soon, source="x")
    assert "competence" in codes_refused(told, TOWN, mediation, "change_need", 0, count=2, on_day=soon, source="x")
    assert codes_refused(told, TOWN, mediation, "pledge", 0, count=0, on_day=soon, source="x") == {"no_count"}
    told.take(PLAYERS["prefecture"], mediation, "change_need", 0, 9, count=2, on_day=soon, source="Accord")
    told.take(PLAYERS[TOWN], mediation, "decline", 0, 10, reason="Pas de budget.")
    assert "médiateur" not in lines_of(told), "what was declined is not counted"


def test_a_training_is_counted_group_by_group_and_one_whose_day_has_passed_is_late(told: MeansTelling) -> None:
    def session_called(subject: str, day: int = 0) -> Any:
        with unit_of_work(told.engine, Viewer(TOWN, "andrea.demo")) as session:
            strategy = session.get_one(Strategy, told.strategy)
            return next(
                each for each in trainings_of(session, strategy, moment=told.at(day, 9)) if each.row.subject == subject
            )

    held, coming = session_called(HELD), session_called(COMING)
    assert (held.case.state, held.planned, held.held) == ("closed", 14, 13)
    assert (coming.case.state, coming.planned, coming.held, coming.late) == ("planned", 10, 0, False)
    assert session_called(COMING, 21).late
    group = told._groups(coming.row.id)[0][0]
    assert codes_refused(told, POLICE, coming.row.id, "count", 19, group=group, count=8, source="x") == {"not_begun"}
    told.take(
        PLAYERS[POLICE], coming.row.id, "postpone", 19, 10, starts_on=told.at(30, 9).date(), reason="Salle prise."
    )
    assert not session_called(COMING, 21).late
    told.take(PLAYERS[POLICE], coming.row.id, "count", 30, 18, group=group, count=8, source="Feuille")
    told.take(PLAYERS[POLICE], coming.row.id, "close", 31, 9)
    assert (session_called(COMING, 31).held, session_called(COMING, 31).case.state) == (8, "closed")


def test_what_is_late_writes_itself_on_the_next_agenda(told: MeansTelling) -> None:
    moment = told.at(25, 9)
    with unit_of_work(told.engine, Viewer(TOWN, "andrea.demo")) as session:
        found = proposals(session, Upcoming(uuid4(), told.strategy, "steering_committee", moment), moment)
    assert [(each.source, each.title.rpartition(" – ")[2]) for each in found] == [
        ("late_means", "médiateur"), ("late_means", "gardien de la paix"), ("late_means", "véhicule sérigraphié"),
        ("late_training", COMING),
    ]  # fmt: skip
    assert "nécessaires\u00a0: 12, promis\u00a0: 12, arrivés\u00a0: 10." in found[1].context


def test_who_arrived_and_who_was_trained_are_figures_that_open_their_records(told: MeansTelling) -> None:
    whole = Period(told.at(BEGIN, 0), told.at(1, 0))
    with unit_of_work(told.engine, Viewer(TOWN, "andrea.demo")) as session:
        there, trained = (figure(session, feed, whole) for feed in ("people_there", "people_trained"))
        early = figure(session, "people_there", Period(told.at(BEGIN, 0), told.at(BEGIN + 10, 0)))
        shown, hidden = visible_cases(session, there)
    assert (there.value, len(shown), hidden) == (round(14 * 10_000 / 19), 3, 0)
    assert trained.value == 1300
    assert early.value is None, "nothing was needed by then"


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_a_session_that_was_held_stays_held_when_the_strategy_ends(told: MeansTelling) -> None:
    def session_called(subject: str) -> UUID:
        with unit_of_work(told.engine, Viewer(TOWN, "andrea.demo")) as session:
            return session.scalars(sa.select(Training.id).where(Training.subject == subject)).one()

    pilot, coming = PLAYERS["prefecture"], session_called(COMING)
    group = told._groups(coming)[0][0]
    told.take(PLAYERS[POLICE], coming, "count", 21, 18, group=group, count=8, source="Feuille")
    told.take(
        pilot, told.strategy, "plan_training", 21, 19, owner=POLICE, subject="Sans suite", provider="École",
        starts_on=told.at(40, 9).date(), attending=POLICE, profile="gardien de la paix", count=5,
    )  # fmt: skip
    told.take(pilot, told.strategy, "end", 22, 9)
    told.let_the_house_work(22, 10)
    assert told.stands(coming) == "closed"
    assert told.stands(session_called("Sans suite")) == "cancelled"
    with unit_of_work(told.engine, Viewer(TOWN, "andrea.demo")) as session:
        trained = figure(session, "people_trained", Period(told.at(BEGIN, 0), told.at(23, 0)))
    assert trained.value == 2100, "thirteen at the first session, eight at this one"


@given(st.lists(st.integers(0, 50), max_size=8), st.integers(1, 60), st.integers(0, 60))
def test_what_has_arrived_is_the_sum_of_what_stands_in_whatever_order(
    counts: list[int], needed: int, corrected: int
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [_row("need", needed, moment)]
    rows += [_row("arrival", count, moment + timedelta(hours=number)) for number, count in enumerate(counts, start=1)]
    if counts:
        rows.append(_row("arrival", corrected, moment + timedelta(days=1), replaces=rows[1].id))
    total = sum(counts[1:]) + corrected if counts else 0
    for order in (rows, rows[::-1]):
        found = counts_of(order)
        assert (found.arrived, found.gap) == (total, max(needed - total, 0))


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_bar_never_leaves_its_frame(whole: int, middle: int, part: int) -> None:
    assert all(0 <= each <= 100 for each in bar_of(whole, middle, part))


def _row(kind: str, count: int, at: datetime, replaces: UUID | None = None) -> MeansMovement:
    return MeansMovement(id=uuid4(), kind=kind, on_day=at.date(), count=count, received_at=at, replaces=replaces)
