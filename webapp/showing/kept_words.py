"""Words that the house wrote in French when it kept them, said in the language of the page: names of agencies, points of
the grids, titles that it made. What people typed stays as they typed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from workflows.law.grids import ROUTES, grids
from workflows.register.agencies import agencies
from workflows.store.text import Text

_JOINT: Final = " – "


def kept_words(words: str, language: str) -> str:
    """Return words that a record keeps, in ``language`` if the register or the law has them in both; else as they are."""
    if language == "fr":
        return words
    return _of_law().get(words) or _of_agencies().get(words) or words


def kept_title(title: str, language: str) -> str:
    """Return the title of a case in ``language``: what somebody named stays, what the house added is said anew."""
    if language == "fr":
        return title
    for french, english in _endings():
        if title.endswith(_JOINT + french):
            return kept_title(title.removesuffix(_JOINT + french), language) + _JOINT + english
    head, joint, last = title.rpartition(_JOINT)
    if last.startswith(_REQUISITION[0]):
        return head + joint + _REQUISITION[1] + last.removeprefix(_REQUISITION[0])
    return kept_words(title, language)


def _endings() -> Iterator[tuple[str, str]]:
    yield from _of_agencies().items()
    for route in ROUTES.values():
        yield route.fr.partition("\u00a0:")[0], f"{route.en.partition(':')[0]} follow-up"


def _of_agencies() -> dict[str, str]:
    return {text.fr: text.en for each in agencies() for text in (each.name, each.short)}


@cache
def _of_law() -> Mapping[str, str]:
    texts = [
        text
        for each in grids()
        for item in each.items
        for text in (item.label, item.finding, item.consequence, item.basis)
    ]
    return {text.fr: text.en for text in (*texts, *ROUTES.values()) if isinstance(text, Text)}


_REQUISITION: Final = ("réquisition ", "requisition ")
