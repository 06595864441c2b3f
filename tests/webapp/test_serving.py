"""The embedded server and gunicorn: they answer, do what is due, and stop without cutting anybody off."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy.engine import Engine

from tests import services
from tests.webapp.errands import Receiver, ask, undone
from tests.webapp.slow_server import SIZE
from webapp.app import make_app
from webapp.cli import run
from webapp.deliveries import CALLS, EVERYTHING
from webapp.serving import begin_rounds, duties_of
from webapp.settings import read_settings
from webapp.wiring import House
from workflows.engine.outbox import Drain, Handlers
from workflows.store.database import make_engine

ROOT = Path(__file__).parents[2]
Launch = Callable[..., "Running"]


class Running:
    """A server in a process of its own."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            words, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
        )

    def address(self) -> str:
        """Return the address that it says."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def prepared(home: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Engine]:
    """The database of a prepared home."""
    assert run(["db", "upgrade"]) == 0
    capsys.readouterr()
    engine = make_engine(read_settings().database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def launch() -> Iterator[Launch]:
    """Launch servers that do not outlive the test."""
    running: list[Running] = []

    def launch_one(*words: str, **environment: str) -> Running:
        running.append(Running([sys.executable, *words], environment))
        return running[-1]

    yield launch_one
    for each in running:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate(timeout=60)


def get(address: str, path: str) -> tuple[int, bytes]:
    """Return the status and the body of one request."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_embedded_server_answers_works_and_stops_gracefully(prepared: Engine, launch: Launch, home: Path) -> None:
    server = launch("-c", "from tests.webapp.slow_server import main; main()")
    address = server.address()
    assert get(address, "/")[0] == 200
    assert get(address, "/nowhere")[0] == 404
    errands = ask(prepared, 3)
    limit = time.monotonic() + 15
    while undone(prepared, errands) and time.monotonic() < limit:
        time.sleep(0.1)
    assert Receiver(home).delivered() == set(errands)
    with ThreadPoolExecutor(1) as browser:
        slow = browser.submit(get, address, "/slow")
        time.sleep(0.5)
        assert server.stop() == 0
        assert slow.result() == (200, b"x" * SIZE)


def test_a_slow_client_keeps_nobody_waiting(prepared: Engine, launch: Launch) -> None:
    address = launch("-c", "from tests.webapp.slow_server import main; main()").address()
    place = urlsplit(address)
    slow = [socket.create_connection((str(place.hostname), place.port or 0)) for _ in range(20)]
    try:
        for each in slow:
            each.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na")
        assert get(address, "/")[0] == 200
    finally:
        for each in slow:
            each.close()


def test_serve_says_where_it_is_and_refuses_a_taken_port(
    prepared: Engine, launch: Launch, capsys: pytest.CaptureFixture[str]
) -> None:
    server = launch("-c", "from webapp.cli import main; main()", "serve", "--port", "0", "--json")
    said = server.address()
    assert said.startswith('{"address": "http://127.0.0.1:')
    port = said.rpartition(":")[2].rstrip('"}')
    assert run(["serve", "--port", port]) == 1
    assert "--port" in capsys.readouterr().err
    assert server.stop() == 0


def test_serve_refuses_to_speak_in_the_clear(prepared: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--host", "0.0.0.0", "--port", "0"]) == 1
    assert "https" in capsys.readouterr().err


def test_serve_refuses_a_database_that_is_not_prepared(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["serve", "--port", "0"]) == 1
    assert "beffroi db upgrade" in capsys.readouterr().err


def test_gunicorn_serves_the_house(prepared: Engine, launch: Launch, home: Path) -> None:
    port = services.free_port()
    server = launch(
        "-m",
        "gunicorn",
        "--config",
        "deploy/gunicorn.conf.py",
        "--log-level",
        "error",
        BEFFROI_BIND=f"127.0.0.1:{port}",
        BEFFROI_PROCESSES="1",
    )
    address = f"http://127.0.0.1:{port}"
    limit = time.monotonic() + 30
    while time.monotonic() < limit:
        try:
            status, _ = get(address, "/")
            break
        except OSError:
            time.sleep(0.1)
    assert status == 200
    assert server.stop() == 0


def test_gunicorn_ends_with_one_line_before_a_database_of_another_version(home: Path) -> None:
    words = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--log-level", "critical"]
    environment = {**os.environ, "BEFFROI_BIND": f"127.0.0.1:{services.free_port()}", "BEFFROI_PROCESSES": "1"}
    ended = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode != 0
    assert "beffroi db upgrade" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_is_committed_wakes_the_house(prepared: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[str] = []
    monkeypatch.setattr(Drain, "wake", lambda _drain: woken.append("woken"))
    app = make_app(read_settings())
    rounds = begin_rounds(app)
    browser = app.test_client()
    browser.get("/", base_url="http://127.0.0.1")
    assert not woken
    browser.post("/nowhere", base_url="http://127.0.0.1")
    assert woken == ["woken", "woken"], "who makes papers, and who calls webhooks"
    rounds.stop()
    app.extensions["beffroi_engine"].dispose()


def test_a_web_process_only_rings_where_there_is_a_redis(home: Path, sqlite_url: str, redis_url: str) -> None:
    alone, ringing = read_settings({}), read_settings({"BEFFROI_REDIS_URL": redis_url})
    engine = make_engine(sqlite_url)
    assert duties_of(House(alone, engine, Handlers())) == (EVERYTHING, CALLS)
    (only,) = duties_of(House(ringing, engine, Handlers()))
    assert set(only) == {"effects"}
    engine.dispose()
