"""The documents that the press knows: one module each here, found and not listed, with its folder of templates."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from workflows.processes.plain import Snapshot
from workflows.store.text import Text


class DocumentsClash(Exception):
    """Two modules declare the same document, or one declares none: the house refuses to start."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its name (that of its snapshot and of its folder), its French title, and what its template needs to say.

    ``words`` gives the template the French words for codes and the counts that it prints beside the snapshot itself.
    ``prints`` are the states of cases that it may print, workflow by workflow, each in the words that it has for it:
    what is suspected or pending is never worded as settled, and no other state is printed at all.
    """

    name: str
    snapshot: type[Snapshot]
    title: Callable[[Any], str]
    subject: Callable[[Any], str]
    words: Callable[[Any], Mapping[str, Any]]
    prints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def unprintable(self, states: Iterable[tuple[str, str]]) -> list[Text]:
        """Return a sentence for each (workflow, state) that the document may not print."""
        return [
            Text(
                "un mot pour l’état «\u00a0{state}\u00a0» ({workflow}), que ce document n’imprime pas",
                "a word for the state {state} ({workflow}), which this document does not print",
                state=state,
                workflow=workflow,
            )
            for workflow, state in dict.fromkeys(states)
            if state not in self.prints.get(workflow, {})
        ]


@cache
def documents() -> Mapping[str, Document]:
    """Return every document by name; refuses doubles and modules that declare none (``DocumentsClash``)."""
    found: dict[str, Document] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if module.ispkg:
            continue
        add_document(found, module.name, getattr(import_module(f"{__name__}.{module.name}"), "DOCUMENT", None))
    return found


def add_document(found: dict[str, Document], module: str, document: Document | None) -> None:
    """Add a module's document to those found; refuses a missing one and a name already taken (``DocumentsClash``)."""
    if document is None:
        raise DocumentsClash(f"pdf/documents/{module}.py declares no DOCUMENT.")
    if document.name in found:
        raise DocumentsClash(f"pdf/documents/{module}.py declares {document.name}, which another module declares too.")
    if document.snapshot.document != document.name:
        raise DocumentsClash(
            f"pdf/documents/{module}.py: {document.name} prints snapshots of {document.snapshot.document}."
        )
    found[document.name] = document


def document_for(snapshot: Snapshot) -> Document:
    """Return the document that prints a snapshot; refuses one that nobody prints (``DocumentsClash``)."""
    try:
        return documents()[snapshot.document]
    except KeyError as error:
        raise DocumentsClash(f"No document prints snapshots of {snapshot.document}.") from error
