"""The fonts of the documents: which folder, which letters they have."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

from pdf.stopped import PressStopped
from workflows.store.text import Text

FOLDER: Final = Path(__file__).parent
FAMILY: Final = "Source Sans 3"
FACES: Final = ("Regular", "It", "Semibold", "Bold")
_BLANKS: Final = frozenset("\n\r\t")


def use_own_fonts() -> None:
    """Point the font library of this process at the project's own folder; refuses to print without every face."""
    absent = [name for name in FACES if not (FOLDER / f"SourceSans3-{name}.ttf").is_file()]
    if absent:
        raise PressStopped([Text("la police {name}", "the font {name}", name=f"{FAMILY} {name}") for name in absent])
    os.environ["FONTCONFIG_FILE"] = str(FOLDER / "fonts.conf")


@cache
def letters() -> frozenset[int]:
    """Return the code points that every face can draw."""
    drawn: list[set[int]] = []
    for name in FACES:
        with TTFont(FOLDER / f"SourceSans3-{name}.ttf", lazy=True) as face:
            drawn.append(set(face.getBestCmap()))
    return frozenset(set.intersection(*drawn))


def undrawable(text: str) -> list[str]:
    """Return the characters of a text that no face can draw, each once."""
    return sorted({sign for sign in set(text) - _BLANKS if ord(sign) not in letters()})
