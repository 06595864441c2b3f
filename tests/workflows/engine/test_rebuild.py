"""The live tables follow from the journal alone; what the law erased is named, and gone from the file."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from tests.workflows.engine import tampering
from tests.workflows.engine.small import CLERK, OFFICER, T0, TOWN, Sticker, do, open_board, open_opinion, open_permit
from tests.workflows.engine.story import QUIET
from workflows.engine import registry
from workflows.engine.cases import note, take
from workflows.engine.evidence.erasure import CannotErase, erase_body
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import Rebuilt, rebuild
from workflows.engine.outbox import drain
from workflows.engine.refusals import CommandConflict
from workflows.engine.sweeper import sweep
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, unit_of_work

CANARY = "Mme Unetelle"


def _sound(engine: Engine) -> Rebuilt:
    verdict = verify(engine)
    assert verdict.ok, verdict.faults
    rebuilt = rebuild(engine)
    assert rebuilt.ok, rebuilt.differences
    return rebuilt


def _line_of(engine: Engine, case_id: UUID, step: str) -> int:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        found = session.scalar(
            sa.select(JournalLine.line).where(JournalLine.case_id == case_id, JournalLine.step == step)
        )
    assert found is not None
    return found


def _erase(engine: Engine, line: int, **rest: str) -> None:
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        erase_body(session, line, reason="rgpd-17", moment=T0 + timedelta(days=1), **rest)


def _write_about_somebody(engine: Engine) -> UUID:
    """A permit with a clock, a party, an effect and a sticker, the line of each naming the same person."""
    permit = open_permit(engine, command="open-1")
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add(Sticker(id=uuid4(), case_id=permit, agency=TOWN, words=CANARY))
        body = {"words": CANARY}
        note(
            session, permit, "remark", actor=CLERK, moment=T0, fields=body, command="c-1", effects=[("announce", body)]
        )  # fmt: skip
        take(session, permit, "submit", actor=CLERK, moment=T0)
    return permit


def test_everything_that_an_ordinary_life_leaves_follows_from_the_journal(engine: Engine) -> None:
    permit = _write_about_somebody(engine)
    late, early = open_opinion(engine, permit), open_opinion(engine, permit)
    do(engine, early, "doubt", OFFICER, moment=T0 + timedelta(hours=1))
    _sound(engine)
    for hours in (2, 3, 4, 5):
        sweep(engine, moment=T0 + timedelta(hours=hours))
        drain(engine, QUIET, moment=T0 + timedelta(hours=hours))
        _sound(engine)
    do(engine, permit, "reopen", CLERK, moment=T0 + timedelta(hours=6))
    _sound(engine)
    sweep(engine, moment=T0 + timedelta(hours=6, minutes=1))
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        states = {case.id: case.state for case in session.scalars(sa.select(Case))}
    assert states == {permit: "waiting", late: "silent", early: "silent"}


def test_a_change_and_a_removal_are_played_in_their_order(engine: Engine) -> None:
    board, ids = open_board(engine), [uuid4() for _ in range(2)]
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        session.add_all(Sticker(id=each, case_id=board, words="first", count=1) for each in ids)
        note(session, board, "bring", actor=CLERK, moment=T0)
        session.get_one(Sticker, ids[0]).words = "second"
        note(session, board, "change", actor=CLERK, moment=T0)
        session.delete(session.get_one(Sticker, ids[1]))
        note(session, board, "remove", actor=CLERK, moment=T0)
    _sound(engine)


def test_a_row_added_or_removed_behind_the_journal_is_named(engine: Engine) -> None:
    board = open_board(engine)
    do(engine, board, "stick", CLERK, fields={"words": "one"})
    with engine.begin() as connection:
        connection.execute(sa.delete(Sticker.__table__))  # type: ignore[arg-type]
    [missing] = rebuild(engine).differences
    assert (missing.table, missing.column, missing.journal, missing.live) == ("sticker", "*", "present", "absent")
    with engine.begin() as connection:
        row = {"id": uuid4(), "words": "forged", "count": 0, "seen": False, "secrecy": 2}
        connection.execute(sa.insert(Sticker).values(**row))
    assert {difference.live for difference in rebuild(engine).differences} == {"present", "absent"}


def test_a_join_that_is_met_but_will_never_be_told_is_named(engine: Engine) -> None:
    permit = open_permit(engine)
    opinion = open_opinion(engine, permit)
    do(engine, permit, "submit", CLERK)
    do(engine, opinion, "give", OFFICER)
    _sound(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("delete from outbox where topic = 'join'")
    [starving] = rebuild(engine).differences
    assert (starving.table, starving.key) == ("outbox", f'["{permit.hex}"]')


def test_a_journal_that_does_not_verify_rebuilds_nothing(engine: Engine) -> None:
    board = open_board(engine)
    with tampering.raw_connection(engine) as connection:
        connection.execute("update journal set target = 'down'")
    found = {(each.table, each.column, each.key) for each in rebuild(engine).differences}
    assert found == {("journal", "header", f'["{board.hex}",1]'), ("case_", "state", f'["{board.hex}",1]')}


def test_a_case_of_an_unknown_workflow_is_named_not_guessed(engine: Engine) -> None:
    open_board(engine)
    board = registry.workflow("board")
    registry.forget(board)
    try:
        differences = rebuild(engine).differences
    finally:
        registry.register(board)
    assert ("journal", "workflow") in {(difference.table, difference.column) for difference in differences}


def test_a_body_erased_by_law_leaves_a_sound_journal_and_no_trace(engine: Engine) -> None:
    permit = _write_about_somebody(engine)
    drain(engine, QUIET, moment=T0)
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        sticker = session.scalars(sa.select(Sticker)).one()
        sticker.words = ""
        note(session, permit, "empty", actor=CLERK, moment=T0)
    _erase(engine, _line_of(engine, permit, "remark"))
    rebuilt = _sound(engine)
    assert {(each.table, each.column) for each in rebuilt.purged} >= {("sticker", "count"), ("sticker", "secrecy")}
    assert ("sticker", "words") not in {(each.table, each.column) for each in rebuilt.purged}, "it was written since"
    assert verify(engine).erased == 1
    assert CANARY not in _everything_stored(engine)
    with pytest.raises(CommandConflict), unit_of_work(engine, HOUSE_VIEWER) as session:
        note(session, permit, "remark", actor=CLERK, moment=T0, fields={"words": CANARY}, command="c-1")


def _everything_stored(engine: Engine) -> str:
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database)).read_bytes().decode("utf-8", "replace")
    with engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        return " ".join(
            str(connection.exec_driver_sql(f'select string_agg(t::text, chr(10)) from "{table}" t').scalar())
            for table in tables
        )


def test_even_the_first_line_may_be_erased_with_the_title(engine: Engine) -> None:
    permit = _write_about_somebody(engine)
    open_opinion(engine, permit)
    _erase(engine, _line_of(engine, permit, "open"), title="(effacé)")
    rebuilt = _sound(engine)
    assert rebuilt.purged == []
    with engine.connect() as connection:
        titles = set(connection.exec_driver_sql("select title from case_").scalars())
    assert titles == {"(effacé)", "An opinion"}


def test_an_erased_title_that_stays_is_named_as_purged(engine: Engine) -> None:
    permit = open_permit(engine)
    _erase(engine, _line_of(engine, permit, "open"))
    assert [(each.table, each.column) for each in _sound(engine).purged] == [("case_", "title")]


def test_what_may_not_be_erased(engine: Engine) -> None:
    permit = _write_about_somebody(engine)
    line = _line_of(engine, permit, "remark")

    def refused(match: str, number: int = line, viewer: Viewer = HOUSE_VIEWER) -> None:
        with pytest.raises(CannotErase, match=match), unit_of_work(engine, viewer) as session:
            erase_body(session, number, reason="rgpd-17", moment=T0)

    refused("Only the house", viewer=Viewer(TOWN))
    refused("no body", 999)
    refused("still wait")
    drain(engine, QUIET, moment=T0)
    _erase(engine, line)
    refused("no body")
    refused("it stays", _line_of(engine, permit, "body_erased"))
    _sound(engine)


def test_a_forged_reason_or_moment_of_an_erasure_is_found(engine: Engine) -> None:
    permit = open_permit(engine)
    _erase(engine, _line_of(engine, permit, "open"))
    with tampering.raw_connection(engine) as connection:
        connection.execute("update journal set erased_reason = 'other' where erased_reason is not null")
    first_bad = verify(engine).first_bad
    assert first_bad is not None
    assert first_bad.what == "erased"
