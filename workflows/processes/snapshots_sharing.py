"""What the paper of a shared copy receives, frozen as plain values: what a gate let through, and which fields it did not.

A field that was not let through has its name and the article that keeps it, and no place for a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from workflows.processes.mentions import missing_in_head, unless
from workflows.processes.plain import Plain, Snapshot
from workflows.processes.snapshot_parts import Citation, Head, PhotoLine
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class CopiedLine(Plain):
    """One field of the record: its words and what was copied of it, each value a paragraph; or, of a field that is struck
    out, the article under which it stays where it is (``None`` where the law of the day has none).
    """

    name: str
    label: str
    values: tuple[str, ...] = ()
    is_struck: bool = False
    kept_under: Citation | None = None


@dataclass(frozen=True, slots=True)
class CopiedRecord(Plain):
    """One record: a finding, an exhibit, a referral; its fields in their order."""

    lines: tuple[CopiedLine, ...]


@dataclass(frozen=True, slots=True)
class SharedCopySnapshot(Snapshot):
    """The copy that a recipient gets through a gate, of the class of the sharing. ``kind`` are the words for what is shared;
    ``state`` is that of the referral where it is told, else empty.
    """

    document: ClassVar[str] = "shared_copy"

    head: Head
    kind: str
    recipient: str
    purpose: str
    opened_by: tuple[Citation, ...]
    met: tuple[str, ...]
    why: str
    records: tuple[CopiedRecord, ...]
    state: str = ""
    ends_at: datetime | None = None

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def printed_states(self) -> tuple[tuple[str, str], ...]:
        """Return the states that it prints."""
        return (("referral", self.state),) if self.state else ()

    def missing(self) -> list[Text]:
        """Return every mention that the copy must carry and does not; a value in a field that is struck out is one too many."""
        return [
            *missing_in_head(self.head),
            *unless(self.recipient, "le destinataire", "the recipient"),
            *unless(self.purpose, "la finalité", "the purpose"),
            *unless(self.opened_by, "le texte qui ouvre le partage", "the text that opens the sharing"),
            *unless(self.records, "ce qui est partagé", "what is shared"),
            *(
                Text("un champ occulté sans contenu\u00a0: {name}", "a struck-out field without content: {name}", name=line.label)
                for record in self.records
                for line in record.lines
                if line.is_struck and line.values
            ),
        ]  # fmt: skip
