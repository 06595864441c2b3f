"""The life of a problem: noticed, analysed, acted upon, assessed before it is closed; it may go elsewhere or come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.fixtures.tellings import NIGHT, codes_refused, hands, no_press, open_quarter, play, played, rows_of, untold
from tests.workflows.processes.conftest import ToldDatabase
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.problem import ASSESSED, BARRIERS, CALLS, HALL, NOTICED, ProblemTelling
from webapp.demonstration.strategy import BEGIN
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.turns import inbox
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work
from workflows.law.days import paris_day
from workflows.processes import house
from workflows.processes.action import Action
from workflows.processes.meeting import convene_meeting
from workflows.processes.meeting_facts import AgendaItem, Decision
from workflows.processes.problem_facts import (
    Analysis,
    Assessment,
    Problem,
    ProblemCount,
    compared_of,
    end_of_count,
)

POLICE, OUTSIDER = "police_nationale", "transport"
"""Who leads the groups, and a partner that is in none of them."""
TOLD = ("notice", "analyse", "act", "assess")
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what asks nothing of a database that the whole story has not asked of both."""
Tell = Callable[..., ProblemTelling]


@pytest.fixture
def tell_until(told_database: ToldDatabase) -> Tell:
    """Give the problem as it stands after these acts; each stage is told once in the whole run, then copied."""

    def tell(*acts: str) -> ProblemTelling:
        original = f"problem-{len(acts)}"
        engine = told_database(original, lambda fresh: play(_telling(fresh), TOLD[: len(acts)]))
        return played(_telling(engine), original, *acts)

    return tell


@pytest.fixture
def noticed(tell_until: Tell) -> ProblemTelling:
    """Taken up and counted as it is, nobody has analysed it."""
    return tell_until("notice")


@pytest.fixture
def acting(tell_until: Tell) -> ProblemTelling:
    """Analysed; three actions are done."""
    return tell_until("notice", "analyse", "act")


@pytest.fixture
def assessed(tell_until: Tell) -> ProblemTelling:
    """Counted after and assessed as solved, still open."""
    return tell_until(*TOLD)


def _telling(engine: Engine) -> ProblemTelling:
    return untold(
        ProblemTelling, engine, hands(house, press=no_press), NIGHT, strategy=open_quarter(engine, NIGHT)
    )  # fmt: skip


def _convene(telling: ProblemTelling, body_key: str, day: int) -> UUID:
    pilot = PLAYERS["prefecture"]
    with unit_of_work(telling.engine, pilot.viewer) as session:
        return convene_meeting(
            session, actor=pilot.actor, moment=telling.at(day - 2, 9), strategy_id=telling.strategy, body_key=body_key,
            title="Séance", place="Commissariat", starts_at=telling.at(day, 10), chair="Le chef de service", members=[POLICE],
        ).case_id  # fmt: skip


def _items(telling: ProblemTelling, meeting: UUID) -> list[tuple[str, int]]:
    rows = rows_of(telling, sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting))
    return [(row.source, row.secrecy) for row in rows]


def test_a_problem_is_told_to_its_end_and_the_journal_tells_it_again(assessed: ProblemTelling) -> None:
    assessed.close()
    assert assessed.stands(assessed.garages) == "closed_solved"
    with unit_of_work(assessed.engine, HOUSE_VIEWER) as session:
        calls, patrols = compared_of(session, assessed.garages)
        assert (calls.measure.label, calls.before.value, calls.after.value) == (CALLS, 2300, 600)
        assert patrols.after.starts_on - patrols.before.starts_on > timedelta(weeks=patrols.measure.weeks)
        assert rebuild(session).differences == []
    actions = rows_of(assessed, sa.select(Action).where(Action.problem_id == assessed.garages))
    assert {row.agency for row in actions} == {"mairie", "police_municipale", "bailleur"}
    assert {row.secrecy for row in actions} == {2}


@ON_ONE
def test_a_problem_is_not_closed_before_it_is_analysed_nor_before_it_is_assessed(noticed: ProblemTelling) -> None:
    for step, fields in (("close_solved", {}), ("close_unsolved", {"reason": "Rien."})):
        assert codes_refused(noticed, POLICE, noticed.garages, step, NOTICED + 5, **fields) == {"state"}
    noticed.analyse()
    assert codes_refused(noticed, POLICE, noticed.garages, "assess_now", ASSESSED) == {"state"}, (
        "nothing was decided yet"
    )
    noticed.act()
    noticed.take(PLAYERS[POLICE], noticed.garages, "assess_now", ASSESSED - 2, 9)
    assert "not_assessed" in codes_refused(noticed, POLICE, noticed.garages, "close_solved", ASSESSED)
    assert codes_refused(noticed, POLICE, noticed.garages, "assess", ASSESSED, **_said("solved")) == {"nothing_after"}


