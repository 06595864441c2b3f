"""The home of the canary house: told once for the whole run, whichever process comes first, then copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests import services
from tests.webapp.canaries import CanaryHouse, prepare_house


def told_home() -> Path:
    """Return the home in which everything was told; nobody changes it."""
    with services.one_at_a_time("who-sees-what") as folder:
        told = folder / "who-sees-what"
        if not told.exists():
            making = folder / "who-sees-what.making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            prepare_house(making)
            making.rename(told)
    return told


def opened(original: Path, home: Path) -> Iterator[CanaryHouse]:
    """Open the application on a copy."""
    shutil.copytree(original, home)
    house = CanaryHouse(home)
    # The names of all other records are made from those of the cases: told one within the other, they wait for each other.
    assert house.cases
    yield house
    house.engine.dispose()
