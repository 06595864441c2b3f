"""Clocks: alerts at their shares, then the house's step; real hours, whatever the season; a stopped clock is silent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import CLERK, OFFICER, T0, Hours, do, open_opinion, open_permit, says
from workflows.engine import registry
from workflows.engine.cases import HOUSE_ACTOR
from workflows.engine.definition import HOUSE, Deadline, Field, Refusal, State, Step, Workflow
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.sweeper import ALERT, sweep
from workflows.engine.tables import Case, JournalLine, RunningDeadline
from workflows.engine.viewer import HOUSE_VIEWER, open_session


def _lines(engine: Engine, case_id: UUID) -> list[tuple[str, Any]]:
    with open_session(engine, HOUSE_VIEWER) as session:
        lines = session.scalars(
            sa.select(JournalLine).where(JournalLine.case_id == case_id, JournalLine.seq > 1).order_by(JournalLine.seq)
        )
        return [(line.step, json.loads(line.body or "{}").get("fields", {}).get("share")) for line in lines]


def _state(engine: Engine, case_id: UUID) -> str:
    with open_session(engine, HOUSE_VIEWER) as session:
        return session.get_one(Case, case_id).state


def _sweep_until_quiet(engine: Engine, moment: datetime) -> int:
    looks = 0
    while looked := sweep(engine, moment=moment):
        looks += looked
        assert looks < 50, "the sweeper never comes to an end"
    return looks


def test_alerts_come_at_their_shares_and_then_the_step_of_the_house(engine: Engine) -> None:
    opinion = open_opinion(engine, open_permit(engine))
    told = []
    for minutes in (119, 120, 179, 180, 239, 240, 241):
        told.append(_sweep_until_quiet(engine, T0 + timedelta(minutes=minutes)))
    assert told == [0, 1, 0, 1, 0, 1, 0]
    assert _lines(engine, opinion) == [(ALERT, 50), (ALERT, 75), ("fall_silent", None)]
    assert _state(engine, opinion) == "silent"
    assert verify(engine).ok
    assert rebuild(engine).ok


def test_a_sweeper_that_comes_late_takes_the_step_and_raises_no_stale_alert(engine: Engine) -> None:
    opinion = open_opinion(engine, open_permit(engine))
    _sweep_until_quiet(engine, T0 + timedelta(days=3))
    assert _lines(engine, opinion) == [("fall_silent", None)]


def test_a_sweeper_that_missed_one_alert_raises_it_before_the_next(engine: Engine) -> None:
    opinion = open_opinion(engine, open_permit(engine))
    _sweep_until_quiet(engine, T0 + timedelta(hours=3, minutes=30))
    assert _lines(engine, opinion) == [(ALERT, 50), (ALERT, 75)]


def test_a_case_that_moved_on_has_no_clock(engine: Engine) -> None:
    opinion = open_opinion(engine, open_permit(engine))
    do(engine, opinion, "give", OFFICER)
    with open_session(engine, HOUSE_VIEWER) as session:
        assert session.scalars(sa.select(RunningDeadline).where(RunningDeadline.case_id == opinion)).all() == []
    assert _sweep_until_quiet(engine, T0 + timedelta(days=3)) == 0


def test_a_clock_runs_on_through_states_that_share_it_and_starts_anew_on_coming_back(engine: Engine) -> None:
    opinion = open_opinion(engine, open_permit(engine))
    do(engine, opinion, "doubt", OFFICER, moment=T0 + timedelta(hours=3))
    _sweep_until_quiet(engine, T0 + timedelta(hours=4))
    assert _state(engine, opinion) == "silent", "doubting won no time"
    permit = open_permit(engine)
    do(engine, permit, "submit", CLERK)
    do(engine, permit, "decide", HOUSE_ACTOR, moment=T0 + timedelta(hours=9))
    do(engine, permit, "reopen", CLERK, moment=T0 + timedelta(hours=20))
    _sweep_until_quiet(engine, T0 + timedelta(hours=29))
    assert _state(engine, permit) == "waiting"
    _sweep_until_quiet(engine, T0 + timedelta(hours=30))
    assert _state(engine, permit) == "expired"
    assert rebuild(engine).ok


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 10, 24, 23, tzinfo=UTC)])
def test_hours_are_real_hours_in_the_night_of_the_clocks(engine: Engine, night: datetime) -> None:
    opinion = open_opinion(engine, open_permit(engine, moment=night), moment=night)
    _sweep_until_quiet(engine, night + timedelta(hours=4) - timedelta(microseconds=1))
    assert _state(engine, opinion) == "asked"
    _sweep_until_quiet(engine, night + timedelta(hours=4))
    assert _state(engine, opinion) == "silent"


def _lamp(*, refuses: list[bool]) -> Workflow:
    """A workflow whose clock starts when somebody says, and whose house's step may be refused by a guard."""

    def starts(situation: Any) -> datetime | None:
        found: datetime | None = situation.fields.get("at")
        return found

    def guard(_situation: Any) -> Refusal | None:
        if refuses[1:]:
            raise ZeroDivisionError
        return Refusal("not_now", says("Not now.")) if refuses[0] else None

    return Workflow(
        name="lamp",
        version=1,
        label=says("Lamp"),
        states=(State("lit", says("Lit"), turn="apply"), State("out", says("Out"), final=True)),
        steps=(
            Step(
                "set", ("lit",), None, says("Set"), "apply", asks=(Field("at", says("At"), "moment", required=False),)
            ),
            Step("go_out", ("lit",), "out", says("Go out"), HOUSE, guards=(guard,)),
        ),
        deadlines=(Deadline("burning", says("Burning"), ("lit",), Hours(2), "go_out", alerts=(), start=starts),),
    )