@ON_ONE
def test_it_is_solved_or_not_as_the_assessment_says_and_otherwise_the_group_acts_again(acting: ProblemTelling) -> None:
    garages, police = acting.garages, PLAYERS[POLICE]
    acting.take(police, garages, "assess_now", ASSESSED - 2, 9)
    for rank in ("1", "2"):
        acting.take(PLAYERS["bailleur"], garages, "count", ASSESSED - 1, 9, key=rank, measure=rank, **_after(acting))
    acting.take(police, garages, "assess", ASSESSED, 9, **_said("reduced"))
    assert codes_refused(acting, POLICE, garages, "close_solved", ASSESSED) == {"verdict_differs"}
    later = acting.at(ASSESSED + 30, 9).date()
    acting.take(police, garages, "act_again", ASSESSED, 10, assess_on=later, reason="Deux garages restent visés.")
    acting.take(police, garages, "assess_now", ASSESSED + 29, 9)
    assert "not_assessed" in codes_refused(acting, POLICE, garages, "close_unsolved", ASSESSED + 29, reason="Inchangé.")
    acting.take(police, garages, "assess", ASSESSED + 30, 9, **_said("worse"))
    assert codes_refused(acting, POLICE, garages, "close_solved", ASSESSED + 30) == {"verdict_differs"}
    acting.take(police, garages, "close_unsolved", ASSESSED + 30, 10, reason="Hors de portée du groupe.")
    assert acting.stands(garages) == "closed_unsolved"
    [row] = rows_of(acting, sa.select(Problem))
    assert (row.assess_on, len(row.earlier), row.ended_because) == (later, 1, "Hors de portée du groupe.")
    verdicts = rows_of(acting, sa.select(Assessment.verdict).order_by(Assessment.round))
    assert verdicts == ["reduced", "worse"], "the earlier assessment stays"


@ON_ONE
def test_an_open_action_keeps_a_problem_from_being_solved_and_falls_when_it_is_handed_over(
    assessed: ProblemTelling,
) -> None:
    garages, police = assessed.garages, PLAYERS[POLICE]
    day = assessed.at(ASSESSED + 30, 9).date()
    assessed.take(police, garages, "act_again", ASSESSED, 10, assess_on=day, reason="Un dernier point.")
    assessed.take(police, garages, "decide", ASSESSED, 11, words="Tailler la haie.", owner="mairie", due_on=day)
    assessed.take(police, garages, "assess_now", ASSESSED + 1, 9)
    assessed.take(police, garages, "assess", ASSESSED + 1, 10, **_said("solved"))
    assert codes_refused(assessed, POLICE, garages, "close_solved", ASSESSED + 2) == {"actions_open"}
    assert "field_reason" in codes_refused(assessed, POLICE, garages, "hand_over", ASSESSED + 2, handed_to="Le CLSPD")
    assessed.take(
        police, garages, "hand_over", ASSESSED + 2, 10, handed_to="Le CLSPD", reason="Relève de la prévention."
    )
    assessed.let_the_house_work(ASSESSED + 2, 11)
    hedge = assessed.children(garages, "action", "mairie")[-1]
    assert (assessed.stands(garages), assessed.stands(hedge)) == ("handed_over", "abandoned")


@ON_ONE
def test_a_closed_problem_comes_back_as_a_new_turn_and_the_earlier_one_stays(assessed: ProblemTelling) -> None:
    assessed.close()
    garages, again = assessed.garages, ASSESSED + 40
    seen: dict[str, Any] = {
        "observed": "Deux-roues revenus par l’autre bout.",
        "since": assessed.at(again - 5, 9).date(),
        "sources": "Gardien",
    }
    assert codes_refused(assessed, "bailleur", garages, "reopen", again, **seen) == {"competence"}
    assessed.take(PLAYERS[POLICE], garages, "reopen", again, 9, **seen)
    first, second = rows_of(assessed, sa.select(Problem).order_by(Problem.turn))
    assert (second.previous_id, second.turn, second.observed) == (first.id, 2, "Deux-roues revenus par l’autre bout.")
    assert (assessed.stands(first.id), assessed.stands(second.id)) == ("closed_solved", "opened")
    assert second.number != first.number
    assert [row.problem_id for row in rows_of(assessed, sa.select(Assessment))] == [first.id]
    assert len(rows_of(assessed, sa.select(Problem), PLAYERS["bailleur"].viewer)) == 2, "the group is the same"
    assert codes_refused(assessed, POLICE, garages, "reopen", again + 1, **seen) == {"already_reopened"}
    assert "state" in codes_refused(assessed, POLICE, second.id, "close_solved", again + 1), (
        "a new turn is assessed anew"
    )
    with unit_of_work(assessed.engine, HOUSE_VIEWER) as session:
        assert rebuild(session).differences == []


