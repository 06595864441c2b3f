"""Many at once: one winner, nothing lost, nothing doubled, nobody waits in a circle."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import (
    CLERK,
    OFFICER,
    T0,
    Sticker,
    do,
    open_board,
    open_opinion,
    open_permit,
)
from tests.workflows.engine.story import QUIET
from workflows.engine.cases import HOUSE_ACTOR, note
from workflows.engine.evidence.heads import sign_heads
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.keys import journal_key, public_keys
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.outbox import Delivery, Handlers, drain
from workflows.engine.refusals import CommandRaced, Moved, Refused
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, open_session, unit_of_work


def _at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Run every task in a thread of its own, all starting together; return what each gave or raised."""
    gate, results = threading.Barrier(len(tasks)), [None] * len(tasks)

    def run(number: int) -> None:
        gate.wait()
        try:
            results[number] = tasks[number]()
        except Exception as error:  # noqa: BLE001 (the test looks at it)
            results[number] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(tasks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def _as_the_edge_does(ask: Callable[[], Any]) -> Any:
    """Ask again when the very same command was being taken: it has its answer now."""
    while True:
        try:
            return ask()
        except CommandRaced:
            continue


def _states(engine: Engine, ids: Sequence[UUID]) -> list[str]:
    with open_session(engine, HOUSE_VIEWER) as session:
        return [session.get_one(Case, each).state for each in ids]


def _sound(engine: Engine) -> None:
    verdict = verify(engine)
    assert verdict.ok, verdict.faults
    rebuilt = rebuild(engine)
    assert rebuilt.ok, rebuilt.differences


def test_a_double_click_is_one_line_and_one_answer(engine: Engine) -> None:
    for step, fields in (("stick", {"words": "once"}), ("fill_in", {"wanted": "x"}), ("take_down", {})):
        board = open_board(engine)
        click = lambda: do(engine, board, step, CLERK, fields=fields, command=f"click-{board}")  # noqa: B023, E731
        answers = _at_once(*[lambda: _as_the_edge_does(click)] * 8)  # noqa: B023
        assert set(answers) == {answers[0]}, answers
        assert answers[0].seq == 2
    with open_session(engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Sticker)) == 1
    _sound(engine)


def test_a_case_opened_by_a_double_click_is_one_case(engine: Engine) -> None:
    answers = _at_once(*[lambda: _as_the_edge_does(lambda: open_permit(engine, command="open-1"))] * 6)
    assert set(answers) == {answers[0]}, answers
    with open_session(engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Case)) == 1


def test_of_eight_who_saw_the_same_page_one_moves_the_case(engine: Engine) -> None:
    for _ in range(4):
        permit = open_permit(engine)
        steps = ["submit", "close"] * 4
        answers = _at_once(*[lambda step=step: do(engine, permit, step, CLERK, version=1) for step in steps])  # noqa: B023
        kinds = Counter(type(answer).__name__ for answer in answers)
        assert kinds == {"Taken": 1, "Moved": 7}, answers
        true_state = next(answer.state for answer in answers if not isinstance(answer, Exception))
        assert _states(engine, [permit]) == [true_state]
        told = {answer.text.render("en") for answer in answers if isinstance(answer, Moved)}
        assert len(told) == 1
    _sound(engine)


def test_a_step_wins_over_papers_that_come_from_the_press_at_that_moment(engine: Engine) -> None:
    for round_ in range(6):
        permit = open_permit(engine)
        submit = lambda: do(engine, permit, "submit", CLERK, version=1, command=f"submit-{round_}")  # noqa: B023, E731

        def keep_a_paper() -> None:
            with unit_of_work(engine, HOUSE_VIEWER) as session:
                note(session, permit, "document", actor=HOUSE_ACTOR, moment=T0)  # noqa: B023

        answers = _at_once(lambda: _as_the_edge_does(submit), *[keep_a_paper] * 5)  # noqa: B023
        assert [str(each) for each in answers if isinstance(each, Exception)] == []
        assert _states(engine, [permit]) == ["waiting"]
    _sound(engine)


def test_of_eight_who_saw_nothing_the_others_are_refused_or_told(engine: Engine) -> None:
    permit = open_permit(engine)
    answers = _at_once(*[lambda: do(engine, permit, "submit", CLERK)] * 8)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert all(isinstance(answer, (Refused, Moved)) for answer in answers if isinstance(answer, Exception)), answers


