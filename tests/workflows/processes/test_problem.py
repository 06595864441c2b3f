"""The life of a problem: noticed, analysed, acted upon, assessed before it is closed; it may go elsewhere or come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.fixtures.databases import PreparedDatabase
from webapp.demonstration.cast import PLAYERS
from webapp.demonstration.problem import ASSESSED, BARRIERS, CALLS, HALL, NOTICED, ProblemTelling
from webapp.demonstration.story import night_before
from webapp.demonstration.strategy import BEGIN
from webapp.wiring import tell_engine
from workflows.engine.cases import take
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import Handlers
from workflows.engine.refusals import Refused
from workflows.engine.tables import Case, RunningDeadline
from workflows.engine.turns import inbox
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
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
from workflows.processes.strategy import open_strategy
from workflows.store.database import Base, make_engine

NIGHT = night_before(date(2026, 11, 23))
POLICE, OUTSIDER = "police_nationale", "transport"
"""Who leads the groups, and a partner that is in none of them."""
TOLD = ("notice", "analyse", "act", "assess")
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"])
"""For what asks nothing of a database that the whole story has not asked of both."""
Tell = Callable[..., ProblemTelling]


@pytest.fixture
def tell_until(prepared_database: PreparedDatabase, tmp_path: Path) -> Iterator[Tell]:
    """Give the problem as it stands after these acts; each stage is told once in the whole run, then copied."""
    tell_engine(tmp_path)
    engines = []

    def tell(*acts: str) -> ProblemTelling:
        def prepare(address: str) -> None:
            made = make_engine(address)
            Base.metadata.create_all(made)
            _play(_telling(made), TOLD[: len(acts)])
            made.dispose()

        made = make_engine(prepared_database(f"problem-{len(acts)}", prepare))
        engines.append(made)
        telling = _telling(made)
        _play(telling, acts)
        return telling

    yield tell
    for engine in engines:
        engine.dispose()


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


def _telling(engine: Any) -> ProblemTelling:
    handlers = Handlers()
    for topic, handler in house.HANDLERS.items():
        handlers.add(topic, handler)
    handlers.add("press", lambda _delivery: None)
    pilot, begins = PLAYERS["prefecture"], NIGHT + timedelta(days=BEGIN)
    telling = ProblemTelling(
        engine=engine, handlers=handlers, night=NIGHT, tell=lambda _text: None, strategy=UUID(int=0)
    )
    with unit_of_work(engine, pilot.viewer) as session:
        telling.strategy = open_strategy(
            session, actor=pilot.actor, moment=telling.at(BEGIN, 9), title="Quartier", quarter="beau_marais_centre_ville",
            starts_on=begins, ends_on=begins + timedelta(days=900), command=telling.command_id("strategy"),
        ).case_id  # fmt: skip
    return telling


def _play(telling: ProblemTelling, acts: tuple[str, ...]) -> None:
    for act in acts:
        getattr(telling, act)()


def _codes(telling: ProblemTelling, key: str, case: UUID, step: str, day: int, **fields: Any) -> set[str]:
    """Try a step and return the codes of its refusals; it must be refused."""
    player = PLAYERS[key]
    with unit_of_work(telling.engine, player.viewer) as session, pytest.raises(Refused) as refused:
        take(session, case, step, actor=player.actor, moment=telling.at(day, 9), fields=fields)
    return {refusal.code for refusal in refused.value.refusals}


def _all(telling: ProblemTelling, statement: Any, viewer: Viewer = HOUSE_VIEWER) -> list[Any]:
    with unit_of_work(telling.engine, viewer) as session:
        return list(session.scalars(statement))


def _convene(telling: ProblemTelling, body_key: str, day: int) -> UUID:
    pilot = PLAYERS["prefecture"]
    with unit_of_work(telling.engine, pilot.viewer) as session:
        return convene_meeting(
            session, actor=pilot.actor, moment=telling.at(day - 2, 9), strategy_id=telling.strategy, body_key=body_key,
            title="Séance", place="Commissariat", starts_at=telling.at(day, 10), chair="Le chef de service", members=[POLICE],
        ).case_id  # fmt: skip


def _items(telling: ProblemTelling, meeting: UUID) -> list[tuple[str, int]]:
    rows = _all(telling, sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting))
    return [(row.source, row.secrecy) for row in rows]


def test_a_problem_is_told_to_its_end_and_the_journal_tells_it_again(assessed: ProblemTelling) -> None:
    assessed.close()
    assert assessed.stands(assessed.garages) == "closed_solved"
    with unit_of_work(assessed.engine, HOUSE_VIEWER) as session:
        calls, patrols = compared_of(session, assessed.garages)
        assert (calls.measure.label, calls.before.value, calls.after.value) == (CALLS, 2300, 600)
        assert patrols.after.starts_on - patrols.before.starts_on > timedelta(weeks=patrols.measure.weeks)
        assert rebuild(session).differences == []
    actions = _all(assessed, sa.select(Action).where(Action.problem_id == assessed.garages))
    assert {row.agency for row in actions} == {"mairie", "police_municipale", "bailleur"}
    assert {row.secrecy for row in actions} == {2}


@ON_ONE
def test_a_problem_is_not_closed_before_it_is_analysed_nor_before_it_is_assessed(noticed: ProblemTelling) -> None:
    for step, fields in (("close_solved", {}), ("close_unsolved", {"reason": "Rien."})):
        assert _codes(noticed, POLICE, noticed.garages, step, NOTICED + 5, **fields) == {"state"}
    noticed.analyse()
    assert _codes(noticed, POLICE, noticed.garages, "assess_now", ASSESSED) == {"state"}, "nothing was decided yet"
    noticed.act()
    noticed.take(PLAYERS[POLICE], noticed.garages, "assess_now", ASSESSED - 2, 9)
    assert "not_assessed" in _codes(noticed, POLICE, noticed.garages, "close_solved", ASSESSED)
    assert _codes(noticed, POLICE, noticed.garages, "assess", ASSESSED, **_said("solved")) == {"nothing_after"}


@ON_ONE
def test_it_is_solved_or_not_as_the_assessment_says_and_otherwise_the_group_acts_again(acting: ProblemTelling) -> None:
    garages, police = acting.garages, PLAYERS[POLICE]
    acting.take(police, garages, "assess_now", ASSESSED - 2, 9)
    for rank in ("1", "2"):
        acting.take(PLAYERS["bailleur"], garages, "count", ASSESSED - 1, 9, key=rank, measure=rank, **_after(acting))
    acting.take(police, garages, "assess", ASSESSED, 9, **_said("reduced"))
    assert _codes(acting, POLICE, garages, "close_solved", ASSESSED) == {"verdict_differs"}
    later = acting.at(ASSESSED + 30, 9).date()
    acting.take(police, garages, "act_again", ASSESSED, 10, assess_on=later, reason="Deux garages restent visés.")
    acting.take(police, garages, "assess_now", ASSESSED + 29, 9)
    assert "not_assessed" in _codes(acting, POLICE, garages, "close_unsolved", ASSESSED + 29, reason="Inchangé.")
    acting.take(police, garages, "assess", ASSESSED + 30, 9, **_said("worse"))
    assert _codes(acting, POLICE, garages, "close_solved", ASSESSED + 30) == {"verdict_differs"}
    acting.take(police, garages, "close_unsolved", ASSESSED + 30, 10, reason="Hors de portée du groupe.")
    assert acting.stands(garages) == "closed_unsolved"
    [row] = _all(acting, sa.select(Problem))
    assert (row.assess_on, len(row.earlier), row.ended_because) == (later, 1, "Hors de portée du groupe.")
    verdicts = _all(acting, sa.select(Assessment.verdict).order_by(Assessment.round))
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
    assert _codes(assessed, POLICE, garages, "close_solved", ASSESSED + 2) == {"actions_open"}
    assert "field_reason" in _codes(assessed, POLICE, garages, "hand_over", ASSESSED + 2, handed_to="Le CLSPD")
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
    assert _codes(assessed, "bailleur", garages, "reopen", again, **seen) == {"competence"}
    assessed.take(PLAYERS[POLICE], garages, "reopen", again, 9, **seen)
    first, second = _all(assessed, sa.select(Problem).order_by(Problem.turn))
    assert (second.previous_id, second.turn, second.observed) == (first.id, 2, "Deux-roues revenus par l’autre bout.")
    assert (assessed.stands(first.id), assessed.stands(second.id)) == ("closed_solved", "opened")
    assert second.number != first.number
    assert [row.problem_id for row in _all(assessed, sa.select(Assessment))] == [first.id]
    assert len(_all(assessed, sa.select(Problem), PLAYERS["bailleur"].viewer)) == 2, "the group is the same"
    assert _codes(assessed, POLICE, garages, "reopen", again + 1, **seen) == {"already_reopened"}
    assert "state" in _codes(assessed, POLICE, second.id, "close_solved", again + 1), "a new turn is assessed anew"
    with unit_of_work(assessed.engine, HOUSE_VIEWER) as session:
        assert rebuild(session).differences == []


@ON_ONE
def test_before_and_after_are_over_as_many_weeks_that_have_passed_and_do_not_overlap(acting: ProblemTelling) -> None:
    landlord, garages = PLAYERS["bailleur"], acting.garages
    count: dict[str, Any] = {"measure": "1", "side": "after", "value": Decimal(3), "source": "Main courante"}
    early = acting.at(BEGIN - 1, 9).date()
    assert _codes(acting, "bailleur", garages, "count", ASSESSED, **count, starts_on=early) == {"periods_overlap"}
    late = acting.at(ASSESSED - 27, 9).date()
    assert _codes(acting, "bailleur", garages, "count", ASSESSED, **count, starts_on=late) == {"period_not_over"}
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
    assert _codes(acting, "bailleur", garages, "add_measure", ASSESSED, **fields, weeks=0) == {"weeks"}


@ON_ONE
def test_a_problem_its_counts_and_its_actions_are_read_by_its_members_alone(assessed: ProblemTelling) -> None:
    for key in (POLICE, "prefecture", "bailleur", "police_municipale", "mairie"):
        viewer = PLAYERS[key].viewer
        assert len(_all(assessed, sa.select(Problem), viewer)) == 1, key
        assert len(_all(assessed, sa.select(ProblemCount), viewer)) == 4, key
        assert len(_all(assessed, sa.select(Action), viewer)) == 3, key
    for table in (Problem, Analysis, ProblemCount, Assessment, Action):
        assert _all(assessed, sa.select(table), PLAYERS[OUTSIDER].viewer) == []
    assert [each.workflow for each in _all(assessed, sa.select(Case), PLAYERS[OUTSIDER].viewer)] == ["strategy"]
    assessed.take(PLAYERS[POLICE], assessed.garages, "name_member", ASSESSED, 11, partner=OUTSIDER)
    assert len(_all(assessed, sa.select(Problem), PLAYERS[OUTSIDER].viewer)) == 1


@ON_ONE
def test_who_leads_takes_up_sets_aside_or_hands_over_and_the_proposer_does_not(noticed: ProblemTelling) -> None:
    noticed.notice_the_hall()
    hall = noticed._propose("mairie", "other", HALL, **_facts(noticed))
    assert _codes(noticed, "mairie", hall, "take_up", HALL) == {"competence"}
    with open_session(noticed.engine, PLAYERS[POLICE].viewer) as session:
        assert hall in {each.case.id for each in inbox(session, POLICE)}
    assert _codes(noticed, POLICE, hall, "set_aside", HALL) == {"field_reason"}
    noticed.take(PLAYERS[POLICE], hall, "set_aside", HALL, 10, reason="Déjà traité avec le hall de la résidence B.")
    assert noticed.stands(hall) == "set_aside"
    with pytest.raises(Refused) as refused:
        noticed._propose("mairie", "tomorrow", HALL, **{**_facts(noticed), "since": noticed.at(HALL + 1, 9).date()})
    assert [each.code for each in refused.value.refusals] == ["day_to_come"]


@ON_ONE
def test_the_day_of_the_assessment_is_a_clock_and_a_day_given_up_stays(acting: ProblemTelling) -> None:
    statement = sa.select(RunningDeadline.due).where(RunningDeadline.case_id == acting.garages)
    [due] = _all(acting, statement)
    assert paris_day(due) == acting.at(ASSESSED + 4, 9).date()
    past = acting.at(ASSESSED, 9).date()
    assert _codes(acting, POLICE, acting.garages, "put_off", ASSESSED, assess_on=past, reason="Pluie.") == {"not_ahead"}
    later = acting.at(ASSESSED + 20, 9).date()
    acting.take(PLAYERS[POLICE], acting.garages, "put_off", ASSESSED, 9, assess_on=later, reason="Travaux en retard.")
    assert [paris_day(each) for each in _all(acting, statement)] == [later]
    [row] = _all(acting, sa.select(Problem))
    assert row.earlier[0]["reason"] == "Travaux en retard."


@ON_ONE
def test_an_analysis_is_completed_by_another_one_beside_it(acting: ProblemTelling) -> None:
    given: dict[str, Any] = dict.fromkeys(
        ("offenders", "targets", "setting", "tried", "supposed", "sources"), "Vu autrement."
    )
    acting.take(PLAYERS[POLICE], acting.garages, "complete_analysis", ASSESSED, 9, **given)
    assert len(_all(acting, sa.select(Analysis))) == 2


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
    [decision], [action] = _all(noticed, sa.select(Decision)), _all(noticed, sa.select(Action))
    assert (action.decision_id, action.problem_id, action.secrecy) == (decision.id, noticed.garages, 2)
    assert noticed.stands(noticed.garages) == "acting"
    assert len(_all(noticed, sa.select(Action), PLAYERS["bailleur"].viewer)) == 1, (
        "a member who was not convened reads it"
    )
    assert _all(noticed, sa.select(Action), PLAYERS[OUTSIDER].viewer) == []


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
