"""Imports change nothing twice, go on where they were stopped, and say what became of each line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from workflows.engine.cases import note, take
from workflows.engine.evidence.journal import verify
from workflows.engine.evidence.rebuild import rebuild
from workflows.engine.situation import HOUSE_ACTOR, Actor
from workflows.engine.tables import Case, JournalLine
from workflows.engine.viewer import HOUSE_VIEWER, Viewer, open_session, unit_of_work
from workflows.register import import_runs
from workflows.register.establishment_search import find_establishment
from workflows.register.establishments import Establishment, EstablishmentEvent
from workflows.register.hygiene import HygieneInspection
from workflows.register.import_runs import ImportRun, published_day
from workflows.register.imports import IMPORTS, import_establishments, import_hygiene_inspections, import_offences
from workflows.register.offences import Offence
from workflows.register.reference_data import EXTRACTS, FILES, load_reference_data
from workflows.register.table_text import WrongFile
from workflows.store.database import table_of

SIRENE = EXTRACTS / "sirene_2017097_dep59-62.csv"
HYGIENE = sorted(EXTRACTS.glob("alimconfiance_*.csv"))
NATINF = EXTRACTS / "natinf_2026-07_extrait.csv"
NOT_COMPARED = {"id", "case_id", "establishment_id", "import_id"}

Register = type[Establishment] | type[EstablishmentEvent] | type[HygieneInspection] | type[Offence]


def rows_of(engine: Engine, model: Register) -> list[str]:
    """Every row of a table as text without its ids, in an order of its own."""
    table = model.__table__
    columns = [column for column in table.c if column.name not in NOT_COMPARED]
    with engine.connect() as connection:
        return sorted(repr(tuple(row)) for row in connection.execute(sa.select(*columns)))


def state_of(engine: Engine) -> dict[str, list[str]]:
    return {
        model.__tablename__: rows_of(engine, model)
        for model in (Establishment, EstablishmentEvent, HygieneInspection, Offence)
    }


def journal_steps(engine: Engine) -> list[str]:
    with open_session(engine, HOUSE_VIEWER) as session:
        return list(session.scalars(sa.select(JournalLine.step).order_by(JournalLine.line)))


def test_each_line_has_one_outcome(empty_register: Engine, moment: datetime) -> None:
    result = import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    assert result.as_json() == {
        "read": 550,
        "added": 298,
        "changed": 51,
        "unchanged": 22,
        "closed": 176,
        "hidden": 3,
        "refused": 0,
        "refusals": [],
    }


def test_the_same_file_twice_changes_nothing(filled_register: Engine, moment: datetime) -> None:
    before = state_of(filled_register)
    for register, name in FILES:
        result = IMPORTS[register.kind](
            filled_register, EXTRACTS / name, actor=HOUSE_ACTOR, moment=moment + timedelta(days=40)
        )
        assert result.unchanged == result.read > 0, name
    assert state_of(filled_register) == before


def test_the_order_of_the_files_is_nothing(empty_register: Engine, filled_register: Engine, moment: datetime) -> None:
    for register, name in reversed(FILES):
        IMPORTS[register.kind](empty_register, EXTRACTS / name, actor=HOUSE_ACTOR, moment=moment)
    assert state_of(empty_register) == state_of(filled_register)


def test_a_second_load_of_the_extracts_reads_nothing_again(filled_register: Engine, moment: datetime) -> None:
    lines = len(journal_steps(filled_register))
    results = load_reference_data(filled_register, actor=HOUSE_ACTOR, moment=moment)
    assert [result.read for result in results.values()] == [46, 550, 654, 68, 198, 484, 35]
    assert len(journal_steps(filled_register)) == lines


def test_every_batch_has_its_journal_line_and_the_case_ends(
    empty_register: Engine, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_runs, "BATCH", 200)
    import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    assert journal_steps(empty_register) == ["open", "import_batch", "import_batch", "import_batch", "finish"]
    with open_session(empty_register, HOUSE_VIEWER) as session:
        case = session.scalars(sa.select(Case)).one()
        assert (case.workflow, case.state, case.title, case.is_open) == (
            "register_import",
            "finished",
            SIRENE.name,
            False,
        )


def test_progress_is_told_up_to_the_last_line(empty_register: Engine, moment: datetime) -> None:
    told: list[tuple[int, int]] = []
    import_hygiene_inspections(
        empty_register,
        HYGIENE[2],
        actor=HOUSE_ACTOR,
        moment=moment,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[0] == (1, 485)
    assert told[-1] == (485, 485)
    assert told == sorted(told)


def test_a_batch_that_fails_leaves_nothing_and_the_import_goes_on_after_the_one_before(
    empty_register: Engine, filled_register: Engine, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_runs, "BATCH", 100)
    real, calls = note, 0

    def fail_at_the_third(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError(28, "No space left on device")
        return real(*given, **named)

    monkeypatch.setattr(import_runs, "note", fail_at_the_third)
    with pytest.raises(OSError, match="No space left"):
        import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    with open_session(empty_register, HOUSE_VIEWER) as session:
        run = session.scalars(sa.select(ImportRun)).one()
        assert (run.lines_read, run.position, run.finished_at) == (200, 201, None)
        assert session.scalar(sa.select(sa.func.count()).select_from(EstablishmentEvent)) == 200
    result = import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    assert (result.read, result.added, result.closed) == (550, 298, 176)
    with open_session(empty_register, HOUSE_VIEWER) as session:
        assert session.scalars(sa.select(ImportRun)).one().finished_at == moment


def test_an_import_that_is_killed_goes_on_and_ends_as_if_nothing_had_happened(
    empty_register: Engine, database_kind: str, moment: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty_register.url.render_as_string(hide_password=False)
    empty_register.dispose()
    for kill_after in (2, 4):
        child = subprocess.Popen(
            [sys.executable, "-c", _IMPORT_AND_TELL, url, str(SIRENE)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        )
        assert child.stdout is not None
        for _ in range(kill_after):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    with open_session(empty_register, HOUSE_VIEWER) as session:
        run = session.scalars(sa.select(ImportRun)).one()
        assert run.finished_at is None, "the child was killed before the end"
        events = session.scalar(sa.select(sa.func.count()).select_from(EstablishmentEvent))
        assert run.lines_read == events, "a batch is whole or absent, and the position says which"
        assert 0 < run.lines_read < 550
    result = import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    assert (result.read, result.added, result.changed, result.closed, result.hidden) == (550, 298, 51, 176, 3)
    assert len(rows_of(empty_register, EstablishmentEvent)) == 550
    assert verify(empty_register).ok


_IMPORT_AND_TELL = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from workflows.engine import registry
from workflows.engine.situation import HOUSE_ACTOR
from workflows.processes.register_import import WORKFLOW
from workflows.register import import_runs
from workflows.register.imports import import_establishments
from workflows.store.database import make_engine

registry.register(WORKFLOW)
import_runs.BATCH = 40

def tell(done, total):
    print(done, flush=True)
    time.sleep(0.02)

engine = make_engine(sys.argv[1])
import_establishments(engine, Path(sys.argv[2]), actor=HOUSE_ACTOR, moment=datetime(2026, 11, 23, 9, tzinfo=UTC), progress=tell)
"""


