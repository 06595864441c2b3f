"""A quarter of life of the local strategy: who accepts, who declines, what is done, what is counted and contested."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import NIGHT, codes_refused, hands, play, played, rows_of, untold
from tests.workflows.processes.conftest import ToldDatabase
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.promises import AXES, DECLINED, SILENT
from webapp.demonstration.strategy import BEGIN, StrategyTelling
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import Case
from workflows.engine.turns import inbox
from workflows.engine.viewer import Viewer, open_session, unit_of_work
from workflows.processes import house
from workflows.processes.action import Action, is_late
from workflows.processes.commitment import Commitment
from workflows.processes.contest import Contest
from workflows.processes.figures import FEEDS, Period, figure, visible_cases
from workflows.processes.indicator import (
    Indicator,
    Reading,
    end_of_period,
    hundredths,
    next_reading_by,
    readings_of,
)
from workflows.processes.objective import Objective

HALLS = "Rendre paisibles les halls et les abords des résidences"
STREETS = "Des équipes fidélisées, présentes aux heures des demandes"
Tell = Callable[..., StrategyTelling]


@pytest.fixture
def tell_until(told_database: ToldDatabase) -> Tell:
    """Give the strategy as it stands after these acts; each stage is told once in the whole run, then copied."""

    def tell(*acts: str) -> StrategyTelling:
        original = "-".join(("strategy", *acts))
        return played(_telling(told_database(original, lambda fresh: play(_telling(fresh), acts))), original, *acts)

    return tell


@pytest.fixture
def proposed(tell_until: Tell) -> StrategyTelling:
    """Every objective proposed, nobody has answered."""
    return tell_until("propose")


@pytest.fixture
def told(tell_until: Tell) -> StrategyTelling:
    """The whole quarter."""
    return tell_until("propose", "answer", "act", "measure")


def _telling(engine: Engine) -> StrategyTelling:
    return untold(StrategyTelling, engine, hands(house), NIGHT)


def _all(telling: StrategyTelling, statement: Any) -> list[Any]:
    return rows_of(telling, statement, PLAYERS["prefecture"].viewer)


# ---------------------------------------------------------------------- objectives and commitments


def test_an_objective_is_a_proposal_until_every_partner_has_answered(told: StrategyTelling) -> None:
    states = {
        promise.title: told.stands(told.titled("objective", promise.title))
        for axis in AXES.values()
        for promise in axis
    }
    waiting = {promise.title for axis in AXES.values() for promise in axis if set(SILENT) & set(promise.asked)}
    assert waiting == {STREETS}
    assert {title for title, state in states.items() if state == "proposed"} == waiting
    assert {state for title, state in states.items() if title not in waiting} == {"settled"}


def test_silence_is_neither_yes_nor_no(told: StrategyTelling) -> None:
    share = told.child(told.titled("objective", STREETS), "commitment", "transport")
    told.let_the_house_work(0, 9)
    assert told.stands(share) == "asked"
    with open_session(told.engine, Viewer("transport", "dany.demo")) as session:
        assert [line.case.id for line in inbox(session, "transport")] == [share]


def test_who_declines_says_why_and_the_others_go_on(told: StrategyTelling) -> None:
    [declined] = _all(told, sa.select(Commitment).where(Commitment.reason != ""))
    assert (declined.agency, declined.reason) == ("inspection_travail", DECLINED["inspection_travail"])
    assert told.stands(declined.id) == "declined"


def test_an_objective_that_nobody_accepts_stays_a_proposal_whoever_wants_it(proposed: StrategyTelling) -> None:
    objective = proposed.titled("objective", HALLS)
    for key in ("bailleur", "police_nationale", "mairie"):
        share = proposed.child(objective, "commitment", key)
        proposed.take(PLAYERS[key], share, "decline", BEGIN + 1, 9, reason="Pas les moyens cette année.")
    proposed.let_the_house_work(BEGIN + 1, 10)
    assert proposed.stands(objective) == "answered"
    assert codes_refused(proposed, "prefecture", objective, "settle", BEGIN + 2) == {"nobody_accepted"}
    proposed.take(
        PLAYERS["prefecture"], objective, "name_partner", BEGIN + 2, 10, partner="mairie", asked="Autre chose."
    )
    assert proposed.stands(objective) == "proposed", "a partner who has not answered makes it a proposal again"


def test_a_partner_is_not_named_twice_and_answers_for_itself_alone(proposed: StrategyTelling) -> None:
    objective = proposed.titled("objective", HALLS)
    again = {"partner": "bailleur", "asked": "La même chose."}
    assert codes_refused(proposed, "prefecture", objective, "name_partner", BEGIN + 1, **again) == {"already_named"}
    share = proposed.child(objective, "commitment", "bailleur")
    assert codes_refused(proposed, "mairie", share, "accept", BEGIN + 1) == {"competence"}
    assert codes_refused(proposed, "bailleur", share, "decline", BEGIN + 1) == {"field_reason"}


def test_an_objective_is_not_due_in_the_past_nor_its_share_after_it(proposed: StrategyTelling) -> None:
    axis = proposed.child(proposed.strategy, "axis")
    new = {"title": "Trop tard", "target": "Rien", "due_on": proposed.at(BEGIN, 9).date()}
    assert codes_refused(proposed, "prefecture", axis, "add_objective", BEGIN + 1, **new) == {"due_passed"}
    [objective] = _all(proposed, sa.select(Objective).where(Objective.title == HALLS))
    late = {"partner": "urssaf", "asked": "Après coup.", "due_on": objective.due_on + timedelta(days=1)}
    assert codes_refused(proposed, "prefecture", objective.id, "name_partner", BEGIN + 1, **late) == {
        "outside_the_objective"
    }


def test_what_is_below_an_objective_ends_with_it(told: StrategyTelling) -> None:
    objective = told.titled("objective", HALLS)
    told.take(PLAYERS["prefecture"], objective, "abandon", 3, 9, outcome="Le bailleur vend la résidence.")
    told.let_the_house_work(3, 10)
    assert {told.stands(each) for each in told.children(objective, "commitment")} == {"withdrawn"}
    assert {told.stands(each) for each in told.children(objective, "indicator")} == {"ended"}
    share = told.child(objective, "commitment", "bailleur")
    assert sorted(told.stands(each) for each in told.children(share, "action")) == ["abandoned", "checked"]


def test_a_strategy_ends_only_after_its_axes(told: StrategyTelling) -> None:
    assert codes_refused(told, "prefecture", told.strategy, "end", 3) == {"axes_open"}
    axis = told.child(told.strategy, "axis")
    assert codes_refused(told, "prefecture", axis, "end", 3) == {"objectives_open"}


# ---------------------------------------------------------------------- actions


def test_late_is_computed_and_a_postponed_day_keeps_the_earlier_one(told: StrategyTelling) -> None:
    [late] = [
        row
        for row in _all(told, sa.select(Action))
        if is_late(row, told.stands(row.id), NIGHT) and row.agency == "mairie"
    ]
    told.let_the_house_work(0, 9)
    before = late.due_on
    earlier = {"due_on": before, "reason": "Encore."}
    assert codes_refused(told, "mairie", late.id, "postpone", 0, **earlier) == {"not_later"}
    told.take(
        PLAYERS["mairie"], late.id, "postpone", 0, 10, due_on=NIGHT + timedelta(days=20), reason="Benne indisponible."
    )
    [row] = _all(told, sa.select(Action).where(Action.id == late.id))
    assert not is_late(row, told.stands(row.id), NIGHT)
    assert [(each["due_on"], each["reason"]) for each in row.earlier] == [(before.isoformat(), "Benne indisponible.")]


def test_what_is_reported_as_done_is_checked_by_the_pilot_or_sent_back(told: StrategyTelling) -> None:
    share = told.child(told.titled("objective", HALLS), "commitment", "mairie")
    action = told.child(share, "action")
    assert codes_refused(told, "mairie", action, "report", 0) == {"field_evidence"}
    told.take(PLAYERS["mairie"], action, "report", 0, 9, evidence="Photo du 3.")
    assert codes_refused(told, "mairie", action, "check", 0) == {"competence"}
    told.take(PLAYERS["prefecture"], action, "send_back", 0, 10, reason="La photo montre l’autre rue.")
    assert told.stands(action) == "going_on"


def test_a_milestone_is_reached_on_a_day_and_falls_within_its_action(told: StrategyTelling) -> None:
    action = told.child(told.child(told.titled("objective", HALLS), "commitment", "mairie"), "action")
    told.take(PLAYERS["mairie"], action, "postpone", 0, 9, due_on=NIGHT + timedelta(days=30), reason="Marché à passer.")
    assert "no_milestone" in codes_refused(told, "mairie", action, "reach_milestone", 0)
    ordered: dict[str, Any] = {"name": "Bennes commandées", "due_on": NIGHT + timedelta(days=10)}
    assert codes_refused(
        told, "mairie", action, "add_milestone", 0, **{**ordered, "due_on": NIGHT - timedelta(days=1)}
    ) == {"outside_the_action"}
    assert codes_refused(
        told, "mairie", action, "add_milestone", 0, **{**ordered, "due_on": NIGHT + timedelta(days=31)}
    ) == {"outside_the_action"}
    told.take(PLAYERS["mairie"], action, "add_milestone", 0, 10, **ordered)
    told.take(PLAYERS["mairie"], action, "add_milestone", 0, 11, name="Devis reçu", due_on=NIGHT + timedelta(days=3))
    assert codes_refused(told, "mairie", action, "add_milestone", 0, **ordered) == {"milestone_known"}
    told.take(PLAYERS["mairie"], action, "reach_milestone", 2, 9, name="Devis reçu")
    [row] = _all(told, sa.select(Action).where(Action.id == action))
    assert [(each["name"], each["done_on"]) for each in row.milestones] == [
        ("Devis reçu", (NIGHT + timedelta(days=2)).isoformat()),
        ("Bennes commandées", None),
    ]
    assert codes_refused(told, "mairie", action, "reach_milestone", 2, name="Devis reçu") == {"field_name"}


# ---------------------------------------------------------------------- readings


def test_a_reading_of_the_same_day_replaces_the_earlier_one_and_both_stay(told: StrategyTelling) -> None:
    indicator = told.titled("indicator", "Signalements du bailleur, chaque mois")
    [first, *_others] = _all(told, sa.select(Reading).where(Reading.indicator_id == indicator).order_by(Reading.on_day))
    told.take(
        PLAYERS["bailleur"],
        indicator,
        "read",
        2,
        9,
        value=Decimal("43.5"),
        on_day=first.on_day,
        source="Registre corrigé",
    )
    rows = _all(told, sa.select(Reading).where(Reading.indicator_id == indicator, Reading.on_day == first.on_day))
    assert sorted((row.value, row.source) for row in rows) == [
        (4350, "Registre corrigé"),
        (4400, "Registre de tranquillité du bailleur"),
    ]
    with unit_of_work(told.engine, Viewer("mairie", "andrea.demo")) as session:
        standing = readings_of(session, [indicator])[indicator]
    assert [row.value for row in standing if row.on_day == first.on_day] == [4350]


def test_a_reading_is_neither_of_tomorrow_nor_typed_where_the_house_counts(told: StrategyTelling) -> None:
    typed = told.titled("indicator", "Signalements du bailleur, chaque mois")
    tomorrow = {"value": Decimal(3), "on_day": NIGHT + timedelta(days=5)}
    assert codes_refused(told, "bailleur", typed, "read", 0, **tomorrow) == {"in_the_future"}
    fine = {"value": Decimal("3.001"), "on_day": NIGHT}
    assert codes_refused(told, "bailleur", typed, "read", 0, **fine) == {"field_value"}
    counted = told.titled("indicator", "Établissements contrôlés ensemble")
    assert codes_refused(told, "prefecture", counted, "read", 0, value=Decimal(3), on_day=NIGHT) == {
        "counted_by_itself"
    }


def test_a_reading_is_awaited_ten_days_after_its_month_and_not_before(told: StrategyTelling) -> None:
    indicator = told.titled("indicator", "Signalements du bailleur, chaque mois")
    latest = max(row.on_day for row in _all(told, sa.select(Reading).where(Reading.indicator_id == indicator)))
    expected = next_reading_by("month", latest, latest)
    told.let_the_house_work((expected - NIGHT).days, 9)
    assert told.stands(indicator) == "up_to_date"
    told.let_the_house_work((expected - NIGHT).days + 1, 9)
    assert told.stands(indicator) == "awaited"


def test_both_values_stand_until_the_contest_is_settled(told: StrategyTelling) -> None:
    [contest] = _all(told, sa.select(Contest))
    assert (contest.agency, contest.value, contest.outcome) == ("police_nationale", 3700, "")
    assert codes_refused(told, "police_nationale", contest.id, "keep", 3, reason="Non.") == {"competence"}
    told.take(
        PLAYERS["prefecture"],
        contest.id,
        "replace",
        3,
        9,
        value=Decimal(38),
        source="Registre relu ensemble",
        reason="Trois sont hors du quartier.",
    )
    rows = _all(told, sa.select(Reading).where(Reading.indicator_id == contest.indicator_id))
    with unit_of_work(told.engine, Viewer("police_nationale", "alix.demo")) as session:
        standing = readings_of(session, [contest.indicator_id])[contest.indicator_id]
    assert len(rows) == len(standing) + 1, "the contested reading is still there"
    assert standing[-1].value == 3800
    assert standing[-1].replaces == contest.reading_id


@given(
    latest=st.dates(date(2018, 1, 1), date(2099, 12, 31)),
    frequency=st.sampled_from(("month", "quarter", "year")),
)
def test_the_next_reading_is_for_the_period_that_follows(latest: date, frequency: str) -> None:
    months = {"month": 1, "quarter": 3, "year": 12}[frequency]
    ends = end_of_period(latest, frequency)
    assert ends >= latest
    assert (ends + timedelta(days=1)).day == 1
    assert (ends.year * 12 + ends.month) % months == 0
    following = next_reading_by(frequency, latest, latest) - timedelta(days=10)
    assert (following.year * 12 + following.month) - (ends.year * 12 + ends.month) == months
    assert (following + timedelta(days=1)).day == 1


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_no_fraction_of_a_value_is_lost(amount: Decimal) -> None:
    assert Decimal(hundredths(amount)) / 100 == amount


# ---------------------------------------------------------------------- figures


def test_a_figure_is_the_same_for_all_and_its_records_are_those_that_one_may_see(told: StrategyTelling) -> None:
    period = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
    asked = _all(told, sa.select(Commitment))
    accepted = [row for row in asked if told.stands(row.id) == "accepted"]
    for key in ("prefecture", "bailleur"):
        with open_session(told.engine, Viewer(key), only_reads=True) as session:
            found = figure(session, "commitments_accepted", period)
            shown, hidden = visible_cases(session, found)
        assert found.value == round(len(accepted) * 10_000 / len(asked))
        assert ({case.id for case in shown}, hidden) == ({row.id for row in asked}, 0)
    with open_session(told.engine, Viewer(None), only_reads=True) as session:
        assert visible_cases(session, found) == ([], len(asked)), "the public sees the count, and no case"


def test_an_answer_counts_as_in_time_until_its_day(told: StrategyTelling) -> None:
    period = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC))
    asked = _all(told, sa.select(Commitment))
    with open_session(told.engine, Viewer("bailleur"), only_reads=True) as session:
        before = figure(session, "commitments_in_time", period)
        assert figure(session, "requests_in_time", period).value is None, "nobody was invited to anything"
        assert figure(session, "decisions_done", period).value is None
    silent = [row for row in asked if row.answered_at is None]
    assert set(before.cases) == {row.id for row in asked}
    assert before.value == round((len(asked) - len(silent)) * 10_000 / len(asked))
    told.take(PLAYERS["transport"], silent[0].id, "accept", 2, 9)
    with open_session(told.engine, Viewer("bailleur"), only_reads=True) as session:
        assert figure(session, "commitments_in_time", period) == before, "an answer after its day is not in time"


def test_nothing_to_count_is_no_figure_rather_than_zero(proposed: StrategyTelling) -> None:
    nothing = Period(datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 1, 1, tzinfo=UTC))
    with open_session(proposed.engine, Viewer("prefecture"), only_reads=True) as session:
        values = {feed: figure(session, feed, nothing).value for feed in FEEDS}
    assert values["commitments_accepted"] is None
    assert values["share_with_findings"] is None
    assert values["visits_held"] == 0


def test_the_journal_tells_the_whole_strategy_again(told: StrategyTelling) -> None:
    assert verify(told.engine).ok
    assert rebuild(told.engine).ok
    rows = _all(told, sa.select(Case).where(Case.workflow == "indicator"))
    assert len(rows) == len(_all(told, sa.select(Indicator)))