@ON_ONE
def test_before_and_after_are_over_as_many_weeks_that_have_passed_and_do_not_overlap(acting: ProblemTelling) -> None:
    landlord, garages = PLAYERS["bailleur"], acting.garages
    count: dict[str, Any] = {"measure": "1", "side": "after", "value": Decimal(3), "source": "Main courante"}
    early = acting.at(BEGIN - 1, 9).date()
    assert codes_refused(acting, "bailleur", garages, "count", ASSESSED, **count, starts_on=early) == {
        "periods_overlap"
    }
    late = acting.at(ASSESSED - 27, 9).date()
    assert codes_refused(acting, "bailleur", garages, "count", ASSESSED, **count, starts_on=late) == {"period_not_over"}
    acting.take(landlord, garages, "count", ASSESSED, 9, **count, starts_on=late - timedelta(days=1))
    acting.take(
        landlord, garages, "count", ASSESSED, 10, **{**count, "value": Decimal(4)}, starts_on=late - timedelta(days=1)
    )
    with unit_of_work(acting.engine, HOUSE_VIEWER) as session:
        calls, _patrols = compared_of(session, garages)
    assert (calls.before.value, calls.after.value) == (2300, 400)
    assert [row.value for row in calls.replaced] == [300], "the corrected count stays"
    assert end_of_count(calls.after.starts_on, calls.measure.weeks) == acting.at(ASSESSED - 1, 9).date()
    fields = {"label": "Bris", "unit": "bris", "starts_on": early, "value": Decimal(1), "source": "Gardien"}
    assert codes_refused(acting, "bailleur", garages, "add_measure", ASSESSED, **fields, weeks=0) == {"weeks"}


@ON_ONE
def test_a_problem_its_counts_and_its_actions_are_read_by_its_members_alone(assessed: ProblemTelling) -> None:
    for key in (POLICE, "prefecture", "bailleur", "police_municipale", "mairie"):
        viewer = PLAYERS[key].viewer
        assert len(rows_of(assessed, sa.select(Problem), viewer)) == 1, key
        assert len(rows_of(assessed, sa.select(ProblemCount), viewer)) == 4, key
        assert len(rows_of(assessed, sa.select(Action), viewer)) == 3, key
    for table in (Problem, Analysis, ProblemCount, Assessment, Action):
        assert rows_of(assessed, sa.select(table), PLAYERS[OUTSIDER].viewer) == []
    assert [each.workflow for each in rows_of(assessed, sa.select(Case), PLAYERS[OUTSIDER].viewer)] == ["strategy"]
    assessed.take(PLAYERS[POLICE], assessed.garages, "name_member", ASSESSED, 11, partner=OUTSIDER)
    assert len(rows_of(assessed, sa.select(Problem), PLAYERS[OUTSIDER].viewer)) == 1


@ON_ONE
def test_who_leads_takes_up_sets_aside_or_hands_over_and_the_proposer_does_not(noticed: ProblemTelling) -> None:
    noticed.notice_the_hall()
    hall = noticed._propose("mairie", "other", HALL, **_facts(noticed))
    assert codes_refused(noticed, "mairie", hall, "take_up", HALL) == {"competence"}
    with open_session(noticed.engine, PLAYERS[POLICE].viewer) as session:
        assert hall in {each.case.id for each in inbox(session, POLICE)}
    assert codes_refused(noticed, POLICE, hall, "set_aside", HALL) == {"field_reason"}
    noticed.take(PLAYERS[POLICE], hall, "set_aside", HALL, 10, reason="Déjà traité avec le hall de la résidence B.")
    assert noticed.stands(hall) == "set_aside"
    with pytest.raises(Refused) as refused:
        noticed._propose("mairie", "tomorrow", HALL, **{**_facts(noticed), "since": noticed.at(HALL + 1, 9).date()})
    assert [each.code for each in refused.value.refusals] == ["day_to_come"]


