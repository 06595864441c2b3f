"""Words inside a drawing: how wide they are, where their lines break, and what of them XML may hold."""

from __future__ import annotations

from typing import Final

_NARROW: Final = frozenset("iljtfrI.,:;!'’|()[]/ \u00a0\u202f")
_WIDE: Final = frozenset("mwMW@%—…→↻«»")
_KEPT: Final = frozenset("\u00a0\u202f")


def clean(words: str) -> str:
    """Return the words on one line, without what neither a reader nor an XML file can take."""
    kept = "".join(each if each.isprintable() or each in _KEPT else " " for each in words)
    return " ".join(part for part in kept.split(" ") if part)


def width(words: str, size: float, *, bold: bool = False) -> float:
    """Return how wide the words are at most, in the unit of ``size``.

    The page chooses the typeface, so this is measured on a wide one (DejaVu Sans): another only leaves more room.
    """
    ems = sum(_ems(each) for each in words)
    return ems * size * (1.12 if bold else 1.0)


def _ems(each: str) -> float:
    if each in _NARROW:
        return 0.42
    if each in _WIDE or ord(each) > 0x2E7F:
        return 1.05
    if each.isupper() or each.isdigit():
        return 0.76
    return 0.64


def lines(words: str, size: float, most: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break the words at ordinary spaces into lines no wider than ``most``, where single words allow it.

    A word that is wider than a line is cut, so that nothing ever sticks out.
    """
    broken: list[str] = []
    for word in _pieces(clean(words), size, most, bold=bold):
        if broken and width(f"{broken[-1]} {word}", size, bold=bold) <= most:
            broken[-1] = f"{broken[-1]} {word}"
        else:
            broken.append(word)
    return tuple(broken)


def _pieces(words: str, size: float, most: float, *, bold: bool) -> list[str]:
    pieces = []
    for word in words.split(" "):
        rest = word
        while width(rest, size, bold=bold) > most and len(rest) > 1:
            cut = max(1, next(n for n in range(1, len(rest) + 1) if width(rest[:n], size, bold=bold) > most) - 1)
            pieces.append(rest[:cut])
            rest = rest[cut:]
        pieces.append(rest)
    return pieces
