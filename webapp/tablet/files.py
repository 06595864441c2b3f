"""The scripts and styles of the tablet, under one address that changes with any of them; and what it keeps of the house.

A service worker keeps the public shell of the application, never a page of anybody's: see ``static/tablet/worker.js``.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

from flask import url_for

from webapp.assets import FOLDER, agency_asset, asset

SCRIPTS: Final = FOLDER / "tablet"
WORKER: Final = "worker.js"
_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_SHELL_TEMPLATES: Final = ("tablet/shell.html", "tablet/frame.html", "parts/parts.html", "parts/band_menus.html")
_STYLES: Final = ("tokens", "base", "frame", "parts", "forms")
_FONTS: Final = ("fonts/source-sans-3-upright.woff2", "fonts/source-sans-3-italic.woff2")


@cache
def mark() -> str:
    """Return the beginning of the digest of all scripts and styles of the tablet together: they belong together."""
    content = b"".join(name.encode() + (SCRIPTS / name).read_bytes() for name in names())
    return hashlib.sha256(content).hexdigest()[:12]


@cache
def names() -> tuple[str, ...]:
    """Return the names of the files that pages of the tablet load."""
    return tuple(sorted(path.name for path in SCRIPTS.iterdir() if path.name != WORKER))


def address(name: str) -> str:
    """Return the address of one of these files; refuses one that is not there."""
    if name not in names():
        raise FileNotFoundError(name)
    return url_for("tablet_files.file", mark=mark(), name=name)


def worker() -> str:
    """Return the script of the service worker, told which files make the shell, and of which version."""
    files = [
        url_for("tablet_files.shell"),
        *(address(name) for name in names()),
        *(asset(f"css/{style}.css") for style in _STYLES),
        *(url_for("assets.file", name=font) for font in _FONTS),
        agency_asset(),
        asset("icons.svg"),
        asset("beffroi.svg"),
        asset("js/shell.js"),
    ]
    told = [_shell_digest(), *files]
    version = hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]
    head = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(files)};\n"
    return head + (SCRIPTS / WORKER).read_text(encoding="utf-8")


@cache
def _shell_digest() -> str:
    content = b"".join((_TEMPLATES / name).read_bytes() for name in _SHELL_TEMPLATES)
    return hashlib.sha256(content).hexdigest()
