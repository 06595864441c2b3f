"""What every test may ask for; each topic has its file in ``tests/fixtures``."""

from __future__ import annotations

import os
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
]

# Two busy cores make any case slow now and then: slowness is measured in bench/, not here.
settings.register_profile(
    "house", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

_FOLDER = pytest.StashKey[Path]()


def _is_parallel_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Open the folder of the servers' guards before the parallel workers start."""
    if not _is_parallel_worker():
        config.stash[_FOLDER] = services.begin_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive Chromium: its driver keeps an event loop running, in which nothing else may seal.

    Long tests come first: begun last, one of them keeps the others' workers waiting.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("chromium")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop every server that this run started, also after Ctrl-C."""
    if _FOLDER in config.stash:
        services.end_run(config.stash[_FOLDER])