def test_no_update_is_lost(engine: Engine) -> None:
    board = open_board(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        sticker = Sticker(id=UUID(int=7), case_id=board, words="tally", count=0)
        session.add(sticker)
        note(session, board, "bring", actor=CLERK, moment=T0)

    def add_ten() -> None:
        for _ in range(10):
            with unit_of_work(engine, HOUSE_VIEWER) as session:
                session.get_one(Case, board, with_for_update={"key_share": True})
                row = session.get_one(Sticker, UUID(int=7), populate_existing=True)
                row.count += 1
                note(session, board, "add", actor=CLERK, moment=T0)

    assert _at_once(*[add_ten] * 4) == [None] * 4
    with open_session(engine, HOUSE_VIEWER) as session:
        assert session.get_one(Sticker, UUID(int=7)).count == 40
        assert session.get_one(Case, board).version == 42
    _sound(engine)


def test_children_that_settle_at_once_move_each_parent_exactly_once(engine: Engine) -> None:
    parents = [open_permit(engine) for _ in range(4)]
    children = [open_opinion(engine, parent) for parent in parents for _ in range(8)]
    random.Random(7).shuffle(children)

    def settle(mine: Sequence[UUID]) -> None:
        for child in mine:
            do(engine, child, "give", OFFICER)

    def arrive() -> None:
        for parent in parents:
            do(engine, parent, "submit", CLERK)

    def deliver() -> None:
        for _ in range(12):
            drain(engine, QUIET, moment=T0 + timedelta(seconds=1))

    answers = _at_once(*(lambda mine=children[start::6]: settle(mine) for start in range(6)), arrive, deliver, deliver)
    assert answers == [None] * 9
    for _ in range(20):
        drain(engine, QUIET, moment=T0 + timedelta(days=1))
    assert _states(engine, parents) == ["decided"] * 4
    with open_session(engine, HOUSE_VIEWER) as session:
        decided = session.scalars(sa.select(JournalLine.case_id).where(JournalLine.step == "decide"))
        assert Counter(decided) == dict.fromkeys(parents, 1)
    _sound(engine)


def test_two_drains_deliver_each_effect_once(engine: Engine) -> None:
    for _ in range(12):
        do(engine, open_permit(engine), "submit", CLERK)
    received: list[UUID] = []

    def receive(delivery: Delivery) -> None:
        received.append(delivery.effect_id)

    def work() -> None:
        while drain(engine, Handlers({"announce": receive}), moment=T0, limit=3):
            pass

    assert _at_once(work, work, work) == [None] * 3
    assert len(received) == len(set(received)) == 12


def test_sweepers_and_people_never_wait_for_each_other_in_a_circle(engine: Engine) -> None:
    parent = open_permit(engine)
    opinions = [open_opinion(engine, parent) for _ in range(12)]
    moment = T0 + timedelta(hours=4)

    def people() -> list[str]:
        outcomes = []
        for opinion in opinions:
            try:
                outcomes.append(do(engine, opinion, "give", OFFICER, moment=moment).state)
            except (Refused, Moved):
                outcomes.append("late")
        return outcomes

    def clock() -> None:
        for hours in (2, 3, 4):
            sweep(engine, moment=T0 + timedelta(hours=hours))

    outcomes, *others = _at_once(people, clock, clock)
    assert others == [None, None]
    clock()
    states = _states(engine, opinions)
    assert all((outcome == "given") == (state == "given") for outcome, state in zip(outcomes, states, strict=True))
    assert set(states) <= {"given", "silent"}
    _sound(engine)


def test_heads_signed_while_everybody_writes_cover_every_line_once(engine: Engine, keys: Path) -> None:
    key, ended = journal_key(keys), threading.Event()
    boards = [open_board(engine) for _ in range(4)]

    def write(board: UUID) -> None:
        for number in range(12):
            with unit_of_work(engine, HOUSE_VIEWER) as session:
                note(session, board, "one", actor=CLERK, moment=T0, fields={"number": number})
                note(session, board, "two", actor=CLERK, moment=T0)

    def sign() -> None:
        while not ended.is_set():
            sign_heads(engine, key, moment=T0, at_once=True)

    def write_all() -> list[Any]:
        try:
            return _at_once(*(lambda board=board: write(board) for board in boards))
        finally:
            ended.set()

    assert _at_once(write_all, sign, sign) == [[None] * 4, None, None]
    sign_heads(engine, key, moment=T0, at_once=True)
    verdict = verify(engine, public_keys(keys))
    assert verdict.ok, verdict.faults
    assert verdict.unsigned == 0
    assert verdict.lines == 4 + 4 * 24
