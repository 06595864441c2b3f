"""Words compared as people mean them: without accents, case or punctuation, typing errors forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

ALIKE: Final = 0.55
"""How alike two words must be for one to be taken for a mistyping of the other."""

_NOT_WORD: Final = re.compile(r"[^a-z0-9]+")
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})


def fold_words(text: str) -> str:
    """Return a text as lower-case words of plain letters and digits, one blank between them."""
    spread = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    plain = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain.lower()).strip()


def fold_all(texts: Iterable[str | None]) -> str:
    """Return several texts folded into one, the absent ones left out."""
    return fold_words(" ".join(text for text in texts if text))


def pairs(word: str) -> frozenset[str]:
    """Return the pairs of neighbouring letters of a word, its beginning and its end included."""
    marked = f" {word} "
    return frozenset(marked[i : i + 2] for i in range(len(marked) - 1))


def likeness(word: str, other: str) -> float:
    """Return how alike two words are, from 0 (nothing in common) to 1 (the same), by the pairs of letters they share."""
    if max(len(word), len(other)) > 2 * min(len(word), len(other)):
        return 0.0
    ours, theirs = pairs(word), pairs(other)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def best_likeness(word: str, words: Iterable[str]) -> float:
    """Return how alike ``word`` is to the nearest of ``words``; one that begins with it counts as the same.

    Numbers are the same or not: one that differs by a digit is another number.
    """
    if word.isdigit():
        return 1.0 if any(other.startswith(word) for other in words) else 0.0
    return max((1.0 if other.startswith(word) else likeness(word, other) for other in words), default=0.0)
