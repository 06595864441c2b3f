"""What the press accepts, and how it tells where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pdf.fonts import undrawable
from pdf.stopped import PressStopped
from workflows.processes.plain import Snapshot, strings_of, tuples_of
from workflows.store.text import Text

LONGEST_TEXT: Final = 20_000
LONGEST_WORD: Final = 300
LONGEST_LIST: Final = 1_000
MOST_TEXT: Final = 1_000_000
"""Characters of one text and of one word, rows of one list, characters of a document: beyond, no page is worth its wait.

A word of 20,000 letters alone takes half a minute to break into lines."""

Progress = Callable[[str, int], None]
"""Called with a stage (a key of ``STAGES``) and the page under way, 0 where pages do not count."""

STAGES: Final = {
    "prepare": Text("Préparation des données", "Preparing the data"),
    "lay_out": Text("Mise en page", "Laying out"),
    "write": Text("Écriture du fichier", "Writing the file"),
    "seal": Text("Scellement", "Sealing"),
    "store": Text("Dépôt", "Storing"),
}


def no_progress(stage: str, page: int) -> None:
    """Tell nobody."""


def check_sizes(snapshot: Snapshot) -> None:
    """Stop the press (``PressStopped``) on texts, lists or documents beyond the limits, before anything is laid out."""
    texts = [text for _, text in strings_of(snapshot)]
    faults = [
        Text(
            "un texte plus court\u00a0: «\u00a0{begins}…\u00a0» compte {length} signes, {limit} au plus",
            "a shorter text: “{begins}…” has {length} characters, {limit} at most",
            begins=text[:60],
            length=len(text),
            limit=LONGEST_TEXT,
        )
        for text in texts
        if len(text) > LONGEST_TEXT
    ]
    faults += [
        Text(
            "un mot plus court\u00a0: «\u00a0{begins}…\u00a0» compte {length} lettres, {limit} au plus",
            "a shorter word: “{begins}…” has {length} letters, {limit} at most",
            begins=word[:60],
            length=len(word),
            limit=LONGEST_WORD,
        )
        for text in texts
        if LONGEST_WORD < len(text) <= LONGEST_TEXT
        for word in text.split()
        if len(word) > LONGEST_WORD
    ]
    faults += [
        Text("une liste plus courte\u00a0: {length} lignes", "a shorter list: {length} rows", length=len(rows))
        for _, rows in tuples_of(snapshot)
        if len(rows) > LONGEST_LIST
    ]
    total = sum(len(text) for text in texts)
    if not faults and total > MOST_TEXT:
        faults = [
            Text("un document plus court\u00a0: {total} signes", "a shorter document: {total} characters", total=total)
        ]
    if faults:
        raise PressStopped(faults)


def check_letters(snapshot: Snapshot) -> list[Text]:
    """Return the signs that the fonts cannot draw, each with the text that holds it."""
    return [
        Text(
            "un dessin pour le signe {sign}, dans «\u00a0{begins}\u00a0»",
            "a drawing of the sign {sign}, in “{begins}”",
            sign=f"U+{ord(sign):04X}",
            begins="".join(letter for letter in text[:60] if letter.isprintable()),
        )
        for _, text in strings_of(snapshot)
        for sign in undrawable(text)
    ]
