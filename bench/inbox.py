"""The first page of an inbox, beside a thousand and beside a million closed cases: it should cost the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from sqlalchemy.engine import Engine
from sqlalchemy.schema import CreateIndex, DropIndex

from bench import sample
from bench.measure import Cell, mixed, ratios, spread_of
from bench.place import Place, Size
from bench.report import Line, Part
from workflows.engine.tables import Case, Party
from workflows.engine.turns import inbox
from workflows.engine.viewer import Viewer, open_session
from workflows.store.database import make_engine, table_of

OPEN: Final = 200
"""Cases in which something is expected of the agency whose inbox is read."""
OTHERS: Final = 400
"""Cases in which something is expected of somebody else."""
PAGE: Final = 25
READER: Final = Viewer("prefecture", "bench")


def measure(place: Place, size: Size) -> Part:
    """Time the first page beside few and beside many closed cases, on each database, in mixed cells."""
    few, many = (f"{closed:,} closed cases" for closed in size.closed)
    walls = {
        name: _time_on({few: addresses[0], many: addresses[1]}, size) for name, addresses in _databases(place).items()
    }
    return Part(
        "First page of an inbox",
        f"{PAGE} of {OPEN} things expected, read by the agency’s own session with its filter on.",
        [
            *(Line(what, "ms", {name: spread_of(each[what], 1e3) for name, each in walls.items()}) for what in (few, many)),
            Line(
                "many / few", "", {name: ratios(each[many], each[few]) for name, each in walls.items()},
                aim="1.2 at most",
            ),
        ],
    )  # fmt: skip


def _databases(place: Place) -> dict[str, tuple[str, str]]:
    few, many = place.databases("few"), place.databases("many")
    return {name: (few[name], many[name]) for name in few}


def _time_on(addresses: Mapping[str, str], size: Size) -> dict[str, list[float]]:
    engines = {what: make_engine(address) for what, address in addresses.items()}
    for engine, closed in zip(engines.values(), size.closed, strict=True):
        fill(engine, closed)
    with sample.known(sample.WORKFLOW):
        variants = {what: _page_of(engine) for what, engine in engines.items()}
        timed = mixed(variants, rounds=size.rounds, seconds=size.seconds)
    for engine in engines.values():
        engine.dispose()
    return {what: [cell.wall for cell in cells] for what, cells in timed.items()}


def _page_of(engine: Engine) -> Cell:
    """Read the first lines of the inbox as a page does: a session of the reader, its filter on, read only."""

    def read() -> None:
        with open_session(engine, READER, only_reads=True) as session:
            assert len(inbox(session, "prefecture")) == PAGE

    return read


def fill(engine: Engine, closed: int) -> None:
    """Write ``closed`` cases that have ended, each with two parties, and some open ones with their turns.

    The database makes the rows itself, in the order of its keys, and its indexes again afterwards. The rows have no
    journal: nothing here reads one.
    """
    postgres = engine.dialect.name == "postgresql"
    indexes = [index for model in (Case, Party) for index in table_of(model).indexes]
    connection = _hasty(engine)
    for index in indexes:
        connection.execute(str(DropIndex(index).compile(dialect=engine.dialect)))
    for first, last, is_open in ((1, closed, "false"), (closed + 1, closed + OPEN + OTHERS, "true")):
        cases = _CASES_POSTGRESQL if postgres else _CASES_SQLITE
        connection.execute(cases.format(first=first, last=last, is_open=is_open))
    for competence, agency in ((sample.CLERK, "prefecture"), (sample.WATCH, "douanes")):
        connection.execute(_PARTY.format(competence=competence, agency=agency))
    connection.execute(_TURNS.format(mine=closed + OPEN, due=_DUE_POSTGRESQL if postgres else _DUE_SQLITE))
    for index in indexes:
        connection.execute(str(CreateIndex(index).compile(dialect=engine.dialect)))
    connection.execute("vacuum analyze" if postgres else "analyze")
    connection.close()


def _hasty(engine: Engine) -> Any:
    """Open a connection that checks and keeps nothing of what it writes: these rows are made right, and made again."""
    if engine.dialect.name == "postgresql":
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        server = psycopg.connect(address, autocommit=True)
        for setting in ("session_replication_role = replica", "synchronous_commit = off", "work_mem = '256MB'"):
            server.execute(f"set {setting}")
        return server
    file = sqlite3.connect(str(engine.url.database), isolation_level=None)
    for pragma in (
        "foreign_keys=off",
        "synchronous=off",
        "journal_mode=off",
        "cache_size=-262144",
        "temp_store=memory",
    ):
        file.execute(f"pragma {pragma}")
    return file


_CASE: Final = (
    "insert into case_ (id, workflow, workflow_version, state, version, head, title, agency, secrecy, parent_id, "
    "parent_kind, is_open, opened_at, moved_at) "
)
_WHAT: Final = (
    "'bench', 1, case when {{is_open}} then 'here' else 'over' end, 5, {head}, 'Mesure ' || i, "
    "case i & 3 when 0 then 'parquet' when 1 then 'urssaf' when 2 then 'ddpp_ssa' else 'mairie' end, 2, null, null, "
    "{{is_open}}, {at}, {at}"
)
# The ids are spread like random ones, and the same each time.
_CASES_POSTGRESQL: Final = (
    _CASE
    + "select md5(i::text)::uuid, "
    + _WHAT.format(head="decode(repeat('00', 32), 'hex')", at="timestamptz '2026-11-23 09:00:00+00'")
    + " from generate_series({first}, {last}) i order by 1"
)
_CASES_SQLITE: Final = (
    "with recursive n(i) as (select {first} union all select i + 1 from n where i < {last}) "
    + _CASE
    + "select printf('%08x%024x', i * 2654435761 % 4294967296, i), "
    + _WHAT.format(head="zeroblob(32)", at="'2026-11-23 09:00:00.000000'")
    + " from n order by 1"
)
_PARTY: Final = (
    "insert into party (case_id, competence, agency, clearance) "
    "select id, '{competence}', '{agency}', 2 from case_ order by id"
)
_DUE_POSTGRESQL: Final = "timestamptz '2026-11-23 09:00:00+00' + make_interval(hours => mod(number * 7, 1000))"
_DUE_SQLITE: Final = "strftime('%Y-%m-%d %H:%M:%f000', '2026-11-23 09:00:00', (number * 7 % 1000) || ' hours')"
_TURNS: Final = (
    "insert into turn (case_id, seq, competence, agency, due) "
    "select id, 5, 'bench_clerk', case when number <= {mine} then 'prefecture' else 'parquet' end, {due} from "
    "(select id, cast(substr(title, 8) as integer) as number from case_ where is_open) as waiting"
)
