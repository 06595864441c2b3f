"""What every test may ask for; each topic has its file in ``tests/fixtures``."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import services

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.command_line",
    "tests.fixtures.databases",
    "tests.fixtures.inspection_log",
    "tests.fixtures.one_transaction",
    "tests.fixtures.queue",
    "tests.fixtures.real_data",
    "tests.fixtures.warm",
]

# Two busy cores make any case slow now and then: slowness is measured in bench/, not here.
settings.register_profile(
    "house", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

_FOLDER = pytest.StashKey[Path]()
_MAKEFILE = Path(__file__).parents[1] / "Makefile"
_WITHOUT_BROWSER = tuple(_MAKEFILE.read_text().partition("WITHOUT_BROWSER := ")[2].partition("\n")[0].split())


def _is_parallel_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Open the folder of the servers' guards, and say where the tests' own are, before the parallel workers start."""
    if not _is_parallel_worker():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(services.scratch()))
        config.stash[_FOLDER] = services.begin_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive Chromium: its driver keeps an event loop running, in which nothing else may seal.

    Long tests come first: begun last, one of them keeps the others' workers waiting.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            if item.nodeid.startswith(_WITHOUT_BROWSER):
                raise pytest.UsageError(
                    f"{item.nodeid} drives a browser where WITHOUT_BROWSER of the Makefile says none does."
                )
            item.add_marker("chromium")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say with a failed browser test where each thread of the house that it served stands: a page that hangs waits for one."""
    report = yield
    if report.failed and call.when == "call" and item.get_closest_marker("chromium"):
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        stacks = [
            f"{names.get(ident, ident)}\n{''.join(traceback.format_stack(frame)[-6:])}"
            for ident, frame in sys._current_frames().items()
        ]
        report.sections.append(("Threads", "\n".join(stacks)))
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop every server that this run started, also after Ctrl-C."""
    if _FOLDER in config.stash:
        services.end_run(config.stash[_FOLDER])