@pytest.fixture
def refuses() -> Iterator[list[bool]]:
    """Whether the lamp's guard refuses; the lamp is known for the time of one test."""
    switch = [False]
    workflow = registry.register(_lamp(refuses=switch))
    yield switch
    registry.forget(workflow)


def test_a_clock_starts_changes_and_stops_as_its_start_says(engine: Engine, refuses: list[bool]) -> None:
    lamp = open_permit(engine, workflow="lamp")
    assert _sweep_until_quiet(engine, T0 + timedelta(days=1)) == 0, "nobody set it"
    do(engine, lamp, "set", CLERK, fields={"at": T0})
    do(engine, lamp, "set", CLERK, fields={"at": T0 + timedelta(hours=5)})
    _sweep_until_quiet(engine, T0 + timedelta(hours=6))
    assert _state(engine, lamp) == "lit"
    do(engine, lamp, "set", CLERK, fields={})
    assert _sweep_until_quiet(engine, T0 + timedelta(days=1)) == 0, "it was unset"
    do(engine, lamp, "set", CLERK, fields={"at": T0 + timedelta(hours=5)})
    _sweep_until_quiet(engine, T0 + timedelta(hours=7))
    assert _state(engine, lamp) == "out"
    assert rebuild(engine).ok


def test_a_refused_step_is_tried_again_later_and_keeps_nobody_waiting(engine: Engine, refuses: list[bool]) -> None:
    lamp = open_permit(engine, workflow="lamp")
    do(engine, lamp, "set", CLERK, fields={"at": T0})
    opinion = open_opinion(engine, open_permit(engine))
    refuses[0] = True
    moment = T0 + timedelta(hours=4)
    _sweep_until_quiet(engine, moment)
    assert (_state(engine, lamp), _state(engine, opinion)) == ("lit", "silent")
    assert rebuild(engine).ok, "looking later leaves no difference"
    refuses[0] = False
    _sweep_until_quiet(engine, moment + timedelta(hours=1))
    assert _state(engine, lamp) == "out"


def test_a_clock_whose_step_breaks_keeps_the_other_clocks_going(engine: Engine, refuses: list[bool]) -> None:
    lamp = open_permit(engine, workflow="lamp")
    do(engine, lamp, "set", CLERK, fields={"at": T0})
    opinion = open_opinion(engine, open_permit(engine))
    refuses.append(True)
    moment = T0 + timedelta(hours=4)
    _sweep_until_quiet(engine, moment)
    assert (_state(engine, lamp), _state(engine, opinion)) == ("lit", "silent")
    refuses.pop()
    _sweep_until_quiet(engine, moment + timedelta(hours=1))
    assert _state(engine, lamp) == "out"
    assert rebuild(engine).ok
