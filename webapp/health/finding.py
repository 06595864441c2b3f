"""What one check found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from webapp.console import spoken
from webapp.faults import said_of_fault
from workflows.store.text import Text

Grade = Literal["ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and the way out where it is not well."""

    name: str
    grade: Grade
    says: Text
    way_out: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain values."""
        return {
            "name": self.name,
            "grade": self.grade,
            "says": spoken(self.says),
            "way_out": spoken(self.way_out) if self.way_out is not None else None,
        }


@dataclass(slots=True)
class Findings:
    """The findings of one examination, in the order in which they were made."""

    all: list[Finding] = field(default_factory=list)

    def ok(self, name: str, says: Text) -> None:
        """Note that something is well."""
        self.all.append(Finding(name, "ok", says))

    def warn(self, name: str, says: Text, way_out: Text) -> None:
        """Note that something works, but not for long or not well."""
        self.all.append(Finding(name, "warn", says, way_out))

    def bad(self, name: str, says: Text, way_out: Text) -> None:
        """Note that something does not work."""
        self.all.append(Finding(name, "bad", says, way_out))

    @property
    def well(self) -> bool:
        """Whether nothing is bad."""
        return all(finding.grade != "bad" for finding in self.all)

    @contextmanager
    def looking_at(self, name: str) -> Iterator[None]:
        """Look at something; what fails meanwhile is a bad finding, and the examination goes on."""
        try:
            yield
        except Exception as fault:  # noqa: BLE001 (an examination that stops at the first illness is no use)
            says = said_of_fault(fault) or Text("{what}", "{what}", what=f"{type(fault).__name__}: {fault}"[:300])
            self.bad(name, says, ASK)


ASK: Final = Text("Corrigez ce point, puis relancez beffroi doctor.", "Set this right, then run beffroi doctor again.")
