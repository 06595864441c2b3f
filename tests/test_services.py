"""The servers and the browser of the tests are real, private to a test, and gone afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from playwright.sync_api import Page
from redis import Redis

from tests import services
from tests.fixtures.databases import PreparedDatabase


def _tables(address: str) -> list[str]:
    engine = sa.create_engine(address)
    try:
        return sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()


def _make_table(address: str) -> None:
    engine = sa.create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE belfry (height INTEGER)")
    engine.dispose()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_database_is_empty_each_time(database_url: str, turn: str) -> None:
    assert _tables(database_url) == []
    _make_table(database_url)
    assert _tables(database_url) == ["belfry"]


def test_a_prepared_database_is_copied_and_never_changed(prepared_database: PreparedDatabase) -> None:
    first = prepared_database("belfry", _make_table)
    engine = sa.create_engine(first)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE belfry")
    engine.dispose()
    second = prepared_database("belfry", lambda _: pytest.fail("it was prepared already"))
    assert (_tables(first), _tables(second)) == ([], ["belfry"])


def test_postgresql_is_not_run_by_root(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    assert row is not None
    assert Path(row[0]).stat().st_uid != 0


def test_redis_answers_and_is_empty(redis_url: str) -> None:
    with Redis.from_url(redis_url) as connection:
        assert connection.dbsize() == 0
        connection.set("key", "value")


def test_a_page_is_shown(page: Page) -> None:
    page.set_content("<h1>Beffroi</h1>")
    assert page.get_by_role("heading").inner_text() == "Beffroi"


def test_what_breaks_in_a_page_is_written_down(page: Page, page_faults: list[str]) -> None:
    page.set_content("<script>throw new Error('broken')</script><img src='http://elsewhere.invalid/x.png'>")
    page.wait_for_load_state()
    assert any("broken" in fault for fault in page_faults)
    assert any("elsewhere.invalid" in fault for fault in page_faults)
    page_faults.clear()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_guard_stops_its_server_when_the_run_is_killed(tmp_path: Path, how: signal.Signals) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", _A_RUN],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert run.stdout is not None
    address, folder = run.stdout.readline().split()
    port = int(address.rpartition(":")[2].partition("/")[0])
    assert services._redis_answers(port)
    run.send_signal(how)
    run.communicate(timeout=10)
    limit = time.monotonic() + 20
    while (services._redis_answers(port) or Path(folder).exists()) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not services._redis_answers(port)
    assert not Path(folder).exists()


_A_RUN = """
import os, time
from tests import services
folder = services.begin_run()
print(services.shared("redis", "redis"), folder, flush=True)
time.sleep(60)
"""


def test_a_missing_program_is_said_with_the_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(services.ServiceMissing, match="install the package nothing-server"):
        services._program("nothing-server", "nothing-server")
