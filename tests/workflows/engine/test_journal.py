"""The journal proves itself: whatever byte is changed, in whatever table, is named."""

from __future__ import annotations

import importlib
import io
import pkgutil
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.engine import Engine

import workflows
from deploy import verify_journal
from tests.fixtures.databases import PreparedDatabase
from tests.workflows.engine import small, tampering
from tests.workflows.engine.small import CLERK, T0, do
from tests.workflows.engine.story import tell
from workflows.engine.chain import digest_of_body, hash_of_header
from workflows.engine.evidence.coverage import REASONS, UNCOMPARED, covered_by, model_of
from workflows.engine.evidence.dump import dump_journal
from workflows.engine.evidence.heads import check_kept_head, export_head, sign_heads
from workflows.engine.evidence.journal import Verdict, verify
from workflows.engine.evidence.keys import journal_key, public_keys
from workflows.engine.evidence.rebuild import NEXT_LOOK, rebuild
from workflows.store.database import Base, Recorded, make_engine

SECOND_VERIFIER = Path(verify_journal.__file__)
_KEYS: dict[str, Ed25519PrivateKey] = {}


@pytest.fixture
def house(prepared_database: PreparedDatabase, small_workflows: None, keys: Path) -> Iterator[Engine]:
    """A house where the story was told, signed with the key in ``keys``."""
    engine = make_engine(prepared_database("engine", small.make_tables))
    tell(engine, journal_key(keys))
    yield engine
    engine.dispose()


def _named(engine: Engine, keys: Path) -> set[str]:
    """The tables that rebuilding, which verifies first, finds something wrong with, or else verifying the signatures too."""
    tables = {difference.table for difference in rebuild(engine).differences}
    return tables or {fault.table for fault in verify(engine, public_keys(keys)).faults}


def test_an_untouched_house_is_sound(house: Engine, keys: Path) -> None:
    verdict = verify(house, public_keys(keys))
    assert verdict.ok, verdict.faults
    assert verdict.signatures_checked
    assert (verdict.heads, verdict.unsigned) == (2, 0)
    rebuilt = rebuild(house)
    assert rebuilt.ok, rebuilt.differences
    assert rebuilt.lines == verdict.lines > 12
    assert verdict.as_json() == {"ok": True, "lines": verdict.lines, "first_bad": None, "differences": []}


@pytest.mark.long
def test_one_changed_value_in_any_column_of_any_table_is_named(house: Engine, keys: Path) -> None:
    silent, tried = [], set()
    with tampering.raw_connection(house) as connection:
        for name in tampering.table_names(house):
            table = Base.metadata.tables[name]
            for column in table.c:
                picked = tampering.pick(house, connection, name, column.name)
                if picked is None or _may_change(table, column.name):
                    continue
                row, value = picked
                other = tampering.flipped(value, column.type)
                tampering.write(house, connection, name, column.name, row, other)
                tried.add(name)
                named = _named(house, keys)
                # A case under another id is a case without journal, and its journal one without case.
                if name not in named and not ((name, column.name) == ("case_", "id") and "journal" in named):
                    silent.append(f"{name}.{column.name}")
                row = tampering.row_again(house, connection, table, column, row, other)
                tampering.write(house, connection, name, column.name, row, value)
    assert silent == []
    assert _named(house, keys) == set(), "everything was put back"
    everywhere = {
        "journal", "access_journal", "signed_head", "case_", "party", "turn", "deadline", "join_", "command", "outbox",
        "sticker", "user_account", "web_session", "sign_in_throttle", "press_job",
    }  # fmt: skip
    assert tried == everywhere


def test_the_sweeper_may_look_later_but_neither_earlier_nor_never(house: Engine, keys: Path) -> None:
    for change, named in (
        ("'9999-01-01 00:00:00.000000'", False),
        ("'2026-01-01 00:00:00.000000'", True),
        ("null", True),
    ):
        with house.begin() as connection:
            connection.exec_driver_sql(f"update deadline set next_at = {change}")
        assert ("deadline" in _named(house, keys)) == named, change