@ON_ONE
def test_the_day_of_the_assessment_is_a_clock_and_a_day_given_up_stays(acting: ProblemTelling) -> None:
    statement = sa.select(RunningDeadline.due).where(RunningDeadline.case_id == acting.garages)
    [due] = rows_of(acting, statement)
    assert paris_day(due) == acting.at(ASSESSED + 4, 9).date()
    past = acting.at(ASSESSED, 9).date()
    assert codes_refused(acting, POLICE, acting.garages, "put_off", ASSESSED, assess_on=past, reason="Pluie.") == {
        "not_ahead"
    }
    later = acting.at(ASSESSED + 20, 9).date()
    acting.take(PLAYERS[POLICE], acting.garages, "put_off", ASSESSED, 9, assess_on=later, reason="Travaux en retard.")
    assert [paris_day(each) for each in rows_of(acting, statement)] == [later]
    [row] = rows_of(acting, sa.select(Problem))
    assert row.earlier[0]["reason"] == "Travaux en retard."


@ON_ONE
def test_an_analysis_is_completed_by_another_one_beside_it(acting: ProblemTelling) -> None:
    given: dict[str, Any] = dict.fromkeys(
        ("offenders", "targets", "setting", "tried", "supposed", "sources"), "Vu autrement."
    )
    acting.take(PLAYERS[POLICE], acting.garages, "complete_analysis", ASSESSED, 9, **given)
    assert len(rows_of(acting, sa.select(Analysis))) == 2


@ON_ONE
def test_problems_come_by_themselves_before_a_body_that_may_hear_them_and_no_other(noticed: ProblemTelling) -> None:
    assert _items(noticed, _convene(noticed, "gpo", NOTICED + 6)) == [("problem_to_analyse", 2)]
    assert _items(noticed, _convene(noticed, "codaf_plenary", NOTICED + 6)) == []
    noticed.analyse()
    noticed.act()
    assert _items(noticed, _convene(noticed, "gpo", ASSESSED - 3)) == [], "nothing is late yet"
    assert _items(noticed, _convene(noticed, "gpo", ASSESSED + 8)) == [("problem_to_assess", 2)]
    noticed.take(PLAYERS[POLICE], noticed.garages, "assess_now", ASSESSED + 8, 9)
    assert _items(noticed, _convene(noticed, "gpo", ASSESSED + 12)) == [("problem_to_assess", 2)]


@ON_ONE
def test_what_a_meeting_decides_about_a_problem_is_an_action_of_it(noticed: ProblemTelling) -> None:
    pilot, day = PLAYERS["prefecture"], NOTICED + 5
    meeting = _convene(noticed, "gpo", day)
    noticed.analyse()
    noticed.take(pilot, meeting, "start", ASSESSED, 9)
    due = noticed.at(ASSESSED + 20, 9).date()
    noticed.take(pilot, meeting, "decide", ASSESSED, 10, item="1", words=BARRIERS, owner="mairie", due_on=due)
    [decision], [action] = rows_of(noticed, sa.select(Decision)), rows_of(noticed, sa.select(Action))
    assert (action.decision_id, action.problem_id, action.secrecy) == (decision.id, noticed.garages, 2)
    assert noticed.stands(noticed.garages) == "acting"
    assert len(rows_of(noticed, sa.select(Action), PLAYERS["bailleur"].viewer)) == 1, (
        "a member who was not convened reads it"
    )
    assert rows_of(noticed, sa.select(Action), PLAYERS[OUTSIDER].viewer) == []


def _said(verdict: str) -> dict[str, Any]:
    return {"verdict": verdict, "moved": "Non.", "residents": "Peu d’avis.", "shown_by": "Les chiffres."}


def _after(telling: ProblemTelling) -> dict[str, Any]:
    starts_on = telling.at(BEGIN + 40, 9).date()
    return {"side": "after", "starts_on": starts_on, "value": Decimal(9), "source": "Registre"}


def _facts(telling: ProblemTelling) -> dict[str, Any]:
    return {
        "title": "Hall", "place": "Résidence C", "observed": "Bruit.", "since": telling.at(HALL - 3, 9).date(),
        "sufferers": "Locataires", "times": "Le soir", "sources": "Accueil",
    }  # fmt: skip
