"""Each part of the bench measures what it says, at a tiny size on SQLite: times are told, never asserted."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from bench import inbox, joins, paper, set_up, steering, steps
from bench.__main__ import main
from bench.measure import Machine, Spread, figure, ratios, spread_of, time_cell
from bench.place import SQLITE, Place, Size
from bench.report import Found, Line, Part
from workflows.engine import registry
from workflows.engine.evidence.journal import verify
from workflows.engine.tables import Case, JournalLine, Turn
from workflows.store.database import make_engine, table_of

TINY = Size(rounds=2, seconds=0, closed=(30, 90), parents=2, prints=2, objectives=(2, 4))


@pytest.fixture
def here(tmp_path: Path) -> Place:
    return Place(tmp_path)


def _found(part: Part, what: str) -> Found:
    return next(line.found[SQLITE] for line in part.lines if line.what == what)


@contextmanager
def _database(place: Place, name: str) -> Iterator[sa.Engine]:
    engine = make_engine(f"sqlite:///{place.folder / name}.sqlite")
    yield engine
    engine.dispose()


def _count(place: Place, name: str, statement: sa.Executable) -> int:
    with _database(place, name) as engine, engine.connect() as connection:
        return int(connection.execute(statement).scalar_one())


def test_a_step_is_timed_against_the_floor_and_leaves_a_sound_journal(here: Place) -> None:
    part = steps.measure(here, TINY)
    floor, engine, ratio = (_found(part, what) for what in ("floor", "engine", "floor / engine"))
    assert isinstance(floor, Spread)
    assert isinstance(engine, Spread)
    assert isinstance(ratio, Spread)
    taken = 20 + TINY.rounds  # once a cell, and what warms it
    assert _count(here, "step", sa.select(sa.func.count()).select_from(table_of(JournalLine))) == 1 + taken
    assert _count(here, "step", sa.text("select count(*) from floor_journal")) == taken
    with _database(here, "step") as database:
        verdict = verify(database)
    assert verdict.ok, verdict.faults


def test_an_inbox_is_read_beside_as_many_closed_cases_as_it_says(here: Place) -> None:
    part = inbox.measure(here, TINY)
    assert [line.what for line in part.lines] == ["30 closed cases", "90 closed cases", "many / few"]
    case = table_of(Case)
    for name, closed in zip(("few", "many"), TINY.closed, strict=True):
        assert _count(here, name, sa.select(sa.func.count()).where(~case.c.is_open)) == closed
        assert _count(here, name, sa.select(sa.func.count()).select_from(table_of(Turn))) == inbox.OPEN + inbox.OTHERS
        with _database(here, name) as engine:
            kept = sa.inspect(engine)
            indexes = {index["name"] for index in kept.get_indexes("party") + kept.get_indexes("case_")}
        assert {"ix_party_agency_case", "ix_case__parent_id"} <= indexes, "the indexes are there again"


def test_each_parent_of_the_race_moves_once(here: Place) -> None:
    part = joins.measure(here, TINY)
    told = [_found(part, f"parents {how}") for how in ("moved once", "never moved", "moved more than once")]
    assert told == [TINY.parents, 0, 0]
    ended = sa.select(sa.func.count()).where(JournalLine.step == "end")
    assert _count(here, "join", ended) == TINY.parents * joins.CHILDREN


@pytest.mark.long
def test_the_same_minutes_are_printed_both_ways(here: Place) -> None:
    part = paper.measure(here, TINY)
    pages = next(line.found for line in part.lines if line.what == "pages")
    assert set(pages) == {paper.PLAIN, paper.OURS}
    assert all(isinstance(each, int) and each > 4 for each in pages.values())


def test_a_process_that_cannot_print_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with paper._printer("unknown") as printer, pytest.raises(RuntimeError, match="has ended"):
        paper._ask(printer)
    assert "unknown" in capfd.readouterr().err


def _house(folder: Path, script: str) -> Path:
    """Make a repository whose set-up is ``script``."""
    house = folder / "house"
    (house / "deploy").mkdir(parents=True)
    (house / "deploy" / "setup.sh").write_text(f"#!/bin/sh\n{script}\n")
    (house / "deploy" / "setup.sh").chmod(0o755)
    who = ("-c", "user.name=Essai", "-c", "user.email=essai@exemple.invalid")
    for words in (("init",), ("add", "."), (*who, "commit", "--message", "Essai")):
        subprocess.run(
            ("git", "-C", str(house), "-c", "init.defaultBranch=main", *words), check=True, capture_output=True
        )
    return house


def test_the_set_up_is_run_twice_in_a_clone(tmp_path: Path) -> None:
    part = set_up.set_up(_house(tmp_path, 'echo "$1" >> "$(dirname "$0")/../ran"'), tmp_path)
    assert [line.what for line in part.lines] == ["clone", "set-up, first time", "set-up, again"]
    assert all(isinstance(line.found[set_up.COLUMN], float) for line in part.lines)
    assert (tmp_path / "clone" / "ran").read_text() == "run\nrun\n"


def test_a_set_up_that_fails_is_told_and_stops_there(tmp_path: Path) -> None:
    part = set_up.set_up(_house(tmp_path, "echo no network >&2; exit 1"), tmp_path)
    assert [line.found[set_up.COLUMN] for line in part.lines][1:] == ["failed: no network"]


def test_the_command_prints_one_json_object() -> None:
    ran = CliRunner().invoke(main, ["step", "--quick", "--on", "sqlite", "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert set(told["machine"]) == {"processors", "load_at_start", "load_at_end", "stolen", "seconds"}
    assert [line["what"] for line in told["parts"]["step"]][-1] == "floor / engine"
    assert set(told["parts"]["step"][0]["found"][SQLITE]) == {"median", "low", "high"}


def test_the_bench_leaves_no_workflow_behind(here: Place) -> None:
    before = registry.workflows()
    steps.measure(here, TINY)
    assert registry.workflows() == before


def test_a_part_is_told_as_a_table() -> None:
    lines = [Line("floor", "ms", {"A": Spread(0.5, 0.4, 1), "B": 3}), Line("ratio", "", {"B": 1234.5}, aim="1 at most")]
    assert Part("Parts", "How to read it.", lines).told().splitlines() == [
        "Parts        A                 B      aim",
        "  floor, ms  0.50 (0.40–1.00)  3",
        "  ratio                        1,234  1 at most",
        "  How to read it.",
    ]


def test_figures_are_medians_with_quartiles() -> None:
    assert spread_of([1, 2, 3, 4, 5], 10) == Spread(30, 20, 40)
    assert ratios([2, 4, 9], [1, 2, 3]) == Spread(2, 2, 2.5)
    assert [figure(each) for each in (0.123, 45.67, 1234.4)] == ["0.12", "45.7", "1,234"]


def test_a_cell_runs_once_at_least_and_counts_each_operation() -> None:
    done: list[int] = []
    assert time_cell(lambda: done.append(1), 0).wall > 0
    assert len(done) == 1


def test_stolen_time_is_a_share_of_what_passed_in_between() -> None:
    assert Machine(1.0, 1_200, 30).stolen_since(Machine(1.0, 1_000, 10)) == 0.1


def test_the_steering_page_is_timed_whole_beside_few_and_many_objectives(here: Place) -> None:
    part = steering.measure(here, TINY)
    assert isinstance(_found(part, "many / few"), Spread)
    assert _count(here, "steering_4", sa.text("select count(*) from reading")) == 4 * steering.MONTHS
