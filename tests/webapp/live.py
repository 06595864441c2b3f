"""The application served for a real browser, on a free port, until the test ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve ``app`` and give its address."""
    channels: dict[int, Any] = {}
    server: Any = create_server(app, map=channels, host="127.0.0.1", port=0, threads=4)
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=1, map=channels, count=1)
        # By the thread that waits on them: another that closed them would have it wait on nothing.
        server.task_dispatcher.shutdown()
        wasyncore.close_all(channels)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        stopping.set()
        server.pull_trigger()
        thread.join(timeout=10)
        assert not thread.is_alive(), "the server of the test does not end"
