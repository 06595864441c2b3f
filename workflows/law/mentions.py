"""The mentions that each document must carry, as data: a document that lacks one is not printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflows.law.references import CONFIDENCES, DATA
from workflows.store.datafile import read_row
from workflows.store.text import Text


class UnknownDocumentError(LookupError):
    """A document whose mentions nobody wrote down; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of a document: its key, its name as people read it, and how sure we are that it is due."""

    key: str
    label: Text
    confidence: tuple[str, ...]


def documents() -> tuple[str, ...]:
    """Return the documents whose mentions are known."""
    return tuple(_by_document())


def mentions_of(document: str) -> tuple[Mention, ...]:
    """Return the mentions that the document must carry, in their order on paper; refuses an unknown document."""
    found = _by_document().get(document)
    if found is None:
        raise UnknownDocumentError(f"No mentions are written down for the document “{document}”.")
    return found


def missing(document: str, present: Mapping[str, bool]) -> list[Text]:
    """Return the names of the mentions that are absent; ``present`` says yes or no for each key.

    A key that ``present`` does not know counts as absent; one that the document does not have is refused.
    """
    due = mentions_of(document)
    strangers = sorted(set(present) - {mention.key for mention in due})
    if strangers:
        raise ValueError(f"The document “{document}” has no mention “{strangers[0]}”.")
    return [mention.label for mention in due if not present.get(mention.key, False)]


@cache
def _by_document() -> dict[str, tuple[Mention, ...]]:
    return read_mentions(DATA / "mentions.toml")


def read_mentions(path: Path) -> dict[str, tuple[Mention, ...]]:
    """Read the file of mentions; refuses, naming file and key, what should be corrected first."""
    file = read_row(path)
    found: dict[str, tuple[Mention, ...]] = {}
    for document in file.rows("document"):
        mentions: dict[str, Mention] = {}
        for row in document.rows("mention"):
            mention = Mention(row.line("key"), row.text("label"), row.words("confidence", CONFIDENCES))
            row.finish()
            if mention.key in mentions:
                raise row.fault("cette mention figure déjà plus haut.", "this mention stands already above.")
            mentions[mention.key] = mention
        key = document.line("key")
        document.finish()
        if key in found or not mentions:
            raise document.fault(
                "un document figure une fois, avec ses mentions.", "a document stands once, with its mentions."
            )
        found[key] = tuple(mentions.values())
    file.finish()
    return found