def _may_change(table: sa.Table, column: str) -> bool:
    unchecked: frozenset[str] = getattr(model_of(table), "__unchecked__", frozenset())
    return (table.name, column) in {*UNCOMPARED, NEXT_LOOK} or column in unchecked


def _every_module() -> None:
    for found in pkgutil.walk_packages(workflows.__path__, "workflows."):
        if not found.name.startswith("workflows.store.migrations."):
            importlib.import_module(found.name)


def test_every_table_of_the_house_answers_for_its_rows() -> None:
    _every_module()
    unanswered = sorted(name for name, table in Base.metadata.tables.items() if covered_by(table) is None)
    assert unanswered == [], "Say in workflows/engine/evidence/coverage.py what answers for these tables."
    assert all(len(reason) > 20 for reason in (*REASONS.values(), *UNCOMPARED.values()))
    assert {table for table, _column in UNCOMPARED} <= set(Base.metadata.tables)


def test_business_columns_change_only_where_the_journal_sees_it() -> None:
    _every_module()
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, Recorded):
            for column in mapper.columns:
                hidden = (column.onupdate, column.server_default, column.server_onupdate, column.computed)
                assert hidden == (None,) * 4, f"{column} is filled in behind the journal's back"


class Samples:
    """Copies of one SQLite house, each tampered with in its own way."""

    def __init__(self, original: Path, folder: Path, keys: Path) -> None:
        self.original, self.folder, self.keys = original, folder, keys
        self.count = 0

    def tampered(self, *statements: tuple[str, tuple[Any, ...]]) -> Path:
        self.count += 1
        path = self.folder / f"sample-{self.count}.sqlite"
        shutil.copyfile(self.original, path)
        engine = make_engine(f"sqlite:///{path}")
        with tampering.raw_connection(engine) as connection:
            for statement, values in statements:
                connection.execute(statement, values)
        engine.dispose()
        return path

    def both_verdicts(self, path: Path) -> tuple[Verdict, list[Any]]:
        engine = make_engine(f"sqlite:///{path}")
        verdict = verify(engine, public_keys(self.keys))
        dump = io.StringIO()
        dump_journal(engine, dump)
        engine.dispose()
        pem = dict(verify_journal.read_key(each) for each in self.keys.glob("*.pub"))
        second = verify_journal.check(verify_journal.read_sqlite(path), pem)
        (self.folder / "dump.jsonl").write_text(dump.getvalue())
        from_dump = verify_journal.check(verify_journal.read_dump(self.folder / "dump.jsonl"), pem)
        assert from_dump == second
        return verdict, second

    def assert_agreed(self, path: Path, *, ok: bool = False) -> Verdict:
        verdict, second = self.both_verdicts(path)
        assert (verdict.ok, not second) == (ok, ok), (path, verdict.faults[:3], second[:3])
        if verdict.first_bad is not None:
            assert verdict.first_bad.line == second[0][0], (verdict.first_bad, second[:3])
        return verdict


@pytest.fixture
def samples(sqlite_url: str, tmp_path: Path, small_workflows: None, keys: Path) -> Samples:
    """A told house on SQLite, to be copied and tampered with."""
    small.make_tables(sqlite_url)
    engine = make_engine(sqlite_url)
    tell(engine, journal_key(keys))
    engine.dispose()
    return Samples(Path(str(engine.url.database)), tmp_path, keys)


def test_the_second_verifier_agrees_about_an_untouched_house(samples: Samples) -> None:
    samples.assert_agreed(samples.tampered(), ok=True)


def test_random_bytes_of_the_journal_are_all_found_and_both_verifiers_agree(samples: Samples) -> None:
    chance = random.Random(20260403)
    connection = sqlite3.connect(samples.original)
    cells = [
        (table, column, row)
        for table, columns in (
            ("journal", verify_journal.TABLES["journal"][0]),
            ("access_journal", verify_journal.TABLES["access_journal"][0]),
            ("signed_head", verify_journal.TABLES["signed_head"][0]),
        )
        for column in columns
        for (row,) in connection.execute(f'select rowid from {table} where "{column}" is not null')
    ]
    for table, column, row in chance.sample(cells, 90):
        (value,) = connection.execute(f'select "{column}" from {table} where rowid = ?', (row,)).fetchone()
        changed = _with_one_bit_changed(value, chance)
        new = "cast(? as text)" if isinstance(value, str) else "?"
        path = samples.tampered((f'update {table} set "{column}" = {new} where rowid = ?', (changed, row)))
        samples.assert_agreed(path)
    connection.close()


