"""The set-up from nothing: a fresh clone, a new virtual environment, nothing in the caches of the installers."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from shutil import which
from typing import Final

from bench.place import Place, Size
from bench.report import Found, Line, Part

HOUSE: Final = Path(__file__).resolve().parent.parent
COLUMN: Final = "this machine"


def measure(place: Place, _size: Size) -> Part:
    """Time the set-up of what was last committed here."""
    return set_up(HOUSE, place.folder)


def set_up(house: Path, folder: Path) -> Part:
    """Clone the repository ``house`` into ``folder``, set it up, then a second time; an error is told, not raised."""
    clone = folder / "clone"
    acts = (
        ("clone", ["git", "clone", "--quiet", "--no-hardlinks", str(house), str(clone)]),
        ("set-up, first time", [str(clone / "deploy" / "setup.sh"), "run"]),
        ("set-up, again", [str(clone / "deploy" / "setup.sh"), "run"]),
    )
    lines = []
    for what, words in acts:
        found = _seconds(words, folder)
        lines.append(Line(what, "s", {COLUMN: found}))
        if isinstance(found, str):
            break
    installer = "uv" if which("uv") else "pip"
    return Part(
        "Set-up from nothing",
        f"deploy/setup.sh run on the last commit, by {installer} with empty caches, wheels fetched from the index. System "
        "packages were there already: apt is not in these figures.",
        lines,
    )


def _seconds(words: list[str], folder: Path) -> Found:
    caches = {"UV_CACHE_DIR": str(folder / "uv-cache"), "PIP_CACHE_DIR": str(folder / "pip-cache")}
    kept = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    began = time.perf_counter()
    ran = subprocess.run(
        words, env=kept | caches, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    took = time.perf_counter() - began
    return took if ran.returncode == 0 else f"failed: {(ran.stderr.strip() or 'no word').splitlines()[-1]}"
