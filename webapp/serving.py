"""Serving: the application with its rounds beside it, by the embedded server (waitress) or by gunicorn."""

from __future__ import annotations

import atexit
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import Flask, request
from waitress import create_server, wasyncore

from webapp.app import make_app
from webapp.bell import Bell
from webapp.console import complain, spoken
from webapp.deliveries import CALLS, EVERYTHING, Duty, Threads, start_rounds
from webapp.faults import said_of_fault
from webapp.house_state import refuse_unready_database
from webapp.logs import start_logging
from webapp.security import SAFE_METHODS
from webapp.settings import Settings, read_settings
from webapp.wiring import House

LARGEST_UPLOAD: Final = 32 * 1024 * 1024
"""What the server reads of a request before the application looks at it; the application's own limits are lower."""
_GUNICORN_GIVES_UP: Final = 4
"""The exit code at which gunicorn stops instead of starting the process again."""
PATIENCE: Final = 20.0
"""Seconds that requests in hand may take once the server is told to stop."""


def application() -> Flask:
    """Return the application of this process's environment, its rounds begun: for gunicorn, one call a process.

    What the house refuses (settings, a database of another version) is one line, and ends gunicorn.
    """
    start_logging()
    try:
        settings = read_settings()
        refuse_unready_database(settings)
        app = make_app(settings)
    except Exception as fault:
        said = said_of_fault(fault)
        if said is None:
            raise
        complain(spoken(said), in_json=False)
        sys.exit(_GUNICORN_GIVES_UP)
    rounds = begin_rounds(app)
    atexit.register(rounds.stop)
    return app


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    threads: int = 8,
    started: Callable[[str], None] = lambda _address: None,
) -> None:
    """Serve the pages from this process until SIGTERM or SIGINT; ``started`` is told the address.

    Refuses with ``OSError`` an address that is taken.
    """
    with listen(host, port) as listening:
        Server(make_app(settings), settings, listening, threads=threads).run(started)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket bound to this address (port 0: any free one); refuses with ``OSError`` one that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host.strip("[]"), port), family=family, backlog=1024)


def begin_rounds(app: Flask) -> Threads:
    """Start the rounds beside an application that has not answered yet; what it commits wakes them.

    Without Redis they do everything: deadlines, heads, effects, calls. With Redis they only pass due effects on, and
    the workers do the rest.
    """
    house: House = app.extensions["beffroi_house"]
    rounds = start_rounds(house, *duties_of(house))

    @app.teardown_request
    def wake(_error: BaseException | None) -> None:
        if request.method not in SAFE_METHODS:
            rounds.wake()

    return rounds


def duties_of(house: House) -> tuple[Mapping[str, Duty], ...]:
    """Return the duties of a web process, by thread: everything where it is alone, else passing effects on to Redis."""
    if house.settings.redis_url is None:
        return EVERYTHING, CALLS
    return ({"effects": Bell(house.settings.redis_url).pass_on},)


class Server:
    """The embedded server: one process with threads, which stops gracefully."""

    def __init__(self, app: Flask, settings: Settings, listening: socket.socket, *, threads: int = 8) -> None:
        """Serve ``app`` on a socket that is bound already."""
        self._channels: dict[int, Any] = {}
        self._app = app
        self._stopping = False
        self._server = create_server(
            self._app,
            map=self._channels,
            sockets=[listening],
            threads=threads,
            ident=None,
            max_request_body_size=LARGEST_UPLOAD,
            # Behind a proxy that we trust, the application itself reads who asked.
            clear_untrusted_proxy_headers=settings.proxies == 0,
        )
        host, port = listening.getsockname()[:2]
        self.address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def run(self, started: Callable[[str], None] = lambda _address: None) -> None:
        """Serve until SIGTERM or SIGINT; requests in hand are answered first. ``started`` is told the address."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        rounds = begin_rounds(self._app)
        started(self.address)
        while not self._stopping:
            self._serve_a_moment(1.0)
        self._finish_requests()
        rounds.stop()
        self._app.extensions["beffroi_house"].engine.dispose()

    def _stop(self, _signal: int, _frame: object) -> None:
        self._stopping = True
        self._server.pull_trigger()

    def _serve_a_moment(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._channels, count=1)

    def _finish_requests(self) -> None:
        self._server.del_channel(self._channels)
        self._server.socket.close()
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit and any(
            channel.requests or channel.total_outbufs_len for channel in [*self._server.active_channels.values()]
        ):
            self._serve_a_moment(0.1)
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._channels)
