"""Words that the house wrote in French when it kept them, said in the language of the page: names of agencies, points of
the grids, titles that it made. What people typed stays as they typed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from workflows.law.clocks import clocks
from workflows.law.gates import KINDS as RECORDS
from workflows.law.grids import ROUTES, grids
from workflows.processes.outside_answer import KINDS as OUTSIDE
from workflows.processes.referral_answers import NOTICE_TITLES
from workflows.register.agencies import agencies
from workflows.store.text import Text

_JOINT: Final = " – "


def kept_words(words: str, language: str) -> str:
    """Return words that a record keeps, in ``language`` if the register or the law has them in both; else as they are."""
    if language == "fr":
        return words
    known = _of_law().get(words) or _of_agencies().get(words)
    if known is not None:
        return known
    code, joint, point = words.partition(_JOINT)
    return f"{code}{joint}{_of_law()[point]}" if point in _of_law() else words


def kept_text(words: str) -> Text:
    """Return words that a record keeps in both languages, for a sentence that names them."""
    return Text(words, kept_words(words, "en"))


def kept_title(title: str, language: str) -> str:
    """Return the title of a case in ``language``: what somebody named stays, what the house added is said anew."""
    if language == "fr":
        return title
    for french, english in _beginnings().items():
        if title.startswith(french + _JOINT):
            return english + _JOINT + kept_title(title.removeprefix(french + _JOINT), language)
    for french, english in _endings():
        if title.endswith(_JOINT + french):
            return kept_title(title.removesuffix(_JOINT + french), language) + _JOINT + english
    head, joint, last = title.rpartition(_JOINT)
    if last.startswith(_REQUISITION[0]):
        return head + joint + _REQUISITION[1] + last.removeprefix(_REQUISITION[0])
    return kept_words(title, language)


@cache
def _beginnings() -> Mapping[str, str]:
    """What the house puts before the name of a case: a kind of answer, of record, of notice, of time limit."""
    asked = [each.label for each in OUTSIDE.values()]
    shared = [each.label for each in RECORDS.values()]
    return {
        text.fr: text.en
        for text in (*asked, *shared, *NOTICE_TITLES.values(), *(each.label for each in clocks()), *_OWN)
    }


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
    shared = [each.label for each in RECORDS.values()]
    return {text.fr: text.en for text in (*texts, *shared, *ROUTES.values()) if isinstance(text, Text)}


_OWN: Final = (
    Text("Procès-verbal", "Official report"),
    Text("Vidéo", "Video"),
    Text("Scellé", "Exhibit"),
    Text("Délégation de signature", "Signing delegation"),
    Text("Délégation du pouvoir de fermer", "Delegation of the power to close"),
    Text("Enquête du parquet", "Enquiry of the prosecutor’s office"),
)
_REQUISITION: Final = ("réquisition ", "requisition ")