def _with_one_bit_changed(value: Any, chance: random.Random) -> Any:
    if isinstance(value, int):
        return value + (1 << chance.randrange(10, 16))  # beyond the others, which may be keys
    raw = bytearray(value if isinstance(value, bytes) else value.encode() or b"x")
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


_SET_BACK = """update case_ set (version, head, state) =
    (select seq, hash, target from journal where case_id = case_.id order by seq desc limit 1)"""
STRUCTURAL = {
    "a line dropped": [("delete from journal where line = 3", ())],
    "the tail cut": [("delete from journal where line > 12", ())],
    "the tail cut and the cases set back": [
        ("delete from journal where line > 12", ()),
        ("delete from case_ where id not in (select case_id from journal)", ()),
        (_SET_BACK, ()),
    ],
    "two bodies swapped": [
        ("create temp table t as select line, body, salt from journal where line in (1, 2)", ()),
        ("update journal set (body, salt) = (select body, salt from t where t.line = 3 - journal.line) where line < 3", ()),
    ],
    "a line doubled": [
        ("create temp table t as select * from journal where line = 5", ()),
        ("update t set line = 900, seq = seq + 50", ()),
        ("insert into journal select * from t", ()),
    ],
    "a whole case gone": [
        ("delete from journal where case_id = (select case_id from journal where line = 1)", ()),
        ("delete from case_ where id not in (select case_id from journal)", ()),
    ],
    "a state forged": [("update case_ set state = 'closed' where state = 'waiting'", ())],
    "a body erased without a word": [
        ("update journal set body = null, salt = null, erased_at = at, erased_reason = 'law' where line = 4", ())
    ],
    "a body erased by half": [("update journal set body = null where line = 4", ())],
    "lines renumbered": [("update journal set line = line + 1000 where line > 11", ())],
    "a head dropped": [("delete from signed_head where number = 1", ())],
    "the last head dropped and a line changed": [
        ("delete from signed_head where number = 2", ()),
        ("update journal set agency = 'x' where line = (select max(line) from journal)", ()),
    ],
    "a reading dropped": [("delete from access_journal where line = 1", ())],
    "the last reading dropped": [("delete from access_journal where line = 2", ())],
}  # fmt: skip


@pytest.mark.parametrize("how", STRUCTURAL)
def test_lines_dropped_doubled_swapped_or_cut_are_found_by_both_verifiers(how: str, samples: Samples) -> None:
    samples.assert_agreed(samples.tampered(*STRUCTURAL[how]))


def test_a_case_written_anew_with_a_perfect_chain_is_found_by_the_signed_heads(samples: Samples) -> None:
    path = samples.tampered()
    engine = make_engine(f"sqlite:///{path}")
    with tampering.raw_connection(engine) as connection:
        _write_anew(connection, "stick-1")
    verdict = samples.assert_agreed(path)
    assert {fault.what for fault in verdict.faults} == {"signed"}, "the chain itself is perfect"
    engine.dispose()


def _write_anew(connection: Any, command: str) -> None:
    """Change what somebody wrote, and work every later hash of the case out again, as one who holds the code can."""
    (case_id,) = connection.execute("select case_id from journal where command = ?", (command,)).fetchone()
    connection.row_factory = sqlite3.Row
    previous = bytes(32)
    for stored in connection.execute("select * from journal where case_id = ? order by seq", (case_id,)).fetchall():
        row = dict(stored)
        row["body"] = row["body"].replace("first", "worst")
        row["body_digest"], row["previous"] = digest_of_body(row["salt"], row["body"]), previous
        header = {name: row[name] for name in row if name not in ("line", "hash", "salt", "body")}
        header = {name: value for name, value in header.items() if not name.startswith("erased")}
        header["case_id"] = UUID(hex=case_id)
        header["at"] = datetime.fromisoformat(row["at"] + "+00:00")
        previous = hash_of_header(**header)
        connection.execute(
            "update journal set body = ?, body_digest = ?, previous = ?, hash = ? where line = ?",
            (row["body"], row["body_digest"], row["previous"], previous, row["line"]),
        )
    connection.execute("update case_ set head = ? where id = ?", (previous, case_id))


