"""The first page of an inbox, beside a thousand and beside a million closed cases: it should cost the same."""

from __future__ import annotations

from typing import Final

from sqlalchemy.engine import Engine

from bench.measure import Cell, Timed, mixed
from workflows.engine.turns import inbox
from workflows.engine.viewer import Viewer, open_session
from workflows.store.database import Base, make_engine

OPEN: Final = 200
"""Cases in which something is expected of the agency whose inbox is read."""
OTHERS: Final = 400
"""Cases in which something is expected of somebody else."""
READER: Final = Viewer("prefecture", "bench")


def time_inboxes(urls: dict[str, str], sizes: dict[str, int], *, rounds: int, seconds: float) -> dict[str, list[Timed]]:
    """Time the first page in one database for each size (``urls`` and ``sizes`` by name), in mixed cells."""
    engines = {name: make_engine(url) for name, url in urls.items()}
    for name, engine in engines.items():
        Base.metadata.create_all(engine)
        fill(engine, sizes[name])
    timed = mixed({name: _page_of(engine) for name, engine in engines.items()}, rounds=rounds, seconds=seconds)
    for engine in engines.values():
        engine.dispose()
    return timed


def _page_of(engine: Engine) -> Cell:
    """Read the first 25 lines of the inbox as a page does: a session of the reader, its filter on, read only."""

    def read() -> None:
        with open_session(engine, READER, only_reads=True) as session:
            lines = inbox(session, "prefecture")
            assert len(lines) == 25

    return read


def fill(engine: Engine, closed: int) -> None:
    """Write ``closed`` cases that have ended, each with two parties, and some open ones with their turns.

    The database makes the rows itself. They have no journal: nothing here reads one.
    """
    postgres = engine.dialect.name == "postgresql"
    with engine.begin() as connection:
        for first, last, is_open in ((1, closed, "false"), (closed + 1, closed + OPEN + OTHERS, "true")):
            for statement in _POSTGRESQL if postgres else _SQLITE:
                connection.exec_driver_sql(statement.format(first=first, last=last, is_open=is_open))
        connection.exec_driver_sql(_TURNS.format(mine=closed + OPEN, due=_DUE_POSTGRESQL if postgres else _DUE_SQLITE))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("analyze")


_CASE: Final = (
    "insert into case_ (id, workflow, workflow_version, state, version, head, title, agency, secrecy, parent_id, "
    "parent_kind, is_open, opened_at, moved_at) "
)
_WHAT: Final = (
    "'bench', 1, case when {{is_open}} then 'here' else 'over' end, 5, {head}, 'Mesure ' || i, "
    "case i & 3 when 0 then 'parquet' when 1 then 'urssaf' when 2 then 'ddpp_ssa' else 'mairie' end, 2, null, null, "
    "{{is_open}}, {at}, {at}"
)
_POSTGRESQL: Final = (
    _CASE
    + "select md5(i::text)::uuid, "
    + _WHAT.format(head="decode(repeat('00', 32), 'hex')", at="'2026-11-23 09:00:00+00'")
    + " from generate_series({first}, {last}) i",
    (
        "insert into party (case_id, competence, agency, clearance) "
        "select md5(i::text)::uuid, 'bench_clerk', 'prefecture', 2 from generate_series({first}, {last}) i"
    ),
    (
        "insert into party (case_id, competence, agency, clearance) "
        "select md5(i::text)::uuid, 'watch', 'douanes', 2 from generate_series({first}, {last}) i"
    ),
)
_NUMBERS: Final = "with recursive n(i) as (select {first} union all select i + 1 from n where i < {last}) "
_SQLITE: Final = (
    # The ids are spread like random ones, and the same each time.
    _CASE
    + _NUMBERS
    + "select printf('%08x%024x', i * 2654435761 % 4294967296, i), "
    + _WHAT.format(head="zeroblob(32)", at="'2026-11-23 09:00:00.000000'")
    + " from n",
    "insert into party (case_id, competence, agency, clearance) "
    + _NUMBERS
    + "select printf('%08x%024x', i * 2654435761 % 4294967296, i), 'bench_clerk', 'prefecture', 2 from n",
    "insert into party (case_id, competence, agency, clearance) "
    + _NUMBERS
    + "select printf('%08x%024x', i * 2654435761 % 4294967296, i), 'watch', 'douanes', 2 from n",
)
_DUE_POSTGRESQL: Final = "timestamptz '2026-11-23 09:00:00+00' + make_interval(hours => mod(number * 7, 1000))"
_DUE_SQLITE: Final = "strftime('%Y-%m-%d %H:%M:%f000', '2026-11-23 09:00:00', (number * 7 % 1000) || ' hours')"
_TURNS: Final = (
    "insert into turn (case_id, seq, competence, agency, due) "
    "select id, 5, 'bench_clerk', case when number <= {mine} then 'prefecture' else 'parquet' end, {due} from "
    "(select id, cast(substr(title, 8) as integer) as number from case_ where is_open) as waiting"
)
