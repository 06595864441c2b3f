"""How a case moves: who may, from where, with what; the same command twice; what the journal keeps of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine.small import (
    CLERK,
    COURT,
    JUDGE,
    OFFICER,
    POLICE,
    T0,
    TOWN,
    Sticker,
    do,
    open_board,
    open_opinion,
    open_permit,
)
from workflows.engine import registry
from workflows.engine.cases import (
    HOUSE_ACTOR,
    Actor,
    PartyTo,
    note,
    open_case,
    open_steps,
    take,
)
from workflows.engine.definition import HOUSE
from workflows.engine.records import Unjournalled, insert_many, update_many
from workflows.engine.refusals import CommandConflict, Moved, Refused, UnknownCase
from workflows.engine.statements import load_case
from workflows.engine.tables import Case, JournalLine, Party
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work


def _lines(engine: Engine, case_id: UUID) -> list[JournalLine]:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        return list(
            session.scalars(sa.select(JournalLine).where(JournalLine.case_id == case_id).order_by(JournalLine.seq))
        )


def _refused(engine: Engine, case_id: UUID, step: str, actor: Actor, **rest: Any) -> set[str]:
    before = _lines(engine, case_id)
    with pytest.raises(Refused) as refused:
        do(engine, case_id, step, actor, **rest)
    assert len(_lines(engine, case_id)) == len(before), "a refusal writes nothing"
    assert all(refusal.text.fr and refusal.text.en for refusal in refused.value.refusals)
    return {refusal.code for refusal in refused.value.refusals}


def test_a_case_moves_and_its_journal_says_how(engine: Engine) -> None:
    permit = open_permit(engine)
    taken = do(engine, permit, "submit", CLERK, moment=T0 + timedelta(hours=1))
    assert (taken.case_id, taken.seq, taken.state) == (permit, 2, "waiting")
    opened, submitted = _lines(engine, permit)
    assert (opened.step, opened.source, opened.target) == ("open", "", "draft")
    assert (submitted.step, submitted.source, submitted.target) == ("submit", "draft", "waiting")
    assert (submitted.agency, submitted.user, submitted.at) == (TOWN, "a.clerk", T0 + timedelta(hours=1))
    assert submitted.previous == opened.hash
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        case = session.get_one(Case, permit)
        assert (case.state, case.version, case.head, case.is_open) == ("waiting", 2, submitted.hash, True)


def test_a_final_state_closes_the_case(engine: Engine) -> None:
    permit = open_permit(engine)
    do(engine, permit, "close", CLERK)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert session.get_one(Case, permit).is_open is False
    assert _refused(engine, permit, "submit", CLERK) == {"state"}


def test_an_actor_without_the_competence_is_refused(engine: Engine) -> None:
    assert _refused(engine, open_permit(engine), "submit", OFFICER) == {"competence"}


def test_a_party_named_in_the_case_alone_holds_its_competence(engine: Engine) -> None:
    opinion = open_opinion(engine, open_permit(engine), agency=POLICE)
    assert _refused(engine, opinion, "give", JUDGE) == {"competence"}, "the court gives opinions, but not this one"
    assert do(engine, opinion, "give", OFFICER).state == "given"


def test_a_step_that_does_not_leave_the_state_is_refused(engine: Engine) -> None:
    assert _refused(engine, open_permit(engine), "reopen", CLERK) == {"state"}


def test_nobody_takes_a_step_of_the_house_by_saying_its_name(engine: Engine) -> None:
    permit = open_permit(engine)
    do(engine, permit, "submit", CLERK)
    for impostor in (
        Actor(TOWN, "a.clerk", frozenset({HOUSE, "apply"})),
        Actor(HOUSE, HOUSE, frozenset({HOUSE})),
    ):
        assert _refused(engine, permit, "expire", impostor) == {"competence"}
    assert do(engine, permit, "expire", HOUSE_ACTOR).state == "expired"


def test_every_fault_of_the_fields_is_told_at_once(engine: Engine) -> None:
    board = open_board(engine)
    wrong = {
        "line": "two\nlines",
        "text": "a\x00b",
        "day": T0,
        "moment": datetime(2026, 4, 3),  # noqa: DTZ001 (naive on purpose)
        "number": 10**13,
        "sure": "yes",
        "colour": "green",
        "sizes": ["s", "xl"],
        "stranger": 1,
    }
    codes = {f"field_{name}" for name in wrong if name != "stranger"} | {"field_unknown", "field_wanted"}
    assert _refused(engine, board, "fill_in", CLERK, fields=wrong) == codes
    half = "\ud800"
    assert _refused(engine, board, "fill_in", CLERK, fields={"line": half, "wanted": half * 3}) == {
        "field_line",
        "field_wanted",
    }
    assert _refused(engine, board, "fill_in", CLERK, fields={"wanted": "x", "line": "y" * 11}) == {"field_line"}
    right = {
        "line": "œ…",
        "text": "two\nlines",
        "day": date(2026, 4, 3),
        "moment": T0,
        "number": -3,
        "sure": False,
        "colour": "red",
        "sizes": ("m", "s"),
        "wanted": "x",
    }
    do(engine, board, "fill_in", CLERK, fields=right)
    kept = json.loads(_lines(engine, board)[-1].body or "")["fields"]
    assert kept == {**right, "day": "2026-04-03", "moment": "2026-04-03T08:00:00+00:00", "sizes": ["m", "s"]}


def test_what_was_typed_is_checked_only_when_it_can_be_read(engine: Engine) -> None:
    board = open_board(engine)
    assert _refused(engine, board, "stick", CLERK, fields={"words": "rain"}) == {"rain"}
    assert _refused(engine, board, "stick", CLERK, fields={}) == {"field_words"}


def test_open_steps_show_closed_doors_with_their_reasons(engine: Engine) -> None:
    permit = open_permit(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        mine = open_steps(session, permit, actor=CLERK, moment=T0)
        theirs = open_steps(session, permit, actor=OFFICER, moment=T0)
    assert [(door.step.name, door.refusals) for door in mine] == [("submit", ()), ("close", ())]
    assert [{refusal.code for refusal in door.refusals} for door in theirs] == [{"competence"}] * 2


def test_the_loser_of_a_version_is_told_who_moved_the_case_and_when(engine: Engine) -> None:
    permit = open_permit(engine)
    do(engine, permit, "submit", CLERK, moment=T0 + timedelta(minutes=3), version=1)
    with pytest.raises(Moved) as moved:
        do(engine, permit, "close", CLERK, version=1)
    assert (moved.value.agency, moved.value.at, moved.value.version) == (TOWN, T0 + timedelta(minutes=3), 2)
    said = moved.value.text.render("en")
    assert "“Submit”" in said
    assert "“Waiting”" in said


def test_what_the_house_notes_meanwhile_stops_nobody(engine: Engine) -> None:
    permit = open_permit(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        note(session, permit, "document", actor=HOUSE_ACTOR, moment=T0)
        note(session, permit, "document", actor=HOUSE_ACTOR, moment=T0)
    taken = do(engine, permit, "submit", CLERK, version=1)
    assert (taken.seq, taken.state) == (4, "waiting")
    with pytest.raises(Moved):
        do(engine, permit, "close", CLERK, version=3)


@pytest.mark.parametrize("by", [CLERK, OFFICER], ids=["of the same agency", "of another"])
def test_what_somebody_noted_meanwhile_is_read_first(engine: Engine, by: Actor) -> None:
    permit = open_permit(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        note(session, permit, "document", actor=HOUSE_ACTOR, moment=T0)
        note(session, permit, "remark", actor=by, moment=T0)
        note(session, permit, "document", actor=HOUSE_ACTOR, moment=T0)
    with pytest.raises(Moved):
        do(engine, permit, "submit", CLERK, version=1)


def test_the_same_command_gets_the_same_answer(engine: Engine) -> None:
    board = open_board(engine, command="open-it")
    assert open_board(engine, command="open-it") == board
    first = do(engine, board, "stick", CLERK, fields={"words": "once"}, command="c-1", version=1)
    assert do(engine, board, "stick", CLERK, fields={"words": "once"}, command="c-1", version=1) == first
    ended = do(engine, board, "take_down", CLERK, command="c-2")
    assert do(engine, board, "take_down", CLERK, command="c-2") == ended, "although the state is now another"
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        noted = note(session, board, "remark", actor=CLERK, moment=T0, fields={"a": 1}, command="c-3")
        assert note(session, board, "remark", actor=CLERK, moment=T0, fields={"a": 1}, command="c-3") == noted
    assert [line.command for line in _lines(engine, board)] == ["open-it", "c-1", "c-2", "c-3"]
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Sticker)) == 1


def test_the_same_command_with_another_body_is_a_conflict(engine: Engine) -> None:
    board, other = open_board(engine, command="open-it"), open_board(engine)
    do(engine, board, "stick", CLERK, fields={"words": "once"}, command="c-1")
    for ask in (
        lambda: do(engine, board, "stick", CLERK, fields={"words": "twice"}, command="c-1"),
        lambda: do(engine, other, "stick", CLERK, fields={"words": "once"}, command="c-1"),
        lambda: do(engine, board, "take_down", CLERK, command="c-1"),
        lambda: open_board(engine, command="c-1"),
        lambda: open_permit(engine, command="open-it"),
    ):
        with pytest.raises(CommandConflict):
            ask()


def test_an_absent_case_and_one_that_is_not_for_me_are_told_apart_by_nothing(engine: Engine) -> None:
    permit = open_permit(engine)
    said = set()
    for case_id in (permit, uuid4()):
        for ask in (
            lambda session, asked: take(session, asked, "submit", actor=JUDGE, moment=T0),
            lambda session, asked: note(session, asked, "remark", actor=JUDGE, moment=T0),
            lambda session, asked: open_steps(session, asked, actor=JUDGE, moment=T0),
        ):
            with pytest.raises(UnknownCase) as unknown, unit_of_work(engine, Viewer(COURT)) as session:
                ask(session, case_id)
            said.add(str(unknown.value))
    assert len(said) == 1


def test_business_rows_travel_in_the_line_of_their_own_case(engine: Engine) -> None:
    board = open_board(engine)
    row = {"words": "all", "count": 3, "price": Decimal("1.50"), "day": date(2026, 4, 3), "tags": ["é", "b"]}
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        sticker = Sticker(id=uuid4(), case_id=board, agency=TOWN, photo=b"\x00\xff", pin="1234", at=T0, **row)
        session.add(sticker)
        note(session, board, "bring", actor=CLERK, moment=T0)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.get_one(Sticker, sticker.id).words = "less"
        note(session, board, "change", actor=CLERK, moment=T0)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.delete(session.get_one(Sticker, sticker.id))
        note(session, board, "remove", actor=CLERK, moment=T0)
    brought, changed, removed = (json.loads(line.body or "")["records"] for line in _lines(engine, board)[1:])
    [[table, key, values]] = brought
    assert (table, key) == ("sticker", sticker.id.hex)
    assert values["price"] == "1.50"
    assert values["photo"] == "00ff"
    assert values["pin"].startswith("sha256:")
    assert "1234" not in json.dumps(brought)
    assert changed == [["sticker", sticker.id.hex, {"words": "less"}]]
    assert removed == [["sticker", sticker.id.hex, None]]


def test_a_changed_business_row_without_a_line_does_not_commit(engine: Engine) -> None:
    board = open_board(engine)
    with pytest.raises(Unjournalled, match="sticker"), unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add(Sticker(id=uuid4(), case_id=board, words="quietly"))
    with pytest.raises(Unjournalled), unit_of_work(engine, HOUSE_VIEWER) as session:
        insert_many(session, Sticker, [{"id": uuid4(), "case_id": board, "words": "many"}])
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Sticker)) == 0


def test_many_rows_at_once_travel_too(engine: Engine) -> None:
    board, ids = open_board(engine), [uuid4() for _ in range(3)]
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert insert_many(session, Sticker, [{"id": each, "case_id": board, "words": "many"} for each in ids]) == 3
        assert update_many(session, Sticker, [{"id": ids[0], "words": "one"}]) == 1
        note(session, board, "import", actor=HOUSE_ACTOR, moment=T0)
    records = json.loads(_lines(engine, board)[-1].body or "")["records"]
    assert [values["words"] for _table, _key, values in records] == ["many"] * 3 + ["one"]
    assert records[0][2]["secrecy"] == 2, "defaults are told as they are stored"


def test_a_savepoint_that_was_rolled_back_leaves_nothing_for_the_journal(engine: Engine) -> None:
    board, kept = open_board(engine), uuid4()
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add(Sticker(id=kept, case_id=board, words="kept"))
        session.flush()
        savepoint = session.begin_nested()
        session.add(Sticker(id=uuid4(), case_id=board, words="dropped"))
        session.flush()
        savepoint.rollback()
        savepoint = session.begin_nested()
        session.add(Sticker(id=kept, case_id=board, words="doubled"))
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        savepoint.rollback()
        with session.begin_nested():
            session.add(Sticker(id=uuid4(), case_id=board, words="nested"))
        note(session, board, "bring", actor=CLERK, moment=T0)
    records = json.loads(_lines(engine, board)[-1].body or "")["records"]
    assert [values["words"] for _table, _key, values in records] == ["kept", "nested"]


@pytest.mark.parametrize("model", [Case, JournalLine, Party, Sticker])
def test_bulk_statements_on_rows_of_the_journal_are_refused(engine: Engine, model: type[Any]) -> None:
    open_board(engine)
    for statement in (sa.update(model).values(case_id=None), sa.delete(model), sa.update(model.__table__)):
        if "case_id" not in model.__table__.c and statement.is_update:
            statement = sa.update(model).values(title="x")  # noqa: PLW2901
        with pytest.raises(RuntimeError), unit_of_work(engine, HOUSE_VIEWER) as session:
            session.execute(statement)


def test_rows_of_the_engine_are_not_written_as_objects(engine: Engine) -> None:
    board = open_board(engine)
    with pytest.raises(AttributeError, match="take"), unit_of_work(engine, HOUSE_VIEWER) as session:
        session.get_one(Case, board).state = "down"
    with pytest.raises(RuntimeError, match="Case"), unit_of_work(engine, HOUSE_VIEWER) as session:
        session.get_one(Case, board).title = "Mine"
    with pytest.raises(RuntimeError, match="Party"), unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add(Party(case_id=board, competence="x", agency="y", clearance=4))
    with pytest.raises(RuntimeError, match="Case"), unit_of_work(engine, HOUSE_VIEWER) as session:
        session.delete(session.get_one(Case, board))


def test_a_case_keeps_the_version_of_the_workflow_that_it_began_with(engine: Engine) -> None:
    permit = open_permit(engine)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        loaded = load_case(session, permit)
    assert loaded is not None
    assert loaded.kind == "permit/1"
    assert registry.workflow("permit", 1).name == "permit"
    with pytest.raises(registry.UnknownWorkflow, match="permit v9"):
        registry.workflow("permit", 9)


def test_naming_the_same_party_twice_in_one_step_is_naming_it_once(engine: Engine) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        parties = [PartyTo("take_notes", TOWN, 2), PartyTo("take_notes", TOWN, 3)]
        board = open_case(session, "board", actor=CLERK, moment=T0, title="A board", parties=parties).case_id
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        clearances = list(session.scalars(sa.select(Party.clearance).where(Party.case_id == board)))
    assert clearances == [3]


def test_moments_are_kept_to_the_microsecond_in_utc(engine: Engine) -> None:
    moment = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=UTC)
    board = open_board(engine)
    do(engine, board, "take_down", CLERK, moment=moment)
    assert _lines(engine, board)[-1].at == moment
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        assert session.get_one(Case, board).moved_at == moment
