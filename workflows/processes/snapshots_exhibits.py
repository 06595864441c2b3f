"""What the printed register of exhibits receives, frozen as plain values: what was seized, how much is left, each hand-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from workflows.processes.mentions import missing_in_head, missing_in_operation, unless
from workflows.processes.plain import Plain, Snapshot
from workflows.processes.snapshot_parts import Head, OperationLine, PhotoLine
from workflows.store.text import Text


@dataclass(frozen=True, slots=True)
class CustodyEntry(Plain):
    """One link of a chain of custody: what happened, when, from whom to whom, under which seal, on which paper."""

    event: str
    at: datetime
    giver: str
    receiver: str
    seal: str
    reason: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ExhibitEntry(Plain):
    """One exhibit. ``seized`` and ``left`` are amounts with their unit; ``part_of`` is the number of that from which it was
    parted; ``announced_to`` whoever has yet to confirm that they received it.
    """

    number: str
    state: str
    nature: str
    seized: str
    left: str
    seal: str
    found_at: datetime
    establishment: str
    place: str
    basis: str
    to_verify: bool
    present: str
    holder: str
    kept_at: str
    custody: tuple[CustodyEntry, ...]
    part_of: str = ""
    purpose: str = ""
    announced_to: str = ""

    def states(self) -> tuple[tuple[str, str], ...]:
        """Return the state of the exhibit."""
        return (("exhibit", self.state),)


@dataclass(frozen=True, slots=True)
class ExhibitRegisterSnapshot(Snapshot):
    """The register of what one agency seized or holds of an operation (class K3), as it stood when it was issued."""

    document: ClassVar[str] = "exhibit_register"

    head: Head
    operation: OperationLine
    exhibits: tuple[ExhibitEntry, ...]

    def photos(self) -> tuple[PhotoLine, ...]:
        """Return the photos that it prints: none."""
        return ()

    def missing(self) -> list[Text]:
        """Return every mention that the register must carry and does not."""
        return [
            *missing_in_head(self.head),
            *missing_in_operation(self.operation),
            *unless(self.exhibits, "un scellé au moins", "one exhibit at least"),
            *(text for each in self.exhibits for text in _missing_in_exhibit(each)),
        ]


def _missing_in_exhibit(each: ExhibitEntry) -> list[Text]:
    return [
        *unless(each.nature, "scellé {number}\u00a0: la nature", "exhibit {number}: the nature", number=each.number),
        *unless(
            each.seal, "scellé {number}\u00a0: le numéro du scellé", "exhibit {number}: the seal", number=each.number
        ),
        *unless(each.custody, "scellé {number}\u00a0: sa garde", "exhibit {number}: its custody", number=each.number),
    ]
