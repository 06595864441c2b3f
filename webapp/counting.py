"""Sentences that count: one place, three places; in French none is singular, in English it is plural."""

from __future__ import annotations

from typing import Any

from webapp.words import WORDS
from workflows.store.text import Text


def counted(count: int, one: Text, many: Text, **parameters: Any) -> Text:
    """Return ``one`` or ``many``, as each language wants it for ``count``, which both may name."""
    return Text(one.fr if count < 2 else many.fr, one.en if count == 1 else many.en, count=count, **parameters)


def counted_word(name: str, count: int, **parameters: Any) -> Text:
    """Return the word of the pages ``name_one`` or ``name_many`` for ``count``."""
    return counted(count, WORDS[f"{name}_one"], WORDS[f"{name}_many"], **parameters)
