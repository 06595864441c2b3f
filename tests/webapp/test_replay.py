"""A log replayed: everything through the engine, in the house's name, once, and printable."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from pdf.documents import document_for
from pdf.limits import check_letters, check_sizes
from pdf.pages import write_html
from tests.fixtures.databases import DATABASES, PreparedDatabase
from tests.fixtures.inspection_log import WriteLog, invented_rows, row
from tests.pdf.printed import text_of
from webapp.cli import run
from webapp.replay.play import Replay
from webapp.replay.told import tell_of
from webapp.wiring import tell_engine
from workflows.engine.cases import HOUSE_ACTOR, open_steps, take
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.tables import Case, JournalLine, Turn
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.processes.consequence import Consequence
from workflows.processes.finding import Finding
from workflows.processes.minutes_facts import Minutes
from workflows.processes.operation_facts import Operation
from workflows.processes.paper import draw
from workflows.processes.visit_facts import Visit
from workflows.register.establishment_search import search_establishments
from workflows.register.establishments import Establishment
from workflows.register.inspection_rows import read_log
from workflows.store.database import make_engine
from workflows.store.migrations import upgrade

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REAL = Path("controles-conjoints") / "nyc_ose_inspections_2013-10_2014-06.csv"
AGENCIES = ["mairie", "sdis", "police_nationale", "ars"]


@pytest.fixture(params=DATABASES)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def engine(prepared_database: PreparedDatabase, tmp_path: Path) -> Iterator[Engine]:
    """A house without a case."""
    tell_engine(tmp_path)
    made = make_engine(prepared_database("replay", _migrated))
    yield made
    made.dispose()


def _migrated(url: str) -> None:
    engine = make_engine(url)
    upgrade(engine)
    engine.dispose()


def _play(engine: Engine, path: Path, progress: Callable[[int, int], None] = lambda _done, _whole: None) -> Replay:
    replay = Replay(engine, read_log(path), MOMENT)
    replay.play(progress)
    return replay


def _all(engine: Engine, what: Any) -> list[Any]:
    with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
        return list(session.scalars(sa.select(what)))


def _standing(engine: Engine) -> Counter[tuple[str, str]]:
    return Counter((case.workflow, case.state) for case in _all(engine, Case))


def test_a_log_becomes_operations_visits_findings_and_consequences(engine: Engine, write_log: WriteLog) -> None:
    told = tell_of(engine, _play(engine, write_log()).origin, AGENCIES)
    assert (told.operations, told.sites, told.visits, told.revisits, told.sites_revisited) == (3, 3, 5, 2, 1)
    assert told.visits_with_findings_by_agency == {"mairie": 1, "sdis": 1, "police_nationale": 1, "ars": 0}
    assert (told.findings, told.visits_with_findings, told.by_two_agencies_or_more) == (3, 2, 1)
    assert told.consequences == {"measure": 1, "compliance": 1, "referral": 1}
    assert told.outcomes == {"done": 3, "closed_on_arrival": 1, "access_refused": 1}
    assert told.numbers == ("OP-2014-0001", "OP-2014-0002", "OP-2014-0003")
    assert _standing(engine) == {
        ("operation", "closed"): 3,
        ("participation", "present"): 3,
        ("visit", "done"): 3,
        ("visit", "closed_on_arrival"): 1,
        ("visit", "access_refused"): 1,
        ("sheet", "handed_in"): 3,
        ("measure", "recorded"): 1,
        ("compliance", "recorded"): 1,
        ("referral", "recorded"): 1,
        ("register_import", "finished"): 1,
    }


def test_the_journal_holds_and_the_tables_follow_from_it(engine: Engine, write_log: WriteLog) -> None:
    _play(engine, write_log())
    assert verify(engine, {}).ok
    rebuilt = rebuild(engine)
    assert rebuilt.ok, rebuilt.differences


def test_nobody_is_said_to_have_done_anything_here(engine: Engine, write_log: WriteLog) -> None:
    _play(engine, write_log())
    assert {(line.agency, line.user) for line in _all(engine, JournalLine)} == {("house", "house")}
    assert not _all(engine, Turn), "nothing is expected of anybody"
    for operation in _all(engine, Operation):
        assert "New York" in operation.origin
        assert not operation.demonstration
        assert "droit français ne s’applique pas" in operation.without_requisition
    assert {finding.severity for finding in _all(engine, Finding)} == {0}
    assert {each.clock for each in _all(engine, Consequence)} == {""}


def test_places_known_from_a_log_are_no_target(engine: Engine, write_log: WriteLog) -> None:
    _play(engine, write_log())
    assert all(place.origin and not place.demonstration for place in _all(engine, Establishment))
    with open_session(engine, Viewer("prefecture"), only_reads=True) as session:
        assert search_establishments(session, "Example").establishments == ()


def test_the_same_file_again_changes_nothing(engine: Engine, write_log: WriteLog) -> None:
    path = write_log()
    first = _play(engine, path)
    lines = len(_all(engine, JournalLine))
    again = _play(engine, path)
    assert (first.entered, first.already, again.entered, again.already) == (3, 0, 0, 3)
    assert len(_all(engine, JournalLine)) == lines


def test_a_replay_that_was_stopped_goes_on_where_it_was(engine: Engine, write_log: WriteLog) -> None:
    path = write_log()

    def stop(done: int, _whole: int) -> None:
        if done >= 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _play(engine, path, stop)
    assert _standing(engine)["operation", "closed"] == 1
    assert ("operation", "draft") not in _standing(engine), "an operation is there whole or not at all"
    again = _play(engine, path)
    assert (again.entered, again.already) == (2, 1)
    assert _standing(engine)["visit", "done"] == 3
    assert rebuild(engine).ok


def test_steps_of_the_past_are_closed_to_people_and_to_operations_of_ours(engine: Engine, write_log: WriteLog) -> None:
    _play(engine, write_log())
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        operation = session.scalars(sa.select(Operation)).first()
        assert operation is not None
        offered = open_steps(session, operation.id, actor=HOUSE_ACTOR, moment=MOMENT)
        assert not [door for door in offered if door.step.name.startswith("record_")]


def test_the_minutes_of_any_of_them_lack_nothing(engine: Engine, write_log: WriteLog) -> None:
    _play(engine, write_log())
    _every_minutes_can_be_laid_out(engine)


def _every_minutes_can_be_laid_out(engine: Engine, *, one_in: int = 1) -> None:
    for operation in _all(engine, Operation)[::one_in]:
        with unit_of_work(engine, HOUSE_VIEWER) as session:
            take(
                session, operation.id, "record_minutes", actor=HOUSE_ACTOR, moment=MOMENT,
                fields={"signatory": "Sans signataire"},
            )  # fmt: skip
    with unit_of_work(engine, HOUSE_VIEWER) as session:
        for minutes in session.scalars(sa.select(Minutes)).all():
            drawn = draw(session, "minutes", minutes.id, MOMENT)
            assert drawn.missing() == []  # type: ignore[attr-defined]
            check_sizes(drawn)
            assert check_letters(drawn) == []
            assert "non renseigné" in write_html(document_for(drawn), drawn, "beffroi-photo:")


# ---------------------------------------------------------------------- the command


@pytest.fixture
def ask(home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run ``beffroi`` in a prepared home and return its code and what it said."""
    assert run(["db", "upgrade"]) == 0

    def one(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return one


Ask = Callable[..., tuple[int, str, str]]


def test_the_command_tells_people_and_programs_the_same(ask: Ask, write_log: WriteLog) -> None:
    path = str(write_log())
    code, out, _err = ask("replay", path)
    assert code == 0
    assert "3 opérations, 3 lieux, 5 visites" in out
    assert "Fire (SDIS)\u00a0: 1" in out
    assert "1 où deux services ou plus ont constaté" in out
    assert "L’heure «\u00a02000:30:00\u00a0» ne se lit pas" in out
    code, out, _err = ask("replay", path, "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["read"], told["duplicates"], told["rewritten"], told["refused"]) == (7, 1, 1, 0)
    assert (told["operations"], told["entered"], told["already"]) == (3, 0, 3)
    assert told["visits_with_findings_by_agency"] == {"mairie": 1, "sdis": 1, "police_nationale": 1, "ars": 0}
    assert told["doubts"][0]["line"] == 19


def test_refused_rows_are_told_with_their_line_and_a_sentence(ask: Ask, write_log: WriteLog) -> None:
    bad = row("7/7/x", "20:10", "MN-00001-0001", "1 Example Street", "AGENT01")
    code, out, _err = ask("replay", str(write_log(*invented_rows(), bad)), "--json")
    assert code == 0
    assert json.loads(out)["refusals"] == [
        {"line": 23, "reason": "«\u00a07/7/x\u00a0» n’est pas une date de ce journal."}
    ]


@pytest.mark.parametrize(
    ("content", "said"), [(b"a;b\n1;2\n", "il manque"), (b"\x89PNG\r\n", "il manque"), (b"", "vide")]
)
def test_a_wrong_file_is_one_line_with_the_way_out(ask: Ask, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_bytes(content)
    code, out, err = ask("replay", str(path))
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert said in err


def test_the_minutes_of_one_operation_are_pressed_and_sealed(ask: Ask, write_log: WriteLog, home: Path) -> None:
    path = str(write_log())
    code, out, err = ask("replay", path, "--minutes", "OP-2014-0001", "--json")
    assert code == 0, err
    paper = Path(json.loads(out)["minutes"])
    assert paper.parent == home / "replay"
    words = text_of(paper.read_bytes())
    assert "Établi à partir de" in words
    assert "Tient la place du Fire Department de New York" in words
    assert "Convocations devant l’Environmental Control Board" in words
    assert "engagée d’après le relevé d’origine" in words
    assert "Jane" not in words
    again = ask("replay", path, "--minutes", "OP-2014-0001", "--json")
    assert json.loads(again[1])["minutes"] == str(paper), "the same minutes, not others"
    code, _out, err = ask("replay", path, "--minutes", "OP-1999-0001")
    assert code == 1
    assert "Aucune opération ne porte le numéro OP-1999-0001" in err


def test_killed_at_any_moment_nothing_is_lost_or_doubled(ask: Ask, write_log: WriteLog, home: Path) -> None:
    rows = [
        row(f"3/{1 + number // 4}/14", f"1{number % 9}:10", f"MN-{number:05d}-0001", f"{number} Street", f"AGENT0{number % 3}",
            buildings_ecb=number % 3, fire_violations=number % 2)
        for number in range(100)
    ]  # fmt: skip
    path = write_log(*rows)
    environment = {**os.environ, "BEFFROI_HOME": str(home)}
    engine = make_engine(f"sqlite:///{home / 'beffroi.sqlite'}")
    for operations in (1, 30):
        child = subprocess.Popen(
            [sys.executable, "-c", "from webapp.cli import main; main()", "replay", str(path)],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        _wait_for(engine, operations, child)
        child.send_signal(signal.SIGKILL)
        child.wait()
        assert ("operation", "draft") not in _standing(engine)
    code, out, err = ask("replay", str(path), "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["visits"] == 100
    assert told["entered"] + told["already"] == told["operations"]
    assert len({visit.id for visit in _all(engine, Visit)}) == 100
    assert verify(engine, {}).ok
    assert rebuild(engine).ok
    engine.dispose()


def _wait_for(engine: Engine, operations: int, child: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with open_session(engine, HOUSE_VIEWER, only_reads=True) as session:
            closed = session.scalar(sa.select(sa.func.count()).select_from(Operation))
        if (closed or 0) >= operations or child.poll() is not None:
            return
        time.sleep(0.02)


# ---------------------------------------------------------------------- the real log


def test_the_real_log_becomes_cases_whose_minutes_all_print(shared_data: Path, sqlite_url: str, tmp_path: Path) -> None:
    tell_engine(tmp_path)
    engine = make_engine(sqlite_url)
    upgrade(engine)
    replay = _play(engine, shared_data / REAL)
    told = tell_of(engine, replay.origin, AGENCIES)
    assert (replay.read.read, replay.read.duplicates, replay.read.refusals) == (1650, 398, [])
    assert (told.operations, told.sites, told.visits) == (225, 851, 1234)
    assert told.visits_with_findings_by_agency == {"mairie": 222, "sdis": 146, "police_nationale": 8, "ars": 0}
    assert told.by_two_agencies_or_more == 123
    assert told.revisits == 1234 - 851
    assert verify(engine, {}).ok
    assert rebuild(engine).ok
    _every_minutes_can_be_laid_out(engine, one_in=5)
    engine.dispose()