def test_a_head_kept_elsewhere_tells_a_rollback_and_a_fork(samples: Samples) -> None:
    old = samples.tampered()
    engine = make_engine(f"sqlite:///{samples.original}")
    key, known = journal_key(samples.keys), public_keys(samples.keys)
    board = do(
        engine, _a_board(engine), "stick", CLERK, fields={"words": "third"}, moment=T0 + timedelta(days=1)
    ).case_id
    assert sign_heads(engine, key, moment=T0 + timedelta(days=1)) == 3
    kept = export_head(engine)
    assert kept is not None
    assert check_kept_head(engine, kept, known) is None
    earlier = make_engine(f"sqlite:///{old}")
    fault = check_kept_head(earlier, kept, known)
    assert fault is not None
    assert fault.what == "rolled_back"
    do(earlier, board, "stick", CLERK, fields={"words": "other"}, moment=T0 + timedelta(days=1))
    sign_heads(earlier, key, moment=T0 + timedelta(days=1))
    assert verify(earlier, known).ok, "the fork is perfect in itself"
    fault = check_kept_head(earlier, kept, known)
    assert fault is not None
    assert fault.what == "forked"
    stranger = {**kept, "signature": "00" * 64}
    fault = check_kept_head(engine, stranger, known)
    assert fault is not None
    assert fault.what == "kept_signature"
    fault = check_kept_head(engine, {"number": "x"}, known)
    assert fault is not None
    assert fault.what == "kept_unreadable"
    for each in (engine, earlier):
        each.dispose()


def _a_board(engine: Engine) -> UUID:
    with engine.connect() as connection:
        found = connection.execute(sa.text("select id from case_ where workflow = 'board'")).scalar_one()
    return UUID(hex=str(found))


def test_a_head_signed_by_a_stranger_is_refused(samples: Samples, tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{samples.original}")
    stranger = Ed25519PrivateKey.generate()
    do(engine, _a_board(engine), "stick", CLERK, fields={"words": "third"}, moment=T0 + timedelta(days=1))
    sign_heads(engine, stranger, moment=T0 + timedelta(days=1))
    engine.dispose()
    verdict = samples.assert_agreed(samples.original)
    assert [fault.what for fault in verdict.faults] == ["signature"]


def test_the_second_verifier_runs_alone_and_says_the_first_bad_line(samples: Samples) -> None:
    pub = next(samples.keys.glob("*.pub"))
    good, bad = samples.tampered(), samples.tampered(("update journal set user = 'x' where line = 7", ()))
    run = [sys.executable, "-I", "-S", str(SECOND_VERIFIER)]
    said = subprocess.run([*run, str(good), "--key", str(pub)], capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("OK: ")
    said = subprocess.run([*run, str(bad), "--key", str(pub)], capture_output=True, text=True, check=False)
    assert said.returncode == 1
    assert "First bad: line 7: the header does not match its hash." in said.stdout
    said = subprocess.run([*run, str(SECOND_VERIFIER)], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr


def test_a_dump_of_either_database_satisfies_the_second_verifier(house: Engine, keys: Path, tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    with path.open("w", encoding="utf-8") as file:
        lines = dump_journal(house, file)
    tables = verify_journal.read_dump(path)
    assert len(tables["journal"]) == lines == verify(house).lines
    pem = dict(verify_journal.read_key(each) for each in keys.glob("*.pub"))
    assert verify_journal.check(tables, pem) == []


def test_the_guards_of_the_database_refuse_to_change_a_line(house: Engine) -> None:
    for statement in (
        "update journal set step = 'x'",
        "update journal set body = null, erased_at = at, agency = 'x', salt = null",
        "delete from journal",
        "update access_journal set reason = 'x'",
    ):
        with house.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.execute(sa.text(statement))
