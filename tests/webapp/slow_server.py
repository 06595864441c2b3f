"""The embedded server with one slow page and one errand, for tests that stop it while it answers.

Run as a process of its own by ``python -c "from tests.webapp.slow_server import main; main()"``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

from tests.webapp.errands import Receiver
from webapp.app import make_app
from webapp.serving import Server, listen
from webapp.settings import read_settings
from workflows.engine.outbox import Delivery

SIZE = 3_000_000
"""Bytes of the slow page: more than the socket takes at once."""


def main() -> None:
    """Serve until told to stop."""
    settings = read_settings()
    app = make_app(settings)
    receiver = Receiver(settings.home)

    def run_errand(delivery: Delivery) -> None:
        receiver.begin(delivery.effect_id)
        receiver.deliver(delivery.effect_id)

    app.extensions["beffroi_house"].handlers.add("errand", run_errand)
    inner = app.wsgi_app

    def with_slow_page(environment: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environment["PATH_INFO"] != "/slow":
            return inner(environment, start)
        time.sleep(1.5)
        start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(SIZE))])
        return [b"x" * SIZE]

    app.wsgi_app = with_slow_page  # type: ignore[assignment,method-assign]
    Server(app, settings, listen("127.0.0.1", 0), threads=2).run(_say_ready)


def _say_ready(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
