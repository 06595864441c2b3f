"""What a house rule is, and which files there are to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
ROOMS: Final = ("workflows", "forms", "pdf", "webapp")
_NOT_OURS: Final = {".git", ".venv", "var", "build", "__pycache__", "node_modules"}

Breach = tuple[int, str]
"""The line, and what is wrong there."""


@dataclass(frozen=True)
class Rule:
    """One house rule: the sentence, the files that it governs, how breaches are found, a text of each kind."""

    sentence: str
    governs: Callable[[str], bool]
    find: Callable[[str], Iterator[Breach]]
    bad: str
    good: str

    def breaches(self) -> list[str]:
        """Return every breach in the project as ``file:line: what``."""
        return [
            f"{path}:{line}: {what}"
            for path in our_files()
            if self.governs(path)
            for line, what in self.find((ROOT / path).read_text(encoding="utf-8"))
        ]


def our_files() -> Iterator[str]:
    """Give the path of every file of the project, relative to its root; caches and data made by running are left out."""
    yield from _files_below(ROOT)


def _files_below(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.name.endswith((".egg-info", "_cache")) or path.name == ".hypothesis":
            continue
        if path.is_dir():
            yield from _files_below(path)
        else:
            yield path.relative_to(ROOT).as_posix()


def is_python(path: str) -> bool:
    """Say whether this is a Python file."""
    return path.endswith(".py")


def is_room_python(path: str) -> bool:
    """Say whether this is a Python file of the application, not of its tests."""
    return is_python(path) and path.startswith(tuple(f"{room}/" for room in ROOMS))


def is_template(path: str) -> bool:
    """Say whether this is a Jinja template of pages or documents."""
    return path.endswith((".html", ".jinja", ".html.j2")) and path.startswith(("webapp/", "pdf/", "forms/"))


def line_of(source: str, position: int) -> int:
    """Return the line of a position in a text."""
    return source.count("\n", 0, position) + 1