def test_two_imports_of_one_file_at_once_do_not_both_go_on(
    empty_register: Engine, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_runs, "BATCH", 300)

    def import_it_elsewhere(done: int, total: int) -> None:
        if done == 301:
            import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)

    with pytest.raises(WrongFile, match="imported elsewhere"):
        import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment, progress=import_it_elsewhere)
    assert len(rows_of(empty_register, EstablishmentEvent)) == 550


def test_two_files_imported_at_once_end_like_one_after_the_other(
    empty_register: Engine, filled_register: Engine, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_runs, "BATCH", 60)
    sirene = [EXTRACTS / name for register, name in FILES if register.kind == "establishments"]
    with ThreadPoolExecutor(len(sirene)) as pool:
        ending = [
            pool.submit(import_establishments, empty_register, path, actor=HOUSE_ACTOR, moment=moment)
            for path in sirene
        ]
        assert [each.result().read for each in ending] == [46, 550, 654]
    assert rows_of(empty_register, Establishment) == rows_of(filled_register, Establishment)


def test_an_import_that_was_abandoned_begins_anew(
    empty_register: Engine, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, total: int) -> None:
        if done > 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(import_runs, "BATCH", 100)
    with pytest.raises(KeyboardInterrupt):
        import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment, progress=stop)
    administrator = Actor("prefecture", "admin", frozenset({"administer"}))
    with unit_of_work(empty_register, HOUSE_VIEWER) as session:
        run = session.scalars(sa.select(ImportRun)).one()
        assert run.case_id is not None
        take(session, run.case_id, "abandon", actor=administrator, moment=moment)
    result = import_establishments(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    assert result.read == 550
    assert result.unchanged >= 100, "the lines of the batch that was in stay in"


def test_refused_lines_are_reported_with_number_and_sentence_and_the_others_are_in(
    empty_register: Engine, moment: datetime, write_file: Callable[..., Path]
) -> None:
    lines = SIRENE.read_text(encoding="latin-1").splitlines()
    lines[3] = lines[3].replace('"C"', '"Z"').replace('"E"', '"Z"')
    lines[5] = lines[5][:40]
    path = write_file("abime.csv", "\r\n".join(lines), "latin-1")
    result = import_establishments(empty_register, path, actor=HOUSE_ACTOR, moment=moment)
    assert (result.read, result.refused) == (550, 2)
    assert result.read == result.added + result.changed + result.unchanged + result.closed + result.hidden + 2
    said = result.as_json("fr")["refusals"]
    assert [each["line"] for each in said] == [4, 6]
    assert "type de mise à jour" in said[0]["reason"]
    assert "is cut short" in result.as_json("en")["refusals"][1]["reason"]


def test_a_wrong_file_leaves_no_trace(empty_register: Engine, moment: datetime) -> None:
    with pytest.raises(WrongFile):
        import_offences(empty_register, SIRENE, actor=HOUSE_ACTOR, moment=moment)
    assert journal_steps(empty_register) == []


def test_who_left_public_diffusion_is_hidden_and_out_of_the_public_class(filled_register: Engine) -> None:
    with open_session(filled_register, HOUSE_VIEWER) as session:
        hidden = session.scalars(sa.select(Establishment).where(Establishment.hidden)).all()
        assert len(hidden) == 3
        assert {row.secrecy for row in hidden} == {1}
        siret = hidden[0].siret
    assert siret is not None
    with open_session(filled_register, Viewer(agency=None)) as session:
        assert find_establishment(session, siret) is None, "the public never sees it"
        assert session.scalars(sa.select(EstablishmentEvent)).all() == []


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2017-04-11_france_complet.csv", date(2017, 4, 11)),
        ("natinf_extrait_2026-07_cp1252.csv", date(2026, 7, 1)),
        ("sirene_2017097_E_Q.csv", date(2017, 4, 7)),
        ("sirene_2017400.csv", None),
        ("2017-99-99.csv", None),
        ("fichier.csv", None),
    ],
)
def test_the_day_of_a_file_is_read_in_its_name(name: str, day: date | None) -> None:
    assert published_day(name) == day


def test_the_journal_tells_the_whole_register_again(empty_register: Engine, moment: datetime) -> None:
    for register, name in (FILES[0], FILES[3], FILES[6]):
        IMPORTS[register.kind](empty_register, EXTRACTS / name, actor=HOUSE_ACTOR, moment=moment)
    assert verify(empty_register).ok
    assert rebuild(empty_register).differences == []
    with unit_of_work(empty_register, HOUSE_VIEWER) as session:
        spoilt = session.scalars(sa.select(HygieneInspection).where(HygieneInspection.result == "satisfactory")).first()
        assert spoilt is not None
        table = table_of(HygieneInspection)
        session.connection().execute(sa.update(table).where(table.c.id == spoilt.id).values(result="to_improve"))
    (difference,) = rebuild(empty_register).differences
    assert (difference.table, difference.column) == ("hygiene_inspection", "result")
